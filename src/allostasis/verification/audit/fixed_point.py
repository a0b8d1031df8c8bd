"""Rest: an exact fixed point for every parameter value, and a stable one; with the rhythm on, a stable cycle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from allostasis.evidence import load
from allostasis.models.human import Human
from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.rest import RestFinder
from allostasis.numerics.trace import Traced, trace
from allostasis.population.files import load_population
from allostasis.studies.lanes import SIGNED, WIDTH, make_lanes
from allostasis.verification.audit.draws import SEED, Values
from allostasis.verification.audit.results import interval, share

POPULATION = "opioid_agonist_treatment"
"""Whose traits are drawn."""
RHYTHM = ("hpa.rhythm", "hpa.rhythm_quarter")
"""States that turn for ever once they are started: their pair of eigenvalues is imaginary by construction."""
ZERO = 1e-9
"""Per hour: real parts of eigenvalues below this are zero."""


def audit_rest(people: Values, *, traits: bool = True) -> dict[str, Any]:
    """Largest rate at rest, and the eigenvalues of all equations there, over the draws.

    States that nothing moves between events (values of cues) have an eigenvalue of zero; the rhythm has a pair
    without a real part. All others should be below zero.

    Args:
        people: parameters by full name.
        traits: whether people with traits are looked at too, who rest elsewhere.
    """
    traced = trace(Human)
    rates, slopes = _rates_and_slopes(traced, people, Human.rest(people))
    values = _eigenvalues(traced, slopes)
    slowest, fastest = values.real.max(axis=1), values.real.min(axis=1)
    with_rhythm = np.linalg.eigvals(slopes).real.max(axis=1)
    rings = np.abs(values.imag) > ZERO
    return {
        "draws": len(rates),
        "states": len(traced.states),
        "still": [name for k, name in enumerate(traced.states) if not np.any(slopes[:, k] != 0)],
        "largest_rate": float(np.abs(rates).max()),
        "share_stable": share(slowest < 0),
        "share_without_growth_with_rhythm": share(with_rhythm < ZERO),
        "slowest": interval(slowest),
        "fastest": interval(fastest),
        "complex_pairs": interval(rings.sum(axis=1) / 2),
        "autoexcitation": interval(_loop_gain(people)),
        "people": _with_traits(traced) if traits else {},
    }


def _with_traits(traced: Traced) -> dict[str, Any]:
    """The same for people of a population, whose traits move their rest away from 1: found by Newton's method."""
    numbers = np.arange(WIDTH)
    population = load_population(POPULATION)
    lanes = make_lanes(population, load().priors, RestFinder(traced, SIGNED), SEED, numbers, 0 * numbers)
    _, slopes = _rates_and_slopes(traced, lanes.parameters, lanes.rest)
    settled = lanes.is_settled
    return {
        "size": WIDTH,
        "share_settled": share(settled),
        "share_second_rest": share(lanes.has_second_rest),
        "share_stable": share(_eigenvalues(traced, slopes).real.max(axis=1)[settled] < 0),
        "signal_supply": interval(lanes.rest["oxytocin_cells.central"]),
        "cortisol": interval(lanes.rest["hpa.cortisol"]),
    }


def _eigenvalues(traced: Traced, slopes: Any) -> Any:
    """Eigenvalues of all that moves between events but for the rhythm, shape (draws, moving states)."""
    moving = [k for k, name in enumerate(traced.states) if np.any(slopes[:, k] != 0) and name not in RHYTHM]
    return np.linalg.eigvals(slopes[:, moving][:, :, moving])


def _rates_and_slopes(traced: Traced, people: Values, states: Mapping[str, Any]) -> tuple[Any, Any]:
    """Rates, shape (draws, states), and their derivatives, shape (draws, states, states)."""
    inputs = [*traced.states.values(), *traced.parameters.values()]
    filled = {
        (i, j): slope
        for i, rate in enumerate(traced.rates.values())
        for j, state in enumerate(traced.states.values())
        if state in rate.free_symbols and (slope := rate.diff(state)) != 0
    }
    size, n = len(next(iter(people.values()))), len(traced.states)
    given = [np.broadcast_to(states[name], size) for name in traced.states] + [people[n] for n in traced.parameters]
    f = compile_expressions("rates", inputs, traced.rates, np)
    g = compile_expressions("slopes", inputs, {str(k): v for k, v in filled.items()}, np)
    with np.errstate(divide="ignore"):
        rates = np.stack([np.broadcast_to(r, size) for r in f(*given)], axis=1)
        slopes = np.zeros((size, n, n))
        for (i, j), slope in zip(filled, g(*given), strict=True):
            slopes[:, i, j] = slope
    return rates, slopes


def _loop_gain(people: Values) -> Any:
    """Gain of the loop by which central oxytocin excites its own cells, at rest (see oxytocin_cells)."""
    p = people
    theta = p["oxytocin_receptor.c_rest"] / (p["oxytocin_receptor.c_rest"] + p["oxytocin_receptor.K_d"])
    share_free = 1 - p["oxytocin_cells.F_rest"] / p["oxytocin_cells.F_max"]
    return p["oxytocin_cells.loop_gain"] * share_free * (1 - theta)
