"""A small lever study from file to report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray

from allostasis.cli.app import main
from allostasis.studies import lever_run
from allostasis.studies.store import RunDirectory

STUDY = """
schema: 1
kind: lever
id: small
title: A few rats for a few minutes
study: ahmed2000
model: rat
animals: {number: 3, weight: 300 g}
procedures:
  short:
    duration: 20 min
    drug: heroin
    route: intravenous
    unit_dose: 40 ug
    infusion: 4 s
    ratio: {progressive: richardson_roberts1996}
    time_out: 20 s
    light: 20 s
    primes: 1
arms:
  all:
    - name: training
      sessions: 2
      session: short
      regimens:
        - {drug: heroin, route: intravenous, amount: 1 mg, at: 2 h, duration: 35 s, jitter: 10 min}
measures:
  intake: {outcome: infusions, block: training, sessions: [2]}
comparisons: [{effect: ahmed2000.infusions_access, measure: intake, active: all}]
seed: 7
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("lever")
    (directory / "small.yaml").write_text(STUDY, encoding="utf-8")
    out = directory / "out"
    with pytest.MonkeyPatch.context() as patch:  # stopped when all animals are simulated, and taken up again

        def stopped(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(RunDirectory, "finish", stopped)
        assert main(["run", str(directory / "small.yaml"), "--draws", "2", "-o", str(out)]) == 1
    assert [f.name for f in (out / ".shards").glob("*.npz")] == ["all-000000000.npz"]
    refuse_what_changed(out)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lever_run, "Laboratory", None)  # what is there is not run again
        assert main(["run", "--resume", str(out)]) == 0
    return out


def refuse_what_changed(out: Path) -> None:
    """Other code or another processor does not go on with the run."""
    place = out / ".shards" / "identity.json"
    kept = place.read_text(encoding="utf-8")
    for change in ({"processor": "another"}, {"code": {"numerics": "other"}}):
        place.write_text(json.dumps({**json.loads(kept), **change}), encoding="utf-8")
        assert main(["run", "--resume", str(out)]) == 2
    place.write_text(kept, encoding="utf-8")


def opened(result: Path) -> Any:
    return xarray.open_dataset(result / "data.zarr", engine="zarr", consolidated=False, chunks=None)


def test_each_animal_has_its_presses_infusions_breakpoint_and_times(result: Path) -> None:
    data = opened(result)
    assert data["infusions"].dims == ("arm", "draw", "subject", "session")
    assert data["infusions"].shape == (1, 2, 3, 2)
    times = data["infusion_time"].values
    # A priming infusion is counted and has no press.
    assert np.array_equal((times >= 0).sum(axis=-1) + 1, data["infusions"].values)
    assert times.max() < 20 * 60
    assert np.all(data["active"].values >= (times >= 0).sum(axis=-1))
    met = {0: 0, 1: 1, 2: 2, 3: 4, 4: 6, 5: 9, 6: 12, 7: 15, 8: 20}
    count = (times >= 0).sum(axis=-1)
    assert all(b == met[c] for b, c in zip(data["breakpoint"].values.ravel(), count.ravel(), strict=True) if c in met)


def test_what_was_given_beside_leaves_its_trace_the_next_day(result: Path) -> None:
    assert np.all(opened(result)["tolerance_before"].values[..., 1] > 0)


def test_the_report_stands_beside_and_says_reproduced(result: Path) -> None:
    page = (result / "report.html").read_text(encoding="utf-8")
    assert "reproduced" in page
    assert "Richardson" not in page or "progressive ratio (1, 2, 4, 6, 9" in page
    manifest = json.loads((result / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["role"] == "development"
    assert manifest["comparisons"][0]["higher"] + manifest["comparisons"][0]["not_significant"] <= 1
    assert (result / "summary.csv").read_text(encoding="utf-8").startswith("arm,block,session,quantity")


def test_a_finished_run_is_not_overwritten(result: Path) -> None:
    assert main(["run", str(result.parent / "small.yaml"), "--draws", "2", "-o", str(result)]) == 2


def test_a_finished_lever_study_has_nothing_to_be_done(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {f: f.read_bytes() for f in result.rglob("*") if f.is_file()}
    assert main(["run", "--resume", str(result)]) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert {f: f.read_bytes() for f in result.rglob("*") if f.is_file()} == before


@pytest.mark.parametrize("option", [["--plan"], ["--shards", "0"], ["--scheduler", "tcp://" + "127.0.0.1:9"]])
def test_what_only_trials_know_is_refused_by_name(
    result: Path, option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--resume", str(result), *option]) == 2
    error = capsys.readouterr().err
    assert option[0] in error
    assert "one after the other in this process" in error
