"""What regimens do to the amounts of a drug, against closed forms and between two ways to give the same."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from allostasis.evidence import load
from allostasis.models.deterministic import simulate
from allostasis.models.human import Human
from allostasis.models.regimens import given_by, periodic_start
from allostasis.numerics.periodic import Input, RateMatrix, periodic_state
from allostasis.numerics.trace import trace
from allostasis.protocols.regimens import Regimen
from allostasis.quantities.substances import SUBSTANCES

Floats = NDArray[np.float64]
EXACT = 1e-7
"""LSODA at its usual tolerances keeps seven digits over a day."""
MORPHINE = {"drug": "morphine", "route": "intravenous", "amount": "10 mg"}
DOSE = 10e6 / SUBSTANCES["morphine"].molar_mass


@cache
def parameters() -> dict[str, float]:
    priors = load().priors_for("human")
    return {name: priors[name].default for name in Human.parameters()}


@cache
def one_compartment() -> dict[str, float]:
    """Morphine without its peripheral compartments, and slow enough to accumulate: every closed form holds."""
    return {**parameters(), "heroin.k12": 1e-12, "heroin.k13": 1e-12, "heroin.k10": K}


K = 0.2


def regimen(**more: Any) -> Regimen:
    return Regimen.model_validate({**MORPHINE, **more})


def morphine(regimens: list[Regimen], hours: Any, people: dict[str, float] | None = None) -> Floats:
    p = one_compartment() if people is None else people
    given = given_by(regimens, Human, p, stop=float(np.max(hours)) + 1)
    return simulate(Human, p, given.events, hours, start=given.start, infusions=given.infusions)["heroin.morphine"]


def test_an_infusion_follows_its_closed_form() -> None:
    t = np.linspace(0, 6, 25)
    found = morphine([regimen(duration="2 h")], t)
    rising = DOSE / 2 / K * -np.expm1(-K * np.minimum(t, 2))
    expected = rising * np.exp(-K * np.maximum(t - 2, 0))
    assert np.allclose(found, expected, rtol=0, atol=EXACT * expected.max())


def test_repeated_infusions_are_the_sum_of_single_ones() -> None:
    t = np.linspace(0, 20, 41)
    together = morphine([regimen(duration="90 min", every="4 h", additional=3)], t)
    one = morphine([regimen(duration="90 min")], t)
    shifted = sum(np.interp(t - 4 * k, t, one, left=0.0) for k in range(4))
    assert np.allclose(together, shifted, rtol=0, atol=10 * EXACT * together.max())


def test_doses_accumulate_by_one_over_one_minus_the_share_that_is_left() -> None:
    tau = 6.0
    alone, steady = (
        morphine([regimen()], [0.0])[0],
        morphine([regimen(every="6 h", additional=0, steady_state=True)], [0.0])[0],
    )
    assert steady / alone == pytest.approx(1 / (1 - np.exp(-K * tau)), rel=1e-9)


def test_a_steady_infusion_has_the_peak_and_trough_of_the_closed_form() -> None:
    tau, lasts = 4.0, 1.5
    steady = regimen(every="4 h", duration="1.5 h", additional=5, steady_state=True)
    trough, peak = morphine([steady], [0.0, lasts])
    gain = DOSE / lasts / K * -np.expm1(-K * lasts) / -np.expm1(-K * tau)
    assert peak == pytest.approx(gain, rel=EXACT)
    assert trough == pytest.approx(gain * np.exp(-K * (tau - lasts)), rel=1e-9)


@pytest.mark.parametrize(
    "more", [{"every": "6 h"}, {"every": "5 h", "at": "3.5 h", "duration": "2 h"}, {"every": "7 h", "lag": "9 h"}]
)
def test_what_has_been_going_on_for_ever_repeats_itself(more: dict[str, Any]) -> None:
    """All compartments and the effect site, with the whole model around them."""
    steady = regimen(**more, steady_state=True, additional=9)
    tau = float(str(more["every"]).split()[0])
    given = given_by([steady], Human, parameters(), stop=20)
    times = np.array([0.0, tau - 1e-6, 2 * tau - 1e-6])
    states = simulate(Human, parameters(), given.events, times, start=given.start, infusions=given.infusions)
    for name in ("heroin.morphine", "heroin.morphine_fast", "heroin.morphine_slow", "heroin.morphine_brain"):
        # A millionth of an hour before the next dose, when little moves.
        assert states[name][1] == pytest.approx(given.start[name], rel=1e-5)
        assert states[name][2] == pytest.approx(states[name][1], rel=1e-6)


def test_a_hundred_doses_come_to_the_periodic_solution() -> None:
    steady = periodic_start(regimen(every="12 h", steady_state=True), Human, one_compartment())
    after = morphine([regimen(every="12 h", additional=99)], [0.0, 1200.0 - 1e-9])[1]
    assert after == pytest.approx(steady["heroin.morphine"], rel=1e-6)


def test_lag_delays_and_bioavailability_scales() -> None:
    t = np.linspace(0, 5, 21)
    plain = morphine([regimen()], t)
    late = morphine([regimen(lag="1 h", bioavailability=0.4)], t)
    assert np.all(late[t < 1] == 0)
    assert np.allclose(late[t >= 1], 0.4 * plain[: len(t[t >= 1])], rtol=EXACT)


@cache
def matrix() -> Floats:
    (A,) = RateMatrix(trace(Human))(parameters())
    return A


@settings(max_examples=20, deadline=None)
@given(lasts=st.floats(0.2, 5), share=st.floats(0.05, 0.95), seen=st.floats(0.0, 4.0))
def test_an_infusion_cut_in_two_changes_nothing(lasts: float, share: float, seen: float) -> None:
    """Exactly so in the linear kinetics, which is where infusions go."""
    amounts = np.array([1.0 if name == "heroin.morphine" else 0.0 for name in trace(Human).linear])
    interval, first = lasts + seen, lasts * share
    whole = periodic_state(matrix(), [Input(0.0, lasts, amounts)], interval)
    halves = [Input(0.0, first, share * amounts), Input(first, lasts - first, (1 - share) * amounts)]
    # Rounding of the exponentials and of one solution of linear equations.
    assert np.allclose(periodic_state(matrix(), halves, interval), whole, rtol=1e-9, atol=1e-12)


def test_an_infusion_cut_in_two_changes_nothing_in_the_whole_model() -> None:
    t = np.linspace(0, 12, 13)
    whole = given_by([regimen(duration="4 h")], Human, parameters())
    halves = given_by(
        [regimen(amount="5 mg", duration="2 h"), regimen(amount="5 mg", duration="2 h", at="2 h")], Human, parameters()
    )
    one, two = (simulate(Human, parameters(), g.events, t, infusions=g.infusions) for g in (whole, halves))
    for name in ("heroin.morphine_brain", "mu_receptor.morphine", "hpa.cortisol", "tolerance.fast"):
        assert np.allclose(one[name], two[name], rtol=0, atol=10 * EXACT * max(np.ptp(one[name]), 1e-12)), name
