"""The page `report.html` of an overdose study: one file without script or network."""

from __future__ import annotations

from pathlib import Path

from allostasis.errors import InputError, Problem
from allostasis.report.html import page, replace_report
from allostasis.report.overdose.content import content
from allostasis.report.result import Result, read_files

__all__ = ["render_overdose", "write_overdose_report"]


def write_overdose_report(result_directory: Path) -> Path:
    """Write `report.html` into the result directory of an overdose study. The same result gives the same bytes.

    Args:
        result_directory: output directory of a finished run.

    Returns:
        The path of the report.

    Raises:
        InputError: the directory does not hold a finished overdose study.
    """
    directory = Path(result_directory)
    return replace_report(directory, render_overdose(read_files(directory), str(directory)))


def render_overdose(result: Result, place: str = "result") -> str:
    """The page as text."""
    if result.manifest.get("kind") != "overdose":
        allowed = "the result of an overdose study"
        raise InputError(Problem(f"{place}/manifest.json, kind", "another kind of result", allowed))
    return page("overdose.html", content(result))
