"""Several coefficients tested at once with cluster-robust standard errors.

    Q = (C b)' [C Cov(b) C']^-1 (C b)      F = (eta - q + 1) / (eta q) Q,  on q and eta - q + 1 degrees of freedom

This approximate Hotelling T-squared test goes with CR2: Tipton and Pustejovsky 2015, Journal of Educational and
Behavioral Statistics 40:604-634; for any working model Pustejovsky and Tipton 2018, J Business Econ Stat 36:672-683.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.robust import RobustFit


@dataclass(frozen=True)
class WaldTest:
    """Several linear combinations of coefficients tested at once.

    Args:
        statistic: F.
        df: numerator and denominator degrees of freedom.
        p_value: NaN where the clusters are too few for the denominator to be positive.
        convention: how the denominator was found.
    """

    statistic: float
    df: tuple[float, float]
    p_value: float
    convention: str


def wald_test(robust_fit: RobustFit, combinations: ArrayLike | Sequence[str] | None = None) -> WaldTest:
    """Test that several coefficients, or combinations of them, are all zero.

    Args:
        robust_fit: the coefficients.
        combinations: names of coefficients, or a matrix, shape (q, p); all coefficients but the intercept otherwise.

    Returns:
        For CR2 the approximate Hotelling T-squared test, which for one combination is the Satterthwaite t squared;
        for the other kinds F with m - p degrees of freedom.
    """
    c = _combinations(robust_fit, combinations)
    q = len(c)
    value = c @ robust_fit.coefficients
    wald = float(value @ np.linalg.solve(c @ robust_fit.covariance @ c.T, value))
    if robust_fit.kind != "CR2":
        df = float(robust_fit.m - len(robust_fit.names))
        return WaldTest(wald / q, (float(q), df), float(fdtrc(q, df, wald / q)), "clusters_minus_p")
    eta = satterthwaite_df(robust_fit, c)
    df = eta - q + 1
    statistic = max(df, 0.0) / eta * wald / q
    p_value = float(fdtrc(q, df, statistic)) if df > 0 else float("nan")
    return WaldTest(statistic, (float(q), df), p_value, "approximate_hotelling_t2")


def satterthwaite_df(robust_fit: RobustFit, c: FloatArray) -> float:
    """Degrees of freedom of the robust covariance of q combinations of coefficients, under the working model.

    eta = q (q + 1) / sum of the variances of all entries of the covariance, standardised to expectation 1; for q = 1
    this is Satterthwaite's 2 E(v)^2 / Var(v).

    Args:
        robust_fit: the coefficients.
        c: combinations, shape (q, p).
    """
    e = [estimator @ c.T for estimator in robust_fit.estimators]
    own = np.array([a.T @ m @ a for a, m in zip(e, robust_fit.working, strict=True)])  # (m, q, q)
    half = np.linalg.cholesky(robust_fit.bread).T
    shared = np.array([half @ x.T @ a for a, x in zip(e, robust_fit.designs, strict=True)])  # (m, p, q)
    expected = own.sum(axis=0) - np.einsum("mps,mpt->st", shared, shared)
    values, vectors = np.linalg.eigh(expected)
    root = (vectors / np.sqrt(values)) @ vectors.T
    own, shared = root @ own @ root, shared @ root
    scores = -np.einsum("ips,jpt->stij", shared, shared, optimize=True)
    diagonal = np.arange(len(own))
    scores[:, :, diagonal, diagonal] += np.moveaxis(own, 0, -1)
    variances = np.einsum("stij,tsij->st", scores, scores) + np.einsum("ssij,ttij->st", scores, scores)
    q = len(c)
    return float(q * (q + 1) / variances.sum())


def _combinations(robust_fit: RobustFit, given: ArrayLike | Sequence[str] | None) -> FloatArray:
    names = robust_fit.names
    if given is None:
        given = [name for name in names if name != "intercept"] or list(names)
    if not isinstance(given, np.ndarray) and all(isinstance(item, str) for item in np.ravel(np.asarray(given, object))):
        wanted = [str(item) for item in np.ravel(np.asarray(given, object))]
        unknown = [name for name in wanted if name not in names]
        if unknown:
            raise EvidenceError([Problem("coefficient", repr(name), "one of " + ", ".join(names)) for name in unknown])
        return np.eye(len(names))[[names.index(name) for name in wanted]]
    matrix = np.atleast_2d(np.asarray(given, dtype=np.float64))
    if matrix.shape[1] != len(names) or np.linalg.matrix_rank(matrix) < len(matrix):
        allowed = f"rows of {len(names)} numbers that do not depend on each other"
        raise EvidenceError(Problem("combinations", f"a matrix of shape {matrix.shape}", allowed))
    return matrix
