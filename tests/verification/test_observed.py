"""What laboratories measure: readings worked out from the states of a run."""

from __future__ import annotations

import numpy as np
import pytest

from allostasis.verification.observed import in_a_vein


def test_a_vein_follows_a_constant_artery_exponentially() -> None:
    hours = np.array([0.0, 0.1, 0.25, 1.0])
    assert in_a_vein(np.full(4, 2.0), hours, 3.0) == pytest.approx(2 * (1 - np.exp(-3 * hours)))


def test_a_vein_lags_behind_a_rising_artery_by_the_time_constant() -> None:
    hours = np.linspace(0, 5, 11)
    # The closed form of d v / dt = k (t - v) from zero; the artery is a straight line, so no error of the grid is left.
    assert in_a_vein(hours.copy(), hours, 2.0) == pytest.approx(hours - 0.5 * (1 - np.exp(-2 * hours)))
