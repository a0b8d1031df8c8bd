"""Where a person rests: the fixed point of the model without drugs, found by Newton's method in double precision.

Traits such as social exclusion move the fixed point away from the exact one of the reference person. Where a second
fixed point exists (autoexcitation can hold one), the lower one is taken and the share of such persons is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import RunError
from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.trace import Traced

Values = Mapping[str, NDArray[np.float64]]
TOLERANCE = 1e-10
"""Largest rate at a fixed point, relative to the state's own removal rate."""
ATTEMPTS = ((25, 1.0, 1e12), (150, 1.3, 0.2), (600, 1.1, 0.02))
"""Iterations, growth and first length of pseudo-time: Newton's method itself, then ever more careful ways there."""
CONTINUATION = 2
"""Stages in which the traits are brought in."""

LONGEST_MOVE = 0.7
"""Largest change of a state in one step of Newton's method, relative to the state."""
SMALL, AT_ZERO = 0.05, 0.3
"""Below the first a state moves in itself and not in its logarithm; the second stands for the size of one at zero."""


@dataclass(frozen=True)
class Rest:
    """Fixed points of a block of persons.

    Attributes:
        states: state values by full name, each of shape (n,).
        has_second: whether a search from a high start ended at another fixed point, shape (n,).
        is_settled: whether the rates vanish there, shape (n,); where not, the nearest point found is given and life
            before drugs begins from it.
    """

    states: dict[str, NDArray[np.float64]]
    has_second: NDArray[np.bool_]
    is_settled: NDArray[np.bool_]


class RestFinder:
    """Newton's method on the states that can rest away from zero."""

    def __init__(self, traced: Traced, signed: tuple[str, ...] = ()) -> None:
        """Compile rates of the states that move; states that only events change keep their start.

        Args:
            traced: the model.
            signed: states that may rest below zero; all others stay at zero or above.
        """
        self._signed = signed
        self._moving = [name for name in traced.rest if traced.rates[name] != 0]
        inputs = [*traced.states.values(), *traced.parameters.values()]
        self._states, self._parameters = tuple(traced.states), tuple(traced.parameters)
        self._rates = compile_expressions("rest_rates", inputs, {n: traced.rates[n] for n in self._moving}, np)
        slopes = {
            (i, j): traced.rates[row].diff(traced.states[column])
            for i, row in enumerate(self._moving)
            for j, column in enumerate(self._moving)
        }
        filled = {place: slope for place, slope in slopes.items() if slope != 0}
        self._places = tuple(filled)
        self._slopes = compile_expressions("rest_slopes", inputs, {str(p): s for p, s in filled.items()}, np)

    @property
    def states(self) -> tuple[str, ...]:
        """Names of all states, those that keep their start included."""
        return self._states

    def find(
        self,
        parameters: Values,
        reference: Mapping[str, float],
        start: Mapping[str, NDArray[np.float64]],
        excite: tuple[str, ...] = (),
    ) -> Rest:
        """Fixed points, followed from the reference person's exact rest as the traits are brought in.

        Args:
            parameters: parameter values by full name, each of shape (n,).
            reference: the parameters that move the rest, at the values for which `start` is exact.
            start: the exact rest at the reference values, by full state name.
            excite: states that a second search starts high.

        Raises:
            RunError: if the search leaves the numbers that can be represented.
        """
        y = dict(start)
        for share in np.linspace(0, 1, CONTINUATION + 1)[1:]:
            between = {name: value + share * (parameters[name] - value) for name, value in reference.items()}
            y = self._newton({**parameters, **between}, y)
        is_settled = self._size(parameters, y) < TOLERANCE
        if not all(np.all(np.isfinite(v)) for v in y.values()):
            raise RunError("the search for a resting state left the numbers that can be represented")
        if not excite:
            return Rest(y, np.zeros_like(is_settled), is_settled)
        high = self._newton(parameters, {**y, **{name: 3.0 * y[name] for name in excite}})
        both = is_settled & (self._size(parameters, high) < TOLERANCE)
        differs = both & np.any([np.abs(high[n] - y[n]) > 1e-4 * (1 + np.abs(y[n])) for n in self._moving], axis=0)
        lower = differs & (high[excite[0]] < y[excite[0]])
        return Rest({n: np.where(lower, high[n], y[n]) for n in y}, differs, is_settled)

    def _newton(self, parameters: Values, y: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
        """Newton's method; persons for whom it does not settle are led there through pseudo-time (implicit Euler)."""
        found = {name: np.array(v) for name, v in y.items()}
        left = np.arange(len(y[self._moving[0]]))
        for most, growth, length in ATTEMPTS:
            few = {name: np.broadcast_to(v, len(found[self._moving[0]]))[left] for name, v in parameters.items()}
            tried = self._iterate(few, {name: v[left] for name, v in y.items()}, most, growth, length)
            size = self._size(few, tried)
            for name, values in tried.items():
                found[name][left] = values
            left = left[size >= TOLERANCE]
            if not len(left):
                return found
        return found

    def _iterate(
        self, parameters: Values, y: dict[str, NDArray[np.float64]], most: int, growth: float, length: float
    ) -> dict[str, NDArray[np.float64]]:
        """Newton's steps, shortened in pseudo-time.

        Args:
            parameters: parameter values by full name, each of shape (n,).
            y: where the search starts, by full state name.
            most: largest number of steps.
            growth: factor by which pseudo-time grows from step to step.
            length: its first step, in units of each state's removal time.
        """
        y = {name: np.array(v) for name, v in y.items()}
        left = np.arange(len(y[self._moving[0]]))
        for _ in range(most):
            few = {name: np.broadcast_to(v, len(y[self._moving[0]]))[left] for name, v in parameters.items()}
            here = {name: v[left] for name, v in y.items()}
            f, J = self._rates_and_jacobian(few, here)
            removal = _removal(J)
            step = np.linalg.solve(J - np.eye(J.shape[1]) * (removal / length)[:, None, :], f[..., None])[..., 0]
            going = np.max(np.abs(f) / removal, axis=1) >= TOLERANCE
            for name, values in self._moved(here, step).items():
                y[name][left[going]] = values[going]
            left, length = left[going], length * growth
            if not len(left):
                break
        return y

    def _moved(
        self, y: dict[str, NDArray[np.float64]], step: NDArray[np.floating[Any]]
    ) -> dict[str, NDArray[np.float64]]:
        """Newton's step, shortened where it is long; only signed states may turn negative."""
        values = np.stack([y[name] for name in self._moving], axis=1)
        size = np.where(values > 0, values, AT_ZERO)
        relative = np.max(np.abs(step) / np.maximum(size, SMALL), axis=1)
        share = np.minimum(1.0, LONGEST_MOVE / np.maximum(relative, 1e-300))
        moved = {}
        for k, name in enumerate(self._moving):
            by = share * step[:, k]
            moved[name] = y[name] - by if name in self._signed else _lowered(y[name], by)
        return {**y, **moved}

    def _size(self, parameters: Values, y: Values) -> NDArray[np.float64]:
        """Largest rate of each person, relative to the removal rates."""
        f, J = self._rates_and_jacobian(parameters, y)
        return np.asarray(np.max(np.abs(f) / _removal(J), axis=1))

    def _rates_and_jacobian(self, parameters: Values, y: Values) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rates, shape (n, moving states), and their derivatives, shape (n, moving states, moving states)."""
        arguments = [y[n] for n in self._states] + [parameters[n] for n in self._parameters]
        n = len(y[self._moving[0]])
        f = np.stack([np.broadcast_to(r, n) for r in self._rates(*arguments)], axis=1)
        J = np.zeros((n, f.shape[1], f.shape[1]))
        for (i, j), slope in zip(self._places, self._slopes(*arguments), strict=True):
            J[:, i, j] = slope
        return f, J


def _lowered(x: NDArray[np.float64], by: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """A state that is never negative, lowered: in its logarithm, or down to zero where it is small."""
    return np.where(x > SMALL, x * np.exp(-by / np.maximum(x, SMALL)), np.maximum(x - by, 0))


def _removal(J: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each state's own removal rate; gland masses have none at rest and are measured against a thousand hours."""
    return np.maximum(np.abs(np.diagonal(J, axis1=1, axis2=2)), 1e-3)
