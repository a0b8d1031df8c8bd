"""Doses and infusions at any second of a step, and presses that do not depend on the step."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.numerics_fixtures import USUAL, WIDTH, Laboratory, defaults

from allostasis.evidence import load
from allostasis.models.daily_life import human_behaviour
from allostasis.models.deterministic import simulate
from allostasis.models.human import Human
from allostasis.models.levers import PARAMETERS, lever_equations
from allostasis.numerics.absent import present
from allostasis.numerics.streams import LEVERS, second_uniforms, subject_keys, threefry
from allostasis.numerics.trace import trace
from allostasis.numerics.visiting import Visitor, build_visitor, no_edges
from allostasis.numerics.visits import Edges, Levers
from allostasis.protocols.levers import LeverSession
from allostasis.studies.lever_block import rules_of

HOURS = 1.5
RATE, DOSE = 3e4, 2e4
START, STOP, AT = 613, 2777, 3011
"""Seconds: an infusion from START to STOP and a dose at once at AT; none of them on a step's edge."""
LINEAR = ("heroin.heroin", "heroin.mam", "heroin.morphine", "heroin.mam_brain")
OTHERS = ("mu_receptor.mam", "tolerance.fast", "hpa.cortisol", "dopamine.adapted")


@pytest.fixture(scope="module")
def visitor(double: Laboratory) -> Visitor:
    _, behaviour = present(trace(Human), human_behaviour(), USUAL)
    equations = lever_equations(double.engine.traced)
    rates = (equations.active, equations.inactive)
    return build_visitor(double.engine, behaviour, ("heroin.heroin",), equations.worth, rates, PARAMETERS)


@cache
def pressing() -> NDArray[np.float64]:
    """Parameters of pressing of the middle animal."""
    priors = load().priors
    return np.stack([np.full(WIDTH, priors[name].default) for name in PARAMETERS])


def people(double: Laboratory) -> dict[str, NDArray[np.float64]]:
    return double.people()


def edges(double: Laboratory) -> Edges:
    given = no_edges(WIDTH, double.engine.dtype)
    given.time[:3] = np.array([START, STOP, AT])[:, None]
    given.amount[:3] = np.array([RATE, -RATE, DOSE])[:, None]
    given.is_flow[:2] = 1
    return given


def run(
    double: Laboratory, visitor: Visitor, step: int, levers: Levers, given: Edges | None = None, value: float = 0.5
) -> Any:
    """An hour and a half in steps of so many seconds: where it ended, and what was seen."""
    p, hours = people(double), step / 3600
    engine = double.engine
    rows = np.stack([p[name] for name in engine.layout.parameters])
    visit = visitor.start(double.start(p, {"learning.value": value}))
    visit = visitor.opened(visit, rows, levers.rules, levers.pressing)
    arrays, tables = engine.step_arrays(p, hours), visitor.tables(p, hours)
    steps = round(HOURS * 3600 / step)
    return visitor.run(visit, rows, arrays, tables, hours, steps, levers.pressing, given, levers)


@pytest.fixture(scope="module")
def exact() -> dict[str, NDArray[np.float64]]:
    infusion = [(START / 3600, STOP / 3600, "heroin.heroin", RATE)]
    start = {"learning.value": 0.5}
    return simulate(
        Human, defaults(), [(AT / 3600, "heroin.heroin", DOSE)], [0, HOURS], start=start, infusions=infusion
    )


def test_what_enters_at_any_second_is_exact_in_the_linear_states_and_of_second_order_in_the_others(
    double: Laboratory, visitor: Visitor, exact: dict[str, NDArray[np.float64]]
) -> None:
    errors: dict[str, list[float]] = {name: [] for name in (*LINEAR, *OTHERS)}
    for step in (60, 30):
        visit, _ = run(double, visitor, step, nobody(), edges(double))
        states = dict(zip(double.engine.layout.states, np.asarray(visit.carry.y), strict=True))
        for name, found in errors.items():
            found.append(float(states[name][0] / exact[name][-1] - 1))
    for name in LINEAR:
        assert max(map(abs, errors[name])) < 1e-7, name  # the reference's own seven digits
    for name in OTHERS:
        coarse, fine = map(abs, errors[name])
        assert coarse < 2e-3, name
        # Second order quarters the error; where it is already at the reference's own it says nothing.
        assert fine < max(coarse / 3.4, 1e-8), name


def test_nothing_runs_in_after_an_infusion(double: Laboratory, visitor: Visitor) -> None:
    visit, _ = run(double, visitor, 60, nobody(), edges(double))
    assert np.all(np.asarray(visit.inflow) == 0)


@cache
def rules() -> Any:
    session = {
        "duration": "1 h",
        "drug": "heroin",
        "route": "intravenous",
        "unit_dose": "2 mg",
        "infusion": "4 s",
        "ratio": {"fixed": 1},
        "time_out": "20 s",
        "light": "20 s",
    }
    return rules_of(LeverSession.model_validate(session))


def levers(seed: int = 1, first: int = 0) -> Levers:
    lanes = np.arange(WIDTH)
    keys = np.asarray(subject_keys(seed, 0 * lanes, lanes, LEVERS))
    flow = np.full((1, WIDTH), 5400.0 * 3600 / 4)
    return Levers(rules(), keys, np.int32(first), flow, pressing(), 1.0)


def nobody() -> Levers:
    """Levers that nobody presses and nobody sees: the same program, so that it is compiled once."""
    return levers()._replace(pressing=0 * pressing() + 1e-12, light=0.0)


def test_a_session_halved_in_its_step_hardly_moves_its_means(double: Laboratory, visitor: Visitor) -> None:
    infusions = [np.asarray(run(double, visitor, step, levers())[0].box.met) for step in (60, 30)]
    assert infusions[0].min() >= 0
    assert infusions[0].mean() > 2
    # The same random numbers, so that most presses are the same; the rest follows from worth held for a minute.
    assert abs(infusions[1].mean() / infusions[0].mean() - 1) < 0.1


def test_the_same_animals_press_in_the_same_seconds_and_others_do_not(double: Laboratory, visitor: Visitor) -> None:
    first, again, other = (run(double, visitor, 60, levers(seed))[1] for seed in (1, 1, 2))
    assert np.array_equal(np.asarray(first.active), np.asarray(again.active))
    assert not np.array_equal(np.asarray(first.active), np.asarray(other.active))


def test_random_numbers_of_a_second_do_not_depend_on_where_a_step_begins() -> None:
    keys = np.asarray(subject_keys(5, np.zeros(3, int), np.arange(3), LEVERS))
    whole, part = second_uniforms(keys, 100, 60), second_uniforms(keys, 130, 30)
    for a, b in zip(whole, part, strict=True):
        assert np.array_equal(np.asarray(a)[30:], np.asarray(b))
    words = threefry((keys[:, 0], keys[:, 1]), (np.uint32(107), np.uint32(0)))
    assert np.array_equal(np.asarray(whole[0])[7], (words[0] >> 8).astype(np.float32) * np.float32(2.0**-24))


def test_animals_that_learned_nothing_press_at_their_operant_level(double: Laboratory, visitor: Visitor) -> None:
    unpaid = levers()._replace(rules=rules()._replace(reinforced=np.int32(0)))
    _, seen = run(double, visitor, 60, unpaid, value=0.0)
    expected = pressing()[PARAMETERS.index("pressing.k_0")][0] * WIDTH
    for lever in (seen.active, seen.inactive):
        # Presses are counts: five standard deviations of chance; two presses in one second are too rare to matter.
        assert abs(int(np.bitwise_count(np.asarray(lever)).sum()) - expected) < 5 * np.sqrt(expected)
