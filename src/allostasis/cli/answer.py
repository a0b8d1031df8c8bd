"""The end of a run: its report, and its answer in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from allostasis.errors import RunError, StudyError

if TYPE_CHECKING:
    from allostasis.studies.files import Study
    from allostasis.studies.order import Order

__all__ = ["finish_report", "tell", "written_report"]


def written_report(target: Path) -> Path:
    """Write the report; if that fails, say that the data are safe and how to go on.

    Raises:
        RunError: with what went wrong.
    """
    from allostasis.report import write_report

    try:
        return write_report(target)
    except Exception as error:
        first = str(error).splitlines()[0] if str(error) else "no message"
        raise RunError(
            f"The data of {target} are complete, but their report could not be written ({type(error).__name__}: "
            f"{first}). Write it with: allostasis run --resume {target}"
        ) from error


def finish_report(target: Path, as_json: bool, news: bool, order: Order | None = None) -> None:
    """Write what is missing of a run whose data are complete, and say its answer."""
    from allostasis.quantities.documents import Document
    from allostasis.quantities.records import validate
    from allostasis.report.result import read_result
    from allostasis.studies.files import Study
    from allostasis.studies.identity import refuse_changes
    from allostasis.studies.store import REPORT, RunDirectory

    result = read_result(target)
    if order is not None:
        before = {"study": result.manifest["study"], "draws": result.manifest["design"]["draws"]}
        refuse_changes(target, before, {name: order.identity[name] for name in before})
    page = written_report(target) if news else target / REPORT
    RunDirectory(target).let_shards_go()
    if not as_json and not news:
        typer.echo(f"{target} is complete; there is nothing to do.")
    study = validate(Document("manifest", result.manifest["study"]), Study, StudyError)
    tell(result.dataset, study, target, page, as_json)


def tell(data: Any, planned: Study, target: Path, page: Path, as_json: bool) -> None:
    """The answer in one line, and where the rest is."""
    from allostasis.studies.coarse import step_warning
    from allostasis.studies.summary import headline

    facts = headline(data, planned)
    if as_json:
        typer.echo(json.dumps({**facts, "directory": str(target), "report": str(page)}, ensure_ascii=False, indent=1))
        return
    typer.echo(facts["sentence"])
    if (warning := step_warning(data)) is not None:
        typer.echo(f"Warning: {warning}", err=True)
    typer.echo(f"Report: {page}")
    typer.echo("What the priors of an uncalibrated model imply. Research tool, not medical advice.")
