"""The common-effect and the random-effects model, with or without moderators.

    y_i = x_i' beta + u_i + e_i,    u_i ~ N(0, tau2),    e_i ~ N(0, v_i)

beta is estimated by weighted least squares with weights 1 / (v_i + tau2) (DerSimonian and Laird 1986; with moderators
Berkey, Hoaglin, Mosteller and Colditz 1995). tau2 comes from `heterogeneity`; "common" sets it to 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, fdtrc, ndtr, ndtri, stdtr, stdtrit

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.heterogeneity import (
    Heterogeneity,
    heterogeneity,
    i2_and_h2,
    i2_and_h2_from_q,
    log_likelihood,
)
from allostasis.evidence.meta.inputs import Rows, check_choice, check_design, check_level, check_rows
from allostasis.evidence.meta.least_squares import least_squares
from allostasis.evidence.meta.results import METHODS, TESTS, Fit, Method, Test


def random_effects(
    estimates: ArrayLike,
    variances: ArrayLike,
    *,
    moderators: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    labels: Sequence[object] | None = None,
    intercept: bool = True,
    method: Method = "REML",
    test: Test = "normal",
    level: float = 0.95,
) -> Fit:
    """The pooled effect, or the regression on moderators, of independent estimates.

    Holds for rows that are independent of each other; where a study gives several rows, use `multilevel` or `robust`.

    Args:
        estimates: effects on one scale, shape (k,).
        variances: their sampling variances (squared standard errors), shape (k,), all above 0.
        moderators: columns without intercept, shape (k,) or (k, m); categories as 0 and 1.
        names: names of the moderators.
        labels: names of the rows, for messages and tables; row numbers from 0 otherwise.
        intercept: whether an intercept is put before the moderators.
        method: "common" or an estimator of tau2.
        test: "normal", or "knapp_hartung": covariance rescaled by the weighted residual variance and t with k - p
            degrees of freedom (Knapp and Hartung 2003, Statistics in Medicine 22:2693-2710).
        level: coverage of the confidence intervals.

    Raises:
        EvidenceError: with every row that cannot be used, or when there are too few rows for what is asked.
    """
    check_choice("method", method, METHODS)
    check_choice("test", test, TESTS)
    check_level(level)
    rows = check_rows(estimates, variances, labels)
    design, columns = check_design(moderators, names, intercept, rows.labels)
    _check_enough(design, method, test)
    found = heterogeneity(rows.estimates, rows.variances, design, method)
    return _fit(rows, design, columns, method, test, level, found)


def refit(
    fit: Fit, rows: NDArray[np.intp] | NDArray[np.bool_], method: Method | None = None, test: Test | None = None
) -> Fit:
    """The same model for some of the rows, in the order given.

    Raises:
        EvidenceError: when the rows that are left no longer carry the model.
    """
    chosen = np.arange(fit.k)[rows]
    return random_effects(
        fit.estimates[chosen],
        fit.variances[chosen],
        moderators=fit.design[chosen],
        names=fit.names,
        labels=[fit.labels[row] for row in chosen],
        intercept=False,
        method=method or fit.method,
        test=test or fit.test,
        level=fit.level,
    )


def quantile(level: float, df: float | None) -> float:
    """Half-width of a two-sided interval in standard errors: normal, or t with `df` degrees of freedom."""
    tail = 0.5 + level / 2
    return float(ndtri(tail) if df is None else stdtrit(df, tail))


def two_sided(statistic: FloatArray, df: float | None) -> FloatArray:
    """Two-sided p-value of a normal statistic, or of t with `df` degrees of freedom."""
    below = -np.abs(statistic)
    return np.asarray(2 * (ndtr(below) if df is None else stdtr(df, below)))


def _check_enough(design: FloatArray, method: Method, test: Test) -> None:
    k, p = design.shape
    if k > p or (method == "common" and test == "normal"):
        return
    asked = "Knapp-Hartung" if method == "common" else f"the variance between studies ({method})"
    cause = 'with method="common" and test="normal" the rows can be described without it'
    raise EvidenceError(Problem("rows", f"{k} for {p} coefficients", f"at least {p + 1} rows for {asked}", cause))


def _fit(
    rows: Rows,
    design: FloatArray,
    names: tuple[str, ...],
    method: Method,
    test: Test,
    level: float,
    found: Heterogeneity,
) -> Fit:
    y, v = rows.estimates, rows.variances
    k, p = design.shape
    fit = least_squares(y, design, 1 / (v + found.tau2))
    scale, df = (fit.rss / (k - p), float(k - p)) if test == "knapp_hartung" else (1.0, None)
    covariance = scale * fit.covariance
    q = least_squares(y, design, 1 / v).rss if k > p else 0.0
    i2, h2 = i2_and_h2_from_q(q, k - p) if method == "common" else i2_and_h2(found.tau2, v, design)
    moderated = _omnibus(fit.coefficients, covariance, design, df)
    table = _table(fit.coefficients, covariance, df, level)
    worthless = test == "knapp_hartung" and _agree(y, fit.residuals)
    likelihood = log_likelihood(y, v, design, found.tau2, restricted=method == "REML")
    return Fit(
        estimates=y, variances=v, design=design, names=names, labels=rows.labels,
        method=method, test=test, level=level, k=k, p=p,
        coefficients=fit.coefficients, covariance=covariance, df=df,
        se=table.se, statistic=table.statistic, p_value=table.p_value, low=table.low, high=table.high,
        tau2=found.tau2, tau2_se=found.se,
        q=q, q_df=k - p, q_p=float(chdtrc(k - p, q)) if k > p else 1.0, i2=i2, h2=h2,
        qm=moderated[0], qm_df=moderated[1], qm_p=moderated[2],
        log_likelihood=likelihood, notes=_notes(found, k, agree_exactly=worthless),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Table:
    se: FloatArray
    statistic: FloatArray
    p_value: FloatArray
    low: FloatArray
    high: FloatArray


def _table(coefficients: FloatArray, covariance: FloatArray, df: float | None, level: float) -> _Table:
    se = np.sqrt(np.diag(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):  # a standard error of 0 is said in a note of the fit
        statistic = coefficients / se
    half = quantile(level, df) * se
    return _Table(se, statistic, two_sided(statistic, df), coefficients - half, coefficients + half)


def _omnibus(
    coefficients: FloatArray, covariance: FloatArray, design: FloatArray, df: float | None
) -> tuple[float | None, tuple[int, ...] | None, float | None]:
    """Wald test that every coefficient but the intercept is 0: chi-square with m, or F with m and df, degrees."""
    tested = ~(design == 1).all(axis=0)
    m = int(tested.sum())
    if m == 0:
        return None, None, None
    b, c = coefficients[tested], covariance[np.ix_(tested, tested)]
    if not c.any():
        return None, None, None
    wald = float(b @ np.linalg.solve(c, b))
    if df is None:
        return wald, (m,), float(chdtrc(m, wald))
    return wald / m, (m, int(df)), float(fdtrc(m, df, wald / m))


def _agree(y: FloatArray, residuals: FloatArray) -> bool:
    """Whether the residuals are nothing but rounding, so that the model meets every estimate."""
    return float(np.max(np.abs(residuals))) <= 1e-12 * float(np.max(np.abs(y)))


def _notes(found: Heterogeneity, k: int, *, agree_exactly: bool) -> tuple[str, ...]:
    notes = [found.note] if found.note else []
    if agree_exactly:
        notes.append("the estimates agree exactly, so the Knapp-Hartung interval has no width and says nothing")
    if k == 1:
        notes.append("one row: this is the study itself, not a synthesis")
    return tuple(notes)
