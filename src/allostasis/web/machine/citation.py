"""The citation of an article where reference managers and search engines look for it: Highwire tags and COinS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from allostasis.evidence.rows import pages_of

__all__ = ["coins", "date_of", "highwire", "inverted", "natural"]

Record = Mapping[str, Any]
"""A bibliographic record as CSL-JSON."""

_HOSTS = {"article-journal": "citation_journal_title", "report": "citation_technical_report_institution"}
"""Tag of what an article appeared in; other kinds of records have none."""


def highwire(record: Record) -> tuple[tuple[str, str], ...]:
    """Name and content of each `citation_*` tag, authors in their order; none is empty.

    Without a title there is no citation, and so no tag.
    """
    return tuple((name, value) for name, value in _highwire(record) if value) if record.get("title") else ()


def _highwire(record: Record) -> Iterator[tuple[str, str]]:
    first, last = pages_of(record.get("page"))
    yield "citation_title", record.get("title", "")
    for author in record.get("author", ()):
        yield "citation_author", inverted(author)
    yield "citation_publication_date", date_of(record).replace("-", "/")
    if record["type"] in _HOSTS:
        yield _HOSTS[record["type"]], record.get("container-title", "")
    yield "citation_volume", record.get("volume", "")
    yield "citation_issue", record.get("issue", "")
    yield "citation_firstpage", first
    yield "citation_lastpage", last
    yield "citation_doi", record.get("DOI", "")
    yield "citation_pmid", record.get("PMID", "")


def coins(record: Record) -> str:
    """The record as an OpenURL ContextObject (Z39.88-2004), as COinS puts it into the title of a span."""
    first, last = pages_of(record.get("page"))
    is_article = record["type"] in ("article-journal", "article")
    genre, schema = ("article", "journal") if is_article else ("document", "dc")
    fields = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{schema}"),
        ("rft.genre", genre if is_article else ""),
        ("rft.atitle" if is_article else "rft.title", record.get("title", "")),
        ("rft.jtitle" if is_article else "rft.source", record.get("container-title", "")),
        ("rft.date", date_of(record)),
        ("rft.volume", record.get("volume", "")),
        ("rft.issue", record.get("issue", "")),
        ("rft.spage", first),
        ("rft.epage", last),
        *(("rft.au" if is_article else "rft.creator", natural(author)) for author in record.get("author", ())),
        ("rft_id", f"info:doi/{record['DOI']}" if "DOI" in record else ""),
        ("rft_id", f"info:pmid/{record['PMID']}" if "PMID" in record else ""),
    ]
    return urlencode([(name, value) for name, value in fields if value])


def date_of(record: Record) -> str:
    """Date of publication as far as it is known: 2016, 2016-05 or 2016-05-14; empty if it is not."""
    parts = record.get("issued", {}).get("date-parts", [[]])[0]
    return "-".join(f"{part:02d}" for part in parts)


def inverted(author: Mapping[str, str]) -> str:
    """A name as catalogues write it: Woolley, Josh D."""
    return author.get("literal") or ", ".join(author[part] for part in ("family", "given") if author.get(part))


def natural(author: Mapping[str, str]) -> str:
    """A name as it is spoken: Josh D. Woolley."""
    return author.get("literal") or " ".join(author[part] for part in ("given", "family") if author.get(part))
