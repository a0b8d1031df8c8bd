"""What the slow model hands over: tolerance relative to the published chronic user, once, and what is on board."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from allostasis.studies.overdose import lived, sensitivity
from allostasis.studies.overdose.files import OverdoseStudy, load_overdose_study
from allostasis.studies.overdose.lived import _Lives, hand_over, slow_study
from allostasis.studies.overdose.schema import Lived

DRAWS, PEOPLE, REFERENCE = 2, 100, 16


@pytest.fixture(scope="module")
def study() -> OverdoseStudy:
    return load_overdose_study("overdose-first-dose-after-abstinence").resized(PEOPLE, DRAWS)


class Runner:
    """Stands for the slow model: the reference regimen brings 0.2 and 0.4 in the two draws."""

    def __init__(self, studies: Any) -> None:
        assert len(studies) == 2

    def __call__(self, slow: Any, draws: int) -> _Lives:
        people, days = slow.participants, round(slow.history[-1].duration.to("d"))
        draw, who = np.divmod(np.arange(draws * people), people)
        if people == REFERENCE:
            spread = np.linspace(0.9, 1.1, people)[who]
            return _Lives(draw, who, np.array([[0.2], [0.4]])[draw].T * spread, np.zeros((days, len(draw))), 1.0 * who)
        course = 0.6 * np.exp(-np.arange(days) / 10.0)[:, None] - 0.01
        return _Lives(draw, who, course * np.ones(len(draw)), np.full((days, len(draw)), 0.1), 50.0 + who)


def test_tolerance_is_that_above_the_naive_over_that_of_the_reference_in_the_same_draw(
    study: OverdoseStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lived, "_Runner", Runner)
    handed = hand_over(study)
    np.testing.assert_allclose(handed.reference, [0.2, 0.4])
    assert handed.tolerance.shape == (6, DRAWS * PEOPLE)
    np.testing.assert_allclose(handed.tolerance[0, [0, PEOPLE]], [0.59 / 0.2, 0.59 / 0.4])
    week = 0.6 * np.exp(-0.7) - 0.01
    np.testing.assert_allclose(handed.tolerance[1, 0], week / 0.2)
    assert handed.tolerance[-1].min() == 0  # below the naive there is nothing
    assert list(handed.days) == [0, 7, 14, 28, 56, 84]
    assert handed.course.shape == (85, DRAWS * PEOPLE)


def test_the_slow_model_runs_years_of_use_and_then_whole_days_without_anything(study: OverdoseStudy) -> None:
    assert isinstance(study.people, Lived)
    slow = slow_study(study, study.people.history, 85, PEOPLE)
    use, nothing = slow.history
    assert (use.drug, use.route, use.use) == ("heroin", "intravenous", "imposed")
    assert (nothing.phase, nothing.use, str(nothing.duration)) == ("washout", "none", "85 d")
    assert nothing.detailed == nothing.duration  # tolerance is read day by day
    assert slow.people == study.population


def test_a_former_dose_is_the_daily_amount_over_the_whole_number_of_uses_that_is_simulated(
    study: OverdoseStudy,
) -> None:
    assert isinstance(study.people, Lived)
    covariates = {"amount_of_use": np.array([150.0, 90.0, 900.0]), "uses_per_day": np.array([2.6, 0.2, 30.0])}
    found = lived._single_dose(study.people.history, {**covariates, "weight": np.ones(3)})
    np.testing.assert_allclose(found, [50.0, 90.0, 112.5])


def test_the_factor_moves_the_dose_of_everybody_at_once(study: OverdoseStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lived, "_Runner", Runner)
    handed, doses = hand_over(study), []
    monkeypatch.setattr(sensitivity, "simulate_arrests", lambda cohort, *_: doses.append(cohort.dose))
    for factor in ("low", "central", "high"):
        sensitivity.run_variant(study, sensitivity.Variant(0, factor, "held", "C50"), handed)
    np.testing.assert_allclose(doses[1], handed.former)
    # 5 and 95 % of a log-normal with a coefficient of variation of 0.5.
    end = np.exp(1.645 * np.sqrt(np.log(1.25)))
    np.testing.assert_allclose(doses[0], handed.former / end)
    np.testing.assert_allclose(doses[2], handed.former * end)


def test_tolerance_above_the_published_user_goes_on_unless_the_study_holds_it(
    study: OverdoseStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lived, "_Runner", Runner)
    handed = hand_over(study)
    assert isinstance(study.people, Lived)
    assert study.people.tolerance_above_reference == "extended"
    np.testing.assert_allclose(handed.acting(0, "extended")[[0, PEOPLE]], [0.59 / 0.2, 0.59 / 0.4])
    np.testing.assert_allclose(handed.acting(0, "held")[[0, PEOPLE]], 1.0)
    np.testing.assert_allclose(handed.acting(3, "held"), handed.acting(3, "extended"))
