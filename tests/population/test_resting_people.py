"""Where the people of the library's population rest: nearly everybody at a fixed point, with traits and all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.numerics_fixtures import text_rates

from allostasis.evidence import load
from allostasis.models.human import Human
from allostasis.population.files import load_population
from allostasis.studies.lanes import EXACT_REST, SIGNED, Lanes, make_lanes
from allostasis.studies.shards import Worker

PEOPLE = 200


@pytest.fixture(scope="module")
def block(worker: Worker) -> Any:
    """Two hundred people, each of a draw of its own."""
    numbers = np.arange(PEOPLE)
    population = load_population("opioid_agonist_treatment")
    return make_lanes(population, load().priors, worker.finder, 3, numbers, numbers, PEOPLE)


def test_nearly_everybody_settles(block: Lanes) -> None:
    assert np.mean(block.is_settled) >= 0.99


def test_where_people_settled_the_model_s_own_text_does_not_move(block: Lanes) -> None:
    rates = text_rates(block.parameters, block.rest)
    worst = {n: np.max(np.abs(np.broadcast_to(r, PEOPLE)[block.is_settled])) for n, r in rates.items()}
    # The finder asks for 1e-10 of each removal rate, and the fastest removal is some hundred per hour.
    assert max(worst.values()) < 1e-7, max(worst, key=worst.__getitem__)


def test_states_at_rest_are_finite_and_none_is_negative_that_may_not_be(block: Lanes) -> None:
    assert all(np.all(np.isfinite(v)) for v in block.rest.values())
    assert [n for n, v in block.rest.items() if n not in SIGNED and np.min(v) < 0] == []


def test_traits_move_the_resting_state(block: Lanes) -> None:
    exact = Human.rest(block.parameters)
    moved = [n for n in exact if np.any(np.abs(block.rest[n] - exact[n]) > 1e-3)]
    assert moved


def test_people_at_the_reference_rest_exactly_where_the_model_says(worker: Worker, block: Lanes) -> None:
    reference = {**block.parameters, **{n: np.full(PEOPLE, v) for n, v in EXACT_REST.items()}}
    exact = Human.rest(reference)
    found = worker.finder.find(reference, EXACT_REST, exact)
    assert np.all(found.is_settled)
    for name, value in exact.items():
        np.testing.assert_allclose(found.states[name], np.broadcast_to(value, PEOPLE), atol=1e-9, err_msg=name)


def test_a_second_resting_state_is_found_where_autoexcitation_can_hold_one(worker: Worker) -> None:
    defaults = {n: p.default for n, p in load().priors.items() if n in Human.parameters()}
    reference = {n: np.full(2, v) for n, v in defaults.items()}
    # The prior keeps the loop gain between 0 and 1; ten times that is no person, but a case that the search must see.
    people = {**reference, "oxytocin_cells.loop_gain": np.array([0.9, 10.0])}
    found = worker.finder.find(people, EXACT_REST, Human.rest(people), ("oxytocin_cells.central",))
    assert np.all(found.is_settled)
    assert found.has_second.tolist() == [False, True]
    np.testing.assert_allclose(found.states["oxytocin_cells.central"], 1.0, atol=1e-9)
