"""What draws of the priors give: an interval instead of a number, for checks of the class prior."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from allostasis.verification.check import Answer, Target
from allostasis.verification.subjects import Subject


def over_draws(target: Target, subjects: Sequence[Subject], measure: Callable[[Subject], float]) -> Answer:
    """The median and the 90 % interval of a measure over individuals drawn from the priors.

    Args:
        target: what was published.
        subjects: individuals, one for each draw.
        measure: what each of them gives.
    """
    return of_values(target, [measure(subject) for subject in subjects])


def of_values(target: Target, values: Sequence[float], miss: str = "") -> Answer:
    """The same for values that were worked out before; `miss` says why they miss, if they do."""
    low, middle, high = np.quantile(np.asarray(values, float), [0.05, 0.5, 0.95])
    share = float(np.mean([target.holds(value) for value in values]))
    return Answer(target, float(middle), float(low), float(high), miss, share)
