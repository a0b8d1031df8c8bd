"""The page `report.html`: one file without script or network, written from the files of a result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allostasis.report.content import content
from allostasis.report.levers import is_lever_result, lever_content
from allostasis.report.result import Result, read_result
from allostasis.report.tables import in_words

if TYPE_CHECKING:
    from jinja2 import Environment

REPORT = "report.html"
LINK = re.compile(r"(https?://[^\s<>\"']+[^\s<>\"'.,;)\]])")


def write_report(result_directory: Path) -> Path:
    """Write `report.html` into a result directory, from its manifest, data and summary. Nothing is simulated.

    The same result gives the same bytes. A report that is already there is replaced as a whole.

    Args:
        result_directory: output directory of a finished run.

    Returns:
        The path of the report.

    Raises:
        InputError: the directory does not hold a finished run.
    """
    directory = Path(result_directory)
    text = render_levers(directory) if is_lever_result(directory) else render(read_result(directory))
    return replace_report(directory, text)


def render(result: Result) -> str:
    """The page as text."""
    return page("report.html", content(result))


def page(template: str, variables: Mapping[str, Any]) -> str:
    """A template of the reports as text, with the style sheet."""
    style = files("allostasis.report").joinpath("templates", "report.css").read_text(encoding="utf-8")
    return _environment().get_template(template).render(style=style, **variables).strip() + "\n"


def replace_report(directory: Path, text: str) -> Path:
    """Write `report.html` into a directory, whole or not at all."""
    target = directory / REPORT
    half_written = target.with_suffix(".html.part")
    half_written.write_text(text, encoding="utf-8", newline="\n")
    half_written.replace(target)
    return target


def render_levers(directory: Path) -> str:
    """The page of a lever study as text."""
    return page("levers.html", lever_content(directory))


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("allostasis.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["linked"] = linked
    environment.filters["in_words"] = in_words
    return environment


def linked(text: object) -> str:
    """Escape `text` and turn its web addresses into links (which load nothing until they are followed)."""
    from markupsafe import Markup, escape

    pieces = LINK.split(str(text))
    return Markup("").join(
        Markup('<a href="{0}">{0}</a>').format(p) if i % 2 else escape(p) for i, p in enumerate(pieces)
    )
