"""The density of a prior at some points, for a picture that shows where it lies and how wide it is."""

from __future__ import annotations

import math
from typing import Any

from allostasis.evidence import Prior

__all__ = ["density"]

_POINTS = 81
_REACH = 3.2  # standard deviations to each side: what lies beyond is not seen in a small picture


def density(prior: Prior) -> dict[str, Any] | None:
    """Points of the density over the parameter, scaled to a maximum of 1; None for a fixed number.

    Families on a logarithmic scale are drawn on one, and there the density is that of the logarithm. The 90 % interval
    of the distribution is given with them.
    """
    a, b = prior.a, prior.b
    if prior.distribution == "fixed" or a is None or b is None:
        return None
    low, high, is_log = _ends(prior.distribution, a, b)
    grid = [low + (high - low) * i / (_POINTS - 1) for i in range(_POINTS)]
    heights = [_height(prior.distribution, x, a, b) for x in grid]
    top = max(heights) or 1.0
    ends = _interval(prior.distribution, a, b)
    return {
        "is_log": is_log,
        "points": [[_short(math.exp(x) if is_log else x), _short(h / top)] for x, h in zip(grid, heights, strict=True)],
        "low90": _short(ends[0]),
        "high90": _short(ends[1]),
    }


def _ends(family: str, a: float, b: float) -> tuple[float, float, bool]:
    """Both ends of the picture, and whether they are logarithms."""
    if family == "lognormal":
        return math.log(a) - _REACH * b, math.log(a) + _REACH * b, True
    if family == "loguniform":
        margin = 0.1 * math.log(b / a)
        return math.log(a) - margin, math.log(b) + margin, True
    if family == "uniform":
        return a - 0.1 * (b - a), b + 0.1 * (b - a), False
    if family == "beta":
        return 0.0, 1.0, False
    low = a - _REACH * b
    return (max(low, 0.0) if family == "truncated_normal" else low), a + _REACH * b, False


def _height(family: str, x: float, a: float, b: float) -> float:
    if family == "lognormal":
        return math.exp(-0.5 * ((x - math.log(a)) / b) ** 2)
    if family == "loguniform":
        return 1.0 if math.log(a) <= x <= math.log(b) else 0.0
    if family == "uniform":
        return 1.0 if a <= x <= b else 0.0
    if family == "beta":
        inside = min(max(x, 0.01), 0.99)  # a density without bound at an end is cut there
        return inside ** (a - 1) * (1 - inside) ** (b - 1)
    return math.exp(-0.5 * ((x - a) / b) ** 2)


def _interval(family: str, a: float, b: float) -> tuple[float, float]:
    """The 5 % and 95 % points."""
    return _quantile(family, 0.05, a, b), _quantile(family, 0.95, a, b)


def _quantile(family: str, p: float, a: float, b: float) -> float:
    from scipy.special import betaincinv, ndtr, ndtri

    if family == "uniform":
        return a + p * (b - a)
    if family == "loguniform":
        return float(a * (b / a) ** p)
    if family == "beta":
        return float(betaincinv(a, b, p))
    if family == "lognormal":
        return float(a * math.exp(b * ndtri(p)))
    cut = float(ndtr(-a / b)) if family == "truncated_normal" else 0.0
    return float(a + b * ndtri(cut + p * (1 - cut)))


def _short(x: float) -> float:
    return float(f"{x:.5g}")
