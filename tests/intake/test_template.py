"""The template holds every column once, can be filled in, and is refused while it is empty."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from allostasis.cli.app import main
from allostasis.errors import EvidenceError
from allostasis.evidence import Effect, Reference, Study, vocabulary
from allostasis.evidence.intake import read_rows, template
from allostasis.quantities.documents import parse_document


def test_the_template_holds_every_column_with_the_words_that_it_may_hold() -> None:
    text = template()
    data = parse_document(text, "template").data
    assert list(data) == ["reference", "study", "effects"]
    assert list(data["reference"]) == [info.alias or name for name, info in Reference.model_fields.items()]
    assert list(data["study"]) == list(Study.model_fields)
    assert [list(effect) for effect in data["effects"]] == [list(Effect.model_fields)]
    words = " ".join(text.replace("#", " ").split())
    for allowed in (vocabulary.Role, vocabulary.EffectType, vocabulary.Verdict, vocabulary.ReferenceType):
        assert f"one of: {', '.join(get_args(allowed))}" in words
    assert max(map(len, text.splitlines())) <= 120


def test_what_must_not_stay_empty_is_marked() -> None:
    lines = template().splitlines()
    marked = {"role_reason": True, "seen_at": True, "n_total": False, "subgroup": False}
    for column, is_required in marked.items():
        end = next(number for number, line in enumerate(lines) if line.strip() == f"{column}:")
        start = max(number for number in range(end) if not lines[number].strip().startswith("#"))
        assert any("REQUIRED" in line for line in lines[start:end]) == is_required, column


def test_an_empty_template_holds_no_row(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(template(), encoding="utf-8")
    with pytest.raises(EvidenceError, match="no row"):
        read_rows(file)


def test_a_reference_is_filled_in_and_the_study_points_to_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, file = tmp_path / "found.ris", tmp_path / "study.yaml"
    record = 'TY  - JOUR\nTI  - Trial: "one" # of two\nAU  - Grün, Zoë\nPY  - 2020\nVL  - 7\nER  - \n'
    source.write_text(record, encoding="utf-8")
    assert main(["evidence", "template", "--from", str(source)]) == 0
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    rows = {row.table: row for row in read_rows(file)}
    assert rows["bibliography.json"].cells["title"] == 'Trial: "one" # of two'
    assert rows["bibliography.json"].cells["author"] == [{"family": "Grün", "given": "Zoë"}]
    assert rows["studies.csv"].cells["source"] == rows["bibliography.json"].key == "grun2020"
    assert rows["effects.csv"].cells["study_id"] == "grun2020"


@pytest.mark.parametrize("name", ["two.ris", "study.yaml", "missing.bib"])
def test_a_template_needs_one_reference(name: str, tmp_path: Path) -> None:
    (tmp_path / "two.ris").write_text("TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - B\nER  - \n", encoding="utf-8")
    assert main(["evidence", "template", "--from", str(tmp_path / name)]) == 2
