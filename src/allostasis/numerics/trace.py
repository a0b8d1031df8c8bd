"""The equations, traced once with symbols: what everything else is generated from.

A model's own text is run with SymPy symbols in place of numbers. The traced form gives the engine's step, the pages of
equations, and the check of units; later it gives SBML and other kernels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, ClassVar, Protocol

from allostasis.quantities.declare import Quantity


class Model(Protocol):
    """What tracing needs of an assembly; `models.human.Human` is one."""

    name: ClassVar[str]
    receptor_states: ClassVar[tuple[str, ...]]

    @classmethod
    def states(cls) -> dict[str, Quantity]: ...
    @classmethod
    def parameters(cls) -> dict[str, Quantity]: ...
    @classmethod
    def build(cls, values: Mapping[str, Any]) -> Any: ...
    @classmethod
    def unflatten(cls, values: Mapping[str, Any]) -> Any: ...
    @staticmethod
    def flatten(y: Any) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Traced:
    """A model as symbolic expressions.

    Attributes:
        name: the model's name.
        states: symbol of each state by full name, in array order.
        parameters: symbol of each parameter by full name.
        rates: right-hand side of each state, per hour.
        signals: every derived quantity by name.
        linear: states whose equations are linear in each other with constant coefficients.
        receptor: states that bind one receptor in competition; linear in each other at given concentrations.
        rest: the remaining states, in array order.
        inputs: symbol of each quantity that comes from outside of the equations, such as delayed blood.
    """

    name: str
    states: dict[str, Any]
    parameters: dict[str, Any]
    rates: dict[str, Any]
    signals: dict[str, Any]
    linear: tuple[str, ...]
    receptor: tuple[str, ...]
    rest: tuple[str, ...]
    inputs: dict[str, Any] = field(default_factory=dict)


def symbol(name: str) -> Any:
    """The SymPy symbol of a full name such as `hpa.k_crh`."""
    import sympy

    return sympy.Symbol(name.replace(".", "__"), real=True)


@lru_cache(maxsize=8)
def trace(model: type[Model]) -> Traced:
    """Run the model's text with symbols; a model that has `inputs` takes them beside its states.

    Raises:
        ValueError: if a state named as a receptor state does not have the form of competitive binding.
    """
    parameters = {name: symbol(name) for name in model.parameters()}
    states = {name: symbol(name) for name in model.states()}
    person, y = model.build(parameters), model.unflatten(states)
    record = getattr(model, "inputs", None)
    inputs = {q.name: symbol(q.name) for q in record.declared()} if record else {}
    given = (y, record(**inputs)) if record else (y,)
    rates = model.flatten(person.rates(*given))
    signals = person.signals(*given)
    receptor = tuple(model.receptor_states)
    slow = {name for name, q in model.states().items() if q.is_slow}
    # A model with inputs has a solver of its own, which takes no states apart.
    linear = () if record else _linear_states(rates, states, without=slow)
    traced = Traced(
        name=model.name,
        states=states,
        parameters=parameters,
        rates=rates,
        signals={f.name: getattr(signals, f.name) for f in fields(signals)},
        linear=linear,
        receptor=receptor,
        rest=tuple(name for name in states if name not in linear and name not in receptor),
        inputs=inputs,
    )
    binding_coefficients(traced)
    return traced


def _linear_states(rates: Mapping[str, Any], states: Mapping[str, Any], without: set[str]) -> tuple[str, ...]:
    """The largest set of states that are linear in each other and feel nothing else.

    Slow states are left out even where they are linear: their small steps are summed with compensation instead.
    """
    chosen = {name for name in states if name not in without}
    while True:
        symbols = {states[name] for name in chosen}
        others = {s for name, s in states.items() if name not in chosen}
        kept = {name for name in chosen if _is_linear(rates[name], symbols, others)}
        if kept == chosen:
            return tuple(name for name in states if name in chosen)
        chosen = kept


def _is_linear(rate: Any, symbols: set[Any], others: set[Any]) -> bool:
    """Whether a rate is linear in the symbols, without a constant, and free of the others."""
    if rate.free_symbols & others:
        return False
    inside = rate.free_symbols & symbols
    slopes = [rate.diff(s) for s in inside]
    at_zero = rate.subs(dict.fromkeys(inside, 0))
    return at_zero == 0 and not any(slope.free_symbols & symbols for slope in slopes)


def linear_matrix(traced: Traced) -> dict[tuple[int, int], Any]:
    """Non-zero entries (row, column) of the linear block's rate matrix, in the parameters' symbols."""
    entries = {}
    for i, row in enumerate(traced.linear):
        for j, column in enumerate(traced.linear):
            slope = traced.rates[row].diff(traced.states[column])
            if slope != 0:
                entries[i, j] = slope
    return entries


def binding_coefficients(traced: Traced) -> list[tuple[Any, Any]]:
    """For each receptor state its association a_j and dissociation d_j in dR_j/dt = a_j (1 - sum R) - d_j R_j.

    Raises:
        ValueError: if the equations do not have that form.
    """
    import sympy

    symbols = [traced.states[name] for name in traced.receptor]
    zero = dict.fromkeys(symbols, 0)
    pairs = []
    for name, own in zip(traced.receptor, symbols, strict=True):
        rate = traced.rates[name]
        association = sympy.expand(rate.subs(zero))
        dissociation = sympy.expand(-rate.diff(own) - association)
        has_states = bool(dissociation.free_symbols & set(traced.states.values()))
        if has_states or sympy.expand(rate - association * (1 - sum(symbols)) + dissociation * own) != 0:
            raise ValueError(f"{name}: d/dt is not competitive binding, a (1 - sum R) - d R with constant d: {rate}")
        pairs.append((association, dissociation))
    return pairs
