"""One run without and one with a dose of naloxone serve all tests: drawn people, and the typical user last."""

from __future__ import annotations

import numpy as np
import pytest

from allostasis.models.overdose import OverdoseResult, Rescue, rescue, simulate_overdose, typical_user
from allostasis.population.overdose import chronic_users

DRAWN = 400


@pytest.fixture(scope="session")
def people() -> dict[str, np.ndarray]:
    """The typical user, then drawn people."""
    drawn, typical = chronic_users(DRAWN, seed=20), typical_user()
    return {name: np.concatenate([typical[name], values]) for name, values in drawn.items()}


def run(people: dict[str, np.ndarray], given: Rescue | None) -> OverdoseResult:
    return simulate_overdose(people, "fentanyl", 1.625, given, courses=1, single=False)


@pytest.fixture(scope="session")
def untreated(people: dict[str, np.ndarray]) -> OverdoseResult:
    return run(people, None)


@pytest.fixture(scope="session")
def treated(people: dict[str, np.ndarray]) -> OverdoseResult:
    return run(people, rescue())
