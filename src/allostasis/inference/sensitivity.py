"""Which uncertain parameters drive a contrast: rank correlations over the draws of a run.

Spearman's coefficient says how steadily the contrast rises or falls with a parameter, whatever the shape. It comes with
a 90 % interval (Fisher's z with the variance of Bonett and Wright 2000). With D draws a parameter without any influence
reaches about 1.64/sqrt(D - 1) in one of ten cases; that is the noise band. `share` is the squared coefficient: roughly
the part of the contrast's rank variance that goes with the parameter alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NORMAL_90 = 1.6448536269514722
"""95 % point of the standard normal distribution."""
FEWEST_DRAWS = 8
"""With fewer draws ranks say nothing."""


def spearman(parameters: Array, effect: Array) -> tuple[Array, Array, Array]:
    """Rank correlation of each parameter with the effect, and its 90 % interval.

    Args:
        parameters: drawn values, shape (draws, parameters).
        effect: the contrast of each draw, shape (draws,).

    Returns:
        Coefficient, lower and upper end, each of shape (parameters,); NaN with fewer than `FEWEST_DRAWS` draws.
    """
    from scipy.stats import rankdata

    n = len(effect)
    if n < FEWEST_DRAWS:
        unknown = np.full(parameters.shape[1], np.nan)
        return unknown, unknown, unknown
    x = rankdata(parameters, axis=0) - (n + 1) / 2
    y = rankdata(effect) - (n + 1) / 2
    r = (x.T @ y) / np.sqrt(np.maximum((x * x).sum(axis=0) * (y * y).sum(), 1e-300))
    half = NORMAL_90 * np.sqrt((1 + r**2 / 2) / (n - 3))
    z = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    return r, np.tanh(z - half), np.tanh(z + half)


def with_sensitivity(dataset: Any) -> Any:
    """The dataset of a run with `spearman`, its interval and `share` for each uncertain parameter.

    The contrast without measurement noise is taken: noise would only blur what the parameters do.
    """
    effect = np.asarray(dataset["effect_true"].values, float)
    r, low, high = spearman(np.asarray(dataset["parameter_value"].values, float), effect)
    by_chance = round(0.1 * len(r))
    meaning = (
        "Rank correlation between an uncertain parameter and the contrast without measurement noise, over the draws; "
        f"of {len(r)} parameters about {by_chance} lie outside the band by chance alone"
    )
    for name, values, text in (
        ("spearman", r, meaning),
        ("spearman_low", low, "lower end of its 90 % interval"),
        ("spearman_high", high, "upper end of its 90 % interval"),
        ("share", r**2, "squared rank correlation"),
    ):
        dataset[name] = ("parameter",), values, {"unit": "1", "meaning": text, "long_name": text}
    return dataset
