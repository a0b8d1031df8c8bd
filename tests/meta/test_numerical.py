"""The root finder and the spline do what the ones of scipy do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.interpolate import make_interp_spline
from scipy.optimize import brentq

from allostasis.evidence.meta.numerical import root, spline

FUNCTIONS: tuple[tuple[Callable[[float], float], float, float], ...] = (
    (lambda x: x**3 - 2, 0.0, 5.0),
    (lambda x: np.exp(-x) - 1e-6, 0.0, 1e3),
    (lambda x: np.tanh(50 * (x - 0.3)), -1.0, 1.0),
    (lambda x: 1 / (1 + x) - 0.5, 0.0, 1e8),
    (lambda x: (x - 0.25) ** 9, 0.0, 1.0),
    (lambda x: 3.0 - x, 3.0, 9.0),
)


@pytest.mark.parametrize(("function", "low", "high"), FUNCTIONS)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_root_is_found_where_scipy_finds_it(
    function: Callable[[float], float], low: float, high: float, sign: float
) -> None:
    found = root(lambda x: sign * function(x), low, high, xtol=1e-14)
    expected = brentq(function, low, high, xtol=1e-14, rtol=1e-13, maxiter=1000)
    # A root of ninth order is flat to rounding errors of the function over 1e-2 of its place.
    assert found == pytest.approx(expected, rel=1e-12 if abs(function(expected + 1e-3)) > 1e-12 else 0.05)


def test_a_function_without_a_change_of_sign_is_refused() -> None:
    with pytest.raises(ValueError, match="no change of sign"):
        root(lambda x: x**2 + 1, -1.0, 1.0)


def test_a_loose_tolerance_takes_fewer_steps_and_is_kept() -> None:
    steps: list[float] = []
    found = root(lambda x: steps.append(x) or x**3 - 2, 0.0, 5.0, xtol=1e-3)  # type: ignore[func-returns-value]
    assert found == pytest.approx(2 ** (1 / 3), abs=2e-3)
    assert len(steps) < 15


def test_the_spline_is_the_one_of_scipy_within_and_beyond_the_nodes() -> None:
    nodes = np.linspace(-2.0, 3.0, 41)
    values = np.random.default_rng(7).normal(size=(3, nodes.size))
    points = np.linspace(-2.2, 3.2, 301)
    expected = make_interp_spline(nodes, values, k=3, axis=1)(points)
    assert np.allclose(spline(nodes, values, points), expected, rtol=1e-9, atol=1e-9)
    assert np.allclose(spline(nodes, values[0], points), expected[0], rtol=1e-9, atol=1e-9)
