"""Correlated and hierarchical effects: the working model for several effects per study, with robust tests.

    y_ij = mu + u_j + w_ij + e_ij     var u = between studies, var w = within studies, corr(e_ij, e_ik) = rho

Source: Pustejovsky and Tipton 2022, Prevention Science 23:425-438. The correlation of the sampling errors is rarely
reported, so it is assumed; tests and intervals come from CR2, which does not need it to be right, and `sweep_rho`
shows what depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numpy.typing import ArrayLike

from allostasis.evidence.meta.covariance import constant_correlation
from allostasis.evidence.meta.inputs import check_rows
from allostasis.evidence.meta.multilevel import multilevel
from allostasis.evidence.meta.multilevel_inputs import Labels
from allostasis.evidence.meta.multilevel_results import MultilevelFit, MultilevelMethod
from allostasis.evidence.meta.robust import RobustFit, robust

# An assumption, not a measurement: outcomes of one sample in this field are related but not interchangeable. Nothing
# reported here may rest on this number alone; `sweep_rho` covers 0.2 to 0.8.
ASSUMED_RHO = 0.6
RHOS = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True, eq=False)
class CorrelatedHierarchical:
    """A fit of correlated and hierarchical effects.

    Args:
        rho: assumed correlation of sampling errors within a study.
        fit: the working model: variances, heterogeneity, prediction interval.
        robust: its coefficients with CR2 tests and intervals by study.
    """

    rho: float
    fit: MultilevelFit
    robust: RobustFit


def correlated_hierarchical(
    estimates: ArrayLike,
    variances: ArrayLike,
    studies: Labels,
    *,
    rho: float = ASSUMED_RHO,
    moderators: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    labels: Sequence[object] | None = None,
    intercept: bool = True,
    method: MultilevelMethod = "REML",
    level: float = 0.95,
) -> CorrelatedHierarchical:
    """Pool, or regress on moderators, when studies give several effects on the same people.

    Where every study gives one effect this is the random-effects model with CR2 tests.

    Args:
        estimates: effects on one scale, shape (k,).
        variances: their sampling variances, shape (k,).
        studies: one label per row; better the label of the sample, where several papers share one.
        rho: assumed correlation of the sampling errors of two effects of one study.
        moderators: columns without intercept, shape (k,) or (k, m).
        names: names of the moderators.
        labels: names of the rows, for messages.
        intercept: whether an intercept is put before the moderators.
        method: how the variances are estimated.
        level: coverage of the intervals.

    Raises:
        EvidenceError: with every row that cannot be used, or if there are fewer than two studies.
    """
    rows = check_rows(estimates, variances, labels)
    fit = multilevel(
        rows.estimates,
        constant_correlation(rows.variances, studies, rho),
        levels={"study": studies, "effect": range(len(rows.estimates))},
        moderators=moderators,
        names=names,
        labels=rows.labels,
        intercept=intercept,
        method=method,
        level=level,
    )
    return CorrelatedHierarchical(rho, fit, robust(fit, studies, "CR2"))


def sweep_rho(
    estimates: ArrayLike, variances: ArrayLike, studies: Labels, *, rhos: Sequence[float] = RHOS, level: float = 0.95
) -> tuple[CorrelatedHierarchical, ...]:
    """The pooled effect under several assumed correlations, to see whether the assumption matters."""
    return tuple(correlated_hierarchical(estimates, variances, studies, rho=rho, level=level) for rho in rhos)
