"""A subject's life does not depend on its neighbours, on interruptions, or on where it stands in the block."""

from __future__ import annotations

import numpy as np
import pytest
from tests.numerics_fixtures import NMOL_PER_MG_METHADONE, WIDTH, Event, Laboratory, Run, Values, random_people

from allostasis.numerics.engine import DECISIONS

DAYS = 10
EVENTS = [Event(54, "methadone.gut", 20 * NMOL_PER_MG_METHADONE, daily=True)]


def live(laboratory: Laboratory, people: Values, subjects: object, **more: object) -> Run:
    """Ten days of daily life in which uses, cues and stressors come by chance."""
    start = laboratory.start(people, {"learning.value": 0.8, "learning.context": 0.8})
    settings = {"stochastic": True, "uses": True, "usual_dose": 5e4, "events": EVENTS, "subjects": subjects, **more}
    return laboratory.run(people, DAYS * 144, start, **settings)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=["single", "double"])
def life(request: pytest.FixtureRequest) -> tuple[Laboratory, Values, Run]:
    laboratory: Laboratory = request.getfixturevalue(request.param)
    people = random_people(seed=100)
    people["use.h_0"] *= 5
    run = live(laboratory, people, np.arange(WIDTH))
    assert run.decisions(DAYS * 144).sum() > 100, "the lives have uses to compare"
    return laboratory, people, run


def test_lives_are_the_same_bit_by_bit_whoever_the_neighbours_are(life: tuple[Laboratory, Values, Run]) -> None:
    laboratory, people, run = life
    mixed = np.random.default_rng(1).permutation(WIDTH)
    moved = live(laboratory, {n: v[mixed] for n, v in people.items()}, mixed)
    assert np.array_equal(np.asarray(moved.carry.y), np.asarray(run.carry.y)[:, mixed])
    assert np.array_equal(moved.decisions(DAYS * 144), run.decisions(DAYS * 144)[:, mixed])
    # Seven people, and a block filled up with copies of the last.
    few = np.minimum(np.arange(WIDTH), 6)
    padded = live(laboratory, {n: v[few] for n, v in people.items()}, few)
    assert np.array_equal(np.asarray(padded.carry.y)[:, :7], np.asarray(run.carry.y)[:, :7])
    assert np.array_equal(np.asarray(padded.output.records)[..., :7], np.asarray(run.output.records)[..., :7])


def test_a_run_continued_from_its_checkpoint_equals_the_uninterrupted_run(life: tuple[Laboratory, Values, Run]) -> None:
    laboratory, people, run = life
    settings = {"stochastic": True, "uses": True, "usual_dose": 5e4, "events": EVENTS}
    first = laboratory.run(
        people, 5 * 144, laboratory.start(people, {"learning.value": 0.8, "learning.context": 0.8}), **settings
    )  # type: ignore[arg-type]
    second = laboratory.run(people, 5 * 144, first.carry, first=5 * 144, **settings)  # type: ignore[arg-type]
    for part, whole in zip(second.carry, run.carry, strict=True):
        assert np.array_equal(np.asarray(part), np.asarray(whole))
    decisions = np.concatenate([first.decisions(720), second.decisions(720)])
    assert np.array_equal(decisions, run.decisions(DAYS * 144))


def test_replaying_a_subjects_own_decisions_gives_the_same_life(life: tuple[Laboratory, Values, Run]) -> None:
    laboratory, people, run = life
    again = live(laboratory, people, np.arange(WIDTH), replay=run.decisions(DAYS * 144))
    assert np.array_equal(np.asarray(again.carry.y), np.asarray(run.carry.y))
    assert np.all(np.asarray(again.output.changed) == 0)


def test_replaying_other_decisions_is_noticed(life: tuple[Laboratory, Values, Run]) -> None:
    laboratory, people, run = life
    other = run.decisions(DAYS * 144).copy()
    other[100] = 1 - other[100]
    again = live(laboratory, people, np.arange(WIDTH), replay=other)
    assert np.all(np.asarray(again.output.changed) >= 1)
    assert np.array_equal(again.decisions(DAYS * 144), other)


def test_the_same_seed_gives_the_same_life_and_another_seed_another(life: tuple[Laboratory, Values, Run]) -> None:
    laboratory, people, run = life
    assert np.array_equal(np.asarray(live(laboratory, people, np.arange(WIDTH)).carry.y), np.asarray(run.carry.y))
    other = live(laboratory, people, np.arange(WIDTH), seed=2)
    assert not np.array_equal(other.decisions(DAYS * 144), run.decisions(DAYS * 144))


def test_a_call_may_be_longer_than_its_decisions_are_kept(single: Laboratory) -> None:
    people, more = single.people(), 20
    event = Event(DECISIONS + 10, "heroin.heroin", 1e4, is_use=True)
    settings = {"steps": 1, "record_every": DECISIONS, "events": [event]}
    whole = single.run(people, DECISIONS + more, **settings)  # type: ignore[arg-type]
    part = single.run(people, DECISIONS, **settings)  # type: ignore[arg-type]
    rest = single.run(people, more, part.carry, first=DECISIONS, **settings)  # type: ignore[arg-type]
    assert np.array_equal(np.asarray(whole.carry.y), np.asarray(rest.carry.y))
    assert whole.state("heroin.heroin")[0] > 0
