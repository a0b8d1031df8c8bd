"""From rows to a verdict: samples count once, species apart, and turning every row round turns the verdict round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from allostasis.evidence import Evidence
from allostasis.evidence.claims import Part, Standing, Verdict, judge_part
from allostasis.evidence.claims.verdict import (
    combine,
    over_species,
    probability_of_for,
    standing_of_sample,
    verdict_of_disagreement,
    verdict_of_samples,
)

Body = Callable[[Iterable[dict[str, Any]]], tuple[Part, Evidence]]

LOWER, HIGHER, NULL = {"direction": "lower"}, {"direction": "higher"}, {"direction": "null"}
standings = st.sampled_from(list(Standing))
samples = st.lists(st.tuples(standings, st.sampled_from([0.5, 1.0])), max_size=12)


def verdict_on(body: Body, rows: Iterable[dict[str, Any]]) -> Verdict:
    return judge_part("made", *body(rows)).verdict


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([], Verdict.NO_EVIDENCE),
        ([{"direction": "not_stated"}], Verdict.NO_EVIDENCE),
        ([LOWER] * 2, Verdict.THIN_FOR),
        ([LOWER, HIGHER], Verdict.THIN_OPEN),
        ([NULL], Verdict.THIN_OPEN),
        ([HIGHER], Verdict.THIN_AGAINST),
        ([LOWER] * 3, Verdict.SUPPORTED),
        ([LOWER] * 4 + [NULL], Verdict.SUPPORTED),
        ([LOWER] * 3 + [NULL], Verdict.MOSTLY_SUPPORTED),
        ([LOWER] * 3 + [HIGHER], Verdict.MIXED),
        ([LOWER] * 2 + [NULL] * 2, Verdict.MIXED),
        ([LOWER] + [NULL] * 3, Verdict.NO_EFFECT),
        ([NULL] * 3, Verdict.NO_EFFECT),
        ([HIGHER] * 3 + [NULL], Verdict.MOSTLY_CONTRADICTED),
        ([HIGHER] * 3, Verdict.CONTRADICTED),
        ([LOWER] * 3 + [{"direction": "not_stated"}] * 5, Verdict.SUPPORTED),
    ],
)
def test_the_verdict_follows_the_stated_thresholds(body: Body, rows: list[dict[str, Any]], verdict: Verdict) -> None:
    assert verdict_on(body, rows) is verdict


def test_several_rows_of_one_sample_count_once(body: Body) -> None:
    repeated = [{**LOWER, "sample_id": "same"}] * 9
    assert verdict_on(body, repeated) is Verdict.THIN_FOR
    part, evidence = body([*repeated, HIGHER, HIGHER])
    judged = judge_part("made", part, evidence)
    assert (judged.counts.supporting, judged.counts.against) == (1, 2)


def test_a_repeated_row_does_not_move_the_verdict(body: Body) -> None:
    rows = [{**LOWER, "sample_id": "a"}, {**HIGHER, "sample_id": "b"}, {**HIGHER, "sample_id": "c"}]
    assert verdict_on(body, rows) is verdict_on(body, rows + rows[:1] * 5)


def test_rows_of_one_sample_are_decided_by_most_of_them_and_a_tie_is_neutral() -> None:
    assert standing_of_sample([Standing.FOR, Standing.FOR, Standing.AGAINST]) is Standing.FOR
    assert standing_of_sample([Standing.FOR, Standing.AGAINST]) is Standing.NEUTRAL
    assert standing_of_sample([Standing.FOR, Standing.UNKNOWN]) is Standing.FOR
    assert standing_of_sample([Standing.UNKNOWN]) is Standing.UNKNOWN


def test_samples_known_from_secondary_sources_weigh_half(body: Body) -> None:
    rows = [LOWER] * 3 + [NULL]
    assert verdict_on(body, rows) is Verdict.MOSTLY_SUPPORTED
    secondary = [LOWER] * 3 + [{**NULL, "source_level": "secondary_review"}]
    assert verdict_on(body, secondary) is Verdict.SUPPORTED, "3 of 3.5 is more than 0.8"


def test_species_are_judged_apart(body: Body) -> None:
    rows = [{**LOWER, "species": "rat"}] * 9 + [{**HIGHER, "species": "human"}] * 3
    judged = judge_part("made", *body(rows))
    assert {each.tally.species: each.verdict for each in judged.by_species} == {
        "human": Verdict.CONTRADICTED,
        "rat": Verdict.SUPPORTED,
    }
    assert judged.verdict is Verdict.MIXED, "nine rats do not outvote three people"


def test_one_contradicted_part_keeps_a_claim_from_being_supported() -> None:
    assert combine([Verdict.SUPPORTED] * 9) is Verdict.SUPPORTED
    assert combine([Verdict.SUPPORTED] * 9 + [Verdict.CONTRADICTED]) is Verdict.MOSTLY_SUPPORTED


def test_an_untested_part_keeps_a_claim_from_being_supported() -> None:
    assert combine([Verdict.SUPPORTED, Verdict.NO_EVIDENCE]) is Verdict.MOSTLY_SUPPORTED
    assert combine([Verdict.NO_EVIDENCE] * 2) is Verdict.NO_EVIDENCE
    assert combine([]) is Verdict.NO_EVIDENCE


def test_a_statement_with_too_little_evidence_keeps_a_claim_from_being_supported() -> None:
    assert combine([Verdict.SUPPORTED] * 9 + [Verdict.THIN_FOR]) is Verdict.MOSTLY_SUPPORTED


def test_a_claim_of_which_most_statements_are_thin_is_thin() -> None:
    assert combine([Verdict.SUPPORTED, Verdict.THIN_FOR]) is Verdict.MOSTLY_SUPPORTED, "half is enough"
    assert combine([Verdict.SUPPORTED, Verdict.THIN_FOR, Verdict.NO_EVIDENCE]) is Verdict.THIN_FOR
    assert combine([Verdict.CONTRADICTED, Verdict.THIN_AGAINST, Verdict.THIN_AGAINST]) is Verdict.THIN_AGAINST


def test_a_second_species_that_says_the_same_does_not_weaken_a_statement() -> None:
    assert over_species([Verdict.SUPPORTED, Verdict.THIN_FOR]) is Verdict.SUPPORTED
    assert over_species([Verdict.SUPPORTED, Verdict.NO_EVIDENCE]) is Verdict.SUPPORTED
    assert over_species([]) is Verdict.NO_EVIDENCE


def test_three_samples_of_which_one_is_known_at_second_hand_are_too_few(body: Body) -> None:
    assert verdict_on(body, [LOWER] * 3) is Verdict.SUPPORTED
    assert verdict_on(body, [LOWER, LOWER, {**LOWER, "source_level": "secondary_review"}]) is Verdict.THIN_FOR


def test_parts_with_too_little_evidence_make_a_claim_with_too_little_evidence() -> None:
    assert combine([Verdict.THIN_FOR, Verdict.THIN_FOR, Verdict.THIN_OPEN]) is Verdict.THIN_FOR
    assert combine([Verdict.THIN_FOR, Verdict.THIN_OPEN]) is Verdict.THIN_OPEN
    assert combine([Verdict.NO_EFFECT, Verdict.THIN_OPEN]) is Verdict.NO_EFFECT


@given(st.lists(st.sampled_from(list(Verdict)), max_size=8))
def test_turning_all_parts_round_turns_the_claim_round(verdicts: list[Verdict]) -> None:
    assert combine([verdict.mirror for verdict in verdicts]) is combine(verdicts).mirror


@given(samples)
def test_turning_all_samples_round_turns_the_verdict_round(given_samples: list[tuple[Standing, float]]) -> None:
    turned = [(standing.opposite, weight) for standing, weight in given_samples]
    assert verdict_of_samples(turned) is verdict_of_samples(given_samples).mirror


@given(samples, st.randoms(use_true_random=False))
def test_the_order_of_samples_does_not_matter(given_samples: list[tuple[Standing, float]], random: Any) -> None:
    shuffled = random.sample(given_samples, len(given_samples))
    assert verdict_of_samples(shuffled) is verdict_of_samples(given_samples)
    assert verdict_of_disagreement(shuffled) is verdict_of_disagreement(given_samples)


@given(samples)
def test_a_further_sample_for_a_statement_never_lowers_its_net_leaning(
    given_samples: list[tuple[Standing, float]],
) -> None:
    more = [*given_samples, (Standing.FOR, 1.0)]
    before, after = verdict_of_samples(given_samples), verdict_of_samples(more)
    # From "too little" to "enough" a word can change its kind, so that only the side is compared there.
    if before.is_thin is after.is_thin and before is not Verdict.NO_EVIDENCE:
        assert after.step >= before.step


@pytest.mark.parametrize(
    ("supporting", "others", "verdict"),
    [
        (0, 0, Verdict.NO_EVIDENCE),
        (1, 1, Verdict.THIN_OPEN),
        (2, 2, Verdict.SUPPORTED),
        (1, 3, Verdict.SUPPORTED),
        (3, 1, Verdict.SUPPORTED),
        (1, 5, Verdict.MOSTLY_SUPPORTED),
        (1, 8, Verdict.CONTRADICTED),
        (9, 0, Verdict.CONTRADICTED),
        (0, 9, Verdict.CONTRADICTED),
    ],
)
def test_results_are_mixed_if_neither_side_is_small(supporting: int, others: int, verdict: Verdict) -> None:
    divided = [(Standing.FOR, 1.0)] * supporting + [(Standing.NEUTRAL, 1.0)] * others
    assert verdict_of_disagreement(divided) is verdict


@pytest.mark.parametrize(("supporting", "against"), [(0, 0), (1, 0), (0, 4), (7, 3), (40, 41)])
def test_the_probability_is_the_upper_half_of_the_beta_distribution(supporting: int, against: int) -> None:
    expected = beta(1 + supporting, 1 + against).sf(0.5)
    # Exact sums of whole numbers against a series: only the rounding of the series remains.
    assert probability_of_for(supporting, against) == pytest.approx(expected, rel=1e-12)
