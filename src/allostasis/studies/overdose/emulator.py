"""The emulator: P(arrest) in a cohort without a full run, for populations over months.

    from allostasis.studies.overdose.emulator import arrest_probabilities
    p = arrest_probabilities("fentanyl", mg, tolerance)                       # arrays, one number for each person
    p = arrest_probabilities("fentanyl", mg, tolerance, naloxone=1, delay=60.0)

A person is here what a study of many people knows of one: a dose and a tolerance. Kinetics and binding are averaged
over the published population; the numbers are to be summed over a cohort, and cohorts below 100 people are refused.
Heroin goes in as its equi-depressing dose of fentanyl (`fentanyl_for_heroin`). Outside of the fitted range it refuses:
a polynomial knows nothing there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from allostasis.errors import InputError, Problem
from allostasis.models.overdose.given import equi_depressing
from allostasis.studies.overdose.cohort import require_cohort
from allostasis.studies.overdose.surface import Surface

__all__ = ["FILE", "Emulator", "arrest_probabilities", "emulator", "fentanyl_for_heroin"]

Floats = NDArray[np.float64]
FILE = Path(__file__).parent / "data" / "emulator.json"
_NAMES = ("dose", "tolerance", "delay")
_UNITS = ("mg", "", "s")


@dataclass(frozen=True)
class Emulator:
    """All fitted surfaces, by opioid and number of naloxone doses, and what stands in the file about each."""

    surfaces: Mapping[tuple[str, int], Surface]
    about: Mapping[tuple[str, int], Mapping[str, Any]]
    file: Mapping[str, Any]


@lru_cache(maxsize=1)
def emulator() -> Emulator:
    """The emulator that comes with the package."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    about = {(each["opioid"], each["doses"]): each for each in content["surfaces"]}
    surfaces = {
        key: Surface(np.array(each["low_ends"]), np.array(each["high_ends"]), np.array(each["coefficients"]))
        for key, each in about.items()
    }
    return Emulator(surfaces, about, content)


def arrest_probabilities(
    opioid: str, mg: ArrayLike, tolerance: ArrayLike, *, naloxone: int = 0, delay: ArrayLike | None = None
) -> Floats:
    """P(arrest) of each person of a cohort; more dose, less tolerance or more delay never lowers it.

    Args:
        opioid: fentanyl or carfentanil.
        mg: dose of each person, injected at once, shape (people,).
        tolerance: 0 in the opioid-naive, 1 in the published chronic user, shape (people,) or a number. It acts on the
            exponents of breathing; where it acts on the C50, full runs are needed.
        naloxone: nasal doses of 4 mg, 150 s apart: 0, 1 or 2.
        delay: s from the fall of ventilation below 40 % of rest to the first of them, shape (people,) or a number.

    Returns:
        Probabilities, shape (people,).

    Raises:
        InputError: for a cohort of less than 100 people, for an unknown opioid or number of doses, and for values
            outside of the fitted range; all problems at once.

    Source:
        Fitted to full runs of the published model by `python -m allostasis.studies.overdose.fit`; its error on cells
        that the fit never saw stands in `data/emulator.json`.
    """
    require_cohort(np.size(mg), "mg")
    surface = _surface(opioid, naloxone, delay)
    axes = [mg, tolerance] + ([] if delay is None else [delay])
    points = np.column_stack([_axis(name, axis, np.size(mg)) for name, axis in zip(_NAMES, axes, strict=False)])
    problems = _outside(points, surface)
    if problems:
        raise InputError(problems)
    points[:, 0] = np.log(points[:, 0])
    return surface.probability(np.clip(points, surface.low, surface.high))  # rounding at the very ends


def fentanyl_for_heroin(mg: ArrayLike, scores: ArrayLike) -> Floats:
    """Fentanyl that depresses breathing like heroin, mg: a stated factor with a spread between people, both assumed.

    Args:
        mg: heroin of each person, shape (people,).
        scores: standard normal score of each person in the spread, such as `heroin.spread` of `chronic_users`.
    """
    return equi_depressing(np.asarray(mg, float), np.asarray(scores, float))


def _surface(opioid: str, naloxone: int, delay: ArrayLike | None) -> Surface:
    known = emulator().surfaces
    if (opioid, naloxone) not in known:
        allowed = ", ".join(f"{name} with {doses}" for name, doses in known)
        raise InputError(Problem("opioid, naloxone", f'"{opioid}" with {naloxone} doses of naloxone', allowed))
    if (delay is None) != (naloxone == 0):
        found = "no delay" if delay is None else "a delay without naloxone"
        raise InputError(Problem("delay", found, "a delay with naloxone, and none without"))
    return known[opioid, naloxone]


def _axis(name: str, values: ArrayLike, people: int) -> Floats:
    """A number for each person."""
    try:
        return np.broadcast_to(np.asarray(values, float), (people,))
    except (TypeError, ValueError):
        found = f"values of shape {np.shape(values)}"
        raise InputError(Problem(name, found, f"one number, or one for each of {people} people")) from None


def _outside(points: Floats, surface: Surface) -> list[Problem]:
    """What lies outside of the fitted range, axis by axis; NaN lies outside."""
    low, high = surface.low.copy(), surface.high.copy()
    low[0], high[0] = np.exp(low[0]), np.exp(high[0])
    problems = []
    for axis in range(points.shape[1]):
        least, most, slack = low[axis], high[axis], 1e-9 * high[axis]
        wrong = ~((points[:, axis] >= least - slack) & (points[:, axis] <= most + slack))
        if wrong.any():
            found = f"{points[wrong, axis][0]:g} {_UNITS[axis]}".strip()
            allowed = f"{least:g} to {most:g} {_UNITS[axis]}".strip() + ", the fitted range"
            problems.append(
                Problem(_NAMES[axis], f"{found} and {wrong.sum() - 1} others", allowed, "use full runs there")
            )
    return problems
