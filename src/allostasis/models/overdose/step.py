"""One step of an overdose for many people: Runge and Kutta's fourth order, with an exact step of the receptor.

The receptor is far faster than the step (association reaches 40 per second), so in each half of the step it moves
exactly at the mean concentrations of that half; everything else sees it at the ends and in the middle of the step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from allostasis.models.overdose.assembly import Overdose
from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.trace import binding_coefficients, trace

ABSENT = {
    "rescue_absorbed": ("depot", "transit", "arrived", "plasma", "tissue", "brain"),
    "rescue_injected": ("central", "fast", "slow", "brain"),
}
"""States of the routes; a run holds those of one route."""

Rows = dict[str, Any]
"""Arrays over people by full name."""


class Compiled(NamedTuple):
    """Array code of one route.

    Attributes:
        states: names of the states, the receptor's two last.
        parameters, inputs, signals: names, in order.
        evaluate: from states, parameters and inputs to the rates of all states but the receptor's, then the signals.
        binding: from states and parameters to associations and dissociations of opioid and antagonist.
    """

    states: tuple[str, ...]
    parameters: tuple[str, ...]
    inputs: tuple[str, ...]
    signals: tuple[str, ...]
    evaluate: Callable[..., tuple[Any, ...]]
    binding: Callable[..., tuple[Any, ...]]


@lru_cache(maxsize=4)
def compiled(route: str) -> Compiled:
    """The equations with one route of the antagonist: `rescue_absorbed` or `rescue_injected`."""
    import jax.numpy as jnp

    traced = trace(Overdose)
    gone = [f"{part}.{name}" for part, names in ABSENT.items() if part != route for name in names]
    nothing = {traced.states[name]: 0 for name in gone}
    states = tuple(n for n in traced.states if n not in gone and n not in traced.receptor) + traced.receptor
    symbols = [traced.states[n] for n in states]
    moved = {n: traced.rates[n].xreplace(nothing) for n in states if n not in traced.receptor}
    inputs, parameters = list(traced.inputs.values()), list(traced.parameters.values())
    outputs = {**moved, **{f"signal {n}": e for n, e in traced.signals.items()}}
    pairs = [e.xreplace(nothing) for pair in binding_coefficients(traced) for e in pair]
    return Compiled(
        states=states,
        parameters=tuple(traced.parameters),
        inputs=tuple(traced.inputs),
        signals=tuple(traced.signals),
        evaluate=compile_expressions("overdose", [*symbols, *parameters, *inputs], outputs, jnp),
        binding=compile_expressions("binding", [*symbols, *parameters], {str(i): e for i, e in enumerate(pairs)}, jnp),
    )


class Stage(NamedTuple):
    """Rates of the states but the receptor's, and the signals, by name."""

    rates: Rows
    signals: Rows


class Stepper:
    """The step of one route."""

    def __init__(self, route: str, held: tuple[str, ...] = ()) -> None:
        """Compile the equations of the route; states in `held` are kept at their start by the experimenter."""
        self.code, self.held = compiled(route), held
        self.slow, self.receptor = self.code.states[:-2], self.code.states[-2:]

    def evaluate(self, y: Rows, p: Mapping[str, Any], u: Rows) -> Stage:
        """Rates and signals at states y, parameters p and inputs u."""
        code = self.code
        values = code.evaluate(
            *(y[n] for n in code.states), *(p[n] for n in code.parameters), *(u[n] for n in code.inputs)
        )
        n = len(self.slow)
        rates = {
            name: 0.0 * rate if name in self.held else rate for name, rate in zip(self.slow, values[:n], strict=True)
        }
        return Stage(rates, dict(zip(code.signals, values[n:], strict=True)))

    def __call__(self, y: Rows, first: Stage, p: Mapping[str, Any], u: tuple[Rows, Rows, Rows], h: float) -> Rows:
        """States after a step.

        Args:
            y: states at its beginning.
            first: rates there, at the inputs u[0].
            p: parameters.
            u: inputs at the beginning, in the middle and at the end.
            h: step, s.
        """
        k1 = first.rates
        halfway = self._moved(y, k1, h / 2)
        middle = self._bound(y, halfway, y, p, h / 2)
        k2 = self.evaluate({**halfway, **middle}, p, u[1]).rates
        halfway = self._moved(y, k2, h / 2)
        k3 = self.evaluate({**halfway, **middle}, p, u[1]).rates
        ahead = self._moved(y, k3, h)
        end = self._bound({**halfway, **middle}, ahead, middle, p, h / 2)
        k4 = self.evaluate({**ahead, **end}, p, u[2]).rates
        whole = {n: y[n] + h / 6 * (k1[n] + 2 * k2[n] + 2 * k3[n] + k4[n]) for n in self.slow}
        return {**whole, **end}

    def _moved(self, y: Rows, k: Rows, h: float) -> Rows:
        return {n: y[n] + h * k[n] for n in self.slow}

    def _bound(self, before: Rows, after: Rows, receptor: Rows, p: Mapping[str, Any], h: float) -> Rows:
        """The receptor after h, at the mean of the concentrations before and after."""
        code, mean = self.code, {n: 0.5 * (before[n] + after[n]) for n in self.slow}
        zeros = [0.0 * receptor[n] for n in self.receptor]
        a1, d1, a2, d2 = code.binding(*(mean[n] for n in self.slow), *zeros, *(p[n] for n in code.parameters))
        moved = exact_binding(receptor[self.receptor[0]], receptor[self.receptor[1]], a1, d1, a2, d2, h)
        return dict(zip(self.receptor, moved, strict=True))


def exact_binding(R: Any, B: Any, a1: Any, d1: Any, a2: Any, d2: Any, h: float) -> tuple[Any, Any]:
    """Exact solution after h of dR/dt = a1 (1 - R - B) - d1 R, dB/dt = a2 (1 - R - B) - d2 B at constant a and d.

    The rate matrix has two real eigenvalues; the smaller is taken from the determinant, so that neither a fast
    association nor occupancies near 1 cost digits.
    """
    import jax.numpy as jnp

    determinant = d1 * d2 + a1 * d2 + a2 * d1
    equilibrium = (a1 * d2 / determinant, a2 * d1 / determinant)
    x, z = R - equilibrium[0], B - equilibrium[1]
    m11, m22 = a1 + d1, a2 + d2
    half = jnp.sqrt(0.25 * (m11 - m22) ** 2 + a1 * a2) + 1e-12  # two equal eigenvalues: the limit, to rounding
    fast = 0.5 * (m11 + m22) + half
    slow = determinant / fast
    e_fast, e_slow = jnp.exp(-fast * h), jnp.exp(-slow * h)
    f1 = (e_slow - e_fast) / (2 * half)
    f0 = e_slow + slow * f1
    return (
        equilibrium[0] + f0 * x - f1 * (m11 * x + a1 * z),
        equilibrium[1] + f0 * z - f1 * (a2 * x + m22 * z),
    )
