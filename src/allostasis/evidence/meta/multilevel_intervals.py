"""What a multilevel fit says beyond its mean: prediction intervals, intervals of the variances, predicted effects.

prediction interval   x'b +/- c sqrt(x'Cov(b)x + sum of the variances)      c normal, or t by the named convention
profile interval      all s_l with 2 (max logL - max logL given s_l) <= chi-square(1)
                      Hardy and Thompson 1996, Statistics in Medicine 15:619-629
predicted effects     u_l = s_l Z_l' W (y - X b), error covariance s_l I - s_l^2 Z_l' P Z_l
                      best linear unbiased predictions, Robinson 1991, Statistical Science 6:15-32
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficient_table import CoefficientTable, half_width
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.inputs import check_choice, check_level
from allostasis.evidence.meta.multilevel_blocks import Batch, IntArray, batches
from allostasis.evidence.meta.multilevel_maximum import Scaled, maximise, scale
from allostasis.evidence.meta.multilevel_results import MultilevelFit, MultilevelTest
from allostasis.evidence.meta.numerical import root
from allostasis.evidence.meta.results import Interval
from allostasis.evidence.meta.robust import RobustFit
from allostasis.evidence.meta.wald import satterthwaite_df

MultilevelConvention = Literal["normal", "t_k_minus_p", "t_k_minus_2", "t_groups_minus_p"]

_DOUBLINGS = 60
_OF_TEST: dict[MultilevelTest, MultilevelConvention] = {
    "normal": "normal",
    "t": "t_k_minus_p",
    "t_groups": "t_groups_minus_p",
}


@dataclass(frozen=True, eq=False)
class PredictedEffects:
    """Random effects of the groups of one level, or true effects of the rows.

    Args:
        names: groups or rows, n of them.
        values: predictions, shape (n,), in the unit of the estimates.
        se: standard errors of prediction, shape (n,), given the variance components.
    """

    names: tuple[str, ...]
    values: FloatArray
    se: FloatArray


def multilevel_prediction_interval(
    fit: MultilevelFit,
    convention: MultilevelConvention | None = None,
    *,
    at: ArrayLike | None = None,
    through: str | None = None,
    level: float | None = None,
) -> Interval:
    """Where the true effect of a new row of a new study lies; never the confidence interval of the mean.

    Args:
        fit: the model.
        convention: reference distribution: normal, or t with k - p, k - 2 (k - p - 1 with moderators) or (groups of
            the outermost level) - p; that of the tests of the fit otherwise.
        at: moderators of the new row, shape (m,), without intercept; not needed without moderators.
        through: innermost level that varies; give "study" for the mean of a new study. All levels otherwise.
        level: coverage; that of the fit otherwise.

    Raises:
        EvidenceError: if the convention has no degrees of freedom, or `at` or `through` do not fit the model.
    """
    chosen = convention or _OF_TEST[fit.test]
    check_choice("convention", chosen, ("normal", "t_k_minus_p", "t_k_minus_2", "t_groups_minus_p"))
    coverage = fit.level if level is None else level
    check_level(coverage)
    x = _design_row(fit, at)
    inner = len(fit.components) if through is None else _level_number(fit, through) + 1
    spread = np.sqrt(x @ fit.covariance @ x + fit.components[:inner].sum())
    half = float(half_width(coverage, _prediction_df(fit, chosen)) * spread)
    centre = float(x @ fit.coefficients)
    note = "all variances are at 0: no room beyond the uncertainty of the mean" if fit.tau2 == 0 else ""
    return Interval(centre - half, centre + half, chosen, coverage, note)


def robust_prediction_interval(robust_fit: RobustFit, at: ArrayLike | None = None) -> Interval:
    """The same with the robust uncertainty of the mean, and t with its own degrees of freedom.

    For CR2 these are the Satterthwaite degrees of freedom of the predicted mean, for the other kinds m - p.

    Args:
        robust_fit: a univariate or multilevel fit with robust coefficients.
        at: moderators of the new row, shape (m,), without intercept; not needed without moderators.
    """
    x = _design_row(robust_fit, at)
    is_cr2 = robust_fit.kind == "CR2"
    df = satterthwaite_df(robust_fit, x[None, :]) if is_cr2 else float(robust_fit.m - len(x))
    spread = np.sqrt(x @ robust_fit.covariance @ x + robust_fit.fit.tau2)
    half = float(half_width(robust_fit.level, df) * spread)
    centre = float(x @ robust_fit.coefficients)
    convention = "t_satterthwaite" if is_cr2 else "t_clusters_minus_p"
    return Interval(centre - half, centre + half, convention, robust_fit.level)


def component_interval(fit: MultilevelFit, name: str, level: float = 0.95) -> Interval:
    """Profile-likelihood interval of the variance of one level, in the squared unit of the estimates.

    Args:
        fit: the model.
        name: the level, one of `fit.level_names`.
        level: coverage.
    """
    from scipy.special import chdtri

    check_level(level)
    at = _level_number(fit, name)
    scaled = scale(fit.data)
    best = fit.components / scaled.unit**2
    critical = float(chdtri(1, 1 - level))
    deviance = _profile(scaled, best, at, fit.method == "REML")
    low = _lower_end(deviance, critical, best[at]) * scaled.unit**2
    high = _upper_end(deviance, critical, best[at]) * scaled.unit**2
    notes = ["the lower end is at the boundary, 0"] if low == 0 else []
    notes += ["the upper end is not bounded by the data"] if np.isinf(high) else []
    return Interval(low, high, "profile_likelihood", level, "; ".join(notes))


def predicted_effects(fit: MultilevelFit, name: str) -> PredictedEffects:
    """How far each group of a level lies from the mean of the model, shrunk towards it, in the order of the data.

    Args:
        fit: the model.
        name: the level, one of `fit.level_names`.
    """
    at = _level_number(fit, name)
    groups, codes, variance = fit.data.levels[at].groups, fit.data.levels[at].codes, fit.components[at]
    values, errors = np.zeros(len(groups)), np.zeros(len(groups))
    for batch in _batches(fit):
        weights, residuals = _weights(fit, batch), batch.estimates - batch.design @ fit.coefficients
        first_rows = _first_of_group(codes[batch.rows])
        member = batch.same[at]  # one column of 0 and 1 per row; rows of one group have the same column
        pull = variance * (member @ (weights @ residuals[..., None]))[..., 0]
        projected = _residual_weights(fit, batch, weights)
        error = variance - variance**2 * np.einsum("bij,bjl,bil->bi", member, projected, member, optimize=True)
        values[codes[batch.rows][first_rows]] = pull[first_rows]
        errors[codes[batch.rows][first_rows]] = error[first_rows]
    return PredictedEffects(groups, values, np.sqrt(np.maximum(errors, 0.0)))


def true_effects(fit: MultilevelFit) -> PredictedEffects:
    """The true effect of each row as the model sees it: mean plus predicted effects of all its levels."""
    values, errors = np.empty(fit.k), np.empty(fit.k)
    for batch in _batches(fit):
        weights = _weights(fit, batch)
        between = np.tensordot(fit.components, batch.same, axes=1)
        mean = batch.design @ fit.coefficients
        gain = between @ weights
        values[batch.rows] = mean + (gain @ (batch.estimates - mean)[..., None])[..., 0]
        left = batch.design - gain @ batch.design
        error = between - gain @ between + left @ fit.covariance @ left.swapaxes(-1, -2)
        errors[batch.rows] = np.einsum("bii->bi", error)
    return PredictedEffects(fit.data.labels, values, np.sqrt(np.maximum(errors, 0.0)))


def _design_row(table: CoefficientTable, at: ArrayLike | None) -> FloatArray:
    given = np.asarray([] if at is None else at, dtype=np.float64).reshape(-1)
    has_intercept = table.names[0] == "intercept"
    row = np.concatenate([[1.0], given]) if has_intercept else given
    if row.size != len(table.names):
        wanted = [name for name in table.names if name != "intercept"]
        raise EvidenceError(Problem("at", f"{given.size} numbers", f"{len(wanted)} numbers: {', '.join(wanted)}"))
    return row


def _level_number(fit: MultilevelFit, name: str) -> int:
    if name not in fit.level_names:
        allowed = "one of " + ", ".join(fit.level_names) if fit.level_names else "a model with levels"
        raise EvidenceError(Problem("level", repr(name), allowed, " ".join(fit.notes)))
    return fit.level_names.index(name)


def _prediction_df(fit: MultilevelFit, convention: MultilevelConvention) -> float | None:
    groups = len(fit.data.levels[0].groups) if fit.data.levels else fit.k
    found = {
        "normal": None,
        "t_k_minus_p": fit.k - fit.p,
        "t_k_minus_2": fit.k - fit.p - 1,
        "t_groups_minus_p": groups - fit.p,
    }
    df = found[convention]
    if df is not None and df < 1:
        raise EvidenceError(Problem("convention", f"{convention}: {df} degrees of freedom", "at least 1"))
    return df


def _profile(scaled: Scaled, best: FloatArray, at: int, restricted: bool) -> Callable[[float], float]:
    """Twice the fall of the profile likelihood, as a function of one component in scaled units."""
    held = np.arange(len(best)) == at
    top = maximise(scaled, [best], restricted).evaluation.log_likelihood

    def deviance(value: float) -> float:
        start = np.where(held, value, best)
        return 2.0 * (top - maximise(scaled, [start], restricted, held).evaluation.log_likelihood)

    return deviance


def _lower_end(deviance: Callable[[float], float], critical: float, best: float) -> float:
    if best == 0 or deviance(0.0) <= critical:
        return 0.0
    return _crossing(deviance, critical, 0.0, best)


def _upper_end(deviance: Callable[[float], float], critical: float, best: float) -> float:
    inside, outside = best, max(2.0 * best, 1.0)
    for _ in range(_DOUBLINGS):
        if deviance(outside) > critical:
            return _crossing(deviance, critical, inside, outside)
        inside, outside = outside, 2.0 * outside
    return float("inf")


def _crossing(deviance: Callable[[float], float], critical: float, start: float, stop: float) -> float:
    # 1e-9 of the answer: far below the digits that anyone prints, and the deviance is smooth at that scale.
    return root(lambda value: deviance(value) - critical, start, stop, xtol=1e-12, rtol=1e-9)


def _batches(fit: MultilevelFit) -> tuple[Batch, ...]:
    data = fit.data
    return batches(data.estimates, data.design, data.sampling, [level.codes for level in data.levels])


def _weights(fit: MultilevelFit, batch: Batch) -> FloatArray:
    covariance = batch.sampling + np.tensordot(fit.components, batch.same, axes=1)
    return np.asarray(np.linalg.inv(covariance), dtype=np.float64)


def _residual_weights(fit: MultilevelFit, batch: Batch, weights: FloatArray) -> FloatArray:
    weighted = weights @ batch.design
    return np.asarray(weights - weighted @ fit.covariance @ weighted.swapaxes(-1, -2))


def _first_of_group(codes: IntArray) -> NDArray[np.bool_]:
    """Marks the first row of each group within each block, shape (m, n)."""
    earlier = np.tril(np.ones((codes.shape[1], codes.shape[1]), dtype=np.bool_), -1)
    return np.asarray(~np.any((codes[:, :, None] == codes[:, None, :]) & earlier, axis=2))
