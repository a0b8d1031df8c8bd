"""Equations of one individual solved in double precision, slowly and as exactly as asked.

The rates go to LSODA (Petzold 1983, SIAM J Sci Stat Comput 4:136), which changes by itself between Adams methods and
backward differentiation. It finds their derivatives by differences: exact ones cost more to derive than they save.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import RunError
from allostasis.numerics.absent import absent_states, without
from allostasis.numerics.codegen import compile_expressions, hoist
from allostasis.numerics.trace import Traced

Floats = NDArray[np.float64]
_Compiled = Callable[..., tuple[Any, ...]]
_MOST_STEPS = 1_000_000


def _log(x: float) -> float:
    """Logarithm that makes powers of zero zero."""
    return math.log(x) if x > 0 else -math.inf


def _where(condition: bool, yes: float, no: float) -> float:
    return yes if condition else no


_SCALAR = SimpleNamespace(exp=math.exp, log=_log, sqrt=math.sqrt, maximum=max, minimum=min, where=_where)
"""Functions of single numbers: several times faster than those of arrays."""


@dataclass(frozen=True)
class PreciseSystem:
    """Compiled equations of what moves.

    Attributes:
        states: names of the states, in the order of the rows.
        parameters: names of the parameters that `constants` takes, in order.
        constants: whatever depends on parameters alone, worked out once for each individual.
        rates: rates of the states, from states, parameters and constants.
    """

    states: tuple[str, ...]
    parameters: tuple[str, ...]
    constants: _Compiled
    rates: _Compiled

    @classmethod
    def of(cls, whole: Traced, given: Collection[str]) -> PreciseSystem:
        """Equations of a traced model without the drugs that nothing adds to.

        Args:
            whole: the model.
            given: states that something is added to, or that begin away from zero.
        """
        traced = without(whole, absent_states(whole, given))
        states, parameters = [*traced.states.values()], [*traced.parameters.values()]
        reduced, constants = hoist([*traced.rates.values()], set(states))
        return cls(
            states=tuple(traced.states),
            parameters=tuple(traced.parameters),
            constants=_compiled("precise_constants", parameters, constants.values()),
            rates=_compiled("precise_rates", [*states, *parameters, *constants], reduced),
        )

    def individual(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """What `solve` needs of one individual: parameters by full name, and what follows from them alone."""
        own = [float(parameters[name]) for name in self.parameters]
        return (*own, *self.constants(*own))

    def solve(
        self,
        individual: tuple[float, ...],
        start: Floats,
        inflow: Floats,
        hours: Floats,
        relative: float,
        absolute: float,
    ) -> Floats:
        """States at the given hours, shape (hours, states); nothing jumps between the first of them and the last.

        Args:
            individual: what `individual` gave.
            start: states at the first hour, in the order of `states`.
            inflow: what is added to each state, per hour.
            hours: times in rising order.
            relative: relative tolerance of each step.
            absolute: absolute tolerance of each step, in the unit of the state.

        Raises:
            RunError: if the solver gives up.
        """
        from scipy.integrate import ODEintWarning, odeint

        def rates(x: Floats, _: float) -> Floats:
            return np.array(self.rates(*x.tolist(), *individual)) + inflow

        with warnings.catch_warnings():
            warnings.simplefilter("error", ODEintWarning)
            try:
                found = odeint(rates, start, hours, rtol=relative, atol=absolute, mxstep=_MOST_STEPS)
            except (ODEintWarning, ArithmeticError) as error:
                raise RunError(_failure(hours, str(error))) from None
        if not np.all(np.isfinite(found)):
            raise RunError(_failure(hours, "the states left the numbers that can be represented"))
        return np.asarray(found, float)


def _compiled(name: str, symbols: list[Any], expressions: Iterable[Any]) -> _Compiled:
    return compile_expressions(name, symbols, {str(k): e for k, e in enumerate(expressions)}, _SCALAR)


def _failure(hours: Floats, cause: str) -> str:
    return f"the equations could not be solved between {hours[0]:g} and {hours[-1]:g} h: {cause}"
