"""Effect sizes from what papers report, each with a named variance formula and a list of what was imputed.

EffectSize      estimate, variance, measure, formula, imputed, n_treat, n_control
flip, harmonise the sign: positive is good for the subject, or higher for a marker

Two groups      Arm (also arm_from_se, arm_from_interval, arm_from_median); mean_difference, hedges_g, smd_unequal,
                log_ratio_of_means; for changes per arm: change_arm, controlled_change_smd
Tests and p     g_from_t, g_from_f, g_from_p, g_from_d, g_from_interval; difference_from_interval,
                difference_from_test, difference_from_p; with_standard_error
Counts          Counts; log_odds_ratio, log_risk_ratio, risk_difference, peto_log_odds_ratio
Ratios          ratio_from_interval, ratio_from_p, log_rate_ratio, log_hazard_ratio_from_logrank
Correlations    correlation, fisher_z, fisher_z_from_t
One group       logit_proportion, arcsine_proportion, log_rate, sqrt_rate
Same people     Paired (also paired_from_scores, correlation_from_sds); paired_mean_difference, crossover_smd,
                raw_score_smd, change_score_smd, paired_g_from_t, paired_g_from_p; sweep
Conversions     smd_from_odds_ratio, smd_from_correlation
"""

from allostasis.evidence.meta.effect_sizes.arms import Arm, arm_from_interval, arm_from_median, arm_from_se
from allostasis.evidence.meta.effect_sizes.binary import (
    Counts,
    log_odds_ratio,
    log_risk_ratio,
    peto_log_odds_ratio,
    risk_difference,
)
from allostasis.evidence.meta.effect_sizes.convert import smd_from_correlation, smd_from_odds_ratio
from allostasis.evidence.meta.effect_sizes.correction import small_sample_correction
from allostasis.evidence.meta.effect_sizes.correlations import correlation, fisher_z, fisher_z_from_t
from allostasis.evidence.meta.effect_sizes.effect import EffectSize, Measure, flip, harmonise
from allostasis.evidence.meta.effect_sizes.levels import arcsine_proportion, log_rate, logit_proportion, sqrt_rate
from allostasis.evidence.meta.effect_sizes.means import (
    SmdVariance,
    g_from_d,
    hedges_g,
    log_ratio_of_means,
    mean_difference,
    pooled_sd,
    smd_unequal,
)
from allostasis.evidence.meta.effect_sizes.paired import Paired, change_arm, correlation_from_sds, paired_from_scores
from allostasis.evidence.meta.effect_sizes.paired_effects import (
    CrossoverFormula,
    RawScoreFormula,
    change_score_smd,
    crossover_smd,
    paired_g_from_p,
    paired_g_from_t,
    paired_mean_difference,
    raw_score_smd,
)
from allostasis.evidence.meta.effect_sizes.prepost import controlled_change_smd
from allostasis.evidence.meta.effect_sizes.ratios import (
    log_hazard_ratio_from_logrank,
    log_rate_ratio,
    ratio_from_interval,
    ratio_from_p,
)
from allostasis.evidence.meta.effect_sizes.reported import (
    difference_from_interval,
    difference_from_p,
    difference_from_test,
    g_from_f,
    g_from_interval,
    g_from_p,
    g_from_t,
    with_standard_error,
)
from allostasis.evidence.meta.effect_sizes.sweeping import sweep

__all__ = [
    "Arm",
    "Counts",
    "CrossoverFormula",
    "EffectSize",
    "Measure",
    "Paired",
    "RawScoreFormula",
    "SmdVariance",
    "arcsine_proportion",
    "arm_from_interval",
    "arm_from_median",
    "arm_from_se",
    "change_arm",
    "change_score_smd",
    "controlled_change_smd",
    "correlation",
    "correlation_from_sds",
    "crossover_smd",
    "difference_from_interval",
    "difference_from_p",
    "difference_from_test",
    "fisher_z",
    "fisher_z_from_t",
    "flip",
    "g_from_d",
    "g_from_f",
    "g_from_interval",
    "g_from_p",
    "g_from_t",
    "harmonise",
    "hedges_g",
    "log_hazard_ratio_from_logrank",
    "log_odds_ratio",
    "log_rate",
    "log_rate_ratio",
    "log_ratio_of_means",
    "log_risk_ratio",
    "logit_proportion",
    "mean_difference",
    "paired_from_scores",
    "paired_g_from_p",
    "paired_g_from_t",
    "paired_mean_difference",
    "peto_log_odds_ratio",
    "pooled_sd",
    "ratio_from_interval",
    "ratio_from_p",
    "raw_score_smd",
    "risk_difference",
    "small_sample_correction",
    "smd_from_correlation",
    "smd_from_odds_ratio",
    "smd_unequal",
    "sqrt_rate",
    "sweep",
    "with_standard_error",
]
