"""Answers: when numbers are pooled and by which model, what is refused, and what is always said."""

from __future__ import annotations

import doctest
import json

import pytest

from allostasis.errors import EvidenceError
from allostasis.evidence.meta import random_effects
from allostasis.evidence.synthesis import answering, in_words, synthesise

from .made_up import better, effect, sized, tables, worse

KEYS = ("a", "b", "c", "d")
MEANS = (-0.2, -0.5, -0.9, 0.1)


def ask(*rows, outcome="craving", studies=None, factors=False, **options):
    return synthesise(outcome, evidence=tables(*rows, studies=studies), factors=factors, **options)


@pytest.fixture(scope="module")
def four():
    return ask(*(sized(f"{key}.x", mean) for key, mean in zip(KEYS, MEANS, strict=True)))


def test_two_samples_give_no_pooled_number_however_many_rows_they_have():
    rows = [sized("a.x", -0.3), sized("a.y", -0.4), sized("b.x", -0.2), sized("b.y", -0.1)]
    answer = ask(*rows)
    assert answer.pooling.pooled is None
    assert answer.pooling.why_not.startswith("2 independent samples")
    assert answer.diagnostics is None
    assert answer.sign_and_size.k == 2


def test_one_size_per_sample_is_pooled_by_reml_with_knapp_hartung(four):
    sizes = [row.size for row in four.rows]
    fit = random_effects([s.estimate for s in sizes], [s.variance for s in sizes], test="knapp_hartung")
    found = four.pooling.pooled
    assert (found.estimate, found.low, found.high) == pytest.approx((fit.estimate, fit.estimate_low, fit.estimate_high))
    assert found.prediction_low < found.low < found.high < found.prediction_high
    assert "Knapp-Hartung" in found.model
    assert {each.model.split(",")[0] for each in four.pooling.estimators} >= {"common effect", "random effects (DL)"}


def test_several_sizes_per_sample_are_pooled_as_correlated_effects():
    rows = [sized(f"{key}.{row}", mean) for key, mean in zip(KEYS, MEANS, strict=True) for row in "xy"]
    answer = ask(*rows)
    assert "CR2" in answer.pooling.pooled.model
    assert (answer.pooling.pooled.rows, answer.pooling.pooled.samples) == (8, 4)
    assert [r for r, _ in answer.pooling.swept] == [0.3, 0.5, 0.7]
    assert len({found.se for _, found in answer.pooling.swept}) == 3, "the assumed correlation counts"


def test_studies_that_share_people_count_as_one_sample():
    rows = [sized("a.x", -0.3), sized("b.x", -0.4, sample_id="a"), sized("c.x", -0.2)]
    answer = ask(*rows)
    assert len(answer.studies) == 3
    assert len(answer.harvest.lines) == 2
    assert answer.pooling.pooled is None


def test_a_model_that_is_asked_for_is_used_and_an_unknown_one_is_refused():
    rows = [sized(f"{key}.x", mean) for key, mean in zip(KEYS, MEANS, strict=True)]
    assert ask(*rows, model="DL", test="normal").pooling.pooled.model == "random effects (DL), normal test"
    with pytest.raises(EvidenceError, match="--model"):
        ask(*rows, model="XY")


def test_odds_ratios_alone_are_pooled_as_odds_ratios():
    counts = {"n_treat": 20, "n_control": 20, "events_control": 10, "effect_type": "proportion"}
    rows = [
        effect(f"{key}.x", outcome="retention", direction="higher", verdict="better", events_treat=events, **counts)
        for key, events in zip("abc", (13, 15, 16), strict=True)
    ]
    answer = ask(*rows, outcome="retention")
    assert answer.pooling.pooled.measure == "log_odds_ratio"
    assert "odds ratio" in in_words(answer)


def test_species_are_never_pooled():
    rows = [sized(f"{key}.x", mean) for key, mean in zip(KEYS, MEANS, strict=True)]
    answer = ask(*rows, studies={"a": {"species": "rat"}, "b": {"species": "rat"}}, species=("human", "rat"))
    assert answer.pooling.pooled is None
    assert answer.sign_and_size is None
    assert [(part.species, part.samples) for part in answer.species] == [("human", 2), ("rat", 2)]
    assert any("Several species" in limit for limit in answer.limits)
    # the rats (0.2 and 0.5) and the people (0.9 and -0.1) do not differ; the interval says how little is known
    assert answer.species_difference.low < 0 < answer.species_difference.high


def test_turning_every_row_round_turns_the_answer_round(four):
    turned = ask(*(sized(f"{key}.x", -mean) for key, mean in zip(KEYS, MEANS, strict=True)))
    assert turned.pooling.pooled.estimate == pytest.approx(-four.pooling.pooled.estimate)
    assert turned.sign_and_size.posterior.mean == pytest.approx(-four.sign_and_size.posterior.mean, abs=1e-6)
    assert "favours oxytocin" in in_words(four)
    assert "favours the comparator" in in_words(turned)


def test_diagnostics_leave_each_sample_out(four):
    assert [left.sample for left in four.diagnostics.leave_one_out] == list(KEYS)
    assert "too few" in four.diagnostics.note


def test_the_harvest_shows_each_sample_once_with_what_it_printed():
    rows = [better("a.x"), effect("a.y"), worse("b.x"), effect("c.x"), effect("d.x", verdict="mixed")]
    answer = ask(*rows, better("e.x", p_value=0.001, p_bound="below"), worse("e.y"))
    found = {line.sample_id: (line.verdict, line.information) for line in answer.harvest.lines}
    assert found == {
        "a": ("positive", "sign"),
        "b": ("negative", "sign"),
        "c": ("none", "sign"),
        "d": ("mixed", "none"),
        "e": ("mixed", "bound"),
    }


def test_held_out_studies_are_counted_and_can_be_left_out():
    rows = [better("a.x"), better("b.x")]
    held = {"b": {"role": "held_out"}}
    assert any("1 study" in limit for limit in ask(*rows, studies=held).limits)
    alone = ask(*rows, studies=held, roles=("calibration", "context"))
    assert alone.studies == ("a",)


def test_a_factor_is_analysed_only_where_enough_trials_print_it():
    single = [better(f"s{i}.x") for i in range(3)]
    repeated = [worse(f"r{i}.x") for i in range(3)]
    doses = {row.study_id: {"dosing": "single"} for row in single} | {
        row.study_id: {"dosing": "repeated"} for row in repeated
    }
    factors = {factor.name: factor for factor in ask(*single, *repeated, studies=doses, factors=True).factors}
    dosing = factors["single or repeated doses"]
    assert (dosing.known, dosing.samples) == (6, 6)
    beliefs = {level.name: level.belief.new_positive for level in dosing.levels}
    assert beliefs["single"] > 0.6 > 0.4 > beliefs["repeated"]
    assert dosing.difference is not None
    time = factors["dose-to-test time"]
    assert (time.known, time.levels, time.difference) == (0, (), None)
    assert time.says.endswith("not analysed")


def test_a_factor_known_for_few_is_not_analysed_even_if_its_levels_are_large_enough():
    rows = [better(f"s{i}.x") for i in range(14)]
    minutes = {f"s{i}": {"dose_to_test_minutes": 20 if i < 3 else 60} for i in range(6)}
    factors = {factor.name: factor for factor in ask(*rows, studies=minutes, factors=True).factors}
    assert "known for 6 of 14 samples, too few" in factors["dose-to-test time"].says
    assert all(level.belief is None for level in factors["dose-to-test time"].levels)


def test_no_rows_are_an_answer_too():
    answer = ask(better("a.x"), species="rat")
    assert answer.rows == ()
    assert answer.reasons == {"species: human": 1}
    assert "No row answers this" in in_words(answer)
    json.dumps(answer.to_dict(), allow_nan=False)


def test_the_example_in_the_documentation_runs():
    assert doctest.testmod(answering).failed == 0


def test_everything_can_be_written_as_json(four):
    answer = json.loads(json.dumps(four.to_dict(), allow_nan=False))
    assert answer["samples"] == 4
    assert len(answer["table"]) == 4
    assert answer["sign_and_size"]["prior"]["new_positive"] == pytest.approx(0.5)
    assert answer["words"].startswith("Does oxytocin change craving")
