"""Regimens as a phase of a trial: laid out dose by dose, infused exactly, refused where the clock does not reach."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.numerics_fixtures import WIDTH, Event, Laboratory, defaults

from allostasis.errors import StudyError
from allostasis.models.daily_life import RECORDED, TARGETS, human_behaviour
from allostasis.models.deterministic import simulate
from allostasis.models.human import Human
from allostasis.numerics.engine import build_engine
from allostasis.numerics.pumps import pump_of
from allostasis.quantities.documents import Document
from allostasis.quantities.substances import SUBSTANCES
from allostasis.studies.files import Study, load_study, read_study
from allostasis.studies.timeline import PER_DAY, lay_out
from allostasis.studies.used import given_states

USE = {
    "phase": "use",
    "drug": "heroin",
    "route": "intravenous",
    "use": "imposed",
    "amount": "300 mg/day",
    "uses_per_day": "4 1/d",
    "duration": "3 d",
    "detailed": "3 d",
}
INFUSED = {"drug": "morphine", "route": "intravenous", "amount": "10 mg", "duration": "2 h"}
REST = {"phase": "washout", "use": "none", "duration": "1 d", "detailed": "1 d"}


def study(**dose: Any) -> Study:
    content = load_study("woolley2016").as_dict()
    doses = [{**INFUSED, "at": "8 h", "every": "6 h", "additional": 2, **dose}]
    regimen = {"phase": "regimen", "use": "none", "duration": "2 d", "doses": doses}
    content |= {"history": [USE, regimen, REST], "assumptions": []}
    return read_study(Document("a regimen", content))


def test_a_regimen_is_laid_out_dose_by_dose_from_the_first_midnight_of_its_phase() -> None:
    pumped = (*TARGETS, pump_of("heroin.morphine"))
    timeline = lay_out(study(), {"weight": np.array([80.0])}, {}, pumped, np.dtype("float64"))
    slots = timeline.slots
    rows = np.flatnonzero((slots.target[:, -1] > 0) & (slots.time[:, 0] >= 0))
    starts = [(3 * 24 + hour) * PER_DAY // 24 for hour in (8, 14, 20)]
    assert sorted(slots.time[rows, 0]) == sorted([*starts, *(start + 12 for start in starts)])
    rate = 10e6 / SUBSTANCES["morphine"].molar_mass / 2
    assert sorted(slots.amount[rows, 0]) == pytest.approx([-rate] * 3 + [rate] * 3)
    assert timeline.days == 6


def test_each_participant_strays_by_itself_and_within_the_jitter() -> None:
    def strays(phase: int, regimen: int, doses: int) -> Any:
        return np.random.default_rng(1).uniform(-1, 1, (50, doses))

    weight = {"weight": np.full(50, 80.0)}
    pumped = (*TARGETS, pump_of("heroin.morphine"))
    slots = lay_out(study(jitter="1 h"), weight, {}, pumped, np.dtype("float64"), strays).slots
    first = np.flatnonzero(slots.target[:, -1] > 0)[0]
    away = slots.time[first] - (3 * 24 + 8) * PER_DAY // 24
    assert len(set(away)) > 5
    assert np.abs(away).max() <= 6


def test_an_infusion_brings_its_pump_into_the_equations() -> None:
    assert {"heroin.morphine", pump_of("heroin.morphine")} <= given_states(study())
    assert pump_of("heroin.morphine") not in given_states(study(duration=None))


@pytest.mark.parametrize(
    ("dose", "key"),
    [
        ({"at": "8.05 h"}, "history[1].doses[0].at"),
        ({"duration": "85 min"}, "history[1].doses[0].duration"),
        ({"duration": None, "rate": "7 mg/h"}, "history[1].doses[0].rate"),
        ({"steady_state": True}, "history[1].doses[0].steady_state"),
        ({"at": "41 h"}, "history[1].doses[0]"),
    ],
)
def test_what_the_clock_of_ten_minutes_cannot_hold_is_refused(dose: dict[str, Any], key: str) -> None:
    with pytest.raises(StudyError) as caught:
        study(**dose)
    assert caught.value.problems[0].place == f"a regimen, {key}"


def test_a_pump_is_exact_in_the_kinetics_and_of_second_order_in_the_rest() -> None:
    pump, state = pump_of("heroin.morphine"), "heroin.morphine"
    engine = build_engine(Human, human_behaviour(), RECORDED, "float64", given={state, pump})
    laboratory = Laboratory("float64", engine)
    people, rate = laboratory.people(), 1e4
    start = laboratory.start(people, {pump: 0.0})
    exact = simulate(Human, defaults(), [], [0, 6], infusions=[(0.5, 4.5, state, rate)])
    errors: dict[str, list[float]] = {"heroin.morphine_slow": [], "mu_receptor.morphine": [], "tolerance.fast": []}
    for steps in (5, 10):
        run = laboratory.run(people, 36, start, steps=steps, events=[Event(3, pump, rate), Event(27, pump, -rate)])
        for name, found in errors.items():
            found.append(float(abs(run.state(name)[WIDTH - 1] / exact[name][-1] - 1)))
    assert errors["heroin.morphine_slow"][0] < 1e-7  # the reference's own seven digits
    for name in ("mu_receptor.morphine", "tolerance.fast"):
        coarse, fine = errors[name]
        assert fine < max(coarse / 3.4, 1e-8), name
