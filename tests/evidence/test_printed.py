"""Printed text is read by rules, and every parsed cell of the tables is what the rule reads from the text beside it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allostasis.evidence import load
from allostasis.evidence import printed as rule

EVIDENCE = load()

OWN_DIRECTION = {
    "heroin_fmri_abstinence2012.cue_response_short_against_long": "the raw code speaks of time, the row of groups",
    "cud_tsst2020.cortisol_by_sex": "better in women only is mixed",
    "stauffer2016.implicit_association_within_oxytocin": "which way the score counts was not seen",
}
"""Rows whose direction does not follow from the raw code alone, and why."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p<0.001", rule.Statistic(p_value=0.001, p_bound="below")),
        ("p=0.16", rule.Statistic(p_value=0.16, p_bound="equal")),
        ("P < 0.000 as printed", rule.Statistic()),
        ('p printed as "> 0.001"', rule.Statistic()),
        ("Wilcoxon p=1.6e-27", rule.Statistic(p_value=1.6e-27, p_bound="equal")),
        ("F(1,69)=1.73, p=0.19", rule.Statistic("F", 1.73, 1, 69, 0.19, "equal")),
        ("F=4.109, p=0.054", rule.Statistic("F", 4.109, None, None, 0.054, "equal")),
        ("r=-0.609, p<0.001", rule.Statistic("r", -0.609, None, None, 0.001, "below")),
        ("Z=-1.78, p=0.075", rule.Statistic("z", -1.78, None, None, 0.075, "equal")),
        ("within-arm t=2.12, p=0.037", rule.Statistic("t", 2.12, None, None, 0.037, "equal")),
        ("rho=0.249, p=0.008", rule.Statistic("rho", 0.249, None, None, 0.008, "equal")),
        ("|Rho|>0.185, P<0.050", rule.Statistic(p_value=0.05, p_bound="below")),
        ("no significant effect", rule.Statistic()),
    ],
)
def test_a_statistic_is_read_as_printed(text: str, expected: rule.Statistic) -> None:
    assert rule.statistic(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("odds 4.61 (95% CI 1.05-20.3)", rule.Estimate("odds", 4.61, 1.05, 20.3, "ci95")),
        ("OR 3.26 (95% CI 1.27-8.41)", rule.Estimate("odds_ratio", 3.26, 1.27, 8.41, "ci95")),
        ("HR (Exp B) 2.88 (95% CI 1.70-4.85)", rule.Estimate("hazard_ratio", 2.88, 1.7, 4.85, "ci95")),
        ("difference -22.3 mg, 95% CI -86.9 to 42.4", rule.Estimate("mean_difference", -22.3, -86.9, 42.4, "ci95")),
        ("Cohen's d 0.71-0.90 (between groups)", rule.Estimate("cohens_d", None, 0.71, 0.9, "range")),
        ("ratio of concentrations 1.56", rule.Estimate("ratio", 1.56)),
        ("beta -0.50", rule.Estimate("slope", -0.5)),
        ("significantly lower", None),
    ],
)
def test_an_estimate_is_read_with_its_interval(text: str, expected: rule.Estimate | None) -> None:
    assert rule.estimate(text) == expected


def test_small_texts_are_read() -> None:
    assert rule.completed("completed 10/12 vs 5/10; withdrawals 2 vs 5") == (10, 12, 5, 10)
    assert rule.number("6,871") == 6871


def test_a_text_of_another_form_gives_nothing() -> None:
    assert [reader("about a dozen") for reader in (rule.completed, rule.number)] == [None, None]


@given(st.text(max_size=60))
def test_no_text_makes_a_rule_fail(text: str) -> None:
    rule.statistic(text)
    rule.estimate(text)
    for reader in (rule.completed, rule.number):
        reader(text)


@given(st.floats(-1e4, 1e4).map(lambda x: round(x, 3)), st.floats(0.001, 1).map(lambda p: round(p, 3)))
def test_a_printed_number_comes_back(value: float, p: float) -> None:
    found = rule.statistic(f"t={value:.3f}, p={p:.3f}")
    assert (found.test_value, found.p_value) == (pytest.approx(value), pytest.approx(p))


@pytest.mark.parametrize(
    ("code", "good", "text", "expected"),
    [
        ("better", "lower", "", "lower"),
        ("worse", "lower", "", "higher"),
        ("better", "neither", "significantly decreased vs placebo", "lower"),
        ("better", "neither", "p<0.001", "not_stated"),
        ("better", "neither", "lower HR and higher HRV", "not_stated"),
        ("worse", "neither", "increased", "higher"),
        ("association_neg", "neither", "", "lower"),
        ("blocked", "lower", "", "mixed"),
        ("unassigned", "lower", "reduced", "not_stated"),
    ],
)
def test_a_direction_follows_from_the_code(code: str, good: Any, text: str, expected: str) -> None:
    assert rule.direction_of(code, good, text) == expected


def test_every_parsed_statistic_of_the_tables_is_what_the_rule_reads() -> None:
    wrong = []
    for effect in EVIDENCE.effects.values():
        read = rule.statistic(effect.statistic_text or "")
        held = (effect.test, effect.test_value, effect.df1, effect.df2, effect.p_value, effect.p_bound)
        wrong += [(effect.effect_id, held, read)] if held != tuple(read) else []
    assert wrong == []


def test_every_printed_estimate_of_the_tables_is_what_the_rule_reads() -> None:
    read_by_rule = [(e, found) for e in EVIDENCE.effects.values() if (found := rule.estimate(e.value_text or ""))]
    assert len(read_by_rule) > 15
    for effect, found in read_by_rule:
        assert (effect.effect_type, effect.value, effect.low, effect.high, effect.error_kind) == found, effect.effect_id


def test_every_plain_number_of_the_tables_is_the_number_printed() -> None:
    plain = [(e, n) for e in EVIDENCE.effects.values() if (n := rule.number(e.value_text or "")) is not None]
    assert len(plain) > 60
    for effect, value in plain:
        is_reduction = effect.effect_type == "percent_change" and "reduction" in (effect.note or "")
        # A share printed as a fraction is held in per cent, as all shares are.
        factor = -1 if is_reduction else 100 if effect.unit == "%" and value < 1 and effect.value != value else 1
        assert effect.value == pytest.approx(factor * value), effect.effect_id


def test_every_direction_of_the_tables_follows_from_its_raw_code() -> None:
    wrong = []
    for effect in EVIDENCE.effects.values():
        code = (effect.direction_text or "").partition(" (")[0]
        if not code or effect.effect_id in OWN_DIRECTION:
            continue
        read = rule.direction_of(code, EVIDENCE.outcomes[effect.outcome].good_direction, effect.statistic_text or "")
        if read == "not_stated" and effect.value is not None and code not in ("n/a", "-"):
            read = rule.direction_of_estimate(effect.effect_type, effect.value)
        wrong += [(effect.effect_id, code, effect.direction, read)] if effect.direction != read else []
    assert wrong == []


def test_events_of_both_arms_are_those_printed() -> None:
    found = [(e, arms) for e in EVIDENCE.effects.values() if (arms := rule.completed(e.statistic_text or ""))]
    assert len(found) == 3
    for effect, arms in found:
        assert (effect.events_treat, effect.n_treat, effect.events_control, effect.n_control) == arms
