"""What laboratories measure, from the states of a run: concentrations in plasma, as they are printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from allostasis.quantities.substances import SUBSTANCES
from allostasis.verification.subjects import Course

Floats = NDArray[np.float64]
Concentration = Callable[[Mapping[str, Floats], Mapping[str, float]], Floats]

_PLASMA: dict[str, Concentration] = {
    "mam": lambda y, p: y["heroin.mam"] / p["heroin.V_mam"],
    "morphine": lambda y, p: y["heroin.morphine"] / p["heroin.V_1"],
    "fentanyl": lambda y, p: y["fentanyl.central"] / p["fentanyl.V_c"],
    "oxycodone": lambda y, p: y["oxycodone.central"] / p["oxycodone.V"],
    "methadone": lambda y, p: y["methadone.central"] / p["methadone.V_c"],
    "buprenorphine": lambda y, p: y["buprenorphine.central"] / p["buprenorphine.V_c"],
    "naloxone": lambda y, p: y["naloxone.central"] / p["naloxone.V_c"],
    "naltrexone": lambda y, p: y["naltrexone.central"] / p["naltrexone.V"],
    "oxytocin": lambda y, p: y["oxytocin.plasma"] / p["oxytocin.V_1"],
    "carbetocin": lambda y, p: y["carbetocin.plasma"] / p["carbetocin.V_1"],
}


def nanomolar(course: Course, drug: str) -> Floats:
    """Given drug in plasma, nmol/L."""
    return np.asarray(_PLASMA[drug](course.states, course.parameters), float)


def nanograms_per_millilitre(course: Course, drug: str) -> Floats:
    """Given drug in plasma, ng/mL: 1 nmol/L of molar mass M g/mol is M/1000 ng/mL."""
    return nanomolar(course, drug) * (SUBSTANCES[drug].molar_mass / 1000)


def in_a_vein(levels: Floats, hours: Floats, rate: float) -> Floats:
    """Concentration in an arm vein, where d vein / dt = rate (artery - vein), in the unit of the arterial levels.

    Args:
        levels: arterial concentrations, shape (times,); a straight line is taken between two of them.
        hours: their times.
        rate: 1/h.
    """
    vein = np.zeros_like(levels)
    for k in range(1, len(levels)):
        step = rate * (hours[k] - hours[k - 1])
        kept, slope = np.exp(-step), (levels[k] - levels[k - 1]) / step
        vein[k] = kept * vein[k - 1] + levels[k] - kept * levels[k - 1] - slope * (1 - kept)
    return vein


def terminal_half_life(course: Course, drug: str, begin: float, end: float) -> float:
    """Half-life (h) of the straight line through the logarithm of plasma concentrations from `begin` to `end` (h).

    Concentrations below a millionth of the highest are the solver's and nobody's; nan where hardly any other is left.
    """
    plasma = nanomolar(course, drug)
    late = (course.hours >= begin) & (course.hours <= end) & (plasma > 1e-6 * plasma.max())
    if late.sum() < 3:
        return float("nan")
    slope = np.polyfit(course.hours[late], np.log(plasma[late]), 1)[0]
    return float(-np.log(2) / slope)


def exposure(course: Course, drug: str) -> float:
    """Area under the plasma concentration (nmol/L h) over the times of the run, by trapezia."""
    return float(np.trapezoid(nanomolar(course, drug), course.hours))
