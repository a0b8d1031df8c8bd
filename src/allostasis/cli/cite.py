"""`allostasis cite`: the references that a study or a result really uses."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from allostasis.evidence import Evidence

_ALLOWED = "a study file, a result directory, or an id of the evidence tables"


class Format(StrEnum):
    """How references are written."""

    text = "text"
    bibtex = "bibtex"
    ris = "ris"
    csl_json = "csl-json"


def cite(
    things: Annotated[
        list[str],
        typer.Argument(metavar="STUDY_OR_RESULT...", help="Study files, result directories, or ids of the evidence."),
    ],
    format: Annotated[Format, typer.Option(help="How the references are written.")] = Format.text,
) -> None:
    """Print the references that studies or results really use, without repetition.

    For a result directory these are the sources that its manifest lists. For a study that can be run they are its
    publication, the sources of its population and those of the priors of its model. For any other id they are the
    sources behind that study, effect, parameter or row.
    """
    from allostasis.evidence import load
    from allostasis.evidence.cite import cite as write

    evidence = load()
    keys = [key for thing in things for key in keys_of(thing, evidence)]
    typer.echo(write(keys, format.value, evidence), nl=False)


def keys_of(thing: str, evidence: Evidence) -> list[str]:
    """Citation keys, or ids that lead to them, of a result directory, a study that can be run, or an id."""
    from allostasis.studies.library import available_overdose_studies, available_studies

    path = Path(thing)
    if path.is_dir():
        return _sources_of_result(path, evidence)
    if (
        path.suffix in (".yaml", ".yml")
        or path.is_file()
        or thing in {**available_studies(), **available_overdose_studies()}
    ):
        return _sources_of_study(thing, evidence)
    return [reference.id for reference in evidence.references([thing])]


def _sources_of_result(directory: Path, evidence: Evidence) -> list[str]:
    """The sources that the manifest of a result lists."""
    import json

    from allostasis.errors import EvidenceError, Problem

    manifest = directory / "manifest.json"
    try:
        content: Any = json.loads(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problem = Problem(str(directory), "a directory without manifest.json", _ALLOWED, "the run did not finish")
        raise EvidenceError(problem) from None
    except (OSError, ValueError) as error:
        raise EvidenceError(Problem(str(manifest), f"a file that cannot be read ({error})", _ALLOWED)) from None
    sources = content.get("sources") if isinstance(content, dict) else None
    if not isinstance(sources, list) or not all(isinstance(key, str) for key in sources):
        raise EvidenceError(Problem(f"{manifest}, sources", "no list of sources", "a list of citation keys"))
    unknown = [key for key in sources if key not in evidence.bibliography]
    if unknown:
        cause = "the result was made with other evidence tables"
        allowed = "keys of the bibliography"
        raise EvidenceError([Problem(f"{manifest}, sources", f'"{key}"', allowed, cause) for key in unknown])
    return sources


def _sources_of_study(path_or_name: str, evidence: Evidence) -> list[str]:
    """The publication that a study reruns, and the sources of its population and of the model's priors."""
    from allostasis.cli.overdose import is_overdose, overdose_sources
    from allostasis.studies.files import load_study

    if is_overdose(path_or_name):
        return overdose_sources(path_or_name)
    study = load_study(path_or_name)
    return [study.study, *study.reported, *study.people.sources(), *evidence.sources_of_priors(evidence.priors)]
