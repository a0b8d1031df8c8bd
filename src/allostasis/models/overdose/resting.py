"""The person at rest, from which every overdose starts, and breathing in balance with a drug.

An hour without drug from the published start values. Delays do not enter: at rest nothing changes that they could
delay, and an hour is long beside all else. Everybody has the same rest, because no physiology differs, and without an
opioid the exponents of breathing do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from allostasis.models.overdose.assembly import Overdose
from allostasis.models.overdose.values import constants, defaults
from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.trace import trace

_MOVING = ("ventilation.", "gas_exchange.", "circulation.")
_OCCUPANCY = "overdose_receptor.opioid"
_STARTS = {
    "gas_exchange.lung_co2": "start_Ac",
    "gas_exchange.lung_o2": "start_Ao",
    "gas_exchange.brain_co2": "start_Bc",
    "gas_exchange.brain_o2": "start_Bo",
    "gas_exchange.tissue_co2": "start_Tc",
    "gas_exchange.tissue_o2": "start_To",
    "ventilation.gain": "start_h",
    "circulation.intact": "start_I",
}


@lru_cache(maxsize=1)
def _equations() -> tuple[tuple[str, ...], Any]:
    """Names of the states that move, and a function from them, occupancy and parameters to rates and breath."""
    traced = trace(Overdose)
    names = tuple(name for name in traced.states if name.startswith(_MOVING))
    gone = {s: 0 for name, s in traced.states.items() if name not in (*names, _OCCUPANCY)}
    gone |= dict.fromkeys(traced.inputs.values(), 0)
    outputs = {name: traced.rates[name].xreplace(gone) for name in names}
    outputs["ventilation"] = traced.signals["ventilation"].xreplace(gone)
    symbols = [*(traced.states[name] for name in (*names, _OCCUPANCY)), *traced.parameters.values()]
    return names, compile_expressions("resting", symbols, outputs, np)


@lru_cache(maxsize=64)
def at_rest(held_pco2: float | None = None) -> tuple[Mapping[str, float], float]:
    """States at rest, those that are not 0, and resting ventilation (L/s).

    Args:
        held_pco2: alveolar PCO2 (mmHg) that an experimenter holds; breathing sets it if None.
    """
    return _settled(held_pco2, 0.0, {})


def in_balance(occupancy: float, held_pco2: float | None = None, changed: Mapping[str, float] | None = None) -> float:
    """Ventilation (L/s) after an hour with so many receptors held.

    Args:
        occupancy: share of the receptors that carry an opioid, held.
        held_pco2: alveolar PCO2 (mmHg) that an experimenter holds; breathing sets it if None.
        changed: parameters that are not those of the typical chronic user in air, by full name.
    """
    return _settled(held_pco2, occupancy, changed or {})[1]


def _settled(
    held_pco2: float | None, occupancy: float, changed: Mapping[str, float]
) -> tuple[Mapping[str, float], float]:
    from scipy.integrate import solve_ivp

    names, function = _equations()
    parameters, c = list({**defaults(), **changed}.values()), constants()
    start = np.array([c[_STARTS[name]] if name in _STARTS else 0.0 for name in names])
    lung = names.index("gas_exchange.lung_co2")
    if held_pco2 is not None:
        start[lung] = held_pco2

    def rates(_: float, y: Any) -> Any:
        with np.errstate(divide="ignore"):  # no receptor is occupied: a power of zero, by its logarithm
            moved = np.array([float(v) for v in function(*y, occupancy, *parameters)[: len(names)]])
        if held_pco2 is not None:
            moved[lung] = 0.0
        return moved

    settled = solve_ivp(rates, (0.0, c["settling"]), start, method="LSODA", rtol=1e-9, atol=1e-12).y[:, -1]
    with np.errstate(divide="ignore"):
        breathing = float(function(*settled, occupancy, *parameters)[-1])
    return dict(zip(names, map(float, settled), strict=True)), breathing
