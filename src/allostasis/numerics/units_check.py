"""Whether every equation keeps its units, found by changing the units.

When the unit of time, amount, length or mass changes, every number changes by a known factor, and a sound equation
gives a result that changes by the factor of its own declared unit. An equation that lost a rate constant does not.
So the equations stay free of units, and a model is checked by evaluating it twice.
The check sees dimensions only: a factor of 60 between minutes and hours, or a wrong sign, keeps the unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.trace import Traced
from allostasis.quantities.declare import Quantity
from allostasis.quantities.units import is_unit

KINDS = {"time": "[time]", "amount": "[substance]", "length": "[length]", "mass": "[mass]"}
"""What a unit can be made of; a volume is a length cubed. The values are pint's words."""

_POINTS = 64  # random values, so that each side of every threshold is seen
# Rounding is 1e-16, and sums that nearly cancel lose some digits more; a lost constant is off by a factor of 2 to 5.
_TOLERANCE = 1e-6


class Claim(NamedTuple):
    """That an expression is in a unit; `text` is the sentence to be said if it is not."""

    text: str
    expression: Any
    unit: str


def rate_claims(traced: Traced, states: Mapping[str, Quantity], time: str = "h") -> list[Claim]:
    """That each rate is in the unit of its state per unit of time: hours, or what the model declares."""
    return [
        Claim(f"d {name}/dt is not in the unit of {name} per time", rate, f"{states[name].unit}/{time}")
        for name, rate in traced.rates.items()
    ]


def broken_claims(
    claims: Sequence[Claim], units: Mapping[Any, str], seed: int = 0, near: Mapping[Any, float] | None = None
) -> list[str]:
    """The sentences of all claims that do not hold.

    Args:
        claims: expressions and the units that they should be in.
        units: declared unit of every symbol in the expressions.
        seed: of the random values and factors.
        near: values about which to draw, where equations hold in a narrow region only; 1 where none is given.
    """
    unknown = [f"the unit {unit} of {symbol} is not known" for symbol, unit in units.items() if not is_unit(unit)]
    if unknown:
        return unknown
    evaluate = compile_expressions("claims", list(units), {str(i): c.expression for i, c in enumerate(claims)}, np)
    random = np.random.default_rng(seed)
    spread = 0.5 if near is None else 0.02
    centre = np.array([(near or {}).get(symbol, 1.0) for symbol in units])
    values = centre[:, None] * np.exp(random.normal(0.0, spread, (len(units), _POINTS)))
    before, after = _run(evaluate, values), {}
    factors = dict(zip(KINDS, random.uniform(2.0, 5.0, len(KINDS)), strict=True))
    for kind, factor in factors.items():
        scale = np.array([factor ** power(unit, kind) for unit in units.values()])
        after[kind] = _run(evaluate, values * scale[:, None])
    faults = []
    for i, claim in enumerate(claims):
        wrong = [k for k, f in factors.items() if not _agree(before[i] * f ** power(claim.unit, k), after[k][i])]
        if wrong:
            faults.append(f"{claim.text} ({claim.unit}): wrong when the unit of {' or '.join(wrong)} changes")
    return faults


@lru_cache(maxsize=256)
def power(unit: str, kind: str) -> float:
    """The power to which a kind of base unit enters a unit, such as 3 for the length in litres."""
    from pint import Unit

    exponents: dict[str, Any] = dict(Unit(unit).dimensionality)
    return float(exponents.get(KINDS[kind], 0))


def _run(evaluate: Any, values: Any) -> list[NDArray[np.float64]]:
    # Random values may lie outside the domain (a maximum below the value at rest): such points give nan.
    with np.errstate(all="ignore"):
        return [np.broadcast_to(np.asarray(v, float), (_POINTS,)) for v in evaluate(*values)]


def _agree(expected: NDArray[np.float64], found: NDArray[np.float64]) -> bool:
    """Whether two rows of values are the same, at points that are finite in both; too few of those is a no."""
    known = np.isfinite(expected) & np.isfinite(found)
    if known.sum() < _POINTS // 4:
        return False
    return bool(np.allclose(found[known], expected[known], rtol=_TOLERANCE, atol=0.0))
