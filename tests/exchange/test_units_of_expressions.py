"""Units of expressions follow from the units of their symbols, and a sum of unlike things is refused."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from allostasis.exchange.dimensions import powers_of, unit_of

x, k, c, V = sympy.symbols("x k c V", real=True)
UNITS = {x: powers_of("nmol"), k: powers_of("1/h"), c: powers_of("1"), V: powers_of("L")}


@pytest.mark.parametrize(
    ("expression", "unit"),
    [
        (k * x / V, "nmol/L/h"),
        (sympy.sqrt(x) * sympy.sqrt(x), "nmol"),
        (k * x * sympy.exp(-2 * c) + 3 * k * x, "nmol/h"),
        (sympy.Max(0, x), "nmol"),
        ((x / (x + x / 2)) ** c, "1"),
        (c**2 + 1, "1"),
    ],
)
def test_the_unit_of_a_sound_expression(expression: Any, unit: str) -> None:
    assert dict(unit_of(expression, UNITS) or {}) == dict(powers_of(unit))


@pytest.mark.parametrize("expression", [x + V, x + 1, sympy.exp(x), x**c, c**x, sympy.Max(x, V), sympy.log(k)])
def test_an_unsound_expression_is_refused(expression: Any) -> None:
    with pytest.raises(ValueError, match=r"its terms|only pure numbers"):
        unit_of(expression, UNITS)


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(ValueError, match="florins"):
        powers_of("florins")
