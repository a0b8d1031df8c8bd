"""The reference solution of one individual: against itself at a smaller tolerance, and against exact kinetics."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm
from tests.numerics_fixtures import defaults

from allostasis.errors import InputError
from allostasis.models.deterministic import Event, dose, signals_of, simulate
from allostasis.models.human import Human
from allostasis.numerics.trace import linear_matrix, trace

PERSON = defaults()
DAYS = 2
COURSE = [
    event
    for day in range(DAYS)
    for event in (
        *dose("heroin", "intravenous", 20.0, 24 * day + 8.0, PERSON),
        *dose("oxytocin", "intranasal", 0.0684, 24 * day + 12.0, PERSON),
        Event(24 * day + 10.0, "exposure.stressor", 1.0),
        Event(24 * day + 10.0, "exposure.drug_cue", 1.0),
    )
]
HOURS = np.arange(0.0, 24.0 * DAYS + 1, 2.0)


def test_a_hundred_times_smaller_tolerance_changes_no_state_by_more_than_a_ten_millionth_of_its_range() -> None:
    usual = simulate(Human, PERSON, COURSE, HOURS)
    finer = simulate(Human, PERSON, COURSE, HOURS, relative=1e-11, absolute=1e-13)
    # A state that hardly moves is held to a thousandth of its own size instead of its range.
    off = {n: np.max(np.abs(usual[n] - v)) / max(np.ptp(v), 1e-3 * np.max(np.abs(v)), 1e-9) for n, v in finer.items()}
    assert max(off.values()) < 1e-7, max(off, key=lambda name: off[name])


def test_drugs_follow_the_exponential_of_their_rate_matrix() -> None:
    traced, doses = trace(Human), (("heroin.heroin", 5e4), ("oxytocin.plasma", 10.0))
    values = {traced.parameters[name]: value for name, value in PERSON.items()}
    matrix, start = np.zeros((len(traced.linear), len(traced.linear))), np.zeros(len(traced.linear))
    for (i, j), slope in linear_matrix(traced).items():
        matrix[i, j] = float(slope.xreplace(values))
    for name, amount in doses:
        start[traced.linear.index(name)] = amount
    hours = np.array([0.0, 0.25, 1.0, 3.0])
    found = simulate(Human, PERSON, [(0.25, name, amount) for name, amount in doses], hours)
    exact = np.array([expm(matrix * (t - 0.25)) @ start if t >= 0.25 else 0 * start for t in hours])
    for k, name in enumerate(traced.linear):
        assert found[name] == pytest.approx(exact[:, k], rel=1e-7, abs=1e-8), name


def test_an_infusion_brings_a_trace_to_rate_over_decay_and_ends_on_time() -> None:
    k, hours = PERSON["exposure.k_cue"], np.array([0.0, 10.0, 10.5])
    found = simulate(Human, PERSON, [], hours, infusions=[(0.0, 10.0, "exposure.neutral_cue", 2.0)])
    assert found["exposure.neutral_cue"] == pytest.approx([0.0, 2.0 / k, 2.0 / k * np.exp(-0.5 * k)], rel=1e-7)


def test_without_events_the_individual_rests_and_every_signal_stays_where_it_is() -> None:
    found = simulate(Human, PERSON, [], [0.0, 100.0])
    assert {name for name, v in found.items() if abs(v[1] - v[0]) > 1e-10} == set()
    signals = signals_of(Human, PERSON, found)
    assert signals["oxytocin_signal"] == pytest.approx([1.0, 1.0])
    assert signals["withdrawal"] == pytest.approx([0.0, 0.0])


def test_what_cannot_be_simulated_is_said_all_at_once() -> None:
    with pytest.raises(InputError) as caught:
        simulate(Human, {"hpa.k_crh": 1.0}, [(-1.0, "hpa.nothing", 1.0)], [0.0, 1.0])
    places = [problem.place for problem in caught.value.problems]
    assert {"hpa.nothing", "-1 h", "hpa.k_acth"} <= set(places)
    with pytest.raises(InputError, match="heroin intravenous"):
        dose("heroin", "rectal", 1.0, 0.0, PERSON)
