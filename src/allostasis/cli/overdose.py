"""Overdose studies on the command line: the same verbs as for trials, for files that say `kind: overdose`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from allostasis.errors import Problem
    from allostasis.studies.overdose.files import OverdoseStudy

__all__ = ["facts", "is_overdose", "methods_of", "overdose_sources", "read_checked", "run_overdose"]


def is_overdose(path_or_name: str) -> bool:
    """Whether a study file is one of an overdose."""
    from allostasis.studies.library import kind_of

    return kind_of(path_or_name) == "overdose"


def run_overdose(
    study: str,
    out: Path | None,
    seed: int | None,
    draws: int | None,
    people: int | None,
    as_json: bool,
    others: Sequence[str] = (),
) -> None:
    """Run an overdose study and write its report.

    Args:
        study: file or name.
        out: directory of the result.
        seed: in place of the study's own.
        draws: parameter draws of the slow model, in place of the study's own.
        people: number of people (per draw), in place of the study's own; at least 100.
        as_json: print the answer as JSON.
        others: options that were given and that only trials have.

    Raises:
        InputError: if there are any.
    """
    from allostasis.errors import InputError, Problem
    from allostasis.evidence import load
    from allostasis.report.overdose import write_overdose_report
    from allostasis.report.result import read_files
    from allostasis.studies.overdose.files import load_overdose_study
    from allostasis.studies.overdose.run import run_overdose_study
    from allostasis.studies.overdose.summary import headline

    if others:
        found, allowed = "given for an overdose study", "--seed, --participants, --draws, -o and --json"
        raise InputError([Problem(name, found, allowed) for name in others])
    read = load_overdose_study(study, load())
    if draws is not None and read.population is None:
        found = "given for the published virtual chronic users"
        raise InputError(Problem("--draws", found, "no draws: their parameters are drawn person by person"))
    planned = read.resized(people, draws, seed)
    target = out or Path("out") / planned.id
    run_overdose_study(planned, target, None if as_json else _progress(planned.title))
    page = write_overdose_report(target)
    answer = headline(read_files(target).dataset)
    if as_json:
        typer.echo(json.dumps({**answer, "directory": str(target), "report": str(page)}, ensure_ascii=False, indent=1))
        return
    typer.echo(answer["sentence"])
    typer.echo(f"Report: {page}")
    typer.echo("Shares of a virtual cohort, not the risk of a person. Research tool, not medical advice.")


def read_checked(name: str) -> tuple[OverdoseStudy | None, list[Problem]]:
    """A study checked as a whole, also against the evidence, or its problems."""
    from allostasis.errors import StudyError
    from allostasis.evidence import load
    from allostasis.studies.overdose.files import load_overdose_study

    try:
        return load_overdose_study(name, load()), []
    except StudyError as error:
        return None, error.problems


def facts(study: OverdoseStudy) -> dict[str, Any]:
    """What lists and checks print of a study."""
    return {
        "id": study.id,
        "title": study.title,
        "kind": study.kind,
        "opioid": study.opioid,
        "doses": list(study.dose_names),
        "participants": study.people.total,
        "arms": list(study.rescue),
        "published": len(study.published),
        "assumed": len(study.assumed()),
        "seed": study.seed,
    }


def methods_of(study: OverdoseStudy) -> list[str]:
    """The methods in words."""
    from allostasis.studies.overdose.explain import methods

    return methods(study)


def overdose_sources(path_or_name: str) -> list[str]:
    """Citation keys of what a study uses."""
    from allostasis.evidence import load
    from allostasis.studies.overdose.files import load_overdose_study
    from allostasis.studies.overdose.manifest import sources_of

    return sources_of(load_overdose_study(path_or_name), load())


def _progress(title: str) -> Any:
    """A line now and then on the error stream."""

    def say(done: int, total: int) -> None:
        text = f"{title}: {done} of {total} cells simulated" if done else f"{title}: preparing"
        print(text, file=sys.stderr, flush=True)

    return say
