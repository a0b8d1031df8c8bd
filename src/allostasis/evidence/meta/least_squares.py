"""Weighted least squares, and the traces that the estimators of tau2 are made of.

With weights W (diagonal) and design X, P = W - W X (X'W X)^-1 X'W. P is k by k and is never built: by the QR
decomposition W^(1/2) X = Q R, its traces against diagonal matrices need only sums over rows, so ten thousand studies
cost as little as ten, and a moderator such as the year of publication loses no digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allostasis.evidence.meta.coefficients import FloatArray


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """Weighted regression of k estimates on p columns.

    Args:
        weights: one per row.
        q: orthonormal basis of the weighted design, shape (k, p).
        r: upper triangle with W^(1/2) X = Q R, shape (p, p).
        coefficients: shape (p,).
        residuals: estimate minus fitted value, shape (k,).
    """

    weights: FloatArray
    q: FloatArray
    r: FloatArray
    coefficients: FloatArray
    residuals: FloatArray

    @property
    def covariance(self) -> FloatArray:
        """(X'W X)^-1."""
        inverse = np.linalg.inv(self.r)
        return np.asarray(inverse @ inverse.T)

    @property
    def log_determinant(self) -> float:
        """log |X'W X|."""
        return float(2 * np.log(np.abs(np.diag(self.r))).sum())

    @property
    def hat(self) -> FloatArray:
        """Leverage of each row on its own fitted value, between 0 and 1."""
        return np.asarray((self.q**2).sum(axis=1))

    @property
    def rss(self) -> float:
        """Weighted sum of squared residuals; Cochran's Q when the weights are 1 / variance."""
        return float(self.weights @ self.residuals**2)

    def trace(self, d: FloatArray | float = 1.0) -> float:
        """Trace of P D for diagonal D."""
        return float(np.sum(self.weights * (1 - self.hat) * d))

    def trace_of_two(self, d: FloatArray | float = 1.0, e: FloatArray | float = 1.0) -> float:
        """Trace of P D P E for diagonal D and E."""
        w = self.weights
        own = np.sum(w**2 * (1 - 2 * self.hat) * d * e)
        crossed = np.sum((self.q.T @ (self.q * (w * d)[:, None])) * (self.q.T @ (self.q * (w * e)[:, None])))
        return float(own + crossed)


def least_squares(y: FloatArray, x: FloatArray, weights: FloatArray) -> LeastSquares:
    """The regression of `y` on the columns of `x` with these weights."""
    root = np.sqrt(weights)
    q, r = np.linalg.qr(x * root[:, None])
    coefficients = np.linalg.solve(r, q.T @ (root * y))
    return LeastSquares(weights, q, r, coefficients, y - x @ coefficients)
