"""All articles, by name or by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest

from allostasis.web.archive.models import Article
from allostasis.web.archive.pages.parts import ArticleLine, Export, exports_of, lines, with_shelves
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.paging import Paging, paged, with_query
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["ArticlesPage", "articles", "chosen"]

_ORDERS = {"name": ("by_name",), "year": ("-sort_year", "by_name")}
NO_YEAR = "not-known"


@dataclass(frozen=True)
class Choice(Part):
    """One value that narrows the list."""

    text: str = shown("value, as shown")
    query: str = shown("query of the list narrowed to it; for the current value, of the list without it")
    articles: int = shown("number of articles")
    is_chosen: bool = shown("whether the list is narrowed to it now")


@dataclass(frozen=True, kw_only=True)
class ArticlesPage(Page):
    """Browse by article."""

    template = "archive/articles.html"

    order: str = shown('"name": by first author; "year": the latest first')
    by_name: str = shown("query of the list in alphabetical order")
    by_year: str = shown("query of the list by year")
    letters: tuple[Choice, ...] = shown("first letters of first authors; #: the record shows no name")
    years: tuple[Choice, ...] = shown("years of publication")
    articles: tuple[ArticleLine, ...] = shown("the articles of this part of the list")
    paging: Paging = shown("which part of the list this is")
    exports: tuple[Export, ...] = shown("citations of the whole list as files")


def articles(request: HttpRequest) -> ArticlesPage:
    """The list of all articles, narrowed by letter or year."""
    found, paging = paged(request, chosen(request), fetch=with_shelves)
    letter, year = request.GET.get("letter", ""), request.GET.get("year", "")
    return ArticlesPage(
        title="Browse by article",
        description="All articles of the archive, by first author or by year.",
        order=_order(request),
        by_name=with_query(request, sort=None, page=None),
        by_year=with_query(request, sort="year", page=None),
        letters=_choices(request, "letter", letter),
        years=_choices(request, "year", year),
        articles=lines(found),
        paging=paging,
        exports=exports_of("articles", with_query(request, page=None).rstrip("?")),
    )


def chosen(request: HttpRequest) -> Any:
    """The articles that the query asks for, in its order.

    Raises:
        NotFound: for a letter or year that the archive does not hold.
    """
    found = Article.objects.all()
    if letter := request.GET.get("letter"):
        found = found.filter(letter=letter[:1].upper())
    if year := request.GET.get("year"):
        if year != NO_YEAR and not (year.isascii() and year.isdigit() and len(year) == 4):
            raise NotFound(f'"{year[:20]}" is no year; allowed: four digits, or {NO_YEAR}.')
        found = found.filter(year=None if year == NO_YEAR else int(year))
    return found.order_by(*_ORDERS[_order(request)])


def _order(request: HttpRequest) -> str:
    asked = request.GET.get("sort", "name")
    return asked if asked in _ORDERS else "name"


def _choices(request: HttpRequest, field: str, current: str) -> tuple[Choice, ...]:
    """The values of a field with their numbers; years from the latest, and "not known" last."""
    counted = Article.objects.values_list(field).annotate(number=Count("pk")).order_by(field)
    values = [(NO_YEAR if value is None else str(value), number) for value, number in counted]
    if field == "year":
        values = sorted(values, key=lambda entry: (entry[0] == NO_YEAR, entry[0] != NO_YEAR and -int(entry[0])))
    return tuple(
        Choice(
            text=value.replace("-", " "),
            query=with_query(request, page=None, **{field: None if value == current else value}),
            articles=number,
            is_chosen=value == current,
        )
        for value, number in values
    )
