"""Priors with impossible arguments, or with a default that their distribution makes unlikely, are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allostasis.evidence import Prior
from allostasis.evidence.distributions import faults


def prior(distribution: str, default: float, a: float | None, b: float | None) -> Prior:
    cells = {"distribution": distribution, "default": default, "a": a, "b": b}
    empty = dict.fromkeys(["between_subject", "between_subject_kind", "reason", "rows"])
    return Prior.model_validate({"parameter": "hpa.x", "unit": "1", "rule": "assumed", **empty, **cells})


def columns(distribution: str, default: float, a: float | None, b: float | None) -> list[str]:
    return [column for column, _, _ in faults(prior(distribution, default, a, b))]


@pytest.mark.parametrize(
    ("distribution", "default", "a", "b"),
    [
        ("fixed", 3, None, None),
        ("normal", 0, 0, 0.5),
        ("lognormal", 1, 1, 0.4),
        ("uniform", 1, 0, 1),
        ("loguniform", 1e-4, 1e-5, 1e-3),
        ("beta", 0.4, 2, 3),
        ("truncated_normal", 0, 0.1, 0.1),
    ],
)
def test_possible_priors_pass(distribution: str, default: float, a: float | None, b: float | None) -> None:
    assert columns(distribution, default, a, b) == []


@pytest.mark.parametrize(
    ("distribution", "default", "a", "b", "column"),
    [
        ("fixed", 3, 3, None, "a"),
        ("normal", 0, 0, 0, "b"),
        ("normal", 0, 0, -1, "b"),
        ("normal", 3, 0, 1, "default"),
        ("lognormal", 1, -1, 0.4, "a"),
        ("lognormal", 10, 1, 0.4, "default"),
        ("lognormal", 0, 1, 0.4, "default"),
        ("uniform", 0, 1, 1, "b"),
        ("uniform", 2, 0, 1, "default"),
        ("loguniform", 1, 0, 1, "a"),
        ("beta", 1, 2, 3, "default"),
        ("beta", 0.5, 2, 0, "b"),
        ("truncated_normal", -0.1, 0, 1, "default"),
        ("uniform", 0, None, 1, "a"),
    ],
)
def test_impossible_priors_are_refused_by_column(
    distribution: str, default: float, a: float | None, b: float | None, column: str
) -> None:
    assert columns(distribution, default, a, b) == [column]


@given(st.floats(1e-6, 1e6), st.floats(0.01, 2))
def test_the_median_of_a_lognormal_is_always_likely_and_a_slip_of_three_digits_never_with_a_narrow_prior(
    median: float, sd: float
) -> None:
    assert columns("lognormal", median, median, sd) == []
    assert columns("lognormal", median * 1000, median, sd) == ["default"]  # 2.33 x 2 < ln 1000 = 6.9
