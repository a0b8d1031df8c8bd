"""Linear states under a regimen that has been going on for ever: the exact periodic solution.

Over one interval tau the states go y -> exp(A tau) y + g, where g is what one interval's doses leave at its end. What
repeats is y = (1 - exp(A tau))^-1 g. A dose b at once at time s leaves exp(A (tau - s)) b; one that enters evenly from
s over d hours leaves exp(A (tau - s - d)) phi_1(A d) b, with phi_1(Z) = (exp(Z) - 1) Z^-1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.trace import Traced, linear_matrix

Floats = NDArray[np.float64]


class Input(NamedTuple):
    """What enters in each interval: `amounts` by linear state, from `start` hours on, over `hours` (0: at once)."""

    start: float
    hours: float
    amounts: Floats


class RateMatrix:
    """The matrix A of the linear states, per hour, in the order of `traced.linear`; compiled once."""

    def __init__(self, traced: Traced) -> None:
        """Derive and compile the entries."""
        entries = linear_matrix(traced)
        self._places, self._size = tuple(entries), len(traced.linear)
        self._names = tuple(traced.parameters)
        symbols = list(traced.parameters.values())
        self._entries = compile_expressions(
            "rate_matrix", symbols, {f"{i},{j}": e for (i, j), e in entries.items()}, np
        )

    def __call__(self, parameters: Mapping[str, Any]) -> Floats:
        """Matrices of subjects, shape (n, linear, linear), from values by full name, each of shape (n,) or a number."""
        values = self._entries(*(np.atleast_1d(np.asarray(parameters[name], float)) for name in self._names))
        A = np.zeros((max(np.size(value) for value in values), self._size, self._size))
        for (i, j), value in zip(self._places, values, strict=True):
            A[:, i, j] = value
        return A


def periodic_state(A: Floats, inputs: Sequence[Input], interval: float) -> Floats:
    """States at the start of an interval, before anything that is given at once at that moment.

    Args:
        A: rates, per hour; everything that the inputs reach must be eliminated.
        inputs: what enters in each interval; none of it may run past the interval's end.
        interval: tau, hours.
    """
    from scipy.linalg import expm

    reached = _reached(A, np.any([i.amounts != 0 for i in inputs], axis=0))
    a = A[np.ix_(reached, reached)]
    left = np.zeros(len(a))
    for start, hours, amounts in inputs:
        left += expm(a * (interval - start - hours)) @ (_spread(a, hours) @ amounts[reached])
    y = np.zeros(len(A))
    y[reached] = np.linalg.solve(np.eye(len(a)) - expm(a * interval), left)
    return y


def _spread(a: Floats, hours: float) -> Floats:
    """What is left at its end of one unit that has entered evenly over some hours; all of it if it entered at once."""
    from scipy.linalg import expm

    n = len(a)
    if hours == 0:
        return np.eye(n)
    both = np.zeros((2 * n, 2 * n))
    both[:n, :n], both[:n, n:] = a * hours, np.eye(n)
    return np.asarray(expm(both)[:n, n:])


def _reached(A: Floats, given: NDArray[np.bool_]) -> NDArray[np.intp]:
    """States that something given can reach; the others stay zero and need no elimination."""
    reached = given.copy()
    for _ in range(len(A)):
        reached = reached | ((A != 0) @ reached)
    return np.flatnonzero(reached)
