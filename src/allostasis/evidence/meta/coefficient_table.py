"""Coefficients with their uncertainty: the columns that the multilevel and the robust results have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from allostasis.evidence.meta.coefficients import Coefficients, FloatArray


@dataclass(frozen=True, eq=False)
class CoefficientTable(Coefficients):
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

    left_out: ClassVar[frozenset[str]] = frozenset({"data", "fit", "estimators", "designs", "working", "bread"})

    @property
    def estimate_df(self) -> float | None:
        """Degrees of freedom of the test of the pooled effect; None for the normal."""
        return None if self.df is None else self._only(self.df)


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
