"""Infusions as states: what runs in at the moment, so that events can switch it and the exact propagator carries it.

For a linear state x with a pump the traced equations become d x/dt = ... + pump, d pump/dt = 0: linear again, so that
an inflow which changes only where intervals begin is exact, in means over steps as well.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from allostasis.numerics.trace import Traced, symbol

PUMP = ".pump"
"""Ending of the name of a state's pump; its unit is that of the state per hour."""


def pump_of(state: str) -> str:
    """Name of the pump of a state."""
    return f"{state}{PUMP}"


def with_pumps(traced: Traced, given: Collection[str]) -> Traced:
    """The model with the pumps among the given names; without any, the very same model."""
    from sympy import S

    pumps = sorted(name for name in given if name.endswith(PUMP))
    if not pumps:
        return traced
    symbols = {name: symbol(name) for name in pumps}
    fed = {name.removesuffix(PUMP): s for name, s in symbols.items()}
    rates = {name: rate + fed.get(name, S.Zero) for name, rate in traced.rates.items()}
    return replace(
        traced,
        states={**traced.states, **symbols},
        rates={**rates, **dict.fromkeys(pumps, S.Zero)},
        linear=(*traced.linear, *pumps),
    )
