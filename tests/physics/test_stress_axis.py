"""The stress axis keeps the exact results that its glands give it, and the course of a month of stress."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from tests.numerics_fixtures import Laboratory, defaults

from allostasis.physiology.hpa import HPA, State


def axis(**changes: float) -> HPA:
    values = {name.removeprefix("hpa."): v for name, v in defaults().items() if name.startswith("hpa.")}
    return HPA(**{**values, **changes})


@pytest.mark.parametrize("drive", [0.3, 0.9, 1.0, 1.5, 2.0, 5.0])
@pytest.mark.parametrize("K_gr", [2.0, 4.0, 6.0])
def test_the_glands_undo_a_constant_drive_in_crh_and_acth_but_not_in_cortisol(drive: float, K_gr: float) -> None:
    hpa = axis(K_gr=K_gr)
    cortisol = brentq(lambda x: drive * hpa.feedback(x) - x, 1e-3, 1e3, xtol=1e-15, rtol=1e-15)
    compensated = State(
        crh=1.0,
        acth=1.0,
        cortisol=cortisol,
        corticotrophs=1 / hpa.feedback(cortisol),
        adrenal=cortisol,
        rhythm=0.0,
        rhythm_quarter=0.0,
    )
    rates = hpa.rates(compensated, drive, 0.0)
    # An identity: what is left is rounding, about 1e-16 of terms of at most 100/h.
    assert max(abs(r) for r in vars(rates).values()) < 1e-10
    assert (cortisol > 1) == (drive > 1)


# Half-times of the two glands (days); CRH, ACTH, cortisol and the two gland masses at the end of four weeks at twice
# the drive; then ACTH and cortisol on days 1, 7, 14, 28, 42, 60 and 90 after it. Not a published table: computed with
# another program from the published equations (Karin 2020) with the constants of Milo 2025, without a rhythm, rest
# set to 1.
DAYS = (1, 7, 14, 28, 42, 60, 90)
COURSES = [
    (
        (20, 30),
        (1.115, 1.333, 1.693, 1.266, 1.271),
        (0.980, 0.964, 0.948, 0.927, 0.916, 0.913, 0.926),
        (1.245, 1.220, 1.191, 1.141, 1.099, 1.057, 1.012),
    ),
    (
        (7, 14),
        (0.968, 1.203, 1.896, 1.353, 1.576),
        (0.890, 0.847, 0.822, 0.828, 0.871, 0.934, 0.994),
        (1.398, 1.278, 1.170, 1.039, 0.984, 0.968, 0.984),
    ),
]
# The table has three decimals, so it holds to half of the last; the engine adds at most as much again.
TOLERANCE = 1e-3


@pytest.mark.parametrize(("half_times", "stressed", "acth", "cortisol"), COURSES)
def test_after_a_month_of_stress_acth_stays_low_for_weeks(
    double: Laboratory,
    half_times: tuple[float, float],
    stressed: tuple[float, ...],
    acth: tuple[float, ...],
    cortisol: tuple[float, ...],
) -> None:
    corticotrophs, adrenal = (np.log(2) / (24 * days) for days in half_times)
    # Without a cost of cortisol nothing else of the person answers, so that the axis is alone as in the table.
    alone = {"hpa.k_corticotrophs": corticotrophs, "hpa.k_adrenal": adrenal, "load.a_cortisol": 0.0}
    stress, rest = double.people({**alone, "hpa.U_chronic": 2.0}), double.people(alone)
    run = double.run(stress, 28 * 144, steps=2)
    names = ("hpa.crh", "hpa.acth", "hpa.cortisol", "hpa.corticotrophs", "hpa.adrenal")
    assert [run.state(name)[0] for name in names] == pytest.approx(stressed, abs=TOLERANCE)
    after = []
    for start, stop in zip((0, *DAYS), DAYS, strict=False):
        run = double.run(rest, (stop - start) * 144, run.carry, steps=2)
        after.append((run.state("hpa.acth")[0], run.state("hpa.cortisol")[0]))
    assert [a for a, _ in after] == pytest.approx(acth, abs=TOLERANCE)
    assert [c for _, c in after] == pytest.approx(cortisol, abs=TOLERANCE)
