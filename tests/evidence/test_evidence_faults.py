"""Each planted fault is found, and named with file, row and column; sound tables with one fault show one problem."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allostasis.errors import EvidenceError
from allostasis.evidence import check, load

from .conftest import Tables

VALUES, STUDIES, EFFECTS, PRIORS, BIBLIOGRAPHY = (
    "parameter_values.csv",
    "studies.csv",
    "effects.csv",
    "priors.csv",
    "bibliography.json",
)
OUTCOMES, CURVES, POOLED = "outcomes.csv", "curves.csv", "pooled.csv"
POPULATION, CORRELATIONS = "overdose_population.csv", "overdose_correlations.csv"
TOGETHER = "value_correlations.csv"
CIWA = "pedersen2013.withdrawal_ciwa_day_1"

Plant = Callable[[Tables], int]


def cell(table: str, key: str, column: str, value: str, **others: str) -> tuple[str, str, Plant]:
    """A fault that is one wrong cell; others change with it where they would be faults of their own."""
    return table, column, lambda tables: tables.set(table, key, **{column: value}, **others)


def row(table: str, like: str, column: str, **cells: str) -> tuple[str, str, Plant]:
    """A fault that is one more row."""
    return table, column, lambda tables: tables.add(table, like, **cells)


def record(key: str, field: str, value: str) -> tuple[str, str, Plant]:
    """A fault that is one wrong field of a bibliographic record."""
    return BIBLIOGRAPHY, field, lambda tables: tables.set_reference(key, **{field: value})


FAULTS: dict[str, tuple[str, str, Plant]] = {
    "a study twice": row(STUDIES, "woolley2016", "study_id", study_id="woolley2016"),
    "an unknown source": cell(STUDIES, "woolley2016", "source", "wooley2016"),
    "an effect of an unknown study": row(
        EFFECTS,
        "woolley2016.craving_cue",
        "study_id",
        effect_id="nobody2000.craving",
        study_id="nobody2000",
        timepoint="x",
    ),
    "an effect not named after its study": row(
        EFFECTS, "woolley2016.craving_cue", "effect_id", effect_id="saraiya2021.craving", timepoint="x"
    ),
    "the same comparison twice": row(EFFECTS, "woolley2016.craving_cue", "sample_id", effect_id="woolley2016.again"),
    "a correlation of an unknown quantity": cell(
        CORRELATIONS, "carfentanil_kon_carfentanil_koff", "first", "carfentanil_binding.on"
    ),
    "a pair of quantities twice": row(CORRELATIONS, "carfentanil_kon_carfentanil_koff", "second", pair="once_more"),
    "a correlation of 1 and more": cell(CORRELATIONS, "carfentanil_kon_carfentanil_koff", "correlation", "1.2"),
    "a correlation of an unknown value": cell(
        TOGETHER, "degroot1995_cl_and_degroot1995_v", "first", "degroot1995_clearance"
    ),
    "a value that goes together with itself": cell(
        TOGETHER, "degroot1995_cl_and_degroot1995_v", "second", "degroot1995_cl"
    ),
    "a distribution of an unknown source": cell(POPULATION, "naloxone_iv.CL", "source", "fda_nasal_nalokson"),
    "an unknown scale": cell(POPULATION, "naloxone_iv.CL", "scale", "decimal"),
    "an unknown role": cell(STUDIES, "woolley2016", "role", "training"),
    "an unknown species": cell(VALUES, "degroot1995_cl", "species", "men"),
    "an unknown verdict": cell(EFFECTS, "woolley2016.craving_cue", "verdict", "good"),
    "words in a column of numbers": cell(STUDIES, "woolley2016", "n_total", "about 64"),
    "a decimal comma": cell(VALUES, "degroot1995_v", "value", "33,2"),
    "a number that Python alone would take": cell(VALUES, "degroot1995_v", "value", "3_3"),
    "an infinite value": cell(VALUES, "degroot1995_v", "value", "inf"),
    "a negative deviation": cell(VALUES, "degroot1995_cl", "spread", "-13.4"),
    "a group of one": cell(EFFECTS, "saraiya2021.days_to_first_use", "n_treat", "1"),
    "an interval without its estimate": cell(
        EFFECTS, "saraiya2021.first_use_on_cue_craving", "value", "15.5", value_text=""
    ),
    "a reversed interval": cell(VALUES, "rook2006_morphine_cl", "low", "162.8"),
    "an interval with one end": cell(VALUES, "landgraf1985_nasal", "low", ""),
    "an interval that does not say what it is": cell(EFFECTS, "stauffer2020.retention", "error_kind", ""),
    "a spread that does not say what it is": cell(VALUES, "degroot1995_cl", "spread_kind", ""),
    "a number where only a sign was seen": cell(EFFECTS, "woolley2016.craving_cue", "value", "0"),
    "an outcome that is not listed": cell(EFFECTS, "woolley2016.craving_cue", "outcome", "craving_cues"),
    "an outcome of a curve that is not listed": cell(CURVES, "gossen2012_plasma_30", "outcome", "oxytocin"),
    "an outcome of a pool that is neither listed nor a family": cell(
        POOLED, "cardoso2014.cortisol_all_tasks", "outcome", "hormones"
    ),
    "a pool of an unknown kind of comparison": cell(
        POOLED, "cardoso2014.cortisol_all_tasks", "contrast_kind", "treatment"
    ),
    "a p-value other than the text says": cell(EFFECTS, "stauffer2020.retention", "p_value", "0.041"),
    "an interval other than the text says": cell(EFFECTS, "stauffer2020.retention", "high", "8.14"),
    "events other than the text says": cell(EFFECTS, "nct02251912.retention", "events_control", "6"),
    "a number other than the text says": cell(
        EFFECTS, "saraiya2021.days_to_first_use", "value", "5", value_text="4", effect_type="mean_difference"
    ),
    "a direction other than the text says": cell(
        EFFECTS, "moeini2019.craving_self_report", "direction", "higher", verdict="worse"
    ),
    "a point of a curve without a value": cell(CURVES, "gossen2012_plasma_150", "y", "", y_text=""),
    "a point of a curve not named after its study": row(
        CURVES, "gossen2012_plasma_30", "point_id", point_id="gossen2021_plasma_30"
    ),
    "a pool of an unknown study": row(
        POOLED, "cardoso2014.cortisol_all_tasks", "study_id", pool_id="cardoso2015.cortisol", study_id="cardoso2015"
    ),
    "a pool outside of its interval": cell(POOLED, "bakermans2013.autism", "value", "1.57"),
    "a negative standard deviation": cell(EFFECTS, CIWA, "spread_treat", "-2.3"),
    "a spread without its mean": cell(EFFECTS, "saraiya2021.days_to_first_use", "mean_treat", ""),
    "a spread in an arm that does not say what it is": cell(EFFECTS, CIWA, "spread_kind", ""),
    "a size without a number": cell(EFFECTS, CIWA, "value", "", mean_control="", spread_control=""),
    "a size that is called an order": cell(EFFECTS, CIWA, "scale_kind", "ordinal"),
    "a control group of one": cell(EFFECTS, CIWA, "n_control", "1"),
    "a unit of another kind than that of the outcome": cell(EFFECTS, "saraiya2021.days_to_first_use", "unit", "mg"),
    "an unknown unit of a result": cell(EFFECTS, CIWA, "unit", "scores"),
    "a dose of a result without unit": cell(EFFECTS, "stauffer2019.craving_cue_20_iu", "dose_unit", ""),
    "more events than people": cell(EFFECTS, "nct02251912.retention", "events_treat", "13", statistic_text=""),
    "a p-value above one": cell(EFFECTS, CIWA, "p_value", "1.5"),
    "a p-value that does not say whether it is exact": cell(EFFECTS, CIWA, "p_bound", ""),
    "a test statistic of an unknown test": cell(EFFECTS, "raby2022.abstinence_over_time", "test", ""),
    "exchanged ends of an interval": cell(EFFECTS, "stauffer2020.retention", "low", "12.7", value_text=""),
    "a direction against the means": cell(EFFECTS, CIWA, "direction", "higher", verdict="worse", direction_text=""),
    "a direction against the estimate": cell(
        EFFECTS, "stauffer2020.retention", "direction", "lower", verdict="worse", direction_text=""
    ),
    "a verdict against the direction": cell(EFFECTS, CIWA, "verdict", "worse"),
    "a verdict beside no change": cell(EFFECTS, "woolley2016.craving_cue", "verdict", "better"),
    "a verdict on a marker": cell(EFFECTS, "moeini2019.cortisol", "verdict", "better"),
    "an unknown unit": cell(VALUES, "degroot1995_half_life", "unit", "litres per hour"),
    "an unknown unit of a dose": cell(STUDIES, "woolley2016", "dose_unit", "puffs"),
    "a dose without unit": cell(STUDIES, "woolley2016", "dose_unit", ""),
    "an assumption without reason": cell(VALUES, "tolerance_slow_time", "reason", ""),
    "a measurement without source": cell(VALUES, "degroot1995_v", "source", ""),
    "a computed value that does not say how": cell(VALUES, "conti2009_recycling", "reason", ""),
    "a row computed from nowhere": cell(VALUES, "conti2009_recycling", "from_rows", "conti2009_surface"),
    "an obligatory cell that is empty": cell(STUDIES, "woolley2016", "role_reason", ""),
    "a parameter without subsystem": cell(VALUES, "degroot1995_cl", "parameter", "CL"),
    "a default that contradicts its row": cell(PRIORS, "mu_receptor.K_d_morphine", "default", "170"),
    "a default far from its distribution": cell(PRIORS, "learning.g_cue", "default", "5"),
    "a unit that does not fit the rows": cell(PRIORS, "hpa.n_gr", "unit", "h"),
    "a deviation of zero": cell(PRIORS, "oxytocin.CL", "b", "0"),
    "a missing argument": cell(PRIORS, "learning.g_cue", "b", ""),
    "an argument too many": cell(PRIORS, "hpa.n_gr", "a", "3"),
    "an empty range": cell(PRIORS, "hpa.k_acth", "b", "1"),
    "an unknown family": cell(PRIORS, "learning.g_cue", "distribution", "cauchy"),
    "half of a spread between subjects": cell(PRIORS, "oxytocin.CL", "between_subject_kind", ""),
    "a scale between subjects that does not suit": cell(PRIORS, "oxytocin.CL", "between_subject_kind", "logitnormal"),
    "a pooled prior with one row": cell(PRIORS, "oxytocin.CL", "rows", "degroot1995_cl"),
    "an assumed prior without reason": cell(PRIORS, "learning.g_cue", "reason", ""),
    "a wrong DOI": record("woolley2016", "DOI", "doi:10.1/x"),
    "the same publication twice": record("woolley2016", "DOI", "10.1038/SREP03440"),
    "an unknown field of a record": record("woolley2016", "doi", "10.1007/s00213-016-4308-8"),
}


def test_the_tables_that_the_tests_break_are_sound_before(tables: Tables) -> None:
    assert check(tables.directory) == []


def test_a_sample_of_two_species_is_refused(tables: Tables) -> None:
    line = tables.set(EFFECTS, "saraiya2021.days_to_first_use", sample_id="bicknell1988")
    problems = check(tables.directory)
    assert {problem.place for problem in problems} <= {f"{EFFECTS}:{n}, column sample_id" for n in range(2, 10_000)}
    assert any(problem.place == f"{EFFECTS}:{line}, column sample_id" for problem in problems)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_named_with_file_row_and_column(name: str, tables: Tables) -> None:
    table, column, plant = FAULTS[name]
    line = plant(tables)
    [problem] = check(tables.directory)
    assert problem.place == f"{table}:{line}, column {column}"
    assert problem.found
    assert problem.allowed


def test_a_cell_that_cannot_be_read_hides_no_other_fault_of_its_row(tables: Tables) -> None:
    line = tables.set(
        VALUES, "degroot1995_cl", value="67,1", spread="-1", unit="gallops", source="degroot1996", kind="seen"
    )
    columns = {problem.place.removeprefix(f"{VALUES}:{line}, column ") for problem in check(tables.directory)}
    assert columns == {"value", "spread", "unit", "source", "kind"}


def test_a_message_says_what_was_found_and_what_is_allowed(tables: Tables) -> None:
    tables.set(STUDIES, "woolley2016", source="wooley2016", role="training")
    role, source = sorted(check(tables.directory), key=lambda problem: problem.place)
    assert (source.found, source.allowed) == ('"wooley2016"', "a key of bibliography.json")
    assert source.cause == 'was "woolley2016" meant?'
    assert role.found == '"training"'
    assert role.allowed == "one of calibration, development, held_out or context"


def test_ten_faults_are_all_shown_at_once(tables: Tables) -> None:
    names = [
        "an unknown role",
        "a decimal comma",
        "a negative deviation",
        "a group of one",
        "an interval without its estimate",
        "an unknown unit",
        "an assumption without reason",
        "a default that contradicts its row",
        "a missing argument",
        "a wrong DOI",
    ]
    planted = {f"{FAULTS[n][0]}:{FAULTS[n][2](tables)}, column {FAULTS[n][1]}" for n in names}
    assert {problem.place for problem in check(tables.directory)} == planted


def test_problems_come_in_the_order_of_tables_and_lines(tables: Tables) -> None:
    for name in ("a missing argument", "an unknown role", "a wrong DOI", "a decimal comma"):
        FAULTS[name][2](tables)
    places = [problem.place.split(":")[0] for problem in check(tables.directory)]
    assert places == [BIBLIOGRAPHY, STUDIES, VALUES, PRIORS]


def test_a_held_out_study_cannot_feed_a_prior_even_through_computed_rows(tables: Tables) -> None:
    tables.set(STUDIES, "degroot1995", role="held_out")
    tables.add(VALUES, "conti2009_recycling", row_id="derived_cl", unit="L/h", value="67.1", from_rows="degroot1995_cl")
    line = tables.set(PRIORS, "oxytocin.CL", rows="nielsen2017_cl derived_cl")
    [problem] = check(tables.directory)
    assert problem.place == f"{PRIORS}:{line}, column rows"
    assert "held-out study degroot1995" in problem.found


def test_a_value_cannot_be_computed_from_itself(tables: Tables) -> None:
    tables.set(VALUES, "conti2009_back_on_surface", from_rows="conti2009_recycling", reason="in a circle")
    problems = check(tables.directory)
    assert {problem.place.split(", ")[1] for problem in problems} == {"column from_rows"}
    assert len(problems) == 2  # both rows of the circle


def test_priors_are_held_against_the_declared_parameters(tables: Tables) -> None:
    declared = {"hpa.n_gr": "1", "hpa.k_acth": "1/h", "oxytocin.CL": "L/h", "mu_receptor.K_d_morphine": "nmol/L"}
    declared["learning.g_cue"] = "1"
    assert check(tables.directory, declared) == []
    missing, wrong = check(tables.directory, declared | {"hpa.k_acth": "h", "hpa.k_crh": "1/h"})
    assert 'no row for the declared parameter "hpa.k_crh"' in missing.found
    assert wrong.place.endswith("column unit")
    [unknown] = check(tables.directory, {k: v for k, v in declared.items() if k != "hpa.n_gr"})
    assert unknown.found == '"hpa.n_gr"'


@pytest.mark.parametrize(
    ("table", "content", "place", "found"),
    [
        (STUDIES, b"study_id,name\nx,y\n", "studies.csv:1", "unknown name"),
        (STUDIES, b"", "studies.csv:1", "missing study_id"),
        (STUDIES, b"\xff\xfe\n", "studies.csv:1", "not UTF-8"),
        (STUDIES, "\ufeffstudy_id\n".encode(), "studies.csv:1", "byte order mark"),
        (BIBLIOGRAPHY, b"", "bibliography.json:1", "not JSON"),
        (BIBLIOGRAPHY, b'[\n{"id": "a",}]', "bibliography.json:2", "not JSON"),
        (BIBLIOGRAPHY, b'{"id": "a"}', "bibliography.json:1", "not a list"),
        (BIBLIOGRAPHY, b'["a"]', "bibliography.json:1", "'a'"),
        (BIBLIOGRAPHY, b'[{"id": "a", "type": "book", "id": "b"}]', "bibliography.json:1, column id", "twice"),
    ],
)
def test_a_file_that_is_not_a_table_is_refused_in_words(
    table: str, content: bytes, place: str, found: str, tables: Tables
) -> None:
    (tables.directory / table).write_bytes(content)
    problems = [problem for problem in check(tables.directory) if problem.place.startswith(place)]
    assert any(found in problem.found for problem in problems)
    with pytest.raises(EvidenceError, match=found.replace("(", r"\(")):
        load(tables.directory)


def test_a_row_with_a_stray_comma_is_named_and_its_links_still_hold(tables: Tables) -> None:
    line = tables.line(STUDIES, "woolley2016")
    tables.replace(STUDIES, "woolley2016,woolley2016,human", "woolley2016,woolley2016,human,man")
    [problem] = check(tables.directory)
    assert problem.place == f"{STUDIES}:{line}"


def test_correlations_that_nobody_can_have_are_named(tables: Tables) -> None:
    tables.set(CORRELATIONS, "fentanyl_kon_fentanyl_n", correlation="0.9932")
    [problem] = check(tables.directory)
    assert problem.place == CORRELATIONS
    assert "eigenvalue" in problem.found


def test_a_missing_table_is_named(tables: Tables) -> None:
    (tables.directory / EFFECTS).unlink()
    [problem] = check(tables.directory)
    assert (problem.place, problem.found) == (EFFECTS, "a missing file")


def test_a_missing_directory_is_one_problem(tmp_path: Path) -> None:
    [problem] = check(tmp_path / "nowhere")
    assert problem.found == "no such directory"


@given(st.binary(max_size=200))
def test_no_file_content_makes_the_check_fail(content: bytes) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as directory:
        for name in (OUTCOMES, STUDIES, EFFECTS, CURVES, POOLED, VALUES, PRIORS, BIBLIOGRAPHY):
            (Path(directory) / name).write_bytes(content)
        assert check(Path(directory))
