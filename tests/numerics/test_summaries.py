"""Areas and extremes that are summed up inside the loop equal those of the full course."""

from __future__ import annotations

import numpy as np
import pytest
from tests.numerics_fixtures import NMOL_PER_MG_HEROIN, Event, Laboratory, random_people

from allostasis.models.daily_life import RECORDED, human_behaviour
from allostasis.models.human import Human
from allostasis.numerics.engine import build_engine


@pytest.fixture(scope="module")
def laboratory() -> Laboratory:
    summarised = ("craving", "hpa.cortisol")
    engine = build_engine(Human, human_behaviour(), RECORDED, "float64", {"heroin.heroin"}, summarised=summarised)
    return Laboratory("float64", engine)


@pytest.mark.parametrize("name", ["craving", "hpa.cortisol"])
def test_a_days_area_and_extremes_are_those_of_its_course(laboratory: Laboratory, name: str) -> None:
    people = random_people(seed=8)
    events = [Event(at, "heroin.heroin", 20 * NMOL_PER_MG_HEROIN, daily=True, is_use=True) for at in (50, 90)]
    # Recorded every ten minutes, and once a day; a record tells of the time before it, so a second day is begun.
    course = laboratory.run(people, 144, events=events, record_every=1).record(name)
    daily = laboratory.run(people, 145, events=events, record_every=144)
    # Sums of 144 numbers in another order.
    assert daily.record(f"{name}.area")[1] == pytest.approx(course.sum(axis=0) / 6, rel=1e-12)
    # The summaries may come from the kernel in C and the course from XLA: they differ in their last digits.
    assert daily.record(f"{name}.lowest")[1] == pytest.approx(course.min(axis=0), rel=1e-12)
    assert daily.record(f"{name}.highest")[1] == pytest.approx(course.max(axis=0), rel=1e-12)
    assert np.all(daily.record(f"{name}.area")[0] == 0), "nothing has happened before the first record"


def test_quantities_that_are_not_asked_for_cost_nothing(laboratory: Laboratory, double: Laboratory) -> None:
    assert double.engine.recorded == (*RECORDED, "uses")
    assert laboratory.engine.recorded[-4:-1] == ("hpa.cortisol.area", "hpa.cortisol.lowest", "hpa.cortisol.highest")
