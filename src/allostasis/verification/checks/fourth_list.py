"""Parts of the model that nothing was asked of, against laboratories that it was not built from: the fourth list.

The rule by which these numbers of `data/candidates.csv` were chosen, written down before any of them was looked for.

What is asked: carbetocin, yohimbine, the CRF1 antagonist, allostatic load, arbitration and exposure, which had no check
that could be answered.
What may enter: a number, or a plain statement of a direction or of an absence, in a record that was read (an abstract
counts); measured in people, rats or mice; behind no parameter of the model; not of a study that is held out; and such
that a run of the model gives the same quantity, not merely one that moves with it. Drugs other than the one that the
subsystem is modelled on enter only where the question is about the receptor and not about the drug's kinetics.
How it is looked for: at most 15 searches for carbetocin, 20 for yohimbine, 20 for CRF1 antagonists, 15 for load, 20 for
arbitration and 20 for exposure. Every number found that may enter does, whichever way it will come out; of numbers that
linear kinetics give together only the first found; where laboratories contradict each other all stand. What was found
and may not enter is named with its reason.
Bands: a factor of 1.5 about a printed time, level, ratio or count, as between any two studies of the same thing; the
printed range where no middle is printed; none: a tenth of what there was; a direction: its side of no difference.
Salts are turned into the drug. Parameters that are assumed are drawn, 12 draws, where they decide.

What was found and may not enter: carbetocin in sows, cows and horses (no model of theirs), how long a uterus contracts
(no part of the model), a level in plasma that a label gives only through milk (which quantity it is cannot be told);
yohimbine's half-lives of 1990 and 1992 (the laboratories behind its kinetics), its course in horses, rises of
noradrenaline, of its metabolite and of cortisol without a size (the structure gives the sign); verucerfont after
dexamethasone and CRF (the model has neither challenge), R121919 on restraint (no occupancy at that dose), CRF
antagonists that are put into the brain, place preference (no part of the model); indices of load (not the model's
load), cortisol by night alone, by patients' age, or in acute withdrawal (not about load); devaluation of alcohol,
cocaine and tobacco (no drugs of the model), choices of the two-step kind (no record with a number), a replication in
which people without stress were insensitive already; shares of prompts with a stressor (the time that one asks back is
not in the record); craving for a snack.

The drugs stand here, the rest in `fourth_list_behaviour`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from allostasis.models.deterministic import Event
from allostasis.models.dosing import nanomoles
from allostasis.quantities.substances import SUBSTANCES
from allostasis.verification import observed
from allostasis.verification.bench import Bench, number
from allostasis.verification.check import CONSTRUCTION
from allostasis.verification.checks.listed import listed_check
from allostasis.verification.checks.plasma import MINUTES
from allostasis.verification.checks.reinstatement import LEARNED, SHOCK, pressing_rate, trained, typical_pressing
from allostasis.verification.checks.stress import habit
from allostasis.verification.subjects import Course, Subject

DRAWS = 12
_WEIGHT = 70.0
_HYDROCHLORIC_ACID = 36.46
_BASE = SUBSTANCES["yohimbine"].molar_mass / (SUBSTANCES["yohimbine"].molar_mass + _HYDROCHLORIC_ACID)
"""Share of yohimbine in its hydrochloride, by mass."""

# ---------------------------------------------------------------- carbetocin

_SAMPLES = np.array([0.0, 15.0, 30.0, 60.0, 90.0, 120.0, 240.0]) / MINUTES
"""When blood was taken, hours."""


@listed_check(
    "carbetocin.area_after_70_ug_muscle",
    "area under carbetocin in plasma over 4 h, by the times of the samples, after 70 ug into the muscle",
)
def _area(bench: Bench) -> float:
    course = bench.subject.run(bench.subject.dose("carbetocin", "injected", 0.07), _SAMPLES)
    picograms = 1000 * observed.nanograms_per_millilitre(course, "carbetocin")
    return float(np.trapezoid(picograms, course.hours))


# ---------------------------------------------------------------- yohimbine


def _noradrenaline(course: Course) -> float:
    """The highest plasma noradrenaline of a course, x rest."""
    return 1 + float(course["noradrenergic_drive"].max())


@listed_check(
    "yohimbine.noradrenaline_after_bolus_and_infusion",
    "highest noradrenaline in an hour of yohimbine into the vein (0.125 mg/kg, then 0.001 mg/kg a minute), x rest",
    draws=DRAWS,
    words="two- to threefold",
)
def _bolus(bench: Bench) -> float:
    rate = nanomoles(0.001 * MINUTES * _WEIGHT * _BASE, "yohimbine")
    doses = bench.subject.dose("yohimbine", "intravenous", 0.125 * _WEIGHT * _BASE)
    hour = np.linspace(0.0, 1.0, 61)
    return _noradrenaline(bench.subject.run(doses, hour, infusions=[(0.0, 1.0, "yohimbine.central", rate)]))


@listed_check(
    "yohimbine.noradrenaline_after_a_dose_by_mouth",
    "highest noradrenaline in 3 h after 0.2 mg/kg of yohimbine by mouth, x rest",
    draws=DRAWS,
    words="40 to 50 % more",
)
def _by_mouth(bench: Bench) -> float:
    doses = bench.subject.dose("yohimbine", "oral", 0.2 * _WEIGHT)
    return _noradrenaline(bench.subject.run(doses, np.linspace(0.0, 3.0, 181)))


# ---------------------------------------------------------------- the stress axis under a CRF1 antagonist


def _blocked(subject: Subject, share: float) -> tuple[Subject, dict[str, float]]:
    """An individual in whom an antagonist holds a share of the receptors all the time, and its amount."""
    p = subject.parameters
    amount = share / (1 - share) * p["crf1_antagonist.K_block"] * p["crf1_antagonist.V"]
    return subject.with_(crf1_antagonist__CL=0.0), {"crf1_antagonist.central": amount}


def _rise(
    subject: Subject, hormone: str, strength: float, hours: float, start: Mapping[str, float] | None = None
) -> float:
    """How far a stressor brings a hormone above its level just before."""
    begun, held = subject.challenge(strength, 0.0, hours)
    course = subject.run([begun], np.linspace(0.0, 2.0, 121), start=start, infusions=[held])[f"hpa.{hormone}"]
    return float(course.max() - course[0])


def _novelty(hormone: str) -> None:
    @listed_check(
        f"crf1_antagonist.{hormone}_response_to_novelty",
        f"{'corticosterone' if hormone == 'corticosterone' else 'ACTH'} of rats in a mild stressor of 15 min with 85 % "
        "of the CRF1 receptors blocked, rise over that without",
        "rat",
        draws=DRAWS,
        also=("hpa",),
    )
    def _(bench: Bench) -> float:
        share = number(bench.evidence.parameter_values["gutman2003_occupancy"].value, "gutman2003_occupancy")
        person, start = _blocked(bench.subject, share)
        state = "cortisol" if hormone == "corticosterone" else hormone
        return _rise(person, state, 0.5, 0.25, start) / _rise(bench.subject, state, 0.5, 0.25)


_novelty("acth")
_novelty("corticosterone")


def _pexacerfont(subject: Subject, milligrams: Sequence[float]) -> list[Event]:
    """One dose a day by mouth, from hour 0."""
    days = enumerate(milligrams)
    return [event for day, mg in days for event in subject.dose("pexacerfont", "oral", mg, 24.0 * day)]


@listed_check(
    "crf1_antagonist.cortisol_response_under_pexacerfont",
    "cortisol in a strong task of 20 min on day 22 of pexacerfont (300, then 100 mg a day), rise over that without",
    draws=DRAWS,
    words="unaffected",
    also=("hpa",),
)
def _task(bench: Bench) -> float:
    subject = bench.subject
    before = subject.run(_pexacerfont(subject, [300.0] * 7 + [100.0] * 14), [0.0, 504.0]).last()
    return _rise(subject, "cortisol", 1.0, 1 / 3, before) / _rise(subject, "cortisol", 1.0, 1 / 3)


# ---------------------------------------------------------------- seeking and withdrawal under a CRF1 antagonist

_EXTINGUISHED = 14 * 24.0
_NEARLY_ALL = 0.9
"""Share of the receptors that is taken for a dose whose occupancy is not printed."""


def _seeking(bench: Bench) -> dict[tuple[bool, bool], float]:
    """Presses per hour after two weeks without heroin, by whether there was footshock and whether CRF1 is blocked."""

    def work() -> dict[tuple[bool, bool], float]:
        subject, pressing = bench.subject, typical_pressing(bench)
        before = subject.run([], [0.0, _EXTINGUISHED], start=trained(bench)).last()
        levers = Event(SHOCK, "exposure.drug_cue", float(pressing.lever_cue))
        begun, held = subject.challenge(1.0, 0.0, SHOCK)
        blocked, drug = _blocked(subject, _NEARLY_ALL)
        found = {}
        for is_blocked, rat, start in ((False, subject, before), (True, blocked, {**before, **drug})):
            for shocked, events, infusions in ((False, [levers], []), (True, [begun, levers], [held])):
                course = rat.run(events, [0.0, SHOCK + 0.05], start=start, infusions=infusions)
                found[shocked, is_blocked] = pressing_rate(course, pressing)
        return found

    return bench.once("seeking with and without footshock and block", work)


def _seeking_left(name: str, words: str, shocked: bool, published: str) -> None:
    @listed_check(
        f"crf1_antagonist.{name}",
        f"pressing of rats {words}, two weeks after heroin, with the CRF1 receptor blocked over that without",
        "rat",
        draws=DRAWS,
        words=published,
        also=("pressing",),
    )
    def _(bench: Bench) -> float:
        found = _seeking(bench)
        return found[shocked, True] / found[shocked, False]


_seeking_left("reinstatement_by_footshock", "after footshock", True, "attenuated")
_seeking_left("pressing_without_footshock", "without footshock", False, "no effect")

_ANSWERED = 1e-4
"""What is less than this between two runs is the solver's."""


def _three_weeks(bench: Bench) -> tuple[Course, Course]:
    """Three weeks of abstinence from heroin, with pexacerfont and without; a drug cue at the end of each week."""

    def work() -> tuple[Course, Course]:
        subject, start = bench.subject, {**habit(bench), **LEARNED}
        ends = [168.0, 336.0, 504.0]
        cues = [Event(end, "exposure.drug_cue", 1.0) for end in ends]
        doses = _pexacerfont(subject, [300.0] * 7 + [200.0] * 7 + [100.0] * 7)
        hours = np.sort(np.concatenate([np.arange(0.0, 504.0, 6.0), np.add(ends, 0.02)]))
        treated, placebo = (subject.run([*cues, *given], hours, start=start) for given in (doses, []))
        return treated, placebo

    return bench.once("three weeks of pexacerfont", work)


def _over(treated: Course, placebo: Course, name: str, hours: Sequence[float] | None = None) -> float:
    """Mean over times (h), treated over not."""
    times = treated.hours if hours is None else hours
    means = [np.mean([course.at(name, hour) for hour in times]) for course in (treated, placebo)]
    return float(round(means[0] / means[1] / _ANSWERED) * _ANSWERED)


@listed_check(
    "crf1_antagonist.craving_in_abstinence",
    "craving at drug cues in three weeks after heroin, pexacerfont over placebo",
    draws=DRAWS,
    words="lower",
    # CRF multiplies craving, and withdrawal can only raise it.
    uncounted=CONSTRUCTION,
)
def _craving(bench: Bench) -> float:
    return _over(*_three_weeks(bench), "craving", [168.02, 336.02, 504.02])


@listed_check(
    "crf1_antagonist.withdrawal_in_abstinence",
    "withdrawal in three weeks after heroin, pexacerfont over placebo",
    draws=DRAWS,
    words="lower",
    also=("tolerance",),
)
def _withdrawal(bench: Bench) -> float:
    return _over(*_three_weeks(bench), "withdrawal")


@listed_check(
    "crf1_antagonist.somatic_withdrawal",
    "withdrawal of mice in three days after a week of morphine, CRF1 receptor blocked over not",
    "mouse",
    draws=DRAWS,
    words="more, and longer",
    also=("tolerance",),
)
def _mice(bench: Bench) -> float:
    subject = bench.subject
    level = 9 * subject.parameters["mu_receptor.K_d_morphine"]
    rate = level * subject.parameters["heroin.k_e_morphine"]
    week = [(0.0, 168.0, "heroin.morphine_brain", rate)]
    start = subject.run([], [0.0, 168.0], start={"heroin.morphine_brain": level}, infusions=week).last()
    blocked, drug = _blocked(subject, _NEARLY_ALL)
    hours = np.arange(0.0, 73.0, 2.0)
    return _over(blocked.run([], hours, start={**start, **drug}), subject.run([], hours, start=start), "withdrawal")
