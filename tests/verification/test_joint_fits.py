"""What one fit found is written down whole: each value as a row, and each pair with its correlation."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from allostasis.evidence import load
from allostasis.verification.fits import naloxone_muscle
from allostasis.verification.fits.correlations import JOINT
from allostasis.verification.fits.weights import posterior


@pytest.mark.parametrize("name", JOINT)
def test_each_pair_of_a_joint_fit_has_its_correlation(name: str) -> None:
    evidence, rows = load(), JOINT[name][1].values()
    pairs = {frozenset((row.first, row.second)) for row in evidence.value_correlations.values()}
    assert [row for row in rows if row not in evidence.parameter_values] == []
    assert [pair for pair in combinations(rows, 2) if frozenset(pair) not in pairs] == []


def test_the_committed_correlations_are_those_of_the_fit() -> None:
    found, rows = naloxone_muscle.fit()["correlations"], JOINT["naloxone_muscle"][1]
    written = {frozenset((r.first, r.second)): r.correlation for r in load().value_correlations.values()}
    for first, second in combinations(rows, 2):
        # Three digits are written; another processor adds up in another order.
        assert found[first, second] == pytest.approx(written[frozenset((rows[first], rows[second]))], abs=2e-3)


def test_weights_give_the_correlation_of_what_they_choose() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((2, 200_000))
    # A normal likelihood on the sum of two standard normals: the correlation is -1/(1 + sd^2) in closed form.
    found = posterior({"x": x, "y": y}, {"sum": x + y}, {"sum": lambda q: -0.5 * q["sum"] ** 2})
    assert found["correlations"]["x", "y"] == pytest.approx(-1 / 2, abs=0.02)
