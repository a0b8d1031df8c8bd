"""The tables of the repository are sound, typed and frozen, and their schema lies beside them."""

from __future__ import annotations

import csv
import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from allostasis.evidence import check, load
from allostasis.evidence.schema import schema_text

DATA = files("allostasis.evidence") / "data"
EVIDENCE = load()


def test_the_tables_of_the_repository_have_no_problem() -> None:
    assert [str(problem) for problem in check()] == []


def test_the_committed_schema_is_the_one_that_the_row_classes_give() -> None:
    assert (DATA / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_every_column_of_a_csv_table_is_described() -> None:
    tables = json.loads(schema_text())["tables"]
    described = [
        "description" in table["row"]["properties"][column]
        for table in tables.values()
        for column in table.get("columns", [])
    ]
    assert len(described) > 60
    assert all(described)


def test_a_row_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        EVIDENCE.studies["woolley2016"].role = "held_out"  # type: ignore[misc]
    with pytest.raises(TypeError):
        EVIDENCE.studies["other"] = EVIDENCE.studies["woolley2016"]  # type: ignore[index]


def test_the_trial_stands_as_it_was_published() -> None:
    study = EVIDENCE.studies["woolley2016"]
    assert (study.role, study.dose_value, study.dose_unit, study.n_total) == ("development", 40, "IU", 64)
    assert study.dose_to_test_minutes is None  # not seen, so not invented
    craving = EVIDENCE.effects["woolley2016.craving_cue"]
    assert (craving.verdict, craving.value) == ("null", None)
    assert len(EVIDENCE.effects_of("woolley2016")) == 4


def test_disagreeing_reports_stand_side_by_side() -> None:
    assert {row.value for row in EVIDENCE.values_of("oxytocin.CL")} == {67.1, 27}


def test_a_computed_value_leads_to_the_source_it_was_computed_from() -> None:
    assert EVIDENCE.sources_of_row("conti2009_recycling") == ("conti2009",)
    assert set(EVIDENCE.sources_of_row("oxytocin_cells_rest_firing")) == {"son_local_opioid", "son_autoexcitation"}


@pytest.mark.parametrize("name", ["studies.csv", "effects.csv", "parameter_values.csv"])
def test_what_is_read_is_what_is_written(name: str) -> None:
    table = name.removesuffix(".csv")
    rows = getattr(EVIDENCE, table)
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for cells, row in zip(csv.DictReader(file), rows.values(), strict=True):
            again = type(row).model_validate({column: cell or None for column, cell in cells.items()})
            assert again == row
            assert {key for key, cell in cells.items() if cell} == {
                key for key, value in row.model_dump().items() if value not in (None, ())
            }


KEYS = st.lists(st.from_regex(r"\A[a-z][a-z0-9]{0,5}(_[a-z0-9]{1,5})?\Z"), max_size=4)
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@given(
    value=NUMBERS, keys=KEYS, note=st.none() | st.text("aä, \"'\n;", min_size=1).map(str.strip).map(lambda t: t or None)
)
def test_any_row_survives_writing_and_reading(value: float | None, keys: list[str], note: str | None) -> None:
    row = EVIDENCE.parameter_values["conti2009_recycling"]
    row = row.model_copy(update={"value": value, "from_rows": tuple(keys), "note": note})
    cells = {
        column: " ".join(cell) if isinstance(cell, tuple) else None if cell is None else str(cell)
        for column, cell in row.model_dump().items()
    }
    assert type(row).model_validate(cells) == row
