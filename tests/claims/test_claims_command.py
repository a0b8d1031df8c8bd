"""`allostasis claims` prints the map, and one claim with all that it rests on."""

from __future__ import annotations

import json

import pytest

from allostasis.cli.app import BAD_INPUT, main
from allostasis.evidence import Evidence
from allostasis.evidence.claims import RULE, Claims, judge, unlisted
from allostasis.evidence.snapshots import claims_digest, current


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["claims", *arguments]) == 0
    return capsys.readouterr().out


def test_the_map_names_every_claim_with_verdict_and_species(
    capsys: pytest.CaptureFixture[str], claims: Claims, evidence: Evidence
) -> None:
    text = shown(capsys)
    for name, each in judge(evidence, claims).items():
        line = next(line for line in text.splitlines() if line.startswith(f"{name} "))
        assert each.verdict.value in line
        assert [kind for kind in each.species if kind.replace("_", " ") not in line] == []


def test_the_map_states_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(shown(capsys).split())
    assert [sentence for sentence in RULE if sentence not in text] == []


def test_a_claim_shows_its_statements_rows_and_quantities(capsys: pytest.CaptureFixture[str], claims: Claims) -> None:
    text = shown(capsys, "heroin_in_rats")
    for name, part in claims.claims["heroin_in_rats"].parts.items():
        assert f"{name}: " in text
        assert [effect for effect in part.effects if effect not in text] == []
        assert [quantity for quantity in part.model_quantities if quantity not in text] == []


def test_json_holds_every_statement_and_every_row(
    capsys: pytest.CaptureFixture[str], claims: Claims, evidence: Evidence
) -> None:
    told = json.loads(shown(capsys, "--json"))
    assert [each["name"] for each in told["claims"]] == list(claims.claims)
    for each in told["claims"]:
        for part in each["parts"]:
            given = sorted(row["effect"] for sample in part["samples"] for row in sample["rows"])
            assert given == sorted(claims.claims[each["name"]].parts[part["name"]].effects)
    assert told["effects_without_claim"] == list(unlisted(evidence, claims))


def test_json_of_one_claim_is_that_claim(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(shown(capsys, "heroin_in_rats", "--json"))
    assert [each["name"] for each in told["claims"]] == ["heroin_in_rats"]


def test_an_unknown_claim_is_refused_with_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims", "heroin_in_rat"]) == BAD_INPUT
    said = capsys.readouterr().err
    assert 'was "heroin_in_rats" meant?' in said


def test_verdicts_name_the_snapshot_and_the_claims_they_rest_on(capsys: pytest.CaptureFixture[str]) -> None:
    digest = claims_digest()
    assert digest is not None
    assert f"Evidence {current().name}, claims {digest[:8]}." in shown(capsys)
    answer = json.loads(shown(capsys, "heroin_in_rats", "--json"))
    assert (answer["snapshot"], answer["claims_digest"]) == (current().name, digest)


def test_the_map_says_how_many_statements_were_tested_enough(
    capsys: pytest.CaptureFixture[str], claims: Claims, evidence: Evidence
) -> None:
    text = shown(capsys)
    for name, each in judge(evidence, claims).items():
        line = next(line for line in text.splitlines() if line.startswith(f"{name} "))
        assert f"{each.tested_enough} of {len(each.parts)}" in line
