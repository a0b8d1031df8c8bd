"""Cluster-robust tests: printed results, the definition written out with dense matrices, and what they refuse."""

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.linalg import pinvh, sqrtm
from scipy.stats import t

from allostasis.errors import EvidenceError
from allostasis.evidence.meta import (
    constant_correlation,
    multilevel,
    random_effects,
    robust,
    robust_prediction_interval,
    wald_test,
)

REFERENCE = Path(__file__).parent / "reference"


def columns(name):
    with (REFERENCE / name).open() as file:
        rows = list(csv.DictReader(file))
    return {key: [row[key] for row in rows] for key in rows[0]}


def vaccine_trials():
    """Log risk ratios of the 13 BCG trials (Colditz et al. 1994, JAMA 271:698-702), with latitude and year."""
    table = columns("bcg.csv")
    a, n, c, m, latitude, year = (
        np.array(table[name], dtype=float)
        for name in ("events_treat", "n_treat", "events_control", "n_control", "latitude", "year")
    )
    return np.log(a / n) - np.log(c / m), 1 / a - 1 / n + 1 / c - 1 / m, latitude, year


ESTIMATES, VARIANCES, LATITUDE, YEAR = vaccine_trials()
TRIALS = range(13)


def correlated_regression():
    """A fit whose working covariance is far from diagonal: shared errors, two levels, two moderators."""
    rng = np.random.default_rng(11)
    study = np.repeat(np.arange(8), [1, 2, 4, 3, 2, 5, 1, 3])
    k = len(study)
    variances = rng.uniform(0.02, 0.3, k)
    moderators = np.column_stack([rng.normal(size=k), study % 2 == 0])
    estimates = 0.2 + 0.5 * rng.normal(size=8)[study] + rng.normal(size=k) * np.sqrt(variances)
    sampling = constant_correlation(variances, study, 0.5)
    fit = multilevel(estimates, sampling, levels={"study": study, "effect": range(k)}, moderators=moderators)
    working = sampling + fit.components[0] * np.equal.outer(study, study) + fit.components[1] * np.eye(k)
    return fit, study, working


def dense_scores(fit, clusters, working, adjusted=True):
    """Matrices G_j with covariance = sum_j (G_j y)(G_j y)', straight from the definition."""
    x = fit.data.design
    w = np.linalg.inv(working)
    bread = np.linalg.inv(x.T @ w @ x)
    remainder = np.eye(len(x)) - x @ bread @ x.T @ w
    scores = []
    for cluster in np.unique(clusters):
        rows = clusters == cluster
        own = working[np.ix_(rows, rows)]
        upper = np.linalg.cholesky(own).T
        b = upper @ remainder[rows] @ working @ remainder[rows].T @ upper.T
        a = upper.T @ np.real(sqrtm(pinvh(b))) @ upper if adjusted else np.eye(rows.sum())
        scores.append(bread @ x[rows].T @ np.linalg.inv(own) @ a @ remainder[rows])
    return scores


@pytest.mark.parametrize(
    ("kind", "variance", "df", "statistic"),
    [("CR0", 0.029636, 12, -4.150592), ("CR1p", 0.032106, 12, -3.98776), ("CR2", 0.03229357, 11.04125, -3.97616)],
)
def test_the_vaccine_trials_give_what_metafor_and_clubsandwich_print(kind, variance, df, statistic):
    result = robust(random_effects(ESTIMATES, VARIANCES), TRIALS, kind)
    assert result.estimate_se**2 == pytest.approx(variance, rel=2e-5)  # five digits are printed
    assert result.estimate_df == pytest.approx(df, abs=1e-5)
    assert result.estimate_statistic == pytest.approx(statistic, rel=1e-5)


def test_with_moderators_every_coefficient_has_its_own_degrees_of_freedom():
    # Printed in the test suite of metafor; its optimiser stops at 1e-5, hence the tolerance.
    fit = random_effects(ESTIMATES, VARIANCES, moderators=np.column_stack([LATITUDE, YEAR]))
    result = robust(fit, TRIALS)
    assert result.se == pytest.approx([33.655367, 0.011994, 0.016963], rel=1e-4)
    assert result.df == pytest.approx([2.724625, 2.112895, 2.745919], rel=1e-4)
    together = wald_test(result)
    assert together.statistic == pytest.approx(6.708996, rel=1e-4)
    assert together.df == pytest.approx((2, 2.528214), rel=1e-4)
    assert together.p_value == pytest.approx(0.097479, rel=1e-3)


def test_the_robust_prediction_interval_gives_what_metafor_prints():
    mean = robust_prediction_interval(robust(random_effects(ESTIMATES, VARIANCES), TRIALS))
    assert np.exp([mean.low, mean.high]) == pytest.approx([0.1342926, 1.7836640], rel=1e-4)
    assert mean.convention == "t_satterthwaite"
    fit = random_effects(ESTIMATES, VARIANCES, moderators=np.column_stack([LATITUDE, YEAR]))
    there = robust_prediction_interval(robust(fit, TRIALS), at=[30, 1970])
    assert np.exp([there.low, there.high]) == pytest.approx([0.2265965, 1.2569280], rel=1e-3)


def test_the_school_calendars_give_what_clubsandwich_prints():
    table = columns("konstantopoulos2011.csv")
    levels = {"district": table["district"], "school": table["school"]}
    fit = multilevel(np.array(table["estimate"], float), np.array(table["variance"], float), levels=levels)
    result = robust(fit, table["district"])
    assert result.estimate_se == pytest.approx(0.084457995434, rel=1e-6)
    assert result.estimate_df == pytest.approx(9.8631562334, rel=1e-6)
    assert (result.estimate_low, result.estimate_high) == pytest.approx((-0.00382548, 0.37325181), rel=1e-5)


@pytest.mark.parametrize("kind", ["CR0", "CR2"])
def test_the_covariance_follows_its_definition_for_a_working_model_that_is_not_diagonal(kind):
    fit, study, working = correlated_regression()
    scores = dense_scores(fit, study, working, adjusted=kind == "CR2")
    y = fit.data.estimates
    expected = sum(np.outer(g @ y, g @ y) for g in scores)
    assert robust(fit, study, kind).covariance == pytest.approx(expected, rel=1e-7)


def test_cr2_is_unbiased_when_the_working_model_is_right():
    fit, study, working = correlated_regression()
    result = robust(fit, study)
    expected = 0
    for estimator, rows in zip(result.estimators, (study == label for label in range(8)), strict=True):
        x = fit.data.design
        left = working[np.ix_(rows, rows)] - x[rows] @ fit.covariance @ x[rows].T  # covariance of the residuals
        expected = expected + estimator.T @ left @ estimator
    assert expected == pytest.approx(fit.covariance, rel=1e-8)


def test_the_degrees_of_freedom_are_twice_mean_squared_over_variance_of_the_quadratic_form():
    fit, study, working = correlated_regression()
    result, scores = robust(fit, study), dense_scores(fit, study, working)
    for j in range(3):
        form = sum(np.outer(g[j], g[j]) for g in scores)
        product = form @ working
        assert result.df[j] == pytest.approx(np.trace(product) ** 2 / np.trace(product @ product), rel=1e-7)


def test_one_coefficient_in_the_wald_test_is_the_satterthwaite_t_squared():
    fit, study, _ = correlated_regression()
    result = robust(fit, study)
    alone = wald_test(result, ["x1"])
    assert alone.statistic == pytest.approx(result.statistic[1] ** 2, rel=1e-10)
    assert alone.df == pytest.approx((1, result.df[1]), rel=1e-10)
    assert alone.p_value == pytest.approx(2 * t.sf(abs(result.statistic[1]), result.df[1]), rel=1e-8)


def test_the_wald_test_does_not_depend_on_how_the_hypothesis_is_written():
    fit, study, _ = correlated_regression()
    result = robust(fit, study)
    plain = wald_test(result)
    mixed = wald_test(result, [[0, 1, 1], [0, 1, -3]])
    assert mixed.statistic == pytest.approx(plain.statistic, rel=1e-8)
    assert mixed.df == pytest.approx(plain.df, rel=1e-8)


def test_the_simple_corrections_are_factors_of_cr0():
    fit, study, _ = correlated_regression()
    plain = robust(fit, study, "CR0").covariance
    assert robust(fit, study, "CR1").covariance == pytest.approx(plain * 8 / 7, rel=1e-12)
    assert robust(fit, study, "CR1p").covariance == pytest.approx(plain * 8 / 5, rel=1e-12)


def test_equal_single_effects_give_the_t_test_of_the_mean():
    # With equal weights and one effect per cluster CR2 is s / sqrt(m) with m - 1 degrees of freedom.
    estimates = np.array([0.1, 0.9, 0.4, 1.3, -0.2])
    result = robust(random_effects(estimates, [0.05] * 5), range(5))
    assert result.estimate_se == pytest.approx(estimates.std(ddof=1) / np.sqrt(5), rel=1e-10)
    assert result.estimate_df == pytest.approx(4, rel=1e-10)


def test_clusters_may_be_wider_than_studies_but_may_not_tear_them():
    fit, study, _ = correlated_regression()
    assert robust(fit, study // 2).m == 4
    with pytest.raises(EvidenceError, match="share a random effect"):
        robust(fit, np.arange(len(study)))


def test_a_cluster_that_a_coefficient_of_its_own_describes_adds_nothing():
    moderators = np.array([0, 0, 0, 0, 1.0])
    result = robust(random_effects([1.0, 2, 3, 5, 9], [0.2] * 5, moderators=moderators), "abcde")
    assert np.isfinite(result.covariance).all()
    # The intercept is the mean of the other four.
    assert result.se[0] == pytest.approx(np.std([1, 2, 3, 5], ddof=1) / 2, rel=1e-8)


def test_too_few_clusters_and_unknown_words_are_refused():
    fit = random_effects(ESTIMATES, VARIANCES)
    with pytest.raises(EvidenceError, match="at least 2"):
        robust(fit, ["one"] * 13)
    with pytest.raises(EvidenceError, match="'CR3'"):
        robust(fit, TRIALS, "CR3")
    with pytest.raises(EvidenceError, match="'dose'"):
        wald_test(robust(fit, TRIALS), ["dose"])
    with pytest.raises(EvidenceError, match="do not depend on each other"):
        wald_test(robust(fit, TRIALS), [[1.0], [2.0]])
