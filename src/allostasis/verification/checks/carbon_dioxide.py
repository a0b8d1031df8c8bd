"""By how much an opioid displaces the response of breathing to carbon dioxide.

A publication that measured the response of ventilation to imposed carbon dioxide prints its displacement in mmHg. The
model of the whole person has no carbon dioxide; the model of breathing has it, with kinetics and receptors of its own
that its exponents of breathing belong to. A person without opioids breathes oxygen; the displacement is by how much
carbon dioxide must be raised for the ventilation of rest, so that no level of ventilation has to be chosen.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from allostasis.models.overdose.resting import in_balance
from allostasis.models.overdose.values import defaults
from allostasis.physiology import overdose_opioid, overdose_receptor
from allostasis.quantities.substances import SUBSTANCES

Floats = NDArray[np.float64]
_NAIVE = {"ventilation.tolerance": 0.0, "overdose_receptor.shift": 1.0}
_HIGHEST = 400.0
"""mmHg up to which carbon dioxide is raised."""


def occupancies(milligrams: float, seconds: Floats) -> Floats:
    """Share of the receptors that fentanyl holds after a dose at once into the vein, at these times, shape (times,)."""
    p = defaults()
    opioid = overdose_opioid.OverdoseOpioid(**_own(p, "overdose_opioid."))
    receptor = overdose_receptor.OverdoseReceptor(**_own({**p, **_NAIVE}, "overdose_receptor."))

    def rates(_: float, y: Floats) -> list[float]:
        amounts = overdose_opioid.State(central=y[0], fast=y[1], slow=y[2], brain=max(y[3], 0.0))
        moved = opioid.rates(amounts, inflow=0.0, concentration_factor=1.0)
        bound = overdose_receptor.State(opioid=y[4], antagonist=0.0)
        bind = receptor.rates(bound, opioid_brain=amounts.brain, absorbed_brain=0.0, injected_brain=0.0)
        return [float(v) for v in (moved.central, moved.fast, moved.slow, moved.brain, bind.opioid)]

    start = [1e6 * milligrams / SUBSTANCES["fentanyl"].molar_mass, 0.0, 0.0, 0.0, 0.0]
    run = solve_ivp(rates, (0.0, float(seconds[-1])), start, method="LSODA", t_eval=seconds, rtol=1e-9, atol=1e-12)
    return np.asarray(run.y[4], float)


def displacements(occupancy: Floats) -> Floats:
    """By how many mmHg carbon dioxide must be raised for the ventilation of rest, for each occupancy, on oxygen."""
    # In air a fifth of what is breathed is oxygen: 149 of 713 mmHg.
    changed = {**_NAIVE, "gas_exchange.PI_o2": defaults()["gas_exchange.PI_o2"] / 0.2095}
    rest = in_balance(0.0, None, changed)

    def needed(held: float) -> float:
        def more(pco2: float) -> float:
            return in_balance(held, pco2, changed) - rest

        if more(_HIGHEST) < 0:
            raise ValueError(f"no carbon dioxide up to {_HIGHEST:g} mmHg gives the ventilation of rest")
        return float(brentq(more, 25.0, _HIGHEST, xtol=0.01))

    return np.array([needed(float(held)) for held in occupancy]) - needed(0.0)


def _own(parameters: Mapping[str, float], prefix: str) -> dict[str, float]:
    return {name.removeprefix(prefix): value for name, value in parameters.items() if name.startswith(prefix)}
