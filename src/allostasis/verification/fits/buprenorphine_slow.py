"""The slow volume of buprenorphine in people: rows `*_last_half_life` and `buprenorphine_slow_v_3`.

    python -m allostasis.verification.fits buprenorphine_slow

Three published models follow people for days: two population models (252 and 570 people) and one that was fitted to the
mean courses of four studies of a dose into the vein. They have two or three compartments, so that their volumes are
not one quantity; their last half-lives are. The slow volume gives the model the geometric mean of the three, each
counted once, with clearances and all else of the model held. A fourth model, of small doses over hours, has a last
half-life under 3 h and says nothing about days (yassen2007_*).
The mean of the whole courses was tried first: with all else held the model misses it 1.6-fold, and with the clearance
free it takes another clearance, because the mean of tails of different lengths holds less drug than each of them.
The third model was fitted to Huestis 2013 among others, so that what was measured there is no test any more.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import brentq

from allostasis.evidence import Evidence, load
from allostasis.quantities.units import Quantity
from allostasis.verification.bench import number
from allostasis.verification.subjects import Cast

MODELS: dict[str, tuple[str, ...]] = {
    "bjornsson2023": ("cl", "v_c_oud", "q_2", "v_2", "q_3", "v_3"),
    "jones2021": ("cl_apparent", "v_c_apparent", "q_apparent", "v_p_apparent"),
    "kovar2020": ("cl", "v_c", "q_2", "v_2", "q_3", "v_3"),
}
"""Rows of each model: clearance, central volume, then flow and volume of each further compartment."""


def last_half_life(CL: float, V_c: float, *further: float) -> float:
    """Hours; clearance and flows in L/h, volumes in L, `further` a flow and a volume for each further compartment."""
    flows, volumes = np.array(further[::2]), np.array(further[1::2])
    rates = np.zeros((1 + len(flows), 1 + len(flows)))
    rates[0, 0] = -(CL + flows.sum()) / V_c
    rates[0, 1:] = flows / volumes
    rates[1:, 0] = flows / V_c
    rates[1:, 1:] = -np.diag(flows / volumes)
    return float(np.log(2) / np.abs(np.linalg.eigvals(rates).real).min())


def published(evidence: Evidence, source: str) -> float:
    """Last half-life of one published model, h."""
    found = []
    for place, name in enumerate(MODELS[source]):
        row = evidence.parameter_values[f"{source}_{name}"]
        found.append(Quantity(number(row.value, row.row_id), row.unit).to("L" if place % 2 else "L/h"))
    return last_half_life(*found)


def fit() -> dict[str, Any]:
    """The slow volume (L), the half-life that it gives and those of the three models (h)."""
    evidence = load()
    halves = {source: published(evidence, source) for source in MODELS}
    goal = float(np.exp(np.mean(np.log(list(halves.values())))))
    p = Cast(evidence).typical("human").parameters
    held = [float(p[f"buprenorphine.{name}"]) for name in ("CL", "V_c", "Q_2", "V_2", "Q_3")]
    volume = float(brentq(lambda v: last_half_life(*held, v) - goal, 50.0, 5000.0))
    return {
        "parameters": {"V_3": {"value": volume}},
        "gives": {name: {"value": value} for name, value in {**halves, "geometric mean": goal}.items()},
    }
