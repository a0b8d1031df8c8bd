"""People who use again after a stay without drugs, and after cues, from whole groups run before.

The numbers are read from `data/relapse_table.csv`, which `python -m allostasis.verification.relapse_table` writes; what
had to be assumed of both groups stands there. Whether somebody uses within the next minutes is assumed (subsystem use),
so that all of it is of the class prior.
"""

from __future__ import annotations

import math

from allostasis.verification.bench import Bench, number
from allostasis.verification.check import PRIOR, Answer, Target, above, around, check
from allostasis.verification.relapse_table import TABLE
from allostasis.verification.spread import of_values

SHARE = "95 % interval of a share of 109 people"
TWO_SIDED = 1.96
"""Standard errors from the middle of a 95 % interval to its ends."""


def _answer(target: Target, group: str, quantity: str) -> Answer:
    """Values over draws from the table."""
    return of_values(target, TABLE.values[group, quantity])


def _relapse(bench: Bench, row_id: str, quantity: str) -> Answer:
    """A share of people in per cent."""
    row = bench.effect(row_id)
    percent = number(row.value, row_id)
    error = math.sqrt(percent * (100 - percent) / number(row.n_treat, row_id))
    return _answer(around(percent, TWO_SIDED * error), "discharge", quantity)


@check(
    "use.relapse_week_1",
    PRIOR,
    "daily use within a week of discharge",
    unit="%",
    tolerance=SHARE,
)
def _week(bench: Bench) -> Answer:
    return _relapse(bench, "smyth2010.relapse_week_1", "daily_week")


@check(
    "use.relapse_month_1",
    PRIOR,
    "daily use within a month of discharge",
    unit="%",
    tolerance=SHARE,
)
def _month(bench: Bench) -> Answer:
    return _relapse(bench, "smyth2010.relapse_month_1", "daily_month")


@check(
    "use.relapse_in_all",
    PRIOR,
    "daily use within two years of discharge (published: two to three)",
    unit="%",
    tolerance=SHARE,
)
def _in_all(bench: Bench) -> Answer:
    return _relapse(bench, "smyth2010.relapse_by_follow_up", "daily_in_all")


@check(
    "use.days_to_first_use",
    PRIOR,
    "days from a session with opioid cues to the first use, of those who use within a month",
    unit="d",
    tolerance="one printed standard deviation between people",
)
def _days(bench: Bench) -> Answer:
    row = bench.effect("saraiya2021.days_to_first_use")
    spread = number(row.spread_treat, row.effect_id)
    return _answer(around(number(row.value, row.effect_id), spread), "laboratory", "days_to_first_use")


@check(
    "use.craving_predicts_use",
    PRIOR,
    "hazard ratio of a first use for 10 points of craving after opioid cues",
    tolerance="the direction alone: the scale of craving was not seen",
)
def _predicts(bench: Bench) -> Answer:
    bench.effect("saraiya2021.first_use_on_cue_craving")
    return _answer(above(1.0, "higher (1.55 for a point of their scale)"), "laboratory", "hazard_ratio")
