"""Functions that equations are written with: the same text runs on numbers, on JAX arrays and on SymPy symbols.

SymPy and JAX are imported only when such a value arrives, so that writing equations costs nothing at import.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def _is_symbolic(x: Any) -> bool:
    return hasattr(x, "free_symbols")  # of numbers and arrays none has


def _array_module(x: Any) -> Any:
    """NumPy for numbers and NumPy arrays, jax.numpy for everything that JAX traces."""
    if type(x).__module__.startswith(("jax", "jaxlib")):
        import jax.numpy as jnp

        return jnp
    return np


def exp(x: Any) -> Any:
    """Exponential function."""
    if _is_symbolic(x):
        import sympy

        return sympy.exp(x)
    return math.exp(x) if isinstance(x, float) else _array_module(x).exp(x)


def log(x: Any) -> Any:
    """Natural logarithm."""
    if _is_symbolic(x):
        import sympy

        return sympy.log(x)
    return math.log(x) if isinstance(x, float) else _array_module(x).log(x)


def positive(x: Any) -> Any:
    """The positive part, max(x, 0): for drives that act only above a threshold, never for states."""
    if _is_symbolic(x):
        import sympy

        return sympy.Max(x, 0)
    return _array_module(x).maximum(x, 0)


def at_least(x: Any, low: Any) -> Any:
    """x, or `low` where x is smaller: for laws that were published with a floor, never for states."""
    if _is_symbolic(x) or _is_symbolic(low):
        import sympy

        return sympy.Max(x, low, evaluate=False)
    return _array_module(x).maximum(x, low)


def at_most(x: Any, high: Any) -> Any:
    """x, or `high` where x is larger: for laws that were published with a ceiling, never for states."""
    if _is_symbolic(x) or _is_symbolic(high):
        import sympy

        return sympy.Min(x, high, evaluate=False)
    return _array_module(x).minimum(x, high)


def is_positive(x: Any) -> Any:
    """1 where x > 0 and 0 elsewhere: for laws that were published with a switch."""
    if _is_symbolic(x):
        import sympy

        return sympy.Heaviside(x, 0)
    return _array_module(x).where(x > 0, 1.0, 0.0)


def sqrt(x: Any) -> Any:
    """Square root."""
    if _is_symbolic(x):
        import sympy

        return sympy.sqrt(x)
    return math.sqrt(x) if isinstance(x, float) else _array_module(x).sqrt(x)
