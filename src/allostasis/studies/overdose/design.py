"""Where the emulator is fitted and where it is judged: ranges, regimens of naloxone, people and points.

Fitted on single people scattered over dose, tolerance and delay by one scrambled Sobol sequence together with what
varies between people: each run is another person at another point, so that the surface sees the population and not a
sample of it. Points lie denser near the ends of each axis, as is best for polynomials. Judged on cells of many people
each, at points and with people that the fit never saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.models.overdose import rescue, simulate_overdose
from allostasis.models.overdose.drugs import People
from allostasis.population.overdose import people_of_scores, score_names

__all__ = [
    "AXES", "BLOCK", "DESIGNS", "HORIZON", "Design", "axes_of", "cells_of", "people_of", "points_of", "simulate_points",
]  # fmt: skip

Floats = NDArray[np.float64]
AXES = ("log dose", "tolerance", "delay")
"""Axes of a surface: natural logarithm of mg, 0 to 1, s; the last one only with naloxone."""
DELAYS = (10.0, 600.0)
"""s from the fall of ventilation below 40 % of rest to the first dose of naloxone."""
HORIZON = {"fentanyl": 1200.0, "carfentanil": 1800.0}
"""s of a run. With fentanyl no collapse begins later than some 750 s, with carfentanil than some 1,120 s, and it ends
in arrest within 350 s: longer runs arrest nobody else (carfentanil with no and with one dose of naloxone had 4,500 s).
The fit writes down whether that held (`latest_collapse_s`)."""
BLOCK = 4096
"""People of a call of the simulation, and of a cell that judges."""
HELD_BACK = 12
"""Cells that judge a surface."""


@dataclass(frozen=True)
class Design:
    """One surface to be fitted.

    Attributes:
        opioid: fentanyl or carfentanil.
        doses: nasal doses of 4 mg naloxone, 150 s apart: 0, 1 or 2.
        low, high: ends of the range of the opioid's dose, mg.
        people: people of the fit, a power of two.
    """

    opioid: str
    doses: int
    low: float
    high: float
    people: int

    @property
    def name(self) -> str:
        """Short name."""
        return f"{self.opioid}-{self.doses}"

    @property
    def horizon(self) -> float:
        """s of a run."""
        return HORIZON[self.opioid]


DESIGNS = (
    *(Design("fentanyl", doses, 0.2, 6.0, 2**15 if doses == 0 else 2**16) for doses in (0, 1, 2)),
    *(Design("carfentanil", doses, 0.0015, 0.045, 2**15) for doses in (0, 1, 2)),
)
"""All surfaces. Carfentanil has fewer people where naloxone is given: its errors are small already."""


def axes_of(design: Design) -> tuple[Floats, Floats]:
    """Lower and upper ends of the axes."""
    low, high = [np.log(design.low), 0.0], [np.log(design.high), 1.0]
    with_naloxone = design.doses > 0
    return np.array(low + [DELAYS[0]] * with_naloxone), np.array(high + [DELAYS[1]] * with_naloxone)


def points_of(design: Design, seed: int) -> tuple[Floats, People]:
    """Points of the fit, shape (people, axes), and the person at each; a block of people has one delay."""
    low, high = axes_of(design)
    u = _sobol(2 + len(score_names()), design.people, seed)
    own = u[:, :2]
    if design.doses:
        levels = (np.arange(design.people // BLOCK) + 0.5) / (design.people // BLOCK)
        own = np.column_stack([own, np.repeat(levels, BLOCK)])
    denser_at_ends = (1 - np.cos(np.pi * own)) / 2
    return low + (high - low) * denser_at_ends, _people(u[:, 2:])


def cells_of(design: Design, seed: int) -> Floats:
    """Points that judge, shape (cells, axes): even over the whole range."""
    low, high = axes_of(design)
    return low + (high - low) * _sobol(len(low), 2**4, seed)[:HELD_BACK]


def people_of(seed: int) -> People:
    """People of a cell that judges."""
    return _people(_sobol(len(score_names()), BLOCK, seed))


def simulate_points(design: Design, points: Floats, people: People) -> tuple[NDArray[np.bool_], float]:
    """Full runs at points, one person each.

    Args:
        design: opioid and naloxone.
        points: shape (people, axes); one delay in each block of `BLOCK`.
        people: the person of each point.

    Returns:
        Whether each was arrested, and the latest beginning of a collapse, s.
    """
    arrest, latest = [], 0.0
    for first in range(0, len(points), BLOCK):
        block = slice(first, first + BLOCK)
        result = _run(design, points[block], {name: values[block] for name, values in people.items()})
        arrest.append(result.arrest)
        latest = max(latest, float(np.max(result.collapse, initial=0.0, where=np.isfinite(result.collapse))))
    return np.concatenate(arrest), latest


def _run(design: Design, points: Floats, people: People) -> Any:
    given = rescue("intranasal", doses=design.doses, delay=float(points[0, 2])) if design.doses else None
    return simulate_overdose(
        people, design.opioid, np.exp(points[:, 0]), given, tolerance=points[:, 1], length=design.horizon, single=True
    )


def _people(u: Floats) -> People:
    from scipy.special import ndtri

    return people_of_scores(ndtri(np.clip(u, 1e-9, 1 - 1e-9)))


def _sobol(axes: int, number: int, seed: int) -> Floats:
    from scipy.stats import qmc

    return np.asarray(qmc.Sobol(axes, scramble=True, rng=seed).random(number))
