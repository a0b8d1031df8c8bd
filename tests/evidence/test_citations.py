"""References are complete, say what is not known, and can be read back by other programs."""

from __future__ import annotations

import json
import re

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares.names import split_multiple_persons_names
from pylatexenc.latex2text import LatexNodes2Text

from allostasis.errors import EvidenceError
from allostasis.evidence import Reference, cite, load, texts
from allostasis.evidence.cite import FORMATS

EVIDENCE = load()
ALL = list(EVIDENCE.bibliography)


def test_every_record_can_be_read_back_from_bibtex() -> None:
    library = bibtexparser.parse_string(cite(ALL, "bibtex", EVIDENCE))
    assert not library.failed_blocks
    entries = {entry.key: entry.fields_dict for entry in library.entries}
    assert set(entries) == set(ALL)
    decode = LatexNodes2Text().latex_to_text
    for key, reference in EVIDENCE.bibliography.items():
        fields = entries[key]
        assert (decode(fields["title"].value) if "title" in fields else None) == reference.title
        assert (fields["doi"].value if "doi" in fields else None) == reference.DOI
        assert (fields["url"].value if "url" in fields else None) == reference.URL
        names = split_multiple_persons_names(fields["author"].value) if "author" in fields else []
        assert [decode(name).split(",")[0] for name in names] == [n.family or n.literal for n in reference.author]


def test_every_record_can_be_read_back_from_ris() -> None:
    text = cite(ALL, "ris", EVIDENCE)
    entries = {entry["id"]: entry for entry in rispy.loads(text)}
    assert set(entries) == set(ALL)
    for key, reference in EVIDENCE.bibliography.items():
        assert entries[key].get("title") == reference.title
        assert entries[key].get("doi") == reference.DOI
        assert entries[key].get("year") == (str(reference.year) if reference.year else None)
        assert len(entries[key].get("authors", [])) == len(reference.author)


def test_ris_holds_nothing_but_tagged_lines() -> None:
    lines = cite(ALL, "ris", EVIDENCE).splitlines()
    assert lines[0].startswith("TY  - ")
    assert [line for line in lines if line and not re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line)] == []


def test_csl_json_is_the_bibliography_itself() -> None:
    records = json.loads(cite(ALL, "csl-json", EVIDENCE))
    assert [Reference.model_validate(record) for record in records] == [
        EVIDENCE.bibliography[key] for key in sorted(ALL)
    ]


def test_text_gives_one_line_per_reference_with_title_year_and_note() -> None:
    references = EVIDENCE.references(ALL)
    for line, reference in zip(texts(references), references, strict=True):
        assert (reference.title or "") in line
        assert str(reference.year or "") in line
        assert (reference.note or "") in line
        assert (reference.DOI or "") in line
    assert len(cite(ALL, "text", EVIDENCE).splitlines()) == len(ALL)


def test_the_trial_is_cited_as_printed() -> None:
    assert texts(EVIDENCE.references(["woolley2016"])) == [
        "Woolley JD, Arcuni PA, Stauffer CS, Fulford D, Carson DS, Batki S, et al. (2016). The effects of intranasal "
        "oxytocin in opioid-dependent individuals and healthy control subjects: a pilot study. Psychopharmacology "
        "233(13):2571–2580. https://doi.org/10.1007/s00213-016-4308-8"
    ]


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("woolley2016", {"woolley2016"}),
        ("woolley2016.craving_cue", {"woolley2016"}),
        ("conti2009_recycling", {"conti2009"}),
        ("tolerance_slow_time", {"ouellet1995", "gossop1987"}),
    ],
)
def test_any_id_leads_to_its_sources(name: str, keys: set[str]) -> None:
    assert {reference.id for reference in EVIDENCE.references([name])} == keys


def test_a_source_is_given_once_however_often_it_is_used() -> None:
    names = ["woolley2016", "woolley2016.craving_cue", "woolley2016.implicit_association"]
    assert len(EVIDENCE.references(names)) == 1


def test_every_unknown_name_is_reported_with_its_neighbour() -> None:
    with pytest.raises(EvidenceError) as caught:
        cite(["wooley2016", "degroot1996"], "text", EVIDENCE)
    assert [problem.place for problem in caught.value.problems] == ["wooley2016", "degroot1996"]
    assert "woolley2016" in caught.value.problems[0].cause


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(EvidenceError, match="bibtex, ris, csl-json"):
        cite(["woolley2016"], "endnote", EVIDENCE)


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_asked_gives_nothing(format: str) -> None:
    assert cite([], format, EVIDENCE) == ""
