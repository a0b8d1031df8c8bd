"""Checks of reported results: do the numbers, the statistic, the direction and the verdict of a row agree?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allostasis.errors import Problem
from allostasis.evidence import tables as t
from allostasis.evidence.printed import direction_of_estimate
from allostasis.evidence.tables import Record, Tables
from allostasis.evidence.vocabulary import EFFECT_UNITS
from allostasis.quantities.units import is_unit, same_dimension

_LEVELS = ("mean", "mean_difference", "change")


def sizes_are_there(tables: Tables) -> Iterator[Problem]:
    """A row with a size holds its number, a range, the means or the events; a row with a mere sign holds none."""
    needed = ("effect_type", "value", "low", "mean_treat", "mean_control", "events_treat", "scale_kind")
    for record, effect in tables.rows(t.EFFECTS, *needed):
        if effect.effect_type == "sign" and effect.value is not None:
            found = f"{effect.value:g} in a row whose effect_type is sign"
            yield Problem(record.at("value"), found, "an empty cell, or the effect_type that the number is")
        if effect.effect_type != "sign" and not _has_size(effect):
            allowed = f"the {effect.effect_type} as reported, or effect_type sign if only a verdict was seen"
            yield Problem(record.at("value"), "an empty cell", allowed)
        if (effect.scale_kind == "ordinal") != (effect.effect_type == "sign"):
            allowed = "ordinal for effect_type sign, magnitude or relative otherwise"
            yield Problem(record.at("scale_kind"), f'"{effect.scale_kind}"', allowed)


def _has_size(effect: Any) -> bool:
    if effect.value is not None or effect.low is not None:
        return True
    if effect.effect_type == "mean_difference":
        return effect.mean_treat is not None and effect.mean_control is not None
    return effect.effect_type == "proportion" and effect.events_treat is not None


def spreads_are_complete(tables: Tables) -> Iterator[Problem]:
    """A spread of an arm stands beside a mean and says what it is."""
    for arm in ("treat", "control"):
        for record, effect in tables.rows(t.EFFECTS, f"mean_{arm}", f"spread_{arm}"):
            if getattr(effect, f"spread_{arm}") is not None and getattr(effect, f"mean_{arm}") is None:
                yield Problem(record.at(f"mean_{arm}"), "an empty cell beside its spread", "the mean as reported")
    for record, effect in tables.rows(t.EFFECTS, "spread_treat", "spread_control", "spread_kind"):
        has_spread = effect.spread_treat is not None or effect.spread_control is not None
        if has_spread and effect.spread_kind is None:
            allowed = "the kind of the spread: sd, se, or not_stated if the source does not say"
            yield Problem(record.at("spread_kind"), "an empty cell beside a spread", allowed)


def events_fit_their_group(tables: Tables) -> Iterator[Problem]:
    """No more people have an event than there are people, unless events are counted over time."""
    for arm in ("treat", "control"):
        for record, effect in tables.rows(t.EFFECTS, f"events_{arm}", f"n_{arm}", "effect_type"):
            count, people = getattr(effect, f"events_{arm}"), getattr(effect, f"n_{arm}")
            if count is not None and people is not None and count > people and effect.effect_type != "rate":
                found = f"{count:g} events among {people} people"
                yield Problem(record.at(f"events_{arm}"), found, f"at most {people}", "columns exchanged")


def statistics_are_complete(tables: Tables) -> Iterator[Problem]:
    """A test statistic says which test it is, a p-value whether it is exact; both go the other way as well."""
    for value, kind, example in (("test_value", "test", "t or F"), ("p_value", "p_bound", "equal, below or above")):
        for record, effect in tables.rows(t.EFFECTS, value, kind):
            if (getattr(effect, value) is None) != (getattr(effect, kind) is None):
                empty = value if getattr(effect, value) is None else kind
                allowed = f"both cells or none: the number, and what it is ({example})"
                yield Problem(record.at(empty), "an empty cell beside its partner", allowed)


def units_agree_with_outcomes(tables: Tables) -> Iterator[Problem]:
    """The unit of a level is known, and of the same kind as that of its outcome."""
    usual = {record.key: row.unit for record, row in tables.rows(t.OUTCOMES, "unit")}
    for record, effect in tables.rows(t.EFFECTS, "unit", "outcome", "effect_type"):
        if effect.unit is None:
            continue
        if not is_unit(effect.unit) and effect.unit not in EFFECT_UNITS:
            allowed = f"a unit such as mg, pg/mL, d or %, or one of: {', '.join(EFFECT_UNITS)}"
            yield Problem(record.at("unit"), f'"{effect.unit}"', allowed)
        elif effect.effect_type in _LEVELS and (unit := usual.get(effect.outcome)) and not _same(effect.unit, unit):
            allowed = f"a unit of the same kind as {unit}, in which {effect.outcome} is measured"
            yield Problem(record.at("unit"), f'"{effect.unit}"', allowed)


def _same(unit: str, other: str) -> bool:
    if is_unit(unit) and is_unit(other):
        return same_dimension(unit, other)
    return unit == other


def directions_agree_with_numbers(tables: Tables) -> Iterator[Problem]:
    """A stated direction lies on the same side as the estimate and as the difference of the means."""
    needed = ("direction", "effect_type", "value", "mean_treat", "mean_control", "contrast_kind")
    for record, effect in tables.rows(t.EFFECTS, *needed):
        if effect.direction not in ("lower", "higher"):
            continue
        if effect.value is not None:
            yield from _contradiction(record, effect, direction_of_estimate(effect.effect_type, effect.value))
        elif effect.mean_treat is not None and effect.mean_control is not None:
            difference = effect.mean_treat - effect.mean_control
            yield from _contradiction(record, effect, direction_of_estimate("mean_difference", difference))


def _contradiction(record: Record, effect: Any, shown: str) -> Iterator[Problem]:
    if shown in ("lower", "higher") and shown != effect.direction:
        found = f'"{effect.direction}", while the numbers of the row say {shown}'
        yield Problem(record.at("direction"), found, "the direction in which the numbers go", "arms exchanged")


def verdicts_follow_from_directions(tables: Tables) -> Iterator[Problem]:
    """A verdict does not contradict the direction and the good direction of the outcome."""
    good = {record.key: row.good_direction for record, row in tables.rows(t.OUTCOMES, "good_direction")}
    for record, effect in tables.rows(t.EFFECTS, "verdict", "direction", "outcome"):
        if effect.verdict not in ("better", "worse") or effect.outcome not in good:
            continue
        if good[effect.outcome] == "neither":
            found = f'"{effect.verdict}" for {effect.outcome}, a marker without a good direction'
            yield Problem(record.at("verdict"), found, "unassigned, null or mixed")
        elif effect.direction in ("lower", "higher"):
            means = "better" if effect.direction == good[effect.outcome] else "worse"
            if effect.verdict != means:
                found = f'"{effect.verdict}" although {effect.direction} {effect.outcome} is {means}'
                yield Problem(record.at("verdict"), found, f"{means}, unassigned, null or mixed")
        elif effect.direction == "null":
            yield Problem(record.at("verdict"), f'"{effect.verdict}" beside the direction null', "null or unassigned")


def samples_are_of_one_species(tables: Tables) -> Iterator[Problem]:
    """Studies that share a sample study the same species."""
    species = {record.key: row.species for record, row in tables.rows(t.STUDIES, "species")}
    first: dict[str, str] = {}
    for record, effect in tables.rows(t.EFFECTS, "sample_id", "study_id"):
        if effect.study_id not in species:
            continue
        study = first.setdefault(effect.sample_id, effect.study_id)
        if species[study] != species[effect.study_id]:
            found = f'"{effect.sample_id}", which {study} ({species[study]}) also has'
            allowed = f"a sample of {species[effect.study_id]} subjects"
            yield Problem(record.at("sample_id"), found, allowed)
