"""Exact steps of the two linear parts of a model: drug kinetics, and competitive binding at given concentrations.

Kinetics: over a step h, y -> exp(A h) y, and the mean over the step is phi_1(A h) y, phi_1(Z) = (exp(Z) - 1) Z^-1.
Binding: dR/dt = a - (D + a 1') R with association a and dissociation D. exp(-(D + a 1') h) is applied by partial
fractions of its (2, 4) Pade approximant; each pole needs one inverse of "diagonal plus rank one", which Sherman and
Morrison give in a few products. The approximant has order 6, is never negative for real decays and vanishes at
infinity: slow binding keeps its rate, fast binding reaches its equilibrium. It is furthest off, by 1.2 % of the
distance from equilibrium, where step times speed is about 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.trace import Traced, binding_coefficients, linear_matrix

_HALVINGS, _TERMS = 8, 12
"""The series is summed at 2^-8 of the step: to the last digit up to a step times rate of 128, far beyond any step."""

Pattern = tuple[tuple[int, int], ...]


@lru_cache(maxsize=1)
def _pade_poles() -> tuple[tuple[complex, complex], ...]:
    """Poles and residues, upper half plane, of the (2, 4) Pade approximant of exp(-z)."""
    from math import factorial

    p, q = 2, 4
    total = factorial(p + q)
    numerator = [
        (-1) ** j * factorial(p + q - j) * factorial(p) / (total * factorial(j) * factorial(p - j))
        for j in range(p + 1)
    ]
    denominator = [
        factorial(p + q - j) * factorial(q) / (total * factorial(j) * factorial(q - j)) for j in range(q + 1)
    ]
    N, D = np.polynomial.Polynomial(numerator), np.polynomial.Polynomial(denominator)
    roots = np.asarray(D.roots(), np.complex128)
    return tuple((complex(z), complex(N(z) / D.deriv()(z))) for z in roots if z.imag > 0)


def propagator_pattern(traced: Traced) -> Pattern:
    """(row, column) pairs that exp(A h) can fill: which state reaches which."""
    n = len(traced.linear)
    reaches = np.eye(n, dtype=bool)
    for i, j in linear_matrix(traced):
        reaches[i, j] = True
    for _ in range(n):
        reaches = reaches | (reaches @ reaches)
    return tuple((i, j) for i in range(n) for j in range(n) if reaches[i, j])


class LinearBlock:
    """Propagators of the linear states for many subjects at once."""

    def __init__(self, traced: Traced, module: Any = np) -> None:
        """Compile the rate matrix as a function of the parameters; jax.numpy as module can be differentiated."""
        self._module = module
        self.pattern = propagator_pattern(traced)
        self.size = len(traced.linear)
        matrix = linear_matrix(traced)
        self._entries = tuple(matrix)
        self._names = tuple(traced.parameters)
        places = {entry: k for k, entry in enumerate(self.pattern)}
        inside = range(self.size)
        products = [
            [(places[i, k], places[k, j]) for k in inside if (i, k) in places and (k, j) in places]
            for i, j in self.pattern
        ]
        self._left, self._right = np.array([pair for pairs in products for pair in pairs]).T
        self._first = np.cumsum([0, *(len(pairs) for pairs in products[:-1])])
        self._function = compile_expressions(
            "rate_matrix",
            list(traced.parameters.values()),
            {f"{i},{j}": expression for (i, j), expression in matrix.items()},
            module,
        )

    def propagators(
        self, parameters: Mapping[str, NDArray[np.float64]], step: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Entries of exp(A h) and phi_1(A h) on the pattern, each of shape (entries, subjects).

        Args:
            parameters: values by full name, each of shape (subjects,).
            step: h, hours.
        """
        values = self._function(*(parameters[name] for name in self._names))
        entries, shape = dict(zip(self._entries, values, strict=True)), np.shape(parameters[self._names[0]])
        xp = self._module
        Z = xp.stack([xp.broadcast_to(xp.asarray(entries.get(place, 0.0)), shape) for place in self.pattern])
        return self._exponential(Z * (step * 2.0**-_HALVINGS))

    def _exponential(self, Z: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """exp and phi_1 of 2^halvings Z: Taylor's series of phi_1, then exp Z = 1 + Z phi_1 and both doubled.

        Everything is done entry by entry on the pattern, for all subjects at once, each by the same operations.
        """
        one = np.array([[float(i == j)] for i, j in self.pattern])
        phi = one + 0 * Z
        for k in range(_TERMS, 1, -1):
            phi = one + self._product(Z, phi) / k
        E = one + self._product(Z, phi)
        for _ in range(_HALVINGS):
            phi = self._product(phi, E + one) / 2
            E = self._product(E, E)
        return E, phi

    def _product(self, a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        """The matrix product, on the pattern; last axis: subjects."""
        terms = a[self._left] * b[self._right]
        if self._module is np:
            return np.asarray(np.add.reduceat(terms, self._first, axis=0))
        ends = [*self._first[1:], len(self._left)]
        return self._module.stack([terms[i:j].sum(axis=0) for i, j in zip(self._first, ends, strict=True)])  # type: ignore[no-any-return]


class BindingBlock:
    """Exact steps of competitive binding."""

    def __init__(self, traced: Traced, module: Any) -> None:
        """Compile the associations as functions of states and parameters, the dissociations of parameters alone."""
        self.size = len(traced.receptor)
        pairs = binding_coefficients(traced)
        linear = [traced.states[name] for name in traced.linear]
        self._names = tuple(traced.parameters)
        everything = [*linear, *traced.parameters.values()]
        names = [str(i) for i in range(self.size)]
        self.association = compile_expressions(
            "association", everything, dict(zip(names, (a for a, _ in pairs), strict=True)), module
        )
        self._dissociation = compile_expressions(
            "dissociation",
            list(traced.parameters.values()),
            dict(zip(names, (d for _, d in pairs), strict=True)),
            module,
        )
        self._module = module

    @property
    def rows(self) -> int:
        """Rows that `resolvents` gives."""
        return self.size * (1 + 2 * len(_pade_poles()))

    def resolvents(self, parameters: Mapping[str, NDArray[np.float64]], step: float) -> NDArray[np.float64]:
        """Dissociations (n rows) and, for each pole z, real and imaginary parts of 1/(D h - z) (2 n rows).

        Args:
            parameters: values by full name, each of shape (subjects,).
            step: h, hours.
        """
        xp = self._module
        D = xp.stack([xp.asarray(d, float) for d in self._dissociation(*(parameters[k] for k in self._names))])
        rows = [D]
        for pole, _ in _pade_poles():
            E = 1 / (D * step - pole)
            rows += [E.real, E.imag]
        return xp.concatenate(rows)  # type: ignore[no-any-return]

    def step(self, R: Any, a: Any, resolvents: Any, h: Any) -> tuple[list[Any], list[Any]]:
        """Occupancies at the end of the step and their means over it.

        Args:
            R: occupancies at the start, one row per ligand.
            a: associations, means over the step, 1/h.
            resolvents: what `resolvents` gave.
            h: step, hours.
        """
        n = self.size
        D = [resolvents[i] for i in range(n)]
        ratio = [a[i] / D[i] for i in range(n)]
        free = 1 / (1 + sum(ratio))
        equilibrium = [r * free for r in ratio]
        away = [R[i] - equilibrium[i] for i in range(n)]
        decayed = self._decayed(away, a, resolvents, h)
        fall = [(away[i] - decayed[i]) / D[i] for i in range(n)]
        shared = sum(fall) * free
        mean = [equilibrium[i] + (fall[i] - ratio[i] * shared) / h for i in range(n)]
        return [equilibrium[i] + decayed[i] for i in range(n)], mean

    def _decayed(self, v: list[Any], a: Any, resolvents: Any, h: Any) -> list[Any]:
        """exp(-(D + a 1') h) v by partial fractions: one resolvent of "diagonal plus rank one" per pole."""
        n = self.size
        decayed = [0.0 * v[0] for _ in range(n)]
        for k, (_, residue) in enumerate(_pade_poles()):
            re = [resolvents[n + 2 * n * k + i] for i in range(n)]
            im = [resolvents[2 * n + 2 * n * k + i] for i in range(n)]
            s_re, s_im = sum(re[i] * v[i] for i in range(n)), sum(im[i] * v[i] for i in range(n))
            d_re = 1 + h * sum(re[i] * a[i] for i in range(n))
            d_im = h * sum(im[i] * a[i] for i in range(n))
            scale = h / (d_re * d_re + d_im * d_im)
            q_re, q_im = (s_re * d_re + s_im * d_im) * scale, (s_im * d_re - s_re * d_im) * scale
            c_re, c_im = 2 * residue.real, 2 * residue.imag
            for i in range(n):
                w_re, w_im = v[i] - a[i] * q_re, -a[i] * q_im
                x_re, x_im = re[i] * w_re - im[i] * w_im, re[i] * w_im + im[i] * w_re
                decayed[i] = decayed[i] + c_re * x_re - c_im * x_im
        return decayed
