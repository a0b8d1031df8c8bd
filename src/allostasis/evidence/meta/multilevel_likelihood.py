"""The likelihood of the variance components of a linear mixed model with known sampling covariance.

With r = y - X b, M = V + sum_l s_l S_l (S_l has 1 where two rows share a group of level l), W = 1/M and C = 1/(X'WX):

    ML:    -2 logL = k log 2 pi       + log|M|                            + r'Wr
    REML:  -2 logL = (k - p) log 2 pi + log|M| + log|X'WX| - log|X'X|     + r'Wr
    gradient_l       = (r'W S_l W r - tr(A S_l)) / 2      A = W (ML) or P = W - WXCX'W (REML)
    information_lm   = tr(A S_l A S_m) / 2                expected (Fisher) information

Sources: Harville 1977, Journal of the American Statistical Association 72:320-338 (likelihoods, scoring); the term
log|X'X| makes the restricted likelihood independent of the scale of the moderators and is the convention of metafor.
The design handed in here has orthonormal columns, so that log|X'X| is zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.multilevel_blocks import Batch


@dataclass(frozen=True)
class Evaluation:
    """The likelihood at one set of variance components.

    Args:
        log_likelihood: natural logarithm.
        gradient: its slope along each component, shape (levels,).
        information: expected information, shape (levels, levels).
        coefficients: generalised least squares estimate, shape (p,).
        bread: covariance of the coefficients, C, shape (p, p).
        trace: tr(P), the sum of the diagonal of the residual weight matrix.
        residual: r'Wr.
    """

    log_likelihood: float
    gradient: FloatArray
    information: FloatArray
    coefficients: FloatArray
    bread: FloatArray
    trace: float
    residual: float


@dataclass(frozen=True)
class _Weighted:
    """A batch with its weights: W, and the columns [W X]."""

    batch: Batch
    weights: FloatArray
    weighted_design: FloatArray
    log_determinant: float


def evaluate(batches: Sequence[Batch], components: FloatArray, restricted: bool) -> Evaluation:
    """Likelihood, gradient, information and coefficients at given variance components (all >= 0).

    Raises:
        numpy.linalg.LinAlgError: if the covariance is not positive definite.
    """
    parts = [_weigh(batch, components) for batch in batches]
    bread = np.linalg.inv(sum(np.einsum("bip,biq->pq", part.batch.design, part.weighted_design) for part in parts))
    score = sum(np.einsum("bip,bi->p", part.weighted_design, part.batch.estimates) for part in parts)
    coefficients = bread @ score
    residuals = [part.batch.estimates - part.batch.design @ coefficients for part in parts]
    weighted = [(part.weights @ r[..., None])[..., 0] for part, r in zip(parts, residuals, strict=True)]
    rss = float(sum(np.sum(r * w) for r, w in zip(residuals, weighted, strict=True)))
    gradient, information = _slopes(parts, weighted, bread, len(components), restricted)
    trace = sum(float(np.einsum("bii->", part.weights)) for part in parts) - sum(
        float(np.sum((part.weighted_design @ bread) * part.weighted_design)) for part in parts
    )
    rows = sum(part.batch.estimates.size for part in parts)
    return Evaluation(
        _log_likelihood(parts, bread, rss, rows, restricted), gradient, information, coefficients, bread, trace, rss
    )


def _weigh(batch: Batch, components: FloatArray) -> _Weighted:
    covariance = batch.sampling + np.tensordot(components, batch.same, axes=1)
    factor = np.linalg.cholesky(covariance)
    log_determinant = 2.0 * float(np.sum(np.log(np.einsum("bii->bi", factor))))
    weights: FloatArray = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
    return _Weighted(batch, weights, np.asarray(weights @ batch.design), log_determinant)


def _log_likelihood(parts: Sequence[_Weighted], bread: FloatArray, rss: float, rows: int, restricted: bool) -> float:
    free = rows - (bread.shape[0] if restricted else 0)
    total = free * np.log(2.0 * np.pi) + sum(part.log_determinant for part in parts) + rss
    if restricted:
        total -= np.linalg.slogdet(bread)[1]
    return -0.5 * float(total)


def _slopes(
    parts: Sequence[_Weighted], weighted: Sequence[FloatArray], bread: FloatArray, levels: int, restricted: bool
) -> tuple[FloatArray, FloatArray]:
    """Gradient and expected information, summed over blocks."""
    p = bread.shape[0]
    trace, square = np.zeros(levels), np.zeros(levels)
    traces = np.zeros((levels, levels))
    once = np.zeros((levels, p, p))  # X'W S_l W X
    twice = np.zeros((levels, levels, p, p))  # X'W S_l W S_m W X
    for part, wr in zip(parts, weighted, strict=True):
        same, wx = part.batch.same, part.weighted_design
        ws = part.weights @ same
        trace += np.einsum("lbii->l", ws)
        square += ((same @ wr[..., None])[..., 0] * wr).sum(axis=(1, 2))
        traces += np.einsum("lbij,mbji->lm", ws, ws)
        swx = same @ wx
        once += (wx.swapaxes(-1, -2) @ swx).sum(axis=1)
        twice += (swx.swapaxes(-1, -2)[:, None] @ (part.weights @ swx)[None]).sum(axis=2)
    if restricted:
        trace = trace - np.einsum("pq,lqp->l", bread, once)
        traces = traces - 2.0 * np.einsum("pq,lmqp->lm", bread, twice)
        spread = np.einsum("pq,lqr->lpr", bread, once)
        traces = traces + np.einsum("lpq,mqp->lm", spread, spread)
    return 0.5 * (square - trace), 0.5 * traces
