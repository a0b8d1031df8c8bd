"""Years of steady exposure in a few dozen days: simulate a day, then let the slow states leap.

Over a day of the person's regimen the engine sums, for every slow state, its increments and its own slope. With the
rate f at the end of the day and the mean slope J the state leaps over T hours as x -> x + f T (exp(J T) - 1)/(J T): the
exponential Euler step of the daily-mean equations, stable for any T. A state that relaxes at the slope J and gained D
within the day has the rate f = J D/(1 - exp(-J day)) at its end. With the day's mean rate in its place, what is learned
within a day would count twice, and a value would leap beyond its ceiling.

Days and leaps alternate; leaps are short at first, while a new regimen builds up. Gland masses leap no further than a
month at a time, because they regulate themselves through the fast hormones and their mean slope does not show it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LONGEST_GLAND_LEAP = 30 * 24.0
"""Hours; the glands' own half-times are 7 to 30 days."""
MOST_GROWTH = 1.0
"""Logarithm of the growth within a leap: nothing in the model grows by itself for long, whatever a day's slope says."""


def leap(
    slow: NDArray[np.float64],
    rate_sum: NDArray[np.float64],
    slope_sum: NDArray[np.float64],
    day: float,
    hours: NDArray[np.float64],
    longest: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Slow states after a leap.

    Args:
        slow: slow states at the end of the simulated day, shape (slow, n).
        rate_sum: their increments over the day, shape (slow, n).
        slope_sum: the time integral of their own slopes over the day, shape (slow, n).
        day: length of the simulated day, hours.
        hours: length of each person's leap, shape (n,).
        longest: longest leap of each state, hours, shape (slow,).
    """
    T = np.minimum(hours[None, :], longest[:, None])
    z = np.minimum(slope_sum / day * T, MOST_GROWTH)
    return slow + rate_sum / (day * _mean_of_decay(-slope_sum)) * T * _mean_of_decay(z)


def _mean_of_decay(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """(exp(z) - 1)/z, the mean of exp over 0 to z."""
    return np.where(np.abs(z) < 1e-8, 1 + z / 2, np.expm1(z) / np.where(z == 0, 1, z))


def leap_shares(days: int, quiet: int) -> NDArray[np.float64]:
    """Which share of the leaping is done after each simulated day; it sums to 1.

    None during the first `quiet` days, then ever longer leaps, and short ones again before the end, so that what is
    slow and coupled settles on a fine grid.

    Args:
        days: number of simulated days.
        quiet: days without a leap at the start.
    """
    k = np.arange(days)
    weight = np.where(k < quiet, 0.0, np.sin(np.pi * (k - quiet + 0.5) / (days - quiet)) ** 2)
    return np.asarray(weight / weight.sum())
