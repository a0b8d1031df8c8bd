"""Browse by species, drug, outcome, design factor or substance: the headings of a kind, and the articles under each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from allostasis.web.archive.load.headings import KINDS
from allostasis.web.archive.models import Article, Heading
from allostasis.web.archive.pages.parts import ArticleLine, Export, exports_of, lines, with_shelves
from allostasis.web.frame.addresses import Link, address, link
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.paging import Paging, paged
from allostasis.web.frame.record import Page, Part, shown
from allostasis.web.frame.respond import View

__all__ = ["LISTS", "HeadingPage", "HeadingsPage", "list_of", "members_of", "one_of"]

LISTS = {
    "species": "all-species",
    "drug": "drugs",
    "outcome": "outcomes",
    "design": "designs",
    "substance": "substances",
}
"""Kind of heading, which is also the name of the page of one heading, and name of the page of all of them."""

_TITLES = {
    "species": "Browse by species",
    "drug": "Browse by drug or procedure",
    "outcome": "Browse by outcome",
    "design": "Browse by design factor",
    "substance": "Browse by substance",
}


@dataclass(frozen=True)
class HeadingLine(Part):
    """One heading in a list."""

    heading: Link = shown("the heading, with its articles")
    articles: int = shown("number of articles")


@dataclass(frozen=True)
class Group(Part):
    """Headings that stand together."""

    name: str = shown("name of the group, such as a family of outcomes or a design factor; empty: no groups")
    headings: tuple[HeadingLine, ...] = shown("its headings")


@dataclass(frozen=True, kw_only=True)
class HeadingsPage(Page):
    """All headings of one kind."""

    template = "archive/headings.html"

    kind: str = shown("kind of the headings")
    groups: tuple[Group, ...] = shown("the headings, in groups where they have any")


@dataclass(frozen=True, kw_only=True)
class HeadingPage(Page):
    """The articles under one heading."""

    template = "archive/heading.html"

    kind: str = shown("kind of the heading")
    all: Link = shown("all headings of this kind")
    group: str = shown("group of the heading; empty: none")
    search: str = shown("path of the search among its articles")
    articles: tuple[ArticleLine, ...] = shown("the articles of this part of the list, the latest first")
    paging: Paging = shown("which part of the list this is")
    exports: tuple[Export, ...] = shown("citations of all its articles as files")


def list_of(kind: str) -> View:
    """The view of all headings of a kind."""

    def view(request: HttpRequest) -> HeadingsPage:
        held = Heading.objects.filter(kind=kind).order_by("order")
        return HeadingsPage(
            title=_TITLES[kind],
            description=f"{KINDS[kind]}: all headings, with the number of articles under each.",
            kind=kind,
            groups=tuple(
                Group(name, tuple(HeadingLine(link(each.name, kind, key=each.key), each.articles) for each in members))
                for name, members in groupby(held, key=lambda heading: heading.group)
            ),
        )

    return view


def one_of(kind: str) -> View:
    """The view of one heading of a kind."""
    select = members_of(kind)

    def view(request: HttpRequest, key: str) -> HeadingPage:
        heading = _find(kind, key)
        found, paging = paged(request, select(request, key), fetch=with_shelves)
        return HeadingPage(
            title=f"{heading.group or KINDS[kind]}: {heading.name}",
            description=f"All {paging.total} articles of the archive under {KINDS[kind].lower()} “{heading.name}”.",
            kind=kind,
            all=link(_TITLES[kind], LISTS[kind]),
            group=heading.group,
            search=f"{address('search')}?{urlencode({kind: key})}",
            articles=lines(found),
            paging=paging,
            exports=exports_of(kind, key=key),
        )

    return view


def members_of(kind: str) -> Any:
    """From a request and the key of a heading to its articles, the latest first."""

    def select(request: HttpRequest, key: str) -> Any:
        return Article.objects.filter(headings__heading=_find(kind, key)).order_by("-sort_year", "by_name")

    return select


def _find(kind: str, key: str) -> Heading:
    held = Heading.objects.filter(kind=kind, key=key).first()
    if held is None:
        raise NotFound(f'The archive holds nothing under {KINDS[kind].lower()} "{key}".')
    return held
