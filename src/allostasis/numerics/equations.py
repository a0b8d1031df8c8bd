"""The equations of one subsystem, read from its text: in its own words, with its functions left unopened.

`trace` gives a whole model with everything put into everything, which is right for a solver and unreadable for people.
Here a subsystem's own code runs with a symbol for each state, parameter and argument; a call of one of its functions,
or of a form that subsystems share, stays a call. So `crh` comes out as k_crh (drive feedback(cortisol)/cortisol - crh).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache, partial
from types import FunctionType
from typing import Any, get_origin, get_type_hints

from allostasis.quantities.declare import Quantity, Record, Subsystem


@dataclass(frozen=True)
class Function:
    """A public function of a subsystem.

    Attributes:
        name: its name.
        meaning: first line of its docstring.
        arguments: its arguments, the subsystem's own state left out.
        expressions: its value under the empty name; for a function that changes states or parameters, the new value of
            each one that it changes.
    """

    name: str
    meaning: str
    arguments: tuple[str, ...]
    expressions: dict[str, Any]

    @property
    def is_change(self) -> bool:
        """Whether it gives new values of states or parameters."""
        return "" not in self.expressions


@dataclass(frozen=True)
class Equations:
    """What a subsystem says, as SymPy expressions in its own names.

    Attributes:
        name: name of the subsystem.
        states: the declared states.
        inputs: what the rates take from elsewhere; one with the name of a state is called `name_input` in them.
        rates: right-hand side of each state, per hour.
        functions: everything else that the subsystem works out.
    """

    name: str
    states: tuple[Quantity, ...]
    inputs: tuple[str, ...]
    rates: dict[str, Any]
    functions: dict[str, Function]

    def name_of_input(self, argument: str) -> str:
        """How an argument of the rates is called in their expressions."""
        return _input_name(argument, {q.name for q in self.states})


def equations_of(kind: type[Subsystem]) -> Equations:
    """The equations of a subsystem; one without states, such as the hazard of use, has functions only."""
    return _read(kind)  # type: ignore[arg-type]  # a class has a hash, whatever its instances have


@lru_cache(maxsize=64)
def _read(kind: Any) -> Equations:
    reading = _Reading(kind)
    public = {name: f for name, f in vars(kind).items() if isinstance(f, FunctionType) and not name.startswith("_")}
    rates = public.pop("rates", None)
    record = get_type_hints(rates)["y"] if rates else None
    return Equations(
        name=kind.name,
        states=tuple(record.declared()) if record else (),
        inputs=arguments_of(rates) if rates else (),
        rates=_values(reading.run(rates)) if rates else {},
        functions={name: _function(reading, f) for name, f in public.items()},
    )


def shared_form(form: Callable[..., Any]) -> Function:
    """A function that several subsystems use, such as `modulation`, opened."""
    arguments = tuple(inspect.signature(form).parameters)
    value = form(*(_symbol(name) for name in arguments))
    return Function(form.__name__, _first_line(form), arguments, {"": value})


def names_in(expression: Any) -> set[str]:
    """Names of everything in an expression: states, parameters, inputs, and functions that are called."""
    return {s.name for s in expression.free_symbols} | calls_in(expression)


def calls_in(expression: Any) -> set[str]:
    """Names of the functions that an expression calls with arguments."""
    from sympy.core.function import AppliedUndef

    return {f.func.__name__ for f in expression.atoms(AppliedUndef)}


def arguments_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """Names of a method's arguments, without `self` and the subsystem's own state `y`."""
    return tuple(name for name in inspect.signature(function).parameters if name not in ("self", "y"))


class _Reading:
    """Stands for a subsystem while its text runs: parameters are symbols, public functions stay unopened."""

    def __init__(self, kind: type[Subsystem]) -> None:
        self._kind = kind

    def __getattr__(self, name: str) -> Any:
        function = getattr(self._kind, name, None)
        if function is None:
            return _symbol(name)
        return partial(_with_shared_unopened(function), self) if name.startswith("_") else _unopened(name)

    def run(self, function: Callable[..., Any]) -> Any:
        """The result of a method, given symbols."""
        hints = get_type_hints(function)
        record = hints.get("y")
        taken = {f.name for f in fields(record)} if record else set()
        own = (record(**{name: _symbol(name) for name in taken}),) if record else ()
        given = [
            _Names() if get_origin(hints[name]) is Mapping else _symbol(_input_name(name, taken))
            for name in arguments_of(function)
        ]
        return _with_shared_unopened(function)(self, *own, *given)


def _input_name(argument: str, states: set[str]) -> str:
    return f"{argument}_input" if argument in states else argument


class _Names(dict[str, Any]):
    """Values by name that nobody has listed: each name that is asked for is a symbol."""

    def __missing__(self, name: str) -> Any:
        return _symbol(name)


def _function(reading: _Reading, function: FunctionType) -> Function:
    value = reading.run(function)
    if isinstance(value, Record):
        value = _values(value)
    expressions = value if isinstance(value, dict) else {"": value}
    changed = {name: e for name, e in expressions.items() if e != _symbol(name)}
    return Function(function.__name__, _first_line(function), arguments_of(function), changed)


def _values(record: Record) -> dict[str, Any]:
    return {f.name: getattr(record, f.name) for f in fields(record)}  # type: ignore[arg-type]


def _with_shared_unopened(function: Any) -> Callable[..., Any]:
    """The same function, in which functions of a neighbouring module (the shared forms) stay unopened."""
    room = function.__module__.rpartition(".")[0]
    shared = {
        name: _unopened(name)
        for name, f in function.__globals__.items()
        if isinstance(f, FunctionType) and f.__module__ != function.__module__ and f.__module__.startswith(f"{room}.")
    }
    return FunctionType(
        function.__code__,
        {**function.__globals__, **shared},
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )


def _unopened(name: str) -> Callable[..., Any]:
    """A function that answers a call with the call itself; the subsystem's own state is not written out."""
    import sympy

    def call(*arguments: Any) -> Any:
        given = [a for a in arguments if not isinstance(a, Record)]
        return sympy.Function(name, real=True)(*given) if given else _symbol(name)

    return call


def _symbol(name: str) -> Any:
    import sympy

    return sympy.Symbol(name, real=True)


def _first_line(function: Callable[..., Any]) -> str:
    return (inspect.getdoc(function) or "").split("\n", 1)[0]
