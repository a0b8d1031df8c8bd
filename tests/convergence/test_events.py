"""Events happen once, at the start of their interval, whatever the step and wherever a run is cut."""

from __future__ import annotations

import numpy as np
from tests.numerics_fixtures import NMOL_PER_MG_HEROIN, WIDTH, Event, Laboratory, Values, random_people

from allostasis.models.human import Human
from allostasis.physiology.learning import Learning, State

DOSE = 30 * NMOL_PER_MG_HEROIN


def test_a_dose_is_given_at_the_start_of_its_interval(double: Laboratory) -> None:
    people = random_people(seed=60)
    events = [Event(5, "heroin.heroin", DOSE)]
    before = double.run(people, 5, events=events)
    assert np.all(before.state("heroin.heroin") == 0)
    after = double.run(people, 1, before.carry, first=5, events=events)
    expected = DOSE * np.exp(-people["heroin.k_deacetylation"] / 6)
    # The propagator is exact to rounding.
    assert np.allclose(after.state("heroin.heroin"), expected, rtol=1e-12)


def test_a_single_dose_is_not_repeated_and_a_daily_dose_is(double: Laboratory) -> None:
    people = double.people({"heroin.k10": 1e-9})
    once = double.run(people, 3 * 144, events=[Event(5, "heroin.heroin", 1.0)])
    daily = double.run(people, 3 * 144, events=[Event(5, "heroin.heroin", 1.0, daily=True)])
    body = ("heroin.heroin", "heroin.mam", "heroin.morphine", "heroin.morphine_fast", "heroin.morphine_slow")
    # Hardly anything is eliminated, so that the body's content counts the doses.
    assert np.allclose(sum(once.state(n) for n in body), 1, rtol=1e-6)
    assert np.allclose(sum(daily.state(n) for n in body), 3, rtol=1e-6)


def test_a_run_cut_at_an_event_equals_the_whole_run_exactly(double: Laboratory) -> None:
    people = random_people(seed=61)
    events = [Event(36, "heroin.heroin", DOSE, daily=True, is_use=True)]
    whole = double.run(people, 72, events=events)
    for cut in (35, 36, 37):
        first = double.run(people, cut, events=events)
        second = double.run(people, 72 - cut, first.carry, first=cut, events=events)
        assert np.array_equal(np.asarray(second.carry.y), np.asarray(whole.carry.y)), cut


def learning_of(people: Values) -> Learning:
    return Human.build(people).learning


def test_a_cue_that_nothing_follows_is_unlearned_as_the_text_says(double: Laboratory) -> None:
    people = random_people(seed=62)
    start = double.start(people, {"learning.value": 0.6, "learning.extinction": 0.1})
    run = double.run(people, 1, start, events=[Event(0, "exposure.drug_cue", 0.7, is_cue=True)])
    told = learning_of(people).unreinforced(
        State(value=0.6, context=0.0, withdrawal_value=0.0, extinction=0.1, habit=0.0), 0.7, 0.0
    )
    faded = told.extinction * np.exp(-1 / 6 / people["learning.tau_extinction"])
    # Forgetting for ten minutes is a linear decay, which the scheme gives to third order: (h/tau)^4 is below 1e-14.
    assert np.allclose(run.state("learning.extinction"), faded, rtol=1e-12)
    assert np.all(run.state("learning.value") == 0.6)


def test_a_use_is_learned_from_what_was_felt_ten_minutes_later(double: Laboratory) -> None:
    people = random_people(seed=63)
    start = double.start(people, {"learning.value": 0.2, "affect.displacement": 0.3})
    events = [Event(0, "heroin.heroin", DOSE, is_use=True)]
    first = double.run(people, 1, start, events=events)
    second = double.run(people, 1, first.carry, first=1, events=events)
    assert np.all(first.state("learning.value") == 0.2), "nothing is learned before anything is felt"

    person = Human.build(people)
    states = Human.unflatten(first.states())
    before, after = person.signals(Human.unflatten(double.states(start))), person.signals(states)
    felt = after.reward_effect - before.reward_effect
    reward = person.learning.reward(felt, states.dopamine.D2, before.affect_drive, after.affect_drive)
    told = person.learning.reinforced(states.learning, reward, after.phasic_dopamine, before.felt_withdrawal, 0.0)
    assert np.allclose(second.state("learning.value"), told.value, rtol=1e-12)
    assert np.any(told.value > 0.21)
    assert np.allclose(second.state("learning.context"), told.context, rtol=1e-12)
    faded = told.habit * np.exp(-1 / 6 / people["learning.tau_habit"])
    assert np.allclose(second.state("learning.habit"), faded, rtol=1e-12)


def test_a_use_brings_its_cue(double: Laboratory) -> None:
    people = double.people()
    run = double.run(people, 1, events=[Event(0, "heroin.heroin", DOSE, is_use=True)])
    assert np.allclose(run.state("exposure.drug_cue"), np.exp(-people["exposure.k_cue"] / 6), rtol=1e-12)
    assert np.all(run.record("uses") == 0), "a record counts the uses before it"
    later = double.run(people, 2, events=[Event(0, "heroin.heroin", DOSE, is_use=True)], record_every=1)
    assert np.array_equal(later.record("uses"), [[0] * WIDTH, [1] * WIDTH])
