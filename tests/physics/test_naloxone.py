"""Nasal naloxone of the slow model against the published spray, solved by another program."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from allostasis.evidence import load
from allostasis.models.dosing import DRUG_DOSES, nanomoles
from allostasis.physiology.naloxone import Naloxone, State

HOUR, SPRAY = 3600.0, 4.0
NANOGRAMS_PER_NMOL = 327.38


def published(t: float, y: np.ndarray) -> list[float]:
    """The published spray: depot, two stages (ng), plasma and tissue (ng/mL), effect site (ng/mL); seconds."""
    k_tr, k_in, v1, v2, clearance, q, k2 = 0.0105, 0.002657, 114300, 113800, 38.8, 141.1, 0.001774
    exchange = q * (y[3] - y[4])
    return [
        -k_tr * y[0], 0.2563 * k_tr * y[0] - k_tr * y[1], k_tr * y[1] - k_in * y[2],
        (k_in * y[2] - clearance * y[3] - exchange) / v1, exchange / v2, k2 * (y[3] - y[5]),
    ]  # fmt: skip


def test_plasma_and_effect_site_after_a_spray_are_the_published_ones() -> None:
    parameters = {name: prior.default for name, prior in load().priors.items() if name.startswith("naloxone.")}
    # The slow model takes the middle of two published delays of the effect site; this source has 0.001774 per second.
    parameters["naloxone.k_e"] = 0.001774 * HOUR
    model = Naloxone(**{name.partition(".")[2]: value for name, value in parameters.items()})
    names = [q.name.rpartition(".")[2] for q in State.declared()]
    start = np.zeros(len(names))
    start[names.index("nose_depot")] = DRUG_DOSES["naloxone", "intranasal"](SPRAY, parameters)["naloxone.nose_depot"]

    def rates(t: float, y: np.ndarray) -> list[float]:
        moved = model.rates(State(**dict(zip(names, y, strict=True))))
        return [getattr(moved, name) for name in names]

    times = np.array([0.05, 0.1, 0.25, 0.5, 1.0, 3.0])
    ours = solve_ivp(rates, (0, 3), start, t_eval=times, rtol=1e-9, atol=1e-9).y
    theirs = solve_ivp(published, (0, 3 * HOUR), [4e6, 0, 0, 0, 0, 0], t_eval=times * HOUR, rtol=1e-9, atol=1e-9).y
    plasma = ours[names.index("nose_central")] / parameters["naloxone.V_nose"] * NANOGRAMS_PER_NMOL / 1000
    brain = ours[names.index("brain")] * NANOGRAMS_PER_NMOL / 1000
    # Priors hold four digits.
    assert plasma == pytest.approx(theirs[3], rel=2e-3)
    assert brain == pytest.approx(theirs[5], rel=2e-3)


def test_two_sprays_are_absorbed_alike_and_further_ones_less() -> None:
    parameters = {name: prior.default for name, prior in load().priors.items() if name.startswith("naloxone.F_nose")}
    routes = {"intranasal": 0.2563, "third intranasal": 0.2005, "second pair intranasal": 0.165}
    for route, fraction in routes.items():
        (amount,) = DRUG_DOSES["naloxone", route](SPRAY, parameters).values()
        assert amount == pytest.approx(fraction * nanomoles(SPRAY, "naloxone"))
    assert {route for drug, route in DRUG_DOSES if drug == "naloxone" and "nasal" in route} == set(routes)
