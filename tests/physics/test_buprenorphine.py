"""Sublingual buprenorphine of the slow model against the published absorption, solved by another program."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from allostasis.evidence import load
from allostasis.models.dosing import DRUG_DOSES
from allostasis.physiology.buprenorphine import Buprenorphine, State

DOSE, HOURS = 16.0, np.linspace(0, 12, 721)


def published(volume: float) -> NDArray[np.float64]:
    """Plasma after an absorbed nmol: lag 0.171 h, zero order over 0.419 h, then first order; a slow part beside it."""

    def rates(t: float, y: NDArray[np.float64]) -> list[float]:
        inflow = 0.759 / 0.419 if 0.171 <= t < 0.171 + 0.419 else 0.0
        absorbed = 1.72 * y[0] + 0.0875 * y[1]
        plasma, fast, slow = y[2] / volume, y[3] / 130, y[4] / 1580
        exchange = 186 * (plasma - fast), 60.3 * (plasma - slow)
        return [inflow - 1.72 * y[0], -0.0875 * y[1], absorbed - 52.1 * plasma - sum(exchange), *exchange]

    start = [0, 1 - 0.759, 0, 0, 0]
    return np.asarray(
        solve_ivp(rates, (0, 12), start, t_eval=HOURS, rtol=1e-8, atol=1e-10, max_step=0.01).y[2] / volume
    )


def ours(volume: float) -> NDArray[np.float64]:
    parameters = {name: prior.default for name, prior in load().priors.items() if name.startswith("buprenorphine.")}
    # The volumes of the source: what is asked here is its absorption, and the slow volume has further sources.
    parameters |= {"buprenorphine.V_c": volume, "buprenorphine.V_3": 1580.0}
    model = Buprenorphine(**{name.partition(".")[2]: value for name, value in parameters.items()})
    names = [q.name.rpartition(".")[2] for q in State.declared()]
    entered = DRUG_DOSES["buprenorphine", "sublingual"](DOSE, parameters)
    start = np.array([entered.get(f"buprenorphine.{name}", 0.0) for name in names])

    def rates(t: float, y: NDArray[np.float64]) -> list[float]:
        moved = model.rates(State(**dict(zip(names, y, strict=True))))
        return [getattr(moved, name) for name in names]

    found = solve_ivp(rates, (0, 12), start, t_eval=HOURS, rtol=1e-8, atol=1e-8).y[names.index("central")]
    return np.asarray(found / volume / start.sum())


@pytest.mark.parametrize(("volume", "slack"), [(237.0, 0.04), (64.3, 0.11)])
def test_two_stages_stand_for_the_published_lag_and_zero_order_phase(volume: float, slack: float) -> None:
    theirs, mine = published(volume), ours(volume)
    # The stages spread the delay wider than a lag does: the peak is 3 % lower in patients (237 L) and 10 % lower in
    # healthy people, some minutes late, and nothing of it is left after three hours.
    assert mine.max() == pytest.approx(theirs.max(), rel=slack)
    assert HOURS[mine.argmax()] == pytest.approx(HOURS[theirs.argmax()], abs=0.15)
    assert mine[HOURS >= 3] == pytest.approx(theirs[HOURS >= 3], rel=0.01)
