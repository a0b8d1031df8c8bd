"""The claims that come with the package: they cover the review, name what exists, and hang on their rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from allostasis.errors import InputError
from allostasis.evidence import Effect, Evidence
from allostasis.evidence.claims import (
    Claim,
    Claims,
    Part,
    Standing,
    Verdict,
    judge,
    judge_claim,
    judge_part,
    load_claims,
)
from allostasis.models.describe import describe, parameters
from allostasis.models.human import Human

NAMES = list(load_claims().claims)
PARTS = [(name, part) for name, claim in load_claims().claims.items() for part in claim.parts]
Turn = Callable[[Effect, str], Effect]

OPPOSITE = {"lower": "higher", "higher": "lower", "better": "worse", "worse": "better"}
RATIOS = {"odds_ratio", "risk_ratio", "hazard_ratio", "rate_ratio", "mortality_ratio", "ratio", "fold_change"}


def turned(effect: Effect, supports: str) -> Effect:
    """The row with its result the other way round."""
    if supports == "moderated":
        return effect.model_copy(
            update={"direction": "mixed" if effect.direction == "null" else "null", "verdict": "null"}
        )
    cells: dict[str, Any] = {
        "direction": OPPOSITE.get(effect.direction, effect.direction),
        "verdict": OPPOSITE.get(effect.verdict, effect.verdict),
    }
    if effect.value is not None:
        turn: Callable[[float], float] = (lambda x: 1 / x) if effect.effect_type in RATIOS else (lambda x: -x)
        cells["value"] = turn(effect.value)
        if effect.low is not None and effect.high is not None:
            cells |= {"low": turn(effect.high), "high": turn(effect.low)}
    return effect.model_copy(update=cells)


def pointing(wanted: Standing) -> Turn:
    """A change that puts every row on one side of its statement."""

    def turn(effect: Effect, supports: str) -> Effect:
        if supports == "moderated":
            return effect.model_copy(
                update={"direction": "mixed" if wanted is Standing.FOR else "null", "verdict": "null"}
            )
        yes = {"ratio_above_1": "higher", "ratio_below_1": "lower"}.get(supports, supports)
        yes = {"association_positive": "higher", "association_negative": "lower"}.get(yes, yes)
        word = yes if wanted is Standing.FOR else OPPOSITE[yes]
        cells: dict[str, Any] = {"verdict": word} if word in ("better", "worse") else {"direction": word}
        if effect.value is not None:
            up = word == "higher"
            cells |= {"value": 2.0 if up else 0.5 if effect.effect_type in RATIOS else -2.0, "low": None, "high": None}
        return effect.model_copy(update=cells)

    return turn


def changed(part: Part, evidence: Evidence, turn: Turn) -> Evidence:
    """The evidence in which every row of one part was changed."""
    supports = {effect: reading.supports for reading in part.rows for effect in reading.effects}
    rows = {name: turn(evidence.effects[name], how) for name, how in supports.items()}
    return replace(evidence, effects={**evidence.effects, **rows})


def verdict_of(claim: Claim, evidence: Evidence, turn: Turn) -> Verdict:
    """The verdict on a claim of which every row was changed, each as its part reads it."""
    from allostasis.evidence.claims.verdict import combine, verdict_of_disagreement

    judged = [judge_part(name, part, changed(part, evidence, turn)) for name, part in claim.parts.items()]
    if claim.holds_when == "results_disagree":
        return verdict_of_disagreement([(s.standing, s.weight) for part in judged for s in part.samples])
    return combine(part.verdict for part in judged)


@pytest.mark.parametrize(("name", "part_name"), PARTS)
def test_turning_the_rows_of_a_statement_turns_its_verdict(
    claims: Claims, evidence: Evidence, name: str, part_name: str
) -> None:
    part = claims.claims[name].parts[part_name]
    before = judge_part(part_name, part, evidence).verdict
    after = judge_part(part_name, part, changed(part, evidence, turned)).verdict
    if not part.rows:
        assert before is Verdict.NO_EVIDENCE
    elif before.mirror is before:  # undecided: turning gives the same word, taking sides must not
        one, other = (
            judge_part(part_name, part, changed(part, evidence, pointing(side))).verdict
            for side in (Standing.FOR, Standing.AGAINST)
        )
        assert one.step > 0
        assert other is one.mirror
    else:
        assert after is not before
        assert (after.step > 0) is (before.step < 0)


@pytest.mark.parametrize("name", NAMES)
def test_turning_the_rows_of_a_claim_changes_its_verdict(claims: Claims, evidence: Evidence, name: str) -> None:
    claim = claims.claims[name]
    before = judge_claim(name, claim, evidence).verdict
    assert verdict_of(claim, evidence, lambda effect, _: effect) is before
    if claim.holds_when == "parts_hold" and before.mirror is not before:
        assert verdict_of(claim, evidence, turned) is not before
    one, other = (verdict_of(claim, evidence, pointing(side)) for side in (Standing.FOR, Standing.AGAINST))
    if claim.holds_when == "results_disagree":
        assert {one, other} == {Verdict.CONTRADICTED}, "results that agree are not mixed"
        assert before is not Verdict.CONTRADICTED
    else:
        assert one.step > 0
        assert other is one.mirror


@pytest.mark.parametrize("name", NAMES)
def test_without_rows_there_is_no_evidence(claims: Claims, evidence: Evidence, name: str) -> None:
    claim = claims.claims[name]
    empty = {part_name: part.model_copy(update={"rows": ()}) for part_name, part in claim.parts.items()}
    judged = judge_claim(name, claim.model_copy(update={"parts": empty}), evidence)
    assert judged.verdict is Verdict.NO_EVIDENCE
    assert {part.verdict for part in judged.parts} == {Verdict.NO_EVIDENCE}


def test_every_effect_and_pool_that_a_claim_names_exists(claims: Claims, evidence: Evidence) -> None:
    every = [part for claim in claims.claims.values() for part in claim.parts.values()]
    assert [effect for part in every for effect in part.effects if effect not in evidence.effects] == []
    assert [pool for part in every for pool in part.published_pools if pool not in evidence.pooled] == []


def test_every_model_quantity_that_a_claim_names_is_in_the_model(claims: Claims, evidence: Evidence) -> None:
    every = [part for claim in claims.claims.values() for part in claim.parts.values()]
    named = {name for part in every for name in part.model_quantities} - set(parameters()) - set(Human.states())
    assert [name for name in sorted(named) if not is_a_signal(name, evidence)] == []


def is_a_signal(name: str, evidence: Evidence) -> bool:
    """Whether the subsystems of the model hand something of this name to each other."""
    try:
        return bool(describe(name, evidence)["kind"] == "signal")
    except InputError:
        return False


def test_trials_of_oxytocin_enter_by_their_comparison_with_placebo(claims: Claims, evidence: Evidence) -> None:
    parts = claims.claims["nasal_trials_are_mixed"].parts.values()
    kinds = {evidence.effects[effect].contrast_kind for part in parts for effect in part.effects}
    assert kinds <= {"intervention", "moderation"}, "a change within one arm says nothing about oxytocin"


def test_a_row_of_a_claim_is_read_as_what_it_is(claims: Claims, evidence: Evidence) -> None:
    judged = judge(evidence, claims)
    moderated = {row.effect_id for each in judged.values() for row in each.rows if row.supports == "moderated"}
    assert [name for name in moderated if evidence.effects[name].contrast_kind == "association"] == []


def test_the_order_of_rows_does_not_change_a_verdict(claims: Claims, evidence: Evidence) -> None:
    backwards = replace(evidence, effects=dict(reversed(list(evidence.effects.items()))))
    for name, claim in claims.claims.items():
        reverse = {
            part_name: part.model_copy(
                update={
                    "rows": tuple(
                        reading.model_copy(update={"effects": reading.effects[::-1]}) for reading in part.rows[::-1]
                    )
                }
            )
            for part_name, part in reversed(list(claim.parts.items()))
        }
        turned_claim = claim.model_copy(update={"parts": reverse})
        assert judge_claim(name, turned_claim, backwards).verdict is judge_claim(name, claim, evidence).verdict
