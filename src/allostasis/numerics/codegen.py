"""From traced expressions to array code.

Common parts are worked out once; powers and switches get a form that XLA vectorises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any


def compile_expressions(
    name: str, inputs: Sequence[Any], outputs: Mapping[str, Any], module: Any
) -> Callable[..., tuple[Any, ...]]:
    """A function of the inputs, in order, that returns the outputs, in order.

    Args:
        name: name of the function, seen in profiles.
        inputs: SymPy symbols.
        outputs: expressions by name; only their order matters.
        module: array module (numpy or jax.numpy).
    """
    differentiable = getattr(module, "__name__", "") == "jax.numpy"
    source = source_of(name, inputs, list(outputs.values()), has_power=differentiable)
    namespace: dict[str, Any] = {
        "power": _power() if differentiable else None,
        "exp": module.exp,
        "log": module.log,
        "sqrt": module.sqrt,
        "maximum": module.maximum,
        "minimum": module.minimum,
        "where": module.where,
    }
    exec(compile(source, f"<generated {name}>", "exec"), namespace)  # noqa: S102 - our own equations, nothing from outside
    function: Callable[..., tuple[Any, ...]] = namespace[name]
    return function


def hoist(outputs: Sequence[Any], variables: set[Any]) -> tuple[list[Any], dict[Any, Any]]:
    """Take out of the outputs whatever does not change from step to step.

    Args:
        outputs: expressions.
        variables: the symbols that change.

    Returns:
        The outputs with new symbols `k_0`, `k_1`, ... in place of constant parts, and those parts by symbol.
    """
    import sympy

    constants: dict[Any, Any] = {}

    def constant(expression: Any) -> Any:
        if expression.is_Atom:
            return expression
        if expression not in constants:
            constants[expression] = sympy.Symbol(f"k_{len(constants)}", real=True)
        return constants[expression]

    def visit(expression: Any) -> Any:
        if not expression.free_symbols & variables:
            return constant(expression)
        if expression.is_Add or expression.is_Mul:
            fixed = [a for a in expression.args if not a.free_symbols & variables]
            moving = [visit(a) for a in expression.args if a.free_symbols & variables]
            return expression.func(*([constant(expression.func(*fixed))] if fixed else []), *moving)
        return expression.func(*(visit(a) for a in expression.args)) if expression.args else expression

    reduced = [visit(sympy.sympify(e)) for e in outputs]
    return reduced, {s: e for e, s in constants.items()}


@lru_cache(maxsize=1)
def _power() -> Any:
    """x**a as exp(a log x), with slopes that are 0 at x = 0 and not the product of zero and infinity."""
    import jax
    import jax.numpy as jnp

    @jax.custom_jvp
    def power(x: Any, a: Any) -> Any:
        return jnp.exp(a * jnp.log(x))

    @power.defjvp
    def _(given: tuple[Any, Any], moves: tuple[Any, Any]) -> tuple[Any, Any]:
        (x, a), (dx, da) = given, moves
        value, inside = power(x, a), jnp.where(x > 0, x, 1)
        slope = jnp.where(x > 0, value * a / inside, 0) * dx + jnp.where(x > 0, value * jnp.log(inside), 0) * da
        return value, slope

    return power


def source_of(name: str, inputs: Sequence[Any], outputs: Sequence[Any], has_power: bool = False) -> str:
    """Python source of the function, with common subexpressions assigned once.

    Args:
        name: name of the function.
        inputs: SymPy symbols.
        outputs: expressions.
        has_power: call `power(x, a)` for powers that are not whole, in place of exp(a log x).
    """
    import sympy

    printer = _printer(has_power)
    shared, reduced = sympy.cse(list(outputs), symbols=sympy.numbered_symbols("c_"), order="none")
    lines = [f"def {name}({', '.join(str(s) for s in inputs)}):"]
    lines += [f"    {s} = {printer.doprint(e)}" for s, e in shared]
    lines += [f"    return ({', '.join(printer.doprint(e) for e in reduced)},)"]
    return "\n".join(lines)


def _printer(has_power: bool) -> Any:
    """A printer for positive bases: x**a as exp(a log x), small whole powers as products."""
    from sympy import S
    from sympy.printing.pycode import PythonCodePrinter

    class ArrayPrinter(PythonCodePrinter):  # type: ignore[misc]  # sympy comes without types
        def _print_Pow(self, expr: Any, **_: Any) -> str:
            base, power = self._print(expr.base), expr.exp
            if power.is_Integer and 0 < abs(int(power)) <= 4:
                product = "*".join([f"({base})"] * abs(int(power)))
                return f"({product})" if int(power) > 0 else f"(1.0/({product}))"
            if power == S.Half:
                return f"sqrt({base})"
            if has_power:
                return f"power({base}, {self._print(power)})"
            return f"exp(({self._print(power)})*log({base}))"

        def _print_Max(self, expr: Any) -> str:
            first, second = (self._print(a) for a in sorted(expr.args, key=str))
            return f"maximum({first}, {second})"

        def _print_Min(self, expr: Any) -> str:
            first, second = (self._print(a) for a in sorted(expr.args, key=str))
            return f"minimum({first}, {second})"

        def _print_Heaviside(self, expr: Any) -> str:
            return f"where(({self._print(expr.args[0])}) > 0, 1.0, 0.0)"

        def _print_exp(self, expr: Any) -> str:
            return f"exp({self._print(expr.args[0])})"

        def _print_log(self, expr: Any) -> str:
            return f"log({self._print(expr.args[0])})"

        def _print_Rational(self, expr: Any) -> str:
            return repr(float(expr))

        def _print_Half(self, expr: Any) -> str:
            return "0.5"

    return ArrayPrinter({"fully_qualified_modules": False})
