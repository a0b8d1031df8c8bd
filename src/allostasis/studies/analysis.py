"""The trial analysed as its authors did, once per parameter draw.

    paired_t         mean of the within-participant differences, t on n - 1 degrees of freedom
    period_adjusted  half the difference between the two orders' mean period differences (Hills and Armitage), n - 2 df
    welch_t          difference of two means with unequal variances, Welch-Satterthwaite df

`dz` is the mean difference over its standard deviation (within participants), or Hedges' g between parallel arms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Contrast:
    """Active minus control, one value per draw.

    Attributes:
        effect: estimated difference in the unit of the outcome.
        standard_error: of the estimate.
        statistic: t.
        df: its degrees of freedom.
        p_value: two-sided.
        dz: standardised difference.
    """

    effect: Array
    standard_error: Array
    statistic: Array
    df: Array
    p_value: Array
    dz: Array


def analyse(test: str, active: Array, control: Array, active_period: NDArray[np.int8]) -> Contrast:
    """Test the contrast in every draw.

    Args:
        test: name of the test.
        active: outcome in the active arm, shape (draws, participants); NaN where a participant was not in that arm.
        control: outcome in the control arm, likewise.
        active_period: session in which the participant was in the active arm (crossover), same shape.
    """
    if test == "welch_t":
        return _welch(active, control)
    difference = active - control
    return _paired(difference) if test == "paired_t" else _period_adjusted(difference, active_period)


def _paired(difference: Array) -> Contrast:
    n = difference.shape[1]
    mean, sd = difference.mean(axis=1), difference.std(axis=1, ddof=1)
    return _contrast(mean, sd / np.sqrt(n), np.full(len(mean), n - 1.0), mean / sd)


def _period_adjusted(difference: Array, active_period: NDArray[np.int8]) -> Contrast:
    first = active_period == 1
    n1, n2 = first.sum(axis=1), (~first).sum(axis=1)
    one, two = (np.where(mask, difference, np.nan) for mask in (first, ~first))
    mean = (np.nanmean(one, axis=1) + np.nanmean(two, axis=1)) / 2
    squares = _sum_of_squares(one) + _sum_of_squares(two)
    sd = np.sqrt(squares / (n1 + n2 - 2))
    return _contrast(mean, sd * np.sqrt(1 / n1 + 1 / n2) / 2, (n1 + n2 - 2).astype(float), mean / sd)


def _sum_of_squares(values: Array) -> Array:
    """Squared deviations from each draw's own mean, summed; NaN counts as absent."""
    return np.asarray(np.nansum((values.T - np.nanmean(values, axis=1)) ** 2, axis=0))


def _welch(active: Array, control: Array) -> Contrast:
    n1, n2 = np.sum(~np.isnan(active), axis=1), np.sum(~np.isnan(control), axis=1)
    v1, v2 = np.nanvar(active, axis=1, ddof=1), np.nanvar(control, axis=1, ddof=1)
    mean = np.nanmean(active, axis=1) - np.nanmean(control, axis=1)
    se2 = v1 / n1 + v2 / n2
    df = se2**2 / ((v1 / n1) ** 2 / (n1 - 1) + (v2 / n2) ** 2 / (n2 - 1))
    pooled = np.sqrt(((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2))
    return _contrast(mean, np.sqrt(se2), df, mean / pooled * (1 - 3 / (4 * (n1 + n2 - 2) - 1)))


def _contrast(effect: Array, standard_error: Array, df: Array, dz: Array) -> Contrast:
    from scipy.stats import t

    statistic = effect / standard_error
    return Contrast(effect, standard_error, statistic, df, np.asarray(2 * t.sf(np.abs(statistic), df)), dz)
