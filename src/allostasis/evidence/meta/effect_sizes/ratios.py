"""Ratios reported with an interval or a p, ratios of rates, and hazard ratios from a log-rank test."""

from __future__ import annotations

import math
from typing import Literal

from allostasis.evidence.meta.effect_sizes.checks import Checks
from allostasis.evidence.meta.effect_sizes.effect import EffectSize
from allostasis.evidence.meta.effect_sizes.quantiles import half_widths, statistic_from_p

RatioMeasure = Literal["log_odds_ratio", "log_risk_ratio", "log_hazard_ratio", "log_rate_ratio", "log_ratio_of_means"]
RATIO_MEASURES = ("log_odds_ratio", "log_risk_ratio", "log_hazard_ratio", "log_rate_ratio", "log_ratio_of_means")


def ratio_from_interval(
    value: float,
    low: float,
    high: float,
    measure: RatioMeasure,
    *,
    level: float = 0.95,
    n_treat: int | None = None,
    n_control: int | None = None,
) -> EffectSize:
    """Log ratio from a ratio and its confidence interval, all as printed (not logarithms).

    log(value), variance ((log high - log low) / (2 z))^2 (Cochrane Handbook 5.1, 7.7.7).

    Raises:
        EvidenceError: a number that is not above 0, an interval that does not hold the ratio.
    """
    checks = Checks()
    for place, number in (("value", value), ("low", low), ("high", high)):
        checks.above_zero(place, number, "the logarithm was given")
    checks.interval(low, value, high, "value")
    checks.level("level", level)
    checks.one_of("measure", measure, RATIO_MEASURES)
    checks.done()
    se = (math.log(high) - math.log(low)) / (2 * half_widths(level))
    formula = f"logarithm of the ratio, SE from its {level:.0%} interval"
    return EffectSize(math.log(value), se**2, measure, formula, (), n_treat, n_control)


def ratio_from_p(
    value: float, p: float, measure: RatioMeasure, *, bound: Literal["equal", "below"] = "equal"
) -> EffectSize:
    """Log ratio from a ratio and its two-sided p: SE = |log value| / z(1 - p/2) (Cochrane Handbook 5.1, 7.7.7).

    "p < 0.05" is read as p = 0.05, the largest SE it allows, and marked. A ratio of 1 or p = 1 leaves the SE unknown.
    """
    checks = Checks()
    checks.above_zero("value", value, "the logarithm was given")
    checks.need(value != 1, "value", value, "other than 1, where the SE can be recovered")
    checks.probability("p", p)
    checks.need(p != 1, "p", p, "below 1, where the SE can be recovered")
    checks.one_of("measure", measure, RATIO_MEASURES)
    checks.one_of("bound", bound, ("equal", "below"))
    checks.done()
    imputed = () if bound == "equal" else (f"largest standard error that p < {p:g} allows",)
    se = math.log(value) / statistic_from_p(p)
    return EffectSize(math.log(value), se**2, measure, "logarithm of the ratio, SE from its two-sided p", imputed)


def log_rate_ratio(events_treat: int, time_treat: float, events_control: int, time_control: float) -> EffectSize:
    """Log ratio of two rates: log((x1/t1) / (x2/t2)), variance 1/x1 + 1/x2 for Poisson counts.

    Times are person-time in one unit. If one count is 0, 0.5 is added to both and the effect is marked; without any
    event the ratio is refused. n_treat and n_control stay empty: person-time is no number of subjects.
    Source: Rothman, Greenland & Lash 2008, Modern Epidemiology, 3rd ed.
    """
    checks = Checks()
    checks.events("events_treat", events_treat, math.inf)
    checks.events("events_control", events_control, math.inf)
    checks.above_zero("time_treat", time_treat)
    checks.above_zero("time_control", time_control)
    checks.need(events_treat + events_control > 0, "events_treat, events_control", "no event", "some events")
    checks.done()
    add = 0.5 if 0 in (events_treat, events_control) else 0.0
    x1, x2 = events_treat + add, events_control + add
    imputed = ("0.5 added to each count",) if add else ()
    estimate = math.log(x1 / time_treat) - math.log(x2 / time_control)
    return EffectSize(estimate, 1 / x1 + 1 / x2, "log_rate_ratio", "log rate ratio, Poisson variance", imputed)


def log_hazard_ratio_from_logrank(observed_minus_expected: float, variance: float) -> EffectSize:
    """Log hazard ratio from the log-rank statistic: (O - E)/V with variance 1/V.

    Args:
        observed_minus_expected: observed minus expected events in the treated arm.
        variance: log-rank (hypergeometric) variance V of that difference.

    Source: Parmar, Torri & Stewart 1998, Stat Med 17:2815-2834.
    """
    checks = Checks()
    checks.finite("observed_minus_expected", observed_minus_expected)
    checks.above_zero("variance", variance)
    checks.done()
    estimate = observed_minus_expected / variance
    return EffectSize(estimate, 1 / variance, "log_hazard_ratio", "log hazard ratio from log-rank (Parmar et al. 1998)")
