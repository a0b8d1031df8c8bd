"""The data of a funnel plot: effects against their standard errors, with pseudo confidence limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.inputs import check_level
from allostasis.evidence.meta.random_effects import quantile, two_sided
from allostasis.evidence.meta.results import Fit


@dataclass(frozen=True, eq=False)
class Funnel:
    """Points and limits, ready to draw with the standard error downwards.

    Args:
        labels: names of the points.
        effect: across, shape (k,): the estimates, or with moderators their distances from the model.
        se: down, shape (k,).
        centre: where the limits meet.
        se_grid: standard errors at which the limits are given, from 0 to just beyond the largest, shape (n,).
        limits: for each level the lower and upper limit along `se_grid`.
        p_value: two-sided p-value of each point against an effect of 0, for contours of significance, shape (k,).
    """

    labels: tuple[str, ...]
    effect: FloatArray
    se: FloatArray
    centre: float
    se_grid: FloatArray
    limits: dict[float, tuple[FloatArray, FloatArray]]
    p_value: FloatArray


def funnel(fit: Fit, levels: Sequence[float] = (0.9, 0.95, 0.99), *, centre: float | None = None) -> Funnel:
    """Points and pseudo confidence limits of a funnel plot (Sterne and Egger 2001, J Clin Epidemiol 54:1046-1055).

    Args:
        fit: a fitted model.
        levels: coverages of the limits; they show sampling error only, without variance between studies.
        centre: by default the pooled effect; 0 gives contours of significance (Peters et al. 2008, J Clin Epidemiol
            61:991-996).
    """
    for level in levels:
        check_level(level)
    se = np.sqrt(fit.variances)
    effect = fit.estimates if fit.is_pooled else fit.estimates - fit.fitted
    middle = centre if centre is not None else (fit.estimate if fit.is_pooled else 0.0)
    grid = np.linspace(0, 1.05 * float(se.max()), 101)
    limits = {level: (middle - quantile(level, None) * grid, middle + quantile(level, None) * grid) for level in levels}
    return Funnel(fit.labels, effect, se, middle, grid, limits, two_sided(fit.estimates / se, None))
