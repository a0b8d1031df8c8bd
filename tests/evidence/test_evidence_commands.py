"""The commands `evidence` and `cite`: facts on standard output, problems on standard error, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from allostasis.cli.app import main
from allostasis.evidence import load
from allostasis.evidence.status import YIELDS

from .conftest import Tables


def test_check_counts_the_rows_of_sound_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "check"]) == 0
    assert f"studies.csv {len(load().studies)}" in capsys.readouterr().out


def test_check_names_every_fault_and_ends_with_2(tables: Tables, capsys: pytest.CaptureFixture[str]) -> None:
    role = tables.set("studies.csv", "woolley2016", role="training")
    value = tables.set("parameter_values.csv", "degroot1995_v", value="33,2")
    assert main(["evidence", "check", "--directory", str(tables.directory)]) == 2
    shown = capsys.readouterr().err
    assert f"studies.csv:{role}, column role" in shown
    assert f"parameter_values.csv:{value}, column value" in shown
    assert "33,2" in shown
    assert "Traceback" not in shown


def test_check_gives_problems_as_json(tables: Tables, capsys: pytest.CaptureFixture[str]) -> None:
    tables.set("studies.csv", "woolley2016", role="training")
    assert main(["evidence", "check", "--json", "--directory", str(tables.directory)]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["sound"] is False
    assert [problem["found"] for problem in answer["problems"]] == ['"training"']


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("woolley2016", "study"),
        ("woolley2016.craving_cue", "effect"),
        ("craving_cue", "outcome"),
        ("gossen2012_plasma_30", "point of a curve"),
        ("cardoso2014.cortisol_all_tasks", "published pool"),
        ("conti2009", "source"),
        ("conti2009_recycling", "parameter value"),
        ("oxytocin.CL", "parameter"),
        ("oxytocin.nasal_plasma_peak", "parameter"),
    ],
)
def test_show_tells_what_an_id_is(name: str, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "show", name, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == kind
    assert main(["evidence", "show", name]) == 0
    assert capsys.readouterr().out.startswith(f"kind: {kind}\n")


def test_show_says_what_was_not_seen(capsys: pytest.CaptureFixture[str]) -> None:
    main(["evidence", "show", "woolley2016.craving_cue"])
    not_seen = capsys.readouterr().out.rpartition("not seen: ")[2]
    assert {"n treat", "mean treat", "value"} <= set(not_seen.strip().split(", "))


def test_show_of_an_unknown_id_names_its_neighbour(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "show", "woolley2061"]) == 2
    assert "woolley2016" in capsys.readouterr().err


def result(directory: Path, content: str) -> str:
    directory.mkdir()
    (directory / "manifest.json").write_text(content, encoding="utf-8")
    return str(directory)


def test_cite_gives_the_sources_that_a_result_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = result(tmp_path / "out", '{"sources": ["degroot1995", "woolley2016"]}')
    assert main(["cite", folder, "--format", "csl-json"]) == 0
    assert [record["id"] for record in json.loads(capsys.readouterr().out)] == ["degroot1995", "woolley2016"]


def test_cite_of_a_study_that_can_be_run_holds_its_publication_and_the_sources_of_the_model(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["cite", "woolley2016", "--format", "csl-json"]) == 0
    keys = {record["id"] for record in json.loads(capsys.readouterr().out)}
    evidence = load()
    assert keys >= {"woolley2016", *evidence.sources_of_priors(evidence.priors)}


@pytest.mark.parametrize("format", ["text", "bibtex", "ris", "csl-json"])
def test_cite_writes_every_format(format: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", "conti2009_recycling", "--format", format]) == 0
    assert "Conti" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("{}", "no list of sources"),
        ("[]", "no list of sources"),
        ('{"sources": [1]}', "no list of sources"),
        ('{"sources": ["nobody2000"]}', '"nobody2000"'),
        ("{", "cannot be read"),
    ],
)
def test_cite_refuses_a_broken_manifest(
    content: str, found: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cite", result(tmp_path / "out", content)]) == 2
    shown = capsys.readouterr().err
    assert found in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("arguments", [["nothing2000"], ["missing.yaml"], ["--format", "word", "woolley2016"], []])
def test_cite_refuses_what_it_does_not_know(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", *arguments]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_cite_of_a_directory_without_result_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", str(tmp_path)]) == 2
    assert "without manifest.json" in capsys.readouterr().err


def test_status_counts_what_the_results_allow(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "status", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rows"]["effects"] == len(load().effects)
    assert sum(row[kind] for row in found["allows"] for kind in YIELDS) == len(load().effects)
    timing = found["missing"]["drug studies"]["minutes from dose to test"]
    assert 0 < timing["missing"] < timing["of"]
    assert main(["evidence", "status"]) == 0
    shown = capsys.readouterr().out
    assert f"minutes from dose to test: {timing['missing']} of {timing['of']}" in shown
