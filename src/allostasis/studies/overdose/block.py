"""The seconds block as a study sees it: a cohort, an opioid and a rescue in; outcomes and courses out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import Evidence
from allostasis.models.overdose import Overdose, OverdoseResult, rescue, simulate_overdose
from allostasis.models.overdose import Rescue as Given
from allostasis.models.overdose.rescue import NALMEFENE
from allostasis.models.overdose.result import COURSES as ALL_COURSES
from allostasis.models.overdose.tolerance import C50_ROWS, ActsOn
from allostasis.population.overdose import chronic_users
from allostasis.studies.overdose.cohort import require_cohort
from allostasis.studies.overdose.schema import Rescue

__all__ = [
    "COURSES",
    "CellResult",
    "Cohort",
    "simulate_arrests",
    "simulate_cell",
    "sources_of_block",
    "sources_of_choices",
]

Floats = NDArray[np.float64]

_KEPT = (
    "ventilation", "arterial_po2", "arterial_pco2", "saturation", "brain_po2", "blood_flow", "opioid_occupancy",
    "antagonist_occupancy",
)  # fmt: skip
COURSES: Mapping[str, tuple[str, str]] = {name: ALL_COURSES[name] for name in _KEPT}
"""Courses that a study keeps, with unit and meaning."""

EVERY = 10.0
"""s between the points of courses."""
SPANS = {
    "brain_hypoxia": "brain_po2",
    "arterial_hypoxia": "arterial_po2",
    "desaturation": "saturation",
    "hypercapnia": "arterial_pco2",
}


@dataclass(frozen=True)
class Cohort:
    """People of a cell; arrays have one number for each.

    Attributes:
        seed: the study's seed.
        numbers: numbers of the people: the same number is the same person in every cell.
        dose: mg of the opioid.
        tolerance: 0 in the naive, 1 in the published chronic user.
        acts_on: what tolerance acts on.
        on_board: share of receptors that still carry opioid.
    """

    seed: int
    numbers: NDArray[np.int64]
    dose: Floats
    tolerance: Floats
    acts_on: ActsOn
    on_board: Floats


@dataclass(frozen=True)
class CellResult:
    """Outcomes by name, shape (people,); courses by name, shape (times, people); their minutes."""

    outcomes: Mapping[str, NDArray[Any]]
    courses: Mapping[str, NDArray[Any]]
    minutes: Floats


def simulate_cell(cohort: Cohort, opioid: str, arm: Rescue | None, minutes: float) -> CellResult:
    """Simulate one cell.

    Args:
        cohort: people, doses, tolerance.
        opioid: fentanyl, carfentanil or heroin.
        arm: the rescue; None for nothing.
        minutes: length of the run.

    Raises:
        InputError: for a cohort that is too small.
    """
    result = _simulated(cohort, opioid, arm, minutes, len(cohort.numbers))
    courses = {name: result.courses[name] for name in COURSES}
    return CellResult(_outcomes(result), courses, result.times / 60)


def _simulated(cohort: Cohort, opioid: str, arm: Rescue | None, minutes: float, courses: int) -> OverdoseResult:
    """The seconds block for a cohort; courses are kept for so many people."""
    require_cohort(len(cohort.numbers), "cohort of an overdose")
    first, last = int(cohort.numbers[0]), int(cohort.numbers[-1])
    return simulate_overdose(
        chronic_users(last - first + 1, cohort.seed, first),
        opioid,
        cohort.dose,
        None if arm is None else _given(arm),
        tolerance=cohort.tolerance,
        tolerance_acts_on=cohort.acts_on,
        on_board=cohort.on_board,
        length=60 * minutes,
        courses=courses,
        every=EVERY,
        single=True,
    )


def simulate_arrests(cohort: Cohort, opioid: str, minutes: float) -> NDArray[np.bool_]:
    """Who of a cohort is arrested without rescue, shape (people,); arguments as `simulate_cell`."""
    return _simulated(cohort, opioid, None, minutes, 0).arrest


def sources_of_block(evidence: Evidence) -> set[str]:
    """Citation keys behind the block: priors of its parameters, numbers of its rules, its population."""
    rules = [name for name, row in evidence.parameter_values.items() if row.parameter.startswith("overdose.")]
    keys = {key for name in rules for key in evidence.sources_of_row(name)}
    return keys | set(evidence.sources_of_priors(list(Overdose.parameters())))


def sources_of_choices(evidence: Evidence, acts_on: str, arms: Iterable[Rescue]) -> set[str]:
    """Citation keys behind what only some studies use: tolerance on the C50, and nalmefene."""
    rows = list(C50_ROWS) if acts_on == "C50" else []
    if any(arm.drug == "nalmefene" for arm in arms):
        rows += [row for row in evidence.parameter_values if row.startswith("laffont2024_nalmefene_")]
    return {key for row in rows for key in evidence.sources_of_row(row)}


def _given(arm: Rescue) -> Given:
    delay, gap = arm.delay.to("s"), arm.every.to("s")
    if arm.drug == "nalmefene":
        return rescue(NALMEFENE, delay=delay)
    if arm.route == "intranasal":
        return rescue(arm.route, doses=arm.doses, delay=delay, gap=gap, pairs=arm.together == 2)
    return rescue(arm.route, amounts=(arm.amount.to("mg"),) * arm.doses, delay=delay, gap=gap)


def _outcomes(result: OverdoseResult) -> dict[str, NDArray[Any]]:
    """Outcomes; times in minutes, what never came is NaN, a span that never began is 0."""
    events = {"trigger_time": result.trigger, "collapse_time": result.collapse}
    times = {name: np.where(np.isfinite(time), time, np.nan) / 60 for name, time in events.items()}
    spans = {name: result.spans[span] / 60 for name, span in SPANS.items()}
    return {"arrest": result.arrest, **times, **spans, "least_saturation": result.courses["saturation"].min(axis=0)}
