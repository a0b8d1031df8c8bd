"""The command `meta` on the shipped tables."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from allostasis.cli.app import main
from allostasis.evidence import load
from allostasis.evidence.snapshots import current


@pytest.mark.parametrize("outcome", ["craving", "withdrawal", "cortisol", "anxiety", "retention"])
@pytest.mark.parametrize("population", ["all", "oud"])
def test_the_human_questions_are_answered(outcome: str, population: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["meta", outcome, "--species", "human", "--population", population, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["snapshot"] == current().name
    assert sum(answer["samples_by_information"].values()) == answer["samples"] > 0
    pooled, sized = answer["pooling"]["pooled"], answer["samples_by_information"]["size"]
    assert (pooled is None) == (sized < 3)
    assert len(answer["excluded"]) == sum(answer["excluded_by_reason"].values())
    assert {row["species"] for row in answer["table"]} == {"human"}
    if population == "oud":
        assert {row["substance"] for row in answer["table"]} == {"opioid"}


def test_a_reader_sees_rows_numbers_exclusions_snapshot_and_notice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["meta", "craving", "--population", "oud"]) == 0
    shown = capsys.readouterr().out
    for text in ("woolley2016.craving_cue", "Signs and sizes", "Left out:", current().name, "not medical advice"):
        assert text in shown


def test_the_list_names_every_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["meta", "--list", "--json"]) == 0
    families = json.loads(capsys.readouterr().out)
    assert {each["outcome"] for family in families.values() for each in family} == set(load().outcomes)


def test_an_unknown_outcome_is_refused_with_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["meta", "cravings"]) == 2
    shown = capsys.readouterr().err
    assert "craving" in shown
    assert "Traceback" not in shown


def test_files_hold_the_rows_the_whole_answer_and_the_words(tmp_path: Path) -> None:
    import pandas as pd

    assert main(["meta", "retention", "-o", str(tmp_path)]) == 0
    answer = json.loads((tmp_path / "synthesis.json").read_text("utf-8"))
    with (tmp_path / "rows.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["effect_id"] for row in rows] == [row["effect_id"] for row in answer["table"]]
    assert list(pd.read_parquet(tmp_path / "rows.parquet")["effect_id"]) == [row["effect_id"] for row in rows]
    assert (tmp_path / "excluded.csv").is_file()
    stems = ("forest", "forest-narrow", "harvest", "signs", "funnel", "baujat")
    assert [stem for stem in stems for kind in ("svg", "png") if not (tmp_path / f"{stem}.{kind}").is_file()] == []
    assert answer["words"] in (tmp_path / "words.md").read_text("utf-8")


def test_tables_of_a_directory_are_answered_under_their_own_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "tables"
    assert main(["evidence", "export", str(copy)]) == 0
    effects = copy / "effects.csv"
    lines = effects.read_text("utf-8").splitlines(keepends=True)
    effects.write_text("".join(line for line in lines if not line.startswith("woolley2016.craving_cue,")), "utf-8")
    capsys.readouterr()
    assert main(["meta", "craving", "--directory", str(copy), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert "woolley2016.craving_cue" not in [row["effect_id"] for row in answer["table"]]
    assert answer["snapshot"] == current(copy).name != current().name
