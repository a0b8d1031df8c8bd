"""Which subsystem takes what from where, read by running the assembly's own wiring with names instead of numbers."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import Any, NamedTuple

from allostasis.models.human import Human
from allostasis.models.named import Assembly
from allostasis.numerics.equations import arguments_of
from allostasis.quantities.declare import Record, Subsystem


class Wire(NamedTuple):
    """One argument of a function of a subsystem, and the full name of what it gets: a signal, state or parameter."""

    subsystem: str
    function: str
    argument: str
    source: str


class Wiring(NamedTuple):
    """The wires, and for each signal the subsystem and function that give it (a state if no function does)."""

    wires: tuple[Wire, ...]
    signals: dict[str, tuple[str, str]]

    def into(self, subsystem: str, function: str = "rates") -> dict[str, str]:
        """What each argument of a function gets."""
        return {w.argument: w.source for w in self.wires if (w.subsystem, w.function) == (subsystem, function)}

    def users(self, source: str) -> tuple[Wire, ...]:
        """The wires that carry a signal, state or parameter elsewhere."""
        return tuple(wire for wire in self.wires if wire.source == source)


def wiring(model: type[Assembly] = Human) -> Wiring:
    """The wiring of an assembly."""
    return _wiring(model)  # type: ignore[arg-type]  # a class has a hash, whatever its instances have


@lru_cache(maxsize=8)
def _wiring(model: type[Assembly]) -> Wiring:
    heard: list[Wire] = []
    listeners: dict[str, Any] = {name: _Listener(kind, heard) for name, kind in model.subsystems().items()}
    person = model(**listeners)
    y = model.unflatten({name: name for name in model.states()})
    inputs = getattr(model, "inputs", None)
    given: tuple[Any, ...] = (y, inputs(**{q.name: q.name for q in inputs.declared()})) if inputs else (y,)
    signals = person.signals(*given)
    heard.clear()  # `rates` asks for the signals again
    person.rates(*given)
    given_by = {f.name: getattr(signals, f.name) for f in fields(signals)}
    names = {source: name for name, source in given_by.items() if source not in model.states()}
    wires = tuple(wire._replace(source=names.get(wire.source, wire.source)) for wire in heard)
    return Wiring(wires, {name: _parts(source) for name, source in given_by.items()})


class _Listener:
    """Stands for a subsystem: writes down what each call was given, and answers with the call's name."""

    def __init__(self, kind: type[Subsystem], heard: list[Wire]) -> None:
        self._kind, self._heard = kind, heard

    def __getattr__(self, name: str) -> Any:
        function = getattr(self._kind, name, None)
        full_name = f"{self._kind.name}.{name}"
        return _listening(self._kind.name, function, self._heard) if function else full_name


def _listening(subsystem: str, function: Any, heard: list[Wire]) -> Any:
    def call(*given: Any) -> str:
        taken = [value for value in given if not isinstance(value, Record)]
        for argument, source in zip(arguments_of(function), taken, strict=True):
            heard.append(Wire(subsystem, function.__name__, argument, source))
        return f"{subsystem}.{function.__name__}"

    return call


def _parts(full_name: str) -> tuple[str, str]:
    subsystem, _, name = full_name.partition(".")
    return subsystem, name
