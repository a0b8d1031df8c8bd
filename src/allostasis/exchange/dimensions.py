"""Units of expressions, worked out from the declared units of the symbols in them.

Equations carry no units; a file for other programs has to. A unit is held as the powers of its parts, such as
{"nanomole": 1, "liter": -1}. Numbers in equations are pure numbers, except a nought, which is in whatever unit its
neighbours are.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

Powers = Mapping[str, Fraction]
"""A unit: power of each of its parts, by pint's name of the part."""

PURE: Powers = MappingProxyType({})
"""The unit of a pure number."""


@lru_cache(maxsize=256)
def powers_of(unit: str) -> Powers:
    """The parts of a declared unit such as "nmol/L"; "1" has none.

    Raises:
        ValueError: if the unit is not known.
    """
    from pint import Unit
    from pint.errors import UndefinedUnitError
    from pint.util import to_units_container

    if unit == "1":
        return PURE
    try:
        parts = to_units_container(Unit(unit))
    except UndefinedUnitError as error:
        raise ValueError(f'the unit "{unit}" is not known') from error
    return MappingProxyType({name: Fraction(str(exponent)).limit_denominator(12) for name, exponent in parts.items()})


def product(one: Powers, other: Powers, sign: int = 1) -> Powers:
    """The unit of a product, or with `sign` -1 of a quotient."""
    names = dict.fromkeys((*one, *other))
    total = {name: one.get(name, Fraction(0)) + sign * other.get(name, Fraction(0)) for name in names}
    return {name: power for name, power in total.items() if power}


def power(unit: Powers, exponent: Fraction) -> Powers:
    """The unit of a power."""
    return {name: p * exponent for name, p in unit.items() if p * exponent}


def unit_of(expression: Any, units: Mapping[Any, Powers]) -> Powers | None:
    """The unit of an expression; None if it is nought, which fits every unit.

    Args:
        expression: a SymPy expression.
        units: unit of every symbol in it.

    Raises:
        ValueError: if terms of a sum differ in unit, or a function is given something that is not a pure number.
    """
    if expression.is_Symbol:
        return units[expression]
    if expression.is_number:
        return None if expression == 0 else PURE
    if expression.is_Mul:
        total: Powers = PURE
        for factor in expression.args:
            total = product(total, unit_of(factor, units) or PURE)
        return total
    if expression.is_Pow and expression.exp.is_Rational:
        exponent = Fraction(int(expression.exp.p), int(expression.exp.q))
        return power(unit_of(expression.base, units) or PURE, exponent)
    if expression.is_Add or expression.func.__name__ in ("Max", "Min"):
        return _common(expression, units)
    if any(unit_of(argument, units) for argument in expression.args):
        raise ValueError(f"{expression}: only pure numbers have powers, exponentials and logarithms")
    return PURE


def _common(expression: Any, units: Mapping[Any, Powers]) -> Powers | None:
    """The unit that all terms share."""
    found = [unit for unit in (unit_of(term, units) for term in expression.args) if unit is not None]
    if any(dict(unit) != dict(found[0]) for unit in found):
        raise ValueError(f"{expression}: its terms are not in one unit")
    return found[0] if found else None
