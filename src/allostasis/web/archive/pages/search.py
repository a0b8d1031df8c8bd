"""Full-text search with facets: what is found, where the words stand, and how it divides by heading and decade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from allostasis.web.archive.load.headings import KINDS
from allostasis.web.archive.models import Article, HeadingOfArticle
from allostasis.web.archive.pages.facets import Facet, facets
from allostasis.web.archive.pages.parts import ArticleLine, Export, exports_of, line, with_shelves
from allostasis.web.archive.search import CLOSE, OPEN, Found, Snippet, find, snippets
from allostasis.web.frame.paging import Paging, paged, with_query
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["SearchPage", "found_articles", "search"]

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
    keys = list(found.articles.values_list("pk", flat=True))
    shown_now, paging = paged(request, _in_order(found), _PER_PAGE, total=len(keys), fetch=with_shelves)
    marked = snippets(shown_now, found)
    return SearchPage(
        title=f"Search: {text}" if text else "Search",
        description="Full-text search over titles, authors and our own words on studies and results.",
        text=text,
        chosen=tuple(_chosen(request).items()),
        hits=tuple(_hit(article, marked.get(article.pk)) for article in shown_now),
        facets=facets(request, keys),
        paging=paging,
        exports=exports_of("search", with_query(request, page=None).rstrip("?")),
    )


def found_articles(request: HttpRequest) -> Any:
    """The articles that the query finds."""
    return _in_order(find(request.GET.get("q", "").strip()[:400], _narrowed(request)))


def _in_order(found: Found) -> Any:
    """By relevance, or the latest first where no word was looked for."""
    return found.articles.order_by("-sort_year", "by_name") if found.ranked is None else found.ranked


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
