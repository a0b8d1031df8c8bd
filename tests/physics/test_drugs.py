"""Drugs are neither made nor lost, receptors are shared fairly, and amounts never become negative."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.numerics_fixtures import (
    NMOL_PER_MG_HEROIN,
    NMOL_PER_MG_METHADONE,
    WIDTH,
    Event,
    Laboratory,
    Run,
    random_people,
    text_rates,
)

from allostasis.models.human import Human

BODIES = {
    "heroin": ("heroin.heroin", "heroin.mam", "heroin.morphine", "heroin.morphine_fast", "heroin.morphine_slow"),
    "methadone": ("methadone.gut", "methadone.central", "methadone.fast", "methadone.slow"),
    "oxytocin": (
        "oxytocin.depot",
        "oxytocin.nasal",
        "oxytocin.plasma",
        "oxytocin.tissue",
        "oxytocin.nasal_central",
        "oxytocin.central",
    ),
}


@pytest.mark.parametrize("drug", BODIES)
def test_a_drug_leaves_the_body_by_its_elimination_alone(drug: str) -> None:
    p = random_people(seed=30)
    rng = np.random.default_rng(31)
    y = Human.rest(p) | {name: rng.uniform(0, 1000, WIDTH) for parts in BODIES.values() for name in parts}
    eliminated = {
        "heroin": p["heroin.k10"] * y["heroin.morphine"],
        "methadone": p["methadone.CL"] / p["methadone.V_c"] * y["methadone.central"],
        "oxytocin": p["oxytocin.CL"] / p["oxytocin.V_1"] * y["oxytocin.plasma"]
        + p["oxytocin.k_csf"] * y["oxytocin.central"],
    }[drug]
    rates = text_rates(p, y)
    inside = sum(rates[name] for name in BODIES[drug])
    # Terms of up to 1e6 nmol/h cancel in the sum, each rounded to 1e-16.
    assert np.allclose(inside, -eliminated, rtol=1e-9, atol=1e-8)


@pytest.mark.parametrize(
    ("drug", "entry", "slowed"),
    [
        ("heroin", "heroin.heroin", {"heroin.k10": 1e-6}),
        ("methadone", "methadone.gut", {"methadone.CL": 1e-5}),
        ("oxytocin", "oxytocin.nasal", {"oxytocin.CL": 1e-5, "oxytocin.k_csf": 1e-6}),
        ("oxytocin", "oxytocin.nasal_central", {"oxytocin.CL": 1e-5, "oxytocin.k_csf": 1e-6}),
    ],
)
def test_the_engine_keeps_a_drug_that_is_hardly_eliminated(
    double: Laboratory, drug: str, entry: str, slowed: dict[str, float]
) -> None:
    people = double.people(slowed)
    doses = np.linspace(1, 1000, WIDTH)
    run = double.run(people, 2 * 144, events=[Event(0, entry, doses, daily=True)])
    inside = sum(run.state(name) for name in BODIES[drug])
    # Two doses, and an elimination of at most 1.3e-6/h for 48 h.
    assert np.all(inside <= 2 * doses * (1 + 1e-12))
    assert np.all(inside >= 2 * doses * (1 - 1e-4))


def hard_lives(laboratory: Laboratory, seed: int) -> Run:
    """A month of doses from little to far too much, with cues, stress and decisions of the people's own."""
    rng = np.random.default_rng(seed)
    people = random_people(seed)
    people["oxytocin_cells.kappa"] *= np.exp(0.3 * rng.normal(size=WIDTH))
    people["exposure.chronic"] += rng.uniform(0, 0.5, WIDTH)
    people["affect.offset"] += rng.uniform(0, 0.2, WIDTH)
    heroin = 10 ** rng.uniform(0, 2.7, WIDTH) * NMOL_PER_MG_HEROIN
    nasal = rng.uniform(0, 200, WIDTH)
    events = [
        *(Event(int(at), "heroin.heroin", heroin, daily=True, is_use=True) for at in rng.integers(0, 144, 4)),
        Event(54, "methadone.gut", rng.uniform(0, 100, WIDTH) * NMOL_PER_MG_METHADONE, daily=True),
        Event(60, "oxytocin.nasal", nasal * people["oxytocin.F_plasma"], daily=True),
        Event(60, "oxytocin.nasal_central", nasal * people["oxytocin.F_central"], daily=True),
        Event(66, "exposure.stressor", rng.uniform(0, 3, WIDTH), daily=True),
        Event(66, "exposure.drug_cue", rng.uniform(0, 3, WIDTH), daily=True, is_cue=True),
    ]
    # 68 intervals between records: eleven hours and twenty minutes, so that all hours of the day are seen.
    return laboratory.run(
        people, 30 * 144, events=events, stochastic=True, uses=True, usual_dose=5e4, seed=seed, record_every=68
    )


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_amounts_stay_positive_and_receptors_are_never_oversold(single: Laboratory, seed: int) -> None:
    run = hard_lives(single, seed)
    states = run.states()
    for name, value in states.items():
        assert np.all(np.isfinite(value)), name
        # The hedonic state alone has a negative side.
        assert name == "affect.hedonic" or np.all(value >= 0), (name, value.min())
    within(run.record("occupancy"), 0, 1)
    within(states["mu_receptor.mam"] + states["mu_receptor.morphine"] + states["mu_receptor.methadone"], 0, 1)
    within(run.record("craving"), 0, 100)
    for name in ("withdrawal", "load.load", "hpa.cortisol", "hpa.acth", "amygdala.crf", "oxytocin_signal"):
        within(run.record(name), 0, np.inf)
    # The month was as hard as its name says.
    assert run.record("occupancy").max() > 0.95
    assert run.record("withdrawal").max() > 0.1


def within(values: Any, low: float, high: float) -> None:
    # Sums in single precision may end a few units of the last place beyond.
    assert np.all((values >= low) & (values <= high * (1 + 1e-6))), (values.min(), values.max())
