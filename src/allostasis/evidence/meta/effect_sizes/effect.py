"""The value that every effect-size function gives, and the two ways to turn its sign."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

from allostasis.evidence.meta.effect_sizes.checks import Checks

Measure = Literal[
    "mean_difference",
    "smd",
    "smd_change",
    "log_ratio_of_means",
    "log_odds_ratio",
    "log_risk_ratio",
    "risk_difference",
    "log_hazard_ratio",
    "log_rate_ratio",
    "correlation",
    "fisher_z",
    "proportion_logit",
    "proportion_arcsine",
    "log_rate",
    "sqrt_rate",
]
"""What an estimate is; only estimates of one measure may be pooled.

`smd` is in standard deviations of the raw score, `smd_change` in standard deviations of the change within a person:
the two differ by a factor of sqrt(2 (1 - r)) and are never pooled together (Morris & DeShon 2002).
"""

LEVELS = ("proportion_logit", "proportion_arcsine", "log_rate", "sqrt_rate")
"""Measures of one group: they say how much, not which of two is better, so they have no sign to turn."""


@dataclass(frozen=True)
class EffectSize:
    """One estimate with its sampling variance, and how both were made.

    Args:
        estimate: on the scale of `measure`; ratios as natural logarithms.
        variance: sampling variance of `estimate`, above 0.
        measure: what the estimate is.
        formula: name of the estimator and of the variance formula, with the paper, for printing.
        imputed: what was not reported but assumed or converted, one phrase each; empty if nothing was.
        n_treat: number in the treated arm, or in the only group; None if not known.
        n_control: number in the control arm; None if not known or if there is one group. A paired effect has the same
            people in both, so the two numbers are then equal and must not be added.

    Raises:
        EvidenceError: the estimate is not a finite number, or the variance is not above 0.
    """

    estimate: float
    variance: float
    measure: Measure
    formula: str
    imputed: tuple[str, ...] = ()
    n_treat: int | None = None
    n_control: int | None = None

    def __post_init__(self) -> None:
        checks = Checks()
        checks.finite("estimate", self.estimate)
        checks.above_zero("variance", self.variance)
        checks.done()

    @property
    def se(self) -> float:
        """Standard error, the square root of the variance."""
        return math.sqrt(self.variance)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Normal confidence interval of one estimate: estimate plus and minus z times the standard error."""
        half = NormalDist().inv_cdf((1 + level) / 2) * self.se
        return self.estimate - half, self.estimate + half


def flip(effect: EffectSize) -> EffectSize:
    """The same effect seen from the other side: the estimate changes sign, all else stays.

    Raises:
        EvidenceError: the measure is a level of one group and has no other side.
    """
    if effect.measure in LEVELS:
        checks = Checks()
        checks.need(False, "measure", effect.measure, "a comparison or an association", "a level has no direction")
        checks.done()
    return replace(effect, estimate=-effect.estimate)


def harmonise(effect: EffectSize, good_direction: Literal["lower", "higher", "neither"]) -> EffectSize:
    """The effect with positive meaning good for the subject.

    `good_direction` is that of the outcome (outcomes.csv): an outcome that is better when lower changes sign. For a
    marker, which is neither good nor bad, positive goes on meaning higher in the treated arm.
    """
    checks = Checks()
    checks.one_of("good_direction", good_direction, ("lower", "higher", "neither"))
    checks.done()
    return flip(effect) if good_direction == "lower" else effect
