"""How dependence comes and goes: withdrawal after heroin, lost relief, ventilation of chronic users; restraint."""

from __future__ import annotations

import numpy as np

from allostasis.models.deterministic import signals_of
from allostasis.quantities.substances import SUBSTANCES
from allostasis.verification.bench import Bench, number
from allostasis.verification.check import FREE, INPUT, PRIOR, Answer, around, between, check
from allostasis.verification.checks.stress import habit
from allostasis.verification.spread import over_draws
from allostasis.verification.subjects import Course, Subject

_SINCE = 12.0
"""Hours from the last dose to the states that `habit` gives."""
_HALF_A_YEAR = 4320.0


def _stopped(bench: Bench) -> Course:
    """A fortnight after ten days of heroin, from 12 h after the last dose."""
    hours = np.concatenate([np.arange(0.0, 120.0, 2.0), np.arange(120.0, 337.0, 12.0)])
    return bench.once("heroin stopped", lambda: bench.subject.run([], hours, start=habit(bench)))


@check(
    "tolerance.onset_after_heroin",
    PRIOR,
    "withdrawal 12 h after the last heroin, share of its peak",
    tolerance="felt by then: more than a tenth of the peak",
    draws=6,
    uncounted=INPUT,
)
def _onset(bench: Bench) -> Answer:
    bench.row("withdrawal_onset_heroin")
    course = _stopped(bench)["withdrawal"]
    return Answer(between(0.1, 1.0, "within 12 h"), float(course[0] / course.max()))


@check(
    "tolerance.peak_after_heroin",
    PRIOR,
    "time of the highest withdrawal after the last heroin",
    tolerance="the printed range, from the end of the first day",
    unit="h",
    draws=6,
    uncounted=INPUT,
)
def _peak(bench: Bench) -> Answer:
    row = bench.row("withdrawal_peak_heroin")
    course, high = _stopped(bench), number(row.high, "high")
    ours = _SINCE + float(course.hours[int(course["withdrawal"].argmax())])
    return Answer(between(24.0, high, f"{row.low:g} to {high:g}"), ours)


@check(
    "mu_receptor.relief_on_day_3",
    PRIOR,
    "relief of pain after three days of morphine infusion, share of its maximum",
    tolerance="no effect: below a tenth of the maximum",
    model="rat",
    draws=8,
    uncounted=INPUT,
)
def _ekblom(bench: Bench) -> Answer:
    bench.row("ekblom1993_tolerance_half_life")
    p = bench.subject.parameters
    level = p["mu_receptor.K_d_morphine"]
    infusion = [(0.0, 72.0, "heroin.morphine_brain", level * p["heroin.k_e_morphine"])]
    hours = np.linspace(0.0, 72.0, 73)
    effect = bench.subject.run([], hours, start={"heroin.morphine_brain": level}, infusions=infusion)
    relief = effect["antinociception_effect"]
    miss = (
        "tolerance shifts the curve of relief but never makes it vanish here; the fast time constant is from this study"
    )
    return Answer(between(0.0, 0.1, "none left on day 3"), float(relief[-1] / relief.max()), miss=miss)


@check(
    "mu_receptor.respiration_chronic",
    PRIOR,
    "fentanyl in plasma that halves ventilation, chronic users of high doses",
    tolerance="two printed standard errors",
    unit="ng/mL",
    uncounted=INPUT,
)
def _chronic(bench: Bench) -> Answer:
    row = bench.row("algera2020_fentanyl_c50_chronic")
    target = around(number(row.value, "value"), 2 * number(row.spread, "spread"))
    return over_draws(target, bench.drawn(), _level_at_half_in_chronic_use)


def _level_at_half_in_chronic_use(subject: Subject) -> float:
    """Concentration (ng/mL) of half depression in somebody whose tolerance balances nine receptors in ten taken."""
    p, levels = subject.parameters, np.geomspace(0.02, 200.0, 400)
    relative = levels * 1000 / SUBSTANCES["fentanyl"].molar_mass / p["mu_receptor.K_d_fentanyl"]
    bound = relative ** p["mu_receptor.n_fentanyl"]
    tone = 0.9 + 0.1 * p["mu_receptor.e_0"]
    adapted = {"tolerance.fast": tone, "tolerance.slow": tone}
    states = {**subject.assembly.rest(p), **adapted, "mu_receptor.fentanyl": bound / (1 + bound)}
    effect = signals_of(subject.assembly, p, states)["respiration_effect"]
    return float(np.interp(0.5, effect, levels))


@check(
    "amygdala.restraint_gone",
    FREE,
    "CRF 1 h after 20 min of restraint, x rest",
    tolerance="back at rest within the printed error, 30 %",
    model="rat",
    uncounted=INPUT,
)
def _gone(bench: Bench) -> Answer:
    bench.row("merlopich1995_restraint")
    begun, held = bench.subject.challenge(1.0, 0.0, 1 / 3)
    course = bench.subject.run([begun], [0.0, 1 / 3, 4 / 3], infusions=[held])
    return Answer(between(0.7, 1.3, "gone in 1 h", 1.0), float(course["amygdala.crf"][-1]))
