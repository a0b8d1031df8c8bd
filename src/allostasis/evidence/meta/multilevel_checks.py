"""Is a multilevel result carried by one study, and do small studies say something else than large ones?

leave one cluster out   refit without each cluster
influence of a cluster  Cook's distance (b - b_-j)' Cov(b)^-1 (b - b_-j) and DFBETAS (b - b_-j) / se_-j
                        after Viechtbauer and Cheung 2010, Research Synthesis Methods 1:112-125, with clusters
small-study test        regression on the standard error inside the multilevel model, slope tested with CR2
                        Rodgers and Pustejovsky 2021, Psychological Methods 26:141-160
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.inputs import numbers
from allostasis.evidence.meta.multilevel import fit_data
from allostasis.evidence.meta.multilevel_inputs import Labels, check_groups, extend_design, subset
from allostasis.evidence.meta.multilevel_results import MultilevelFit
from allostasis.evidence.meta.robust import RobustFit, robust


@dataclass(frozen=True, eq=False)
class WithoutCluster:
    """A refit without one cluster.

    Args:
        cluster: its label.
        rows: how many rows it has.
        fit: the model without it; None where the rest does not allow the model.
        robust: its coefficients with CR2 tests; None likewise.
        problem: why there is no fit; empty otherwise.
    """

    cluster: str
    rows: int
    fit: MultilevelFit | None
    robust: RobustFit | None
    problem: str = ""


@dataclass(frozen=True, eq=False)
class ClusterInfluence:
    """How much one cluster moves the result.

    Args:
        cluster: its label.
        cook: Cook's distance of all coefficients, over the covariance of the full fit.
        dfbetas: change of each coefficient in standard errors of the fit without the cluster, shape (p,).
        tau2_without: total variance of the true effects without the cluster.
        weight: share of the cluster in the pooled effect, percent; NaN with moderators.
    """

    cluster: str
    cook: float
    dfbetas: FloatArray
    tau2_without: float
    weight: float


@dataclass(frozen=True, eq=False)
class SmallStudyTest:
    """Regression of the effects on their standard error (or another measure of smallness).

    Args:
        slope: change of the effect per unit of the predictor.
        se: its CR2 standard error.
        statistic: slope / se.
        df: Satterthwaite degrees of freedom.
        p_value: two-sided.
        at_zero: the mean effect where the predictor is zero; an extrapolation, not a corrected estimate.
        fit: the regression.
        robust: its CR2 coefficients.
        note: what keeps the test from being trusted; empty otherwise.
    """

    slope: float
    se: float
    statistic: float
    df: float
    p_value: float
    at_zero: float
    fit: MultilevelFit
    robust: RobustFit
    note: str


# Below four degrees of freedom the Satterthwaite approximation is known to be unreliable: Tipton 2015, Psychological
# Methods 20:375-393.
_FEWEST_DF = 4.0


def leave_one_cluster_out(fit: MultilevelFit, clusters: Labels) -> tuple[WithoutCluster, ...]:
    """The model without each cluster in turn, in the order of first appearance.

    Args:
        fit: the full model.
        clusters: one label per row, holding all rows that the model ties together (study, sample, laboratory).

    Raises:
        EvidenceError: if the clusters tear apart rows that the model ties together, or there are fewer than two.
    """
    robust(fit, clusters)  # refuses clusters that cannot be left out one by one
    return tuple(_without(fit, clusters, name, keep) for name, keep in _leavings(fit, clusters))


def cluster_influence(fit: MultilevelFit, clusters: Labels) -> tuple[ClusterInfluence, ...]:
    """Cook's distance, DFBETAS, change of variance and weight of each cluster; those without a refit are left out."""
    weights = _cluster_weights(fit, clusters)
    return tuple(
        _influence(fit, refit.cluster, refit.fit, weight)
        for refit, weight in zip(leave_one_cluster_out(fit, clusters), weights, strict=True)
        if refit.fit is not None
    )


def egger_multilevel(
    fit: MultilevelFit, clusters: Labels, predictor: ArrayLike | None = None, name: str = "standard error"
) -> SmallStudyTest:
    """Small-study effects inside the multilevel model.

    Args:
        fit: the model, with its moderators if any; the predictor joins them.
        clusters: one label per row, for CR2.
        predictor: smallness of each row, shape (k,); the standard error otherwise. For standardised mean differences,
            whose standard error depends on the effect, sqrt(1/n_treat + 1/n_control) is better (Pustejovsky and
            Rodgers 2019, Research Synthesis Methods 10:57-71).
        name: what the predictor is called.

    Raises:
        EvidenceError: if the predictor is constant or there are too few clusters.
    """
    sampling = fit.data.sampling
    own = np.sqrt(np.diag(sampling) if sampling.ndim == 2 else sampling)
    smallness = own if predictor is None else numbers(name, predictor)
    regression = fit_data(extend_design(fit.data, smallness, name), method=fit.method, test=fit.test, level=fit.level)
    tested = robust(regression, clusters)
    if tested.df is None:  # CR2 always has degrees of freedom
        raise EvidenceError(Problem("robust test", "no degrees of freedom", "CR2"))
    df = float(tested.df[-1])
    note = (
        f"{df:.1f} degrees of freedom: below {_FEWEST_DF:g} the p-value is not to be trusted" if df < _FEWEST_DF else ""
    )
    return SmallStudyTest(
        slope=float(tested.coefficients[-1]),
        se=float(tested.se[-1]),
        statistic=float(tested.statistic[-1]),
        df=df,
        p_value=float(tested.p_value[-1]),
        at_zero=float(tested.coefficients[0]),
        fit=regression,
        robust=tested,
        note=note,
    )


def _leavings(fit: MultilevelFit, clusters: Labels) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    codes, names = check_groups("cluster", clusters, fit.k)
    return ((name, codes != group) for group, name in enumerate(names))


def _without(fit: MultilevelFit, clusters: Labels, name: str, keep: NDArray[np.bool_]) -> WithoutCluster:
    left = [label for label, kept in zip(clusters, keep, strict=True) if kept]
    rows = int((~keep).sum())
    try:
        refit = fit_data(subset(fit.data, keep), method=fit.method, test=fit.test, level=fit.level)
        return WithoutCluster(name, rows, refit, robust(refit, left))
    except EvidenceError as error:
        return WithoutCluster(name, rows, None, None, "; ".join(problem.found for problem in error.problems))


def _influence(fit: MultilevelFit, cluster: str, without: MultilevelFit, weight: float) -> ClusterInfluence:
    change = fit.coefficients - without.coefficients
    cook = float(change @ np.linalg.solve(fit.covariance, change))
    return ClusterInfluence(cluster, cook, change / without.se, without.tau2, weight)


def _cluster_weights(fit: MultilevelFit, clusters: Labels) -> list[float]:
    """Percent of the pooled effect that comes from each cluster, from the estimators of CR0: their sums are shares."""
    plain = robust(fit, clusters, "CR0") if fit.p == 1 and bool((fit.data.design == 1).all()) else None
    if plain is None:
        return [float("nan")] * len(check_groups("cluster", clusters, fit.k)[1])
    return [100.0 * float(estimator.sum()) for estimator in plain.estimators]
