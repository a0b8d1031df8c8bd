"""Whether one row speaks for a statement, against it, or neither; the row alone decides."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from allostasis.evidence.rows import Effect

Supports = Literal[
    "lower",
    "higher",
    "better",
    "worse",
    "ratio_above_1",
    "ratio_below_1",
    "association_positive",
    "association_negative",
    "moderated",
]

SUPPORTS: dict[str, str] = {
    "lower": "a row whose measure is lower in the treated arm, group or time",
    "higher": "a row whose measure is higher in the treated arm, group or time",
    "better": "a row whose verdict is better for the treated arm",
    "worse": "a row whose verdict is worse for the treated arm",
    "ratio_above_1": "a row with a ratio whose interval lies above 1",
    "ratio_below_1": "a row with a ratio whose interval lies below 1",
    "association_positive": "a row of two measures that rise together",
    "association_negative": "a row of two measures of which one falls as the other rises",
    "moderated": "a row that asked whether an effect differs between subgroups or conditions, and found that it does",
}
"""What a row can be asked for, in words."""

RATIOS = {"odds_ratio", "risk_ratio", "hazard_ratio", "rate_ratio", "mortality_ratio", "ratio", "fold_change"}
_SIGNED = {"correlation", "slope"}
_INTERVALS = {"ci95", "ci90"}


class Standing(StrEnum):
    """Where a row, or a sample with all its rows, stands on a statement."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"
    UNKNOWN = "not stated"

    @property
    def opposite(self) -> Standing:
        """For becomes against, and against for; the others stay."""
        return {Standing.FOR: Standing.AGAINST, Standing.AGAINST: Standing.FOR}.get(self, self)


def standing_of(effect: Effect, supports: Supports) -> Standing:
    """Where a row stands on a statement that is true if such rows show `supports`.

    A result that was not significant, or whose sign depends on something else, is neutral. A row that does not say
    which way its result went is not counted. For `moderated`, a difference that was looked for and not found speaks
    against.
    """
    if supports == "moderated":
        return _moderated(effect)
    if supports in ("better", "worse"):
        return _side(effect.verdict, "better", "worse", supports)
    if supports in ("lower", "higher"):
        return _side(effect.direction, "higher", "lower", supports)
    if supports in ("ratio_above_1", "ratio_below_1"):
        above = _above_one(effect)
        return above if supports == "ratio_above_1" else above.opposite
    positive = _positive(effect)
    return positive if supports == "association_positive" else positive.opposite


def cannot_be_read_as(supports: Supports, effect: Effect) -> str:
    """Why a row can never say what it is asked; empty if it can."""
    if supports.startswith("ratio") and (effect.effect_type not in RATIOS or effect.value is None):
        return f"its effect_type is {effect.effect_type}{'' if effect.value is not None else ' without a value'}"
    if supports.startswith("association") and effect.contrast_kind not in ("association", "moderation", "time_course"):
        return f"its contrast_kind is {effect.contrast_kind}"
    return ""


def _side(word: str, one: str, other: str, wanted: str) -> Standing:
    if word in (one, other):
        return Standing.FOR if word == wanted else Standing.AGAINST
    return Standing.NEUTRAL if word in ("null", "mixed") else Standing.UNKNOWN


def _moderated(effect: Effect) -> Standing:
    if effect.direction in ("mixed", "higher", "lower") or effect.verdict == "mixed":
        return Standing.FOR
    return Standing.AGAINST if effect.direction == "null" else Standing.UNKNOWN


def _above_one(effect: Effect) -> Standing:
    """For, if a ratio lies above 1; by its interval where there is one, otherwise by the estimate unless it is null."""
    if effect.low is not None and effect.high is not None and effect.error_kind in _INTERVALS:
        if effect.low <= 1 <= effect.high:
            return Standing.NEUTRAL
        return Standing.FOR if effect.low > 1 else Standing.AGAINST
    return _sign(None if effect.value is None else effect.value - 1, effect)


def _positive(effect: Effect) -> Standing:
    """For, if an association is positive; by its coefficient where there is one, otherwise by the direction."""
    if effect.effect_type in _SIGNED and effect.value is not None:
        return _sign(effect.value, effect)
    return _side(effect.direction, "higher", "lower", "higher")


def _sign(value: float | None, effect: Effect) -> Standing:
    if effect.direction == "null" or value == 0:
        return Standing.NEUTRAL
    if value is None:
        return Standing.UNKNOWN
    return Standing.FOR if value > 0 else Standing.AGAINST
