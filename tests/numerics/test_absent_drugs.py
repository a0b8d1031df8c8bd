"""Drugs that are never given are left out of the equations, and this changes no number."""

from __future__ import annotations

import numpy as np
import pytest
from tests.numerics_fixtures import NMOL_PER_MG_METHADONE, Event, Laboratory, random_people

from allostasis.models.daily_life import RECORDED, human_behaviour
from allostasis.models.human import Human
from allostasis.numerics.absent import absent_states, without
from allostasis.numerics.engine import build_engine
from allostasis.numerics.trace import trace

GIVEN = {"methadone.gut", "exposure.drug_cue", "exposure.stressor", "heroin.heroin"}


def test_only_what_a_missing_dose_would_move_is_left_out() -> None:
    absent = absent_states(trace(Human), GIVEN)
    assert {"oxytocin.nasal", "oxytocin.plasma", "oxytocin.tissue", "oxytocin.central"} <= absent
    assert {"fentanyl.central", "naloxone.brain", "mu_receptor.naloxone", "carbetocin.central"} <= absent
    moved = ("heroin.", "methadone.", "mu_receptor.mam", "mu_receptor.morphine", "mu_receptor.methadone")
    assert not [name for name in absent if name.startswith(moved)]
    assert not absent_states(trace(Human), Human.states())


def test_a_receptor_without_its_ligand_is_left_out_and_the_others_compete_on() -> None:
    traced = trace(Human)
    absent = absent_states(traced, {"methadone.gut"})
    assert {"mu_receptor.mam", "mu_receptor.morphine"} <= absent
    reduced = without(traced, absent)
    assert reduced.receptor == ("mu_receptor.methadone",)
    assert not any(symbol in rate.free_symbols for rate in reduced.rates.values() for symbol in _gone(absent))


def _gone(absent: frozenset[str]) -> list[object]:
    return [trace(Human).states[name] for name in absent]


def test_no_number_changes_when_absent_drugs_are_left_out(double: Laboratory) -> None:
    people = random_people(seed=5)
    events = [Event(54, "methadone.gut", 60 * NMOL_PER_MG_METHADONE, daily=True), Event(300, "exposure.drug_cue")]
    settings = {"stochastic": True, "uses": True, "usual_dose": 5e4, "events": events}
    whole = double.run(
        people, 5 * 144, double.start(people, {"learning.value": 0.8, "learning.context": 0.8}), **settings
    )  # type: ignore[arg-type]
    small = Laboratory("float64", build_engine(Human, human_behaviour(), RECORDED, "float64", given=GIVEN))
    part = small.run(people, 5 * 144, small.start(people, {"learning.value": 0.8, "learning.context": 0.8}), **settings)  # type: ignore[arg-type]
    assert len(small.engine.layout.states) < len(double.engine.layout.states)
    for name in small.engine.layout.states:
        # The order of sums may differ in the last digits; decisions must not.
        assert part.state(name) == pytest.approx(whole.state(name), rel=1e-9, abs=1e-12), name
    assert np.array_equal(part.decisions(5 * 144), whole.decisions(5 * 144))
