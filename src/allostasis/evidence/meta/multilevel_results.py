"""What a multilevel model gives: one frozen record with every number it computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from allostasis.evidence.meta.coefficient_table import CoefficientTable
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.multilevel_inputs import Data

MultilevelMethod = Literal["REML", "ML"]
MultilevelTest = Literal["normal", "t", "t_groups"]


@dataclass(frozen=True, eq=False)
class MultilevelFit(CoefficientTable):
    """A fitted multilevel model with k rows, p coefficients and L levels of random effects.

    Args:
        data: the checked input: estimates, sampling covariance, design, levels, labels.
        method: "REML" or "ML".
        test: "normal"; "t" with k - p degrees of freedom; "t_groups" with (groups of the outermost level) - p.
        k: number of rows.
        p: number of coefficients.
        components: variance of the random effects of each level, shape (L,), squared unit of the estimates.
        components_se: their standard errors from the expected information; NaN where a variance sits at zero.
        q: Cochran's Q with the known sampling covariance (residual, with moderators).
        q_df: its degrees of freedom, k - p.
        q_p: its p-value.
        i2_by_level: percentage of the variance of an observed effect that lies at each level, shape (L,).
        qm: omnibus statistic of the moderators, chi-square or F; None without moderators.
        qm_df: its degrees of freedom.
        qm_p: its p-value.
        log_likelihood: restricted for "REML".
        status: how the search for the maximum went, in a sentence.
        notes: remarks in words, for example that a variance is at its boundary 0.
    """

    data: Data
    method: MultilevelMethod
    test: MultilevelTest
    k: int
    p: int
    components: FloatArray
    components_se: FloatArray
    q: float
    q_df: int
    q_p: float
    i2_by_level: FloatArray
    qm: float | None
    qm_df: tuple[float, ...] | None
    qm_p: float | None
    log_likelihood: float
    status: str
    notes: tuple[str, ...]

    @property
    def level_names(self) -> tuple[str, ...]:
        """Names of the levels that were estimated, outermost first."""
        return tuple(level.name for level in self.data.levels)

    @property
    def tau2(self) -> float:
        """Total variance of the true effects: the sum over levels."""
        return float(self.components.sum())

    @property
    def i2(self) -> float:
        """Percentage of the variance of an observed effect that is not sampling error."""
        return float(self.i2_by_level.sum())

    @property
    def icc(self) -> FloatArray:
        """Correlation of the true effects of two rows that share a group of each level, shape (L,).

        Two rows in one group of level l share all levels outside it too, so this is the running sum of the variances
        over their total; for the innermost level it is 1. NaN where all variances are zero.
        """
        total = self.components.sum()
        return np.cumsum(self.components) / total if total > 0 else np.full(len(self.components), np.nan)
