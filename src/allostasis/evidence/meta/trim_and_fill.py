"""How many studies would make the funnel symmetric, and what the pooled effect would then be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.inputs import check_choice
from allostasis.evidence.meta.random_effects import random_effects, refit
from allostasis.evidence.meta.results import Fit
from allostasis.evidence.meta.small_study import egger

Side = Literal["left", "right"]
Estimator = Literal["L0", "R0"]

_MOST_ROUNDS = 100
_ROUNDING = 1e-13


@dataclass(frozen=True, eq=False)
class TrimAndFill:
    """A funnel made symmetric.

    Args:
        k0: number of studies filled in.
        k0_se: its standard error.
        k0_p: p-value of "none is missing on this side"; only for R0.
        side: the side on which they were filled in.
        estimator: "L0" or "R0".
        fit: the model of the observed and the filled rows; filled ones are labelled "filled 1" and so on.
        is_filled: which rows of `fit` were filled in.
        note: remark in words; may be empty.
    """

    k0: int
    k0_se: float
    k0_p: float | None
    side: Side
    estimator: Estimator
    fit: Fit
    is_filled: NDArray[np.bool_]
    note: str = ""


def trim_and_fill(fit: Fit, side: Side | None = None, estimator: Estimator = "L0") -> TrimAndFill:
    """Trim and fill of Duval and Tweedie (2000, Biometrics 56:455-463; 2000, JASA 95:89-98).

    The most extreme studies of one side are trimmed until the ranks about the new centre are symmetric, then mirrored.
    It asks how much asymmetry could matter; the filled studies do not exist, and the new mean is not a better one.

    Args:
        fit: a pooled model; its method is used for every centre.
        side: where studies may be missing. By default the side opposite to the lean of the small studies, by the sign
            of the slope in Egger's regression.
        estimator: how k0 is estimated: "L0" (linear, the usual one) or "R0" (length of the rightmost run).

    Raises:
        EvidenceError: with moderators, with fewer than three rows, or if the rounds do not settle.
    """
    check_choice("estimator", estimator, ("L0", "R0"))
    if not fit.is_pooled:
        raise EvidenceError(Problem("trim and fill", "a model with moderators", "a model of one pooled effect"))
    if fit.k < 3:
        raise EvidenceError(Problem("trim and fill", f"{fit.k} rows", "at least 3 rows"))
    chosen: Side = side or ("right" if egger(fit).slope < 0 else "left")
    check_choice("side", chosen, ("left", "right"))
    # As if studies were missing on the left; the other case is its mirror image.
    mirror = -1.0 if chosen == "right" else 1.0
    rows = np.argsort(mirror * fit.estimates, kind="stable")
    k0, centre, ranks = _settle(fit, rows, mirror, estimator)
    return _filled(fit, rows, k0, centre, ranks, chosen, estimator)


def _settle(fit: Fit, rows: NDArray[np.intp], mirror: float, estimator: Estimator) -> tuple[int, float, FloatArray]:
    """Number to fill in, the centre of the trimmed rows, and the signed ranks about it."""
    k0 = 0
    for _ in range(_MOST_ROUNDS):
        centre = refit(fit, rows[: fit.k - k0]).estimate
        distances = mirror * (fit.estimates[rows] - centre)
        # Rounding gives equal estimates a side of their centre, another one in each round.
        ranks = _signed_ranks(np.where(np.abs(distances) > _ROUNDING * np.abs(fit.estimates).max(), distances, 0.0))
        found = int(min(max(0, round(_missing(ranks, estimator))), fit.k - 2))
        if found == k0:
            return k0, centre, ranks
        k0 = found
    raise EvidenceError(Problem("trim and fill", f"no end after {_MOST_ROUNDS} rounds", "a number that settles"))


def _signed_ranks(distances: FloatArray) -> FloatArray:
    """Ranks of the absolute distances, from 1, ties in the order of the rows, with the sign of the distance."""
    ranks = np.empty(len(distances))
    ranks[np.argsort(np.abs(distances), kind="stable")] = np.arange(1, len(distances) + 1)
    return ranks * np.sign(distances)


def _missing(ranks: FloatArray, estimator: Estimator) -> float:
    k = len(ranks)
    if estimator == "R0":
        return float(k - np.max(-ranks[ranks < 0], initial=0) - 1)
    return float((4 * ranks[ranks > 0].sum() - k * (k + 1)) / (2 * k - 1))


def _k0_se(ranks: FloatArray, k0: int, estimator: Estimator) -> float:
    """Standard error of k0, as derived by Duval and Tweedie for each estimator."""
    k = len(ranks)
    if estimator == "R0":
        return float(np.sqrt(2 * k0 + 2))
    cubic = k * (k + 1) * (2 * k + 1) + 10 * k0**3 + 27 * k0**2 + 17 * k0
    variance = (cubic - 18 * k * k0**2 - 18 * k * k0 + 6 * k**2 * k0) / 24
    return float(4 * np.sqrt(max(0.0, variance)) / (2 * k - 1))


def _filled(
    fit: Fit,
    rows: NDArray[np.intp],
    k0: int,
    centre: float,
    ranks: FloatArray,
    side: Side,
    estimator: Estimator,
) -> TrimAndFill:
    extreme = rows[fit.k - k0 :]
    labels = [*fit.labels, *(f"filled {number + 1}" for number in range(k0))]
    new = random_effects(
        np.concatenate([fit.estimates, 2 * centre - fit.estimates[extreme]]),
        np.concatenate([fit.variances, fit.variances[extreme]]),
        labels=labels,
        method=fit.method,
        test=fit.test,
        level=fit.level,
    )
    # Under symmetry the run of R0 is longer than k0 with this probability.
    p_value = 0.5 ** (k0 + 1) if estimator == "R0" and k0 > 0 else (1.0 if estimator == "R0" else None)
    note = "" if fit.k >= 10 else f"{fit.k} studies are too few to tell asymmetry from chance"
    is_filled = np.arange(fit.k + k0) >= fit.k
    return TrimAndFill(k0, _k0_se(ranks, k0, estimator), p_value, side, estimator, new, is_filled, note)
