"""Two independent groups, each with number, mean and standard deviation.

Positive always means more in the treated arm. For change scores per arm pass arms whose mean and SD are those of the
changes (`change_arm` makes them): the mean difference is then one of changes, and the standardised one is in SDs of
the change, which `of_changes=True` says.
"""

from __future__ import annotations

import math
from typing import Literal

from allostasis.evidence.meta.effect_sizes.arms import Arm
from allostasis.evidence.meta.effect_sizes.checks import Checks
from allostasis.evidence.meta.effect_sizes.correction import Correction, small_sample_correction
from allostasis.evidence.meta.effect_sizes.effect import EffectSize

SmdVariance = Literal["LS", "LS2", "UB"]


def pooled_sd(treat: Arm, control: Arm) -> float:
    """Standard deviation within groups: sqrt(((n1 - 1) s1^2 + (n2 - 1) s2^2) / (n1 + n2 - 2))."""
    squares = (treat.n - 1) * treat.sd**2 + (control.n - 1) * control.sd**2
    return math.sqrt(squares / (treat.n + control.n - 2))


def mean_difference(treat: Arm, control: Arm, sd: Literal["pooled", "unpooled"] = "unpooled") -> EffectSize:
    """Mean of the treated minus mean of the control arm, in the unit of the measure.

    unpooled: variance s1^2/n1 + s2^2/n2             (Borenstein 2009, eq. 12.5)
    pooled:   variance sp^2 (1/n1 + 1/n2)            (Borenstein 2009, eq. 12.3)
    """
    checks = Checks()
    checks.one_of("sd", sd, ("pooled", "unpooled"))
    checks.done()
    variance = treat.sd**2 / treat.n + control.sd**2 / control.n
    if sd == "pooled":
        variance = pooled_sd(treat, control) ** 2 * (1 / treat.n + 1 / control.n)
    return EffectSize(
        treat.mean - control.mean,
        variance,
        "mean_difference",
        f"mean difference, variance from {sd} SD (Borenstein 2009)",
        _imputed(treat, control),
        treat.n,
        control.n,
    )


def hedges_g(
    treat: Arm,
    control: Arm,
    *,
    variance: SmdVariance = "LS",
    correction: Correction = "exact",
    of_changes: bool = False,
) -> EffectSize:
    """Standardised mean difference with pooled SD: g = J (m1 - m2) / sp; see `g_from_d` for J and the variances."""
    d = (treat.mean - control.mean) / pooled_sd(treat, control)
    imputed = _imputed(treat, control)
    return g_from_d(d, treat.n, control.n, variance, correction, imputed, of_changes=of_changes)


def g_from_d(
    d: float,
    n_treat: int,
    n_control: int,
    variance: SmdVariance = "LS",
    correction: Correction = "exact",
    imputed: tuple[str, ...] = (),
    *,
    of_changes: bool = False,
) -> EffectSize:
    """Hedges' g from Cohen's d (pooled SD, two independent groups).

    With m = n1 + n2 - 2, J the small-sample correction and g = J d:
    LS:  1/n1 + 1/n2 + g^2 / (2 (n1 + n2))                     (Hedges 1982, eq. 8)
    LS2: J^2 (1/n1 + 1/n2 + d^2 / (2 (n1 + n2)))               (Borenstein 2009, eq. 12.17)
    UB:  1/n1 + 1/n2 + (1 - (m - 2) / (m J^2)) g^2             (Hedges 1983, eq. 9; unbiased)

    Raises:
        EvidenceError: a group below 2, d not finite, an unknown variance or correction.
    """
    checks = Checks()
    checks.finite("d", d)
    checks.group_size("n_treat", n_treat)
    checks.group_size("n_control", n_control)
    checks.one_of("variance", variance, ("LS", "LS2", "UB"))
    checks.done()
    total, m = n_treat + n_control, n_treat + n_control - 2
    j = small_sample_correction(m, correction)
    g, harmonic = j * d, 1 / n_treat + 1 / n_control
    values = {
        "LS": harmonic + g**2 / (2 * total),
        "LS2": j**2 * (harmonic + d**2 / (2 * total)),
        "UB": harmonic + (1 - (m - 2) / (m * j**2)) * g**2,
    }
    papers = {"LS": "Hedges 1982", "LS2": "Borenstein 2009", "UB": "Hedges 1983"}
    formula = f"Hedges g, {correction} correction, variance {variance} ({papers[variance]})"
    measure: Literal["smd", "smd_change"] = "smd_change" if of_changes else "smd"
    return EffectSize(g, values[variance], measure, formula, imputed, n_treat, n_control)


def smd_unequal(treat: Arm, control: Arm, correction: Correction = "exact") -> EffectSize:
    """Standardised mean difference for groups of unequal variance: g = J (m1 - m2) / s, s^2 = (s1^2 + s2^2)/2.

    variance = g^2 (s1^4/(n1 - 1) + s2^4/(n2 - 1)) / (8 s^4) + (s1^2/(n1 - 1) + s2^2/(n2 - 1)) / s^2
    Source: Bonett 2008, Psychol Methods 13:99-109, doi 10.1037/1082-989X.13.2.99, with J as for the pooled SD.
    """
    s1, s2, df1, df2 = treat.sd**2, control.sd**2, treat.n - 1, control.n - 1
    s = (s1 + s2) / 2
    g = small_sample_correction(df1 + df2, correction) * (treat.mean - control.mean) / math.sqrt(s)
    variance = g**2 * (s1**2 / df1 + s2**2 / df2) / (8 * s**2) + (s1 / df1 + s2 / df2) / s
    formula = f"standardised mean difference by the average variance, {correction} correction (Bonett 2008)"
    return EffectSize(g, variance, "smd", formula, _imputed(treat, control), treat.n, control.n)


def log_ratio_of_means(treat: Arm, control: Arm) -> EffectSize:
    """Logarithm of the ratio of means, for measures with a true zero.

    log(m1/m2), variance s1^2/(n1 m1^2) + s2^2/(n2 m2^2)
    Source: Hedges, Gurevitch & Curtis 1999, Ecology 80:1150-1156, eq. 1.

    Raises:
        EvidenceError: a mean that is not above 0.
    """
    checks = Checks()
    checks.above_zero("treat.mean", treat.mean, "a change score, or a scale without a true zero")
    checks.above_zero("control.mean", control.mean, "a change score, or a scale without a true zero")
    checks.done()
    variance = (treat.sd / treat.mean) ** 2 / treat.n + (control.sd / control.mean) ** 2 / control.n
    estimate = math.log(treat.mean / control.mean)
    formula = "log ratio of means (Hedges, Gurevitch & Curtis 1999)"
    return EffectSize(estimate, variance, "log_ratio_of_means", formula, _imputed(treat, control), treat.n, control.n)


def _imputed(treat: Arm, control: Arm) -> tuple[str, ...]:
    """What was imputed in either arm, each phrase once, in order."""
    return tuple(dict.fromkeys(treat.imputed + control.imputed))
