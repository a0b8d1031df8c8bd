"""Which rows answer a question: every row of the outcome is either in, or out with a reason."""

from __future__ import annotations

import pytest

from allostasis.errors import EvidenceError
from allostasis.evidence import load
from allostasis.evidence.synthesis import question, select

from .made_up import better, effect, tables


def test_each_row_that_does_not_answer_says_why():
    evidence = tables(
        better("kept.a"),
        better("rat.a"),
        better("alcohol.a"),
        better("unknown.a"),
        better("arm.a", contrast_kind="within_arm"),
        better("other.a", intervention="naltrexone"),
        better("held.a"),
        effect("silent.a", direction="not_stated", verdict="unassigned"),
        better("kept.women", subgroup="women"),
        effect("hormone.a", outcome="cortisol"),
        studies={
            "rat": {"species": "rat"},
            "alcohol": {"substance": "alcohol"},
            "unknown": {"substance": None},
            "held": {"role": "held_out"},
        },
    )
    asked = question(evidence, "craving", population="oud", roles=("context",), exact=False)
    # the family wins over no outcome here, because "craving" as an outcome belongs to another family
    chosen = select(evidence, asked)
    assert [row.effect_id for row in chosen.rows] == ["kept.a"]
    reasons = {row.effect_id: row.reason for row in chosen.excluded}
    assert reasons == {
        "rat.a": "species: rat",
        "alcohol.a": "substance: alcohol, not an opioid",
        "unknown.a": "substance: not known, not an opioid",
        "arm.a": "kind of comparison: within arm",
        "other.a": "intervention: naltrexone",
        "held.a": "role: held out",
        "silent.a": "no direction was printed",
        "kept.women": "a subgroup of a sample that is in as a whole",
    }


def test_a_subgroup_stays_if_the_whole_was_reported_at_another_time():
    evidence = tables(better("a.women", subgroup="women", timepoint="day 1"), effect("a.all", timepoint="day 5"))
    assert len(select(evidence, question(evidence, "craving")).rows) == 2


def test_exact_asks_for_the_outcome_and_not_its_family():
    evidence = load()
    family, alone = question(evidence, "withdrawal"), question(evidence, "withdrawal", exact=True)
    assert "rescue_medication" in family.outcomes
    assert alone.outcomes == ("withdrawal",)


def test_every_shipped_row_of_an_outcome_is_in_or_out():
    evidence = load()
    asked = question(evidence, "craving", population="oud")
    chosen = select(evidence, asked)
    named = [row.effect_id for row in (*chosen.rows, *chosen.excluded)]
    assert sorted(named) == sorted(row.effect_id for row in evidence.effects.values() if row.outcome in asked.outcomes)
    assert all(row.reason for row in chosen.excluded)


def test_unknown_words_are_refused_together_with_near_ones():
    with pytest.raises(EvidenceError) as caught:
        question(load(), "craveing", species="humans", population="some", roles=("train",))
    problems = {problem.place: problem for problem in caught.value.problems}
    assert set(problems) == {"outcome", "--species", "--population", "--roles"}
    assert "craving" in problems["outcome"].cause
    assert "human" in problems["--species"].cause
