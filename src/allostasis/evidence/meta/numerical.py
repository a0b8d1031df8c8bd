"""A root finder and a cubic spline: what `scipy.optimize` and `scipy.interpolate` hold, without the time they load.

Loading the two takes longer than a whole synthesis, and a command that answers in a second is used more than one that
takes two.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["root", "spline"]

Floats = NDArray[np.float64]
_MOST_STEPS = 500


def root(
    function: Callable[[float], float], low: float, high: float, *, xtol: float = 0.0, rtol: float = 1e-13
) -> float:
    """Root of a continuous function between two ends of different sign, to `xtol` or to `rtol` of itself.

    Inverse quadratic interpolation where three points lie well for it, else bisection: Chandrupatla 1997, Advances in
    Engineering Software 28:145-149.

    Raises:
        ValueError: if the function has the same sign at both ends.
    """
    a, b, fa, fb = high, low, function(high), function(low)
    if fa == 0:
        return high
    if fb == 0:
        return low
    if not fa * fb < 0:
        raise ValueError(f"no change of sign between {low:g} and {high:g}")
    share = 0.5
    for _ in range(_MOST_STEPS):
        x = float(a + share * (b - a))
        fx = function(x)
        # a is the newest point, b the end of the other sign, c the point that was given up.
        c, fc, b, fb = (a, fa, b, fb) if (fx > 0) == (fa > 0) else (b, fb, a, fa)
        a, fa = x, fx
        best = float(a if abs(fa) < abs(fb) else b)
        least = xtol + rtol * abs(best) + np.finfo(float).tiny
        if fa == 0 or abs(b - a) <= 2 * least:
            return best
        edge = least / abs(b - a)
        share = min(max(_share((a, fa), (b, fb), (c, fc)), edge), 1 - edge)
    return best


def _share(newest: tuple[float, float], other: tuple[float, float], old: tuple[float, float]) -> float:
    """How far from the newest point to the other end the next one goes."""
    (a, fa), (b, fb), (c, fc) = newest, other, old
    xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
    if not (phi**2 < xi and (1 - phi) ** 2 < 1 - xi):
        return 0.5
    return float(fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb))


def spline(nodes: Floats, values: Floats, points: Floats) -> Floats:
    """Cubic spline through even nodes at other points, whose third derivative does not jump next to the ends.

    Args:
        nodes: even and rising, shape (n,) with n at least 4.
        values: shape (..., n).
        points: shape (m,).

    Returns:
        Values at the points, shape (..., m). The second derivatives at the nodes solve the usual three-term equations
        (de Boor 2001, A Practical Guide to Splines, chapter IV).
    """
    n, step = nodes.size, float(nodes[1] - nodes[0])
    equations = 4.0 * np.eye(n) + np.eye(n, k=1) + np.eye(n, k=-1)
    equations[0, :3] = equations[-1, -3:] = 1.0, -2.0, 1.0
    right = np.zeros_like(values)
    right[..., 1:-1] = 6.0 / step**2 * np.diff(values, n=2, axis=-1)
    curvature = np.linalg.solve(equations, right.reshape(-1, n).T).T.reshape(values.shape)
    left = np.clip(((points - nodes[0]) / step).astype(int), 0, n - 2)
    u = (points - nodes[left]) / step
    v = 1.0 - u
    bend = (v**3 - v) * curvature[..., left] + (u**3 - u) * curvature[..., left + 1]
    return np.asarray(v * values[..., left] + u * values[..., left + 1] + step**2 / 6.0 * bend)
