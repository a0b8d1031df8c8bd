"""Sentences and rounded numbers are true at the edges too."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from allostasis.report.contrast import contrast, share_interval
from allostasis.report.rounding import counted, interval, number, percent, setting
from allostasis.report.trial import Published, Trial
from allostasis.report.words import answer, baseline, noise_band, other_regions, role_note, size

NULL = Published("not significant", "abstract", "example2016", "craving", "neither")
TRIAL = Trial("t", "oxytocin", "placebo", "craving", "points", "crossover", 32, 4, 0.05, "paired t-test", NULL)


def data(effects: list[float], p_values: list[float]) -> xr.Dataset:
    return xr.Dataset({"effect": ("draw", effects, {"unit": "points"}), "p_value": ("draw", p_values)})


def test_the_answer_counts_the_draws_in_the_published_region() -> None:
    numbers = contrast(data([-3, -1, 1, 3], [0.01, 0.4, 0.4, 0.01]), 0.05)
    assert dict(numbers.counts) == {"lower": 1, "neither": 2, "higher": 1}
    assert answer(TRIAL, numbers) == (
        "In the virtual population the published result, no significant effect of oxytocin on craving, was seen in "
        "50\u00a0% of 4 parameter draws (p ≥ 0.05 at n = 32)."
    )


def test_a_p_value_equal_to_alpha_is_not_significant() -> None:
    assert contrast(data([-1.0], [0.05]), 0.05).counts["neither"] == 1


@pytest.mark.parametrize(
    ("p_value", "words"), [(0.5, "all 4 parameter draws"), (0.001, "none of the 4 parameter draws")]
)
def test_all_and_none_are_said_in_words(p_value: float, words: str) -> None:
    assert words in answer(TRIAL, contrast(data([-1.0] * 4, [p_value] * 4), 0.05))


def test_a_published_benefit_is_compared_with_significantly_lower() -> None:
    benefit = dataclasses.replace(TRIAL, published=dataclasses.replace(NULL, region="lower"))
    numbers = contrast(data([-3, -3, 3, 1], [0.01, 0.01, 0.01, 0.4]), 0.05)
    assert "significantly lower craving under oxytocin, was seen in 50\u00a0% of 4" in answer(benefit, numbers)
    assert "p < 0.05" in answer(benefit, numbers)
    assert "2.5\u00a0% of the time" in baseline(benefit)


def test_without_a_published_region_all_three_shares_are_given() -> None:
    mixed = dataclasses.replace(TRIAL, published=dataclasses.replace(NULL, region=None))
    text = answer(mixed, contrast(data([-3, -1, 1, 3], [0.01, 0.4, 0.4, 0.01]), 0.05))
    assert "not significantly different in 50\u00a0%" in text
    assert text.count("25\u00a0%") == 2
    assert "null finding" not in baseline(mixed)


def test_draws_without_a_test_are_counted_apart_and_never_as_not_significant() -> None:
    numbers = contrast(data([-1.0, math.nan, 0.0, -2.0], [0.5, math.nan, math.nan, 0.01]), 0.05)
    assert (numbers.untested, numbers.counts["neither"]) == (2, 1)
    assert "In 2 of 4 draws the test gave no number." in other_regions(TRIAL, numbers)


def test_no_draw_with_a_test_is_an_answer_without_a_number() -> None:
    numbers = contrast(data([math.nan] * 4, [math.nan] * 4), 0.05)
    assert "no draw of the 4 gave a test" in answer(TRIAL, numbers)
    assert "not available" in size(TRIAL, numbers)
    assert "nan" not in size(TRIAL, numbers) + other_regions(TRIAL, numbers)


def test_the_role_development_means_reproduced_and_never_predicted() -> None:
    assert "reproduced, never predicted" in role_note({"role": "development"})[1]
    assert role_note({})[0] == "not stated"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-1.2345, "−1.23"), (32, "32"), (12345.6, "12346"), (0.05, "0.0500"), (2e-6, "2.00\u00a0×\u00a010⁻⁶")],
)
def test_numbers_are_rounded_to_three_digits(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(("part", "text"), [(0, "0"), (1, "<1"), (100, "50"), (199, ">99"), (200, "100")])
def test_only_none_and_all_are_0_and_100_percent(part: int, text: str) -> None:
    assert percent(part, 200) == f"{text}\u00a0%"


def test_an_interval_has_the_decimals_of_its_larger_end() -> None:
    assert interval(-3.2, 0.141) == "−3.20 to 0.14"
    assert interval(-0.001, 12) == "0.0 to 12.0"  # no minus sign before a rounded zero


def test_settings_and_counts_stay_short() -> None:
    assert setting(0.05) == "0.05"
    assert [counted(n, "minute") for n in (1, 2)] == ["1 minute", "2 minutes"]


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_any_number_becomes_text_near_itself(value: float) -> None:
    text = number(value)
    if not math.isfinite(value):
        assert text == "not available"
    elif "×" not in text:
        assert math.isclose(float(text.replace("−", "-")), value, rel_tol=0.005, abs_tol=0)  # three digits: 0.5 %


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_monte_carlo_interval_holds_the_share(counts: tuple[int, int]) -> None:
    low, high = share_interval(*counts)
    share = counts[0] / counts[1]
    assert 0 <= low <= share + 1e-12  # rounding of the last digit only
    assert share - 1e-12 <= high <= 1


def test_the_band_of_chance_holds_nine_tenths_of_unrelated_parameters() -> None:
    from scipy.stats import spearmanr

    rng = np.random.default_rng(3)
    inside = [abs(spearmanr(*rng.normal(size=(2, 100))).statistic) < noise_band(100) for _ in range(300)]
    assert abs(np.mean(inside) - 0.9) < 0.052  # three standard errors of a share of 0.9 among 300
