"""Small multiples: one panel per quantity over time, median and 90 % band over the draws of the participants' mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from allostasis.report import palette
from allostasis.report.bands import Course
from allostasis.report.rounding import interval, number, setting, shortened
from allostasis.report.svg import house_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE = (308.0, 222.0)


@dataclass(frozen=True)
class Mark:
    """A cue of the session, from `start` to `stop` in minutes from the dose; `kind` is "drug" or "neutral"."""

    kind: str
    start: float
    stop: float


def marks_of(study: Mapping[str, Any]) -> tuple[Mark, ...]:
    """The cues of the session of a study file, in order of time; empty if it declares none.

    A study file counts from the start of the session, the data of a run from the dose: `give` is the difference.
    """
    declared = (study.get("session") or {}).get("events") or []
    events = [event for event in declared if isinstance(event, Mapping)]
    doses = [_minutes(event.get("at", 0)) for event in events if event.get("give")]
    dose = min(doses, default=0.0)
    cues = [event for event in events if event.get("cue")]
    return tuple(sorted((_mark(event, dose) for event in cues), key=lambda mark: mark.start))


def course_figure(course: Course, control: str, marks: tuple[Mark, ...] = ()) -> Figure:
    """One panel. The control arm is dashed and grey, any other solid; cues are vertical bars."""
    from matplotlib.figure import Figure

    with house_style():
        figure = Figure(figsize=(SIZE[0] / 72, SIZE[1] / 72))
        axes = figure.add_axes((0.145, 0.195, 0.825, 0.59))
        _draw_marks(axes, marks)
        for band in course.bands:
            _draw_band(axes, course, band.name == control, band.low, band.median, band.high)
        _label(axes, course)
    return figure


def describe_course(course: Course) -> str:
    """Where each arm starts, peaks and ends (medians), with the band at the end, in words."""
    return " ".join(_describe_band(course, index) for index in range(len(course.bands)))


def _describe_band(course: Course, index: int) -> str:
    band = course.bands[index]
    shown = np.flatnonzero(np.isfinite(band.median))
    if not shown.size:
        return f"{band.name or 'All participants'}: no number."
    peak, last = shown[np.argmax(band.median[shown])], shown[-1]
    unit = "min" if course.axis == "time" else "d"
    return (
        f"{band.name.capitalize() or 'All participants'}: median {number(band.median[shown[0]])} at the start, highest "
        f"{number(band.median[peak])} at {setting(course.times[peak])} {unit}, {number(band.median[last])} at the end "
        f"(90 % band {interval(float(band.low[last]), float(band.high[last]))})."
    )


def _mark(event: Mapping[str, Any], dose: float) -> Mark:
    start = _minutes(event.get("at", 0)) - dose
    return Mark(str(event["cue"]), start, start + _minutes(event.get("duration", 0)))


def _minutes(value: Any) -> float:
    """Minutes of an event time of the study file: "45 min", "1 h" or a bare number of minutes."""
    if isinstance(value, (int, float)):
        return float(value)
    from allostasis.quantities.units import to_internal

    return 60 * to_internal(str(value), "h")


def _draw_marks(axes: Axes, marks: tuple[Mark, ...]) -> None:
    for mark in marks:
        colour = palette.DRUG_CUE if mark.kind == "drug" else palette.NEUTRAL_CUE
        axes.axvspan(mark.start, max(mark.stop, mark.start + 1), color=colour, linewidth=0, zorder=0)


def _draw_band(axes: Axes, course: Course, is_control: bool, low: Any, median: Any, high: Any) -> None:
    colour = palette.CONTROL if is_control else palette.ACTIVE
    axes.fill_between(course.times, low, high, color=colour, alpha=0.17, linewidth=0)
    dashes = (0, (5, 2.5)) if is_control else "solid"
    axes.plot(course.times, median, color=colour, linewidth=1.9, linestyle=dashes, zorder=3 if is_control else 2)


def _label(axes: Axes, course: Course) -> None:
    unit = f"{course.unit}, log scale" if course.is_wide else course.unit
    axes.annotate(
        shortened(course.label, 40),
        (0, 1),
        (-36, 24),
        xycoords="axes fraction",
        textcoords="offset points",
        fontweight="bold",
    )
    axes.annotate(
        "no unit" if unit == "1" else shortened(unit, 46),
        (0, 1),
        (-36, 9),
        xycoords="axes fraction",
        textcoords="offset points",
        color=palette.MUTED,
        fontsize=palette.TEXT - 0.5,
    )
    axes.set_xlabel("minutes from the dose" if course.axis == "time" else "days before the first session")
    axes.set_xlim(course.times[0], course.times[-1])
    axes.grid(axis="y", color=palette.TRACK, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(length=3)
    if course.is_wide:
        axes.set_yscale("log")
    _plain_ticks(axes, course.is_wide)


def _plain_ticks(axes: Axes, is_wide: bool) -> None:
    """Ticks with plain numbers: powers would show their markup, because text stays text in the page."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

    if not is_wide:
        axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: setting(value)))
