"""Cluster-robust tests: standard errors that hold although the working model of dependence is wrong.

    Cov(b) = B [ sum_j X_j' W_j A_j r_j r_j' A_j' W_j X_j ] B       B = 1/(X'WX), W = 1/M, M the working covariance

    CR0   A_j = I                             Liang and Zeger 1986, Biometrika 73:13-22
    CR1   CR0 times m / (m - 1)               m clusters
    CR1p  CR0 times m / (m - p)               p coefficients
    CR2   A_j = D_j' G_j^(-1/2) D_j           M_j = D_j' D_j, G_j = D_j (M_j - X_j B X_j') D_j': unbiased if M is right
                                              Pustejovsky and Tipton 2018, J Business Econ Stat 36:672-683

CR2 tests use t with Satterthwaite degrees of freedom for each coefficient (the same paper); the other kinds use m - p.
Several coefficients at once: `wald_test`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficient_table import CoefficientTable, tabulate
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.inputs import check_choice
from allostasis.evidence.meta.multilevel_blocks import IntArray, block_codes, covariance_of_rows
from allostasis.evidence.meta.multilevel_inputs import Labels, check_groups
from allostasis.evidence.meta.multilevel_results import MultilevelFit
from allostasis.evidence.meta.results import Fit

Kind = Literal["CR0", "CR1", "CR1p", "CR2"]
KINDS: tuple[Kind, ...] = ("CR0", "CR1", "CR1p", "CR2")

# Eigenvalues below this share of the largest are zero: a cluster that a coefficient of its own fits perfectly.
_ZERO = 1e-10


@dataclass(frozen=True, eq=False)
class RobustFit(CoefficientTable):
    """The coefficients of a fit with cluster-robust uncertainty.

    Args:
        fit: the working model; its coefficients stay as they are.
        kind: the correction.
        clusters: labels of the clusters, m of them.
        estimators: E_j = A_j' W_j X_j B per cluster, shapes (n_j, p); row sums of E_j' r_j make the covariance.
        designs: X_j per cluster, shapes (n_j, p).
        working: M_j per cluster, shapes (n_j, n_j).
        bread: B, shape (p, p).
    """

    fit: Fit | MultilevelFit
    kind: Kind
    clusters: tuple[str, ...]
    estimators: tuple[FloatArray, ...]
    designs: tuple[FloatArray, ...]
    working: tuple[FloatArray, ...]
    bread: FloatArray

    @property
    def m(self) -> int:
        """Number of clusters."""
        return len(self.clusters)


@dataclass(frozen=True, eq=False)
class _Model:
    """What robust tests need to know of a fit."""

    estimates: FloatArray
    design: FloatArray
    sampling: FloatArray
    codes: tuple[IntArray, ...]
    components: FloatArray


def robust(fit: Fit | MultilevelFit, clusters: Labels, kind: Kind = "CR2", *, level: float | None = None) -> RobustFit:
    """Cluster-robust standard errors, tests and intervals of a fit.

    Args:
        fit: a univariate or a multilevel fit; its weights are the inverse of its own covariance.
        clusters: one label per row; rows of different clusters must be independent in the fit.
        kind: the correction; CR2 unless there is a reason.
        level: coverage of the intervals; that of the fit otherwise.

    Raises:
        EvidenceError: if there are fewer than two clusters or no more than coefficients (kinds other than CR2), or if
            the working model ties rows of different clusters together.
    """
    check_choice("kind", kind, KINDS)
    model = _model(fit)
    codes, names = check_groups("cluster", clusters, len(model.estimates))
    _check_clusters(model, codes, names, kind)
    rows = [np.flatnonzero(codes == group) for group in range(len(names))]
    designs = [model.design[at] for at in rows]
    working = [_working(model, at) for at in rows]
    weighted = [np.linalg.solve(m, x) for m, x in zip(working, designs, strict=True)]
    bread = np.linalg.inv(sum(x.T @ wx for x, wx in zip(designs, weighted, strict=True)))
    estimators = [
        _adjust(kind, m, x, bread).T @ wx @ bread for m, x, wx in zip(working, designs, weighted, strict=True)
    ]
    residuals = model.estimates - model.design @ fit.coefficients
    scores = np.array([e.T @ residuals[at] for e, at in zip(estimators, rows, strict=True)])
    covariance = _factor(kind, len(names), fit.p) * scores.T @ scores
    df = _degrees(kind, estimators, designs, working, bread)
    table = tabulate(fit.names, fit.coefficients, covariance, df, fit.level if level is None else level)
    return RobustFit(
        **vars(table),
        fit=fit,
        kind=kind,
        clusters=names,
        estimators=tuple(estimators),
        designs=tuple(designs),
        working=tuple(working),
        bread=bread,
    )


def _model(fit: Fit | MultilevelFit) -> _Model:
    if isinstance(fit, Fit):
        return _Model(fit.estimates, fit.design, fit.variances + fit.tau2, (), np.zeros(0))
    codes = tuple(level.codes for level in fit.data.levels)
    return _Model(fit.data.estimates, fit.data.design, fit.data.sampling, codes, fit.components)


def _working(model: _Model, rows: IntArray) -> FloatArray:
    covariance = covariance_of_rows(model.sampling, rows)
    for codes, component in zip(model.codes, model.components, strict=True):
        covariance = covariance + component * (codes[rows][:, None] == codes[rows][None, :])
    return covariance


def _check_clusters(model: _Model, codes: IntArray, names: tuple[str, ...], kind: Kind) -> None:
    p = model.design.shape[1]
    needed = 2 if kind == "CR2" else p + 1
    if len(names) < needed:
        cause = "robust tests compare clusters; a few rows of one study cannot show how studies differ"
        raise EvidenceError(Problem("clusters", f"{len(names)} for {p} coefficients", f"at least {needed}", cause))
    blocks = block_codes(model.sampling, model.codes)
    torn = [
        Problem(
            "clusters",
            f"rows of {' and '.join(names[at] for at in np.unique(codes[blocks == block]))} share a random effect "
            "or a sampling covariance",
            "clusters that hold all rows that the model ties together",
            "use the outermost level, or a cluster above it",
        )
        for block in np.unique(blocks)
        if len(np.unique(codes[blocks == block])) > 1
    ]
    if torn:
        raise EvidenceError(torn)


def _adjust(kind: Kind, working: FloatArray, design: FloatArray, bread: FloatArray) -> FloatArray:
    """A_j."""
    if kind != "CR2":
        return np.eye(len(working))
    root = np.linalg.cholesky(working).T
    g = root @ (working - design @ bread @ design.T) @ root.T
    values, vectors = np.linalg.eigh((g + g.T) / 2)
    kept = values > _ZERO * float(np.linalg.norm(root @ working @ root.T))
    inverse_root = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
    return np.asarray(root.T @ inverse_root @ root)


def _factor(kind: Kind, m: int, p: int) -> float:
    return {"CR0": 1.0, "CR1": m / (m - 1), "CR1p": m / max(m - p, 1), "CR2": 1.0}[kind]


def _degrees(
    kind: Kind,
    estimators: Sequence[FloatArray],
    designs: Sequence[FloatArray],
    working: Sequence[FloatArray],
    bread: FloatArray,
) -> FloatArray:
    """Degrees of freedom of each coefficient.

    For CR2, with the covariance F of the cluster scores under the working model, tr(F)^2 / tr(FF)
    (Satterthwaite). F = diag(d) - U'BU, so its traces need no m x m matrix.
    """
    p = len(bread)
    if kind != "CR2":
        return np.full(p, float(len(estimators) - p))
    d = np.array([np.einsum("ip,ij,jp->p", e, m, e, optimize=True) for e, m in zip(estimators, working, strict=True)])
    u = np.array([x.T @ e for x, e in zip(designs, estimators, strict=True)])  # (m, p, coefficient)
    half = np.linalg.cholesky(bread).T @ u
    own = (half**2).sum(axis=1)
    crossed = np.einsum("mpc,mqc->cpq", half, half)
    square = (d**2 - 2 * d * own).sum(axis=0) + (crossed**2).sum(axis=(1, 2))
    return np.asarray((d - own).sum(axis=0) ** 2 / square)
