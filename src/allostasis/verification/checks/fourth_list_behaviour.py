"""Arbitration, exposure and allostatic load against laboratories that the model was not built from.

Part of the fourth list; `fourth_list` states the rule by which it was chosen. Where a record does not give
how strong or long a stressor was, a strong one of this suite is taken: a task of 20 min, an hour a day for rats, three
months for people.
"""

from __future__ import annotations

import math

import numpy as np

from allostasis.models.deterministic import Event
from allostasis.verification.bench import Bench
from allostasis.verification.check import ALGEBRA, SAME_ANSWER
from allostasis.verification.checks.listed import listed_check
from allostasis.verification.checks.reinstatement import LEARNED
from allostasis.verification.long_runs import DRAWS
from allostasis.verification.subjects import Course, Floats

_DAY = 24.0
_WEIGHTS = (
    "stress moves the weight of habit by some tenths here and never takes goals out of control; what people did was "
    "taken for wholly insensitive where no difference was found"
)
_OUTLASTS = (
    "CRF is at rest an hour after a stressor and load grows by next to nothing in four weeks: nothing here outlasts "
    "the stressors, as it did in rats"
)
_ONE_KIND = "cues of a drug are of one kind here, whose trace is gone within an hour"

# ---------------------------------------------------------------- arbitration


def _sensitivity(course: Course) -> Floats:
    """Share of control that follows what an outcome is worth, so that it is lost when the outcome is devalued."""
    return np.asarray(1 - course["habit_weight"], float)


@listed_check(
    "arbitration.devaluation_after_acute_stress",
    "sensitivity to devaluation within an hour of a strong stressor of 20 min, least over that before",
    draws=DRAWS,
    miss=_WEIGHTS,
    words="insensitive",
    also=("amygdala",),
)
def _acute(bench: Bench) -> float:
    begun, held = bench.subject.challenge(1.0, 0.0, 1 / 3)
    left = _sensitivity(bench.subject.run([begun], np.linspace(0.0, 4 / 3, 81), infusions=[held]))
    return float(left.min() / left[0])


@listed_check(
    "arbitration.devaluation_after_weeks_of_stress",
    "sensitivity to devaluation of rats the day after four weeks with an hour of stress a day, over that before",
    "rat",
    miss=_OUTLASTS,
    words="insensitive",
    also=("load",),
    is_long=True,
)
def _weeks(bench: Bench) -> float:
    stressors = [bench.subject.challenge(1.0, _DAY * day, _DAY * day + 1.0) for day in range(28)]
    begun, held = zip(*stressors, strict=True)
    left = _sensitivity(bench.subject.run(begun, [0.0, 28 * _DAY], infusions=held))
    return float(left[-1] / left[0])


def _prolonged(bench: Bench) -> tuple[float, float, float]:
    """Sensitivity to devaluation before three months of standing stress, at their end, and six weeks after it."""

    def work() -> tuple[float, float, float]:
        stressed = bench.subject.with_(exposure__chronic=1.0)
        during = stressed.run([], [0.0, 90 * _DAY])
        after = bench.subject.run([], [0.0, 42 * _DAY], start=during.last())
        calm = bench.subject.run([], [0.0, 1.0])
        return float(_sensitivity(calm)[0]), float(_sensitivity(during)[-1]), float(_sensitivity(after)[-1])

    return bench.once("three months of stress", work)


@listed_check(
    "arbitration.devaluation_in_prolonged_stress",
    "sensitivity to devaluation at the end of three months of standing stress, over that before",
    draws=DRAWS,
    miss=_WEIGHTS,
    words="insensitive",
    also=("amygdala", "load"),
)
def _in_prolonged(bench: Bench) -> float:
    before, during, _ = _prolonged(bench)
    return during / before


@listed_check(
    "arbitration.recovery_after_6_weeks",
    "share of the loss of sensitivity to devaluation that is left six weeks after three months of standing stress",
    draws=DRAWS,
    words="reversible",
    also=("load",),
)
def _recovery(bench: Bench) -> float:
    before, during, after = _prolonged(bench)
    return (before - after) / (before - during)


# ---------------------------------------------------------------- exposure


@listed_check(
    "exposure.days_with_a_stressor",
    "days on which at least one stressor is met",
    draws=DRAWS,
    words="42 to 76 %",
    # One assumed rate gives it.
    uncounted=ALGEBRA,
)
def _days(bench: Bench) -> float:
    return 100 * (1 - math.exp(-_DAY * bench.subject.parameters["exposure.stressor_rate"]))


def _craving_left(bench: Bench) -> float:
    """Craving above what it is without a cue, 4 h after one, over its peak; four questions a day are 4 h apart."""

    def work() -> float:
        hours = [0.0, 0.02, 4.0]
        cued, calm = (
            bench.subject.run(events, hours, start=LEARNED)["craving"]
            for events in ([Event(0.0, "exposure.drug_cue", 1.0)], [])
        )
        return float((cued[2] - calm[2]) / (cued[1] - calm[1]))

    return bench.once("craving after a cue", work)


def _after(name: str, cue: str, words: str, miss: str = "", uncounted: str = "") -> None:
    @listed_check(
        f"exposure.craving_after_a_{name}_cue",
        f"craving 4 h after {cue}, share of its peak",
        draws=DRAWS,
        miss=miss,
        uncounted=uncounted,
        words=words,
        also=("learning",),
    )
    def _(bench: Bench) -> float:
        return _craving_left(bench)


_after("common", "a cue that is common to users of a drug", "none", uncounted=SAME_ANSWER)
_after("personal", "a cue of a person's own", "still raised", _ONE_KIND)

# ---------------------------------------------------------------- load

_SOLVER = 3
"""Digits of a hormone that are not the solver's."""


def _abstinence(bench: Bench) -> Course:
    """Days 3, 30 and 75 after two months of heroin twice a day."""

    def work() -> Course:
        heroin = bench.subject.daily("heroin", "intravenous", 150.0, 60, per_day=2)
        hours = [heroin[-1].time + _DAY * day for day in (3, 30, 75)]
        return bench.subject.run(heroin, [0.0, *hours])

    return bench.once("abstinence of 75 days", work)


@listed_check(
    "load.cortisol_after_10_weeks",
    "cortisol 75 days after two months of heroin, x rest",
    words="raised, less than soon after withdrawal",
    also=("hpa", "amygdala"),
    is_long=True,
)
def _ten_weeks(bench: Bench) -> float:
    return round(float(_abstinence(bench)["hpa.cortisol"][3]), _SOLVER)


@listed_check(
    "load.cortisol_day_30_over_day_3",
    "cortisol on day 30 of abstinence over that on day 3, after two months of heroin",
    words="higher",
    also=("hpa", "amygdala"),
    is_long=True,
)
def _month(bench: Bench) -> float:
    course = _abstinence(bench)["hpa.cortisol"]
    return round(float(course[2] / course[1]), _SOLVER)
