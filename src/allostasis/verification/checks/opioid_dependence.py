"""Tolerance and withdrawal: how they come, and how they go."""

from __future__ import annotations

import numpy as np

from allostasis.verification.bench import Bench, number
from allostasis.verification.check import FREE, INPUT, PRIOR, Answer, above, around, below, between, check
from allostasis.verification.checks.stress import SIGN, after_morphine_week, habit
from allostasis.verification.spread import of_values, over_draws
from allostasis.verification.subjects import Course, Subject

_START = 60.0
_LEAD = 14


def _taper(bench: Bench, days: int) -> Course:
    """Two weeks of methadone, then the dose goes down by equal steps to nothing, then six weeks without."""

    def work() -> Course:
        subject = bench.subject
        doses = [_START] * _LEAD + [_START * (1 - (k + 1) / days) for k in range(days)]
        events = [
            e for day, mg in enumerate(doses) if mg > 0 for e in subject.dose("methadone", "oral", mg, 24.0 * day)
        ]
        return subject.run(events, np.arange(0.0, 24.0 * (_LEAD + days + 42), 4.0))

    return bench.once(f"taper {days}", work)


def _since_taper(course: Course) -> np.ndarray:
    return course.hours / 24.0 - _LEAD


@check(
    "tolerance.faster_taper_is_worse",
    PRIOR,
    "peak of withdrawal on a 10-day methadone taper over that on a 21-day taper",
    tolerance=SIGN,
    draws=6,
)
def _tapers(bench: Bench) -> Answer:
    bench.effect("methadone_taper1989.withdrawal_peak_by_taper")
    fast, slow = (_taper(bench, days)["withdrawal"].max() for days in (10, 21))
    return Answer(above(1.0, "higher on the 10-day taper"), float(fast / slow))


@check(
    "tolerance.peak_of_taper",
    PRIOR,
    "day of the highest withdrawal, counted from the start of a 21-day taper",
    tolerance="the end of the taper, with a week for the drug to leave",
    unit="d",
    draws=6,
)
def _peak_day(bench: Bench) -> Answer:
    bench.effect("methadone_taper1989.withdrawal_peak_by_taper")
    course = _taper(bench, 21)
    ours = float(_since_taper(course)[int(course["withdrawal"].argmax())])
    return Answer(between(18.0, 28.0, "near the end of the taper"), ours)


@check(
    "tolerance.normal_after_taper",
    FREE,
    "withdrawal 40 days after the start of a 21-day taper, share of its peak",
    tolerance="normal again within the error of a rating: below a tenth of the peak",
    uncounted=INPUT,
)
def _normal(bench: Bench) -> Answer:
    row, course = bench.row("gossop1987_normal_again"), _taper(bench, 21)
    value = np.interp(number(row.value, "value"), _since_taper(course), course["withdrawal"])
    return Answer(between(0.0, 0.1, "normal on day 40"), float(value / course["withdrawal"].max()))


@check(
    "tolerance.held_by_buprenorphine",
    PRIOR,
    "highest withdrawal on day 7 of 16 mg of buprenorphine after heroin, share of the peak without treatment",
    tolerance="suppressed: below a quarter of what stopping brings; ratings of treated patients are not nil",
)
def _held(bench: Bench) -> Answer:
    bench.row("greenwald2014_withdrawal_level")
    subject, start = bench.subject, habit(bench)
    treated = [e for day in range(7) for e in subject.dose("buprenorphine", "sublingual", 16.0, 24.0 * day)]
    week = subject.run(treated, np.concatenate([[0.0], np.arange(144.0, 169.0, 2.0)]), start=start)
    alone = subject.run([], np.arange(0.0, 120.0, 4.0), start=start)
    ours = week["withdrawal"][1:].max() / alone["withdrawal"].max()
    miss = "buprenorphine's tone at the trough stays below the tolerance that this heroin left after a week"
    return Answer(between(0.0, 0.25, "suppressed at troughs of 1 ng/mL and more"), float(ours), miss=miss)


@check(
    "tolerance.no_signs_after_a_week",
    PRIOR,
    "withdrawal 7 days after a week of morphine, share of its peak",
    tolerance="no signs left: below a tenth of the peak",
    model="mouse",
    uncounted=INPUT,
)
def _zanos(bench: Bench) -> Answer:
    bench.effect("zanos2014.withdrawal_abstinence")
    ours = [float(c["withdrawal"][-1] / c["withdrawal"].max()) for c in after_morphine_week(bench)]
    return of_values(between(0.0, 0.1, "no physical signs left"), ours)


# ---------------------------------------------------------------- infusions in rats


def _infusion(subject: Subject, occupancy: float, hours: np.ndarray, end: float) -> Course:
    """Morphine at a constant level at the receptor, as a share of receptors taken, until `end`."""
    p = subject.parameters
    level = occupancy / (1 - occupancy) * p["mu_receptor.K_d_morphine"]
    return subject.run(
        [],
        hours,
        start={"heroin.morphine_brain": level},
        infusions=[(0.0, end, "heroin.morphine_brain", level * p["heroin.k_e_morphine"])],
    )


_TWELVE_HOURS = np.linspace(0.0, 12.0, 121)


def _residual(subject: Subject, occupancy: float) -> float:
    effect = _infusion(subject, occupancy, _TWELVE_HOURS, 12.0)["antinociception_effect"]
    return float(effect[-1] / effect.max())


@check(
    "mu_receptor.residual_relief",
    PRIOR,
    "relief of pain after 12 h of morphine infusion, share of its maximum",
    tolerance="10 points of 100: one study, read from its model",
    model="rat",
    uncounted=INPUT,
)
def _ouellet(bench: Bench) -> Answer:
    value = number(bench.row("ouellet1995_residual").value, "value")
    return over_draws(around(value, 0.1), bench.drawn(), lambda each: _residual(each, 0.5))


@check(
    "mu_receptor.residual_relief_by_level",
    PRIOR,
    "residual relief after 12 h, at three quarters of receptors taken over at half",
    model="rat",
    tolerance="independent of the level as published: a quarter to both sides",
    uncounted=INPUT,
)
def _ouellet_level(bench: Bench) -> Answer:
    bench.row("ouellet1995_residual")
    subjects = bench.drawn()[:12]
    return over_draws(
        between(0.75, 1.25, "independent of the level", 1.0),
        subjects,
        lambda each: _residual(each, 0.75) / _residual(each, 0.5),
    )


@check(
    "tolerance.recovered_after_infusion",
    PRIOR,
    "tolerance 18.5 days after 12 h of morphine, share of that at the end",
    model="rat",
    tolerance="near complete recovery: at most a tenth is left",
)
def _recovery(bench: Bench) -> Answer:
    days = number(bench.row("ouellet1995_recovery").value, "value")

    def left(subject: Subject) -> float:
        tolerance = _infusion(subject, 0.5, np.array([0.0, 12.0, 12.0 + 24.0 * days]), 12.0)["tolerance"]
        return float((tolerance[2] - tolerance[0]) / (tolerance[1] - tolerance[0]))

    return over_draws(between(0.0, 0.1, "near complete"), bench.drawn()[:12], left)


# ---------------------------------------------------------------- oxytocin on tolerance


@check(
    "tolerance.oxytocin",
    PRIOR,
    "tolerance to 5 h of morphine with oxytocin in the brain over that without",
    tolerance=SIGN,
    model="mouse",
)
def _kovacs(bench: Bench) -> Answer:
    bench.effect("kovacs1986tonic.antinociceptive_tolerance_oxytocin")

    def ratio(subject: Subject) -> float:
        p, hours = subject.parameters, np.array([0.0, 5.0])
        level = p["mu_receptor.K_d_morphine"]
        infusion = [(0.0, 5.0, "heroin.morphine_brain", level * p["heroin.k_e_morphine"])]
        oxytocin = [(0.0, "oxytocin.central", 20 * p["oxytocin_receptor.c_rest"] * p["oxytocin.V_csf"])]
        start = {"heroin.morphine_brain": level}
        treated, control = (
            subject.run(events, hours, start=start, infusions=infusion)["tolerance"] for events in (oxytocin, [])
        )
        return float((treated[-1] - treated[0]) / (control[-1] - control[0]))

    return over_draws(below(1.0, "less tolerance"), bench.drawn()[:16], ratio)
