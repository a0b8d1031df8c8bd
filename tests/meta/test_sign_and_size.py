"""Estimates, bounds and signs in one model: against direct integration, in limits, and in simulation."""

from __future__ import annotations

import doctest
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import halfnorm, multivariate_normal

from allostasis.errors import EvidenceError
from allostasis.evidence.meta import sign_and_size as module
from allostasis.evidence.meta.sign_and_size import Prior, Report, beliefs, bounds, sign, sign_and_size, size, slope

# The stated error of the quadrature is below 0.005; means and sds are far better, tau is cut at 4 prior scales.
CLOSE = 2e-3
MU = np.linspace(-2.25, 2.25, 451)
TAU = np.linspace(0.0, 2.0, 401)


def integrated(log_likelihood):
    """Posterior mean and sd of mu, mean of tau and weights by brute force on a fixed grid; the model written anew."""
    mu, tau = np.meshgrid(MU, TAU)
    log = log_likelihood(mu, tau) - 0.5 * (mu / 0.5) ** 2 - 0.5 * (tau / 0.5) ** 2
    weight = np.exp(log - log.max())
    weight[0] /= 2
    weight /= weight.sum()
    mean = (weight * mu).sum()
    return mean, math.sqrt((weight * (mu - mean) ** 2).sum()), (weight * tau).sum(), weight, mu, tau


def test_rows_with_sizes_alone_give_the_normal_normal_model():
    y, v = np.array([0.4, 0.1, 0.3, -0.2]), np.array([0.04, 0.02, 0.09, 0.05])

    def log_likelihood(mu, tau):
        total = tau[..., None] ** 2 + v
        return (-0.5 * np.log(total) - 0.5 * (y - mu[..., None]) ** 2 / total).sum(axis=-1)

    mean, sd, tau_mean, weight, mu, tau = integrated(log_likelihood)
    result = sign_and_size([size(str(i), *pair) for i, pair in enumerate(zip(y, v, strict=True))])
    assert result.posterior.mean == pytest.approx(mean, abs=1e-4)
    assert result.posterior.sd == pytest.approx(sd, abs=1e-3)
    assert result.posterior.tau_mean == pytest.approx(tau_mean, abs=CLOSE)
    shrunken = [(weight * (a * tau**2 + mu * b) / (tau**2 + b)).sum() for a, b in zip(y, v, strict=True)]
    assert [study.mean for study in result.studies] == pytest.approx(shrunken, abs=1e-3)


def test_thirty_precise_studies_are_integrated_as_well_as_a_few():
    y, v = [0.3 + 0.1 * (i % 3) for i in range(30)], 0.01
    mu, tau = np.meshgrid(np.linspace(0.2, 0.6, 401), np.linspace(0.0, 0.3, 301))
    log = -0.5 * (mu / 0.5) ** 2 - 0.5 * (tau / 0.5) ** 2
    for value in y:
        log += -0.5 * np.log(tau**2 + v) - 0.5 * (value - mu) ** 2 / (tau**2 + v)
    weight = np.exp(log - log.max())
    weight[0] /= 2
    found = sign_and_size([size(str(i), value, v) for i, value in enumerate(y)])
    assert found.posterior.mean == pytest.approx((weight * mu).sum() / weight.sum(), abs=1e-4)
    assert found.posterior.tau_mean == pytest.approx((weight * tau).sum() / weight.sum(), abs=1e-3)
    assert found.error < 1e-3


def test_signs_alone_give_the_probit_model():
    se, z = np.array([0.3, 0.4, 0.25]), 1.959964
    low, high = np.array([z, -z, -np.inf]), np.array([np.inf, z, -z])

    def log_likelihood(mu, tau):
        spread = np.sqrt(tau[..., None] ** 2 + se**2)
        inside = ndtr((high * se - mu[..., None]) / spread) - ndtr((low * se - mu[..., None]) / spread)
        return np.log(np.maximum(inside, 1e-300)).sum(axis=-1)

    mean, sd, tau_mean, *_ = integrated(log_likelihood)
    verdicts = ("better", "null", "worse")
    result = sign_and_size([sign(word, word, error) for word, error in zip(verdicts, se, strict=True)]).posterior
    assert (result.mean, result.sd, result.tau_mean) == pytest.approx((mean, sd, tau_mean), abs=CLOSE)


def test_two_signs_of_one_study_are_a_bivariate_normal_probability():
    se, rho, limit = 0.3, 0.5, 1.959964 * 0.3

    def both(mu, tau):
        out = np.empty_like(mu)
        for row, spread in enumerate(tau[:, 0]):
            total = np.full((2, 2), spread**2 + rho * se**2) + (1 - rho) * se**2 * np.eye(2)
            below = np.stack([mu[row] - limit, mu[row] - limit], axis=-1)
            out[row] = np.log(np.maximum(multivariate_normal(cov=total).cdf(below), 1e-300))
        return out

    mu, tau = np.meshgrid(np.linspace(-2, 2, 81), np.linspace(0, 2, 41))
    log = both(mu, tau) - 0.5 * (mu / 0.5) ** 2 - 0.5 * (tau / 0.5) ** 2
    weight = np.exp(log - log.max())
    weight[0] /= 2
    expected = (weight * mu).sum() / weight.sum()
    result = sign_and_size([sign("one", "better", se), sign("one", "better", se)], correlation=rho)
    assert result.k == 1
    assert result.posterior.mean == pytest.approx(expected, abs=CLOSE)


def test_without_rows_the_answer_is_the_prior():
    result = sign_and_size([])
    assert result.share_helped is None
    assert result.k == 0
    assert result.posterior.mean == pytest.approx(0, abs=1e-9)
    assert result.posterior.sd == pytest.approx(0.5, abs=1e-3)
    assert result.posterior.new_positive == pytest.approx(0.5, abs=1e-6)
    ends = halfnorm(scale=0.5).ppf([0.025, 0.975])
    # tau stands on a grid of 0.05; its quantiles are interpolated
    assert (result.posterior.tau_low, result.posterior.tau_high) == pytest.approx(tuple(ends), abs=0.005)


def test_swapping_better_and_worse_mirrors_the_answer():
    rows = [size("a", 0.5, 0.05), sign("b", "better", 0.3), sign("c", "null", 0.2)]
    mirror = [size("a", -0.5, 0.05), sign("b", "worse", 0.3), sign("c", "null", 0.2)]
    one, other = sign_and_size(rows).posterior, sign_and_size(mirror).posterior
    assert (one.mean, one.low, one.new_positive) == pytest.approx((-other.mean, -other.high, 1 - other.new_positive))


def test_the_order_of_the_rows_does_not_matter():
    rows = [size("a", 0.5, 0.05), sign("b", "better", 0.3), sign("a", "null", 0.2)]
    assert sign_and_size(rows).posterior.mean == pytest.approx(sign_and_size(rows[::-1]).posterior.mean, abs=1e-9)


def test_a_second_row_of_the_same_study_counts_less_than_a_second_study():
    once = [sign("a", "better", 0.3)]
    same, other = sign_and_size([*once, sign("a", "better", 0.3)]), sign_and_size([*once, sign("b", "better", 0.3)])
    assert sign_and_size(once).posterior.new_positive < same.posterior.new_positive < other.posterior.new_positive


def test_a_null_result_says_more_if_the_study_is_large():
    spreads = [sign_and_size([sign("a", "null", se)]).posterior.sd for se in (0.1, 0.3, 1.0)]
    assert spreads == sorted(spreads)
    assert spreads[0] < spreads[-1] - 0.02


def test_an_unknown_size_lies_between_the_sizes_that_it_may_have():
    small, large = sign("a", "better", 0.5), sign("a", "better", 0.15)
    means = [sign_and_size([row]).posterior.mean for row in (large, sign("a", "better", [0.15, 0.5]), small)]
    assert means == sorted(means)


def test_a_lower_bound_of_p_moves_the_answer_further_than_a_verdict():
    verdict, bound = sign("a", "better", 0.3), bounds("a", 3.29, math.inf, 0.3)
    assert sign_and_size([bound]).posterior.mean > sign_and_size([verdict]).posterior.mean + 0.02


def test_bounds_that_pin_an_estimate_down_are_an_estimate():
    pinned = sign_and_size([bounds("a", 1.99, 2.01, 0.25)]).posterior
    assert pinned.mean == pytest.approx(sign_and_size([size("a", 0.5, 0.0625)]).posterior.mean, abs=1e-3)


def test_if_null_results_stay_unpublished_a_benefit_is_believed_less():
    rows = [sign(name, "better", 0.3) for name in "abc"]
    taken, doubted = (sign_and_size(rows, null_reported=share).posterior.mean for share in (1.0, 0.3))
    assert doubted < taken - 0.02


def test_one_extreme_result_leaves_the_answer_finite_and_widens_the_spread():
    rows = [size(str(i), 0.1, 0.04) for i in range(4)]
    calm, shaken = sign_and_size(rows), sign_and_size([*rows, size("outlier", 3.6, 0.9)])
    assert shaken.posterior.tau_mean > calm.posterior.tau_mean
    assert shaken.posterior.mean < 0.6
    assert all(math.isfinite(value) for value in vars(shaken.posterior).values())


def test_the_stated_error_is_small():
    rows = [size("a", 0.5, 0.01), sign("b", "better", 0.3), sign("c", "null", 0.1), sign("c", "worse", 0.1)]
    assert 0 < sign_and_size(rows).error < 0.01


def test_intervals_and_probabilities_are_calibrated_in_simulation():
    # 200 worlds drawn from the prior, four studies each, half of which print only a verdict.
    rng = np.random.default_rng(20261122)
    worlds, studies, limit = 200, 4, 1.959964
    mu, tau = rng.normal(0, 0.5, worlds), np.abs(rng.normal(0, 0.5, worlds))
    theta = mu[:, None] + tau[:, None] * rng.normal(size=(worlds, studies + 1))
    se = rng.choice([0.25, 0.4], size=(worlds, studies))
    z = theta[:, :-1] / se + rng.normal(size=se.shape)

    def report(world, study):
        error, value = float(se[world, study]), float(z[world, study])
        if study % 2:
            return size(str(study), value * error, error**2)
        return sign(str(study), "better" if value > limit else "worse" if value < -limit else "null", error)

    found = beliefs([[report(world, study) for study in range(studies)] for world in range(worlds)])
    covered = np.mean([belief.low <= truth <= belief.high for belief, truth in zip(found, mu, strict=True)])
    scores = np.array([(truth - belief.mean) / belief.sd for belief, truth in zip(found, mu, strict=True)])
    expected = np.mean([belief.new_positive for belief in found])
    # three standard errors of each quantity over all worlds
    assert abs(covered - 0.95) < 3 * math.sqrt(0.95 * 0.05 / worlds)
    assert abs(scores.mean()) < 3 / math.sqrt(worlds)
    assert abs(scores.var() - 1) < 3 * math.sqrt(2 / worlds)
    assert abs(np.mean(theta[:, -1] > 0) - expected) < 3 * 0.5 / math.sqrt(worlds)
    sure = np.array([belief.new_positive > 0.75 for belief in found])
    assert np.mean(theta[sure, -1] > 0) > 0.75 - 3 * math.sqrt(0.25 * 0.75 / sure.sum())


def test_many_small_questions_give_the_answers_of_single_ones():
    groups = [[sign("a", "better", 0.3), size("b", 0.2, 0.05)], [sign("a", "better", 0.3)], []]
    for group, belief in zip(groups, beliefs(groups), strict=True):
        alone = sign_and_size(group)
        assert belief.mean == pytest.approx(alone.posterior.mean, abs=max(alone.error, CLOSE))


def test_a_moderator_that_separates_the_studies_has_a_slope():
    rows = [size(f"a{i}", 0.0, 0.02) for i in range(4)] + [size(f"b{i}", 0.8, 0.02) for i in range(4)]
    kind = {row.study: float(row.study.startswith("b")) for row in rows}
    found = slope(rows, kind)
    assert 0.5 < found.mean < 0.8  # shrunk towards no difference
    assert found.positive > 0.99
    flat = slope(rows, dict.fromkeys(kind, 0.0))
    assert flat.mean == pytest.approx(0, abs=1e-6)
    assert flat.high == pytest.approx(1.96 * Prior().slope_sd, abs=0.02)


def test_every_report_that_cannot_be_used_is_named():
    rows = [Report("a", (0.0,), 0.1), Report("b", (0.2,), math.nan), Report("c", (0.2,), None, 2.0, 1.0)]
    with pytest.raises(EvidenceError) as caught:
        sign_and_size(rows, correlation=1.0, null_reported=0.0)
    places = [problem.place for problem in caught.value.problems]
    assert places == ["correlation", "null_reported", "report 0 (a)", "report 1 (b)", "report 2 (c)"]
    with pytest.raises(EvidenceError, match="moderator"):
        slope([size("a", 0.1, 0.1)], {})


def test_a_wider_prior_shrinks_less():
    rows = [size("a", 1.0, 0.05), size("b", 0.9, 0.05)]
    assert sign_and_size(rows, replace(Prior(), sd=1.0)).posterior.mean > sign_and_size(rows).posterior.mean


def test_the_example_in_the_documentation_runs():
    assert doctest.testmod(module).failed == 0
