"""Published pools stand beside the questions that they are about, and move none of our numbers."""

from __future__ import annotations

from allostasis.evidence import load
from allostasis.evidence.synthesis import Synthesis, in_words, published_pools, question, synthesise

from .made_up import pool, sized, tables

ROWS = [sized(f"{key}.x", mean) for key, mean in zip("abcd", (-0.2, -0.5, -0.9, 0.1), strict=True)]
POOLS = (
    pool("family.x"),
    pool("part.x", outcome="craving_cue"),
    pool("other.x", outcome="retention"),
    pool("unfitting.x", outcome=None),
    pool("association.x", contrast_kind="association", intervention=None),
    pool("naltrexone.x", intervention="naltrexone"),
    pool("rats.x"),
)
STUDIES = {"rats": {"species": "rat"}, "family": {"substance": "several"}}


def ask(outcome: str = "craving", **options: str) -> Synthesis:
    return synthesise(outcome, evidence=tables(*ROWS, studies=STUDIES, pools=POOLS), factors=False, **options)


def beside(answer: Synthesis) -> dict[str, str]:
    return {each.pool.study_id: each.covers for each in answer.published}


def test_pools_of_the_same_species_comparison_and_outcome_stand_beside_the_answer() -> None:
    assert beside(ask()) == {"family": "same", "part": "narrower"}
    assert beside(ask("craving_cue")) == {"part": "same", "family": "wider"}
    assert beside(ask("craving_vas")) == {"family": "wider"}
    assert beside(ask(species="rat")) == {"rats": "same"}
    assert beside(ask(contrast="association")) == {"association": "same"}
    assert beside(ask(intervention="any")) == {"family": "same", "naltrexone": "same", "part": "narrower"}


def test_a_pool_of_all_substances_is_wider_than_a_question_on_opioids() -> None:
    assert beside(ask(population="oud")) == {"part": "narrower", "family": "wider"}


def test_pools_are_shown_in_words_and_in_json_and_move_no_number() -> None:
    with_pools = ask()
    without = synthesise("craving", evidence=tables(*ROWS), factors=False)
    assert "family, oxytocin on craving: g 0.5 (0.1 to 0.9), 7 studies" in in_words(with_pools)
    assert "Published by others" not in in_words(without)
    shown, bare = with_pools.to_dict(), without.to_dict()
    assert [each["pool"]["value"] for each in shown["published"]] == [0.5, 0.5]
    changed = {key for key in shown if shown[key] != bare[key]}
    assert changed == {"published", "words"}


def test_the_published_pools_of_the_tables_stand_where_they_belong() -> None:
    evidence = load()
    cortisol = published_pools(evidence, question(evidence, "cortisol"))
    assert {each.pool.study_id for each in cortisol} == {"cardoso2014"}
    groups = published_pools(evidence, question(evidence, "cortisol", contrast="groups"))
    assert {each.pool.study_id for each in groups} == {"bernard2017", "els_cortisol_2017"}
    assert published_pools(evidence, question(evidence, "craving", species="rat")) == ()
