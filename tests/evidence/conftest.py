"""Copies of the tables that a test may break."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest


@dataclass
class Tables:
    """A directory with a copy of the tables, and ways to break one cell or one record."""

    directory: Path

    def line(self, table: str, key: str) -> int:
        """The line at which the row with this key starts."""
        text = (self.directory / table).read_text(encoding="utf-8")
        start = f'"id": "{key}"' if table.endswith(".json") else f"{key},"
        lines = text.splitlines()
        number = next(n for n, line in enumerate(lines, 1) if line.strip().startswith(start))
        return number - 1 if table.endswith(".json") else number

    def set(self, table: str, key: str, **cells: str) -> int:
        """Put cells into the row with this key; gives the line of the row."""
        line = self.line(table, key)
        self.edit(table, lambda rows: [row | cells if next(iter(row.values())) == key else row for row in rows])
        return line

    def add(self, table: str, like: str, **cells: str) -> int:
        """Add, at the end, a copy of the row with this key and other cells; gives its line."""
        self.edit(table, lambda rows: [*rows, next(r for r in rows if next(iter(r.values())) == like) | cells])
        return len((self.directory / table).read_text(encoding="utf-8").splitlines())

    def edit(self, table: str, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> None:
        """Rewrite a CSV table."""
        path = self.directory / table
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = list(rows[0])
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(change(rows))

    def replace(self, table: str, old: str, new: str) -> None:
        """Replace the first occurrence of a text in a file."""
        path = self.directory / table
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def set_reference(self, key: str, **fields: Any) -> int:
        """Put fields into a bibliographic record; gives its line."""
        path = self.directory / "bibliography.json"
        records = json.loads(path.read_text(encoding="utf-8"))
        changed = [record | fields if record["id"] == key else record for record in records]
        path.write_text(json.dumps(changed, indent=2, ensure_ascii=False), encoding="utf-8")
        return self.line("bibliography.json", fields.get("id", key))


KEPT = {
    *("bakermans2013", "bicknell1988", "cardoso2014", "degroot1995", "gossen2012", "moeini2019", "nct02251912"),
    *("nielsen2017", "pedersen2013", "raby2022", "saraiya2021", "stauffer2019", "stauffer2020", "striepens2013"),
    *(
        "woolley2016",
        "son_local_opioid",
        "conti2009",
        "milo2025",
        "rook2006",
        "yang2024",
        "landgraf1985",
        "phaneuf1998",
    ),
    *("hpa_model_simulter", "cox1975", "karin2020", "ouellet1995", "gossop1987"),
}
"""Studies and sources that the tests speak of. Each test reads all tables anew, so the copies hold these only."""
POPULATION_SOURCE = "fda_nasal_naloxone"
"""The source of the distributions of the rescue model, of which no parameter value is kept."""


@pytest.fixture(scope="session")
def small_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows of the package's tables that belong to `KEPT`, with priors that the tests know."""
    with as_file(files("allostasis.evidence") / "data") as data:
        directory = copytree(data, tmp_path_factory.mktemp("evidence") / "tables")
    (directory / "datapackage.json").unlink(missing_ok=True)
    tables = Tables(directory)
    for name in ("studies.csv", "effects.csv", "curves.csv", "pooled.csv"):
        tables.edit(name, lambda rows: [row for row in rows if row["study_id"] in KEPT])
    tables.edit("parameter_values.csv", _of_kept_sources)
    (directory / "value_correlations.csv").write_text(CORRELATIONS, encoding="utf-8")
    path = directory / "bibliography.json"
    kept = KEPT | {POPULATION_SOURCE}
    records = [record for record in json.loads(path.read_text(encoding="utf-8")) if record["id"] in kept]
    path.write_text(json.dumps(records, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (directory / "priors.csv").write_text(PRIORS, encoding="utf-8")
    (directory / "priors_rat.csv").write_text(PRIORS.splitlines()[0] + "\n" + PRIORS_RAT, encoding="utf-8")
    (directory / "priors_mouse.csv").write_text(PRIORS.splitlines()[0] + "\n", encoding="utf-8")
    return directory


def _of_kept_sources(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of the kept sources, and those assumed or computed whose origins are kept too."""
    held = {row["row_id"] for row in rows if row["source"] in KEPT or not (row["source"] or row["from_rows"])}
    for _ in rows:
        more = {row["row_id"] for row in rows if row["from_rows"] and set(row["from_rows"].split()) <= held} - held
        if not more:
            break
        held |= more
    return [row for row in rows if row["row_id"] in held and (not row["source"] or row["source"] in KEPT)]


@pytest.fixture
def tables(small_tables: Path, tmp_path: Path) -> Tables:
    """A small copy of the tables that a test may break."""
    return Tables(copytree(small_tables, tmp_path / "tables"))


CORRELATIONS = """\
pair,first,second,correlation
degroot1995_cl_and_degroot1995_v,degroot1995_cl,degroot1995_v,0.3
"""

PRIORS = """\
parameter,unit,default,distribution,a,b,between_subject,between_subject_kind,rule,rows,reason
hpa.n_gr,1,3,fixed,,,,,row,milo2025_n_gr,
hpa.k_acth,1/h,2.079,uniform,2.079,4.2,,,widened,milo2025_k_acth simulter_acth_removal,two versions differ twofold
oxytocin.CL,L/h,42.6,lognormal,42.6,0.64,0.3,lognormal,pooled,degroot1995_cl nielsen2017_cl,
mu_receptor.K_d_morphine,nmol/L,162,lognormal,162,0.5,,,row,yang2024_morphine_kd,
learning.g_cue,1,0,normal,0,0.5,,,assumed,,the sign of an effect of oxytocin is an answer
"""

PRIORS_RAT = """\
oxytocin.CL,1,0.0168,lognormal,0.0168,0.3,,,from_people,,allometry assumed
mu_receptor.K_d_morphine,nmol/L,100,lognormal,100,0.5,,,assumed,,not seen in rats
learning.g_cue,1,0,normal,0,0.5,,,from_people,,a species deviates from the shared gain
"""
