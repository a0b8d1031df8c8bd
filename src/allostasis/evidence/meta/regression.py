"""What a meta-regression says beyond its coefficients: means at chosen moderators, and how much they explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.random_effects import quantile, random_effects
from allostasis.evidence.meta.results import Fit


@dataclass(frozen=True, eq=False)
class Means:
    """Means of the model at n places: estimate, standard error and confidence interval, shape (n,) each."""

    estimate: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray


def means(fit: Fit, at: ArrayLike | None = None) -> Means:
    """The average effect at the given moderators, with its confidence interval at the level of the fit.

    Args:
        fit: a model with or without moderators.
        at: moderators without intercept, shape (m,) or (n, m); left out for a model without moderators.
    """
    x = design_rows(fit, at)
    estimate = x @ fit.coefficients
    se = np.sqrt(np.einsum("ij,jk,ik->i", x, fit.covariance, x))
    half = quantile(fit.level, fit.df) * se
    return Means(estimate, se, estimate - half, estimate + half)


def design_rows(fit: Fit, at: ArrayLike | None) -> FloatArray:
    """Rows of the design matrix for the given moderators, shape (n, p).

    Raises:
        EvidenceError: if their number is not that of the model's moderators.
    """
    has_intercept = fit.names[0] == "intercept"
    moderators = fit.names[1:] if has_intercept else fit.names
    if fit.is_pooled and at is None:
        return np.ones((1, 1))
    given = np.empty((1, 0)) if at is None else np.atleast_2d(np.asarray(at, dtype=np.float64))
    if given.shape[1] != len(moderators) or not np.isfinite(given).all():
        allowed = f"one finite number for each of {', '.join(moderators) or 'no moderators'}"
        raise EvidenceError(Problem("at", "nothing" if at is None else str(at), allowed))
    return np.column_stack([np.ones(len(given)), given]) if has_intercept else given


def variance_explained(fit: Fit) -> float | None:
    """R2: share of the variance between studies that the moderators account for, in percent, cut at 0.

    100 (tau2 without moderators - tau2 with them) / tau2 without them (Raudenbush 2009). With fewer than about 40
    studies it is a rough figure (Lopez-Lopez et al. 2014, British Journal of Mathematical and Statistical Psychology
    67:30-48). None where there is nothing to explain or no moderator.
    """
    if fit.qm is None or fit.method == "common":
        return None
    plain = random_effects(fit.estimates, fit.variances, labels=fit.labels, method=fit.method).tau2
    return None if plain == 0 else max(0.0, 100 * (plain - fit.tau2) / plain)
