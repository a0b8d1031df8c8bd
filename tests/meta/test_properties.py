"""What holds for any estimates: moving, stretching, reordering and splitting the data does what it must."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allostasis.evidence.meta import METHODS, prediction_interval, random_effects, tau2_interval

# Estimates on a grid of a thousandth and variances over three orders of magnitude: the range of standardised effects.
estimate = st.integers(-3000, 3000).map(lambda value: value / 1000)
variance = st.integers(5, 5000).map(lambda value: value / 1000)
rows = st.lists(st.tuples(estimate, variance), min_size=3, max_size=8)
methods = st.sampled_from(METHODS)
tests = st.sampled_from(["normal", "knapp_hartung"])
# Iterations stop at a relative 1e-13; sums over studies of unequal weight cost a few digits more.
CLOSE = 1e-7
FEW = settings(max_examples=60)


def fit_of(data, method, test="normal", **more):
    return random_effects([y for y, _ in data], [v for _, v in data], method=method, test=test, **more)


def agree(a, b):
    """Equal, or both so near 0 that the difference is the rounding of an iteration that starts from the data."""
    assert a == pytest.approx(b, rel=CLOSE, abs=1e-9)


@FEW
@given(rows, methods, tests, st.floats(-100, 100))
def test_adding_a_constant_moves_the_effect_and_nothing_else(data, method, test, shift):
    here, there = fit_of(data, method, test), fit_of([(y + shift, v) for y, v in data], method, test)
    agree(there.estimate, here.estimate + shift)
    agree(there.estimate_se, here.estimate_se)
    agree(there.tau2, here.tau2)
    agree(there.q, here.q)


@FEW
@given(rows, methods, tests, st.floats(0.01, 100))
def test_a_change_of_unit_scales_the_effect_and_keeps_what_has_no_unit(data, method, test, scale):
    here, there = fit_of(data, method, test), fit_of([(scale * y, scale**2 * v) for y, v in data], method, test)
    agree(there.estimate / scale, here.estimate)
    agree(there.estimate_se / scale, here.estimate_se)
    agree(there.tau2 / scale**2, here.tau2)
    if method != "common":
        agree(there.tau2_se / scale**2, here.tau2_se)
    for name in ("q", "i2", "h2", "estimate_p"):
        agree(getattr(there, name), getattr(here, name))


@FEW
@given(rows, methods, tests)
def test_turning_the_sign_turns_the_interval(data, method, test):
    here, there = fit_of(data, method, test), fit_of([(-y, v) for y, v in data], method, test)
    agree(there.estimate_low, -here.estimate_high)
    agree(there.tau2, here.tau2)


@FEW
@given(rows, methods, tests, st.randoms(use_true_random=False))
def test_the_order_of_the_studies_does_not_matter(data, method, test, random):
    shuffled = data.copy()
    random.shuffle(shuffled)
    here, there = fit_of(data, method, test), fit_of(shuffled, method, test)
    for name in ("estimate", "estimate_se", "tau2", "q", "log_likelihood"):
        agree(getattr(there, name), getattr(here, name))


@FEW
@given(rows, st.data())
def test_a_study_split_into_two_equal_halves_leaves_the_common_effect_and_q(data, draw):
    at = draw.draw(st.integers(0, len(data) - 1))
    y, v = data[at]
    here, there = fit_of(data, "common"), fit_of([*data[:at], (y, 2 * v), (y, 2 * v), *data[at + 1 :]], "common")
    agree(there.estimate, here.estimate)
    agree(there.estimate_se, here.estimate_se)
    agree(there.q, here.q)


@FEW
@given(rows, methods)
def test_the_effect_lies_within_the_estimates_and_i2_within_0_and_100(data, method):
    fit = fit_of(data, method)
    assert min(y for y, _ in data) - 1e-9 <= fit.estimate <= max(y for y, _ in data) + 1e-9
    assert fit.tau2 >= 0
    assert 0 <= fit.i2 <= 100
    assert fit.h2 >= (0 if method == "common" else 1)


@FEW
@given(rows, st.sampled_from(["ML", "REML"]))
def test_no_other_tau2_has_a_higher_likelihood(data, method):
    fit = fit_of(data, method)
    y, v = fit.estimates, fit.variances
    for tau2 in [0.0, *np.geomspace(1e-6, 50, 120)]:
        w = 1 / (v + tau2)
        residual = y - np.average(y, weights=w)
        height = 0.5 * (np.log(w).sum() - w @ residual**2 - len(y) * np.log(2 * np.pi))
        if method == "REML":
            height += 0.5 * (np.log(2 * np.pi) + np.log(len(y)) - np.log(w.sum()))
        assert height <= fit.log_likelihood + 1e-9


@FEW
@given(rows)
def test_paule_and_mandel_bring_q_to_its_expectation_or_stop_at_zero(data):
    fit = fit_of(data, "PM")
    w = fit.weights
    q = w @ (fit.estimates - fit.estimate) ** 2
    assert q == pytest.approx(fit.k - 1, rel=1e-9) if fit.tau2 > 0 else q <= fit.k - 1 + 1e-9
    agree(fit.tau2, fit_of(data, "EB").tau2)


@FEW
@given(rows, methods)
def test_a_wider_level_gives_wider_intervals(data, method):
    narrow, wide = fit_of(data, method, level=0.8), fit_of(data, method, level=0.99)
    assert wide.estimate_low < narrow.estimate_low <= narrow.estimate_high < wide.estimate_high
    small, large = tau2_interval(narrow), tau2_interval(wide)
    assert large.low <= small.low <= small.high <= large.high
    normal, student = prediction_interval(wide, "normal"), prediction_interval(wide, "t_k_minus_2")
    assert student.low < normal.low < normal.high < student.high


@FEW
@given(rows, methods, st.floats(-5, 5), st.floats(0.1, 10))
def test_the_unit_and_origin_of_a_moderator_change_its_coefficient_only(data, method, origin, unit):
    x = np.arange(len(data), dtype=float) ** 1.5
    if len(data) < 4:
        data = [*data, (0.5, 1.0)]
        x = np.append(x, 6.0)
    here = fit_of(data, method, moderators=x)
    there = fit_of(data, method, moderators=origin + unit * x)
    agree(there.coefficients[1] * unit, here.coefficients[1])
    agree(there.tau2, here.tau2)
    agree(there.qm, here.qm)
    agree(there.log_likelihood, here.log_likelihood)


@FEW
@given(estimate, variance)
def test_one_study_is_its_own_common_effect(y, v):
    fit = random_effects([y], [v], method="common")
    agree(fit.estimate, y)
    agree(fit.estimate_se**2, v)
