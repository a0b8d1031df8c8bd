"""A file of claims is refused with file and line where it names what does not exist or cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from allostasis.errors import EvidenceError
from allostasis.evidence import Evidence
from allostasis.evidence.claims import load_claims

SOUND = """\
schema: 1
claims:
  a_claim:
    title: A claim for a test
    statement: Something is lower.
    parts:
      a_part:
        statement: Craving is lower.
        rows:
          - supports: lower
            effects: [woolley2016.craving_cue]
"""


def refusal(tmp_path: Path, evidence: Evidence, old: str, new: str) -> str:
    """What is said about the sound file with one text replaced."""
    path = tmp_path / "claims.yaml"
    assert old in SOUND
    path.write_text(SOUND.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        load_claims(path, evidence)
    return str(caught.value)


def test_a_sound_file_is_read(tmp_path: Path, evidence: Evidence) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(SOUND, encoding="utf-8")
    part = load_claims(path, evidence).claims["a_claim"].parts["a_part"]
    assert part.effects == ("woolley2016.craving_cue",)
    assert part.rows[0].supports == "lower"


def test_an_unknown_effect_is_refused_with_its_line_and_the_nearest_name(tmp_path: Path, evidence: Evidence) -> None:
    said = refusal(tmp_path, evidence, "woolley2016.craving_cue", "woolley2016.craving_cues")
    assert "claims.yaml:11, claims.a_claim.parts.a_part.rows[0].effects[0]" in said
    assert "woolley2016.craving_cue" in said.split("near:")[1]


def test_an_unknown_direction_is_refused_with_its_line(tmp_path: Path, evidence: Evidence) -> None:
    said = refusal(tmp_path, evidence, "supports: lower", "supports: down")
    assert "claims.yaml:10, claims.a_claim.parts.a_part.rows[0].supports" in said
    assert '"down"' in said
    assert "association_negative" in said, "the allowed words are listed"


def test_a_row_that_cannot_say_what_it_is_asked_is_refused(tmp_path: Path, evidence: Evidence) -> None:
    said = refusal(tmp_path, evidence, "supports: lower", "supports: ratio_above_1")
    assert "claims.yaml:11" in said
    assert "its effect_type is sign" in said


def test_a_row_named_twice_in_a_part_is_refused(tmp_path: Path, evidence: Evidence) -> None:
    twice = "[woolley2016.craving_cue, woolley2016.craving_cue]"
    said = refusal(tmp_path, evidence, "[woolley2016.craving_cue]", twice)
    assert "claims.yaml:11, claims.a_claim.parts.a_part.rows[0].effects[1]" in said


def test_rows_cannot_be_listed_by_hand_as_for_or_against(tmp_path: Path, evidence: Evidence) -> None:
    said = refusal(tmp_path, evidence, "effects: [", "for: [")
    assert 'the unknown key "for"' in said


def test_an_unknown_pool_is_refused_with_its_line(tmp_path: Path, evidence: Evidence) -> None:
    pool = "statement: Craving is lower.\n        published_pools: [nobody.nothing]"
    said = refusal(tmp_path, evidence, "statement: Craving is lower.", pool)
    assert "claims.yaml:9, claims.a_claim.parts.a_part.published_pools[0]" in said


def test_all_problems_are_reported_at_once(tmp_path: Path, evidence: Evidence) -> None:
    said = refusal(tmp_path, evidence, "[woolley2016.craving_cue]", "[nobody.one, nobody.two]")
    assert "nobody.one" in said
    assert "nobody.two" in said
