"""RIS files, read by rispy. Programs write the same thing under different tags; each of these is looked for in turn."""

from __future__ import annotations

import re
from typing import Any

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.intake.found import Found, doi, filled, issued, name, pages

_TYPES = {"JOUR": "article-journal", "EJOUR": "article-journal", "BOOK": "book", "CHAP": "chapter", "RPRT": "report"}
_TYPES |= {"DATA": "dataset", "COMP": "software", "ELEC": "webpage", "WEB": "webpage", "ENCYC": "entry"}
_TITLES = ("title", "primary_title")
_JOURNALS = ("journal_name", "secondary_title", "alternate_title3", "alternate_title2", "alternate_title1")
_DATES = ("year", "publication_year", "date")


def read(text: str, file: str) -> list[Found]:
    """All records of an RIS file.

    Raises:
        EvidenceError: if the text is not RIS.
    """
    import rispy

    starts = [n for n, line in enumerate(text.splitlines(), start=1) if re.match(r"TY\s+-", line)]
    try:
        entries = rispy.loads(text)
    except Exception as error:  # noqa: BLE001  # rispy raises several kinds, all of which mean: not RIS
        raise EvidenceError(_not_ris(file, str(error))) from None
    if len(entries) != len(starts):
        raise EvidenceError(_not_ris(file, f"{len(starts)} records begin and {len(entries)} end"))
    return [Found(line, _fields(entry)) for line, entry in zip(starts, entries, strict=True)]


def _not_ris(file: str, why: str) -> Problem:
    first = (why.splitlines() or [""])[0]
    return Problem(
        file, f"text that is not RIS ({first})", 'lines such as "TI  - title"; each record ends with "ER  - "'
    )


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    date = _first(entry, _DATES)
    return filled(
        {
            "id": entry.get("id"),
            "type": _TYPES.get(entry.get("type_of_reference", ""), "article"),
            "title": _first(entry, _TITLES),
            "author": [name(each) for each in entry.get("authors") or entry.get("first_authors") or []],
            "issued": issued(date) if date else None,
            "container-title": _first(entry, _JOURNALS),
            "volume": entry.get("volume"),
            "issue": entry.get("number"),
            "page": pages(entry.get("start_page", ""), entry.get("end_page", "")),
            "DOI": doi(entry["doi"]) if entry.get("doi") else None,
            "PMID": _pmid(entry),
            "URL": next((url for url in entry.get("urls", []) if url.startswith("http")), None),
            "note": " ".join(entry.get("notes", [])),
        }
    )


def _first(entry: dict[str, Any], names: tuple[str, ...]) -> str | None:
    return next((str(entry[each]) for each in names if entry.get(each)), None)


def _pmid(entry: dict[str, Any]) -> str | None:
    """The accession number, if it is one of PubMed: other databases have numbers of their own under the same tag."""
    number = str(entry.get("accession_number", ""))
    base = f"{entry.get('database_provider', '')}{entry.get('name_of_database', '')}".lower()
    is_pubmed = not base or "pubmed" in base or "medline" in base or "nlm" in base
    return number if is_pubmed and re.fullmatch(r"\d{1,8}", number) else None
