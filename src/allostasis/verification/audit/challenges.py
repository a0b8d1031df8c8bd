"""Challenges: an oxytocin antagonist, carbetocin, oxytocin and naloxone in the naive; naloxone in the dependent."""

from __future__ import annotations

from typing import Any

import numpy as np

from allostasis.numerics.engine import Engine
from allostasis.verification.audit import lives
from allostasis.verification.audit.draws import Values
from allostasis.verification.audit.group import Course, Dose, Group
from allostasis.verification.audit.results import interval

TARGETS = (
    "heroin.heroin",
    "naloxone.central",
    "oxytocin.central",
    "carbetocin.central",
    "oxytocin_antagonist.central",
    "exposure.drug_cue",
    "exposure.stressor",
)
GIVEN: dict[str, tuple[str, str, float] | None] = {
    "nothing": None,
    "oxytocin 10 ug": ("oxytocin", "intraventricular", 0.01),
    "carbetocin 10 ug": ("carbetocin", "intraventricular", 0.01),
    "antagonist 100 ug": ("atosiban", "intraventricular", 0.1),
    "naloxone 2 mg": ("naloxone", "intravenous", 2.0),
}
"""What is given at hour 0; peptides into the ventricles, so that nothing depends on their way to the brain."""
SHOWN = ("oxytocin_signal", "oxytocin_firing", "withdrawal", "hpa.cortisol", "amygdala.crf")
"""Quantities of which the change is reported."""
PLASMA = "oxytocin_plasma"
"""The quantity of which the ratio is reported, as the literature does."""
STRESS_HOUR = 0.5


def audit_challenges(engine: Engine, people: Values) -> dict[str, Any]:
    """Largest change of each quantity within two hours (plasma oxytocin: largest ratio), by who and what."""
    naive, dependent = Group(engine, people), Group(engine, people)
    lives.heroin(dependent, 14)
    found = {"naive": _challenged(naive), "dependent, 2 h after the last dose": _challenged(dependent)}
    dependent.live(8.0)
    found["dependent, 10 h after the last dose"] = _challenged(dependent)
    return {"draws": naive.size, "after": found, "stress": _stressed(naive)}


def _challenged(group: Group) -> dict[str, Any]:
    courses = {name: _given(group, name) for name in GIVEN}
    reference = courses.pop("nothing")
    return {
        name: {
            **{q: interval(_largest_change(course[q], reference[q])) for q in SHOWN},
            PLASMA: interval(_largest_fold(course[PLASMA], reference[PLASMA])),
        }
        for name, course in courses.items()
    }


def _given(group: Group, name: str, *others: Dose) -> Course:
    """Two hours after one of `GIVEN`."""
    what = GIVEN[name]
    doses = [*others, *(group.dose(*what, 0.0) if what else [])]
    return group.copy().live(2.0, doses, 1 / 6, step=1.0)


def _largest_change(course: Any, reference: Any) -> Any:
    """The change that is largest in size, shape (individuals,)."""
    change = course - reference
    k = np.argmax(np.abs(change), axis=0)
    return np.take_along_axis(change, k[None], axis=0)[0]


def _largest_fold(course: Any, reference: Any) -> Any:
    """The ratio that is furthest from 1, up or down, shape (individuals,)."""
    return np.exp(_largest_change(np.log(course), np.log(reference)))


def _stressed(group: Group) -> dict[str, Any]:
    """Cortisol after a stressor, relative to the same without a drug: what the signal does when it is driven."""
    names = ("nothing", "oxytocin 10 ug", "antagonist 100 ug")
    stress = Dose(STRESS_HOUR, "exposure.stressor", 1.0)
    found = {name: _given(group, name, stress)["hpa.cortisol"].max(axis=0) for name in names}
    reference = found.pop("nothing")
    return {name: interval(np.log(peak / reference)) for name, peak in found.items()}
