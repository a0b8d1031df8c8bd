"""One group: proportions and rates, on scales where a normal approximation holds better than on the raw one."""

from __future__ import annotations

import math

from allostasis.evidence.meta.effect_sizes.checks import Checks
from allostasis.evidence.meta.effect_sizes.effect import EffectSize


def logit_proportion(events: int, n: int) -> EffectSize:
    """log(x/(n - x)), variance 1/x + 1/(n - x); with 0 or n events 0.5 is added to both and the effect is marked."""
    _check_count(events, n)
    add = 0.5 if events in (0, n) else 0.0
    x, rest = events + add, n - events + add
    imputed = ("0.5 added to each cell",) if add else ()
    return EffectSize(math.log(x / rest), 1 / x + 1 / rest, "proportion_logit", "logit of the proportion", imputed, n)


def arcsine_proportion(events: int, n: int) -> EffectSize:
    """arcsin(sqrt(x/n)) in radians, variance 1/(4 n): stable at 0 and n events."""
    _check_count(events, n)
    estimate = math.asin(math.sqrt(events / n))
    return EffectSize(estimate, 1 / (4 * n), "proportion_arcsine", "arcsine of the root of the proportion", (), n)


def log_rate(events: int, time: float) -> EffectSize:
    """log(x/t), variance 1/x for a Poisson count over person-time t; without events 0.5 is added and marked."""
    _check_rate(events, time)
    x = events if events else 0.5
    imputed = () if events else ("0.5 added to the count",)
    return EffectSize(math.log(x / time), 1 / x, "log_rate", "log rate, Poisson variance", imputed)


def sqrt_rate(events: int, time: float) -> EffectSize:
    """sqrt(x/t), variance 1/(4 t): stable without events."""
    _check_rate(events, time)
    return EffectSize(math.sqrt(events / time), 1 / (4 * time), "sqrt_rate", "square root of the rate")


def _check_count(events: int, n: int) -> None:
    checks = Checks()
    checks.group_size("n", n, 1)
    checks.events("events", events, n)
    checks.done()


def _check_rate(events: int, time: float) -> None:
    checks = Checks()
    checks.events("events", events, math.inf)
    checks.above_zero("time", time)
    checks.done()
