"""Cohorts: published shares of cardiac arrest, what mistakes would do to them, and properties that hold for anybody."""

from __future__ import annotations

import csv
from collections.abc import Callable
from types import MappingProxyType

import numpy as np
import pytest

from allostasis.errors import InputError
from allostasis.models.overdose import Dose, OverdoseResult, Rescue, rescue, simulate, simulate_overdose
from allostasis.models.overdose.values import defaults
from allostasis.population.overdose import chronic_users, resampled
from allostasis.verification.overdose_step import TABLE as STEP_TABLE
from allostasis.verification.overdose_table import PUBLISHED, table

People = dict[str, np.ndarray]

# 400 people: a standard error of 2 to 2.5 points. Three of them and the published rounding; a mistake below moves 12.
NEAR = 8.0


def share(result: OverdoseResult) -> float:
    return float(100 * result.arrest[1:].mean())  # the first is the typical user


def test_as_many_arrest_as_published(untreated: OverdoseResult, treated: OverdoseResult) -> None:
    assert share(untreated) == pytest.approx(52, abs=NEAR)
    assert share(treated) == pytest.approx(21, abs=NEAR)


def test_every_published_cell_stands_in_the_table_within_three_points() -> None:
    rows = {(row["opioid"], float(row["mg"]), int(row["doses"])): row for row in table()}
    assert set(rows) == set(PUBLISHED)
    for cell, (middle, low, high) in PUBLISHED.items():
        row = rows[cell]
        assert [int(row[name]) for name in ("published", "low", "high")] == [middle, low, high]
        assert int(row["people"]) >= 4000
        assert float(row["ours"]) == pytest.approx(middle, abs=3.0), cell


@pytest.mark.parametrize(
    ("changed", "published"),
    [
        ({"ventilation.P_reflex": 0.9, "ventilation.P_wakefulness": 2.875}, 91.2),
        ({"circulation.high_centre": 1e3}, 38.6),
    ],
)
def test_a_known_mistake_would_be_seen(
    people: People, changed: dict[str, float], published: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = MappingProxyType({**defaults(), **changed})
    monkeypatch.setattr(simulate, "defaults", lambda: wrong)
    found = share(simulate_overdose(people, "fentanyl", 1.625, courses=1, single=False))
    assert found == pytest.approx(published, abs=NEAR)
    assert abs(found - 52) > NEAR


def test_tolerance_protects_and_a_full_run_of_the_naive_shows_it(people: People, untreated: OverdoseResult) -> None:
    naive = simulate_overdose(people, "fentanyl", 1.625, tolerance=0.0, courses=1, single=False)
    assert np.all(naive.arrest >= untreated.arrest)
    assert naive.arrest.mean() > untreated.arrest.mean() + 0.1


def test_half_of_the_step_and_double_precision_move_arrests_by_less_than_chance_does() -> None:
    usual, *others = csv.DictReader(STEP_TABLE.read_text(encoding="utf-8").splitlines())
    assert [other["run"] for other in others] == ["half the step", "double precision"]
    for other in others:
        assert int(other["people"]) >= 2000
        assert abs(float(other["arrest"]) - float(usual["arrest"])) < float(usual["standard_error"])
        assert int(other["moved"]) <= 2  # of 2,000, person by person


def test_nobody_without_a_trigger_is_treated_and_none_of_them_arrests(
    untreated: OverdoseResult, treated: OverdoseResult
) -> None:
    never = np.isinf(treated.trigger)
    assert never.any()
    assert not treated.arrest[never].any()
    assert np.array_equal(treated.least_po2[never], untreated.least_po2[never])
    assert np.array_equal(untreated.trigger, treated.trigger)


def test_an_antagonist_never_causes_an_arrest(untreated: OverdoseResult, treated: OverdoseResult) -> None:
    assert not (treated.arrest & ~untreated.arrest).any()


def test_every_arrest_counts_an_hour_of_span(untreated: OverdoseResult) -> None:
    assert all(np.all(span[untreated.arrest] == 3600) for span in untreated.spans.values())


def test_buprenorphine_has_a_ceiling(people: People) -> None:
    three = {name: values[[0, 0, 0]] for name, values in people.items()}
    result = simulate_overdose(three, "buprenorphine", [0.05, 5.0, 50.0], courses=3, length=3600)
    assert not result.arrest.any()
    small, large, huge = result.courses["ventilation"].min(axis=0)
    assert small > large
    assert huge == pytest.approx(large, rel=0.02)  # ten times the dose: no more depression
    assert huge > 1.5  # twice what the same occupancy by fentanyl leaves


def test_a_person_is_the_same_in_a_cohort_of_any_size() -> None:
    few, many = chronic_users(3, seed=5), chronic_users(30, seed=5)
    assert all(np.array_equal(few[name], many[name][:3]) for name in few)


def test_drawn_people_have_the_published_correlations() -> None:
    drawn = chronic_users(20000, seed=6)
    found = np.corrcoef(np.log(drawn["fentanyl_binding.kon"]), drawn["fentanyl_binding.n"])[0, 1]
    assert found == pytest.approx(-0.9932, abs=0.002)  # ten standard errors
    assert drawn["naloxone_in.F"].max() <= 0.9


def test_resampling_gives_the_published_width() -> None:
    flags = np.arange(2000) < 1042  # the published 52.1 %
    middle, low, high = resampled(flags, seed=100)
    assert (middle, low, high) == pytest.approx((52, 45, 59), abs=0.51)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda people: rescue("oral"),
        lambda people: rescue(delay=0.0),
        lambda people: rescue("intravenous"),
        lambda people: simulate_overdose(people, "codeine", 1.0),
        lambda people: simulate_overdose(people, "fentanyl", 1.0, tolerance=-1.0),
        lambda people: simulate_overdose(people, "fentanyl", 1.0, tolerance_acts_on="nothing"),  # type: ignore[arg-type]
        lambda people: simulate_overdose({}, "fentanyl", 1.0),
        lambda people: simulate_overdose(people, "fentanyl", 1.0, step=1.0),
        lambda people: simulate_overdose(people, "fentanyl", -1.0),
        lambda people: simulate_overdose(people, "fentanyl", float("nan")),
        lambda people: simulate_overdose(people, "fentanyl", float("inf")),
        lambda people: simulate_overdose(people, "fentanyl", [1.0, 2.0]),
        lambda people: simulate_overdose(people, "fentanyl", ()),
        lambda people: simulate_overdose(people, "fentanyl", (Dose(1.0, at=-5.0),)),
        lambda people: simulate_overdose(people, "fentanyl", (Dose(1.0, at=5000.0),)),
        lambda people: simulate_overdose(people, "fentanyl", 1.0, "intranasal"),  # type: ignore[arg-type]
        lambda people: simulate_overdose(people, "fentanyl", 1.0, Rescue("oral", (4.0,), (60.0,))),
        lambda people: simulate_overdose(people, "fentanyl", 1.0, tolerance=float("nan")),
        lambda people: simulate_overdose(people, "fentanyl", 1.0, tolerance=[1.0, 2.0]),
        lambda people: simulate_overdose(people, "fentanyl", 1.0, on_board=1.0),
        lambda people: simulate_overdose(people, "fentanyl", 1.0, length=-1.0),
        lambda people: simulate_overdose(people, "fentanyl", 1.0, every=0.0),
        lambda people: simulate_overdose(people, "fentanyl", 1.0, held_pco2=-5.0),
        lambda people: chronic_users(100, seed=-1),
    ],
)
def test_what_cannot_be_run_is_refused_with_what_is_allowed(people: People, wrong: Callable[[People], object]) -> None:
    with pytest.raises(InputError, match="allowed"):
        wrong(people)
