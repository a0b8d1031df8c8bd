"""The equations of subsystems, each as MathML and as plain text, with the names that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from allostasis.models.describe import SHARED_FORMS, parts
from allostasis.numerics import presentation as mathml
from allostasis.numerics.equations import Equations, Function, calls_in, equations_of, names_in, shared_form
from allostasis.numerics.typeset import call_in_text, in_text

__all__ = ["Equation", "functions_of", "rates_of", "shared_by"]


class Equation(NamedTuple):
    """One equation of a subsystem."""

    subsystem: str
    meaning: str
    text: str
    mathml: str
    names: frozenset[str]

    def as_dict(self) -> dict[str, str]:
        """What a page shows."""
        return {"subsystem": self.subsystem, "meaning": self.meaning, "text": self.text, "mathml": self.mathml}


@lru_cache(maxsize=256)
def rates_of(part: str) -> tuple[Equation, ...]:
    """The rate of each state of a subsystem."""
    equations = equations_of(parts()[part])
    return tuple(_rate(name, rate, equations) for name, rate in equations.rates.items())


@lru_cache(maxsize=256)
def functions_of(part: str) -> tuple[Equation, ...]:
    """What a subsystem works out beside its rates; for an event one equation for each state that it changes."""
    equations = equations_of(parts()[part])
    called = _called(equations)
    return tuple(
        each
        for function in equations.functions.values()
        for each in _function(function, equations.name, function.name in called)
    )


def shared_by(part: str) -> tuple[Equation, ...]:
    """The forms that a subsystem shares with others and uses."""
    called = _called(equations_of(parts()[part]))
    forms = (shared_form(form) for form in SHARED_FORMS if form.__name__ in called)
    return tuple(each for form in forms for each in _function(form, "", with_arguments=True))


def _rate(name: str, rate: Any, equations: Equations) -> Equation:
    text = f"d {name}/dt = {in_text(rate)}"
    typeset = mathml.equation(mathml.rate_of(name), rate, text)
    return Equation(equations.name, f"rate of {name}", text, typeset, frozenset(names_in(rate)))


def _called(equations: Equations) -> set[str]:
    values = [*equations.rates.values(), *(e for f in equations.functions.values() for e in f.expressions.values())]
    return set().union(*map(calls_in, values)) if values else set()


def _function(function: Function, subsystem: str, with_arguments: bool) -> Iterator[Equation]:
    """A function typeset; its arguments are left out where nobody calls it with others."""
    arguments = tuple(map(mathml.name_in_mathml, function.arguments)) if with_arguments else ()
    call = call_in_text(function.name, function.arguments)
    for name, value in function.expressions.items():
        if function.is_change:
            text = f"{call}: {name} becomes {in_text(value)}"
            typeset = mathml.equation(mathml.name_in_mathml(name), value, text, "←")
        else:
            text = f"{call} = {in_text(value)}"
            typeset = mathml.equation(mathml.call_in_mathml(function.name, arguments), value, text)
        yield Equation(subsystem, function.meaning, text, typeset, frozenset(names_in(value)))
