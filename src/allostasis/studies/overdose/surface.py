"""The form of the emulator: a probit surface over log dose, tolerance and delay that is monotone by construction.

    P(arrest) = Phi(eta)
    plain:    eta = a + b (ln(dose/dose_0) - ln((1 + g tolerance)/(1 + g))) + c delay
    extended: eta = sum c_ijk B_i(ln dose) B_j(tolerance) B_k(delay),  Bernstein polynomials B on the fitted range

The plain form shifts the dose by tolerance, with the published chronic user (tolerance 1) as the reference. The
extended one keeps what makes it plausible and drops its straight lines: more dose never lowers the probability, more
tolerance never raises it, more delay never lowers it. A Bernstein polynomial is monotone if its coefficients are, so
the fit is constrained there and nothing is repaired afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Plain", "Surface", "fit_plain", "fit_surface"]

Floats = NDArray[np.float64]
RISES = (1, -1, 1)
"""Sign of the effect of log dose, tolerance and delay."""
STEEPEST = 8.0
"""Largest coefficient in size: a probability of 6e-16 is none."""


@dataclass(frozen=True)
class Plain:
    """The plain form; `delay` in units of its range."""

    a: float
    b: float
    g: float
    c: float
    center: float

    def eta(self, points: Floats, low: Floats, high: Floats) -> Floats:
        """The probit at points, shape (n, axes): log dose, tolerance and, with rescue, delay."""
        shift = np.log((1 + self.g * points[:, 1]) / (1 + self.g))
        delay = (points[:, 2] - low[2]) / (high[2] - low[2]) if points.shape[1] > 2 else 0.0
        return np.asarray(self.a + self.b * (points[:, 0] - self.center - shift) + self.c * delay)


@dataclass(frozen=True)
class Surface:
    """The extended form.

    Attributes:
        low: lower end of each axis.
        high: upper end of each axis.
        coefficients: one axis for each axis of the surface, degree + 1 numbers along each.
    """

    low: Floats
    high: Floats
    coefficients: Floats

    def eta(self, points: Floats) -> Floats:
        """The probit at points, shape (n, axes), which must lie inside the range."""
        return _basis(points, self.low, self.high, self.degrees) @ self.coefficients.ravel()

    def probability(self, points: Floats) -> Floats:
        """P(arrest) at points, shape (n, axes)."""
        from scipy.special import ndtr

        return np.asarray(ndtr(self.eta(points)))

    @property
    def degrees(self) -> tuple[int, ...]:
        """Degree along each axis."""
        return tuple(size - 1 for size in self.coefficients.shape)


def fit_plain(points: Floats, events: Floats, low: Floats, high: Floats) -> Plain:
    """The plain form by maximum likelihood.

    Args:
        points: log dose, tolerance and, with rescue, delay, shape (n, axes).
        events: 1 for an arrest, shape (n,).
        low: lower end of each axis.
        high: upper end of each axis.
    """
    from scipy.optimize import minimize

    center = float((low[0] + high[0]) / 2)

    def plain(theta: Floats) -> Plain:
        return Plain(theta[0], float(np.exp(theta[1])), float(np.exp(theta[2])), float(np.exp(theta[3])), center)

    found = minimize(  # type: ignore[call-overload]  # its stubs know lists of floats by other names
        lambda theta: _loss(plain(theta).eta(points, low, high), events)[0], [0.0, 0.2, 1.0, -1.0],
        method="Nelder-Mead", options={"maxiter": 2000, "xatol": 1e-4, "fatol": 1e-9},
    )  # fmt: skip
    return plain(found.x)


def fit_surface(
    points: Floats, events: Floats, low: Floats, high: Floats, degrees: Sequence[int], plain: Plain
) -> Surface:
    """The extended form: penalised maximum likelihood by Newton's method, then the nearest monotone coefficients.

    "Nearest" is measured by the likelihood's own curvature, so the constraint costs as little likelihood as it can. A
    weak pull towards the plain form settles coefficients about which the data say nothing (far corners, where nobody or
    everybody dies).

    Args:
        points: log dose, tolerance and, with rescue, delay, shape (n, axes).
        events: 1 for an arrest, shape (n,).
        low: lower end of each axis.
        high: upper end of each axis.
        degrees: degree along each axis.
        plain: the plain form.
    """
    basis = _basis(points, low, high, degrees)
    knots = [np.linspace(a, b, n + 1) for a, b, n in zip(low, high, degrees, strict=True)]
    start = plain.eta(np.array(list(product(*knots))), low, high).clip(-STEEPEST, STEEPEST)
    found = start.copy()
    for _ in range(NEWTON):
        gradient, curvature = _slopes(basis, found, events)
        step = np.linalg.solve(curvature + PULL * np.eye(len(found)), -gradient - PULL * (found - start))
        found = found + step / max(1.0, float(np.max(np.abs(step))))
        if np.max(np.abs(step)) < 1e-8:
            break
    _, curvature = _slopes(basis, found, events)
    monotone = _nearest(found, curvature + PULL * np.eye(len(found)), _rising(degrees))
    return Surface(low, high, _ordered(monotone.reshape(tuple(degree + 1 for degree in degrees))))


NEWTON = 60
"""Steps of Newton's method at the most, none longer than 1 in any coefficient."""
PULL = 2e-6
"""Weight of the pull towards the plain form, beside a mean log likelihood whose curvature is of the order of 0.1."""


def _slopes(basis: Floats, c: Floats, events: Floats) -> tuple[Floats, Floats]:
    """Gradient of the mean negative log likelihood of a probit, and its expected curvature."""
    from scipy.special import log_ndtr

    eta = basis @ c
    _, slope = _loss(eta, events)
    log_density = -0.5 * eta**2 - 0.5 * np.log(2 * np.pi)
    weight = np.exp(2 * log_density - log_ndtr(eta) - log_ndtr(-eta)) / len(events)
    return basis.T @ slope, basis.T @ (weight[:, None] * basis)


def _nearest(c: Floats, curvature: Floats, rising: Floats) -> Floats:
    """The coefficients nearest to c in the metric of the curvature whose differences `rising` are not negative."""
    from scipy.optimize import LinearConstraint, minimize

    if np.all(rising @ c >= 0):
        return c
    scale = float(np.trace(curvature)) / len(c)

    def distance(x: Floats) -> tuple[float, Floats]:
        pull = curvature @ (x - c) / scale
        return float(0.5 * (x - c) @ pull), pull

    rises = LinearConstraint(rising, 0, np.inf)
    found: Any = minimize(distance, c, jac=True, method="SLSQP", constraints=[rises], options={"maxiter": 500})
    return np.asarray(found.x)


def _ordered(coefficients: Floats) -> Floats:
    """Coefficients that are monotone to the last digit: the solver keeps a constraint to its own tolerance only."""
    for axis in range(coefficients.ndim):
        turned = RISES[axis] * coefficients
        coefficients = RISES[axis] * np.maximum.accumulate(turned, axis=axis)
    return coefficients


def _loss(eta: Floats, events: Floats) -> tuple[float, Floats]:
    """Mean negative log likelihood of a probit, and its slope in eta."""
    from scipy.special import log_ndtr

    sign = 2 * events - 1
    log_p = log_ndtr(sign * eta)
    log_density = -0.5 * eta**2 - 0.5 * np.log(2 * np.pi)
    return float(-np.mean(log_p)), -sign * np.exp(log_density - log_p) / len(events)


def _basis(points: Floats, low: Floats, high: Floats, degrees: Sequence[int]) -> Floats:
    """Products of Bernstein polynomials, shape (n, coefficients), the last axis running fastest."""
    u = (points - low) / (high - low)
    basis = np.ones((len(points), 1))
    for axis, degree in enumerate(degrees):
        one = np.stack([_bernstein(degree, k, u[:, axis]) for k in range(degree + 1)], axis=1)
        basis = (basis[:, :, None] * one[:, None, :]).reshape(len(points), -1)
    return basis


def _bernstein(degree: int, k: int, u: Floats) -> Floats:
    return np.asarray(comb(degree, k) * u**k * (1 - u) ** (degree - k))


def _rising(degrees: Sequence[int]) -> Any:
    """Differences of neighbouring coefficients, with the sign of their axis: rows that must not be negative."""
    shape = tuple(degree + 1 for degree in degrees)
    index = np.arange(int(np.prod(shape))).reshape(shape)
    rows = []
    for axis in range(len(shape)):
        first = np.take(index, range(shape[axis] - 1), axis).ravel()
        second = np.take(index, range(1, shape[axis]), axis).ravel()
        block = np.zeros((len(first), index.size))
        block[np.arange(len(first)), first] = -RISES[axis]
        block[np.arange(len(first)), second] = RISES[axis]
        rows.append(block)
    return np.concatenate(rows)
