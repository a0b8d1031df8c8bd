"""Quadrature for the true effects of studies: the likelihood of one study given the mean and spread of all.

True effects are normal, theta ~ N(eta, tau^2). The likelihood L(theta) of one study stands on an even grid of step h,
and the integral over theta becomes a sum,

    M(eta, tau) = integral of L(theta) N(theta; eta, tau^2) d theta = sum_i L(theta_i) K(theta_i - eta; tau)

Where tau is not small beside h, K is h N: the trapezoidal rule, whose error falls as exp(-2 pi^2 w^2 / h^2) with the
width w of the integrand (Trefethen & Weideman 2014, SIAM Review 56:385-458). For smaller tau, L is taken as linear
between the points and integrated exactly: K is the second difference, divided by h, of the twofold integral of the
normal density, F(x) = x Phi(x / tau) + tau phi(x / tau). At tau = 0 this is interpolation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["EffectGrid", "Floats", "hats", "logs"]

Floats = NDArray[np.float64]
_FINE = 0.7  # step of the trapezoidal rule in units of the width w: error about 1e-17
_TINY = 1e-300


@dataclass(frozen=True)
class EffectGrid:
    """Even grids of true effects, of their mean and of their spread.

    Args:
        theta: true effects, shape (n,).
        eta: means of the true effects, shape (m,).
        tau: spreads of the true effects, from zero, shape (t,).
        width: smallest width of a likelihood on the grid.
    """

    theta: Floats
    eta: Floats
    tau: Floats
    width: float

    @property
    def step(self) -> float:
        """Distance of neighbouring true effects."""
        return float(self.theta[1] - self.theta[0])

    def marginal(self, likelihood: Floats) -> Floats:
        """M(eta, tau) of each study; likelihood has shape (k, n), the result (k, t, m)."""
        parts = [_sum(likelihood[:, ::stride], kernel) for kernel, stride in self._kernels()]
        return np.stack(parts, axis=1)

    def effects(self, likelihood: Floats, weights: Floats, marginal: Floats, stride: int) -> tuple[Floats, Floats]:
        """Posterior mass of the true effect of each study on every stride-th point: the points, and shape (k, points).

        `weights` is the posterior mass of (tau, eta), shape (t, m).
        """
        theta, likelihood = self.theta[::stride], likelihood[:, ::stride]
        shares = weights / np.maximum(marginal, _TINY)
        mass = np.zeros_like(likelihood)
        for index, tau in enumerate(self.tau):
            mass += _sum(shares[:, index], _kernel(theta, self.eta, float(tau)).T)
        mass *= likelihood
        return theta, np.asarray(mass / mass.sum(axis=1, keepdims=True))

    def _kernels(self) -> Iterator[tuple[Floats, int]]:
        """For each spread the weights K, shape (m, points), on every stride-th true effect."""
        for tau in self.tau:
            narrow = self.width * tau / np.hypot(self.width, tau)
            stride = max(1, int(_FINE * narrow / self.step))
            yield _kernel(self.theta[::stride], self.eta, float(tau)), stride


def _sum(left: Floats, right: Floats) -> Floats:
    """Matrix product of shapes (k, n) and (m, n) over n.

    Not `@`: for matrices as small as these its threads wait for one another longer than they work.
    """
    return np.asarray(np.einsum("kn,mn->km", np.ascontiguousarray(left), np.ascontiguousarray(right)))


def _kernel(theta: Floats, eta: Floats, tau: float) -> Floats:
    """K(theta - eta; tau) for all pairs, shape (m, n)."""
    from scipy.special import ndtr

    step = float(theta[1] - theta[0])
    distance = theta[None, :] - eta[:, None]
    if tau > 1.5 * step:
        return np.asarray(step / (tau * np.sqrt(2 * np.pi)) * np.exp(-0.5 * (distance / tau) ** 2))
    if tau == 0:
        return np.asarray(np.maximum(0.0, 1.0 - np.abs(distance) / step))
    kernel = np.zeros_like(distance)
    near = np.abs(distance) < step + 8 * tau
    x = distance[near][:, None] + step * np.array([-1.0, 0.0, 1.0])
    twofold = x * ndtr(x / tau) + tau / np.sqrt(2 * np.pi) * np.exp(-0.5 * (x / tau) ** 2)
    kernel[near] = np.maximum(0.0, twofold @ np.array([1.0, -2.0, 1.0]) / step)
    return kernel


def logs(marginal: Floats) -> Floats:
    """Logarithms of a likelihood that may have fallen below the smallest number."""
    return np.asarray(np.log(np.maximum(marginal, _TINY)))


def hats(points: Floats, nodes: Floats) -> Floats:
    """Weights by which a function given at even nodes is interpolated linearly at points, shape (points, nodes)."""
    step = nodes[1] - nodes[0]
    return np.asarray(np.maximum(0.0, 1.0 - np.abs(points[:, None] - nodes[None, :]) / step))
