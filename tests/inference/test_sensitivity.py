"""Rank correlations: the known coefficient, its interval, and whether a driver is told from noise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from allostasis.inference.sensitivity import FEWEST_DRAWS, spearman, with_sensitivity


def test_the_coefficient_is_scipy_s_with_and_without_ties() -> None:
    rng = np.random.default_rng(1)
    parameters, effect = rng.normal(size=(60, 5)), rng.normal(size=60)
    parameters[:, 4] = np.round(parameters[:, 4])
    known = [stats.spearmanr(column, effect).statistic for column in parameters.T]
    np.testing.assert_allclose(spearman(parameters, effect)[0], known, atol=1e-12)


def test_a_monotone_driver_stands_out_whatever_its_shape() -> None:
    rng = np.random.default_rng(2)
    parameters = rng.normal(size=(200, 20))
    effect = -np.exp(2 * parameters[:, 7]) + 0.1 * rng.normal(size=200)
    r, low, high = spearman(parameters, effect)
    assert int(np.argmax(np.abs(r))) == 7
    assert r[7] < -0.9
    assert low[7] < r[7] < high[7] < 0
    # Without influence |r| stays near 1/sqrt(200) = 0.07; four of them are allowed.
    assert np.max(np.abs(np.delete(r, 7))) < 0.28


def test_the_interval_holds_the_true_coefficient_in_nine_of_ten_cases() -> None:
    rng = np.random.default_rng(3)
    pearson, repeats = 0.6, 1000
    true = 6 / np.pi * np.arcsin(pearson / 2)  # Spearman's coefficient of a bivariate normal distribution
    held = 0
    for _ in range(repeats):
        x = rng.normal(size=50)
        y = pearson * x + np.sqrt(1 - pearson**2) * rng.normal(size=50)
        _, low, high = spearman(x[:, None], y)
        held += bool(low[0] <= true <= high[0])
    # The standard error of 0.9 in 1000 cases is 0.0095; the interval itself is an approximation.
    assert held / repeats == pytest.approx(0.9, abs=0.035)


def test_a_perfect_order_gives_one_and_an_interval_within_one() -> None:
    x = np.arange(20.0)
    r, low, high = spearman(np.stack([x, -x], axis=1), x**3)
    np.testing.assert_allclose(r, [1.0, -1.0])
    assert np.all(low >= -1)
    assert np.all(high <= 1)
    assert np.all(np.isfinite([low, high]))


def test_an_effect_that_never_changes_has_no_driver() -> None:
    r, low, high = spearman(np.random.default_rng(4).normal(size=(30, 3)), np.ones(30))
    np.testing.assert_array_equal(r, 0.0)
    assert np.all((low < 0) & (high > 0))


def test_too_few_draws_say_nothing() -> None:
    parameters = np.random.default_rng(5).normal(size=(FEWEST_DRAWS - 1, 3))
    assert all(np.all(np.isnan(values)) for values in spearman(parameters, parameters[:, 0]))


def test_the_dataset_gets_coefficient_interval_and_share_with_their_meaning() -> None:
    import xarray as xr

    rng = np.random.default_rng(6)
    values = rng.normal(size=(40, 2))
    data = xr.Dataset(
        {"effect_true": ("draw", values[:, 1]), "parameter_value": (("draw", "parameter"), values)},
        coords={"parameter": ["a", "b"]},
    )
    found = with_sensitivity(data)
    assert found["spearman"].sel(parameter="b") == pytest.approx(1.0)
    np.testing.assert_allclose(found["share"], found["spearman"] ** 2)
    assert all(found[n].attrs["meaning"] for n in ("spearman", "spearman_low", "spearman_high", "share"))
