"""The tables of the repository are sound, typed and frozen, and their schema lies beside them."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from allostasis.evidence import check, facts, load
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
    assert {row.value for row in EVIDENCE.values_of("oxytocin.CL") if row.species == "human"} == {67.1, 27}


def test_a_computed_value_leads_to_the_source_it_was_computed_from() -> None:
    assert EVIDENCE.sources_of_row("conti2009_recycling") == ("conti2009",)
    assert set(EVIDENCE.sources_of_row("oxytocin_cells_rest_firing")) == {"son_local_opioid", "son_autoexcitation"}


def test_studies_of_the_same_people_share_a_sample() -> None:
    for study, other in (("saraiya2021", "back2015"), ("hood2020", "mcclure2020"), ("muhle2022", "lenz2021")):
        samples = {effect.sample_id for name in (study, other) for effect in EVIDENCE.effects_of(name)}
        assert samples == {other}


def test_the_article_that_the_review_starts_from_is_known() -> None:
    seed = EVIDENCE.bibliography["houghton2022"]
    assert (seed.year, seed.volume, seed.issue, seed.page) == (2022, "24", "5", "27-35")


def test_a_study_whose_publication_is_not_known_is_shown_and_adds_no_reference() -> None:
    unknown = EVIDENCE.studies["woolley2016"].model_copy(update={"source": None})
    evidence = replace(EVIDENCE, studies={**EVIDENCE.studies, "woolley2016": unknown})
    assert evidence.references(["woolley2016.craving_cue", "degroot1995"]) == evidence.references(["degroot1995"])
    assert facts("woolley2016", evidence)["reference"] is None


def test_outcomes_of_a_family_can_be_listed() -> None:
    assert {"craving_cue", "craving_vas"} <= set(EVIDENCE.outcomes_in("craving"))
    used = {effect.outcome for effect in EVIDENCE.effects.values()}
    used |= {point.outcome for point in EVIDENCE.curves.values()}
    assert used <= set(EVIDENCE.outcomes)


def test_published_pools_are_no_results_of_studies() -> None:
    syntheses = {pool.study_id for pool in EVIDENCE.pooled.values()}
    assert {EVIDENCE.studies[study].design_kind for study in syntheses} == {"synthesis"}
    assert [effect.effect_id for effect in EVIDENCE.effects.values() if effect.study_id in syntheses] == []
    assert {pool.value for pool in EVIDENCE.pooled_by("cardoso2014")} == {-0.151, -0.433}


def test_sources_without_a_licence_are_marked() -> None:
    for study in ("coiro1991_ang", "mcmillan_challenge", "olivier_oxy_raw"):
        assert EVIDENCE.studies[study].redistribution


def test_an_event_rate_and_a_curve_stand_as_published() -> None:
    lapse = EVIDENCE.effects["smyth2010.lapse_week_1"]
    assert (lapse.events_treat, lapse.n_treat, lapse.value, lapse.unit) == (72, 109, 66, "%")
    points = EVIDENCE.curve_points_of("gossen2012")
    assert [point.x for point in points] == [30, 90, 150]


@pytest.mark.parametrize(
    "name", ["outcomes.csv", "studies.csv", "effects.csv", "curves.csv", "pooled.csv", "parameter_values.csv"]
)
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
