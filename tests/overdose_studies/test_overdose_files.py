"""Overdose study files: they survive being written and read, say what they hold, and are refused with reasons."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from allostasis.errors import StudyError
from allostasis.evidence import load
from allostasis.quantities.documents import Document, parse_document
from allostasis.studies.library import available_overdose_studies, available_studies, kind_of
from allostasis.studies.overdose.cohort import WHY
from allostasis.studies.overdose.files import (
    OverdoseStudy,
    load_overdose_study,
    overdose_json_schema,
    read_overdose_study,
)
from allostasis.studies.overdose.manifest import sources_of
from allostasis.verification.overdose_table import PUBLISHED

SPRAY = "{drug: naloxone, route: intranasal, amount: 4 mg, delay: 180"
NALMEFENE = "{drug: nalmefene, route: intranasal, amount: 3 mg, delay: 180"
STUDIES = sorted(available_overdose_studies())
FENTANYL, CARFENTANIL, ABSTINENCE = "overdose-fentanyl", "overdose-carfentanil", "overdose-first-dose-after-abstinence"


@pytest.mark.parametrize("name", STUDIES)
def test_an_overdose_study_is_sound_and_survives_being_written_and_read(name: str) -> None:
    study = load_overdose_study(name, load())
    again = read_overdose_study(Document("json", json.loads(json.dumps(study.as_dict()))))
    assert again == study
    assert set(study.as_dict()) <= set(overdose_json_schema()["properties"])


@pytest.mark.parametrize("name", STUDIES)
def test_the_methods_name_every_assumption_and_say_why_there_are_cohorts_only(name: str) -> None:
    study = load_overdose_study(name)
    text = study.in_words()
    assert WHY in text
    for assumed in study.assumed():
        assert f"{assumed.key}: {assumed.value.removesuffix('.')}. {assumed.reason}" in text
    assert ".." not in text


def test_the_published_cells_are_those_of_the_table() -> None:
    arms = {"none": 0, "one_dose": 1, "two_standard": 2}
    found = {}
    for study in map(load_overdose_study, (FENTANYL, CARFENTANIL)):
        for cell in study.published:
            shares = tuple(round(100 * share.to("1")) for share in (cell.arrest, cell.low, cell.high))
            found[study.opioid, cell.dose.to("mg"), arms[cell.rescue]] = shares
            assert cell.role == "development"
    assert found == PUBLISHED


def test_trials_and_overdose_studies_are_told_apart() -> None:
    assert not set(available_studies()) & set(STUDIES)
    assert {kind_of(name) for name in STUDIES} == {"overdose"}
    assert kind_of("woolley2016") == "trial"
    assert kind_of("no_such_study") == "trial"


def changed(name: str, *changes: tuple[str, str]) -> Callable[[], OverdoseStudy]:
    """Reads a packaged study after replacements in its text."""
    text = available_overdose_studies()[name].read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return lambda: read_overdose_study(parse_document(text, "changed.yaml", StudyError), Path(), load())


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (FENTANYL, "number: 4000", "number: 1", WHY),
        (ABSTINENCE, "number: 100", "number: 99", WHY),
        (FENTANYL, "tolerance: 1.0", "tolerance: 1.2", "less than or equal to 1"),
        (FENTANYL, "1.625 mg, 2.965 mg", "1.625 mg, 2.965", "number without a unit|without a unit"),
        (FENTANYL, "doses: [1.625 mg,", "doses: [1.625 g,", "between 0.0001 and 1000 mg"),
        (FENTANYL, "doses: [1.625 mg, 2.965 mg]", "former_doses: [1]", "have no former dose"),
        (FENTANYL, "delay: 180 s", "delay: 180 min", "was s meant instead of min"),
        (FENTANYL, "amount: 4 mg, delay: 180", "amount: 2 mg, delay: 180", "published for 4 mg"),
        (FENTANYL, "doses: 2, every", "doses: 3, together: 2, every", "whole pairs"),
        (FENTANYL, "none: nothing", "none: {}", "none"),
        (FENTANYL, SPRAY, NALMEFENE.replace("3 mg", "4 mg"), "one spray holds 3 mg"),
        (FENTANYL, SPRAY, NALMEFENE.replace("intranasal", "intravenous"), "only the spray"),
        (FENTANYL, "tolerance: 1.0", "tolerance_acts_on: EC50", "C50"),
        (FENTANYL, "doses: [1.625 mg, 2.965 mg]", "doses: [1.625 mg, 1625 ug]", "the same dose twice"),
        (FENTANYL, "every: 150 s", "every: 0 s", "more than zero"),
        (FENTANYL, "duration: 75 min", "duration: 15 min", "at least 20 min with fentanyl"),
        (CARFENTANIL, "duration: 75 min", "duration: 25 min", "at least 30 min with carfentanil"),
        (ABSTINENCE, "duration: 30 min", "duration: 10 min", "at least 20 min with heroin"),
        (ABSTINENCE, "abstinence: [0 weeks", "abstinence: [-1 weeks", "zero or more"),
        (FENTANYL, "desaturation, hyper", "desaturaton, hyper", "was \"desaturation\" meant"),
        (FENTANYL, "rescue: two_standard", "rescue: two_standart", "was \"two_standard\" meant"),
        (FENTANYL, "arrest: 52 %", "arrest: 82 %", "inside of its interval"),
        (FENTANYL, "source: mann2022", "source: man2022", "was \"mann2022\" meant"),
        (FENTANYL, "rescue.one_dose_300_s", "rescue.gone", "where nothing stands"),
        (ABSTINENCE, "1 week, 2 weeks", "2 weeks, 1 week", "do not rise"),
        (ABSTINENCE, "opioid: heroin", "opioid: fentanyl", "after use of heroin"),
        (ABSTINENCE, "covariate: years_of_use", "covariate: years_of_us", "was years_of_use meant|years_of_use"),
        (ABSTINENCE, "amount: 60 mg/day", "amount: 6000 mg/day", "60"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_reason(name: str, old: str, new: str, said: str) -> None:
    with pytest.raises(StudyError, match=said) as caught:
        changed(name, (old, new))()
    assert "changed.yaml" in str(caught.value)


@pytest.mark.parametrize("wrong", ["delay: 0 s", "delay: -5 s", "delay: 180", "delay: 2 h"])
def test_what_is_wrong_with_a_rescue_is_said_once(wrong: str) -> None:
    with pytest.raises(StudyError) as caught:
        changed(FENTANYL, ("delay: 180 s", wrong))()
    assert len(caught.value.problems) == 1


def test_a_spray_of_nalmefene_is_one_arm_beside_others() -> None:
    assert "3 mg intranasal nalmefene is given 180 s after" in changed(FENTANYL, (SPRAY, NALMEFENE))().in_words()


def test_nalmefene_and_tolerance_on_the_c50_bring_their_sources() -> None:
    plain, evidence = load_overdose_study(FENTANYL), load()
    own = {"laffont2024", "algera2020"}
    assert not own & set(sources_of(plain, evidence))
    other = changed(FENTANYL, (SPRAY, NALMEFENE), ("tolerance: 1.0", "tolerance_acts_on: C50"))()
    assert own <= set(sources_of(other, evidence))


def test_a_dose_has_a_unit_of_mass() -> None:
    with pytest.raises(StudyError, match="a time"):
        changed(FENTANYL, ("1.625 mg, 2.965 mg", "1.625 min, 2.965 mg"))()


@pytest.mark.parametrize("people", [1, 99])
def test_no_resizing_leads_to_one_person(people: int) -> None:
    with pytest.raises(StudyError, match="false comfort or false alarm"):
        load_overdose_study(FENTANYL).resized(people)


def test_a_smaller_cohort_keeps_everything_else() -> None:
    study = load_overdose_study(ABSTINENCE)
    small = study.resized(120, 2, 7)
    assert (small.people.number, small.people.total, small.seed) == (120, 240, 7)
    assert small.former_doses == study.former_doses
    assert small.population == study.population
