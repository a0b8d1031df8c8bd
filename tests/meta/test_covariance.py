"""Sampling covariances: the worked examples of Gleser and Olkin, and cases whose right answer is another analysis."""

import numpy as np
import pytest

from allostasis.errors import EvidenceError
from allostasis.evidence.meta import (
    constant_correlation,
    log_mean_variance,
    log_odds_variance,
    log_risk_variance,
    mean_variance,
    multilevel,
    overlapping_samples,
    risk_variance,
    shared_control,
    shared_control_smd,
)

# Gleser and Olkin 2009, Handbook of Research Synthesis and Meta-Analysis, 2nd edition, table 19.2, page 360: three
# trials of three treatments against one control each; events and people.
TRIAL = [1, 1, 2, 3, 3, 3]
TREATMENT = np.eye(3)[[0, 1, 0, 0, 1, 2]]
TREATED = np.array([100, 150, 15, 40, 80, 50]), np.array([4000, 4000, 400, 1000, 1000, 1000])
CONTROL = np.array([40, 40, 10, 150, 150, 150]), np.array([1000, 1000, 200, 2000, 2000, 2000])


def by_treatment(estimates, sampling):
    """Generalised least squares means of the treatments, as in the chapter."""
    return multilevel(estimates, sampling, levels={}, moderators=TREATMENT, intercept=False)


def test_risk_differences_reproduce_gleser_and_olkin():
    risks = CONTROL[0] / CONTROL[1] - TREATED[0] / TREATED[1]
    variances = risk_variance(*TREATED) + risk_variance(*CONTROL)
    fit = by_treatment(risks, shared_control(variances, TRIAL, risk_variance(*CONTROL)))
    assert np.round(fit.coefficients, 4).tolist() == [0.0200, 0.0043, 0.0211]  # equation 19.6
    printed = [[24.612, 19.954, 13.323], [19.954, 28.538, 13.255], [13.323, 13.255, 69.806]]  # equation 19.7
    assert np.round(fit.covariance * 1e6, 3).tolist() == printed
    assert round(fit.q, 4) == 7.1907  # equation 19.8


def odds(arm):
    return np.log(arm[0] / (arm[1] - arm[0]))


@pytest.mark.parametrize(
    ("logarithm", "variance", "printed"),
    [
        (odds, log_odds_variance, [0.5099, 0.0044, 0.4301]),  # page 363
        (lambda arm: np.log(arm[0] / arm[1]), log_risk_variance, [0.4875, 0.0006, 0.4047]),  # page 364
    ],
)
def test_log_ratios_reproduce_gleser_and_olkin(logarithm, variance, printed):
    sampling = shared_control(variance(*TREATED) + variance(*CONTROL), TRIAL, variance(*CONTROL))
    fit = by_treatment(logarithm(CONTROL) - logarithm(TREATED), sampling)
    assert np.round(fit.coefficients, 4).tolist() == printed


def test_standardised_differences_reproduce_gleser_and_olkin():
    # Page 364 to 367: four trials, one SD over all arms of each.
    means = np.array([7.87 + 1.36, 4.35 + 1.36, 9.32 - 0.98, 8.08 - 1.17, 7.44 - 0.45, 5.34 - 0.45])
    d = means / [4.2593, 4.2593, 2.8831, 3.1764, 2.9344, 2.9344]
    treated, control = [25, 22, 38, 50, 30, 30], [25, 25, 40, 50, 30, 30]
    sampling = shared_control_smd(d, treated, control, [1, 1, 2, 3, 4, 4], standard_deviation="all_arms")
    fit = multilevel(d, sampling, levels={}, moderators=np.eye(2)[[0, 1, 0, 0, 0, 1]], intercept=False)
    assert np.round(fit.coefficients, 4).tolist() == [2.3743, 1.5702]
    assert np.round(fit.covariance, 5).tolist() == [[0.02257, 0.01244], [0.01244, 0.03554]]
    assert round(fit.q, 4) == 3.9447


def test_two_doses_against_one_placebo_pool_to_the_two_arm_trial():
    # One SD for all people: joining the two treated arms into one is then the right analysis, and gives this answer.
    sd, n, placebo = 3.0, np.array([20, 35]), 24
    differences = np.array([4.0, 5.5])
    variances = mean_variance([sd, sd], n) + sd**2 / placebo
    fit = multilevel(differences, shared_control(variances, ["p", "p"], mean_variance([sd, sd], [24, 24])), levels={})
    assert fit.estimate == pytest.approx(np.average(differences, weights=n), rel=1e-12)
    assert fit.estimate_se**2 == pytest.approx(sd**2 / n.sum() + sd**2 / placebo, rel=1e-12)
    naive = multilevel(differences, variances, levels={})
    assert naive.estimate_se < 0.9 * fit.estimate_se  # counting the placebo group twice claims too much


def test_two_arms_with_the_same_odds_pool_to_the_two_arm_odds_ratio():
    treated, control = (np.array([6, 9]), np.array([20, 30])), (np.array([11, 11]), np.array([25, 25]))
    ratios = odds(treated) - odds(control)
    variances = log_odds_variance(*treated) + log_odds_variance(*control)
    fit = multilevel(ratios, shared_control(variances, "cc", log_odds_variance(*control)), levels={})
    assert fit.estimate == pytest.approx(np.log(15 / 35) - np.log(11 / 14), rel=1e-12)
    assert fit.estimate_se**2 == pytest.approx(1 / 15 + 1 / 35 + 1 / 11 + 1 / 14, rel=1e-12)


def test_standardised_differences_with_their_own_sds_have_the_covariance_seen_in_simulated_trials():
    rng = np.random.default_rng(2)
    runs, n = 40_000, (12, 10, 15)
    control = rng.normal(0.0, 1.0, (runs, n[2]))
    d = []
    for people, effect in zip(n[:2], (1.5, 2.0), strict=True):
        arm = rng.normal(effect, 1.0, (runs, people))
        pooled = (people - 1) * arm.var(axis=1, ddof=1) + (n[2] - 1) * control.var(axis=1, ddof=1)
        d.append((arm.mean(axis=1) - control.mean(axis=1)) / np.sqrt(pooled / (people + n[2] - 2)))
    seen = np.cov(d)[0, 1]
    stated = shared_control_smd([1.5, 2.0], n[:2], [15, 15], "cc")[0, 1]
    # A large-sample formula at about 25 people: a tenth. Without its second part it would be off by a third.
    assert stated == pytest.approx(seen, rel=0.12)
    assert abs(1 / 15 - seen) > 0.2 * seen


def test_sharing_only_the_controls_is_a_shared_control_and_sharing_nobody_is_independence():
    variances = mean_variance([2, 2], [10, 14]) + mean_variance([2, 2], [12, 12])
    people = [10, 14], [12, 12]
    overlap = overlapping_samples(variances, *people, np.zeros((2, 2)), np.full((2, 2), 12))
    assert overlap == pytest.approx(shared_control(variances, "cc", mean_variance([2, 2], [12, 12])), rel=1e-12)
    nobody = overlapping_samples(variances, *people, np.zeros((2, 2)), np.zeros((2, 2)))
    assert nobody == pytest.approx(np.diag(variances))


def test_the_same_people_with_two_outcomes_have_the_correlation_of_the_outcomes():
    matrix = overlapping_samples([0.2, 0.3], [9, 9], [8, 8], np.full((2, 2), 9), np.full((2, 2), 8), rho=0.7)
    assert matrix[0, 1] == pytest.approx(0.7 * np.sqrt(0.2 * 0.3), rel=1e-12)


def test_a_constant_correlation_holds_within_clusters_only():
    matrix = constant_correlation([0.04, 0.09, 0.25], "aba", 0.5)
    assert matrix == pytest.approx(np.array([[0.04, 0, 0.05], [0, 0.09, 0], [0.05, 0, 0.25]]))


def test_a_ratio_of_means_has_the_variance_of_the_logarithm():
    assert log_mean_variance([10.0], [3.0], [9])[0] == pytest.approx(0.01)  # (3 / 10)^2 / 9


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: constant_correlation([1, 1, 1], "aaa", 1.0), "below 1"),
        (lambda: constant_correlation([1, 1, 1], "aaa", -0.6), "above -0.5"),
        (lambda: constant_correlation([1, -1], "aa", 0.5), "row 1, variances"),
        (lambda: shared_control([0.1, 0.1], "cc", [0.2, 0.2]), "row 0, control variance"),
        (lambda: shared_control([1, 1], "cc", [0.2, 0.3]), "control c"),
        (lambda: shared_control([1, 1], "cc", [0.2]), "control_variances"),
        (lambda: shared_control_smd([1, 1], [1, 9], [9, 9], "cc"), "row 0, n_treat"),
        (lambda: log_odds_variance([0], [10]), "row 0, events"),
        (lambda: overlapping_samples([1, 1], [5, 9], [5, 9], np.full((2, 2), 7), np.zeros((2, 2))), "shared_treat"),
        (lambda: overlapping_samples([1], [5], [5], [[5]], [[5]], rho=2), "between -1 and 1"),
    ],
)
def test_impossible_numbers_are_refused_by_name(call, words):
    with pytest.raises(EvidenceError, match=words):
        call()
