"""How receptors are taken and set free again over hours and days, and withdrawal that an antagonist brings on.

These checks, those of `time_courses` and nothing else stand in `data/candidates.csv`, which was written before any of
them was worked out.
"""

from __future__ import annotations

import numpy as np

from allostasis.models.dosing import nanomoles
from allostasis.verification.bench import Bench
from allostasis.verification.candidates import candidate
from allostasis.verification.check import FREE, PRIOR, Answer, check
from allostasis.verification.checks.occupancy import seen_in_whole_brain
from allostasis.verification.checks.plasma import morphine_from_muscle
from allostasis.verification.spread import of_values
from allostasis.verification.subjects import Course, Subject

_MINUTES = 60.0
_NOTHING = 1e-3
"""Withdrawal far below any rating: in some draws the methadone of one day outweighs this naloxone."""
_STRONG = (
    "a conflict between laboratories: with the affinity of binding to cells a spray fills the receptors within minutes "
    "and holds them for hours, and these scans ask for a weaker one; all scans after the vein, fitted by themselves, "
    "give the affinity of the cells again (fits naloxone_receptor)"
)
_LATE = (
    "morphine leaves its receptors with a half-time of 5 min, as measured on breathing (no other rate at the warmth of "
    "a body was found), and withdrawal grows faster than what is missed: it rises for longer than in these men, after "
    "naloxone into the vein as well"
)
_SLOW_OFF = (
    "naloxone reaches its effect within minutes here, and what buprenorphine still holds leaves its receptors and its "
    "effect site over hours: withdrawal goes on rising longer than in these patients"
)
_LAST_PHASE = (
    "the affinity was set by scans a few hours after a dose, and with it receptors, nearly full at first, empty more "
    "slowly than the last phase of plasma (30 h, the mean of three models)"
)
_LASTING = (
    "the fast and the slow part of the opponent, which two days of methadone have fed, are still there after a week, "
    "when the ratings of six men no longer saw anything"
)
_TIMES = np.linspace(0.0, 6.0, 361)


def _off_buprenorphine(bench: Bench) -> Course:
    """Two weeks of 16 mg a day under the tongue, and what is left at 4 to 76 h after the last dose."""
    subject, last = bench.subject, 24.0 * 13
    doses = subject.daily("buprenorphine", "sublingual", 16.0, 14)
    hours = [0.0, *(last + hour for hour in (4.0, 28.0, 52.0, 76.0))]
    return bench.once("off buprenorphine", lambda: subject.run(doses, hours))


def _still_taken(hour: int, place: int) -> None:
    name = f"mu_receptor.buprenorphine_after_{hour}_h"

    @check(
        name,
        FREE,
        f"binding lost in the whole brain {hour} h after the last of 16 mg of buprenorphine a day",
        tolerance=candidate(name).why,
        unit="%",
    )
    def _(bench: Bench) -> Answer:
        target = candidate(name).target(bench)
        ours = seen_in_whole_brain(bench, float(_off_buprenorphine(bench)["mu_receptor.buprenorphine"][place]))
        return Answer(target, ours, miss=_LAST_PHASE)


for _place, _hour in enumerate((4, 28, 52, 76), start=1):
    _still_taken(_hour, _place)


def _sprayed(bench: Bench, milligrams: float) -> Course:
    subject = bench.subject
    doses = subject.dose("naloxone", "intranasal", milligrams)
    return bench.once(f"receptors after {milligrams:g} mg by nose", lambda: subject.run(doses, _TIMES))


def _nasal_peak(milligrams: int) -> None:
    name = f"mu_receptor.naloxone_nasal_{milligrams}_mg"

    @check(
        name,
        FREE,
        f"mu receptors taken at the peak after {milligrams} mg of naloxone by nose",
        tolerance=candidate(name).why,
        unit="%",
    )
    def _(bench: Bench) -> Answer:
        taken = _sprayed(bench, float(milligrams))["mu_receptor.naloxone"]
        return Answer(candidate(name).target(bench), 100 * float(taken.max()), miss=_STRONG)


_nasal_peak(2)
_nasal_peak(4)


@check(
    "mu_receptor.naloxone_nasal_half_peak",
    FREE,
    "time at which half of the peak is taken after 4 mg of naloxone by nose",
    tolerance=candidate("mu_receptor.naloxone_nasal_half_peak").why,
    unit="min",
)
def _half_peak(bench: Bench) -> Answer:
    taken = _sprayed(bench, 4.0)["mu_receptor.naloxone"]
    top = int(taken.argmax())
    minutes = _MINUTES * float(np.interp(taken.max() / 2, taken[: top + 1], _TIMES[: top + 1]))
    return Answer(candidate("mu_receptor.naloxone_nasal_half_peak").target(bench), minutes, miss=_STRONG)


@check(
    "mu_receptor.naloxone_nasal_half_life",
    FREE,
    "half-life of receptors taken, from 1 to 5.5 h after 4 mg of naloxone by nose",
    tolerance=candidate("mu_receptor.naloxone_nasal_half_life").why,
    unit="min",
)
def _fading(bench: Bench) -> Answer:
    taken, late = _sprayed(bench, 4.0)["mu_receptor.naloxone"], (_TIMES >= 1.0) & (_TIMES <= 5.5)
    slope = np.polyfit(_TIMES[late], np.log(taken[late]), 1)[0]
    target = candidate("mu_receptor.naloxone_nasal_half_life").target(bench)
    return Answer(target, float(-_MINUTES * np.log(2) / slope), miss=_STRONG)


# ---------------------------------------------------------------- withdrawal brought on


def _peak_after(course: Course, hour: float) -> float:
    """Minutes from an hour to the highest withdrawal after it."""
    later = course.hours >= hour
    return _MINUTES * float(course.hours[later][int(course["withdrawal"][later].argmax())] - hour)


@check(
    "tolerance.precipitated_after_morphine",
    FREE,
    "time of the highest withdrawal after 10 mg of naloxone into the muscle, 6 h after 17 mg of morphine",
    tolerance=candidate("tolerance.precipitated_after_morphine").why,
    unit="min",
)
def _after_morphine(bench: Bench) -> Answer:
    naloxone = bench.subject.dose("naloxone", "intramuscular", 10.0, 6.0)
    times = np.concatenate([[0.0], 6.0 + np.linspace(0.0, 3.0, 181)])
    course = bench.subject.run(naloxone, times, infusions=morphine_from_muscle(bench, 17.0))
    return Answer(
        candidate("tolerance.precipitated_after_morphine").target(bench), _peak_after(course, 6.0), miss=_LATE
    )


@check(
    "tolerance.precipitated_after_buprenorphine",
    FREE,
    "time of the highest withdrawal after 1.2 mg of naloxone into the vein, 4.5 h after injected buprenorphine",
    tolerance=candidate("tolerance.precipitated_after_buprenorphine").why,
    unit="min",
)
def _after_buprenorphine(bench: Bench) -> Answer:
    # The dose was not in the record that was read: 2 mg a day for two weeks.
    subject, hour = bench.subject, 24.0 * 13 + 4.5
    doses = subject.daily("buprenorphine", "intravenous", 2.0, 14) + subject.dose("naloxone", "intravenous", 1.2, hour)
    course = subject.run(doses, np.concatenate([[0.0], hour + np.linspace(0.0, 4.0, 241)]))
    return Answer(
        candidate("tolerance.precipitated_after_buprenorphine").target(bench), _peak_after(course, hour), miss=_SLOW_OFF
    )


def _challenged(subject: Subject) -> dict[int, float]:
    """The highest withdrawal in 2 h after 0.75 mg of naloxone, by hours since one dose of 30 mg of methadone."""
    days = [24.0, 96.0, 168.0]
    given = [(0.0, "methadone.central", nanomoles(30.0, "methadone"))]
    course, found = subject.run(given, [0.0, *days]), {}
    for place, hour in enumerate(days, start=1):
        start = {name: float(values[place]) for name, values in course.states.items()}
        doses = subject.dose("naloxone", "intramuscular", 0.75)
        found[int(hour)] = float(subject.run(doses, np.linspace(0.0, 2.0, 25), start=start)["withdrawal"].max())
    return found


def _one_dose(hour: int, words: str) -> None:
    name = f"tolerance.single_dose_{hour}_over_24_h"

    @check(
        name,
        PRIOR,
        f"withdrawal after naloxone {hour} h after one dose of 30 mg of methadone over that after 24 h",
        tolerance=candidate(name).why,
    )
    def _(bench: Bench) -> Answer:
        found = bench.once("one dose of methadone", lambda: [_challenged(each) for each in bench.drawn()[:8]])
        target = candidate(name).target(bench, words)
        ratios = [each[hour] / max(each[24], _NOTHING) for each in found]
        return of_values(target, ratios, _LASTING if hour > 96 else "")


_one_dose(96, "similar")
_one_dose(168, "none")
