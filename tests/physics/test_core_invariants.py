"""What holds for every person and every state: nothing turns negative, shares stay shares, block is bounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from allostasis.evidence import load
from allostasis.models.deterministic import signals_of, simulate
from allostasis.models.human import Human
from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.trace import trace
from allostasis.physiology import learning, oxytocin_receptor
from allostasis.population.sampling import sample_parameters

PEOPLE = 1024
SIGNED = ("affect.hedonic", "hpa.rhythm", "hpa.rhythm_quarter")
SHARES = ("affect.displacement", "incubation.grown", "incubation.faded", "learning.habit")
Values = dict[str, NDArray[np.float64]]

seeds = st.integers(0, 2**31)
several = settings(max_examples=3, deadline=None)


@lru_cache(maxsize=256)
def rate_of(state: str) -> tuple[tuple[str, ...], Callable[..., tuple[Any, ...]]]:
    """The rate of one state as a function of what it depends on."""
    traced = trace(Human)
    symbols = {s: name for name, s in {**traced.states, **traced.parameters}.items()}
    inputs = sorted(traced.rates[state].free_symbols, key=str)
    return tuple(symbols[s] for s in inputs), compile_expressions("rate", inputs, {state: traced.rates[state]}, np)


def rate(state: str, states: Values, people: Values) -> NDArray[np.float64]:
    names, function = rate_of(state)
    with np.errstate(all="ignore"):  # a power of zero, whose infinite value is a production and no fault
        (found,) = function(*(states[n] if n in states else people[n] for n in names))
    return np.broadcast_to(np.asarray(found, float), (PEOPLE,))


@lru_cache(maxsize=8)
def drawn(seed: int) -> Values:
    priors = {name: prior for name, prior in load().priors.items() if name in Human.parameters()}
    return sample_parameters(priors, seed, range(PEOPLE))


def somewhere(seed: int, people: Values) -> Values:
    """Any state that a person could be in: positive, the shares below 1, receptors shared."""
    rng = np.random.default_rng(seed)
    y = {name: np.exp(rng.normal(0, 1, PEOPLE)) for name in Human.states()}
    y |= {name: rng.uniform(-0.9, 0.9, PEOPLE) for name in SIGNED}
    y |= {name: rng.uniform(0, 1, PEOPLE) for name in (*SHARES, "oxytocin_receptor.carbetocin_pool")}
    y["learning.value"] = rng.uniform(0, 1, PEOPLE) * people["learning.V_max"]
    parts = rng.dirichlet(np.ones(len(Human.receptor_states) + 1), PEOPLE).T
    return y | dict(zip(Human.receptor_states, parts, strict=False))


@several
@given(seed=seeds)
def test_a_state_at_zero_never_falls(seed: int) -> None:
    people = drawn(seed)
    y = somewhere(seed, people)
    for name in set(Human.states()) - set(SIGNED):
        at_zero = {**y, name: np.zeros(PEOPLE)}
        # Rounding of terms that cancel, 1e-16 of at most some thousands.
        assert np.all(rate(name, at_zero, people) >= -1e-10), name


@several
@given(seed=seeds)
def test_a_share_of_one_never_rises(seed: int) -> None:
    people = drawn(seed)
    y = somewhere(seed, people)
    for name in SHARES:
        assert np.all(rate(name, {**y, name: np.ones(PEOPLE)}, people) <= 1e-10), name


@several
@given(seed=seeds)
def test_a_receptor_that_is_full_takes_no_more(seed: int) -> None:
    people = drawn(seed)
    y = somewhere(seed, people)
    total = sum(y[name] for name in Human.receptor_states)
    y |= {name: y[name] / total for name in Human.receptor_states}
    assert np.all(sum(rate(name, y, people) for name in Human.receptor_states) <= 1e-10)


def responses(person: Human, y: Any) -> dict[str, Callable[[Any], Any]]:
    """For each gain of oxytocin, what it acts on, as a function of the signal."""
    one = np.ones(PEOPLE)
    zero = 0 * one
    e_0, tone = person.mu_receptor.e_0, person.mu_receptor.e_0 + 0.5
    nothing = learning.State(value=zero, context=zero, withdrawal_value=zero, extinction=zero, habit=zero)
    cued, standing = replace(nothing, value=one), replace(nothing, context=one)
    hpa, tolerance = person.hpa, person.tolerance

    def driven_crf(s: Any) -> Any:
        loaded = 1 + person.amygdala.b_load * y.load.load / (1 + y.load.load)
        rate = person.amygdala.rates(y.amygdala, one, one, one, y.load.load, s).crf
        return (rate / person.amygdala.k_crf + y.amygdala.crf) / loaded - 1

    def odds_of_habit(s: Any) -> Any:
        # Weights of 1 to the last digit leave no odds: here everybody starts at even odds.
        even = replace(person.arbitration, v_0=zero, v_habit=zero, v_stress=zero, v_load=zero)
        weight = even.habit_weight(one, one, zero, s)
        return weight / (1 - weight)

    return {
        "learning.g_cue": lambda s: person.learning.reminders(cued, one, zero, zero, zero, zero, one, s),
        "learning.g_context": lambda s: person.learning.reminders(standing, one, zero, zero, zero, zero, one, s),
        "affect.g_withdrawal": lambda s: person.affect.felt_withdrawal(one, s),
        "dopamine.g_dopamine": lambda s: person.dopamine.phasic(y.dopamine, 10 * one + y.dopamine.adapted, s),
        "hpa.g_stress": lambda s: (
            hpa.drive(y.hpa, one, one, 1 + one, one, zero, s) / hpa.drive(y.hpa, zero, zero, one, zero, zero, s) - 1
        ),
        "amygdala.g_crf": driven_crf,
        "tolerance.g_tolerance": lambda s: (
            tolerance.rates(y.tolerance, tone, tone, e_0, s).fast * tolerance.tau_fast + y.tolerance.fast - e_0
        ),
        "arbitration.g_arbitration": odds_of_habit,
    }


def test_every_gain_of_oxytocin_is_asked_about() -> None:
    people = drawn(1)
    asked = set(responses(Human.build(people), Human.unflatten(somewhere(1, people))))
    meanings = {name: quantity.meaning for name, quantity in Human.parameters().items()}
    assert asked == {name for name, meaning in meanings.items() if meaning.startswith("gain of oxytocin")}


@several
@given(seed=seeds, signal=st.floats(0, 1e12))
@example(seed=7, signal=0.0)
def test_whatever_the_signal_no_response_leaves_its_bounds(seed: int, signal: float) -> None:
    people = drawn(seed)
    one = np.ones(PEOPLE)
    for gain, response in responses(Human.build(people), Human.unflatten(somewhere(seed, people))).items():
        limit = np.exp(2 * np.abs(people[gain]))
        ratio = response(signal * one) / response(one)
        # Differences of rates of size up to some hundreds, divided again by what is left: eight digits stay.
        assert np.all((ratio <= limit * (1 + 1e-8)) & (ratio >= (1 - 1e-8) / limit)), gain


@several
@given(seed=seeds)
def test_at_a_signal_of_rest_no_gain_changes_any_response(seed: int) -> None:
    people, one = drawn(seed), np.ones(PEOPLE)
    y = Human.unflatten(somewhere(seed, people))
    gains = responses(Human.build(people), y)
    without = responses(Human.build({**people, **dict.fromkeys(gains, 0 * one)}), y)
    for gain in gains:
        assert np.array_equal(gains[gain](one), without[gain](one)), gain


@several
@given(seed=seeds)
def test_an_antagonist_only_takes_away_and_enough_of_it_takes_all(seed: int) -> None:
    people = drawn(seed)
    receptor = Human.build(people).oxytocin_receptor
    rng = np.random.default_rng(seed)
    oxytocin, carbetocin = np.exp(rng.normal(0, 3, (2, PEOPLE)))
    levels = np.concatenate([[0.0], np.logspace(-4, 12, 33)])
    course = np.stack([receptor.binding(oxytocin, carbetocin, a) for a in levels])
    assert np.all(np.diff(course, axis=0) < 0)
    y = oxytocin_receptor.State(surface=1.0, carbetocin_pool=0.0, density=1.0)
    # Plasma is blocked as well; what is left is the ratio of concentrations.
    blocked = receptor.signal(y, course[-1], receptor.plasma_binding(oxytocin, carbetocin, 1e12))
    assert np.all(blocked < 1e-3 * np.maximum(course[0], 1))


def test_the_rhythm_swings_about_the_rest_without_it() -> None:
    p = {name: prior.default for name, prior in load().priors.items() if name in Human.parameters()}
    hours = np.arange(30 * 24, 31 * 24, 0.5)
    start = {"hpa.rhythm": 0.5, "hpa.rhythm_quarter": 0.0}
    found = simulate(Human, {**p, "load.a_cortisol": 0.0}, [], [0.0, *hours], start=start)
    for name in ("hpa.crh", "hpa.acth", "hpa.cortisol"):
        day = found[name][1:]
        assert day.max() > 1.1, name
        assert day.min() < 0.9, name
        # The glands hold the daily means of CRH and ACTH at 1; a month in they are nearly there.
        assert abs(day.mean() - 1) < 0.05, (name, day.mean())
    assert np.allclose(found["hpa.rhythm"][1:] ** 2 + found["hpa.rhythm_quarter"][1:] ** 2, 0.25, rtol=1e-5)


def test_cues_of_withdrawal_hurt_and_tempt_only_whoever_was_withdrawn() -> None:
    p = {name: prior.default for name, prior in load().priors.items() if name in Human.parameters()}
    cue = [(0.0, "exposure.withdrawal_cue", 1.0)]
    times = [0.0, 0.25]
    never = simulate(Human, p, cue, times, start={"learning.value": 0.5, "learning.context": 0.5})
    once = simulate(
        Human, p, cue, times, start={"learning.value": 0.5, "learning.context": 0.5, "learning.withdrawal_value": 0.4}
    )
    assert never["affect.hedonic"][1] == 0
    assert once["affect.hedonic"][1] < -0.001
    craving = [signals_of(Human, p, found)["craving"] for found in (never, once)]
    assert craving[1][0] > craving[0][0] + 5
    assert abs(craving[0][0] - craving[0][1]) < 0.1
