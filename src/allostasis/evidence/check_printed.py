"""Checks of parsed cells against the printed text beside them: neither may drift away from the other."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from allostasis.errors import Problem
from allostasis.evidence import printed
from allostasis.evidence import tables as t
from allostasis.evidence.tables import Tables

_OPPOSITE = {"lower": "higher", "higher": "lower"}


def statistics_are_those_printed(tables: Tables) -> Iterator[Problem]:
    """The statistic, its degrees of freedom and p are those of the text, where the text can be read."""
    for record, effect in tables.rows(t.EFFECTS, "statistic_text", *printed.Statistic._fields):
        read = printed.statistic(effect.statistic_text or "")._asdict()
        for column, found in read.items():
            held = getattr(effect, column)
            if found is not None and held is not None and held != found:
                allowed = f'{found}, which statistic_text says ("{effect.statistic_text}")'
                yield Problem(record.at(column), f"{held}", allowed, "text or cell was changed alone")


def estimates_are_those_printed(tables: Tables) -> Iterator[Problem]:
    """The estimate and its interval are those of the text, where the text names an estimate."""
    for record, effect in tables.rows(t.EFFECTS, "value_text", *printed.Estimate._fields):
        read = printed.estimate(effect.value_text or "")
        if read is None:
            continue
        for column, found in read._asdict().items():
            held = getattr(effect, column)
            if found is not None and held is not None and held != found:
                allowed = f'{found}, which value_text says ("{effect.value_text}")'
                yield Problem(record.at(column), f"{held}", allowed, "text or cell was changed alone")


def plain_numbers_are_those_printed(tables: Tables) -> Iterator[Problem]:
    """A value printed as a plain number is that number; a share may be held in per cent, a reduction below zero."""
    for record, effect in tables.rows(t.EFFECTS, "value", "value_text"):
        read = printed.number(effect.value_text or "")
        if read is None or effect.value is None:
            continue
        if not any(isclose(abs(effect.value), factor * abs(read)) for factor in (1, 100)):
            allowed = f'{read:g}, which value_text says ("{effect.value_text}")'
            yield Problem(record.at("value"), f"{effect.value:g}", allowed, "text or cell was changed alone")


def events_are_those_printed(tables: Tables) -> Iterator[Problem]:
    """Events and numbers of both arms are those of the text, where it prints all four."""
    columns = ("events_treat", "n_treat", "events_control", "n_control")
    for record, effect in tables.rows(t.EFFECTS, "statistic_text", *columns):
        read = printed.completed(effect.statistic_text or "")
        for column, found in zip(columns, read or (), strict=False):
            if getattr(effect, column) is not None and getattr(effect, column) != found:
                allowed = f'{found}, which statistic_text says ("{effect.statistic_text}")'
                yield Problem(record.at(column), f"{getattr(effect, column):g}", allowed, "arms exchanged")


def directions_are_those_printed(tables: Tables) -> Iterator[Problem]:
    """A direction is not the opposite of the one in the table that was read."""
    good = {record.key: row.good_direction for record, row in tables.rows(t.OUTCOMES, "good_direction")}
    for record, effect in tables.rows(t.EFFECTS, "direction", "direction_text", "statistic_text", "outcome"):
        code = (effect.direction_text or "").partition(" (")[0]
        if not code or effect.outcome not in good:
            continue
        read = printed.direction_of(code, good[effect.outcome], effect.statistic_text or "")
        if _OPPOSITE.get(read) == effect.direction:
            allowed = f'{read}, which direction_text says ("{effect.direction_text}")'
            yield Problem(record.at("direction"), f'"{effect.direction}"', allowed, "arms exchanged")
