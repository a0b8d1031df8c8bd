"""The CRF1 antagonist against laboratories that the model was not built from, as `fourth_list` chose them.

Where a record does not give the occupancy of a dose, nine of ten receptors are taken as blocked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from allostasis.models.deterministic import Event
from allostasis.verification.bench import Bench
from allostasis.verification.check import CONSTRUCTION
from allostasis.verification.checks.listed import listed_check
from allostasis.verification.checks.reinstatement import LEARNED, SHOCK, pressing_rate, trained, typical_pressing
from allostasis.verification.checks.stress import habit
from allostasis.verification.long_runs import DRAWS
from allostasis.verification.subjects import Course, Subject

_UNAFFECTED = (
    "nine of ten receptors blocked keep the pituitary at rest here; in people pexacerfont changed no response of the "
    "axis, and a drug that leaves the receptor slowly did: how fast one leaves it is no part of the model"
)
_PROPORTION = (
    "ACTH falls as printed; here corticosterone rises in proportion to ACTH, while these rats answered what was left "
    "of ACTH with next to none"
)
_NO_PART = (
    "CRF follows withdrawal here and gives nothing back to it; publications differ about the sign: less in people "
    "under pexacerfont, more in mice without the receptor or with it blocked"
)

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
        miss=_PROPORTION if hormone == "corticosterone" else "",
        also=("hpa",),
    )
    def _(bench: Bench) -> float:
        share = bench.constant("gutman2003_occupancy")
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
    miss=_UNAFFECTED,
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


def _seeking_left(name: str, words: str, shocked: bool, published: str, uncounted: str = "") -> None:
    @listed_check(
        f"crf1_antagonist.{name}",
        f"pressing of rats {words}, two weeks after heroin, with the CRF1 receptor blocked over that without",
        "rat",
        draws=DRAWS,
        uncounted=uncounted,
        words=published,
        also=("pressing",),
    )
    def _(bench: Bench) -> float:
        found = _seeking(bench)
        return found[shocked, True] / found[shocked, False]


_seeking_left("reinstatement_by_footshock", "after footshock", True, "attenuated")
# What an antagonist takes away is what is above rest: two weeks later there is hardly any, whatever the parameters.
_seeking_left("pressing_without_footshock", "without footshock", False, "no effect", CONSTRUCTION)

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
    words="lower",
    # CRF multiplies craving, and withdrawal can only raise it.
    uncounted=CONSTRUCTION,
    is_long=True,
)
def _craving(bench: Bench) -> float:
    return _over(*_three_weeks(bench), "craving", [168.02, 336.02, 504.02])


@listed_check(
    "crf1_antagonist.withdrawal_in_abstinence",
    "withdrawal in three weeks after heroin, pexacerfont over placebo",
    miss=_NO_PART,
    words="lower",
    also=("tolerance",),
    is_long=True,
)
def _withdrawal(bench: Bench) -> float:
    return _over(*_three_weeks(bench), "withdrawal")


@listed_check(
    "crf1_antagonist.somatic_withdrawal",
    "withdrawal of mice in three days after a week of morphine, CRF1 receptor blocked over not",
    "mouse",
    miss=_NO_PART,
    words="more, and longer",
    also=("tolerance",),
    is_long=True,
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
