"""Faults that nobody thought of: whatever is done to the sound file, it is a study or a `StudyError`."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from allostasis.errors import Problem, StudyError
from allostasis.protocols.drugs import DRUGS
from allostasis.quantities.documents import Document, Key, parse_document
from allostasis.studies.files import Study, read_study
from allostasis.studies.library import available_studies

SOUND = parse_document(available_studies()["woolley2016"].read_text(encoding="utf-8"), "generated.yaml")
# Keys that may be left out; the rest is obligatory.
OPTIONAL = {"numerics", "covariates", "assumptions", "note", "low", "high", "detailed", "minus", "intensity", "window"}
NAMED_BY_THE_USER = {("arms", "placebo"), ("arms", "oxytocin"), ("measures", "cue_craving")}


def _at(data: Any, key: Key) -> Any:
    for part in key:
        data = data[part]
    return data


def _is_covariate(key: Key) -> bool:
    return len(key) == 3 and key[:2] == ("population", "covariates")


KEYS = sorted(SOUND.lines, key=str)
MAPPINGS = [key for key in KEYS if isinstance(_at(SOUND.data, key), dict) and key not in (("arms",), ("measures",))]
LEAVES = [key for key in KEYS if key and not isinstance(_at(SOUND.data, key), (dict, list))]
OBLIGATORY = [
    key
    for key in KEYS
    if key
    and isinstance(key[-1], str)
    and key[-1] not in OPTIONAL
    and key not in NAMED_BY_THE_USER
    and not _is_covariate(key)
]

names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=3, max_size=12)
junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(names, st.integers(), max_size=2),
    st.builds(
        "{} {}".format, st.integers(-10, 10**6), st.sampled_from(["min", "h", "d", "mg", "IU", "kg", "points", "%"])
    ),
)


def _changed(key: Key, value: Any) -> Document:
    data = copy.deepcopy(SOUND.data)
    _at(data, key[:-1])[key[-1]] = value
    return Document(SOUND.name, data, SOUND.lines)


def _problems(read: Callable[[], Study]) -> list[Problem]:
    """The problems of what was read, none if it is a study; any other exception fails the test."""
    try:
        read()
    except StudyError as refusal:
        return refusal.problems
    return []


def _refusal(document: Document) -> StudyError:
    with pytest.raises(StudyError) as refusal:
        read_study(document)
    return refusal.value


@given(st.sampled_from(MAPPINGS), names)
@settings(max_examples=60)
def test_an_unknown_key_anywhere_is_refused_at_its_place(mapping, name):
    refusal = _refusal(_changed((*mapping, name), 1))
    assert any(f"generated.yaml:{SOUND.lines[mapping]}" in p.place and name in str(p) for p in refusal.problems)


@pytest.mark.parametrize("key", OBLIGATORY, ids=lambda key: ".".join(map(str, key)))
def test_a_missing_key_anywhere_is_named(key):
    data = copy.deepcopy(SOUND.data)
    del _at(data, key[:-1])[key[-1]]
    assert str(key[-1]) in str(_refusal(Document(SOUND.name, data, SOUND.lines)))


@given(names)
@settings(max_examples=40)
def test_a_drug_that_nobody_modelled_is_refused_with_those_that_are(name):
    assume(name not in DRUGS)
    message = str(_refusal(_changed(("arms", "oxytocin", "treatment", 0, "drug"), name)))
    assert name in message
    assert all(drug in message for drug in DRUGS)


@given(st.floats(100.5, 1e9) | st.floats(1e-9, 0.99))
@settings(max_examples=40)
def test_a_dose_outside_the_plausible_range_is_refused_with_the_range(amount):
    message = str(_refusal(_changed(("arms", "oxytocin", "treatment", 0, "amount"), f"{amount!r} IU")))
    assert "between 1 and 100 IU" in message


@given(st.sampled_from(LEAVES), junk)
@settings(max_examples=200)
def test_junk_in_place_of_any_value_is_a_study_or_a_study_error(key, value):
    problems = _problems(lambda: read_study(_changed(key, value)))
    assert all(problem.place and problem.found and problem.allowed for problem in problems)


@given(st.integers(0, len(SOUND.lines)), st.text("{}[]:,-&*!|>'\"% \n\tab1", min_size=1, max_size=6))
@settings(max_examples=100)
def test_stray_characters_in_any_line_are_a_study_or_a_study_error(line, stray):
    lines = available_studies()["woolley2016"].read_text(encoding="utf-8").splitlines()
    lines.insert(line, stray)
    problems = _problems(lambda: read_study(parse_document("\n".join(lines), "generated.yaml", StudyError)))
    assert all(problem.place.startswith("generated.yaml") for problem in problems)
