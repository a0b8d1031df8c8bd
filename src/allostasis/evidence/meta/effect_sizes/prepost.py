"""Two independent arms, each measured before and after: the difference of the changes in SDs of the raw score."""

from __future__ import annotations

import math
from typing import Literal

from allostasis.evidence.meta.effect_sizes.arms import Arm
from allostasis.evidence.meta.effect_sizes.checks import Checks
from allostasis.evidence.meta.effect_sizes.correction import small_sample_correction
from allostasis.evidence.meta.effect_sizes.effect import EffectSize
from allostasis.evidence.meta.effect_sizes.means import pooled_sd
from allostasis.evidence.meta.effect_sizes.paired import Paired
from allostasis.evidence.meta.effect_sizes.paired_effects import raw_score_smd

PrePostFormula = Literal["morris2008", "large_sample", "becker1988"]


def controlled_change_smd(treat: Paired, control: Paired, formula: PrePostFormula = "morris2008") -> EffectSize:
    """Change in the treated arm minus change in the control arm, in SDs of the scores before (`control` of each pair).

    With s the pooled SD before, m = n1 + n2 - 2, J = J(m), h = 1/n1 + 1/n2 and g = J (change1 - change2)/s:
    morris2008:   J^2 2 (1 - r) h m/(m - 2) (1 + D^2/(2 (1 - r) h)) - D^2 at D = g     (Morris 2008, d_ppc2)
    large_sample: 2 (1 - r) h + g^2/(2 (n1 + n2))                                     (its limit for large groups)
    becker1988:   each arm by its own SD before: g = g1 - g2, variances added         (Becker 1988)
    r is the mean of the two correlations weighted by n - 1 (Morris takes them as equal).

    Source: Morris 2008, Organ Res Methods 11:364-386; Becker 1988, Br J Math Stat Psychol 41:257-278. The variance of
    d_ppc2 was entered from memory of the paper and checked against its noncentral t, of which it is the second moment.
    """
    checks = Checks()
    checks.one_of("formula", formula, ("morris2008", "large_sample", "becker1988"))
    checks.need(treat.n + control.n > 4, "n", treat.n + control.n, "5 or more in both arms together")
    checks.done()
    imputed = tuple(dict.fromkeys(treat.notes + control.notes))
    name = f"difference of changes by SD before, exact correction, variance {formula}"
    if formula == "becker1988":
        g1, g2 = raw_score_smd(treat), raw_score_smd(control)
        estimate, variance = g1.estimate - g2.estimate, g1.variance + g2.variance
        return EffectSize(estimate, variance, "smd", name, imputed, treat.n, control.n)
    before = [Arm(pair.n, pair.mean_control, pair.sd_control) for pair in (treat, control)]
    m, h = treat.n + control.n - 2, 1 / treat.n + 1 / control.n
    j = small_sample_correction(m)
    g = j * (treat.difference - control.difference) / pooled_sd(*before)
    same = 2 * (1 - _common_correlation(treat, control)) * h
    variance = same + g**2 / (2 * (treat.n + control.n))
    if formula == "morris2008":
        variance = j**2 * m / (m - 2) * (same + g**2) - g**2
    return EffectSize(g, variance, "smd", name, imputed, treat.n, control.n)


def _common_correlation(treat: Paired, control: Paired) -> float:
    weights = (treat.n - 1, control.n - 1)
    return math.fsum((weights[0] * treat.r, weights[1] * control.r)) / sum(weights)
