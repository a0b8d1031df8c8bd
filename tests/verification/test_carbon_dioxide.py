"""The displacement of the response to carbon dioxide by an opioid, and breathing in balance with one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from allostasis.models.overdose import at_rest, simulate_overdose, typical_user
from allostasis.models.overdose.resting import in_balance
from allostasis.models.overdose.values import defaults
from allostasis.verification.checks.carbon_dioxide import displacements, occupancies


def test_no_drug_displaces_nothing_and_more_receptors_displace_more() -> None:
    none, some, most = displacements(np.array([0.0, 0.5, 0.95]))
    assert none == pytest.approx(0.0, abs=0.05)  # twice the tolerance of the search, with some room
    assert 0.5 < some < most


def test_a_dose_holds_the_receptors_that_it_holds_in_an_overdose() -> None:
    # A held carbon dioxide keeps the person breathing, so that blood flow leaves the kinetics alone.
    run = simulate_overdose(
        typical_user(), "fentanyl", 0.63, tolerance=0.0, length=300.0, courses=1, single=False, held_pco2=45.0
    )
    times = run.times[[6, 30]]
    ours = occupancies(0.63, np.array([0.0, *times]))[1:]
    # The steps of half a second of that program, against an adaptive solver.
    np.testing.assert_allclose(ours, run.courses["opioid_occupancy"][[6, 30], 0], rtol=5e-3)


def test_breathing_in_balance_stops_with_all_receptors_held_and_is_that_of_rest_where_they_take_nothing() -> None:
    naive = {"ventilation.tolerance": 0.0}
    deaf = {"ventilation.P_reflex": 1e6, "ventilation.P_wakefulness": 1e6}
    assert in_balance(1.0, 45.0, naive) == pytest.approx(0.0, abs=1e-9)
    assert in_balance(0.9, 45.0, {**naive, **deaf}) == pytest.approx(at_rest(45.0)[1])


def test_a_displaced_response_gives_the_ventilation_of_rest() -> None:
    (displaced,) = displacements(np.array([0.5]))
    naive, oxygen = {"ventilation.tolerance": 0.0}, {"gas_exchange.PI_o2": defaults()["gas_exchange.PI_o2"] / 0.2095}
    changed = {**naive, **oxygen, "overdose_receptor.shift": 1.0}
    rest = in_balance(0.0, None, changed)
    without = brentq(lambda pco2: in_balance(0.0, pco2, changed) - rest, 25.0, 100.0, xtol=1e-3)
    assert in_balance(0.5, without + displaced, changed) == pytest.approx(rest, rel=2e-3)


def test_all_receptors_held_have_no_displacement_to_speak_of() -> None:
    with pytest.raises(ValueError, match="no carbon dioxide"):
        displacements(np.array([1.0]))
