"""The stress axis and its drives in use, withdrawal and under oxytocin; CRF of the amygdala."""

from __future__ import annotations

import numpy as np

from allostasis.verification.bench import Bench, number
from allostasis.verification.check import CONSTRUCTION, FREE, INPUT, PRIOR, Answer, above, around, below, between, check
from allostasis.verification.spread import of_values, over_draws
from allostasis.verification.subjects import Course, Subject

SIGN = "an order alone was published: any size of it agrees"
_OXYTOCIN_24_IU = 24 * 0.00171
_TASK = np.linspace(0.0, 2.5, 26)
_STRESSOR = 0.75
_TWENTY_MINUTES = 1 / 3


def _task(subject: Subject, strength: float, with_oxytocin: bool) -> float:
    """Area under cortisol above rest, from a task of 20 min that begins 45 min after a nasal dose to 105 min later."""
    begun, held = subject.challenge(strength, _STRESSOR, _STRESSOR + _TWENTY_MINUTES)
    doses = subject.dose("oxytocin", "intranasal", _OXYTOCIN_24_IU) if with_oxytocin else []
    course = subject.run([*doses, begun], _TASK, infusions=[held])
    return float(np.trapezoid(course["hpa.cortisol"] - 1, _TASK))


def _effect_sizes(bench: Bench, strength: float) -> list[float]:
    """Standardised difference of the cortisol response, for each draw, by the spread between people on placebo."""

    def work() -> list[float]:
        spread = np.std([_task(person, strength, False) for person in bench.cast.people(bench.model)], ddof=1)
        pairs = [(_task(each, strength, True), _task(each, strength, False)) for each in bench.drawn()]
        return [float((treated - placebo) / spread) for treated, placebo in pairs]

    return bench.once(f"oxytocin on cortisol {strength:g}", work)


_MARGIN = "the printed 95 % interval"


@check(
    "hpa.oxytocin_strong_task",
    PRIOR,
    "24 IU by nose on cortisol in a task that drives the axis strongly, Hedges g",
    tolerance=_MARGIN,
)
def _strong(bench: Bench) -> Answer:
    pool = bench.pool("cardoso2014.cortisol_strong_tasks")
    low, high = number(pool.low, "low"), number(pool.high, "high")
    words = f"{pool.value:.2f} ({low:.2f} to {high:.2f})"
    return of_values(between(low, high, words, pool.value), _effect_sizes(bench, 1.0))


@check(
    "hpa.oxytocin_all_tasks",
    PRIOR,
    "24 IU by nose on cortisol over tasks of all strengths, Hedges g",
    tolerance="no interval was seen; that of the strong tasks about this value",
)
def _all_tasks(bench: Bench) -> Answer:
    pool, strong = bench.pool("cardoso2014.cortisol_all_tasks"), bench.pool("cardoso2014.cortisol_strong_tasks")
    half = (number(strong.high, "high") - number(strong.low, "low")) / 2
    return of_values(around(number(pool.value, "value"), half), _effect_sizes(bench, 0.4))


@check("hpa.oxytocin_in_maintenance", PRIOR, "oxytocin over placebo, cortisol of people on methadone", tolerance=SIGN)
def _moeini(bench: Bench) -> Answer:
    bench.effect("moeini2019.cortisol")

    def ratio(subject: Subject) -> float:
        start = subject.run(subject.daily("methadone", "oral", 60.0, 3), [0.0, 72.0]).last()
        begun, held = subject.challenge(0.5, 0.0, _TWENTY_MINUTES)
        oxytocin = subject.dose("oxytocin", "intranasal", 40 * 0.00171)
        treated, placebo = (
            subject.run([begun, *doses], [0.0, 1.0], start=start, infusions=[held])["hpa.cortisol"]
            for doses in (oxytocin, [])
        )
        return float(treated[-1] / placebo[-1])

    return over_draws(below(1.0, "lower"), bench.drawn()[:12], ratio)


# ---------------------------------------------------------------- heroin and withdrawal


def habit(bench: Bench) -> dict[str, float]:
    """All states 12 h after the last of 10 days of heroin twice a day."""

    def work() -> dict[str, float]:
        subject = bench.subject
        return subject.run(subject.daily("heroin", "intravenous", 150.0, 10, per_day=2), [0.0, 240.0]).last()

    return bench.once("heroin twice a day", work)


def _maintained(bench: Bench) -> tuple[Course, Course]:
    """Patients on heroin twice a day: at the time of a dose, heroin or saline."""

    def work() -> tuple[Course, Course]:
        subject, hours, start = bench.subject, [0.0, 1 / 3, 1.0], habit(bench)
        treated = subject.run(subject.dose("heroin", "intravenous", 150.0), hours, start=start)
        return treated, subject.run([], hours, start=start)

    return bench.once("heroin-assisted treatment", work)


def _heroin_lowers(hormone: str) -> None:
    @check(
        f"hpa.heroin_on_{hormone}",
        PRIOR,
        f"{hormone} 60 min after heroin over saline, in heroin-assisted treatment",
        tolerance=SIGN,
        uncounted=INPUT,
    )
    def _(bench: Bench) -> Answer:
        bench.effect(f"heroin_hpa2013.{hormone}_heroin")
        treated, saline = _maintained(bench)
        return Answer(below(1.0, "lower"), float(treated[f"hpa.{hormone}"][-1] / saline[f"hpa.{hormone}"][-1]))


_heroin_lowers("acth")
_heroin_lowers("cortisol")


@check(
    "hpa.cortisol_before_the_dose",
    PRIOR,
    "cortisol of the same patients 13 h after their last dose, x rest",
    tolerance=SIGN,
)
def _before_dose(bench: Bench) -> Answer:
    bench.effect("heroin_hpa2013.cortisol_without_heroin")

    def cortisol(subject: Subject) -> float:
        heroin = subject.daily("heroin", "intravenous", 150.0, 4, per_day=2)
        return float(subject.run(heroin, [0.0, 97.0])["hpa.cortisol"][-1])

    return over_draws(above(1.0, "higher than in healthy people"), bench.drawn()[:6], cortisol)


# ---------------------------------------------------------------- CRF


@check(
    "amygdala.restraint",
    FREE,
    "peak of CRF during 20 min of restraint, x rest",
    tolerance="30 %, the printed error",
    model="rat",
    uncounted=INPUT,
)
def _restraint(bench: Bench) -> Answer:
    row, subject = bench.row("merlopich1995_restraint"), bench.subject
    begun, held = subject.challenge(1.0, 0.0, _TWENTY_MINUTES)
    crf = subject.run([begun], np.linspace(0, 2, 61), infusions=[held])["amygdala.crf"]
    value = number(row.value, "value")
    return Answer(around(value, 0.3 * value), float(crf.max()))


@check(
    "amygdala.corticosterone_by_days",
    PRIOR,
    "corticosterone after naloxone on day 6 of morphine over that on day 1, rise above rest",
    tolerance=SIGN,
    model="rat",
    draws=6,
)
def _kishioka_days(bench: Bench) -> Answer:
    bench.effect("kishioka1994.corticosterone_naloxone")
    return Answer(above(1.0, "grows with the days of morphine"), _rise(bench, 6, 0.3) / _rise(bench, 1, 0.3))


@check(
    "amygdala.corticosterone_by_dose",
    FREE,
    "corticosterone after 2 mg/kg of naloxone over that after 0.01 mg/kg, rise above rest",
    tolerance=SIGN,
    model="rat",
    uncounted=CONSTRUCTION,
)
def _kishioka_dose(bench: Bench) -> Answer:
    bench.effect("kishioka1994.corticosterone_naloxone")
    return Answer(above(1.0, "depends on the dose"), _rise(bench, 4, 0.6) / _rise(bench, 4, 0.003))


def _rise(bench: Bench, days: int, naloxone: float) -> float:
    """Peak of corticosterone in the two hours after naloxone (mg a rat), above its level just before."""

    def work() -> float:
        subject, end = bench.subject, 24.0 * days
        level = 3 * subject.parameters["mu_receptor.K_d_morphine"] * subject.parameters["heroin.k_e_morphine"]
        hours = np.concatenate([[0.0], end + np.linspace(0.0, 2.0, 41)])
        course = subject.run(
            subject.dose("naloxone", "intravenous", naloxone, end),
            hours,
            infusions=[(0.0, end + 2.0, "heroin.morphine_brain", level)],
        )
        return float(course["hpa.cortisol"][1:].max() - course["hpa.cortisol"][1])

    return bench.once(f"corticosterone {days} {naloxone}", work)


@check(
    "hpa.corticosterone_after_abstinence",
    PRIOR,
    "corticosterone at rest, 7 days after a week of morphine, x rest",
    tolerance="no change was found in small groups: 15 %",
    model="mouse",
)
def _zanos(bench: Bench) -> Answer:
    bench.effect("zanos2014.corticosterone_basal")
    ours = [float(course["hpa.cortisol"][-1]) for course in after_morphine_week(bench)]
    return of_values(between(0.85, 1.15, "no change", 1.0), ours)


def after_morphine_week(bench: Bench) -> list[Course]:
    """A week with morphine on nine of ten receptors, then seven days without; 12 mice drawn from the priors."""

    def course(subject: Subject) -> Course:
        p = subject.parameters
        level = 9 * p["mu_receptor.K_d_morphine"]
        infusion = [(0.0, 168.0, "heroin.morphine_brain", level * p["heroin.k_e_morphine"])]
        hours = np.concatenate([[0.0], np.arange(168.0, 337.0, 2.0)])
        return subject.run([], hours, start={"heroin.morphine_brain": level}, infusions=infusion)

    return bench.once("a week of morphine", lambda: [course(each) for each in bench.drawn()[:12]])
