"""What a univariate meta-analysis gives: one frozen record with every number it computed, and named intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from allostasis.evidence.meta.coefficients import Coefficients, FloatArray

Method = Literal["common", "DL", "HE", "HS", "SJ", "PM", "EB", "ML", "REML"]
Test = Literal["normal", "knapp_hartung"]

METHODS: tuple[Method, ...] = ("common", "DL", "HE", "HS", "SJ", "PM", "EB", "ML", "REML")
TESTS: tuple[Test, ...] = ("normal", "knapp_hartung")


@dataclass(frozen=True)
class Interval:
    """A range with the rule that made it.

    Args:
        low: lower end.
        high: upper end.
        convention: the rule in one word, for example "t_k_minus_2" or "q_profile".
        level: coverage asked for, between 0 and 1.
        note: what a reader should know, for example that the lower end is at the boundary 0; may be empty.
    """

    low: float
    high: float
    convention: str
    level: float = 0.95
    note: str = ""


@dataclass(frozen=True, eq=False)
class Fit(Coefficients):
    """A fitted common-effect or random-effects model with k rows and p coefficients.

    Args:
        estimates: effects as given, shape (k,).
        variances: their sampling variances, shape (k,).
        design: the design matrix with its intercept column, shape (k, p).
        names: names of the coefficients.
        labels: names of the rows.
        method: how tau2 was estimated; "common" means tau2 = 0.
        test: reference distribution of the coefficients.
        level: coverage of `low` to `high`.
        k: number of rows.
        p: number of coefficients.
        coefficients: estimates of the coefficients, shape (p,).
        covariance: their covariance matrix, shape (p, p); with "knapp_hartung" it is already rescaled.
        se: their standard errors.
        statistic: coefficient / standard error.
        df: degrees of freedom of the t distribution; None for the normal.
        p_value: two-sided.
        low: lower ends of the confidence intervals.
        high: upper ends.
        tau2: variance between studies (residual, with moderators), in squared units of the estimates.
        tau2_se: its large-sample standard error; None for "common".
        q: Cochran's Q (residual, with moderators).
        q_df: its degrees of freedom, k - p.
        q_p: its p-value; 1 when there are no degrees of freedom.
        i2: percentage of the variance that lies between studies.
        h2: total variance over typical sampling variance.
        qm: omnibus statistic of the moderators: chi-square, or F with Knapp-Hartung; None without moderators.
        qm_df: its degrees of freedom: (m,), or (m, k - p) for F.
        qm_p: its p-value.
        log_likelihood: restricted for "REML", ordinary for every other method, at the estimates.
        notes: remarks in words, for example that tau2 is at its boundary.
    """

    estimates: FloatArray
    variances: FloatArray
    design: FloatArray
    names: tuple[str, ...]
    labels: tuple[str, ...]
    method: Method
    test: Test
    level: float
    k: int
    p: int
    coefficients: FloatArray
    covariance: FloatArray
    se: FloatArray
    statistic: FloatArray
    df: float | None
    p_value: FloatArray
    low: FloatArray
    high: FloatArray
    tau2: float
    tau2_se: float | None
    q: float
    q_df: int
    q_p: float
    i2: float
    h2: float
    qm: float | None
    qm_df: tuple[int, ...] | None
    qm_p: float | None
    log_likelihood: float
    notes: tuple[str, ...] = ()

    left_out: ClassVar[frozenset[str]] = frozenset({"estimates", "variances", "design", "labels"})

    @property
    def tau(self) -> float:
        """Standard deviation between studies, in the unit of the estimates."""
        return float(np.sqrt(self.tau2))

    @property
    def weights(self) -> FloatArray:
        """Inverse of total variance per row, 1 / (variance + tau2)."""
        return 1 / (self.variances + self.tau2)

    @property
    def weights_percent(self) -> FloatArray:
        """Weights as shares of their sum, in percent."""
        return np.asarray(100 * self.weights / self.weights.sum())

    @property
    def fitted(self) -> FloatArray:
        """Mean of the model for each row."""
        return np.asarray(self.design @ self.coefficients)

    @property
    def is_pooled(self) -> bool:
        """Whether the only coefficient is one mean of all rows."""
        return self.p == 1 and bool((self.design == 1).all())
