"""Nasal naloxone of the slow model against the same chain and blood written as a matrix."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from allostasis.evidence import load
from allostasis.models.dosing import DRUG_DOSES, nanomoles
from allostasis.physiology.naloxone import Naloxone, State

SPRAY = 4.0
TO_FIRST, TO_LAST = 18.2, 3.01
"""Rates of the nose, 1/h: depot and first stage, last stage."""
CLEARANCE, FLOWS, CENTRAL, VOLUMES = 3.84, (3.93, 0.92), 34.44, (70.15, 82.12)
"""Of the published kinetics after the vein: L/min and L."""


def blood() -> np.ndarray:
    """Depot, two stages, blood and two tissues (amounts): rates per hour."""
    flows = 60 * np.array(FLOWS)
    rates = np.zeros((6, 6))
    rates[0, 0] = rates[1, 1] = -TO_FIRST
    rates[1, 0] = rates[2, 1] = TO_FIRST
    rates[2, 2], rates[3, 2] = -TO_LAST, TO_LAST
    rates[3, 3] = -(60 * CLEARANCE + flows.sum()) / CENTRAL
    for tissue, (flow, volume) in enumerate(zip(flows, VOLUMES, strict=True), start=4):
        rates[tissue, 3], rates[3, tissue] = flow / CENTRAL, flow / volume
        rates[tissue, tissue] = -flow / volume
    return rates


def test_a_spray_passes_three_stages_and_then_goes_as_after_the_vein() -> None:
    parameters = {name: prior.default for name, prior in load().priors.items() if name.startswith("naloxone.")}
    model = Naloxone(**{name.partition(".")[2]: value for name, value in parameters.items()})
    names = [q.name.rpartition(".")[2] for q in State.declared()]
    amount = DRUG_DOSES["naloxone", "intranasal"](SPRAY, parameters)["naloxone.nose_depot"]
    start = np.zeros(len(names))
    start[names.index("nose_depot")] = amount

    def rates(t: float, y: np.ndarray) -> list[float]:
        moved = model.rates(State(**dict(zip(names, y, strict=True))))
        return [getattr(moved, name) for name in names]

    times = np.array([0.05, 0.1, 0.25, 0.5, 1.0, 3.0])
    ours = solve_ivp(rates, (0, 3), start, t_eval=times, rtol=1e-9, atol=1e-9).y[names.index("central")]
    theirs = [(expm(blood() * hour) @ np.array([amount, 0, 0, 0, 0, 0]))[3] for hour in times]
    # Priors hold four digits.
    assert ours == pytest.approx(np.array(theirs), rel=2e-3)


def test_two_sprays_are_absorbed_alike_and_further_ones_less_in_the_published_ratios() -> None:
    parameters = {name: prior.default for name, prior in load().priors.items() if name.startswith("naloxone.F_nose")}
    ratios = {"intranasal": 1.0, "third intranasal": 0.2005 / 0.2563, "second pair intranasal": 0.165 / 0.2563}
    first = parameters["naloxone.F_nose_first"]
    for route, ratio in ratios.items():
        (amount,) = DRUG_DOSES["naloxone", route](SPRAY, parameters).values()
        # Priors hold three digits.
        assert amount == pytest.approx(ratio * first * nanomoles(SPRAY, "naloxone"), rel=2e-3)
    assert {route for drug, route in DRUG_DOSES if drug == "naloxone" and "nasal" in route} == set(ratios)
