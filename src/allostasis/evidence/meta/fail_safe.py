"""How many unseen null results would overturn the conclusion.

Kept for comparison with older reviews. Fail-safe numbers ignore heterogeneity and the direction of what is missing, and
are not recommended as a measure of bias.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.inputs import check_choice
from allostasis.evidence.meta.results import Fit

FailSafeKind = Literal["rosenthal", "orwin"]


@dataclass(frozen=True)
class FailSafe:
    """The number of null studies, the rule, and what "overturn" meant: one-sided alpha, or a mean of target size."""

    n: int
    kind: FailSafeKind
    alpha: float | None = None
    target: float | None = None


def fail_safe_n(
    fit: Fit, kind: FailSafeKind = "rosenthal", *, alpha: float = 0.05, target: float | None = None
) -> FailSafe:
    """Null studies needed to lose significance, or to bring the mean down to a target.

    rosenthal  until the sum of z-values over the root of their number is not significant, one-sided at `alpha`
               (Rosenthal 1979, Psychological Bulletin 86:638-641)
    orwin      until the unweighted mean has the size of `target`, by default half of what it is
               (Orwin 1983, Journal of Educational Statistics 8:157-159)
    """
    check_choice("kind", kind, ("rosenthal", "orwin"))
    if kind == "rosenthal":
        if not 0 < alpha < 0.5:
            raise EvidenceError(Problem("alpha", str(alpha), "a number between 0 and 0.5"))
        z = np.sum(fit.estimates / np.sqrt(fit.variances))
        return FailSafe(_count(float((z / ndtri(1 - alpha)) ** 2 - fit.k)), kind, alpha=alpha)
    mean = abs(float(np.mean(fit.estimates)))
    size = mean / 2 if target is None else abs(target)
    if size == 0:
        raise EvidenceError(Problem("target", "0", "a size above 0", "no number of null studies brings a mean to 0"))
    return FailSafe(_count(fit.k * (mean / size - 1)), kind, target=size)


def _count(number: float) -> int:
    """Rounded up, but a whole number that floating point left a hair above stays whole."""
    return max(0, math.ceil(number - 1e-9 * max(1.0, abs(number))))
