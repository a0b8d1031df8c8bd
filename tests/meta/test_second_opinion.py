"""PyMARE and scipy, written by other people, agree wherever they have the method."""

import warnings

import numpy as np
import pytest
from scipy.stats import linregress

with warnings.catch_warnings():  # PyMARE leaves a file of its own open while it is imported
    warnings.simplefilter("ignore", ResourceWarning)
    from pymare import Dataset
    from pymare.estimators import DerSimonianLaird, Hedges, VarianceBasedLikelihoodEstimator, WeightedLeastSquares

from allostasis.evidence.meta import egger, random_effects

TESTS = {"normal": "wald", "knapp_hartung": "knapp-hartung"}
# PyMARE's own optimiser stops near 1e-6 of tau2; its closed forms are exact.
ESTIMATORS = {
    "common": (lambda **more: WeightedLeastSquares(tau2=0.0, **more), 1e-9),
    "DL": (DerSimonianLaird, 1e-9),
    "HE": (Hedges, 1e-9),
    "ML": (lambda **more: VarianceBasedLikelihoodEstimator(method="ml", **more), 1e-4),
    "REML": (lambda **more: VarianceBasedLikelihoodEstimator(method="reml", **more), 1e-4),
}


def some_studies(seed, k=12):
    random = np.random.default_rng(seed)
    v = random.uniform(0.02, 0.4, k)
    dose = random.uniform(8, 48, k)
    return random.normal(0.3 + 0.01 * dose, np.sqrt(v + 0.15)), v, dose


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("method", ESTIMATORS)
@pytest.mark.parametrize("has_moderator", [False, True], ids=["pooled", "regression"])
def test_pymare_agrees(method, test, has_moderator):
    build, tolerance = ESTIMATORS[method]
    for seed in (1, 2, 3):
        y, v, dose = some_studies(seed)
        ours = random_effects(y, v, moderators=dose if has_moderator else None, method=method, test=test)
        design = np.column_stack([np.ones(len(y)), dose]) if has_moderator else np.ones((len(y), 1))
        data = Dataset(y, v, X=design, add_intercept=False)
        summary = build(small_sample_correction=TESTS[test]).fit_dataset(data).summary()
        theirs = {name: np.ravel(value) for name, value in summary.get_fe_stats().items()}
        assert ours.coefficients == pytest.approx(theirs["est"], rel=tolerance)
        assert ours.se == pytest.approx(theirs["se"], rel=tolerance)
        assert ours.low == pytest.approx(theirs["ci_l"], rel=tolerance)
        assert ours.p_value == pytest.approx(theirs["p"], rel=10 * tolerance)
        assert ours.tau2 == pytest.approx(np.ravel(summary.tau2)[0], rel=tolerance, abs=1e-9)


@pytest.mark.parametrize("has_moderator", [False, True], ids=["pooled", "regression"])
def test_pymare_finds_the_same_q(has_moderator):
    y, v, dose = some_studies(4)
    ours = random_effects(y, v, moderators=dose if has_moderator else None)
    design = np.column_stack([np.ones(len(y)), dose]) if has_moderator else np.ones((len(y), 1))
    fitted = DerSimonianLaird(small_sample_correction="wald").fit_dataset(Dataset(y, v, X=design, add_intercept=False))
    theirs = fitted.summary().get_heterogeneity_stats()
    assert ours.q == pytest.approx(theirs["Q"][0], rel=1e-9)
    assert ours.q_p == pytest.approx(theirs["p(Q)"][0], rel=1e-9)


def test_the_classic_egger_regression_is_the_intercept_of_the_standardised_effects_on_precision():
    y, v, _ = some_studies(5)
    ours = egger(random_effects(y, v), "classic")
    theirs = linregress(1 / np.sqrt(v), y / np.sqrt(v))
    assert ours.slope == pytest.approx(theirs.intercept, rel=1e-9)
    assert ours.slope_se == pytest.approx(theirs.intercept_stderr, rel=1e-9)
    assert ours.limit == pytest.approx(theirs.slope, rel=1e-9)
