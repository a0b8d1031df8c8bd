"""The same publication comes out of RIS, BibTeX and CSL-JSON alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from allostasis.errors import EvidenceError
from allostasis.evidence import Reference, load
from allostasis.evidence.cite import FORMATS
from allostasis.evidence.intake import read_references
from allostasis.evidence.intake.found import name
from allostasis.evidence.rows import pages_of

SUFFIX = {"ris": ".ris", "bibtex": ".bib", "csl-json": ".json"}
EXPECTED = {
    "id": "grun2027",
    "type": "article-journal",
    "title": "Effects of oxytocin & stress: 5 % of α",
    "author": [
        {"family": "Grün", "given": "Zoë"},
        {"family": "van der Berg", "given": "J. P."},
        {"literal": "Invented Study Group"},
    ],
    "issued": {"date-parts": [[2027]]},
    "container-title": "Journal of Invented Results",
    "volume": "12",
    "issue": "3",
    "page": "101-109",
    "DOI": "10.1234/new_2027",
    "PMID": "12345678",
    "URL": "https://example.org/a_b",
}
RIS = """\
TY  - JOUR
AU  - Grün, Zoë
AU  - van der Berg, J. P.
AU  - Invented Study Group
T1  - Effects of oxytocin & stress: 5 % of α
PY  - 2027///
JO  - Journal of Invented Results
VL  - 12
IS  - 3
SP  - 101
EP  - 109
DO  - https://doi.org/10.1234/new_2027
AN  - 12345678
DP  - NLM
UR  - https://example.org/a_b
AB  - An abstract, which we do not keep.
ER  -
"""
BIBTEX = r"""
@string{jir = "Journal of Invented Results"}
@article{Gruen:2027,
  author = {Gr{\"u}n, Zo\"{e} and van der Berg, J. P. and {Invented Study Group}},
  title = {Effects of {oxytocin} \& stress: 5 \% of $\alpha$},
  year = 2027, journal = jir, volume = {12}, number = {3}, pages = {101--109},
  doi = {10.1234/new\_2027}, pmid = {12345678}, url = {https://example.org/a_b}
}
"""
CSL = {
    "id": "http://zotero.org/items/1",
    "type": "article-journal",
    "title": EXPECTED["title"],
    "author": [
        {"family": "Grün", "given": "Zoë"},
        {"family": "Berg", "given": "J. P.", "non-dropping-particle": "van der"},
        {"literal": "Invented Study Group"},
    ],
    "issued": {"date-parts": [["2027"]]},
    "container-title": "Journal of Invented Results",
    "volume": 12,
    "issue": "3",
    "page": "101-109",
    "DOI": "doi:10.1234/new_2027",
    "PMID": 12345678,
    "URL": "https://example.org/a_b",
    "abstract": "An abstract, which we do not keep.",
}


def written(folder: Path, suffix: str, text: str) -> Path:
    path = folder / f"references{suffix}"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("suffix", "text"), [(".ris", RIS), (".bib", BIBTEX), (".json", json.dumps([CSL])), (".json", json.dumps(CSL))]
)
def test_a_record_of_another_program_is_understood(suffix: str, text: str, tmp_path: Path) -> None:
    [found] = read_references(written(tmp_path, suffix, text))
    assert Reference.model_validate(found.fields).as_csl() == EXPECTED


@pytest.mark.parametrize("format", SUFFIX)
def test_what_we_write_we_read_back(format: str, tmp_path: Path) -> None:
    records = [record for record in load().bibliography.values() if record.type == "article-journal"]
    found = read_references(written(tmp_path, SUFFIX[format], FORMATS[format](records)))
    assert [Reference.model_validate(each.fields).as_csl() for each in found] == [
        as_carried(record, format) for record in records
    ]


def as_carried(record: Reference, format: str) -> dict[str, object]:
    """A record as a format can carry it: RIS and BibTeX hold the year alone, and know no groups but by their look."""
    fields = record.as_csl()
    if format == "csl-json":
        return fields
    if format == "ris" and record.page:  # first and last page have tags of their own, each in full
        fields["page"] = "-".join(page for page in pages_of(record.page) if page)
    if record.year:
        fields["issued"] = {"date-parts": [[record.year]]}
    names = [
        name(each) if (each := author.family or author.literal) and not author.given else None
        for author in record.author
    ]
    if record.author:
        fields["author"] = [seen or author for seen, author in zip(names, fields["author"], strict=True)]
    return fields


def test_records_begin_at_their_lines_and_get_different_keys(tmp_path: Path) -> None:
    for suffix, text, lines in (
        (".ris", RIS + "\n" + RIS, [1, 19]),
        (".bib", BIBTEX + BIBTEX.replace("Gruen:", "Other:").replace("jir", "other"), [3, 11]),
        (".json", json.dumps([CSL, CSL], indent=1), [2, 36]),
    ):
        found = read_references(written(tmp_path, suffix, text))
        assert [each.fields["id"] for each in found] == ["grun2027", "grun2027b"]
        assert [each.line for each in found] == lines


@pytest.mark.parametrize(
    ("case", "given", "parts"),
    [
        ("one word", "Plato", {"family": "Plato"}),
        ("given before family", "Jane Q. Smith", {"family": "Smith", "given": "Jane Q."}),
        ("a small word", "Ludwig van Beethoven", {"family": "van Beethoven", "given": "Ludwig"}),
        ("a group with and", "{Health and Care}", {"literal": "Health and Care"}),
        ("accents alone in brackets", r"{\'E}mile, {\O}.", {"family": "Émile", "given": "Ø."}),
    ],
)
def test_names_in_bibtex_are_taken_apart(case: str, given: str, parts: dict[str, str], tmp_path: Path) -> None:
    [found] = read_references(written(tmp_path, ".bib", f"@misc{{x, author = {{{given}}}, title = {{T}}}}"))
    assert found.fields["author"] == [parts], case


def test_an_accession_number_of_another_database_is_no_pubmed_number(tmp_path: Path) -> None:
    [found] = read_references(written(tmp_path, ".ris", RIS.replace("DP  - NLM", "DP  - Invented Base")))
    assert "PMID" not in found.fields


@pytest.mark.parametrize(
    ("suffix", "text", "place"),
    [
        (".ris", "a letter, not a list", "references.ris"),
        (".ris", RIS.replace("ER  -", ""), "references.ris"),
        (".bib", "@article{x, title = {open", "references.bib:1"),
        (".bib", "nothing", "references.bib"),
        (".json", '[{"id": "a",}]', "references.json:1"),
        (".json", '[\n1, "b"]', "references.json:2"),
        (".json", "[]", "references.json"),
    ],
)
def test_a_file_that_is_not_what_its_ending_says_is_refused(suffix: str, text: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as caught:
        read_references(written(tmp_path, suffix, text))
    assert {problem.place for problem in caught.value.problems} == {f"{tmp_path}/{place}"}
