"""What each study's own effect is, once the others are known too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.random_effects import quantile
from allostasis.evidence.meta.results import Fit


@dataclass(frozen=True, eq=False)
class Shrunken:
    """Predicted true effect of each row, its standard error and interval, shape (k,) each."""

    labels: tuple[str, ...]
    estimate: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray


def blups(fit: Fit) -> Shrunken:
    """Best linear unbiased predictions: each estimate drawn towards the mean of the model by its own noise.

    With s = tau2 / (tau2 + v): prediction = s y + (1 - s) x'b, variance = s v + (1 - s)^2 Var(x'b)
    (Raudenbush and Bryk 1985, Journal of Educational Statistics 10:75-98).
    """
    share = fit.tau2 / (fit.tau2 + fit.variances)
    estimate = share * fit.estimates + (1 - share) * fit.fitted
    mean_variance = np.einsum("ij,jk,ik->i", fit.design, fit.covariance, fit.design)
    se = np.sqrt(share * fit.variances + (1 - share) ** 2 * mean_variance)
    half = quantile(fit.level, fit.df) * se
    return Shrunken(fit.labels, estimate, se, estimate - half, estimate + half)
