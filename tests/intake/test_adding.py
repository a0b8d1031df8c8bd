"""A study is added whole or not at all, every bad row is named where the user wrote it, and one sees what moves."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from allostasis.cli.app import main
from allostasis.errors import EvidenceError
from allostasis.evidence import check, load, snapshots
from allostasis.evidence.intake import carry_out, plan, read_rows

from .conftest import NEW_STUDY, contents

Write = Callable[..., Path]


def line_of(file: Path, key: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.strip(" -").startswith(f"{key}:"))


def problems_of(file: Path, tables: Path) -> dict[str, str]:
    """Place and finding of each problem of a file that is refused."""
    with pytest.raises(EvidenceError) as caught:
        plan(read_rows(file), tables)
    folder = f"{file.parent}/"
    return {problem.place.removeprefix(folder): problem.found.replace(folder, "") for problem in caught.value.problems}


def test_a_study_is_added_with_its_reference_and_effects(study: Write, tables: Path) -> None:
    assert check(tables) == []
    assert main(["evidence", "add", str(study()), "--into", str(tables), "--yes"]) == 0
    assert check(tables) == []
    assert snapshots.stale(tables) == []
    evidence = load(tables)
    reference, effect = evidence.bibliography["new2027"], evidence.effects["new2027.craving_cue"]
    assert [author.family or author.literal for author in reference.author] == ["Grün", "Invented Group"]
    assert (reference.volume, reference.title) == ("12", "A new trial: invented")
    assert (effect.study_id, effect.mean_treat, effect.where_in_source) == ("new2027", 30, "table 2: craving")
    assert evidence.studies["new2027"].dose_unit == "IU"


def test_older_rows_keep_their_bytes_and_lines(study: Write, tables: Path) -> None:
    before = contents(tables)
    carry_out(plan(read_rows(study()), tables, compare=False), tables)
    after = contents(tables)
    for table in ("studies.csv", "effects.csv"):
        assert after[table].startswith(before[table])
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"bibliography.json", "studies.csv", "effects.csv", "datapackage.json"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("spread_treat", "-9.5"),
        ("n_control", "1"),
        ("value", "-4"),
        ("dose_unit", "puffs"),
        ("outcome", "craving_cues"),
        ("n_treat", "thirty"),
        ("p_valu", "0.5"),
        ("verdict", "good"),
        ("DOI", "none"),
        ("seen_at", ""),
    ],
)
def test_a_bad_cell_is_refused_at_its_line(column: str, value: str, study: Write, tables: Path) -> None:
    file = study(**{column: value}) if column != "p_valu" else study(value=f"-15\n    {column}: {value}")
    before = contents(tables)
    place = next(iter(problems_of(file, tables)))
    assert place.startswith(f"study.yaml:{line_of(file, column)}, ")
    assert place.rpartition(".")[2] == column
    assert main(["evidence", "add", str(file), "--into", str(tables), "--yes"]) == 2
    assert contents(tables) == before


def test_a_unit_that_is_not_that_of_the_outcome_is_refused(study: Write, tables: Path) -> None:
    outcomes = tables / "outcomes.csv"
    outcomes.write_text(outcomes.read_text(encoding="utf-8").replace("after cues,", "after cues,pg/mL"), "utf-8")
    file = study(spread_kind="sd\n    unit: h")
    [place] = problems_of(file, tables)
    assert place == f"study.yaml:{line_of(file, 'unit')}, effects[0].unit"


def test_all_problems_are_told_at_once(study: Write, tables: Path) -> None:
    file = study(spread_treat="-1", n_treat="1", DOI="none", species="men", dose_value="40 IU")
    expected = {("effects[0].spread_treat"), "effects[0].n_treat", "reference.DOI", "study.species", "study.dose_value"}
    assert {place.partition(", ")[2] for place in problems_of(file, tables)} == expected


@pytest.mark.parametrize(
    ("changed", "place", "named"),
    [
        ({"DOI": "10.1234/EXAMPLE.2001"}, "reference.DOI", "example2001"),
        ({"DOI": "10.1234/x\n  PMID: 11111111"}, "reference.PMID", "example2001"),
        ({"title": "An INVENTED trial", "issued": "{date-parts: [[2001]]}"}, "reference.title", "example2001"),
        ({"study_id": "example1"}, "study.study_id", "line 2 of studies.csv"),
        ({"sample_id": "example2"}, "effects[0].sample_id", "line 3"),
    ],
)
def test_what_is_there_already_is_refused_and_named(
    changed: dict[str, str], place: str, named: str, study: Write, tables: Path
) -> None:
    found = {where.partition(", ")[2]: what for where, what in problems_of(study(**changed), tables).items()}
    assert named in found[place]


def test_the_same_result_twice_in_one_file_is_refused_where_it_stands(study: Write, tables: Path) -> None:
    file = study()
    again = NEW_STUDY.partition("effects:\n")[2].replace("new2027.craving_cue", "new2027.again")
    file.write_text(file.read_text(encoding="utf-8") + again, encoding="utf-8")
    found = problems_of(file, tables)
    [place] = found
    assert place.endswith("effects[1].sample_id")
    assert "effects[0]" in found[place]


def test_effects_alone_can_be_added_to_a_study_that_is_there(tables: Path, tmp_path: Path) -> None:
    effects = NEW_STUDY[NEW_STUDY.index("effects:") :].replace("new2027", "example1")
    effects = effects.replace("after the dose", "a week later").replace(
        "    outcome:", "    study_id: example1\n    outcome:"
    )
    effects = effects.replace("example1.craving_cue", "example1.craving_week")
    file = tmp_path / "effects.yaml"
    file.write_text(effects, encoding="utf-8")
    planned = plan(read_rows(file), tables, compare=False)
    assert [row.key for row in planned.rows] == ["example1.craving_week"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "study.yaml:1"),
        ("- a\n", "study.yaml"),
        ("study:\neffects: []\n", "study.yaml"),
        ("studies: {study_id: a}\n", "study.yaml:1, studies"),
        ("study: [a]\n", "study.yaml:1, study"),
        ("effects: {a: b}\n", "study.yaml:1, effects"),
        ("effects:\n  - a\n", "study.yaml:2, effects[0]"),
        ("study: {study_id: [a]}\n", "study.yaml:1, study.study_id"),
        ("reference: {id: a, titel: b}\n", "study.yaml:1, reference"),
        ("study: {study_id: a\n", "study.yaml"),
    ],
)
def test_a_file_of_another_form_is_refused(text: str, place: str, tables: Path, tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(text, encoding="utf-8")
    for found in problems_of(file, tables):
        assert found.startswith(place)


def test_tables_that_are_broken_already_are_not_added_to(study: Write, tables: Path) -> None:
    effects = tables / "effects.csv"
    effects.write_text(effects.read_text(encoding="utf-8").replace("lower,better", "lower,good"), encoding="utf-8")
    assert set(problems_of(study(), tables)) == {f"effects.csv:{n}, column verdict" for n in (2, 3)}


def test_a_write_that_fails_leaves_the_old_tables(study: Write, tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, planned = contents(tables), plan(read_rows(study()), tables, compare=False)
    replace, calls = Path.replace, []

    def failing(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 3:
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="No space"):
        carry_out(planned, tables)
    assert contents(tables) == before


def test_a_plan_for_other_tables_is_not_carried_out(study: Write, tables: Path) -> None:
    planned = plan(read_rows(study()), tables, compare=False)
    studies = tables / "studies.csv"
    studies.write_text(studies.read_text(encoding="utf-8").replace("invented patients", "others", 1), encoding="utf-8")
    before = contents(tables)
    with pytest.raises(EvidenceError, match="meanwhile"):
        carry_out(planned, tables)
    assert contents(tables) == before


def test_a_dry_run_shows_and_writes_nothing(study: Write, tables: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(tables)
    assert main(["evidence", "add", str(study(contrast_kind="within_arm")), "--into", str(tables), "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "effects.csv: new2027.craving_cue" in shown
    assert "Claims: 0 of 1 move" in shown
    assert "No claim names new2027.craving_cue" in shown
    assert contents(tables) == before


def test_a_claim_that_names_the_new_row_is_shown_before_and_after(study: Write, tables: Path) -> None:
    claims = tables / "claims.yaml"
    text = claims.read_text(encoding="utf-8").replace(
        "example2.craving_cue]", "example2.craving_cue, new2027.craving_cue]"
    )
    claims.write_text(text, encoding="utf-8")
    planned = plan(read_rows(study(contrast_kind="within_arm")), tables)
    [move] = [move for move in planned.moves if move.kind == "claim"]
    assert move.is_change
    assert move.before.startswith("too little evidence")
    assert move.after.startswith("supported (3 for")


def test_pooled_results_are_shown_before_and_after(study: Write, tables: Path) -> None:
    moved = [move for move in plan(read_rows(study()), tables).moves if move.kind == "synthesis"]
    assert [move.question for move in moved] == [
        "Does oxytocin change craving (human, of any population)?",
        "Does oxytocin change craving (human, with opioid use disorder or given opioids)?",
    ]
    for move in moved:
        assert "Of 2 independent samples, 2 found better" in move.before
        assert "No pooled number" in move.before
        assert "Of 3 independent samples, 3 found better" in move.after
        assert "favours oxytocin" in move.after


def test_the_answer_in_json_holds_rows_snapshots_and_moves(
    study: Write, tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = study(substance="alcohol")
    assert main(["evidence", "add", str(file), "--into", str(tables), "--dry-run", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [row["key"] for row in answer["rows"]] == ["new2027", "new2027", "new2027.craving_cue"]
    assert answer["snapshot"]["before"] == snapshots.current(tables).name
    assert {move["kind"] for move in answer["moves"]} == {"synthesis", "claim"}
    assert answer["in_no_claim"] == ["new2027.craving_cue"]
    assert answer["written"] is False


def test_references_alone_go_to_the_bibliography(tables: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.ris"
    file.write_text("TY  - JOUR\nTI  - Found\nAU  - Finder, Fay\nPY  - 2020\nER  - \n", encoding="utf-8")
    assert main(["evidence", "add", str(file), "--into", str(tables)]) == 0
    assert load(tables).bibliography["finder2020"].title == "Found"
    again = copytree(tables, tmp_path / "again")
    assert set(problems_of(file, again)) == {"found.ris:1, id"}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "code", "is_written"), [("y\n", 0, True), ("n\n", 1, False)])
def test_on_a_terminal_one_is_asked_before_anything_is_written(
    answer: str, code: int, is_written: bool, tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "found.bib"
    file.write_text("@misc{found2020, title = {Found}}", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stdout", Terminal())
    assert main(["evidence", "add", str(file), "--into", str(tables)]) == code
    assert ("found2020" in load(tables).bibliography) == is_written


def test_without_a_directory_nothing_is_written(study: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "add", str(study())]) == 2
    assert "evidence export" in capsys.readouterr().err


def test_export_makes_a_copy_that_can_be_added_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "copy"
    assert main(["evidence", "export", str(target)]) == 0
    assert snapshots.current(target).digest == snapshots.current().digest
    assert main(["evidence", "export", str(target)]) == 2
    assert "not empty" in capsys.readouterr().err
