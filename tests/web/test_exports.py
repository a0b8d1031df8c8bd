"""Citations of every article, written by the archive and read back by the libraries of the field."""

from __future__ import annotations

import json
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser import middlewares
from citeproc.source.json import CiteProcJSON

from allostasis.evidence import Reference, load
from allostasis.evidence.rows import Name, pages_of

EVIDENCE = load()
LETTERS = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def exported(client: Any, suffix: str) -> str:
    """Every article of the archive, letter by letter."""
    answers = [client.get(f"/articles.{suffix}", {"letter": letter}) for letter in LETTERS]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.content.decode() for answer in answers if answer.content]


def name_of(author: Name) -> str:
    return author.literal or ", ".join(part for part in (author.family, author.given) if part)


def spaced(text: str | None) -> str:
    """Without brackets, and with one space between words: LaTeX keeps neither apart."""
    return " ".join((text or "").replace("{", "").replace("}", "").split())


def test_bibtex_of_every_article_is_read_back_with_its_fields(client):
    entries = {}
    for text in exported(client, "bib"):
        library = bibtexparser.parse_string(text, append_middleware=[middlewares.LatexDecodingMiddleware()])
        assert library.failed_blocks == []
        entries |= {entry.key: {field.key: field.value for field in entry.fields} for entry in library.entries}
    assert set(entries) == set(EVIDENCE.bibliography)
    for key, reference in EVIDENCE.bibliography.items():
        fields = entries[key]
        assert [spaced(each) for each in fields.get("author", "").split(" and ") if each] == [
            spaced(name_of(author)) for author in reference.author
        ], key
        assert fields.get("doi") == reference.DOI, key
        assert fields.get("year") == (str(reference.year) if reference.year else None), key
        assert fields.get("volume") == reference.volume, key
        assert fields.get("number") == reference.issue, key
        assert all(fields.values()), key


def test_ris_of_every_article_is_read_back_with_its_fields(client):
    entries = {entry["id"]: entry for text in exported(client, "ris") for entry in rispy.loads(text)}
    assert set(entries) == set(EVIDENCE.bibliography)
    for key, reference in EVIDENCE.bibliography.items():
        entry = entries[key]
        first, last = pages_of(reference.page)
        assert entry.get("title", "") == (reference.title or ""), key
        assert entry.get("authors", []) == [name_of(author) for author in reference.author], key
        assert entry.get("journal_name") == reference.container_title, key
        assert (entry.get("start_page", ""), entry.get("end_page", "")) == (first, last), key
        assert entry.get("doi") == reference.DOI, key
        assert (entry.get("volume"), entry.get("number")) == (reference.volume, reference.issue), key


def test_csl_json_of_every_article_is_what_the_evidence_holds(client):
    records = [record for text in exported(client, "csl.json") for record in json.loads(text)]
    assert {record["id"]: record for record in records} == {
        key: reference.as_csl() for key, reference in EVIDENCE.bibliography.items()
    }
    assert set(CiteProcJSON(records)) == set(EVIDENCE.bibliography)


@pytest.mark.parametrize("format", ["bibtex", "ris", "csl-json"])
def test_signs_that_mean_something_to_a_format_come_back_as_they_were(format):
    from allostasis.evidence.cite import FORMATS

    title = "50 % of {κ}-opioid & TNF_α: “Müller’s” $dose#1~2^n, ‘a\\b’"
    record = {"id": "muller2020", "type": "article-journal", "title": title}
    text = FORMATS[format]([Reference.model_validate(record)])
    if format == "bibtex":
        middleware = [middlewares.LatexDecodingMiddleware()]
        (entry,) = bibtexparser.parse_string(text, append_middleware=middleware).entries
        # Brackets group in LaTeX: a reader may drop them, and sets quotes and ^ its own way.
        found, wanted = (spaced(each).translate(QUOTES) for each in (entry["title"], title))
    elif format == "ris":
        found, wanted = rispy.loads(text)[0]["title"], title
    else:
        found, wanted = json.loads(text)[0]["title"], title
    assert found == wanted


QUOTES = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "ˆ": "^"})


def test_a_volume_a_search_and_a_narrowed_list_are_exported_whole(client):
    for stem, query in (
        ("/volume/psychopharmacology/2016-233", {}),
        ("/search", {"q": "craving", "species": "human"}),
        ("/articles", {"year": "2016", "sort": "year"}),
    ):
        listed = client.get(f"{stem}.json", query).json()
        keys = [record["id"] for record in client.get(f"{stem}.csl.json", query).json()]
        assert len(keys) == listed["paging"]["total"] > 0
        assert len(rispy.loads(client.get(f"{stem}.ris", query).content.decode())) == len(keys)


def test_a_list_that_is_empty_gives_an_empty_file(client):
    for suffix in ("bib", "ris", "csl.json"):
        answer = client.get(f"/search.{suffix}", {"q": "zzzzqqqq"})
        assert answer.status_code == 200
    assert answer.json() == []
