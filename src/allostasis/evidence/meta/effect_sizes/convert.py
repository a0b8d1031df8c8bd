"""From one measure to another; each conversion assumes something and marks it."""

from __future__ import annotations

import math
from dataclasses import replace

from allostasis.evidence.meta.effect_sizes.checks import Checks
from allostasis.evidence.meta.effect_sizes.effect import EffectSize


def smd_from_odds_ratio(effect: EffectSize) -> EffectSize:
    """Standardised mean difference from a log odds ratio: times sqrt(3)/pi, variance times 3/pi^2.

    Assumes that the event is a cut through a logistic score of equal spread in both groups.
    Source: Hasselblad & Hedges 1995, Psychol Bull 117:167-178.
    """
    _check_measure(effect, "log_odds_ratio")
    factor = math.sqrt(3) / math.pi
    return replace(
        effect,
        estimate=factor * effect.estimate,
        variance=factor**2 * effect.variance,
        measure="smd",
        formula=f"{effect.formula}; to SMD by the logit method (Hasselblad & Hedges 1995)",
        imputed=(*effect.imputed, "converted from an odds ratio: logistic score assumed"),
    )


def smd_from_correlation(effect: EffectSize) -> EffectSize:
    """Standardised mean difference from r: d = 2 r / sqrt(1 - r^2), variance 4 var(r) / (1 - r^2)^3.

    Assumes that the correlated variable stands for two groups of equal size. The group sizes are left empty.
    Source: Borenstein, Hedges, Higgins & Rothstein 2009, Introduction to Meta-Analysis, eq. 7.5 and 7.6.
    """
    _check_measure(effect, "correlation")
    rest = 1 - effect.estimate**2
    return EffectSize(
        2 * effect.estimate / math.sqrt(rest),
        4 * effect.variance / rest**3,
        "smd",
        f"{effect.formula}; to SMD (Borenstein et al. 2009)",
        (*effect.imputed, "converted from a correlation: two equal groups assumed"),
    )


def _check_measure(effect: EffectSize, measure: str) -> None:
    checks = Checks()
    checks.one_of("effect.measure", effect.measure, (measure,))
    checks.done()
