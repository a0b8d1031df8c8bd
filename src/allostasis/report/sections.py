"""The parts of the page: each figure drawn for its place and paired with the table of its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allostasis.report import bands
from allostasis.report.bands import Course, course, of_draws
from allostasis.report.contrast import Contrast
from allostasis.report.courses import Mark, course_figure, describe_course
from allostasis.report.drivers import Driver, clear_of_chance, describe_drivers, drivers_figure
from allostasis.report.figures import Layout, describe_main, main_figure
from allostasis.report.result import Result
from allostasis.report.svg import inline_svg
from allostasis.report.tables import Table, contrast_table, course_table, drivers_table, regions_table
from allostasis.report.trial import Trial

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LAYOUTS: tuple[Layout, ...] = ("wide", "narrow")  # the style sheet shows the one that fits the page


@dataclass(frozen=True)
class Illustration:
    """SVG drawings of one figure (one, or a wide and a narrow one), its caption and its tables of numbers."""

    identifier: str
    drawings: tuple[str, ...]
    caption: str
    tables: tuple[Table, ...]


def main_illustration(result: Result, question: Trial, numbers: Contrast) -> Illustration:
    """The simulated contrast beside the published finding."""
    title, description = "The simulated contrast beside the published finding", describe_main(question, numbers)
    drawings = tuple(
        _drawing(main_figure(result.dataset, result.manifest, layout), "main", title, description, layout)
        for layout in LAYOUTS
    )
    return Illustration("main", drawings, "", (contrast_table(numbers), regions_table(numbers)))


def courses(result: Result, question: Trial, names: Iterable[str], marks: tuple[Mark, ...] = ()) -> list[Illustration]:
    """One small panel for each of the named variables that the run stored."""
    arms = (question.control, question.active)
    data = result.dataset
    stored = [course(of_draws(data, name), arms) for name in names if name in data or f"{name}_mean" in data]
    return [_course_illustration(found, question.control, marks) for found in stored if found is not None]


def session_courses(result: Result, question: Trial, marks: tuple[Mark, ...]) -> list[Illustration]:
    """The laboratory session, arm by arm."""
    return courses(result, question, bands.SESSION, marks)


def history_courses(result: Result, question: Trial) -> list[Illustration]:
    """The days before the first session, which both arms share."""
    return courses(result, question, bands.HISTORY)


def drivers_illustration(found: list[Driver], result: Result, question: Trial) -> Illustration:
    """Which uncertain parameters drive the contrast. The data may say in `meaning` what was correlated with what."""
    title, description = "Parameters that drive the contrast", describe_drivers(found, question.draws)
    drawings = tuple(
        _drawing(drivers_figure(found, question.draws, layout), "drivers", title, description, layout)
        for layout in LAYOUTS
    )
    meaning = str(result.dataset["spearman"].attrs.get("meaning", ""))
    return Illustration(
        "drivers", drawings, f"{clear_of_chance(found, question.draws)} {meaning}", (drivers_table(found),)
    )


def _course_illustration(found: Course, control: str, marks: tuple[Mark, ...]) -> Illustration:
    identifier = "course-" + found.key.replace("_", "-")
    drawing = inline_svg(course_figure(found, control, marks), identifier, found.label, describe_course(found), "panel")
    return Illustration(identifier, (drawing,), found.meaning, (course_table(found),))


def _drawing(figure: Figure, identifier: str, title: str, description: str, layout: Layout) -> str:
    return inline_svg(figure, f"{identifier}-{layout}", title, description, layout)
