"""What the checks of kinetics share: one dose followed in plasma, and the bands of agreement between studies."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from allostasis.models.dosing import nanomoles
from allostasis.verification import observed
from allostasis.verification.bench import Bench
from allostasis.verification.subjects import Course

ACROSS_STUDIES = (
    "means of two groups of people who took the same dose commonly differ by up to a half: the band is a factor of 1.5"
)
ONE_SD = "one standard deviation between people: the typical person of the model should be among the people measured"
RANGE = "the printed range of people"
HOURS = np.linspace(0.0, 12.0, 721)
MINUTES = 60.0
_SLICES = 16


def single(bench: Bench, drug: str, route: str, milligrams: float, hours: object = HOURS) -> Course:
    """The course after one dose in mg, at times in hours; run once for all checks that ask for it."""
    subject, grid = bench.subject, np.asarray(hours, float)
    name = f"{drug} {route} {milligrams:g} {grid[-1]:g} {len(grid)}"
    return bench.once(name, lambda: subject.run(subject.dose(drug, route, milligrams), grid))


def peak(bench: Bench, drug: str, route: str, milligrams: float) -> float:
    """The highest level in plasma after one dose in mg, ng/mL."""
    return float(observed.nanograms_per_millilitre(single(bench, drug, route, milligrams), drug).max())


def morphine_from_muscle(bench: Bench, milligrams: float) -> list[tuple[float, float, str, float]]:
    """A dose of morphine into the muscle at hour 0, as infusions: absorption of first order in slices of equal size.

    The model gives morphine into the vein; the rate of absorption is that of the evidence.
    """
    rate = bench.constant("stanski1978_k_a")
    edges = -np.log1p(-np.arange(_SLICES) / _SLICES) / rate
    ends = [*edges, edges[-1] + 2 / rate]
    amount = nanomoles(milligrams, "morphine") / _SLICES
    return [(start, end, "heroin.morphine", amount / (end - start)) for start, end in pairwise(ends)]
