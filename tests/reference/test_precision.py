"""Single precision tells the same story as double precision, and slow states keep their small steps."""

from __future__ import annotations

import numpy as np
import pytest
from tests.numerics_fixtures import (
    NMOL_PER_MG_HEROIN,
    NMOL_PER_MG_METHADONE,
    Event,
    Laboratory,
    Run,
    Values,
    random_people,
)

EVENTS = [
    *(Event(at, "heroin.heroin", 30 * NMOL_PER_MG_HEROIN, daily=True, is_use=True) for at in (48, 84, 120)),
    Event(54, "methadone.gut", 20 * NMOL_PER_MG_METHADONE, daily=True),
    Event(60, "exposure.stressor", 1.0, daily=True),
    Event(66, "exposure.drug_cue", 1.0, daily=True, is_cue=True),
]


def test_a_month_in_single_precision_follows_double_precision(single: Laboratory, double: Laboratory) -> None:
    people = random_people(seed=90)
    one, two = (laboratory.run(people, 30 * 144, events=EVENTS, record_every=70) for laboratory in (single, double))
    for name in one.engine.recorded:
        size = np.abs(two.record(name)).max(axis=0)
        error = np.abs(one.record(name) - two.record(name)).max(axis=0)
        # 21,600 steps, each rounded to 6e-8; slow states are summed with compensation, fast ones forget. Withdrawal is
        # a difference of two numbers near one and can be small itself: hence the absolute part. Craving takes
        # withdrawal times a gain, and so twice the relative error.
        relative = 2e-4 if name == "craving" else 1e-4
        assert np.all(error <= relative * size + 2e-5), (name, error.max())


def two_months(laboratory: Laboratory, people: Values) -> Run:
    first = laboratory.run(people, 30 * 144, events=EVENTS, steps=5)
    return laboratory.run(people, 30 * 144, first.carry, first=30 * 144, events=EVENTS, steps=5)


BY_WITHDRAWAL = ("learning.withdrawal_value", "tolerance.called", "tolerance.recruited")


def test_slow_states_follow_double_precision_for_two_months(single: Laboratory, double: Laboratory) -> None:
    people = random_people(seed=91)
    one, two = two_months(single, people), two_months(double, people)
    for name in single.engine.layout.slow:
        # What is left is the error of the fast states that drive them, about 1e-5 on average. Withdrawal is the
        # difference of two numbers near one and can be small itself, so what is learned, called and recruited by it
        # has the absolute part that withdrawal has above.
        absolute = 2e-5 if name in BY_WITHDRAWAL else 1e-6
        assert np.allclose(one.state(name), two.state(name), rtol=1e-4, atol=absolute), name


@pytest.mark.parametrize("is_compensated", [True, False])
def test_only_compensation_saves_a_slow_state_from_standing_still(single: Laboratory, is_compensated: bool) -> None:
    # 3e-4 from rest with a time constant of a month, a step of two minutes moves D2 by 1.4e-8: less than half of the
    # last digit of a single-precision number near one (6e-8), so that plain summation loses every step.
    people = single.people()
    carry = single.start(people, {"dopamine.D2": 1 + 3e-4})
    start = float(np.asarray(carry.y)[single.engine.row("dopamine.D2"), 0]) - 1
    days = 1
    if is_compensated:
        carry = single.run(people, days * 144, carry).carry
    else:
        for first in range(days * 720):
            carry = single.run(people, 1, carry, first=first, minutes=2, steps=1).carry
            carry = carry._replace(compensation=np.zeros_like(np.asarray(carry.compensation)))
    left = float(np.asarray(carry.y)[single.engine.row("dopamine.D2"), 0]) - 1
    expected = start * np.exp(-24 * days / people["dopamine.tau_D2"][0])
    if is_compensated:
        assert left == pytest.approx(expected, abs=2.5e-7), "two units of the last place"
    else:
        assert left == start
