"""The equations of a whole model with names left in them: what subsystems work out stays a name, as papers write it.

`numerics.trace` puts everything into everything, which is right for a solver. A file for other people should read like
the text of the model: `hpa_drive` is defined once and used by its name. So the assembly's own text runs here with
symbols, and each call of a function of a subsystem is answered with a new symbol, whose definition is kept.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from types import FunctionType
from typing import Any

from allostasis.models.organism import Organism
from allostasis.models.signals import SIGNAL_MEANINGS
from allostasis.numerics.trace import symbol
from allostasis.quantities.declare import Record


@dataclass(frozen=True)
class Formula:
    """A quantity that follows from states and parameters at each moment.

    Attributes:
        name: full name; a signal's own name, or `subsystem.function` for what is handed on without being a signal.
        meaning: in words.
        expression: SymPy expression in the symbols of states, parameters and other formulas.
        is_signal: whether it is one of the model's signals.
    """

    name: str
    meaning: str
    expression: Any
    is_signal: bool


@dataclass(frozen=True)
class Equations:
    """A model in its own names.

    Attributes:
        formulas: by symbol, each using only those before it.
        rates: right-hand side of each state by full name, per hour, in states, parameters and formulas.
    """

    formulas: dict[Any, Formula]
    rates: dict[str, Any]


def equations_of(model: type[Organism]) -> Equations:
    """Run the model's text and keep what its subsystems work out as formulas."""
    return _read(model)  # type: ignore[arg-type]  # a class has a hash, whatever its instances have


@lru_cache(maxsize=8)
def _read(model: type[Organism]) -> Equations:
    desk = _Desk()
    person = model.build({name: symbol(name) for name in model.parameters()})
    parts = {f.name: _Part(getattr(person, f.name), desk) for f in fields(person)}
    person = replace(person, **parts)  # type: ignore[arg-type]  # each part stands for its subsystem
    y = model.unflatten({name: symbol(name) for name in model.states()})
    signals = person.signals(y)
    rates = model.flatten(person.rates(y))
    return _named(desk, {f.name: getattr(signals, f.name) for f in fields(signals)}, rates)


class _Desk:
    """Where formulas are kept while the text runs."""

    def __init__(self) -> None:
        self.formulas: dict[Any, Formula] = {}
        self.answers: dict[Any, Any] = {}
        self.depth = 0

    def keep(self, name: str, meaning: str, expression: Any) -> Any:
        """The symbol of a new formula; the second call of a function with other arguments gets a number."""
        taken, count = {f.name for f in self.formulas.values()}, 1
        while (full := name if count == 1 else f"{name}_{count}") in taken:
            count += 1
        self.formulas[symbol(full)] = Formula(full, meaning, expression, is_signal=False)
        return symbol(full)


class _Part:
    """Stands for a subsystem: parameters are its symbols, calls of its functions are answered with formulas."""

    def __init__(self, part: Any, desk: _Desk) -> None:
        self._part, self._desk = part, desk

    def __getattr__(self, name: str) -> Any:
        function = inspect.getattr_static(type(self._part), name, None)
        if not isinstance(function, FunctionType):
            return getattr(self._part, name)
        return lambda *given, **named: self._call(function, given, named)

    def _call(self, function: FunctionType, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        key = (self._part.name, function.__name__, given, tuple(named.items()))
        if key in self._desk.answers:
            return self._desk.answers[key]
        self._desk.depth += 1
        value = function(self, *given, **named)
        self._desk.depth -= 1
        # Only what the assembly itself asks for gets a name; steps on the way there are written out.
        if self._desk.depth or isinstance(value, Record) or not getattr(value, "args", None):
            return value
        meaning = (inspect.getdoc(function) or "").split("\n", 1)[0]
        answer = self._desk.keep(f"{self._part.name}.{function.__name__}", meaning, value)
        self._desk.answers[key] = answer
        return answer


def _named(desk: _Desk, signals: dict[str, Any], rates: dict[str, Any]) -> Equations:
    """Formulas that are signals take the signal's name; other signals are added."""
    new_names: dict[Any, Any] = {}
    for name, value in signals.items():
        if value in desk.formulas and value not in new_names:
            new_names[value] = symbol(name)
    by_new_name = {new: old for old, new in new_names.items()}
    formulas = {}
    for old, formula in desk.formulas.items():
        new = new_names.get(old, old)
        is_signal = new in by_new_name
        name = str(new) if is_signal else formula.name
        meaning = SIGNAL_MEANINGS[name][1] if is_signal and name in SIGNAL_MEANINGS else formula.meaning
        formulas[new] = Formula(name, meaning, formula.expression.xreplace(new_names), is_signal)
    for name, value in signals.items():
        if symbol(name) not in formulas:
            meaning = SIGNAL_MEANINGS.get(name, ("", ""))[1]
            formulas[symbol(name)] = Formula(name, meaning, value.xreplace(new_names), is_signal=True)
    return Equations(formulas, {name: rate.xreplace(new_names) for name, rate in rates.items()})
