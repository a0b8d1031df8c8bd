"""Checks that read tables of whole studies: the tables are complete, and parts of them are what runs give today."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
import xarray

from allostasis.evidence import load
from allostasis.physiology.pressing import Pressing
from allostasis.studies.lever_files import load_lever_study
from allostasis.studies.lever_run import Laboratory
from allostasis.verification import lever_table, relapse_table
from allostasis.verification.bench import Bench
from allostasis.verification.check import PRIOR, registered
from allostasis.verification.checks import lever_sessions, relapse
from allostasis.verification.subjects import Cast

ROUNDED = 5e-3
"""Tables hold four digits; counts of whole animals do not move by less."""


@pytest.fixture(scope="module")
def pressing() -> Pressing:
    priors = load().priors_for("rat")
    return Pressing(**{q.name.partition(".")[2]: priors[q.name].default for q in Pressing.parameters()})


def test_every_quantity_of_levers_is_in_the_table_for_every_draw() -> None:
    assert {key: len(values) for key, values in lever_table.TABLE.values.items()} == dict.fromkeys(
        lever_table.QUANTITIES, lever_table.DRAWS
    )


def test_every_quantity_of_relapse_is_in_the_table_for_every_draw() -> None:
    assert {key: len(values) for key, values in relapse_table.TABLE.values.items()} == dict.fromkeys(
        relapse_table.UNITS, relapse_table.DRAWS
    )


def test_checks_of_whole_studies_are_of_the_class_prior_and_read_their_rows() -> None:
    bench, looked = Bench(Cast(load()), "rat"), []
    for check in registered().values():
        if check.compute is not None and check.compute.__module__ in (lever_sessions.__name__, relapse.__name__):
            looked.append(check.name)
            assert check.kind == PRIOR, check.name
            bench.used.clear()
            if check.name != "dopamine.self_administration":  # this one simulates
                answer = check.compute(bench)
                assert answer.low is not None, check.name
                assert bench.used, check.name
    # Every decorated function of the two files is a check, and nothing else in them is decorated.
    lines = [line for module in (lever_sessions, relapse) for line in inspect.getsource(module).splitlines()]
    assert len(looked) == sum(line.startswith("@") for line in lines) > 0


def test_the_table_of_levers_is_what_animals_do_today() -> None:
    study = load_lever_study("ahmed2000")
    number = study.animals.number
    arrays = Laboratory(study, load()).block("short_access", number, 2 * number)  # the animals of the second draw
    late = [k + 6 for k in (15, 16, 17)]
    ours = float(arrays["infusions"][:, late].mean())
    assert ours == pytest.approx(lever_table.TABLE.values["ahmed2000", "short_access"][1], rel=ROUNDED)


def test_all_quantities_of_a_study_of_levers_are_what_animals_do_today() -> None:
    found = lever_table.measured("olivier_oxy", lever_table.run("olivier_oxy", draws=1))
    assert found
    for key, values in found.items():
        assert values == pytest.approx(lever_table.TABLE.values[key][:1], rel=ROUNDED), key


def test_the_table_of_relapse_is_what_people_do_today() -> None:
    # In a month, what is counted over the two years of the table is not known yet.
    found = relapse_table.discharge(draws=2, days=30) | relapse_table.laboratory(draws=2)
    for key in found.keys() - {("discharge", "daily_in_all")}:
        np.testing.assert_allclose(found[key], relapse_table.TABLE.values[key][:2], rtol=ROUNDED, err_msg=str(key))


def test_quantities_follow_from_the_counts_of_sessions() -> None:
    names = ["short_access"] * 4 + ["work_before"] + ["long_access"] * 14 + ["work_after"]
    counts = np.concatenate([np.full(4, 2.0), [3.0], 10.0 + 2 * np.arange(1, 15), [9.0]])
    animals = np.array([0.5, 1.0, 1.5])
    data = xarray.Dataset(
        {
            "infusions": (
                ("arm", "draw", "subject", "session"),
                counts * animals[None, None, :, None] * np.ones((1, 2, 1, 1)),
            ),
            "block": (("arm", "session"), np.array([names], dtype=object)),
        },
        coords={"arm": np.array(["rats"], dtype=object)},
    )
    found = lever_table.measured("olivier_oxy", data)
    assert found["olivier_oxy", "escalation"] == pytest.approx((36 / 16, 36 / 16), rel=1e-3)
    assert found["olivier_oxy", "slope"] == pytest.approx((2.0, 2.0), rel=1e-3)
    assert found["olivier_oxy", "spread"] == pytest.approx((0.5, 0.5), rel=1e-3)
    assert found["olivier_oxy", "work_after_over_before"] == pytest.approx((3.0, 3.0), rel=1e-3)
    assert found["olivier_oxy", "work_and_intake"] == pytest.approx((1.0, 1.0))


def test_an_animal_that_has_enough_presses_like_one_that_expects_nothing(pressing: Pressing) -> None:
    full = pressing.worth(goal=0.0, reactivity=1.0, room=pressing.room(1.0, 0.0), habit_weight=1.0, habit=1.0)
    assert pressing.active(full, 1) == pytest.approx(pressing.k_0, rel=0.05)
    hungry = pressing.worth(goal=0.0, reactivity=1.0, room=pressing.room(0.0, 0.0), habit_weight=1.0, habit=1.0)
    assert pressing.active(hungry, 1) > 10 * pressing.k_0


def test_the_hazard_ratio_is_that_of_the_drawn_times() -> None:
    random = np.random.default_rng(5)
    x = random.normal(size=4000)
    days = random.exponential(10 / 1.5**x)
    ratio = relapse_table.hazard_ratio(x, np.where(days < 28, days, np.nan), 28)
    assert ratio == pytest.approx(1.5, rel=0.06)  # three standard errors of 4,000 times
    assert relapse_table.hazard_ratio(x, np.full(4000, np.nan), 28) == pytest.approx(1.0)
