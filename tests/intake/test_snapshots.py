"""A snapshot changes when and only when content changes, and its description is one that other programs accept."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from frictionless import Package

from allostasis.cli.app import main
from allostasis.errors import EvidenceError
from allostasis.evidence import snapshots
from allostasis.evidence.datapackage import frozen
from allostasis.evidence.tables import KEY_OF, TABLES

from .conftest import write_csv

Edit = Callable[[Path], None]


def rewritten(table: str, change: Callable[[str], str]) -> Edit:
    def edit(directory: Path) -> None:
        path = directory / table
        path.write_bytes(change(path.read_bytes().decode("utf-8")).encode("utf-8"))

    return edit


def shuffled_rows(directory: Path) -> None:
    path = directory / "studies.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    random.Random(1).shuffle(rows)
    write_csv(path, list(rows[0])[::-1], rows[::-1])


LAYOUT: dict[str, Edit] = {
    "line ends of another system": rewritten("effects.csv", lambda text: text.replace("\n", "\r\n")),
    "rows and columns in another order": shuffled_rows,
    "quotes that are not needed": rewritten("studies.csv", lambda text: text.replace(",oxytocin,", ',"oxytocin",')),
    "spaces around a cell": rewritten("studies.csv", lambda text: text.replace(",oxytocin,", ", oxytocin ,")),
    "another indentation": rewritten("bibliography.json", lambda text: json.dumps(json.loads(text), indent=1)),
    "another order of fields": rewritten(
        "bibliography.json", lambda text: json.dumps([dict(reversed(entry.items())) for entry in json.loads(text)])
    ),
}
CONTENT: dict[str, Edit] = {
    "a number": rewritten("effects.csv", lambda text: text.replace(",44,", ",45,", 1)),
    "a digit that changes no value": rewritten("effects.csv", lambda text: text.replace(",44,", ",44.0,", 1)),
    "a word": rewritten("studies.csv", lambda text: text.replace("invented patients", "other patients", 1)),
    "a row fewer": rewritten("studies.csv", lambda text: text.rstrip("\n").rpartition("\n")[0] + "\n"),
    "a row twice": rewritten("studies.csv", lambda text: text + text.splitlines()[-1] + "\n"),
    "a cell that moved to the next column": rewritten("studies.csv", lambda text: text.replace(",40,,", ",,40,", 1)),
    "a cell too many": rewritten("studies.csv", lambda text: text.rstrip("\n") + ",more\n"),
    "a name": rewritten("bibliography.json", lambda text: text.replace("Ann", "Anne")),
    "a file that is not sound": rewritten("bibliography.json", lambda text: text.rstrip()[:-1]),
}


@pytest.mark.parametrize("name", LAYOUT)
def test_layout_leaves_the_digest_alone(name: str, tables: Path) -> None:
    before, bytes_before = snapshots.current(tables), snapshots.contents(tables)
    LAYOUT[name](tables)
    assert name.startswith("line ends") or snapshots.contents(tables) != bytes_before
    assert snapshots.current(tables) == before


@pytest.mark.parametrize("name", CONTENT)
def test_content_changes_the_digest(name: str, tables: Path) -> None:
    before = snapshots.current(tables)
    CONTENT[name](tables)
    assert snapshots.current(tables).digest != before.digest


def test_the_name_is_version_and_digest(tables: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert snapshots.current(tables).name.startswith("unreleased+")
    assert main(["evidence", "snapshot", "--directory", str(tables), "--write", "--version", "2031.05"]) == 0
    shown = capsys.readouterr().out.strip()
    now = snapshots.current(tables)
    assert shown == now.name == f"2031.05+{now.digest[:8]}"
    assert re.fullmatch(r"[0-9a-f]{64}", now.digest)
    assert main(["evidence", "snapshot", "--directory", str(tables), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"name": now.name, "version": "2031.05", "digest": now.digest}


def test_freezing_again_changes_nothing(tables: Path) -> None:
    command = ["evidence", "snapshot", "--directory", str(tables), "--write"]
    assert main([*command, "--version", "2031.05"]) == 0
    before = (tables / "datapackage.json").read_bytes()
    assert main(command) == 0
    assert (tables / "datapackage.json").read_bytes() == before


@pytest.mark.parametrize("version", ["2031", "May 2031", "2031.13"])
def test_a_version_that_is_no_month_is_refused(version: str, tables: Path) -> None:
    assert main(["evidence", "snapshot", "--directory", str(tables), "--write", "--version", version]) == 2
    assert not (tables / "datapackage.json").exists()


def test_a_snapshot_is_written_only_where_one_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "snapshot", "--write"]) == 2
    assert "--directory" in capsys.readouterr().err


def test_the_check_names_the_file_that_changed(tables: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "check", "--directory", str(tables)]) == 0
    assert main(["evidence", "snapshot", "--directory", str(tables), "--write"]) == 0
    assert main(["evidence", "check", "--directory", str(tables)]) == 0
    CONTENT["a word"](tables)
    assert snapshots.current(tables).name.startswith("unreleased+")
    capsys.readouterr()
    assert main(["evidence", "check", "--directory", str(tables)]) == 2
    shown = capsys.readouterr().err
    assert "studies.csv" in shown
    assert "snapshot --write" in shown
    assert "effects.csv" not in shown


def test_the_claims_are_in_the_package_and_a_change_of_them_leaves_the_tables_their_name(
    tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evidence", "snapshot", "--directory", str(tables), "--write", "--version", "2031.05"]) == 0
    described = json.loads((tables / "datapackage.json").read_text(encoding="utf-8"))
    [claims] = [each for each in described["resources"] if each["path"] == "claims.yaml"]
    assert claims["hash"] == f"sha256:{snapshots.claims_digest(tables)}"
    before, digest = snapshots.current(tables), snapshots.claims_digest(tables)
    rewritten("claims.yaml", lambda text: text.replace("\n", "\r\n"))(tables)
    assert snapshots.claims_digest(tables) == digest
    rewritten("claims.yaml", lambda text: text.replace("lower after", "far lower after"))(tables)
    assert snapshots.claims_digest(tables) != digest
    assert snapshots.current(tables) == before
    capsys.readouterr()
    assert main(["evidence", "check", "--directory", str(tables)]) == 2
    assert "claims.yaml" in capsys.readouterr().err


def test_tables_without_claims_have_no_digest_of_claims(tables: Path) -> None:
    (tables / "claims.yaml").unlink()
    assert snapshots.claims_digest(tables) is None
    assert main(["evidence", "snapshot", "--directory", str(tables), "--write"]) == 0
    assert snapshots.stale(tables) == []


def test_the_check_says_when_the_description_is_broken(tables: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tables / "datapackage.json").write_text("{}", encoding="utf-8")
    assert main(["evidence", "check", "--directory", str(tables)]) == 2
    assert "datapackage.json" in capsys.readouterr().err


def test_a_missing_table_is_named(tables: Path) -> None:
    (tables / "priors.csv").unlink()
    with pytest.raises(EvidenceError, match=re.escape("priors.csv")):
        snapshots.current(tables)


def test_the_shipped_tables_are_a_frozen_snapshot() -> None:
    """After a change of the tables or of their columns: `allostasis evidence snapshot --write --directory ...`."""
    data = files("allostasis.evidence") / "data"
    now = snapshots.current()
    assert snapshots.stale() == []
    assert re.fullmatch(r"20\d\d\.\d\d", now.version)
    package = frozen(snapshots.contents(data), now.version, snapshots.claims_file(data))[1]
    assert (data / "datapackage.json").read_text(encoding="utf-8") == package


def test_frictionless_accepts_the_shipped_package() -> None:
    with as_file(files("allostasis.evidence") / "data" / "datapackage.json") as path:
        report = Package(str(path)).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:10]
    assert report.stats["tasks"] == len(TABLES) + 1, "the tables, and the file of claims"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("example2.craving_cue,example2", "example2.craving_cue,nobody"),
        ("example2.craving_cue,", "example1.craving_cue,"),
        (",20,40,10,", ",1,40,10,"),
        (",better,", ",good,"),
        (",lower,better,", ",,better,"),
    ],
    ids=["a link that is broken", "a key twice", "a group of one", "an unknown word", "an empty cell that is needed"],
)
def test_frictionless_finds_in_the_package_what_we_declare(old: str, new: str, tables: Path) -> None:
    path = tables / "effects.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (tables / "datapackage.json").write_text(frozen(snapshots.contents(tables), "2031.05")[1], encoding="utf-8")
    report = Package(str(tables / "datapackage.json")).validate()
    assert not report.valid
    assert {row[0] for row in report.flatten(["name"])} <= {"effects", None}


def test_frictionless_sees_a_byte_that_changed(tables: Path) -> None:
    (tables / "datapackage.json").write_text(frozen(snapshots.contents(tables), "2031.05")[1], encoding="utf-8")
    assert Package(str(tables / "datapackage.json")).validate().valid
    CONTENT["a word"](tables)
    assert not Package(str(tables / "datapackage.json")).validate().valid


def test_the_package_declares_every_table_with_its_key_and_columns(tables: Path) -> None:
    described = json.loads(frozen(snapshots.contents(tables), "2031.05")[1])
    by_path = {resource["path"]: resource for resource in described["resources"]}
    assert set(by_path) == set(TABLES)
    for table, model in TABLES.items():
        if table.endswith(".csv"):
            schema = by_path[table]["schema"]
            assert [field["name"] for field in schema["fields"]] == list(model.model_fields)
            assert all(field["description"] for field in schema["fields"])
            assert schema["primaryKey"] == KEY_OF[table]
