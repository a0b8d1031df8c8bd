"""From a log posterior on a grid of mean and spread to means, intervals and probabilities."""

from __future__ import annotations

import math

import numpy as np

from allostasis.evidence.meta.effect_grid import EffectGrid, Floats
from allostasis.evidence.meta.numerical import root, spline
from allostasis.evidence.meta.sign_reports import WORTHWHILE, Belief

__all__ = ["above_zero", "mass_of", "quantiles", "refined", "summary"]


def refined(grid: EffectGrid, log: Floats) -> tuple[Floats, Floats]:
    """Mean and posterior mass (tau, mean) on a finer grid of means, over the part that holds all but 1e-9 of the mass.

    Along the mean, log M is nearly a parabola, which a cubic spline follows.
    """
    held = np.flatnonzero((log > log.max() - 25).any(axis=0))
    first, last = max(held[0] - 1, 0), min(held[-1] + 1, grid.eta.size - 1)
    mu = np.linspace(grid.eta[first], grid.eta[last], 201)
    return mu, mass_of(np.exp(spline(grid.eta, log - log.max(), mu)))


def mass_of(density: Floats) -> Floats:
    """Posterior mass by the trapezoidal rule along tau (first axis), whose ends count half.

    The rule converges fast here: the density vanishes at every end but tau = 0, and there it is an even function.
    """
    mass = density.copy()
    mass[[0, -1]] /= 2
    return np.asarray(mass / mass.sum())


def summary(tau: Floats, mu: Floats, mass: Floats) -> Belief:
    """What is believed of mu, tau and a new study, from the posterior mass of (tau, mu)."""
    from scipy.special import ndtr

    marginal, spread = mass.sum(axis=0), mass.sum(axis=1)
    mean = float(marginal @ mu)
    # A grid point stands for its cell: without the cell's own variance the step at tau = 0 would be counted coarsely.
    total = np.sqrt(tau**2 + (mu[1] - mu[0]) ** 2 / 12)

    def above(limit: float, thin: int = 1) -> float:
        part = mass[:, ::thin]
        return float(np.sum(part * ndtr((mu[::thin] - limit) / total[:, None])) / part.sum())

    reach = 6 * float(tau[-1])
    ends = float(mu[0]) - reach, float(mu[-1]) + reach
    new_low = root(lambda x: above(x, 4) - 0.975, *ends, xtol=1e-3)
    new_high = root(lambda x: above(x, 4) - 0.025, *ends, xtol=1e-3)
    low, high = quantiles(mu, marginal)
    tau_low, tau_high = quantiles(tau, spread)
    return Belief(
        mean=mean,
        sd=math.sqrt(float(marginal @ (mu - mean) ** 2)),
        low=low,
        high=high,
        positive=above_zero(mu, marginal),
        tau_mean=float(spread @ tau),
        tau_low=tau_low,
        tau_high=tau_high,
        new_low=new_low,
        new_high=new_high,
        new_positive=above(0.0),
        new_worthwhile=above(WORTHWHILE),
    )


def _cumulated(mass: Floats) -> Floats:
    """Distribution function at the grid points."""
    value = np.cumsum(mass) - mass / 2
    value[0], value[-1] = 0.0, 1.0
    return np.asarray(value)


def quantiles(points: Floats, mass: Floats) -> tuple[float, float]:
    """Ends of the central 95 % of a mass on points."""
    low, high = np.interp([0.025, 0.975], _cumulated(mass), points)
    return float(low), float(high)


def above_zero(points: Floats, mass: Floats) -> float:
    """Share of a mass on points that lies above zero."""
    return 1.0 - float(np.interp(0.0, points, _cumulated(mass), left=0.0, right=1.0))
