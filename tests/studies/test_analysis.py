"""The trial's statistics against hand-worked data, SciPy, and least squares."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from allostasis.studies.analysis import analyse

Array = NDArray[np.float64]

# Student 1908, "The probable error of a mean", Biometrika 6: additional hours of sleep with two drugs in ten patients.
FIRST = np.array([[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]])
SECOND = np.array([[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]])
NO_PERIOD = np.ones((1, 10), np.int8)


@pytest.fixture
def trials() -> tuple[Array, Array, NDArray[np.int8]]:
    """Six crossover trials of eleven people, five with the active arm first, and a drift of 2 between periods."""
    rng = np.random.default_rng(5)
    period = np.tile(np.where(np.arange(11) < 5, 1, 2), (6, 1)).astype(np.int8)
    person = rng.normal(0, 3, (6, 11))
    control = person + 2.0 * (period == 1) + rng.normal(0, 1, (6, 11))
    active = person - 1.0 + 2.0 * (period == 2) + rng.normal(0, 1, (6, 11))
    return active, control, period


def test_student_s_sleep_data_give_the_known_paired_t() -> None:
    found = analyse("paired_t", FIRST, SECOND, NO_PERIOD)
    assert found.effect[0] == pytest.approx(-1.58, abs=1e-12)
    assert found.statistic[0] == pytest.approx(-4.0621, abs=5e-5)  # four digits are what is printed everywhere
    assert found.df[0] == 9
    assert found.p_value[0] == pytest.approx(0.002833, abs=5e-7)


def test_the_paired_test_is_scipy_s(trials: tuple[Array, Array, NDArray[np.int8]]) -> None:
    active, control, _ = trials
    found, known = analyse("paired_t", *trials), stats.ttest_rel(active, control, axis=1)
    np.testing.assert_allclose(found.statistic, known.statistic, rtol=1e-12)
    np.testing.assert_allclose(found.p_value, known.pvalue, rtol=1e-10)
    np.testing.assert_allclose(found.dz * np.sqrt(11), known.statistic, rtol=1e-12)
    np.testing.assert_array_equal(found.df, 10.0)


def test_welch_s_test_is_scipy_s_for_arms_of_different_size() -> None:
    rng = np.random.default_rng(8)
    in_active = np.arange(12) < 5
    active = np.where(in_active, rng.normal(1, 1, (4, 12)), np.nan)
    control = np.where(~in_active, rng.normal(0, 3, (4, 12)), np.nan)
    found = analyse("welch_t", active, control, np.where(in_active, 1, 0).astype(np.int8))
    known = stats.ttest_ind(active[:, :5], control[:, 5:], axis=1, equal_var=False)
    np.testing.assert_allclose(found.statistic, known.statistic, rtol=1e-12)
    np.testing.assert_allclose(found.df, known.df, rtol=1e-12)
    np.testing.assert_allclose(found.p_value, known.pvalue, rtol=1e-10)


def test_hedges_g_is_the_pooled_difference_with_its_small_sample_factor() -> None:
    active = np.array([[3.0, 5.0, 7.0, np.nan, np.nan, np.nan, np.nan]])
    control = np.array([[np.nan, np.nan, np.nan, 1.0, 2.0, 3.0, 4.0]])
    # Means 5 and 2.5, variances 4 and 5/3: pooled (2 * 4 + 3 * 5/3)/5 = 13/5; the factor is 1 - 3/(4 * 5 - 1) = 16/19.
    known = 2.5 / np.sqrt(13 / 5) * 16 / 19
    found = analyse("welch_t", active, control, np.zeros((1, 7), np.int8))
    assert found.dz[0] == pytest.approx(known, rel=1e-12)


def test_the_period_adjusted_test_is_least_squares_with_a_period(trials: tuple[Array, Array, NDArray[np.int8]]) -> None:
    active, control, period = trials
    found = analyse("period_adjusted", *trials)
    for k in range(len(active)):
        # Within a person: active - control = effect + drift * (+1 if active came first, else -1).
        design = np.stack([np.ones(11), np.where(period[k] == 1, 1.0, -1.0)], axis=1)
        difference = active[k] - control[k]
        solution, residual, *_ = np.linalg.lstsq(design, difference)
        variance = residual[0] / (11 - 2) * np.linalg.inv(design.T @ design)[0, 0]
        assert found.effect[k] == pytest.approx(solution[0], rel=1e-10)
        assert found.standard_error[k] == pytest.approx(np.sqrt(variance), rel=1e-10)
        assert found.df[k] == 9
        assert found.p_value[k] == pytest.approx(2 * stats.t.sf(abs(solution[0]) / np.sqrt(variance), 9), rel=1e-8)


def test_a_drift_between_periods_does_not_enter_the_adjusted_effect(
    trials: tuple[Array, Array, NDArray[np.int8]],
) -> None:
    active, control, period = trials
    drifted = active + 100.0 * (period == 2), control + 100.0 * (period == 1), period
    for name in ("effect", "standard_error"):
        before, after = (getattr(analyse("period_adjusted", *t), name) for t in (trials, drifted))
        np.testing.assert_allclose(after, before, rtol=1e-9)


def test_under_no_effect_five_percent_of_trials_are_significant() -> None:
    rng = np.random.default_rng(11)
    a, b = rng.normal(size=(2, 20_000, 8))
    share = np.mean(analyse("paired_t", a, b, np.ones(a.shape, np.int8)).p_value < 0.05)
    # The standard error of a share of 0.05 in 20 000 trials is 0.0015; four of them are allowed.
    assert abs(share - 0.05) < 0.006
