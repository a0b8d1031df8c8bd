"""Effects within people: crossover trials and changes from before to after.

Standardised effects come in two units that must not be pooled: `crossover_smd` and `raw_score_smd` in SDs of the score
(the unit of parallel groups), `change_score_smd` in SDs of the change within a person.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

from allostasis.evidence.meta.effect_sizes.checks import Checks
from allostasis.evidence.meta.effect_sizes.correction import Correction, small_sample_correction
from allostasis.evidence.meta.effect_sizes.effect import EffectSize
from allostasis.evidence.meta.effect_sizes.paired import ASSUMED_CORRELATION, Paired, correlation_note
from allostasis.evidence.meta.effect_sizes.quantiles import PBound, size_from_p

CrossoverFormula = Literal["becker1988", "elbourne2002", "bonett2008", "cousineau2020"]
RawScoreFormula = Literal["becker1988", "borenstein2009", "bonett2008"]


def paired_mean_difference(pair: Paired) -> EffectSize:
    """Mean difference within people (crossover, or mean change), variance sd_difference^2 / n.

    Source: Elbourne et al. 2002, Int J Epidemiol 31:140-149, doi 10.1093/ije/31.1.140.
    """
    formula = "paired mean difference (Elbourne et al. 2002)"
    variance = pair.sd_difference**2 / pair.n
    return EffectSize(pair.difference, variance, "mean_difference", formula, pair.notes, pair.n, pair.n)


def change_score_smd(pair: Paired, correction: Correction = "exact") -> EffectSize:
    """Standardised mean change in SDs of the change: g = J(n - 1) difference / sd_difference.

    Variance 1/n + g^2/(2 n) (Gibbons, Hedeker & Davis 1993, J Educ Stat 18:271-279, eq. 21 with n for n - 1).
    """
    g = small_sample_correction(pair.n - 1, correction) * pair.difference / pair.sd_difference
    formula = f"standardised change, SD of the change, {correction} correction (Gibbons et al. 1993)"
    return EffectSize(g, 1 / pair.n + g**2 / (2 * pair.n), "smd_change", formula, pair.notes, pair.n, pair.n)


def raw_score_smd(
    pair: Paired, formula: RawScoreFormula = "becker1988", correction: Correction = "exact"
) -> EffectSize:
    """Standardised mean change in SDs of the score before treatment: g = J(n - 1) difference / sd_control.

    becker1988:     2 (1 - r)/n + g^2/(2 n)                                   (Becker 1988, eq. 13)
    borenstein2009: J^2 (2 (1 - r)/n + d^2/(2 n))                             (Borenstein et al. 2009, with the
                                                                              factor 2 (1 - r) on the first term only)
    bonett2008:     sd_difference^2/(sd_control^2 (n - 1)) + g^2/(2 (n - 1))  (Bonett 2008, eq. 13; unequal SDs)
    """
    checks = Checks()
    checks.one_of("formula", formula, ("becker1988", "borenstein2009", "bonett2008"))
    checks.done()
    n, j, d = pair.n, small_sample_correction(pair.n - 1, correction), pair.difference / pair.sd_control
    g, same = j * d, 2 * (1 - pair.r) / n
    variances = {
        "becker1988": same + g**2 / (2 * n),
        "borenstein2009": j**2 * (same + d**2 / (2 * n)),
        "bonett2008": (pair.sd_difference / pair.sd_control) ** 2 / (n - 1) + g**2 / (2 * (n - 1)),
    }
    name = f"standardised change, SD before, {correction} correction, variance {formula}"
    return EffectSize(g, variances[formula], "smd", name, pair.notes, n, n)


def crossover_smd(pair: Paired, formula: CrossoverFormula = "becker1988") -> EffectSize:
    """Standardised mean difference of a crossover in SDs of the score, s^2 = (s1^2 + s2^2)/2 and d = difference / s.

    becker1988:    g = J(n - 1) d,  variance 2 (1 - r)/n + g^2/(2 n)
    elbourne2002:  d uncorrected,   variance 2 (1 - r) (1/n + d^2/(2 n))
    bonett2008:    g = J(m) d,      variance sd_difference^2/(s^2 (n - 1))
                                      + g^2 (s1^4 + s2^4 + 2 r^2 s1^2 s2^2)/(8 s^4 (n - 1))
    cousineau2020: g = J(m) d,      variance 2 (1 - r)/n + g^2 (1 + r^2)/(4 n),     m = 2 (n - 1)/(1 + r^2)

    elbourne2002 is the formula of the Cochrane Handbook 5.1 (16.4.6.4); a letter (Kitchenham & Madeyski 2020, Stat Med
    39:4101-4104, doi 10.1002/sim.8669) shows that it is biased low, so becker1988, which is larger, is the default. All
    four take the period effect as negligible, and means and SDs as those of the treatments over both periods.
    """
    checks = Checks()
    checks.one_of("formula", formula, ("becker1988", "elbourne2002", "bonett2008", "cousineau2020"))
    checks.done()
    n, r, d = pair.n, pair.r, pair.difference / pair.sd_average
    same = 2 * (1 - r) / n
    if formula == "elbourne2002":
        return _crossover(pair, d, same * (1 + d**2 / 2), formula, "no correction")
    m = n - 1 if formula == "becker1988" else 2 * (n - 1) / (1 + r**2)
    g = small_sample_correction(m) * d
    variances = {
        "becker1988": same + g**2 / (2 * n),
        "bonett2008": _bonett_variance(pair, g),
        "cousineau2020": same + g**2 * (1 + r**2) / (4 * n),
    }
    return _crossover(pair, g, variances[formula], formula, "exact correction")


def paired_g_from_t(
    t: float, n: int, correlation: float | None = None, *, unit: Literal["raw", "change"] = "raw"
) -> EffectSize:
    """Standardised effect from a paired t (or sqrt of F(1, n - 1) with a sign).

    change: d = t/sqrt(n), as `change_score_smd`; raw: d = t sqrt(2 (1 - r)/n), which takes the two SDs as equal, with
    the variance of becker1988. Source: Morris & DeShon 2002, Psychol Methods 7:105-125.
    """
    checks = Checks()
    checks.finite("t", t)
    checks.group_size("n", n)
    checks.one_of("unit", unit, ("raw", "change"))
    if correlation is not None:
        checks.correlation("correlation", correlation)
    checks.done()
    j = small_sample_correction(n - 1)
    if unit == "change":
        g = j * t / math.sqrt(n)
        formula = "standardised change from paired t, exact correction (Gibbons et al. 1993)"
        return EffectSize(g, 1 / n + g**2 / (2 * n), "smd_change", formula, (), n, n)
    r = ASSUMED_CORRELATION if correlation is None else correlation
    g = j * t * math.sqrt(2 * (1 - r) / n)
    formula = "crossover SMD from paired t, exact correction, variance becker1988 (Morris & DeShon 2002)"
    notes = ("equal SDs assumed", *correlation_note(correlation))
    return EffectSize(g, 2 * (1 - r) / n + g**2 / (2 * n), "smd", formula, notes, n, n)


def paired_g_from_p(
    p: float,
    n: int,
    direction: int,
    correlation: float | None = None,
    *,
    bound: PBound = "equal",
    unit: Literal["raw", "change"] = "raw",
) -> EffectSize:
    """Standardised effect from the two-sided p of a paired t test, as `paired_g_from_t`.

    `direction` is +1 or -1; bounds on p are read in the conservative way and marked, as in `g_from_p`.
    """
    checks = Checks()
    checks.probability("p", p)
    checks.group_size("n", n)
    checks.one_of("direction", direction, (1, -1))
    checks.done()
    size, said = size_from_p(p, bound, n - 1)
    effect = paired_g_from_t(math.copysign(size, direction), n, correlation, unit=unit)
    return replace(effect, imputed=(*said, *effect.imputed))


def _crossover(pair: Paired, estimate: float, variance: float, formula: str, correction: str) -> EffectSize:
    name = f"crossover SMD, {correction}, variance {formula}"
    return EffectSize(estimate, variance, "smd", name, pair.notes, pair.n, pair.n)


def _bonett_variance(pair: Paired, g: float) -> float:
    """Bonett 2008, eq. 10, for two measurements of the same people."""
    v1, v2, v, df = pair.sd_treat**2, pair.sd_control**2, pair.sd_average**2, pair.n - 1
    spread = v1**2 + v2**2 + 2 * pair.r**2 * v1 * v2
    return pair.sd_difference**2 / (v * df) + g**2 * spread / (8 * v**2 * df)
