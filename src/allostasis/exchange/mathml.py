"""Expressions as libSBML holds them, every number with its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allostasis.exchange.dimensions import PURE, Powers, unit_of
from allostasis.exchange.unit_definitions import UnitDefinitions


class Formulas:
    """Turns SymPy expressions into trees of libSBML."""

    def __init__(self, units: Mapping[Any, Powers], definitions: UnitDefinitions) -> None:
        self._units, self._definitions = units, definitions

    def tree(self, expression: Any, unit: Powers | None = None) -> Any:
        """The tree of an expression.

        Args:
            expression: a SymPy expression; its symbols are identifiers of the SBML model.
            unit: the unit of the whole, which a nought that stands alone takes.

        Raises:
            ValueError: if SBML has no word for a function.
        """
        if expression.is_Symbol:
            return _name(str(expression))
        if expression.is_number and not expression.args:
            return self._number(expression, unit)
        if expression.is_Add:
            return self._sum(expression)
        if expression.is_Mul:
            return self._product(expression)
        if expression.is_Pow:
            return self._power(expression.base, expression.exp)
        return self._function(expression)

    def _number(self, value: Any, unit: Powers | None) -> Any:
        pure = PURE if unit is None or value != 0 else unit
        return number(int(value) if value.is_Integer else float(value), self._definitions.id_of(pure))

    def _sum(self, expression: Any) -> Any:
        """Terms that are added first, then those that are taken away: `a - b`, not `-b + a`."""
        added = [self.tree(term) for term in expression.args if not term.could_extract_minus_sign()]
        taken = [self.tree(-term) for term in expression.args if term.could_extract_minus_sign()]
        if not added:
            return operation("minus", [_joined("plus", taken)])
        total = _joined("plus", added)
        for term in taken:
            total = operation("minus", [total, term])
        return total

    def _product(self, expression: Any) -> Any:
        if expression.could_extract_minus_sign():
            return operation("minus", [self.tree(-expression)])
        above, below = [], []
        for factor in expression.args:
            if factor.is_Rational and not factor.is_Integer:
                above += [factor.p] if factor.p != 1 else []
                below.append(factor.q)
            elif factor.is_Pow and factor.exp.could_extract_minus_sign():
                below.append(factor.base**-factor.exp)
            else:
                above.append(factor)
        return self._quotient(above, below)

    def _quotient(self, above: Sequence[Any], below: Sequence[Any]) -> Any:
        import sympy

        top = _joined("times", [self.tree(sympy.sympify(f)) for f in above]) if above else self._one()
        if not below:
            return top
        return operation("divide", [top, _joined("times", [self.tree(sympy.sympify(f)) for f in below])])

    def _power(self, base: Any, exponent: Any) -> Any:
        if exponent.could_extract_minus_sign():
            return operation("divide", [self._one(), self.tree(base**-exponent)])
        return operation("power", [self.tree(base), self.tree(exponent)])

    def _function(self, expression: Any) -> Any:
        name = expression.func.__name__
        if name not in ("exp", "log", "Max", "Min"):
            raise ValueError(f"{expression}: SBML has no word for {name}")
        unit = unit_of(expression, self._units)
        return operation(name, [self.tree(argument, unit) for argument in expression.args])

    def _one(self) -> Any:
        return number(1, "dimensionless")


def number(value: float, unit_id: str) -> Any:
    """A number with its unit."""
    import libsbml

    node = libsbml.ASTNode(libsbml.AST_INTEGER if isinstance(value, int) else libsbml.AST_REAL)
    node.setValue(value)
    node.setUnits(unit_id)
    return node


def operation(name: str, arguments: Sequence[Any]) -> Any:
    """A function or operator of arguments."""
    import libsbml

    kinds = {
        "plus": libsbml.AST_PLUS,
        "minus": libsbml.AST_MINUS,
        "times": libsbml.AST_TIMES,
        "divide": libsbml.AST_DIVIDE,
        "power": libsbml.AST_FUNCTION_POWER,
        "exp": libsbml.AST_FUNCTION_EXP,
        "log": libsbml.AST_FUNCTION_LN,
        "Max": libsbml.AST_FUNCTION_MAX,
        "Min": libsbml.AST_FUNCTION_MIN,
        "at least": libsbml.AST_RELATIONAL_GEQ,
    }
    node = libsbml.ASTNode(kinds[name])
    for argument in arguments:
        node.addChild(argument)
    return node


def time() -> Any:
    """The time of the simulation."""
    import libsbml

    node = libsbml.ASTNode(libsbml.AST_NAME_TIME)
    node.setName("time")
    return node


def _name(name: str) -> Any:
    import libsbml

    node = libsbml.ASTNode(libsbml.AST_NAME)
    node.setName(name)
    return node


def _joined(name: str, arguments: list[Any]) -> Any:
    return arguments[0] if len(arguments) == 1 else operation(name, arguments)
