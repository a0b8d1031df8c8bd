"""Meta-analysis: pooled effects, how much they differ, why, and how far to trust them.

Log risk ratios of five trials of a vaccine against tuberculosis, and their variances (from the counts in Colditz et al.
1994, JAMA 271:698-702):

>>> from allostasis.evidence.meta import prediction_interval, random_effects
>>> fit = random_effects([-0.89, -1.59, -1.35, -1.44, -0.22], [0.33, 0.19, 0.42, 0.02, 0.05], test="knapp_hartung")
>>> print(f"{fit.estimate:.2f} ({fit.estimate_low:.2f} to {fit.estimate_high:.2f}), I2 {fit.i2:.0f}%")
-1.06 (-1.81 to -0.31), I2 77%
>>> interval = prediction_interval(fit)
>>> print(f"{interval.low:.2f} to {interval.high:.2f} ({interval.convention})")
-2.75 to 0.63 (t_k_minus_p)

Models (independent rows)
    random_effects       common effect or random effects, with or without moderators -> Fit
    mantel_haenszel      pooled two-by-two tables -> MantelHaenszel
    means                averages of a meta-regression at chosen moderators
    variance_explained   R2 of the moderators
    blups                each study's own effect, given the others

Models (several rows of one study)
    multilevel           random effects nested in levels, with a known sampling covariance -> MultilevelFit
    correlated_hierarchical, sweep_rho    several effects per study with an assumed correlation
    robust, wald_test    cluster-robust tests of any fit -> RobustFit
    constant_correlation, shared_control, shared_control_smd, overlapping_samples    sampling covariances

Uncertainty
    prediction_interval  where a new study may fall, by a named convention -> Interval
    tau2_interval, i2_interval, h2_interval    by Q-profile or profile likelihood -> Interval
    multilevel_prediction_interval, robust_prediction_interval, component_interval    the same for multilevel models
    predicted_effects, true_effects    what groups and rows are, given the others

Diagnostics
    leave_one_out, cumulative    the model without each row or cluster; one row after another -> Refits
    influence, baujat    which rows carry the result, which make it heterogeneous
    egger, begg          do small studies find larger effects?
    trim_and_fill, fail_safe_n    what missing studies could change
    funnel               the data of a funnel plot
    leave_one_cluster_out, cluster_influence, egger_multilevel    the same questions inside a multilevel model

Every function takes plain numbers or arrays, and names the row that it cannot use in an `EvidenceError`.
"""

from allostasis.evidence.meta.correlated_hierarchical import (
    ASSUMED_RHO,
    CorrelatedHierarchical,
    correlated_hierarchical,
    sweep_rho,
)
from allostasis.evidence.meta.covariance import (
    constant_correlation,
    log_mean_variance,
    log_odds_variance,
    log_risk_variance,
    mean_variance,
    overlapping_samples,
    risk_variance,
    shared_control,
    shared_control_smd,
)
from allostasis.evidence.meta.fail_safe import FailSafe, fail_safe_n
from allostasis.evidence.meta.funnel import Funnel, funnel
from allostasis.evidence.meta.influence import Baujat, Influence, baujat, influence
from allostasis.evidence.meta.intervals import h2_interval, i2_interval, prediction_interval, tau2_interval
from allostasis.evidence.meta.mantel_haenszel import MantelHaenszel, mantel_haenszel
from allostasis.evidence.meta.multilevel import multilevel
from allostasis.evidence.meta.multilevel_checks import (
    ClusterInfluence,
    SmallStudyTest,
    WithoutCluster,
    cluster_influence,
    egger_multilevel,
    leave_one_cluster_out,
)
from allostasis.evidence.meta.multilevel_intervals import (
    PredictedEffects,
    component_interval,
    multilevel_prediction_interval,
    predicted_effects,
    robust_prediction_interval,
    true_effects,
)
from allostasis.evidence.meta.multilevel_results import MultilevelFit
from allostasis.evidence.meta.random_effects import random_effects
from allostasis.evidence.meta.refits import Refits, cumulative, leave_one_out
from allostasis.evidence.meta.regression import Means, means, variance_explained
from allostasis.evidence.meta.results import METHODS, Fit, Interval, Method, Test
from allostasis.evidence.meta.robust import RobustFit, robust
from allostasis.evidence.meta.shrinkage import Shrunken, blups
from allostasis.evidence.meta.small_study import Begg, Egger, begg, egger
from allostasis.evidence.meta.trim_and_fill import TrimAndFill, trim_and_fill
from allostasis.evidence.meta.wald import WaldTest, wald_test

__all__ = [
    "ASSUMED_RHO",
    "METHODS",
    "Baujat",
    "Begg",
    "ClusterInfluence",
    "CorrelatedHierarchical",
    "Egger",
    "FailSafe",
    "Fit",
    "Funnel",
    "Influence",
    "Interval",
    "MantelHaenszel",
    "Means",
    "Method",
    "MultilevelFit",
    "PredictedEffects",
    "Refits",
    "RobustFit",
    "Shrunken",
    "SmallStudyTest",
    "Test",
    "TrimAndFill",
    "WaldTest",
    "WithoutCluster",
    "baujat",
    "begg",
    "blups",
    "cluster_influence",
    "component_interval",
    "constant_correlation",
    "correlated_hierarchical",
    "cumulative",
    "egger",
    "egger_multilevel",
    "fail_safe_n",
    "funnel",
    "h2_interval",
    "i2_interval",
    "influence",
    "leave_one_cluster_out",
    "leave_one_out",
    "log_mean_variance",
    "log_odds_variance",
    "log_risk_variance",
    "mantel_haenszel",
    "mean_variance",
    "means",
    "multilevel",
    "multilevel_prediction_interval",
    "overlapping_samples",
    "predicted_effects",
    "prediction_interval",
    "random_effects",
    "risk_variance",
    "robust",
    "robust_prediction_interval",
    "shared_control",
    "shared_control_smd",
    "sweep_rho",
    "tau2_interval",
    "trim_and_fill",
    "true_effects",
    "variance_explained",
    "wald_test",
]
