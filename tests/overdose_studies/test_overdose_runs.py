"""Runs of overdose studies, with a stand-in for the physiology: files, interruption, and what people see."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray

from allostasis.cli.app import main
from allostasis.report.overdose.page import render_overdose
from allostasis.report.result import read_files
from allostasis.studies.overdose import cells

FENTANYL, ABSTINENCE = "overdose-fentanyl", "overdose-first-dose-after-abstinence"
CELLS = 10


def run(name: str, out: Path, *more: str) -> int:
    return main(["run", name, "-o", str(out), "--participants", "100", *more])


@pytest.fixture
def fentanyl(results: dict[str, Path]) -> Path:
    return results["fentanyl"]


@pytest.fixture
def abstinence(results: dict[str, Path]) -> Path:
    return results["abstinence"]


def data_of(directory: Path) -> xarray.Dataset:
    return xarray.open_zarr(directory / "data.zarr", consolidated=False, chunks=None)


def test_a_run_writes_manifest_data_summary_and_report(fentanyl: Path) -> None:
    assert sorted(p.name for p in fentanyl.iterdir()) == [
        "data.zarr", "manifest.json", "report.html", "summary.csv", "timings.json",
    ]  # fmt: skip
    data = data_of(fentanyl)
    assert dict(data.sizes) == {
        "abstinence": 1, "dose": 2, "rescue": 5, "person": 100, "percentile": 5, "minute": 151,
    }  # fmt: skip
    assert all(data[name].attrs["unit"] and data[name].attrs["meaning"] for name in data.data_vars)
    published = data["published_share"].sel(dose="2.965 mg", rescue="one_dose").item()
    assert published == pytest.approx(0.46)
    assert np.isnan(data["published_share"].sel(dose="2.965 mg", rescue="one_dose_300_s").item())


def test_shares_have_the_published_kind_of_interval(fentanyl: Path) -> None:
    cell = data_of(fentanyl).sel(dose="1.625 mg", rescue="none").squeeze()
    share = float(cell["arrest_share"])
    spread = 1.96 * np.sqrt(share * (1 - share) / 200)
    # Quantiles of 2,500 draws of a binomial of 200: to about a person.
    assert float(cell["arrest_low"]) == pytest.approx(share - spread, abs=0.015)
    assert float(cell["arrest_high"]) == pytest.approx(share + spread, abs=0.015)


def test_an_interrupted_run_looks_unfinished_and_goes_on_where_it_stopped(
    calls: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, simulate = tmp_path / "out", cells.simulate_cell

    def stopped(*given: object) -> object:
        if len(calls) == 3:
            raise KeyboardInterrupt
        return simulate(*given)

    monkeypatch.setattr(cells, "simulate_cell", stopped)
    assert run(FENTANYL, out) != 0
    assert not (out / "manifest.json").exists()
    assert main(["cite", str(out)]) == 2
    assert "did not finish" in capsys.readouterr().err
    monkeypatch.setattr(cells, "simulate_cell", simulate)
    assert run(FENTANYL, out, "--seed", "5") == 2  # another run may not go on with these cells
    assert run(FENTANYL, out) == 0
    assert len(calls) == CELLS
    assert (out / "manifest.json").exists()
    assert not (out / ".cells").exists()


def test_a_damaged_cell_is_simulated_again(
    calls: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from allostasis.studies.overdose import run as running

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(running, "dataset", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        assert run(FENTANYL, out) != 0
    cell = next((out / ".cells").glob("cell-0-0-none.npz"))
    cell.write_bytes(cell.read_bytes()[:-20])
    assert run(FENTANYL, out) == 0
    assert len(calls) == CELLS + 1


def test_a_finished_run_is_never_overwritten_and_only_its_report_is_made_again(
    fentanyl: Path, calls: list[object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "copy"
    shutil.copytree(fentanyl, out)
    assert run(FENTANYL, out) == 2
    assert "finished runs are kept" in capsys.readouterr().err
    (out / "report.html").unlink()
    assert run(FENTANYL, out) == 0
    assert (out / "report.html").exists()
    assert not calls
    assert "Shares of a virtual cohort, not the risk of a person" in capsys.readouterr().out


@pytest.mark.parametrize("people", ["2", "99"])
def test_a_cohort_of_less_than_a_hundred_is_refused_with_the_reason(
    people: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", FENTANYL, "-o", str(tmp_path / "x"), "--participants", people]) == 2
    assert "could be read as advice on dosing" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "option", [["--plan"], ["--workers", "2"], ["--shard-size", "50"], ["--courses", "0"], ["--draws", "5"]]
)
def test_options_that_would_do_nothing_are_refused(
    option: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", FENTANYL, "-o", str(tmp_path / "x"), *option]) == 2
    assert option[0] in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("result", ["fentanyl", "abstinence", "usual dose"])
def test_the_report_stands_alone_and_every_figure_has_its_numbers(result: str, results: dict[str, Path]) -> None:
    directory = results[result]
    page = (directory / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.search(r'(src|href)="https?://[^"]*\.(js|css|png|woff)', page)
    assert len(re.findall(r"<figure", page)) == len(re.findall(r"<details><summary>Numbers", page)) > 8
    assert "Research tool, not medical advice" in page
    assert "Cohorts only" in page
    assert "benzodiazepines" in page


@pytest.mark.parametrize(
    ("result", "command"),
    [
        ("fentanyl", "overdose-fentanyl --seed 20220635 --participants 100 -o out/"),
        ("usual dose", "overdose-usual-dose --seed 20261129 --participants 100 --draws 2 -o out/"),
    ],
)
def test_the_report_gives_the_command_that_was_run(result: str, command: str, results: dict[str, Path]) -> None:
    page = (results[result] / "report.html").read_text(encoding="utf-8")
    assert f"<code>allostasis run {command}</code>" in page


def test_a_study_of_arrests_alone_has_no_empty_table_of_event_times(fentanyl: Path) -> None:
    result = read_files(fentanyl)
    assert 'id="events"' in render_overdose(result)
    names = ("brain_hypoxia", "arterial_hypoxia", "desaturation", "hypercapnia")
    alone = replace(result, dataset=result.dataset.drop_vars(names))
    assert "#events" not in render_overdose(alone)
    assert 'id="events"' not in render_overdose(alone)


def test_people_of_one_time_have_their_tolerance_as_a_table_and_no_course(results: dict[str, Path]) -> None:
    page = (results["usual dose"] / "report.html").read_text(encoding="utf-8")
    assert "Tolerance at the first dose" in page
    assert "Tolerance over days of abstinence" not in page


def test_the_same_result_gives_the_same_report(fentanyl: Path) -> None:
    assert render_overdose(read_files(fentanyl)) == (fentanyl / "report.html").read_text(encoding="utf-8")


def test_the_report_on_abstinence_shows_tolerance_by_draw_and_the_level_with_its_warning(abstinence: Path) -> None:
    page = (abstinence / "report.html").read_text(encoding="utf-8")
    assert "Tolerance over days of abstinence" in page
    assert "How to read the level" in page
    assert "0.02 mg of fentanyl for each mg" in page
    data = data_of(abstinence)
    assert data.sizes["draw"] == 2
    rising = data["arrest_share"].sel(dose="1 x former dose", rescue="none").values
    assert np.all(np.diff(rising) >= 0)


def test_the_level_is_shown_under_both_ends_of_the_factor_and_both_kinds_of_tolerance_above_1(abstinence: Path) -> None:
    table = data_of(abstinence)["sensitivity_by_draw"]
    assert table.dims == ("sensitivity_abstinence", "factor", "above_reference", "acts_on", "draw")
    assert list(table["sensitivity_abstinence"].values) == ["0 weeks", "1 week", "4 weeks", "12 weeks"]
    whole = table.mean("draw")
    at_once = whole.sel(sensitivity_abstinence="0 weeks")
    assert float(at_once.sel(factor="central", above_reference="extended", acts_on="C50")) == pytest.approx(
        float(data_of(abstinence)["arrest_share"].sel(abstinence="0 weeks", dose="1 x former dose", rescue="none"))
    )
    assert (at_once.sel(above_reference="held") > at_once.sel(above_reference="extended")).all()
    # Tolerance below 1 is the same in both.
    late = whole.sel(sensitivity_abstinence="12 weeks")
    assert (late.sel(above_reference="held") == late.sel(above_reference="extended")).all()
    page = (abstinence / "report.html").read_text(encoding="utf-8")
    assert "Relative danger by weeks of abstinence" in page
    assert "How far the level hangs on assumptions" in page


def test_the_emulator_fills_the_days_between_full_runs_in_every_arm_that_it_knows(abstinence: Path) -> None:
    data = data_of(abstinence)
    by_day = data["arrest_by_day"]
    assert by_day.dims == ("emulated_rescue", "emulated_day", "draw")
    assert list(data["emulated_rescue"].values) == ["none", "one_dose", "late_dose"]
    assert list(data["emulated_day"].values) == list(range(1, 85))  # receptors may still be occupied on day 0
    whole = by_day.mean("draw")
    assert (whole.diff("emulated_day") >= 0).all()  # tolerance of the stand-in falls, and nothing else changes
    none, one, late = (whole.sel(emulated_rescue=arm) for arm in ("none", "one_dose", "late_dose"))
    assert (one < late).all()
    assert (late < none).all()
    page = (abstinence / "report.html").read_text(encoding="utf-8")
    assert "<h3>Day by day</h3>" in page
    # The circles are the stand-in's, which has nothing to do with the emulator: the page says how far off they are.
    full = data["sensitivity_by_draw"].sel(acts_on="exponents", above_reference="held", factor="central").mean("draw")
    gaps = [
        abs(float(full.sel(sensitivity_abstinence=time)) - float(none.sel(emulated_day=day)))
        for time, day in (("1 week", 7), ("4 weeks", 28), ("12 weeks", 84))
    ]
    assert f"at most {100 * max(gaps):.1f} points away" in page


def test_survivors_are_those_whom_the_former_dose_spares_at_no_abstinence(abstinence: Path) -> None:
    data = data_of(abstinence)
    first = data.sel(abstinence="0 weeks", dose="1 x former dose", rescue="none")
    assert float(first["survivors_share"]) == 0
    spared = ~first["arrest"].values
    last = data["arrest"].sel(abstinence="12 weeks", dose="1 x former dose", rescue="none").values
    seen = data["survivors_share"].sel(abstinence="12 weeks", dose="1 x former dose", rescue="none")
    assert float(seen) == pytest.approx(last[spared].mean())


def test_a_result_cites_what_it_used(abstinence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["cite", str(abstinence), "--format", "bibtex"]) == 0
    cited = capsys.readouterr().out
    assert {"mann2022", "moss2022", "algera2020"} <= set(re.findall(r"@\w+\{(\w+),", cited))
    assert json.loads((abstinence / "manifest.json").read_text())["notice"] == "research tool, not medical advice"


@pytest.mark.parametrize("name", [FENTANYL, ABSTINENCE])
def test_a_study_is_explained_checked_listed_and_cited_on_the_command_line(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["study", "explain", name]) == 0
    assert "Cohorts only" in capsys.readouterr().out
    assert main(["study", "check", name]) == 0
    assert capsys.readouterr().out.startswith("OK: ")
    assert main(["study", "list"]) == 0
    assert name in capsys.readouterr().out
    assert main(["cite", name]) == 0
    assert "10.1002/cpt.2696" in capsys.readouterr().out
