"""`allostasis study`: explain or check study files, list those of the package, print their schema."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from allostasis.errors import Problem
    from allostasis.studies.files import Study
    from allostasis.studies.overdose.files import OverdoseStudy

__all__ = ["study_app"]

study_app = typer.Typer(help="Read and check study files: trials made runnable.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print facts as JSON.")]
StudyFile = Annotated[str, typer.Argument(metavar="STUDY", help="A study file, or the name of a study of the package.")]
StudyFiles = Annotated[
    list[str], typer.Argument(metavar="STUDY...", help="Study files, or names of studies of the package.")
]


@study_app.command()
def explain(study: StudyFile, as_json: AsJson = False) -> None:
    """Print the methods of a study in words, from its file alone, with everything that was assumed."""
    from allostasis.studies.lever_files import is_lever_file

    if is_lever_file(study):
        from allostasis.cli.levers import explain_levers

        explain_levers(study, as_json)
        return
    loaded = _loaded(study)
    if as_json:
        _print_json(
            {**_facts(loaded), "methods": _methods(loaded), "assumptions": [a._asdict() for a in loaded.assumed()]}
        )
        return
    from rich.console import Console

    # Wrapped on a terminal; elsewhere one line per paragraph, so that text can be searched and compared.
    console = Console(markup=False, highlight=False, emoji=False)
    console.print(loaded.in_words(), soft_wrap=not console.is_terminal)


@study_app.command()
def check(studies: StudyFiles, as_json: AsJson = False) -> None:
    """Check study files as a whole, also against the evidence, and report every problem with file, line and key.

    Ends with exit code 0 if all files are sound and with 2 if one is not.
    """
    from allostasis.cli.levers import check_levers
    from allostasis.errors import StudyError
    from allostasis.studies.lever_files import is_lever_file

    facts: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for name in studies:
        if is_lever_file(name):
            fact, found = check_levers(name)
            problems += found
            facts += [fact] if fact else []
            continue
        loaded, found = _checked(name)
        problems += found
        if loaded is not None and not found:
            facts.append(_facts(loaded))
    if as_json:
        _print_json({"sound": not problems, "studies": facts, "problems": [vars(problem) for problem in problems]})
        raise typer.Exit(2 if problems else 0)
    for fact in facts:
        arms, assumed = ", ".join(fact["arms"]), fact["assumed"]
        typer.echo(f"OK: {fact['id']}: {fact['participants']} participants, arms {arms}, {assumed} assumptions")
    if problems:
        raise StudyError(problems)


@study_app.command("list")
def list_studies(as_json: AsJson = False) -> None:
    """List the studies that come with the package."""
    from allostasis.cli.levers import lever_facts
    from allostasis.studies.lever_files import load_lever_study
    from allostasis.studies.library import available_lever_studies, available_overdose_studies, available_studies

    paths = [*available_studies().values(), *available_overdose_studies().values()]
    facts = [{**_facts(_loaded(str(path))), "file": str(path)} for path in paths]
    animals = available_lever_studies().values()
    facts += [{**lever_facts(load_lever_study(path)), "file": str(path)} for path in animals]
    if as_json:
        _print_json(facts)
        return
    for fact in facts:
        typer.echo(f"{Path(fact['file']).stem:<38} {fact['title']}")


class Kind(StrEnum):
    """What a study file is of."""

    trial = "trial"
    overdose = "overdose"


@study_app.command()
def schema(kind: Annotated[Kind, typer.Option(help="Of which kind of study.")] = Kind.trial) -> None:
    """Print the JSON Schema of study files, for editors that complete and check as one writes."""
    from allostasis.studies.files import study_json_schema
    from allostasis.studies.overdose.files import overdose_json_schema

    _print_json(study_json_schema() if kind is Kind.trial else overdose_json_schema())


def _loaded(name: str) -> Study | OverdoseStudy:
    from allostasis.cli.overdose import is_overdose
    from allostasis.studies.files import load_study
    from allostasis.studies.overdose.files import load_overdose_study

    return load_overdose_study(name) if is_overdose(name) else load_study(name)


def _methods(study: Study | OverdoseStudy) -> list[str]:
    from allostasis.cli import overdose
    from allostasis.studies.explain import methods
    from allostasis.studies.files import Study

    return methods(study) if isinstance(study, Study) else overdose.methods_of(study)


def _checked(name: str) -> tuple[Study | OverdoseStudy | None, list[Problem]]:
    from allostasis.cli.overdose import is_overdose, read_checked
    from allostasis.errors import StudyError
    from allostasis.evidence import load
    from allostasis.studies.files import load_study

    if is_overdose(name):
        return read_checked(name)
    try:
        return load_study(name, load()), []
    except StudyError as error:
        return None, error.problems


def _facts(study: Study | OverdoseStudy) -> dict[str, Any]:
    from allostasis.cli import overdose
    from allostasis.studies.files import Study

    if not isinstance(study, Study):
        return overdose.facts(study)
    return {
        "id": study.id,
        "title": study.title,
        "study": study.study,
        "design": study.design.kind,
        "participants": study.participants,
        "arms": list(study.arms),
        "outcome": study.analysis.outcome,
        "reported": list(study.reported),
        "assumed": len(study.assumed()),
        "seed": study.seed,
    }


def _print_json(value: object) -> None:
    import json

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
