"""The maximum of the likelihood over variance components that cannot be negative.

Fisher scoring with an active set: components that sit at zero and whose slope points below zero stay there, the
others move by the scoring step, shortened until the likelihood no longer falls. Several starts guard against a
second maximum; the best one wins and the result says how many starts ended there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import RunError
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.multilevel_blocks import Batch, batches
from allostasis.evidence.meta.multilevel_inputs import Data
from allostasis.evidence.meta.multilevel_likelihood import Evaluation, evaluate

BoolArray = NDArray[np.bool_]

_STEPS = 500
# Squared length of the next scoring step in standard errors of the components: a thousandth to tell the starts apart,
# a hundred-millionth for the best one.
_NEAR, _THERE = 1e-6, 1e-16
# Rounding of the likelihood, relative; a step that falls by less than this has not really fallen.
_ROUNDING = 1e-13
# Two starts have met if their likelihoods, near the top, differ by less than this: no test could notice it.
_SAME = 1e-4


@dataclass(frozen=True, eq=False)
class Scaled:
    """The data in units in which numbers are near 1 and the columns of the design are orthonormal.

    Args:
        batches: estimates / unit and sampling covariance / unit^2, in blocks.
        unit: square root of the median sampling variance, in the unit of the estimates.
        triangle: R of design = Q R; the batches hold Q, shape (p, p).
        k: number of rows.
        levels: number of levels.
    """

    batches: tuple[Batch, ...]
    unit: float
    triangle: FloatArray
    k: int
    levels: int


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where the likelihood is largest, in scaled units.

    Args:
        components: variance components, shape (levels,).
        evaluation: the likelihood there.
        starts: how many starts were tried.
        agreeing: how many of them ended at this maximum.
    """

    components: FloatArray
    evaluation: Evaluation
    starts: int
    agreeing: int


def scale(data: Data) -> Scaled:
    """Bring the data to scaled units."""
    variances = np.diag(data.sampling) if data.sampling.ndim == 2 else data.sampling
    unit = float(np.sqrt(np.median(variances)))
    q, triangle = np.linalg.qr(data.design)
    codes = [level.codes for level in data.levels]
    blocks = batches(data.estimates / unit, q, data.sampling / unit**2, codes)
    return Scaled(blocks, unit, triangle, len(data.estimates), len(data.levels))


def first_guesses(scaled: Scaled) -> list[FloatArray]:
    """Starts: the excess variance shared equally, mostly at one level, and nearly none at all; each shape (levels,)."""
    levels = scaled.levels
    if levels == 0:
        return [np.zeros(0)]
    flat = sum(np.einsum("bip,bi->p", batch.design, batch.estimates) for batch in scaled.batches)
    residual = sum(float(np.sum((batch.estimates - batch.design @ flat) ** 2)) for batch in scaled.batches)
    excess = max(residual / (scaled.k - len(scaled.triangle)) - 1.0, 0.1)
    shares = [np.full(levels, 1.0 / levels), np.full(levels, 0.01 / levels)]
    if levels > 1:
        shares += [np.where(np.arange(levels) == level, 0.9, 0.1 / (levels - 1)) for level in range(levels)]
    return [excess * share for share in shares]


def maximise(scaled: Scaled, starts: Sequence[FloatArray], restricted: bool, held: BoolArray | None = None) -> Maximum:
    """Climb from each start and keep the best top.

    Args:
        scaled: the data.
        starts: where to begin, each of shape (levels,), in scaled units; held components keep their value.
        restricted: REML if true, else ML.
        held: which components do not move, shape (levels,).

    Raises:
        RunError: if no start reaches a maximum.
    """
    kept = np.zeros(scaled.levels, dtype=np.bool_) if held is None else held
    blocks = scaled.batches
    near = [top for top in (_climb(blocks, start, restricted, kept, _NEAR) for start in starts) if top is not None]
    best = max(near, key=lambda top: top[1].log_likelihood, default=None)
    there = None if best is None else _climb(blocks, best[0], restricted, kept, _THERE)
    if there is None:
        raise RunError(
            f"The variance components were not found: none of {len(starts)} starts settled within {_STEPS} steps. "
            "A model with fewer levels, or levels with more groups, would help."
        )
    agreeing = sum(there[1].log_likelihood - top.log_likelihood < _SAME for _, top in near)
    return Maximum(*there, len(starts), agreeing)


def _climb(
    blocks: Sequence[Batch], start: FloatArray, restricted: bool, held: BoolArray, close: float
) -> tuple[FloatArray, Evaluation] | None:
    """Follow the scoring steps until they are shorter than `close`, squared; None if they do not settle."""
    here, now = start, evaluate(blocks, start, restricted)
    for _ in range(_STEPS):
        free = ~held & ((here > 0) | (now.gradient > 0))
        step = _scoring_step(now, free)
        if float(step @ now.gradient) <= close:
            return here, now
        uphill = np.where(free, now.gradient / np.maximum(np.diag(now.information), np.finfo(float).tiny), 0.0)
        moved = _move(blocks, here, now, step, restricted) or _move(blocks, here, now, uphill, restricted)
        if moved is None:  # nothing higher can be told from rounding: this is the top
            return here, now
        here, now = moved
    return None


def _scoring_step(now: Evaluation, free: BoolArray) -> FloatArray:
    step = np.zeros(free.size)
    if free.any():
        step[free] = np.linalg.lstsq(now.information[np.ix_(free, free)], now.gradient[free], rcond=None)[0]
    return step


def _move(
    blocks: Sequence[Batch], here: FloatArray, now: Evaluation, step: FloatArray, restricted: bool
) -> tuple[FloatArray, Evaluation] | None:
    """Halve the step, cut at zero, until the likelihood does not fall; None if no length of it helps."""
    allowance = _ROUNDING * (1.0 + abs(now.log_likelihood))
    for halving in range(40):
        there = np.maximum(here + step * 0.5**halving, 0.0)
        if np.array_equal(there, here):
            return None
        then = evaluate(blocks, there, restricted)
        if then.log_likelihood >= now.log_likelihood - allowance:
            return there, then
    return None
