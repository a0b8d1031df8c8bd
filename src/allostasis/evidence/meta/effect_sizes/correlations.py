"""Correlations: r itself, Fisher's z, and Spearman's rho as z."""

from __future__ import annotations

import math
from typing import Literal

from allostasis.evidence.meta.effect_sizes.checks import Checks
from allostasis.evidence.meta.effect_sizes.effect import EffectSize


def correlation(r: float, n: int) -> EffectSize:
    """Pearson's r with its large-sample variance (1 - r^2)^2 / (n - 1) (Olkin & Siotani 1976).

    For pooling prefer `fisher_z`: the variance of r depends on r.
    """
    _check(r, n, 3)
    return EffectSize(r, (1 - r**2) ** 2 / (n - 1), "correlation", "r, large-sample variance", (), n)


def fisher_z(r: float, n: int, kind: Literal["pearson", "spearman"] = "pearson") -> EffectSize:
    """Fisher's z = atanh(r).

    pearson:  variance 1/(n - 3)                  (Fisher 1921)
    spearman: variance (1 + r^2/2)/(n - 3)        (Bonett & Wright 2000, Psychometrika 65:23-28)
    """
    _check(r, n, 4)
    checks = Checks()
    checks.one_of("kind", kind, ("pearson", "spearman"))
    checks.done()
    factor = 1.0 if kind == "pearson" else 1 + r**2 / 2
    source = "Fisher 1921" if kind == "pearson" else "Spearman, Bonett & Wright 2000"
    return EffectSize(math.atanh(r), factor / (n - 3), "fisher_z", f"Fisher's z ({source})", (), n)


def fisher_z_from_t(t: float, df: int) -> EffectSize:
    """Fisher's z from the t of a simple correlation or slope: r = t / sqrt(t^2 + df), n = df + 2."""
    checks = Checks()
    checks.finite("t", t)
    checks.group_size("df", df)
    checks.done()
    return fisher_z(t / math.sqrt(t**2 + df), df + 2)


def _check(r: float, n: int, least: int) -> None:
    checks = Checks()
    checks.correlation("r", r)
    checks.group_size("n", n, least)
    checks.done()
