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
