"""Tables of the report: the twin of every figure, and the lists that lead back to assumptions and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from allostasis.report.bands import Course
from allostasis.report.contrast import REGIONS, Contrast, Spread, share_interval
from allostasis.report.drivers import Driver
from allostasis.report.rounding import interval, number, percent, setting, with_unit
from allostasis.report.words import label

if TYPE_CHECKING:
    from xarray import Dataset

LONGEST_TWIN = 26  # rows of a table beside a course; every minute is in the data file


@dataclass(frozen=True)
class Table:
    """Caption, column heads and rows of text; the first cell of a row is its head. `numeric` columns align right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


def contrast_table(numbers: Contrast) -> Table:
    """Quantiles of the contrast, as measured and without noise."""
    rows = [_spread_row("as the trial would measure it", numbers.observed)]
    if numbers.true is not None:
        rows.append(_spread_row("without noise of measurement", numbers.true))
    caption = f"The contrast over {numbers.draws} draws" + (
        f", in {numbers.unit}" if numbers.unit not in ("", "1") else ""
    )
    columns = ("Contrast", "Median", "50\u00a0% of draws in", "90\u00a0% of draws in")
    return Table(caption, columns, tuple(rows), frozenset({1, 2, 3}))


def regions_table(numbers: Contrast) -> Table:
    """Draws in each region of the test, with the Monte Carlo interval of their share."""
    rows = [_region_row(label(region), numbers.counts[region], numbers.draws) for region in REGIONS]
    if numbers.untested:
        rows.append(_region_row("no number from the test", numbers.untested, numbers.draws))
    columns = ("What the trial would report", "Draws", "Share", "90\u00a0% Monte Carlo interval")
    return Table(
        f"Parameter draws by region of the test, of {numbers.draws}", columns, tuple(rows), frozenset({1, 2, 3})
    )


def course_table(course: Course) -> Table:
    """Median and 90 % band of each arm at evenly chosen times."""
    chosen = np.arange(0, course.times.size, max(1, -(-course.times.size // LONGEST_TWIN)))
    columns = ["Minute" if course.axis == "time" else "Day"]
    for band in course.bands:
        prefix = f"{band.name}: " if band.name else ""
        columns += [f"{prefix}median", f"{prefix}90\u00a0% band"]
    rows = tuple(_course_row(course, int(index)) for index in chosen)
    origin = "minutes from the dose" if course.axis == "time" else "days before the first session"
    unit = f" [{course.unit}]" if course.unit not in ("", "1") else ""
    return Table(f"{course.label}{unit}, {origin}", tuple(columns), rows, frozenset(range(len(columns))))


def drivers_table(found: Sequence[Driver]) -> Table:
    """The parameters of the drivers figure with their numbers."""
    has_share = any(driver.share == driver.share for driver in found)
    columns = (
        "Parameter",
        "Name",
        "Unit",
        "Rank correlation",
        "90\u00a0% interval",
        *(("Share",) if has_share else ()),
    )
    rows = tuple(
        (
            driver.meaning,
            driver.name,
            driver.unit,
            number(driver.rho, 2),
            f"{number(driver.low, 2)} to {number(driver.high, 2)}",
            *((percent(driver.share),) if has_share else ()),
        )
        for driver in found
    )
    return Table("Rank correlation (Spearman) of each parameter with the contrast", columns, rows, frozenset({3, 4, 5}))


def step_table(dataset: Dataset) -> Table | None:
    """Change of each observable when the step is halved; None if the run did not measure it."""
    if "step_error" not in dataset:
        return None
    errors = dataset["step_error"]
    unit = str(errors.attrs.get("unit", ""))
    rows = tuple(
        (str(name).replace("_", " "), with_unit(number(float(value)), unit))
        for name, value in zip(errors["observable"].values, errors.values, strict=True)
    )
    return Table("Largest change when the step is halved", ("Observable", "Step error"), rows, frozenset({1}))


def listing(caption: str, entries: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> Table:
    """A table from dictionaries: `columns` maps key to column head. What an entry lacks stays empty."""
    rows = tuple(tuple(in_words(entry.get(key)) for key in columns) for entry in entries)
    return Table(caption, tuple(columns.values()), rows)


def in_words(value: Any) -> str:
    """A value of the manifest as text: lists with commas, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return setting(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {in_words(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(in_words(item) for item in value)
    return value if isinstance(value, str) else str(value)  # prepared markup stays what it is


def _spread_row(name: str, seen: Spread) -> tuple[str, ...]:
    return name, number(seen.median), interval(seen.low50, seen.high50), interval(seen.low90, seen.high90)


def _region_row(name: str, count: int, draws: int) -> tuple[str, ...]:
    low, high = share_interval(count, draws)
    return name, str(count), percent(count, draws), f"{percent(low)} to {percent(high)}"


def _course_row(course: Course, index: int) -> tuple[str, ...]:
    cells = [setting(float(course.times[index]))]
    for band in course.bands:
        cells += [number(float(band.median[index])), interval(float(band.low[index]), float(band.high[index]))]
    return tuple(cells)
