"""The commands: exit codes, help, JSON, and that nobody sees a traceback."""

import errno
import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import allostasis
from allostasis.cli.app import app
from allostasis.errors import RunError


def test_the_version_is_printed(run):
    outcome = run("--version")
    assert outcome == (0, f"allostasis {allostasis.__version__}\n", "")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["study", "--help"], ["study", "explain", "--help"], ["evidence", "-h"]]
)
def test_help_is_given_for_every_command(arguments):
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_the_first_help_page_says_what_this_is_not(run):
    assert "not medical advice" in run("--help").out


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["study"], ["study", "explain"], ["study", "list", "--jsn"], ["--frm"]]
)
def test_a_command_line_that_means_nothing_ends_with_two(run, arguments):
    outcome = run(*arguments)
    assert outcome.code == 2
    assert "Traceback" not in outcome.err


def test_help_loads_no_heavy_library():
    code = "import allostasis.cli.app, sys; print([m for m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    for library in ("jax", "sympy", "pandas", "xarray", "matplotlib", "pint", "pydantic", "scipy"):
        assert f"'{library}'" not in loaded


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (RunError("the solver did not converge"), 1, "the solver did not converge"),
        (OSError(errno.ENOSPC, "No space left on device", "out/data.zarr"), 1, "the disk is full (out/data.zarr)"),
        (PermissionError(errno.EACCES, "Permission denied", "/out"), 1, "no permission"),
        (KeyboardInterrupt(), 1, "What was finished is kept"),
        (ZeroDivisionError("division by zero"), 1, "Internal error (ZeroDivisionError: division by zero)"),
        (KeyError(), 1, "Please report"),
    ],
)
def test_a_failure_is_one_sentence_and_exit_code_one(run, monkeypatch, error, code, words):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.delenv("ALLOSTASIS_DEBUG", raising=False)
    monkeypatch.setattr("allostasis.studies.library.available_studies", fail)
    outcome = run("study", "list")
    assert outcome.code == code
    assert words in outcome.err
    assert "Traceback" not in outcome.err


def test_developers_can_ask_for_the_traceback(run, monkeypatch):
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setenv("ALLOSTASIS_DEBUG", "1")
    monkeypatch.setattr("allostasis.studies.library.available_studies", fail)
    with pytest.raises(ZeroDivisionError):
        run("study", "list")


def test_text_in_square_brackets_is_printed_as_it_stands(run, study_file):
    outcome = run("study", "explain", study_file(("observable: craving", 'observable: "[bold]craving[/nobold]"')))
    assert outcome.code == 2
    assert "[bold]craving[/nobold]" in outcome.err


def test_the_studies_of_the_package_are_listed(run):
    assert "woolley2016" in run("study", "list").out
    facts = json.loads(run("study", "list", "--json").out)
    assert facts[0]["participants"] == 32


def test_the_first_study_is_sound_against_the_evidence(run):
    outcome = run("study", "check", "woolley2016")
    assert outcome.code == 0, outcome.err
    assert outcome.out.startswith("OK: woolley2016: 32 participants, arms placebo, oxytocin")


def test_a_check_as_json_gives_every_problem_and_exit_code_two(run, study_file):
    outcome = run("study", "check", "--json", study_file(("alpha: 0.05", "alpha: 2"), ("model: human", "model: rat")))
    report = json.loads(outcome.out)
    assert outcome.code == 2
    assert not report["sound"]
    assert {problem["place"].split(", ")[1] for problem in report["problems"]} == {"analysis.alpha", "model"}


def test_an_explanation_names_each_assumption_with_its_value(run):
    text = run("study", "explain", "woolley2016").out
    facts = json.loads(run("study", "explain", "woolley2016", "--json").out)
    assert facts["assumed"] == len(facts["assumptions"]) > 20
    for assumption in facts["assumptions"]:
        assert f"{assumption['key']}: {assumption['value']}. {assumption['reason']}" in text


def test_the_schema_of_study_files_is_json(run):
    schema = json.loads(run("study", "schema").out)
    assert {"arms", "session", "analysis", "seed"} <= set(schema["required"])
    assert schema["additionalProperties"] is False
