"""The displacement of the response to carbon dioxide by an opioid, and breathing in balance with one."""

from __future__ import annotations

import numpy as np
import pytest

from allostasis.models.overdose import at_rest
from allostasis.models.overdose.resting import in_balance
from allostasis.verification.checks.carbon_dioxide import displacements, occupancies


def test_no_drug_displaces_nothing_and_more_receptors_displace_more() -> None:
    none, some, most = displacements(np.array([0.0, 0.5, 0.95]))
    assert none == pytest.approx(0.0, abs=0.05)  # twice the tolerance of the search, with some room
    assert 0.5 < some < most


def test_breathing_in_balance_without_drug_is_breathing_at_rest() -> None:
    assert in_balance(0.0) == at_rest()[1]
    assert in_balance(0.0, 45.0) == at_rest(45.0)[1]


def test_receptors_fill_within_minutes_and_empty_over_hours() -> None:
    first, early, late = occupancies(0.63, np.array([1.0, 300.0, 14400.0]))
    assert first < early
    assert late < early < 1.0
