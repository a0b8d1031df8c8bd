"""A record of the archive as OAI-PMH gives it: header, and unqualified Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from django.urls import reverse

from allostasis.evidence.rows import pages_of
from allostasis.web.archive.models import NOT_KNOWN, Article, Stamp
from allostasis.web.machine.citation import date_of, inverted
from allostasis.web.machine.linked_data import LICENSE
from allostasis.web.machine.naming import public_name
from allostasis.web.machine.oai.document import DC, OAI_DC, add, add_foreign, stamp_text

__all__ = ["SET_KINDS", "identifier", "key_of", "put_header", "put_record", "with_sets"]

SET_KINDS = ("journal", "species", "substance")
"""What sets there are: one for each journal, each species, each substance, and one for all of each kind."""

_TYPES = {"dataset": "Dataset", "software": "Software"}
_RIGHTS = (
    f"This record and our words on the article: BSD-3-Clause, {LICENSE}",
    "The article itself: copyright of its authors or publisher",
)


def identifier(key: str) -> str:
    """The lasting name of a record."""
    return f"oai:{public_name()}:{key}"


def key_of(name: str) -> str | None:
    """The citation key in the lasting name of a record; None if it is none of ours."""
    start = identifier("")
    return name.removeprefix(start) if name.startswith(start) else None


def with_sets(stamps: Any) -> Any:
    """A query set of stamps with what headers and records need."""
    return stamps.select_related("article__issue__volume__journal").prefetch_related(
        "article__headings__heading", "article__studies"
    )


def put_header(parent: Element, stamp: Stamp) -> None:
    """Identifier, time of the last change, sets."""
    header = add(parent, "header")
    add(header, "identifier", identifier(stamp.key))
    add(header, "datestamp", stamp_text(stamp.changed))
    for name in _sets(stamp.article):
        add(header, "setSpec", name)


def put_record(parent: Element, stamp: Stamp, origin: str) -> None:
    """Header and metadata."""
    record = add(parent, "record")
    put_header(record, stamp)
    metadata = add_foreign(add(record, "metadata"), OAI_DC, "dc")
    for name, value in dublin_core(stamp.article, origin):
        if value:
            add(metadata, name, value, space=DC)


def dublin_core(article: Article, origin: str) -> Iterator[tuple[str, str]]:
    """Name and content of each element; what is not known is empty."""
    record = article.record
    yield "title", article.title
    for author in record.get("author", ()):
        yield "creator", inverted(author)
    for heading in sorted((entry.heading for entry in article.headings.all()), key=lambda each: each.order):
        # "double" alone says nothing; "Blinding: double" does.
        yield "subject", f"{heading.group}: {heading.name}" if heading.kind == "design" else heading.name
    for study in article.studies.all():
        yield "description", study.design
    if article.is_made_up:
        yield "description", "Made up for a benchmark; no such article exists."
    yield "date", date_of(record)
    yield "type", _TYPES.get(article.kind, "Text")
    yield "identifier", f"{origin}{reverse('article', kwargs={'key': article.key})}"
    yield "identifier", f"https://doi.org/{article.doi}" if article.doi else ""
    yield "identifier", f"https://pubmed.ncbi.nlm.nih.gov/{article.pmid}/" if article.pmid else ""
    yield "source", _source(record)
    yield "relation", article.url
    for text in _RIGHTS:
        yield "rights", text


def _source(record: dict[str, Any]) -> str:
    """Where it appeared: Psychopharmacology 233(13), 2571-2580."""
    first, last = pages_of(record.get("page"))
    issue = f"({record['issue']})" if "issue" in record else ""
    volume = f"{record.get('volume', '')}{issue}"
    where = " ".join(part for part in (record.get("container-title", ""), volume) if part)
    return ", ".join(part for part in (where, "-".join(page for page in (first, last) if page)) if part)


def _sets(article: Article) -> list[str]:
    """Journal first, then headings in their order; the set of a whole kind is implied by its members."""
    journal = article.issue.volume.journal.slug
    found = [f"journal:{journal}"] if journal != NOT_KNOWN else []
    headings = sorted((entry.heading for entry in article.headings.all()), key=lambda heading: heading.order)
    return found + [f"{each.kind}:{each.key}" for each in headings if each.kind in SET_KINDS]
