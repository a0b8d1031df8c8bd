"""Seeking of rats after a stressor on different days of abstinence, from the equations of pressing without chance.

A rat that has learned meets the levers, with or without footshock before, and presses for nothing: the rate of pressing
at that moment is compared. What it has learned is set, and is the same on every day.
"""

from __future__ import annotations

import numpy as np

from allostasis.physiology.learning import Learning
from allostasis.physiology.pressing import Pressing
from allostasis.verification.bench import Bench
from allostasis.verification.check import PRIOR, Answer, above, check
from allostasis.verification.subjects import Course, Subject

_DAYS = (1.0, 6.0, 12.0)
SHOCK = 1 / 6
"""Hours of intermittent footshock, as printed."""
LEARNED = {"learning.value": 0.6, "learning.context": 0.4, "learning.withdrawal_value": 0.3, "learning.habit": 0.5}


def trained(bench: Bench) -> dict[str, float]:
    """All states after ten days with 9 h of heroin each, here a steady flow of 0.6 mg/kg an hour."""

    def work() -> dict[str, float]:
        subject = bench.subject
        rate = sum(event.amount for event in subject.dose("heroin", "intravenous", 0.18))
        sessions = [(24.0 * day, 24.0 * day + 9.0, "heroin.heroin", rate) for day in range(10)]
        return {**subject.run([], [0.0, 225.0], infusions=sessions).last(), **LEARNED}

    return bench.once("trained with heroin", work)


def pressing_rate(course: Course, pressing: Pressing, at: int = -1) -> float:
    """Presses of the active lever per hour at one time of a course, under one press for each infusion."""
    states = {name: float(values[at]) for name, values in course.states.items()}
    own = Subject(course.assembly, course.parameters)
    here = {name: float(values[at]) for name, values in course.signals.items()}
    learning = Learning(**{q.name.partition(".")[2]: own.parameters[q.name] for q in Learning.parameters()})
    room = pressing.room(here["reward_effect"], states["affect.displacement"])
    expected = pressing.expected(here["cue_memory"], room)
    after = {**states, "affect.hedonic": states["affect.hedonic"] + expected}
    relieved = Course(course.assembly, own.parameters, np.zeros(1), {k: np.array([v]) for k, v in after.items()})
    goal = learning.reward(expected, states["dopamine.D2"], here["affect_drive"], relieved["affect_drive"][0])
    worth = pressing.worth(goal, here["reactivity"], room, here["habit_weight"], states["learning.habit"])
    return float(pressing.active(worth, 1.0))


def typical_pressing(bench: Bench) -> Pressing:
    """How the typical animal presses."""
    priors = bench.evidence.priors_for(bench.model)
    return Pressing(**{q.name.partition(".")[2]: priors[q.name].default for q in Pressing.parameters()})


def _reinstated(bench: Bench, pressing: Pressing) -> list[float]:
    """Pressing after footshock over that without, on each day of abstinence."""
    subject, start = bench.subject, trained(bench)
    found = []
    for day in _DAYS:
        hour = 24.0 * day
        levers = (hour + SHOCK, "exposure.drug_cue", float(pressing.lever_cue))
        begun, held = subject.challenge(1.0, hour, hour + SHOCK)
        times = [0.0, hour + SHOCK + 0.05]
        shocked = subject.run([begun, levers], times, start=start, infusions=[held])
        calm = subject.run([levers], times, start=start)
        found.append(pressing_rate(shocked, pressing) / pressing_rate(calm, pressing))
    return found


@check(
    "incubation.reinstatement_by_footshock",
    PRIOR,
    "pressing after footshock over that without: the lesser of days 6 and 12 over day 1",
    tolerance="the direction alone: sizes were not seen",
    model="rat",
    draws=12,
    also=("pressing",),
)
def _shalev(bench: Bench) -> Answer:
    bench.effect("shalev2001.reinstatement_footshock_day_1")
    bench.effect("shalev2001.reinstatement_footshock_days_6_and_12")
    first, *later = _reinstated(bench, typical_pressing(bench))
    return Answer(above(1.0, "none on day 1, strong on days 6 and 12"), min(later) / first)
