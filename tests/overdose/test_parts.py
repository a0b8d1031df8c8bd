"""Parts of the overdose block: units, the exact step of the receptor, the clock of the collapse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm

from allostasis.models.overdose import at_rest, rules
from allostasis.models.overdose.assembly import Inputs, Overdose, Signals
from allostasis.models.overdose.rules import Rules
from allostasis.models.overdose.step import exact_binding
from allostasis.models.overdose.values import constants, defaults
from allostasis.numerics.trace import trace
from allostasis.numerics.units_check import Claim, broken_claims, rate_claims


def test_every_equation_keeps_its_units_in_seconds() -> None:
    traced = trace(Overdose)
    units = {traced.states[n]: q.unit for n, q in Overdose.states().items()}
    units |= {traced.parameters[n]: q.unit for n, q in Overdose.parameters().items()}
    units |= {traced.inputs[q.name]: q.unit for q in Inputs.declared()}
    signals = [Claim(q.name, traced.signals[q.name], q.unit) for q in Signals.declared()]
    claims = [*rate_claims(traced, Overdose.states(), Overdose.time), *signals]
    # Blood gases hold in a narrow region only: near rest, with drugs and blood of the past present.
    rest = {**dict.fromkeys(Overdose.states(), 0.3), **at_rest()[0]}
    near = {traced.states[n]: v for n, v in rest.items()} | {traced.parameters[n]: v for n, v in defaults().items()}
    near |= {traced.inputs[n]: 40.0 for n in ("past_pco2", "past_po2", "past_brain_pco2")}
    assert broken_claims(claims, units, near=near) == []
    for name in ("circulation.tau_o2", "gas_exchange.V_A", "ventilation.G_c", "overdose_opioid.k_e"):
        lost = {n: rate.subs(traced.parameters[name], 1) for n, rate in traced.rates.items()}
        claims = rate_claims(replace(traced, rates=lost), Overdose.states(), Overdose.time)
        assert len(broken_claims(claims, units, near=near)) >= 1


@pytest.mark.parametrize(("a1", "a2"), [(40.0, 3.0), (0.0, 0.0), (5.0, 1e-6), (1e-4, 10.0)])
def test_the_step_of_the_receptor_is_exact(a1: float, a2: float) -> None:
    d1, d2, h, start = 0.0043, 0.0396, 0.25, np.array([0.3, 0.2])
    matrix = -np.array([[a1 + d1, a1], [a2, a2 + d2]])
    rest = np.linalg.solve(matrix, -np.array([a1, a2]))
    exact = rest + expm(matrix * h) @ (start - rest)
    assert exact_binding(*start, a1, d1, a2, d2, h) == pytest.approx(exact, rel=1e-4)  # jax may be in single precision


def collapse_of(po2: list[float], h: float = 0.5) -> float:
    """When the collapse begins, for a course of arterial PO2 given each step."""
    import jax

    jax.config.update("jax_enable_x64", True)
    seen = {n: np.array([20.0]) for n in rules.SPANS} | {"ventilation": np.ones(1), "blood_flow": np.ones(1)}
    numbers, zero = Rules.of(constants()), np.zeros(1)

    @jax.jit
    def step(track: rules.Track, t: float, value: np.ndarray) -> rules.Track:
        track, _ = rules.clock_read(track, t, h, numbers)
        return rules.looked_at(track, seen | {"arterial_po2": value}, t, h, 1.0, numbers)

    track = rules.beginning(zero, seen | {"arterial_po2": np.array([po2[0]])}, numbers)
    for k, value in enumerate(po2):
        track = step(track, k * h, np.array([value]))
    return float(track.collapse[0])


def test_the_clock_starts_at_the_crossing_and_collapse_comes_220_seconds_later() -> None:
    assert collapse_of([20.0] * 20 + [10.0] * 500) == pytest.approx(9.8 + 220, abs=0.05)


def test_a_recovered_person_gets_a_second_clock_that_nobody_reads_again() -> None:
    recovered = [20.0] * 20 + [10.0] * 200 + [30.0] * 400 + [10.0] * 40 + [30.0] * 600
    assert collapse_of(recovered) == pytest.approx(309.9 + 220, abs=0.2)


def test_one_short_hypoxia_is_no_collapse() -> None:
    assert collapse_of([20.0] * 20 + [10.0] * 200 + [30.0] * 800) == float("inf")
