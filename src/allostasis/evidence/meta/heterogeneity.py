"""The variance between studies, tau2, by eight estimators, and what follows from it: I2 and H2.

DL    DerSimonian and Laird 1986 (Controlled Clinical Trials 7:177-188): moments of Cochran's Q
HE    Hedges and Olkin 1985: unweighted variance less the mean sampling variance
HS    Hunter and Schmidt 1990: Q less its number of terms, over the sum of weights
SJ    Sidik and Jonkman 2005 (Applied Statistics 54:367-384): starts from the crude variance of the estimates
PM    Paule and Mandel 1982: the tau2 at which the generalised Q equals its expectation
EB    Morris 1983, empirical Bayes; its equation is that of PM, so the two agree
ML    maximum likelihood (Hardy and Thompson 1996, Statistics in Medicine 15:619-629)
REML  restricted maximum likelihood (Viechtbauer 2005, Journal of Educational and Behavioral Statistics 30:261-293)

All estimates are cut at 0. The standard errors hold for many studies: for DL, HE, HS and SJ they are those of a
quadratic form in normal variables, for ML and REML the inverse of the expected information; PM and EB share the form
that the R package metafor prints.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.least_squares import LeastSquares, least_squares
from allostasis.evidence.meta.numerical import root
from allostasis.evidence.meta.results import Method

# The highest point of a likelihood is looked for between these shares of the largest squared residual.
_GRID = np.geomspace(1e-8, 4.0, 33)


@dataclass(frozen=True)
class Heterogeneity:
    """tau2 in squared units of the estimates, its large-sample standard error (None for "common"), and a remark."""

    tau2: float
    se: float | None
    note: str = ""


def heterogeneity(y: FloatArray, v: FloatArray, x: FloatArray, method: Method) -> Heterogeneity:
    """tau2 of estimates `y` with variances `v` about the regression on `x`, by the named method."""
    if method == "common":
        return Heterogeneity(0.0, None)
    tau2, se = _ESTIMATORS[method](y, v, x)
    return Heterogeneity(tau2, se, "tau2 is at its boundary, 0" if tau2 == 0 else "")


def typical_variance(v: FloatArray, x: FloatArray) -> float:
    """The sampling variance of a typical study: (k - p) / trace(P) with weights 1 / v.

    Without moderators this is equation 9 of Higgins and Thompson 2002 (Statistics in Medicine 21:1539-1558).
    """
    k, p = x.shape
    return float((k - p) / least_squares(np.zeros(k), x, 1 / v).trace())


def i2_and_h2(tau2: float, v: FloatArray, x: FloatArray) -> tuple[float, float]:
    """I2 in percent, 100 tau2 / (tau2 + s2), and H2 = (tau2 + s2) / s2, with s2 the typical sampling variance."""
    if x.shape[0] == x.shape[1]:
        return 0.0, 1.0
    typical = typical_variance(v, x)
    return 100 * tau2 / (tau2 + typical), (tau2 + typical) / typical


def i2_and_h2_from_q(q: float, df: int) -> tuple[float, float]:
    """I2 = 100 max(0, (Q - df) / Q) and H2 = Q / df, for a model without tau2 (Higgins and Thompson 2002)."""
    if df == 0:
        return 0.0, 1.0
    return (100 * max(0.0, (q - df) / q) if q > 0 else 0.0), q / df


def generalised_q(y: FloatArray, v: FloatArray, x: FloatArray, tau2: float) -> float:
    """Weighted residual sum of squares with weights 1 / (v + tau2); it falls as tau2 grows."""
    return least_squares(y, x, 1 / (v + tau2)).rss


def log_likelihood(y: FloatArray, v: FloatArray, x: FloatArray, tau2: float, *, restricted: bool) -> float:
    """Normal log-likelihood at `tau2` with the coefficients at their best values.

    The restricted form is equation 12 of Harville 1977 with the term log |X'X| / 2, so that it does not depend on how
    the moderators are scaled.
    """
    k, p = x.shape
    fit = least_squares(y, x, 1 / (v + tau2))
    value = -0.5 * (np.sum(np.log(v + tau2)) + fit.rss)
    if not restricted:
        return float(value - 0.5 * k * np.log(2 * np.pi))
    plain = np.linalg.slogdet(x.T @ x)[1]
    return float(value - 0.5 * (k - p) * np.log(2 * np.pi) + 0.5 * (plain - fit.log_determinant))


def solve_q(y: FloatArray, v: FloatArray, x: FloatArray, target: float) -> float:
    """The tau2 at which the generalised Q equals `target`; 0 if it is below the target already at 0."""

    def excess(tau2: float) -> float:
        return generalised_q(y, v, x, tau2) - target

    if excess(0.0) <= 0:
        return 0.0
    high = float(np.max(v))
    while excess(high) > 0:
        high *= 4
    return _root(excess, 0.0, high)


def _moments(y: FloatArray, v: FloatArray, x: FloatArray) -> tuple[float, float]:
    """DL: (Q - (k - p)) / trace(P), weights 1 / v."""
    k, p = x.shape
    fit = least_squares(y, x, 1 / v)
    trace = fit.trace()
    tau2 = max(0.0, (fit.rss - (k - p)) / trace)
    return tau2, _moment_se(fit, k - p, tau2, trace)


def _hunter_schmidt(y: FloatArray, v: FloatArray, x: FloatArray) -> tuple[float, float]:
    """HS: (Q - k) / sum of weights, weights 1 / v."""
    k, p = x.shape
    fit = least_squares(y, x, 1 / v)
    total = float(fit.weights.sum())
    tau2 = max(0.0, (fit.rss - k) / total)
    return tau2, _moment_se(fit, k - p, tau2, total)


def _moment_se(fit: LeastSquares, df: int, tau2: float, divisor: float) -> float:
    """From the variance of Q, a quadratic form of normal variables with weights 1 / v."""
    return float(np.sqrt(2 * df + 4 * tau2 * fit.trace() + 2 * tau2**2 * fit.trace_of_two()) / divisor)


def _hedges(y: FloatArray, v: FloatArray, x: FloatArray) -> tuple[float, float]:
    """HE: unweighted residual variance less trace(P V) / (k - p)."""
    k, p = x.shape
    fit = least_squares(y, x, np.ones(k))
    tau2 = max(0.0, (fit.rss - fit.trace(v)) / (k - p))
    return tau2, _quadratic_se(fit, v, tau2) / (k - p)


def _sidik_jonkman(y: FloatArray, v: FloatArray, x: FloatArray) -> tuple[float, float]:
    """SJ: crude variance t (divisor k), then t Q(t) / (k - p) with weights 1 / (v + t)."""
    k, p = x.shape
    crude = float(np.var(y))
    if crude <= 1e-24 * float(np.max(y**2)):  # the estimates agree but for rounding
        return 0.0, 0.0
    fit = least_squares(y, x, 1 / (v + crude))
    tau2 = crude * fit.rss / (k - p)
    return tau2, crude * _quadratic_se(fit, v, tau2) / (k - p)


def _quadratic_se(fit: LeastSquares, v: FloatArray, tau2: float) -> float:
    """Standard deviation of y'P y when y has variance v + tau2 about its mean."""
    return float(np.sqrt(2 * fit.trace_of_two(v + tau2, v + tau2)))


def _paule_mandel(y: FloatArray, v: FloatArray, x: FloatArray) -> tuple[float, float]:
    k, p = x.shape
    tau2 = solve_q(y, v, x, k - p)
    return tau2, float(np.sqrt(2 * k**2 / (k - p)) / np.sum(1 / (v + tau2)))


def _maximum_likelihood(y: FloatArray, v: FloatArray, x: FloatArray) -> tuple[float, float]:
    tau2 = _highest(y, v, x, restricted=False)
    return tau2, float(np.sqrt(2 / np.sum(1 / (v + tau2) ** 2)))


def _restricted_likelihood(y: FloatArray, v: FloatArray, x: FloatArray) -> tuple[float, float]:
    tau2 = _highest(y, v, x, restricted=True)
    return tau2, float(np.sqrt(2 / least_squares(y, x, 1 / (v + tau2)).trace_of_two()))


def _highest(y: FloatArray, v: FloatArray, x: FloatArray, *, restricted: bool) -> float:
    """The tau2 of highest likelihood, 0 included.

    A likelihood of few studies may have several peaks, and an iteration stops at the nearest. Every fall of the slope
    through 0 on a wide grid is a peak; the highest wins.
    """

    def slope(tau2: float) -> float:
        fit = least_squares(y, x, 1 / (v + tau2))
        expected = fit.trace() if restricted else fit.weights.sum()
        return float(fit.weights**2 @ fit.residuals**2 - expected)

    largest = float(np.max(least_squares(y, x, np.ones(len(y))).residuals ** 2))
    if largest == 0:
        return 0.0
    grid = [0.0, *(largest * _GRID)]
    slopes = [slope(tau2) for tau2 in grid]
    while slopes[-1] > 0:
        grid.append(4 * grid[-1])
        slopes.append(slope(grid[-1]))
    peaks = [0.0] if slopes[0] <= 0 else []
    peaks += [
        _root(slope, grid[at], grid[at + 1]) for at in range(len(grid) - 1) if slopes[at] > 0 and slopes[at + 1] <= 0
    ]
    if len(peaks) == 1:
        return peaks[0]
    return max(peaks, key=lambda tau2: log_likelihood(y, v, x, tau2, restricted=restricted))


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Root between two ends of different sign, to about 13 digits of the upper end or of the root itself."""
    return root(function, low, high, xtol=1e-14 * high)


_ESTIMATORS: dict[str, Callable[[FloatArray, FloatArray, FloatArray], tuple[float, float]]] = {
    "DL": _moments,
    "HE": _hedges,
    "HS": _hunter_schmidt,
    "SJ": _sidik_jonkman,
    "PM": _paule_mandel,
    "EB": _paule_mandel,
    "ML": _maximum_likelihood,
    "REML": _restricted_likelihood,
}
