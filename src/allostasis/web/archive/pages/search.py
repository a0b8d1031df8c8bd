"""Full-text search with facets: what is found, where the words stand, and how it divides by heading and decade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F
from django.http import HttpRequest

from allostasis.web.archive.load.headings import KINDS
from allostasis.web.archive.models import Article, Heading, HeadingOfArticle
from allostasis.web.archive.pages.parts import ArticleLine, Export, exports_of, line, with_shelves
from allostasis.web.archive.search import CLOSE, OPEN, Found, Snippet, find, snippets
from allostasis.web.frame.paging import Paging, paged, with_query
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["SearchPage", "found_articles", "search"]

_SHOWN = 10  # values of one facet: more are reached through the headings
_PER_PAGE = 20


@dataclass(frozen=True)
class Run(Part):
    """A piece of a text."""

    text: str = shown("the piece")
    hit: bool = shown("whether the search found it")


@dataclass(frozen=True)
class Hit(Part):
    """One article that was found."""

    article: ArticleLine = shown("the article")
    title: tuple[Run, ...] = shown("its title, with what was found marked; empty: nothing was looked for in texts")
    text: tuple[Run, ...] = shown("where the words stand in our own words on the article")


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


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    """What a search found."""

    template = "archive/search.html"

    text: str = shown("what was looked for")
    chosen: tuple[tuple[str, str], ...] = shown("facets that narrow the search now, as name and value of the query")
    hits: tuple[Hit, ...] = shown("the articles of this part of the list, the most relevant first")
    facets: tuple[Facet, ...] = shown("how all that was found divides")
    paging: Paging = shown("which part of the list this is")
    exports: tuple[Export, ...] = shown("citations of all that was found as files")


def search(request: HttpRequest) -> SearchPage:
    """What the query finds (`?q=`), narrowed by facets (`&species=rat&drug=oxytocin&decade=2010`)."""
    text = request.GET.get("q", "").strip()[:400]
    found = find(text, _narrowed(request))
    shown_now, paging = paged(request, with_shelves(_in_order(found)), _PER_PAGE)
    marked = snippets(shown_now, found)
    return SearchPage(
        title=f"Search: {text}" if text else "Search",
        description="Full-text search over titles, authors and our own words on studies and results.",
        text=text,
        chosen=tuple(_chosen(request).items()),
        hits=tuple(_hit(article, marked.get(article.pk)) for article in shown_now),
        facets=tuple(_facets(request, found.articles)),
        paging=paging,
        exports=exports_of("search", with_query(request, page=None).rstrip("?")),
    )


def found_articles(request: HttpRequest) -> Any:
    """The articles that the query finds."""
    return _in_order(find(request.GET.get("q", "").strip()[:400], _narrowed(request)))


def _in_order(found: Found) -> Any:
    """By relevance, or the latest first where no word was looked for."""
    return found.articles.order_by("-year", "sort_name", "key") if found.ranked is None else found.ranked


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET[key] for key in (*KINDS, "decade") if request.GET.get(key)}


def _narrowed(request: HttpRequest) -> Any:
    """Articles with all headings, and of the decade, that the query names; an unknown value finds nothing."""
    articles = Article.objects.all()
    for kind, value in _chosen(request).items():
        if kind == "decade":
            start = int(value) if value.isascii() and value.isdigit() and len(value) == 4 else 0
            articles = articles.filter(year__gte=start, year__lt=start + 10)
        else:
            members = HeadingOfArticle.objects.filter(heading__kind=kind, heading__key=value)
            articles = articles.filter(pk__in=members.values("article"))
    return articles


def _facets(request: HttpRequest, found: Any) -> Iterator[Facet]:
    """Each kind of heading, and the decade, over all that was found."""
    inside = found.order_by().values("pk")
    counts = HeadingOfArticle.objects.filter(article__in=inside).values_list("heading").annotate(number=Count("pk"))
    numbers = dict(counts.order_by())
    headings = Heading.objects.in_bulk(numbers)
    for kind, name in KINDS.items():
        held = [(heading, numbers[pk]) for pk, heading in headings.items() if heading.kind == kind]
        held.sort(key=lambda entry: (-entry[1], entry[0].order))
        values = [(heading.key, _heading_name(heading), number) for heading, number in held]
        if values:
            yield Facet(kind, name, _values(request, kind, values))
    decades = found.order_by().exclude(year=None).values_list(F("year") / 10).annotate(number=Count("pk"))
    values = [
        (str(decade * 10), f"{decade * 10} to {decade * 10 + 9}", n) for decade, n in sorted(decades, reverse=True)
    ]
    if values:
        yield Facet("decade", "Decade", _values(request, "decade", values))


def _heading_name(heading: Heading) -> str:
    return f"{heading.group}: {heading.name}" if heading.kind == "design" else heading.name


def _values(request: HttpRequest, key: str, values: list[tuple[str, str, int]]) -> tuple[Value, ...]:
    """The commonest values; a chosen one is always among them."""
    current = request.GET.get(key, "")
    kept = [each for place, each in enumerate(values) if place < _SHOWN or each[0] == current]
    return tuple(
        Value(
            text=text,
            articles=number,
            query=with_query(request, page=None, **{key: None if value == current else value}),
            is_chosen=value == current,
        )
        for value, text, number in kept
    )


def _hit(article: Article, snippet: Snippet | None) -> Hit:
    title = tuple(_runs(snippet.title)) if snippet and article.title else ()
    return Hit(line(article), title, tuple(_runs(snippet.body)) if snippet else ())


def _runs(text: str) -> Iterator[Run]:
    """A marked text as pieces; the marks themselves are gone."""
    for piece in text.split(OPEN):
        hit, mark, rest = piece.partition(CLOSE)
        if mark:
            yield Run(hit, hit=True)
        remaining = rest if mark else hit
        if remaining:
            yield Run(remaining, hit=False)
