"""What enters the linear states at any second of a solver step, exactly.

A dose b at once leaves exp(A t) b after t hours, an inflow of b per hour leaves P(t), the integral of exp(A u) b over
[0, t]. With k seconds of the step left when it happens,

    a dose at once          adds exp(A t_k) b to the end of the step, and P(t_k)/h to its mean
    an inflow that starts   adds P(t_k) to the end, and Q(t_k)/h to the mean, with Q the integral of P
    an inflow that stops    takes the same away

so that an infusion is two edges, wherever they fall. The tables hold these for every whole second of a step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.periodic import RateMatrix
from allostasis.numerics.trace import Traced

Floats = NDArray[np.float64]


class Responses(NamedTuple):
    """What one unit leaves by second, for each target; each of shape (targets, seconds + 1, linear states, width).

    Attributes:
        dose: at the step's end, of a dose with k seconds left.
        flow: at the step's end, of one unit per hour over the last k seconds.
        mean: the step's mean of the latter. That of a dose is `flow`/h.
    """

    dose: Any
    flow: Any
    mean: Any


def responses(
    traced: Traced, parameters: Mapping[str, Floats], targets: Sequence[str], step: float, dtype: Any
) -> Responses:
    """The tables of a block of subjects for one step.

    Args:
        traced: the model's equations.
        parameters: values by full name, each of shape (width,).
        targets: linear states that something enters.
        step: h, hours; whole seconds.
        dtype: precision of the tables; they are worked out in double precision.

    Raises:
        ValueError: if the step is not a whole number of seconds.
    """
    seconds = whole_seconds(step)
    A = RateMatrix(traced)(parameters)
    unit = 1 / 3600
    by_target = []
    for target in targets:
        b = np.zeros(len(traced.linear))
        b[traced.linear.index(target)] = 1
        reached = _reached(A, b)
        found = np.zeros((3, seconds + 1, len(traced.linear), len(A)))
        found[:, :, reached] = _by_second(A[:, reached][:, :, reached], b[reached], unit, seconds, step)
        by_target.append(found)
    dose, flow, mean = np.moveaxis(np.stack(by_target), 1, 0).astype(dtype)
    return Responses(dose, flow, mean)


def whole_seconds(step: float) -> int:
    """Seconds of a step in hours.

    Raises:
        ValueError: if they are not a whole number.
    """
    seconds = round(step * 3600)
    if seconds < 1 or abs(step * 3600 - seconds) > 1e-6:
        raise ValueError(f"a step of {step * 3600:g} s where events have whole seconds")
    return seconds


def _by_second(A: Floats, b: Floats, unit: float, seconds: int, step: float) -> Floats:
    """dose, flow and mean by second, shape (3, seconds + 1, states, width), by steps of one second."""
    from scipy.linalg import expm

    width, n = A.shape[:2]
    # One exponential holds exp(A s), its integral and the integral of that, for the second s.
    big = np.zeros((width, 3 * n, 3 * n))
    big[:, :n, :n], big[:, :n, n : 2 * n], big[:, n : 2 * n, 2 * n :] = A * unit, np.eye(n) * unit, np.eye(n) * unit
    exponential = expm(big)
    E, P, Q = exponential[:, :n, :n], exponential[:, :n, n : 2 * n], exponential[:, :n, 2 * n :]
    dose, flow, total = np.broadcast_to(b, (width, n)), np.zeros((width, n)), np.zeros((width, n))
    rows = [(dose, flow, total)]
    for _ in range(seconds):
        total = total + np.einsum("wij,wj->wi", P, flow) + Q @ b
        flow = np.einsum("wij,wj->wi", E, flow) + P @ b
        dose = np.einsum("wij,wj->wi", E, dose)
        rows.append((dose, flow, total))
    found = np.moveaxis(np.array(rows), (0, 1, 2, 3), (1, 0, 3, 2))
    found[2] /= step
    return found


def _reached(A: Floats, b: Floats) -> NDArray[np.intp]:
    """Linear states that the target reaches."""
    links, reached = np.any(A != 0, axis=0), b != 0
    for _ in range(len(b)):
        reached = reached | (links @ reached)
    return np.flatnonzero(reached)
