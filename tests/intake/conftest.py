"""A small set of tables that no change of the shipped ones disturbs, and a study to add. All of it is invented."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from allostasis.evidence.tables import TABLES

RECORD = {
    "id": "example2001",
    "type": "article-journal",
    "title": "An invented trial",
    "author": [{"family": "Example", "given": "Ann"}],
    "issued": {"date-parts": [[2001]]},
    "DOI": "10.1234/example.2001",
    "PMID": "11111111",
}
OUTCOME = {"outcome": "craving_cue", "family": "craving", "good_direction": "lower", "meaning": "craving after cues"}
STUDY = {
    "species": "human",
    "population": "invented patients",
    "substance": "opioid",
    "n_total": "40",
    "design_kind": "parallel",
    "design": "parallel groups",
    "drug": "oxytocin",
    "role": "context",
    "role_reason": "invented",
    "seen_at": "https://example.org/trial",
}
EFFECT = {
    "outcome": "craving_cue",
    "scale": "visual analogue scale",
    "timepoint": "after the dose",
    "contrast_kind": "intervention",
    "intervention": "oxytocin",
    "comparator": "placebo",
    "contrast": "oxytocin against placebo",
    "n_treat": "20",
    "mean_treat": "40",
    "spread_treat": "10",
    "n_control": "20",
    "mean_control": "44",
    "spread_control": "10",
    "spread_kind": "sd",
    "effect_type": "mean_difference",
    "value": "-4",
    "scale_kind": "magnitude",
    "direction": "lower",
    "verdict": "better",
    "source_level": "primary_text",
    "where_in_source": "table 1",
    "seen_at": "https://example.org/trial",
}
CLAIMS = """\
schema: 1
claims:
  nasal_trials:
    title: Oxytocin lowers craving
    statement: Craving after cues is lower after oxytocin than after placebo.
    parts:
      craving:
        statement: Craving after cues is lower after oxytocin.
        rows:
          - {supports: better, effects: [example1.craving_cue, example2.craving_cue]}
"""
NEW_STUDY = """\
reference:
  id: new2027
  type: article-journal
  title: "A new trial: invented"
  author: [{family: Grün, given: Zoë}, {literal: Invented Group}]
  issued: {date-parts: [[2027, 3]]}
  volume: 12
  DOI: 10.1234/new.2027
study:
  study_id: new2027
  source: new2027
  species: human
  population: invented patients
  substance: opioid
  n_total: 60
  design_kind: parallel
  design: parallel groups
  drug: oxytocin
  dose_value: 40
  dose_unit: IU
  role: context
  role_reason: invented
  seen_at: https://example.org/new
effects:
  - effect_id: new2027.craving_cue
    sample_id: new2027
    outcome: craving_cue
    scale: visual analogue scale
    timepoint: after the dose
    contrast_kind: intervention
    intervention: oxytocin
    comparator: placebo
    contrast: oxytocin against placebo
    n_treat: 30
    mean_treat: 30
    spread_treat: 9.5
    n_control: 30
    mean_control: 45
    spread_control: 11
    spread_kind: sd
    effect_type: mean_difference
    value: -15
    low: -20.2
    high: -9.8
    error_kind: ci95
    scale_kind: magnitude
    direction: lower
    verdict: better
    source_level: primary_text
    where_in_source: "table 2: craving"
    seen_at: https://example.org/new
"""


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A directory with sound tables: two invented studies, each with one effect, and a claim that names both."""
    directory = tmp_path / "tables"
    directory.mkdir()
    names = ("example1", "example2")
    rows: dict[str, list[dict[str, Any]]] = {
        "outcomes.csv": [OUTCOME],
        "studies.csv": [STUDY | {"study_id": name, "source": "example2001"} for name in names],
        "effects.csv": [
            EFFECT | {"effect_id": f"{name}.craving_cue", "study_id": name, "sample_id": name} for name in names
        ],
    }
    for table, model in TABLES.items():
        if table.endswith(".csv"):
            write_csv(directory / table, list(model.model_fields), rows.get(table, []))
    (directory / "bibliography.json").write_text(json.dumps([RECORD], indent=2) + "\n", encoding="utf-8")
    (directory / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    return directory


def write_csv(path: Path, columns: list[str], rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes the new study, with some of its lines replaced."""

    def write(**changed: str) -> Path:
        text = NEW_STUDY
        for old, new in changed.items():
            line = next(line for line in text.splitlines() if line.strip(" -").startswith(f"{old}:"))
            start = line[: line.index(f"{old}:")]
            text = text.replace(line, f"{start}{old}: {new}", 1)
        path = tmp_path / "study.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def contents(directory: Path) -> dict[str, bytes]:
    """Every file of a directory, also hidden ones."""
    return {path.name: path.read_bytes() for path in directory.iterdir()}
