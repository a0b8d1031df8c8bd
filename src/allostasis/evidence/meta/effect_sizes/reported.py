"""Two independent groups of which the paper gives only a test, an interval, a p-value or a ready effect size.

A test statistic has the sign of treated minus control. F and p have no sign of their own, so `direction` (+1 or -1)
says which arm was higher.
"""

from __future__ import annotations

import math
from typing import Literal

from allostasis.evidence.meta.effect_sizes.checks import Checks
from allostasis.evidence.meta.effect_sizes.correction import Correction, small_sample_correction
from allostasis.evidence.meta.effect_sizes.effect import EffectSize, Measure
from allostasis.evidence.meta.effect_sizes.means import SmdVariance, g_from_d
from allostasis.evidence.meta.effect_sizes.quantiles import PBound, half_widths, size_from_p


def g_from_t(
    t: float,
    n_treat: int,
    n_control: int,
    *,
    variance: SmdVariance = "LS",
    correction: Correction = "exact",
    imputed: tuple[str, ...] = (),
) -> EffectSize:
    """Hedges' g from Student's t of two independent groups: d = t sqrt(1/n1 + 1/n2), then as `g_from_d`.

    Not for a paired t (`paired_g_from_t`). Source: Borenstein 2009 (Handbook of Research Synthesis, 2nd ed., ch. 12).
    """
    checks = Checks()
    checks.finite("t", t)
    checks.group_size("n_treat", n_treat)
    checks.group_size("n_control", n_control)
    checks.done()
    d = t * math.sqrt(1 / n_treat + 1 / n_control)
    return g_from_d(d, n_treat, n_control, variance, correction, imputed)


def g_from_f(
    f: float,
    n_treat: int,
    n_control: int,
    direction: int,
    *,
    df1: int = 1,
    variance: SmdVariance = "LS",
    correction: Correction = "exact",
) -> EffectSize:
    """Hedges' g from F(1, df) of two independent groups: t = direction sqrt(F).

    Raises:
        EvidenceError: F below 0, or a numerator df other than 1, which compares more than two means.
    """
    checks = Checks()
    checks.need(math.isfinite(f) and f >= 0, "f", f, "0 or more", "t was printed, not F")
    checks.need(df1 == 1, "df1", df1, "1", "F of several groups or an interaction is no contrast of two means")
    _check_direction(checks, direction)
    checks.done()
    t = math.copysign(math.sqrt(f), direction)
    return g_from_t(t, n_treat, n_control, variance=variance, correction=correction)


def g_from_p(
    p: float,
    n_treat: int,
    n_control: int,
    direction: int,
    *,
    bound: PBound = "equal",
    variance: SmdVariance = "LS",
    correction: Correction = "exact",
) -> EffectSize:
    """Hedges' g from the two-sided p of Student's t test: t = direction t(1 - p/2, n1 + n2 - 2).

    A bound is read in the conservative way and marked: "p < 0.05" as p = 0.05, the smallest effect it allows;
    "p > 0.05" as no difference at all, which pulls a pooled result towards zero.
    """
    checks = Checks()
    checks.probability("p", p)
    checks.group_size("n_treat", n_treat)
    checks.group_size("n_control", n_control)
    _check_direction(checks, direction)
    checks.done()
    size, imputed = size_from_p(p, bound, n_treat + n_control - 2)
    t = math.copysign(size, direction)
    return g_from_t(t, n_treat, n_control, variance=variance, correction=correction, imputed=imputed)


def g_from_interval(
    value: float,
    low: float,
    high: float,
    n_treat: int | None = None,
    n_control: int | None = None,
    *,
    kind: Literal["cohens_d", "hedges_g"] = "hedges_g",
    level: float = 0.95,
    correction: Correction = "exact",
) -> EffectSize:
    """Hedges' g from a published d or g with its confidence interval.

    variance = ((high - low) / (2 z))^2; d and its standard error are multiplied by J, which needs both group sizes.

    Raises:
        EvidenceError: the interval does not hold the value, or d without group sizes.
    """
    checks = Checks()
    checks.interval(low, value, high, "value")
    checks.level("level", level)
    checks.one_of("kind", kind, ("cohens_d", "hedges_g"))
    known = n_treat is not None and n_control is not None
    checks.need(kind == "hedges_g" or known, "n_treat, n_control", (n_treat, n_control), "both, to correct d")
    checks.done()
    j = 1.0
    if kind == "cohens_d" and n_treat is not None and n_control is not None:
        j = small_sample_correction(n_treat + n_control - 2, correction)
    se = (high - low) / (2 * half_widths(level))
    formula = f"{kind} as published, variance from its {level:.0%} interval"
    formula += f", {correction} correction" if kind == "cohens_d" else ""
    return EffectSize(j * value, (j * se) ** 2, "smd", formula, (), n_treat, n_control)


def difference_from_interval(
    estimate: float, low: float, high: float, *, level: float = 0.95, df: float | None = None
) -> EffectSize:
    """Mean difference from its confidence interval: SE = (high - low) / (2 q), q normal or, with `df`, Student's t.

    Holds for independent groups and for paired differences alike. Source: Cochrane Handbook 5.1, 7.7.3.3.
    """
    checks = Checks()
    checks.interval(low, estimate, high)
    checks.level("level", level)
    checks.done()
    se = (high - low) / (2 * half_widths(level, df))
    quantile = "normal" if df is None else f"t, {df:g} df"
    return EffectSize(estimate, se**2, "mean_difference", f"mean difference, SE from {level:.0%} interval ({quantile})")


def difference_from_test(estimate: float, statistic: float) -> EffectSize:
    """Mean difference from its t or z: SE = estimate / statistic, paired or not (Cochrane Handbook 5.1, 7.7.3.3).

    Raises:
        EvidenceError: the two differ in sign, or one is 0, where the SE cannot be recovered.
    """
    checks = Checks()
    checks.finite("estimate", estimate)
    checks.finite("statistic", statistic)
    checks.need(estimate * statistic > 0, "statistic", statistic, f"not 0, and of the sign of {estimate}", "a misprint")
    checks.done()
    se = estimate / statistic
    return EffectSize(estimate, se**2, "mean_difference", "mean difference, SE from its test statistic")


def difference_from_p(estimate: float, p: float, *, df: float | None = None, bound: PBound = "equal") -> EffectSize:
    """Mean difference from its two-sided p: SE = |estimate| / q(1 - p/2), q normal or, with `df`, Student's t.

    "p < 0.05" is read as p = 0.05: the largest SE it allows, marked. "p > 0.05" is refused, because it allows any SE
    above a limit; so is p = 1.
    """
    checks = Checks()
    checks.probability("p", p)
    checks.need(p < 1, "p", p, "below 1, where the SE can be recovered")
    checks.need(math.isfinite(estimate) and estimate != 0, "estimate", estimate, "a finite number other than 0")
    checks.one_of("bound", bound, ("equal", "below"))
    checks.done()
    size, imputed = size_from_p(p, bound, df)
    formula = "mean difference, SE from its two-sided p"
    return EffectSize(estimate, (estimate / size) ** 2, "mean_difference", formula, imputed)


def with_standard_error(
    estimate: float, se: float, measure: Measure, n_treat: int | None = None, n_control: int | None = None
) -> EffectSize:
    """An estimate reported with its standard error, on the scale of `measure` (ratios as logarithms)."""
    checks = Checks()
    checks.finite("estimate", estimate)
    checks.above_zero("se", se)
    checks.done()
    return EffectSize(estimate, se**2, measure, "as published, with its standard error", (), n_treat, n_control)


def _check_direction(checks: Checks, direction: int) -> None:
    checks.one_of("direction", direction, (1, -1))
