"""How articles divide by heading and decade: counted in memory, because a search may find thousands of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.http import HttpRequest

from allostasis.web.archive.load.headings import KINDS
from allostasis.web.archive.models import Article, Heading, HeadingOfArticle
from allostasis.web.frame import site
from allostasis.web.frame.paging import with_query
from allostasis.web.frame.record import Part, shown

__all__ = ["Facet", "Value", "facets"]

_SHOWN = 10  # values of one facet: more are reached through the headings
_NO_YEAR = -1


@dataclass(frozen=True)
class Value(Part):
    """One value of a facet."""

    text: str = shown("the value")
    articles: int = shown("number of articles found that have it")
    query: str = shown("query with this value added; for a chosen value, without it")
    is_chosen: bool = shown("whether the search is narrowed to it")


@dataclass(frozen=True)
class Facet(Part):
    """One way to divide what was found."""

    key: str = shown("name in the query")
    name: str = shown("name, as shown")
    values: tuple[Value, ...] = shown("its commonest values")


@dataclass(frozen=True)
class _Entry:
    """A value with its number, before it is shown."""

    key: str
    text: str
    articles: int


@dataclass(frozen=True)
class _Memberships:
    """All pairs of heading and article, and the decade of each article, as arrays by primary key."""

    article: np.ndarray[tuple[int], np.dtype[np.int64]]
    heading: np.ndarray[tuple[int], np.dtype[np.int64]]
    decade: np.ndarray[tuple[int], np.dtype[np.int64]]
    headings: tuple[Heading, ...]

    def counts(self, articles: Collection[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Number of the articles under each heading, by primary key of the heading."""
        is_found = np.zeros(len(self.decade), dtype=bool)
        is_found[list(articles)] = True
        return np.bincount(self.heading[is_found[self.article]], minlength=1 + max(_keys(self.headings)))

    def decades(self, articles: Collection[int]) -> Iterator[tuple[int, int]]:
        """Decade and number of the articles, the latest first."""
        found = self.decade[list(articles)]
        values, numbers = np.unique(found[found != _NO_YEAR], return_counts=True)
        yield from sorted(zip(values.tolist(), numbers.tolist(), strict=True), reverse=True)


def facets(request: HttpRequest, articles: Collection[int]) -> tuple[Facet, ...]:
    """Each kind of heading, and the decade, over articles given by primary key."""
    held = _memberships(site.state().name)
    counts = held.counts(articles)
    found = {kind: [_entry(each, counts) for each in held.headings if each.kind == kind] for kind in KINDS}
    decades = [_Entry(str(year), f"{year} to {year + 9}", number) for year, number in held.decades(articles)]
    ordered = {kind: sorted(entries, key=lambda entry: -entry.articles) for kind, entries in found.items()}
    named = {**KINDS, "decade": "Decade"}
    all_facets = (
        Facet(key, named[key], _values(request, key, each)) for key, each in {**ordered, "decade": decades}.items()
    )
    return tuple(facet for facet in all_facets if facet.values)


def _keys(headings: tuple[Heading, ...]) -> list[int]:
    return [heading.pk for heading in headings] or [0]


def _entry(heading: Heading, counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> _Entry:
    name = f"{heading.group}: {heading.name}" if heading.kind == "design" else heading.name
    return _Entry(heading.key, name, int(counts[heading.pk]))


def _values(request: HttpRequest, key: str, entries: list[_Entry]) -> tuple[Value, ...]:
    """The commonest values that occur; a chosen one is always among them."""
    current = request.GET.get(key, "")
    occur = [entry for entry in entries if entry.articles]
    kept = [entry for place, entry in enumerate(occur) if place < _SHOWN or entry.key == current]
    return tuple(
        Value(
            text=entry.text,
            articles=entry.articles,
            query=with_query(request, page=None, **{key: None if entry.key == current else entry.key}),
            is_chosen=entry.key == current,
        )
        for entry in kept
    )


@lru_cache(maxsize=1)
def _memberships(state: str) -> _Memberships:
    """The pairs of the database in the state with this name."""
    pairs = np.array(list(HeadingOfArticle.objects.values_list("article", "heading")), dtype=np.int64).reshape(-1, 2)
    years = dict(Article.objects.values_list("pk", "year"))
    decade = np.full(1 + max(years, default=0), _NO_YEAR, dtype=np.int64)
    for key, year in years.items():
        decade[key] = _NO_YEAR if year is None else year // 10 * 10
    return _Memberships(pairs[:, 0], pairs[:, 1], decade, tuple(Heading.objects.order_by("order")))
