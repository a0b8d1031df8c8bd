"""Which studies carry the result, and which make it heterogeneous."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtr

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.heterogeneity import generalised_q
from allostasis.evidence.meta.least_squares import least_squares
from allostasis.evidence.meta.refits import refits
from allostasis.evidence.meta.results import Fit


@dataclass(frozen=True, eq=False)
class Influence:
    """What happens without each row, shape (k,) unless said otherwise; NaN where the model cannot do without it.

    Args:
        labels: names of the rows.
        rstudent: distance of the row from the model of the others, in its standard deviations.
        dffits: change of the row's fitted value, in standard deviations.
        cook_distance: squared distance between the coefficients with and without the row.
        cov_ratio: determinant of the covariance without the row over that with it; below 1, the row costs precision.
        tau2_deleted: tau2 without the row.
        q_deleted: Cochran's Q without the row.
        hat: leverage.
        weight: weight of the row, in percent.
        dfbetas: change of each coefficient, in standard deviations, shape (k, p).
        is_influential: whether the row passes one of the usual marks.
    """

    labels: tuple[str, ...]
    rstudent: FloatArray
    dffits: FloatArray
    cook_distance: FloatArray
    cov_ratio: FloatArray
    tau2_deleted: FloatArray
    q_deleted: FloatArray
    hat: FloatArray
    weight: FloatArray
    dfbetas: FloatArray
    is_influential: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Baujat:
    """Each row's share of Cochran's Q and its pull on the common effect, shape (k,) each."""

    labels: tuple[str, ...]
    heterogeneity: FloatArray
    influence: FloatArray


def influence(fit: Fit) -> Influence:
    """Deletion diagnostics of Viechtbauer and Cheung 2010 (Research Synthesis Methods 1:112-125).

    A row is marked as influential when |dffits| > 3 sqrt(p / (k - p)), when Cook's distance lies beyond the median of
    chi-square with p degrees of freedom, when its leverage is above 3 p / k, or when a coefficient moves by more than
    one standard deviation. The marks point at rows to look at; they are no reason to drop one.
    """
    if fit.k <= fit.p:
        raise EvidenceError(Problem("influence", f"{fit.k} rows for {fit.p} coefficients", "more rows"))
    without = refits(fit, [(np.flatnonzero(np.arange(fit.k) != row), fit.method) for row in range(fit.k)])
    hat = least_squares(fit.estimates, fit.design, fit.weights).hat
    empty = np.full(6 + fit.p, np.nan)
    lines = [_line(fit, row, hat[row], one) if isinstance(one, Fit) else empty for row, one in enumerate(without)]
    rstudent, dffits, cook, cov_ratio, tau2, q = np.array(lines)[:, :6].T
    dfbetas = np.array(lines)[:, 6:]
    marked = (np.abs(dffits) > 3 * np.sqrt(fit.p / (fit.k - fit.p))) | (chdtr(fit.p, cook) > 0.5)
    marked |= (hat > 3 * fit.p / fit.k) | (np.abs(dfbetas) > 1).any(axis=1)
    return Influence(fit.labels, rstudent, dffits, cook, cov_ratio, tau2, q, hat, fit.weights_percent, dfbetas, marked)


def baujat(fit: Fit) -> Baujat:
    """Coordinates of the plot of Baujat, Mahe, Pignon and Hill 2002 (Statistics in Medicine 21:2641-2652).

    Both are of the common-effect model, whatever the method of the fit: across, (y - mean)^2 / v, which sums to Q;
    up, the squared change of the row's fitted value without it, over its variance without it.
    """
    fit_all = least_squares(fit.estimates, fit.design, 1 / fit.variances)
    share = fit_all.residuals**2 / fit.variances
    hat = fit_all.hat
    # Leaving one row out of a regression with known weights: closed forms in the leverage, no refit needed.
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = hat * fit_all.residuals / (1 - hat)
        variance = hat * fit.variances / (1 - hat)
        pull = np.where(hat < 1, shift**2 / variance, np.nan)
    return Baujat(fit.labels, share, pull)


def _line(fit: Fit, row: int, hat: float, without: Fit) -> FloatArray:
    """The six diagnostics of one row, then its dfbetas."""
    x, v = fit.design[row], fit.variances[row]
    total = _scale(without) * (v + without.tau2)
    change = fit.coefficients - without.coefficients
    rstudent = (fit.estimates[row] - x @ without.coefficients) / np.sqrt(total + x @ without.covariance @ x)
    dffits = (x @ change) / np.sqrt(hat * total)
    cook = change @ np.linalg.solve(fit.covariance, change)
    cov_ratio = np.linalg.det(without.covariance) / np.linalg.det(fit.covariance)
    spread = least_squares(fit.estimates, fit.design, 1 / (fit.variances + without.tau2)).covariance
    dfbetas = change / np.sqrt(_scale(without) * np.diag(spread))
    return np.array([rstudent, dffits, cook, cov_ratio, without.tau2, without.q, *dfbetas])


def _scale(fit: Fit) -> float:
    """The factor by which Knapp-Hartung rescales the covariance; 1 for the normal test."""
    if fit.df is None:
        return 1.0
    return generalised_q(fit.estimates, fit.variances, fit.design, fit.tau2) / fit.df
