"""Another simulator runs the exported model for a month and agrees with our engine in every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.numerics_fixtures import NMOL_PER_MG_HEROIN, NMOL_PER_MG_METHADONE, Event, Laboratory

from allostasis.exchange import sbml
from allostasis.models.human import Human
from allostasis.numerics.trace import symbol

NAMES = list(Human.states())
DAYS = 30
DAILY = (
    *((hour, "heroin.heroin", 30 * NMOL_PER_MG_HEROIN) for hour in (5, 11, 17, 23)),
    *((hour, "exposure.drug_cue", 1.0) for hour in (5, 11, 14, 17, 23)),
    (9, "methadone.gut", 20 * NMOL_PER_MG_METHADONE),
    (10, "oxytocin.nasal", 0.7),
    (10, "oxytocin.nasal_central", 0.01),
    (15, "exposure.stressor", 1.0),
)
"""Four uses with their cues, and a cue, methadone, a spray and a stressor every day: hour, state, amount."""
SEEN = np.arange(6.0, 24 * DAYS + 1, 6.0)
"""Hours at which all states are compared: an hour after each use, while they move fast."""
SMOOTH = np.arange(240.0, 243.6, 0.5)
"""Hours from one after a use of the tenth day to half an hour before withdrawal begins, where a corner is (244)."""
FINE = 30
"""Steps in ten minutes; at five the error is 2e-3 of a state's size, and thirty make it a 36th of that."""


@dataclass(frozen=True)
class Other:
    """What the other simulator found: states by time, shape (times, states), and how far each state moves."""

    seen: NDArray[np.float64]
    smooth: NDArray[np.float64]
    range: NDArray[np.float64]


@pytest.fixture(scope="module")
def other() -> Other:
    import roadrunner

    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
    given = [(24.0 * day + hour, state, amount) for day in range(DAYS) for hour, state, amount in DAILY]
    runner = roadrunner.RoadRunner(sbml("human", events=[(0.0, "learning.value", 0.5), *given]))
    runner.integrator.relative_tolerance = 1e-10
    runner.integrator.absolute_tolerance = 1e-12
    # Its implicit method scales the absolute tolerance with the state of the moment and stops where that is nearly nil.
    runner.integrator.setValue("stiff", False)
    runner.timeCourseSelections = ["time", *(str(symbol(name)) for name in NAMES)]
    # Ten minutes after every full hour too, which shows the peaks after doses: they belong to a state's range.
    times = np.unique(np.concatenate([[0.0], SEEN, SMOOTH, np.arange(24.0 * DAYS) + 1 / 6]))
    states = np.asarray(runner.simulate(times=list(times)))[:, 1:]
    return Other(states[np.isin(times, SEEN)], states[np.isin(times, SMOOTH)], np.ptp(states, axis=0))


def ours(double: Laboratory, steps: int, days: int) -> Iterator[NDArray[np.float64]]:
    """The same days in our engine, in double precision: all states every six hours."""
    people = double.people()
    events = [Event(6 * hour, state, amount, daily=True) for hour, state, amount in DAILY]
    carry = double.start(people, {"learning.value": 0.5})
    for first in range(0, 144 * days, 36):
        run = double.run(people, 36, carry, first=first, steps=steps, events=events)
        carry = run.carry
        yield row(run.states())


def row(states: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """The first person's states in the order of `NAMES`; what the engine leaves out is never there."""
    return np.array([states[name][0] if name in states else 0.0 for name in NAMES])


def test_every_state_agrees_with_the_other_simulator_for_a_month(double: Laboratory, other: Other) -> None:
    found = np.stack(list(ours(double, FINE, DAYS)))
    size = other.range
    moved = size > 0
    assert {"heroin.mam", "methadone.brain", "hpa.acth", "load.load"} <= {
        n for n, m in zip(NAMES, moved, strict=True) if m
    }
    assert np.all(found[:, ~moved] == other.seen[:, ~moved])
    errors = np.abs(found - other.seen).max(axis=0)[moved] / size[moved]
    worst = int(np.argmax(errors))
    print(f"largest difference {errors[worst]:.1e} of the range, {np.array(NAMES)[moved][worst]}")
    assert errors[worst] < 1e-4


def test_on_a_smooth_segment_halving_the_step_quarters_the_distance(double: Laboratory, other: Other) -> None:
    people, size = double.people(), np.abs(other.smooth).max(axis=0)
    start = dict(zip(NAMES, other.smooth[0], strict=True))
    errors = []
    for steps in (5, 10, 20, 40):
        carry, distance = double.start(people, start), 0.0
        for exact in other.smooth[1:]:
            run = double.run(people, 3, carry, steps=steps)
            carry = run.carry
            distance += float(np.sum(((row(run.states()) - exact) / np.where(size > 0, size, np.inf)) ** 2))
        errors.append(np.sqrt(distance))
    orders = np.log2(np.divide(errors[:-1], errors[1:]))
    print(f"order on a smooth segment: {np.round(orders, 3)}")
    assert np.all(orders >= 1.9), orders


def test_the_order_through_three_days_of_doses_is_printed(double: Laboratory, other: Other) -> None:
    size = other.range
    scale, exact = np.where(size > 0, size, np.inf), other.seen[:12]
    coarse, fine = (np.sqrt(np.sum(((np.stack(list(ours(double, n, 3))) - exact) / scale) ** 2)) for n in (5, 10))
    print(f"order through twelve doses: {np.log2(coarse / fine):.2f}")
    # Second order holds through jumps, because they fall on steps; corners of thresholds cost a little.
    assert np.log2(coarse / fine) > 1.5
