"""The contrast between the arms over all parameter draws: its quantiles, and how often the trial's own test decides.

A published "not significant" is a statement about a test at a given sample size. It is compared with the share of
draws in which that same test is not significant, never with an effect of zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from xarray import Dataset

Region = Literal["lower", "neither", "higher"]
REGIONS: tuple[Region, ...] = ("lower", "neither", "higher")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
Z_90 = 1.6448536269514722  # the normal quantile that leaves 5 % on each side


@dataclass(frozen=True)
class Spread:
    """Median with the middle 50 % and 90 % of a quantity over the draws; NaN if no draw gave a number."""

    low90: float
    low50: float
    median: float
    high50: float
    high90: float


@dataclass(frozen=True)
class Contrast:
    """Active minus control over the draws.

    Args:
        draws: number of parameter draws, including those without a test.
        counts: draws in each region: significantly lower, not significant, significantly higher.
        observed: the contrast as the trial would have measured it.
        true: the same without noise of measurement; None if the run did not store it.
        unit: unit of the contrast.
        alpha: level of the two-sided test.
    """

    draws: int
    counts: Mapping[Region, int]
    observed: Spread
    true: Spread | None
    unit: str
    alpha: float

    @property
    def untested(self) -> int:
        """Draws in which the test gave no number."""
        return self.draws - sum(self.counts.values())


def contrast(dataset: Dataset, alpha: float) -> Contrast:
    """Summarise `effect` and `p_value` of a run over its draws."""
    effect = np.asarray(dataset["effect"].values, dtype=float)
    regions = region_of_each_draw(dataset, alpha)
    return Contrast(
        draws=effect.size,
        counts={region: int(np.sum(regions == region)) for region in REGIONS},
        observed=spread(effect),
        true=spread(dataset["effect_true"].values) if "effect_true" in dataset else None,
        unit=str(dataset["effect"].attrs.get("unit", "")),
        alpha=alpha,
    )


def region_of_each_draw(dataset: Dataset, alpha: float) -> NDArray[np.str_]:
    """For each draw "lower", "neither" or "higher"; "" where the test gave no number. p = alpha is not significant."""
    effect, p_value = dataset["effect"].values, dataset["p_value"].values
    decided = np.where(effect < 0, "lower", "higher")
    regions = np.where(p_value < alpha, decided, "neither")
    return np.where(np.isfinite(effect) & np.isfinite(p_value), regions, "")


def spread(values: Any) -> Spread:
    """Quantiles of the finite values; what is not finite is left out, and counted elsewhere."""
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return Spread(*[math.nan] * len(QUANTILES))
    return Spread(*(float(q) for q in np.quantile(numbers, QUANTILES)))


def share_interval(count: int, draws: int) -> tuple[float, float]:
    """90 % Wilson interval of a share: what a finite number of draws leaves open (Monte Carlo error)."""
    if not draws:
        return math.nan, math.nan
    share, weight = count / draws, Z_90**2 / draws
    centre = (share + weight / 2) / (1 + weight)
    half = Z_90 / (1 + weight) * math.sqrt(share * (1 - share) / draws + weight / (4 * draws))
    return max(centre - half, 0.0), min(centre + half, 1.0)
