"""Lever studies of animals on the command line: what `allostasis run` and `allostasis study` do with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from allostasis.errors import Problem
    from allostasis.studies.lever_files import LeverStudy


def run_levers(
    study: str, out: Path | None, seed: int | None, draws: int | None, animals: int | None, as_json: bool
) -> None:
    """Run a lever study and write its report."""
    from allostasis.evidence import load
    from allostasis.studies.lever_files import load_lever_study, resized
    from allostasis.studies.lever_run import DRAWS

    planned = resized(load_lever_study(study, load()), animals, seed)
    _run(planned, draws or DRAWS, out or Path("out") / planned.id, as_json)


def resume_levers(directory: Path, as_json: bool) -> None:
    """Go on with an unfinished lever study; what it is stands in its directory."""
    from allostasis.studies.lever_run import lever_study_of
    from allostasis.studies.store import recorded

    before = recorded(directory)
    if before is None:
        typer.echo(f"{directory} is complete; there is nothing to do.")
        return
    _run(*lever_study_of(before), directory, as_json)


def _run(planned: LeverStudy, draws: int, target: Path, as_json: bool) -> None:
    from allostasis.report import write_report
    from allostasis.report.levers import lever_content
    from allostasis.studies.lever_run import identity_of, refuse_held_out, run_lever_study
    from allostasis.studies.store import RunDirectory

    refuse_held_out(planned)
    with RunDirectory.open(target, identity_of(planned, draws)) as directory:
        run_lever_study(planned, directory, draws=draws, progress=None if as_json else _say)
        page = write_report(target)
        directory.let_shards_go()
    facts = lever_content(target)
    sentences = [item["sentence"] for item in facts["comparisons"]]
    if as_json:
        comparisons = facts["manifest"]["comparisons"]
        _print_json({"study": planned.id, "comparisons": comparisons, "directory": str(target), "report": str(page)})
        return
    for line in (*sentences, f"Report: {page}"):
        typer.echo(line)
    typer.echo("What the priors of an uncalibrated model imply. Research tool, not medical advice.")


def refuse_for_levers(**given: object) -> None:
    """Refuse what only runs of trials know.

    Raises:
        InputError: naming each option.
    """
    from allostasis.errors import InputError, Problem

    wrong = [f"--{name}" for name, value in given.items() if value]
    allowed = "runs of lever studies without it: they are blocks of 128 animals, one after the other in this process"
    if wrong:
        raise InputError([Problem(name, "an option of runs of trials", allowed) for name in wrong])


def is_lever_directory(directory: Path) -> bool:
    """Whether a directory holds a lever study, finished or not."""
    from allostasis.report.levers import is_lever_result
    from allostasis.studies.store import recorded

    study = (recorded(directory) or {}).get("study") or {}
    return is_lever_result(directory) or (isinstance(study, dict) and study.get("kind") == "lever")


def explain_levers(study: str, as_json: bool) -> None:
    """Print the methods of a lever study in words."""
    from allostasis.studies.lever_files import load_lever_study

    loaded = load_lever_study(study)
    if as_json:
        assumed = [{"key": key, "value": value, "reason": reason} for key, value, reason in loaded.assumed()]
        _print_json({**lever_facts(loaded), "methods": loaded.methods(), "assumptions": assumed})
        return
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    console.print(loaded.in_words(), soft_wrap=not console.is_terminal)


def check_levers(study: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Facts of a lever study, or what is wrong with it."""
    from allostasis.errors import StudyError
    from allostasis.evidence import load
    from allostasis.studies.lever_files import load_lever_study

    try:
        return lever_facts(load_lever_study(study, load())), []
    except StudyError as error:
        return None, error.problems


def lever_facts(study: LeverStudy) -> dict[str, Any]:
    """The same facts that trials have, as far as a lever study has them."""
    return {
        "id": study.id,
        "title": study.title,
        "study": study.study,
        "design": "lever",
        "participants": study.animals.number * len(study.arms),
        "arms": list(study.arms),
        "outcome": study.comparisons[0].measure if study.comparisons else None,
        "reported": list(dict.fromkeys(c.effect for c in study.comparisons)),
        "assumed": len(study.assumed()),
        "seed": study.seed,
    }


def _say(done: int, total: int) -> None:
    typer.echo(f"{done} of {total} blocks of animals simulated", err=True)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
