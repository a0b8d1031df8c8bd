"""Coefficients with their uncertainty: the columns that the multilevel and the robust results have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.results import FloatArray


@dataclass(frozen=True, eq=False)
class CoefficientTable:
    """p coefficients; without moderators there is one, the pooled effect.

    Args:
        names: names of the coefficients.
        coefficients: their estimates, shape (p,).
        covariance: their covariance matrix, shape (p, p).
        se: standard errors, shape (p,).
        statistic: coefficient / standard error, shape (p,).
        df: degrees of freedom of the t distribution of each, shape (p,); None for the normal.
        p_value: two-sided, shape (p,).
        low: lower ends of the confidence intervals, shape (p,).
        high: upper ends, shape (p,).
        level: coverage of `low` to `high`.
    """

    names: tuple[str, ...]
    coefficients: FloatArray
    covariance: FloatArray
    se: FloatArray
    statistic: FloatArray
    df: FloatArray | None
    p_value: FloatArray
    low: FloatArray
    high: FloatArray
    level: float

    @property
    def estimate(self) -> float:
        """The pooled effect; only for a model without moderators."""
        return self._only(self.coefficients)

    @property
    def estimate_se(self) -> float:
        """Standard error of the pooled effect."""
        return self._only(self.se)

    @property
    def estimate_statistic(self) -> float:
        """Test statistic of the pooled effect."""
        return self._only(self.statistic)

    @property
    def estimate_df(self) -> float | None:
        """Degrees of freedom of the test of the pooled effect; None for the normal."""
        return None if self.df is None else self._only(self.df)

    @property
    def estimate_p(self) -> float:
        """Two-sided p-value of the pooled effect."""
        return self._only(self.p_value)

    @property
    def estimate_low(self) -> float:
        """Lower end of the confidence interval of the pooled effect."""
        return self._only(self.low)

    @property
    def estimate_high(self) -> float:
        """Upper end of the confidence interval of the pooled effect."""
        return self._only(self.high)

    def coefficient(self, name: str) -> dict[str, float]:
        """Estimate, se, statistic, p_value, low and high of the coefficient called `name`."""
        if name not in self.names:
            raise EvidenceError(Problem("coefficient", repr(name), "one of " + ", ".join(self.names)))
        at = self.names.index(name)
        columns = ("coefficients", "se", "statistic", "p_value", "low", "high")
        return {column.replace("coefficients", "estimate"): float(getattr(self, column)[at]) for column in columns}

    def as_dict(self) -> dict[str, Any]:
        """Every result, without the rows that went in, as plain numbers and lists that JSON can hold."""
        left_out = {"data", "fit", "estimators", "designs", "working", "bread"}
        return {name: _plain(value) for name, value in vars(self).items() if name not in left_out}

    def _only(self, column: FloatArray) -> float:
        if len(self.names) != 1:
            allowed = "a model with one coefficient, or `coefficient(name)`"
            raise EvidenceError(Problem("pooled effect", f"{len(self.names)} coefficients", allowed))
        return float(column[0])


def _plain(value: Any) -> Any:
    """An array as nested lists, a tuple as a list, a number that is not finite as None."""
    if isinstance(value, np.ndarray | tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value


def tabulate(
    names: tuple[str, ...], coefficients: FloatArray, covariance: FloatArray, df: FloatArray | None, level: float
) -> CoefficientTable:
    """The table of coefficients with normal (`df` None) or t tests and intervals."""
    se = np.sqrt(np.diag(covariance))
    statistic = coefficients / se
    below = -np.abs(statistic)
    p_value = np.asarray(2 * (ndtr(below) if df is None else stdtr(df, below)))
    half = se * half_width(level, df)
    return CoefficientTable(
        names, coefficients, covariance, se, statistic, df, p_value, coefficients - half, coefficients + half, level
    )


def half_width(level: float, df: FloatArray | float | None) -> FloatArray:
    """Half of a two-sided interval in standard errors: normal (`df` None), or t."""
    tail = 0.5 + level / 2
    return np.asarray(ndtri(tail) if df is None else stdtrit(df, tail))
