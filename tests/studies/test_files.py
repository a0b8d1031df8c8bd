"""Study files as values: they survive being written and read, and say in words what they hold."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from allostasis.errors import StudyError
from allostasis.quantities.documents import Document
from allostasis.studies.files import load_study, read_study, study_json_schema
from allostasis.studies.library import available_studies

STUDIES = sorted(available_studies())


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_written_out_and_read_again_is_the_same_study(name, tmp_path):
    study = load_study(name)
    path = tmp_path / "again.yaml"
    with path.open("w", encoding="utf-8") as stream:
        YAML().dump(study.as_dict(), stream)
    again = load_study(path)
    assert again == study
    assert again.people == study.people
    assert read_study(Document("json", json.loads(json.dumps(study.as_dict())))) == study


@pytest.mark.parametrize("name", STUDIES)
def test_the_methods_name_every_assumption_with_its_reason(name):
    study = load_study(name)
    text = study.in_words()
    assert study.assumed()
    for assumed in study.assumed():
        assert f"{assumed.key}: {assumed.value}. {assumed.reason}" in text


def test_the_first_study_is_what_abstract_and_registry_say():
    study = load_study("woolley2016")
    (dose,) = study.arms["oxytocin"].treatment
    assert str(dose.amount) == "40 IU"
    assert dose.route == "intranasal"
    assert study.arms["placebo"].treatment == ()
    assert study.design.kind == "crossover"
    assert study.people.covariates.sex.in_words() == "male in everybody"
    assert study.reported == ("woolley2016.craving_cue",)


def test_what_was_not_seen_in_the_first_study_is_listed_as_assumed():
    keys = {assumption.key for assumption in load_study("woolley2016").assumptions}
    assert {
        "population.participants",
        "session.events[2].at",
        "design.sequences",
        "measures.cue_craving.noise_sd",
    } <= keys


def test_the_outcome_is_measured_while_the_drug_cues_are_shown():
    study = load_study("woolley2016")
    assert study.outcome.when.minutes == (66, 67, 68, 69, 70)
    assert study.outcome.noise == 10
    assert study.session.dose_minute == 15


def test_a_study_can_be_resized_without_touching_the_original():
    study = load_study("woolley2016")
    small = study.resized(participants=4, seed=7)
    assert (small.participants, small.seed) == (4, 7)
    assert (study.participants, study.seed) == (32, 20160526)
    assert small.people == study.people
    assert study.resized() == study


@pytest.mark.parametrize("change", [{"participants": 1}, {"seed": -1}])
def test_a_study_cannot_be_resized_to_nothing(change):
    with pytest.raises(StudyError, match="command line"):
        load_study("woolley2016").resized(**change)


def test_a_parallel_trial_is_a_study_too():
    content = load_study("woolley2016").as_dict()
    content["design"] = {"kind": "parallel", "allocation": "balanced"}
    content["analysis"]["test"] = "welch_t"
    content["assumptions"] = [a for a in content["assumptions"] if not a["key"].startswith("design.")]
    study = read_study(Document("parallel", content))
    assert "one session in one of 2 arms" in study.in_words()


def test_studies_are_found_by_name_and_by_path():
    path = available_studies()["woolley2016"]
    assert load_study("woolley2016") == load_study(path) == load_study(str(path))
    with pytest.raises(StudyError, match="was woolley2016 meant"):
        load_study("wooley2016")
    with pytest.raises(StudyError, match="No such file"):
        load_study(Path("nowhere") / "woolley2016.yaml")


def test_the_schema_describes_the_keys_that_a_study_file_has():
    schema = study_json_schema()
    assert set(load_study("woolley2016").as_dict()) <= set(schema["properties"])
    assert "$defs" in schema


def test_too_few_participants_for_a_parallel_trial_are_refused_in_the_file_and_on_the_command_line(tmp_path):
    text = available_studies()["woolley2016"].read_text(encoding="utf-8")
    crossover = "kind: crossover\n  washout: 7 d\n  sequences: balanced"
    text = text.replace(crossover, "kind: parallel\n  allocation: balanced").replace("test: paired_t", "test: welch_t")
    path = tmp_path / "parallel.yaml"
    path.write_text(text[: text.index("assumptions:")] + text[text.index("seed:") :], encoding="utf-8")
    study = load_study(path)
    assert study.resized(participants=4).participants == 4
    with pytest.raises(StudyError, match="at least 4"):
        study.resized(participants=3)
    path.write_text(path.read_text(encoding="utf-8").replace("participants: 32", "participants: 3"), encoding="utf-8")
    with pytest.raises(StudyError, match="at least 4"):
        load_study(path)


def test_the_methods_say_what_the_engine_decides_where_the_file_is_silent():
    study = load_study("woolley2016")
    text = study.in_words()
    assert "the first is at 08:00" in text
    assert "What is not simulated in full is fast-forwarded" in text
    assert "During a session nobody uses" in text
