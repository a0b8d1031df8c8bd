"""One leap of the slow states, against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from allostasis.numerics.fastforward import leap, leap_shares

DAY = 24.0


def leap_once(x: float, rate: float, slope: float, hours: float, longest: float = np.inf) -> float:
    """A leap of one state of one person, from its value and rate at the end of a day with a constant slope."""
    gained = -rate * np.expm1(-slope * DAY) / slope if slope else rate * DAY
    one = np.array([[x]]), np.array([[gained]]), np.array([[slope * DAY]])
    return float(leap(*one, DAY, np.array([hours]), np.array([longest]))[0, 0])


@pytest.mark.parametrize("half_time", [5.0, 200.0])  # hours: within the day that is simulated, and slow
@pytest.mark.parametrize("hours", [1.0, 100.0, 1e4, 1e6])
def test_a_linear_state_leaps_exactly(hours: float, half_time: float) -> None:
    target, k, x = 3.0, np.log(2) / half_time, 1.0
    exact = target + (x - target) * np.exp(-k * hours)
    assert leap_once(x, k * (target - x), -k, hours) == pytest.approx(exact, rel=1e-12)


def test_a_state_without_slope_goes_on_at_its_rate() -> None:
    assert leap_once(1.0, 0.25, 0.0, 8.0) == pytest.approx(3.0, rel=1e-15)
    # Just beside zero slope the same comes out: the series and the exponential meet.
    assert leap_once(1.0, 0.25, -1e-9, 8.0) == pytest.approx(3.0, rel=1e-7)


def test_what_has_been_learned_within_the_day_is_not_learned_again() -> None:
    # From 1.045 to 1.4865 in a day, drawn to 1.492: the day's mean rate would lead to 1.93, beyond the ceiling.
    start, end, ceiling = 1.045, 1.4865, 1.492
    slope = np.log((ceiling - end) / (ceiling - start))
    found = leap(*(np.array([[v]]) for v in (end, end - start, slope)), DAY, np.array([1e4]), np.array([np.inf]))
    assert found[0, 0] == pytest.approx(ceiling, rel=1e-12)


def test_a_day_whose_slope_says_growth_does_not_grow_without_end() -> None:
    assert np.isfinite(leap_once(2.0, -0.01, 0.06, 1e4))


def test_who_leaps_no_hours_stays() -> None:
    assert leap_once(1.7, 5.0, -3.0, 0.0) == 1.7


def test_a_leap_is_no_longer_than_the_state_s_longest() -> None:
    assert leap_once(0.0, 1.0, 0.0, 1000.0, longest=10.0) == pytest.approx(10.0)


def test_a_leap_of_a_lifetime_does_not_overshoot_where_the_state_is_drawn_to() -> None:
    assert leap_once(0.0, 1.0, -0.5, 1e9) == pytest.approx(2.0, rel=1e-12)


@pytest.mark.parametrize(("days", "quiet"), [(18, 4), (10, 2), (24, 4)])
def test_the_shares_sum_to_one_and_leave_the_first_days_quiet(days: int, quiet: int) -> None:
    shares = leap_shares(days, quiet)
    assert shares.sum() == pytest.approx(1.0, rel=1e-14)
    assert np.all(shares[:quiet] == 0)
    assert np.all(shares[quiet:] > 0)
    np.testing.assert_allclose(shares[quiet:], shares[quiet:][::-1], rtol=1e-9)
