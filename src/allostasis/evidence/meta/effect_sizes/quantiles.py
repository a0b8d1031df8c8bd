"""Quantiles of the normal and of Student's t distribution, and their inverses."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Literal

from allostasis.evidence.meta.effect_sizes.checks import Checks

PBound = Literal["equal", "below", "above"]


def half_widths(level: float, df: float | None = None) -> float:
    """How many standard errors lie between an estimate and the end of its two-sided interval at `level`.

    Normal without `df`, else Student's t.
    """
    return upper_quantile((1 - level) / 2, df)


def upper_quantile(tail: float, df: float | None = None) -> float:
    """The value with probability `tail` above it: normal without `df`, else Student's t."""
    if df is None:
        # The lower quantile of a small tail is exact where that of 1 - tail would be rounded to 1.
        return -NormalDist().inv_cdf(tail)
    from scipy.special import stdtrit

    return -float(stdtrit(df, tail))


def statistic_from_p(p: float, df: float | None = None) -> float:
    """Size of the statistic whose two-sided p-value is `p`; 0 for p = 1."""
    return 0.0 if math.isclose(p, 1) else upper_quantile(p / 2, df)


def size_from_p(p: float, bound: PBound, df: float | None = None) -> tuple[float, tuple[str, ...]]:
    """Size of the statistic that a two-sided p or a bound on it stands for, and what must be said about it.

    Conservative: "p < 0.05" is read as p = 0.05, "p > 0.05" as a statistic of 0.
    """
    checks = Checks()
    checks.one_of("bound", bound, ("equal", "below", "above"))
    checks.done()
    if bound == "above":
        return 0.0, (f"no difference assumed: only p > {p:g} is known",)
    said = () if bound == "equal" else (f"smallest effect that p < {p:g} allows",)
    return statistic_from_p(p, df), said
