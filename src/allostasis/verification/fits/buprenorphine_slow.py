"""The slow compartment of buprenorphine in people: rows `buprenorphine_slow_*`.

    python -m allostasis.verification.fits buprenorphine_slow

Three published models follow people for days: two population models (252 and 570 people) and one that was fitted to the
mean courses of four studies of a dose into the vein. They have two or three compartments, so that their volumes are
not one quantity; their courses are. From 1 to 96 h after a dose into the vein the model follows the geometric mean of
the three, each counted once: flow and volume of the slow compartment are fitted to it by least squares of the
logarithms, with clearance, central and fast compartment of the model held. A fourth model, of small doses over hours,
has a last half-life under 3 h and says nothing about days (yassen2007_*).
The third model was fitted to Huestis 2013 among others, so that what was measured there is no test any more.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from allostasis.evidence import Evidence, load
from allostasis.quantities.units import Quantity
from allostasis.verification.bench import number
from allostasis.verification.subjects import Cast

Floats = NDArray[np.float64]
HOURS: Floats = np.geomspace(1.0, 96.0, 60)
NOTHING = 1e-12
"""Flow (L/h) to a compartment that a model does not have."""
MODELS: dict[str, tuple[str, ...]] = {
    "bjornsson2023": ("cl", "v_c_oud", "q_2", "v_2", "q_3", "v_3"),
    "jones2021": ("cl_apparent", "v_c_apparent", "q_apparent", "v_p_apparent"),
    "kovar2020": ("cl", "v_c", "q_2", "v_2", "q_3", "v_3"),
}
"""Rows of each model: clearance, central volume, then flow and volume of each further compartment."""


def course(CL: float, V_c: float, Q_2: float, V_2: float, Q_3: float = NOTHING, V_3: float = 1.0) -> Floats:
    """Plasma (1/L) at HOURS after a dose of 1 at once into the vein; flows in L/h, volumes in L."""
    rates = np.array(
        [
            [-(CL + Q_2 + Q_3) / V_c, Q_2 / V_2, Q_3 / V_3],
            [Q_2 / V_c, -Q_2 / V_2, 0.0],
            [Q_3 / V_c, 0.0, -Q_3 / V_3],
        ]
    )
    values, vectors = np.linalg.eig(rates)
    weights = vectors[0] * np.linalg.solve(vectors, np.array([1.0, 0.0, 0.0]))
    return np.asarray((weights * np.exp(values * HOURS[:, None])).sum(axis=1).real / V_c)


def published(evidence: Evidence, source: str) -> Floats:
    """Course of one published model."""
    found = []
    for place, name in enumerate(MODELS[source]):
        row = evidence.parameter_values[f"{source}_{name}"]
        unit = "L" if place % 2 else "L/h"
        found.append(Quantity(number(row.value, row.row_id), row.unit).to(unit))
    return course(*found)


def fit() -> dict[str, Any]:
    """Flow (L/h) and volume (L) of the slow compartment, and the largest fold by which the course misses the mean."""
    evidence = load()
    goal = np.mean([np.log(published(evidence, source)) for source in MODELS], axis=0)
    p = Cast(evidence).typical("human").parameters
    held = [float(p[f"buprenorphine.{name}"]) for name in ("CL", "V_c", "Q_2", "V_2")]

    def away(logarithms: Floats) -> Floats:
        return np.asarray(np.log(course(*held, *np.exp(logarithms))) - goal)

    best = least_squares(away, np.log([50.0, 1000.0]))
    flow, volume = np.exp(best.x)
    return {
        "parameters": {"Q_3": {"value": float(flow)}, "V_3": {"value": float(volume)}},
        "gives": {"largest fold": {"value": float(np.exp(np.abs(best.fun).max()))}},
    }
