"""From what the engine recorded to what a trial measures: observables in their units, outcomes with their noise."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allostasis.models.dosing import picograms_per_millilitre
from allostasis.numerics.streams import MEASUREMENT, normals
from allostasis.studies.schema import Measure

Array = NDArray[np.floating[Any]]


class ResultVariable(NamedTuple):
    """How a recorded quantity appears in results; oxytocin is converted from nmol/L."""

    name: str
    unit: str
    meaning: str
    is_oxytocin: bool = False


RESULTS: dict[str, ResultVariable] = {
    "craving": ResultVariable("craving", "points (0-100)", "craving for the opioid"),
    "hpa.cortisol": ResultVariable("cortisol", "x rest", "cortisol in plasma"),
    "hpa.acth": ResultVariable("acth", "x rest", "adrenocorticotropic hormone in plasma"),
    "amygdala.crf": ResultVariable("crf", "x rest", "CRF of the extended amygdala"),
    "oxytocin_plasma": ResultVariable("oxytocin_plasma", "pg/mL", "oxytocin in plasma", True),
    "oxytocin_brain": ResultVariable("oxytocin_central", "pg/mL", "oxytocin in the brain", True),
    "oxytocin_signal": ResultVariable("oxytocin_signal", "x rest", "oxytocin signal"),
    "occupancy": ResultVariable("occupancy", "1", "mu receptors occupied by opioid drugs"),
    "withdrawal": ResultVariable("withdrawal", "1", "opioid withdrawal"),
    "tolerance": ResultVariable("tolerance", "1", "opioid tolerance"),
    "exposure.drug_cue": ResultVariable("drug_cue", "1", "trace of the drug cue"),
    "load.load": ResultVariable("load", "1", "allostatic load"),
    "uses": ResultVariable("uses", "uses since the day before", "uses of heroin"),
}
"""Variables of the results by the model's own name of a quantity (those of `models.daily_life.RECORDED`, and uses)."""


def in_units(name: str, values: Array) -> Array:
    """Recorded values in the unit in which results give them."""
    return np.asarray(picograms_per_millilitre(values, "oxytocin") if RESULTS[name].is_oxytocin else values)


def outcome(measure: Measure, records: Array, recorded: tuple[str, ...], record_minutes: int) -> NDArray[np.float64]:
    """The measured outcome of each participant, without noise.

    Args:
        measure: what is measured and when.
        records: recorded quantities of one session, shape (n, time, quantities).
        recorded: names of the recorded quantities.
        record_minutes: minutes between records.
    """
    name = next(k for k, r in RESULTS.items() if r.name == measure.observable)
    values = in_units(name, records[:, :, recorded.index(name)].astype(float))

    def mean(minutes: tuple[int, ...]) -> Array:
        return np.asarray(values[:, [m // record_minutes for m in minutes]].mean(axis=1))

    reference = mean(measure.minus.minutes) if measure.minus is not None else 0.0
    return np.asarray(mean(measure.when.minutes) - reference, np.float64)


def noise(measure: Measure, seed: int, draws: Array, subjects: Array, arms: int) -> NDArray[np.float64]:
    """Measurement noise of each participant in each arm, shape (arms, n)."""
    return np.asarray(measure.noise * normals(seed, draws, subjects, MEASUREMENT, range(arms)).T)
