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

Carbetocin and yohimbine stand here, the antagonist in `fourth_list_crf`, the rest in `fourth_list_behaviour`.
"""

from __future__ import annotations

import numpy as np

from allostasis.models.dosing import nanomoles
from allostasis.quantities.substances import SUBSTANCES
from allostasis.verification import observed
from allostasis.verification.bench import Bench
from allostasis.verification.checks.listed import listed_check
from allostasis.verification.checks.plasma import MINUTES
from allostasis.verification.long_runs import DRAWS
from allostasis.verification.subjects import Course

_WEIGHT = 70.0
_HYDROCHLORIC_ACID = 36.46
_BASE = SUBSTANCES["yohimbine"].molar_mass / (SUBSTANCES["yohimbine"].molar_mass + _HYDROCHLORIC_ACID)
"""Share of yohimbine in its hydrochloride, by mass."""

_AREA = (
    "publications differ: clearance and bioavailability of the label and of one laboratory give 1.8 times the area "
    "that these women had"
)
# ---------------------------------------------------------------- carbetocin

_SAMPLES = np.array([0.0, 15.0, 30.0, 60.0, 90.0, 120.0, 240.0]) / MINUTES
"""When blood was taken, hours."""


@listed_check(
    "carbetocin.area_after_70_ug_muscle",
    "area under carbetocin in plasma over 4 h, by the times of the samples, after 70 ug into the muscle",
    miss=_AREA,
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
