"""Checks of numbers, units and reasons within one row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allostasis.errors import Problem
from allostasis.evidence import tables as t
from allostasis.evidence.tables import Record, Tables
from allostasis.quantities.units import is_unit


def intervals_hold_their_estimate(tables: Tables) -> Iterator[Problem]:
    """An interval has two ends in order, says what it is, and holds its estimate."""
    for name, kind in ((t.EFFECTS, "error_kind"), (t.PARAMETER_VALUES, "spread_kind"), (t.POOLED, None)):
        columns = ("value", "low", "high") if kind is None else ("value", "low", "high", kind)
        for record, row in tables.rows(name, *columns):
            yield from _interval(record, row, kind)


def _interval(record: Record, row: Any, kind: str | None) -> Iterator[Problem]:
    if row.low is None and row.high is None:
        return
    if row.low is None or row.high is None:
        column = "low" if row.low is None else "high"
        yield Problem(record.at(column), "an empty cell beside the other end", "both ends of the interval, or none")
    elif row.low > row.high:
        yield Problem(record.at("low"), f"{row.low:g}", f"a lower end that is not above {row.high:g}")
    elif row.value is not None and not row.low <= row.value <= row.high:
        found = f"{row.value:g}, outside of its interval {row.low:g} to {row.high:g}"
        yield Problem(record.at("value"), found, "an estimate inside of its interval", "ends or columns exchanged")
    if kind is not None and getattr(row, kind) is None:
        yield Problem(record.at(kind), "an empty cell beside an interval", "the kind of the interval, such as ci95")


def spreads_say_their_kind(tables: Tables) -> Iterator[Problem]:
    """A spread says what it is."""
    for record, row in tables.rows(t.PARAMETER_VALUES, "spread", "spread_kind"):
        if row.spread is not None and row.spread_kind is None:
            allowed = "the kind of the spread, such as sd; not_stated if the source does not say"
            yield Problem(record.at("spread_kind"), "an empty cell beside a spread", allowed)


def values_are_there(tables: Tables) -> Iterator[Problem]:
    """A parameter row holds a value or a range."""
    for record, row in tables.rows(t.PARAMETER_VALUES, "value", "low", "high"):
        if row.value is None and row.low is None and row.high is None:
            yield Problem(record.at("value"), "an empty cell", "a value, or a range in low and high")


def units_are_known(tables: Tables) -> Iterator[Problem]:
    """Units are those that the door for quantities knows."""
    doses = ((t.STUDIES, "dose_unit"), (t.EFFECTS, "dose_unit"))
    columns = (
        *doses,
        (t.PARAMETER_VALUES, "unit"),
        *((name, "unit") for name in (*t.ALL_PRIORS, t.OVERDOSE_POPULATION)),
    )
    for name, column in columns:
        for record, row in tables.rows(name, column):
            unit = getattr(row, column)
            if unit is not None and not is_unit(unit):
                allowed = "a unit such as h, 1/min, L/h, ng/mL, nM or IU; 1 for a number without unit"
                yield Problem(record.at(column), f'"{unit}"', allowed)


def doses_have_a_unit(tables: Tables) -> Iterator[Problem]:
    """A dose that is a number has a unit."""
    for name in (t.STUDIES, t.EFFECTS):
        for record, row in tables.rows(name, "dose_value", "dose_unit"):
            if row.dose_value is not None and row.dose_unit is None:
                yield Problem(record.at("dose_unit"), "an empty cell beside a dose", "the unit of the dose, such as IU")


def curve_points_are_there(tables: Tables) -> Iterator[Problem]:
    """A point of a curve has a place and a value, each as a number or as the words that were printed."""
    for record, point in tables.rows(t.CURVES, "x", "x_text", "y", "y_text"):
        for axis in ("x", "y"):
            if getattr(point, axis) is None and getattr(point, f"{axis}_text") is None:
                yield Problem(record.at(axis), "an empty cell", f"a number, or words in {axis}_text")
    for record, point in tables.rows(t.CURVES, "error", "error_kind"):
        if point.error is not None and point.error_kind is None:
            yield Problem(record.at("error_kind"), "an empty cell beside an error", "the kind of the error, such as se")


def values_have_a_source_or_a_reason(tables: Tables) -> Iterator[Problem]:
    """What is assumed or computed says why or how; everything else names its source."""
    for record, row in tables.rows(t.PARAMETER_VALUES, "kind", "source", "from_rows"):
        if row.kind == "assumed" and row.reason is None:
            yield Problem(record.at("reason"), "an empty cell in an assumed row", "the reason for the assumption")
        elif row.from_rows and row.reason is None:
            yield Problem(record.at("reason"), "an empty cell in a computed row", "how it was computed from from_rows")
        if row.kind != "assumed" and row.source is None and not row.from_rows:
            allowed = "a citation key; only assumed or computed rows have none"
            yield Problem(record.at("source"), f"an empty cell in a {row.kind} row", allowed)
