"""The likelihood of each study of a sign-and-size synthesis, on a grid of true effects, their mean and their spread."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from allostasis.evidence.meta.effect_grid import EffectGrid, Floats, logs
from allostasis.evidence.meta.sign_reports import Prior, Report

__all__ = ["Likelihoods", "grid_for", "likelihoods", "log_prior", "log_published"]

_SHARED_NODES = 12  # of the Gauss-Hermite rule for the shared part of the errors; 40 change no printed digit


@dataclass(frozen=True)
class Likelihoods:
    """Grid, likelihood of each study on it, shape (k, n), and log M(eta, tau), shape (k, tau, eta)."""

    grid: EffectGrid
    likelihood: Floats
    marginal: Floats

    @property
    def log(self) -> Floats:
        """log M, shape (k, tau, eta)."""
        return logs(self.marginal)


def grid_for(studies: Collection[Sequence[Report]], prior: Prior, coarseness: float) -> EffectGrid:
    """Fine against the smallest standard error, and wide enough for the prior and every estimate."""
    rows = [row for reports in studies for row in reports]
    smallest = min((min(row.se) / math.sqrt(len(reports)) for reports in studies for row in reports), default=1.0)
    step = coarseness * min(0.0125, max(smallest / 10, min(smallest, 0.001)))
    tau = np.linspace(0.0, 4 * prior.tau_scale, round(32 / coarseness) + 1)
    largest = max((abs(row.estimate) + 3 * max(row.se) for row in rows if row.estimate is not None), default=0.0)
    half = math.ceil(max(abs(prior.mean) + 4.5 * prior.sd + 3 * tau[-1], largest) / step)
    theta = step * np.arange(-half, half + 1, dtype=float)
    eta = prior.mean + prior.sd * np.linspace(-4.5, 4.5, 2 * round(30 / coarseness) + 1)
    return EffectGrid(theta, eta, tau, smallest)


def likelihoods(studies: Collection[Sequence[Report]], grid: EffectGrid, correlation: float) -> Likelihoods:
    """L and M of each study on a grid."""
    rows = [_likelihood(reports, grid.theta, correlation) for reports in studies]
    likelihood = np.array(rows).reshape(len(rows), grid.theta.size)
    return Likelihoods(grid, likelihood, grid.marginal(likelihood))


def _likelihood(reports: Sequence[Report], theta: Floats, correlation: float) -> Floats:
    """L(theta) of one study, averaged over its equally likely standard errors and scaled to a largest value of 1."""
    count = max(len(row.se) for row in reports)
    draws = [[replace(row, se=(row.se[index % len(row.se)],)) for row in reports] for index in range(count)]
    value = np.mean([_given_size(rows, theta, correlation) for rows in draws], axis=0)
    return np.asarray(value / value.max())


def _given_size(reports: Sequence[Report], theta: Floats, correlation: float) -> Floats:
    """L(theta): the part of the errors that the results share is integrated out by Gauss-Hermite quadrature."""
    shared = correlation if len(reports) > 1 else 0.0
    nodes, weights = np.polynomial.hermite_e.hermegauss(_SHARED_NODES) if shared else (np.zeros(1), np.ones(1))
    product = np.ones((nodes.size, theta.size))
    for row in reports:
        centre = theta[None, :] + math.sqrt(shared) * row.se[0] * nodes[:, None]
        product *= _row(row, centre, math.sqrt(1 - shared))
    return np.asarray(weights @ product / weights.sum())


def _row(report: Report, centre: Floats, factor: float) -> Floats:
    """Density of the estimate, or probability of its bounds, around a centre with error factor * se."""
    from scipy.special import ndtr

    error = factor * report.se[0]
    if report.estimate is not None:
        return np.asarray(np.exp(-0.5 * ((report.estimate - centre) / error) ** 2) / error)
    low, high = (report.low * report.se[0] - centre) / error, (report.high * report.se[0] - centre) / error
    # The difference of two upper tails is taken where both are small, so that no digit is lost.
    flip = low + high > 0
    return np.asarray(np.where(flip, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low)))


def log_published(studies: Iterable[Sequence[Report]], grid: EffectGrid, null_reported: float) -> Floats:
    """Log of the chance that the studies are published at all, by (tau, eta); zero without reporting bias."""
    from scipy.special import ndtr

    total = np.zeros((grid.tau.size, grid.eta.size))
    if null_reported == 1.0:
        return total
    for reports in studies:
        se = np.array(reports[0].se)[:, None, None]
        spread = np.sqrt(se**2 + grid.tau[None, :, None] ** 2)
        null = ndtr((1.96 * se - grid.eta) / spread) - ndtr((-1.96 * se - grid.eta) / spread)
        total += np.log(1 - (1 - null_reported) * null.mean(axis=0))
    return total


def log_prior(grid: EffectGrid, prior: Prior) -> Floats:
    """Log density of the prior up to a constant, shape (tau, eta)."""
    mu = -0.5 * ((grid.eta - prior.mean) / prior.sd) ** 2
    return np.asarray(mu[None, :] - 0.5 * (grid.tau[:, None] / prior.tau_scale) ** 2)
