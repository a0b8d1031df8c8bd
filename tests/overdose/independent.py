"""Kinetics and binding solved by another program, step for step as published: doses as they are given, in pg and ng.

Blood flow is taken from the run under test, because high flow changes concentrations; all else is worked out here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.integrate import solve_ivp

from allostasis.evidence import load
from allostasis.models.overdose import OverdoseResult

Floats = np.ndarray
Person = dict[str, float]
FENTANYL_M, NALOXONE_M, REST_FLOW = 336.4, 327.27, 4.87
Event = tuple[float, int, float]
"""Time (s), place of the state, and what is added to it."""


def high_flow(result: OverdoseResult) -> Callable[[float], float]:
    """The factor on concentrations along a run whose first person's courses were kept."""
    relative = result.courses["blood_flow"][:, 0] / REST_FLOW
    factor = 1 + 1 / (1 + np.exp((1.6 - relative) / 0.05))
    return lambda t: float(np.interp(t, result.times, factor))


def opioid(p: Person, y: Floats, s: float, inflow: float) -> list[float]:
    """Rates of three amounts (mg) and of the effect site (pM)."""
    v = p["fentanyl_pk.VP"]
    fast = p["fentanyl_pk.Q2"] * (y[0] / v - y[1] / p["fentanyl_pk.V2"])
    slow = p["fentanyl_pk.Q3"] * (y[0] / v - y[2] / p["fentanyl_pk.V3"])
    felt = 1e9 * s * y[0] / (v * FENTANYL_M)
    return [inflow - p["fentanyl_pk.CL"] * y[0] / v - fast - slow, fast, slow, 0.003 * (felt - y[3])]


def absorbed(
    numbers: tuple[float, ...], y: Floats, s: float, fraction: float
) -> list[float]:  # depot, transit, arrived (ng), plasma, tissue (ng/mL), effect site (pM)
    """Rates after a nose or a muscle; numbers: transit and absorption (1/s), V1, V2 (mL), CL, Q (mL/s)."""
    k_transit, k_in, v1, v2, clearance, q = numbers
    out = k_transit * y[0]
    flow = k_in * y[2] - clearance * y[3] - q * y[3] + q * y[4]
    felt = 1e6 * y[3] / NALOXONE_M
    return [
        -out, fraction * out - k_transit * y[1], k_transit * y[1] - k_in * y[2],
        s / v1 * flow, q / v2 * (y[3] - y[4]), 0.001774 * (felt - y[5]),
    ]  # fmt: skip


def injected(p: Person, y: Floats, s: float) -> list[float]:
    """Rates after a vein: amounts (ng), then effect site (pM); flows and volumes as in the source's notes."""
    v = p["naloxone_iv.V"]
    q2, q3, v2, v3 = 3.93 / 60, 0.92 / 60, 70.15, 82.12
    fast, slow = q2 * (y[0] / v - y[1] / v2), q3 * (y[0] / v - y[2] / v3)
    felt = 1e3 * s * y[0] / (v * NALOXONE_M)
    return [-p["naloxone_iv.CL"] * y[0] / v - fast - slow, fast, slow, 0.001774 * (felt - y[3])]


NALMEFENE_M = 339.43
NALMEFENE = {"cl": 63.7 / 3600, "v_c": 15.2, "q": 81.3 / 3600, "v_p": 522.0, "k_a": 0.497 / 3600}
"""Litres and seconds; Laffont 2024, Table 1."""


def nalmefene(y: Floats, t: float, given: float, s: float) -> list[float]:
    """Rates after one spray of 3 mg at `given`: depot, plasma, tissue (ng), then effect site (pM)."""
    n, dose = NALMEFENE, 3e6
    evenly = 0.0485 * dose / (0.302 * 3600) if given <= t < given + 0.302 * 3600 else 0.0
    out = n["k_a"] * y[0]
    back = n["q"] * (y[1] / n["v_c"] - y[2] / n["v_p"])
    felt = 1e3 * s * y[1] / (n["v_c"] * NALMEFENE_M)
    return [-out, evenly + out - n["cl"] * y[1] / n["v_c"] - back, back, 0.001774 * (felt - y[3])]


def binding(p: Person, y: Floats, opioid_pm: float, naloxone_pm: float) -> list[float]:
    """Rates of the receptors that carry the opioid and naloxone."""
    free = 1 - y[0] - y[1]
    rates = []
    for drug, pm, held in (("fentanyl", opioid_pm, y[0]), ("naloxone", naloxone_pm, y[1])):
        association = p[f"{drug}_binding.kon"] * max(pm, 0.0) ** p[f"{drug}_binding.n"]
        rates.append(association * free - p[f"{drug}_binding.koff"] * held)
    return rates


def muscle_numbers() -> tuple[float, ...]:
    names = ("k_transit", "k_a", "v_c", "v_2", "cl", "q")
    return tuple(float(load().parameter_values[f"mann2022_naloxone_im_{n}"].value or 0.0) for n in names)


def nose_numbers(p: Person) -> tuple[float, ...]:
    return tuple(p[f"naloxone_in.{n}"] for n in ("ktr", "kin", "V1", "V2", "CL", "Q"))


def carried(rates: Callable[[float, Floats], list[float]], start: Floats, events: list[Event], end: float) -> Floats:
    """States at the end, with events on the way."""
    y, t = start.copy(), 0.0
    for at, place, amount in [*sorted(events), (end, 0, 0.0)]:
        if at > t:
            # Association is up to 40 per second: an implicit method.
            y = solve_ivp(rates, (t, at), y, method="LSODA", rtol=1e-8, atol=1e-12, max_step=5.0).y[:, -1]
            t = at
        y[place] += amount
    return y
