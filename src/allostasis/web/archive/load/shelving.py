"""Which journals, volumes and issues there are, and where each record stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from django.utils.text import slugify

from allostasis.evidence.rows import Reference
from allostasis.web.archive.models import NOT_KNOWN, Issue, Journal, Volume

__all__ = ["journal_slug", "shelve"]

_NAMES = {
    "br-j-pharmacol": "British Journal of Pharmacology",
    "neurosci-biobehav-rev": "Neuroscience and Biobehavioral Reviews",
}
"""Abbreviations that the bibliography prints, with the full name of the journal."""


def shelve(references: Iterable[Reference]) -> dict[str, Issue]:
    """Write all shelves; returns the issue of every record by its key."""
    held = list(references)
    names = _journal_names(held)
    journals: dict[str, Journal] = {}
    volumes: dict[tuple[str, str], Volume] = {}
    issues: dict[tuple[str, str, str], Issue] = {}
    place: dict[str, Issue] = {}
    for reference in sorted(held, key=_order):
        journal = journal_slug(reference)
        volume, number = _volume_slug(reference), _slug(reference.issue)
        first = journals.setdefault(journal, Journal(pk=len(journals) + 1, slug=journal, name=names.get(journal, "")))
        second = volumes.setdefault((journal, volume), _volume(first, volume, reference, len(volumes) + 1))
        third = issues.setdefault(
            (journal, volume, number),
            Issue(pk=len(issues) + 1, volume=second, slug=number, number=reference.issue or ""),
        )
        for shelf in (first, second, third):
            shelf.articles += 1
        place[reference.id] = third
    for order, journal_held in enumerate(sorted(journals.values(), key=_by_name), 1):
        journal_held.order = order
    Journal.objects.bulk_create(journals.values())
    Volume.objects.bulk_create(volumes.values())
    Issue.objects.bulk_create(issues.values())
    return place


def journal_slug(reference: Reference) -> str:
    """The address of the journal of a record; spellings of one name share it."""
    name = _full_name(reference.container_title)
    return slugify(name.replace("&", " and "))[:100] or NOT_KNOWN


def _full_name(name: str | None) -> str:
    """Without the place in brackets, and without abbreviations that we know."""
    bare = re.sub(r"\s*\([^)]*\)\s*$", "", name or "")
    return _NAMES.get(slugify(bare), bare)


def _journal_names(references: Iterable[Reference]) -> dict[str, str]:
    """Of several spellings the commonest."""
    spellings: dict[str, Counter[str]] = {}
    for reference in references:
        if reference.container_title:
            counts = spellings.setdefault(journal_slug(reference), Counter())
            counts[_full_name(reference.container_title)] += 1
    return {slug: min(counts, key=lambda name: (-counts[name], name)) for slug, counts in spellings.items()}


def _by_name(journal: Journal) -> tuple[bool, str]:
    """Without the article before a name; what is not known stands after all that is."""
    return not journal.name, re.sub(r"^(the|an?) ", "", journal.name.casefold())


def _volume(journal: Journal, slug: str, reference: Reference, pk: int) -> Volume:
    return Volume(pk=pk, journal=journal, slug=slug, year=reference.year, number=reference.volume or "")


def _volume_slug(reference: Reference) -> str:
    year = str(reference.year) if reference.year else NOT_KNOWN
    return f"{year}-{_slug(reference.volume)}"


def _slug(number: str | None) -> str:
    return slugify(number or "")[:60] or NOT_KNOWN


def _order(reference: Reference) -> tuple[object, ...]:
    """The latest first, and numbers as numbers: volume 9 stands before volume 10."""
    return (journal_slug(reference), -(reference.year or 0), _natural(reference.volume), _natural(reference.issue))


def _natural(number: str | None) -> tuple[int, str]:
    digits = re.match(r"\d+", number or "")
    return (int(digits.group()) if digits else 10**9, number or "￿")
