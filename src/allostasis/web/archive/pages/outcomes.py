"""One outcome: what its rows say in each species, with figures, every reported result, and the articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from allostasis.web.archive.models import Article, Effect, Outcome, Prepared
from allostasis.web.archive.pages.article_rows import EffectLine, claims_by_effect, effect_line
from allostasis.web.archive.pages.parts import Export, exports_of
from allostasis.web.archive.words import plain
from allostasis.web.frame.addresses import Link, address
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.paging import Paging, paged
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["OutcomePage", "members", "outcome"]

_GOOD = {
    "lower": "lower is good for the subject",
    "higher": "higher is good for the subject",
    "neither": "a marker: neither way is good by itself",
}


@dataclass(frozen=True)
class Cell(Part):
    """One cell of the table beside a figure."""

    text: str = shown("what stands in it")
    link: Link | None = shown("the row of the evidence that a line of the table shows; null elsewhere")


@dataclass(frozen=True)
class Row(Part):
    """One line of the table beside a figure."""

    cells: tuple[Cell, ...] = shown("its cells")


@dataclass(frozen=True)
class Figure(Part):
    """A figure with the table that says the same."""

    name: str = shown("forest or harvest")
    title: str = shown("what it is")
    description: str = shown("what one sees in it")
    wide: str = shown("the figure as SVG for a page; empty: a table says it all")
    narrow: str = shown("the same for a phone")
    columns: tuple[str, ...] = shown("head of the table")
    rows: tuple[Row, ...] = shown("lines of the table")


@dataclass(frozen=True)
class LeftOut(Part):
    """A row of the outcome that does not answer the question."""

    effect: Link = shown("the row, on the page of its article")
    reason: str = shown("why it is left out")


@dataclass(frozen=True)
class Answer(Part):
    """What the rows of one species say."""

    species: str = shown("species")
    question: str = shown("the question in words")
    samples: int = shown("independent samples that answer it")
    sized: int = shown("samples that allow an effect size")
    is_pooled: bool = shown("whether there is a pooled number")
    pooled: str = shown("the pooled number, or why there is none")
    signs: str = shown("what signs and sizes say together; empty: nothing")
    harvest: str = shown("samples by verdict")
    opioid: str = shown("the same where an opioid is the substance; empty: all rows, or none")
    limits: tuple[str, ...] = shown("what has to be known before using it")
    figures: tuple[Figure, ...] = shown("forest and harvest plot with their tables")
    left_out: tuple[LeftOut, ...] = shown("rows of the outcome that are not in, with the reason")


@dataclass(frozen=True)
class ResultLine(Part):
    """One reported result of the outcome."""

    row: Link = shown("the row, on the page of its article")
    species: str = shown("species")
    role: str = shown("what its study may be used for")
    effect: EffectLine = shown("the result")


@dataclass(frozen=True, kw_only=True)
class OutcomePage(Page):
    """One outcome."""

    template = "archive/outcome.html"

    key: str = shown("name of the outcome")
    meaning: str = shown("what it measures")
    family: str = shown("family of outcomes that it belongs to")
    good: str = shown("which way is good")
    unit: str = shown("unit; empty: differs by study")
    articles: int = shown("number of articles that report it")
    search: str = shown("path of the search among its articles")
    answers: tuple[Answer, ...] = shown("what the rows that try oxytocin say, by species")
    results: tuple[ResultLine, ...] = shown("every reported result, this part of the list")
    paging: Paging = shown("which part of the results this is")
    exports: tuple[Export, ...] = shown("citations of its articles as files")


def outcome(request: HttpRequest, key: str) -> OutcomePage:
    """The outcome with a name."""
    held = _find(key)
    rows = Effect.objects.filter(outcome=held).order_by("pk")
    found, paging = paged(request, rows, fetch=lambda each: each.select_related("outcome", "study__article"))
    where = _places(held)
    claims = claims_by_effect(found)
    return OutcomePage(
        title=f"Outcome: {plain(held.key)}",
        description=f"{held.meaning}: what {held.effects} reported results say, by species, with forest plots.",
        key=held.key,
        meaning=held.meaning,
        family=plain(held.family),
        good=_GOOD.get(held.good_direction, plain(held.good_direction)),
        unit=held.unit,
        articles=held.articles,
        search=f"{address('search')}?{urlencode({'outcome': key})}",
        answers=tuple(_answer(each.content, where) for each in _prepared(held)),
        results=tuple(_result(each, claims.get(each.pk, ())) for each in found),
        paging=paging,
        exports=exports_of("outcome", key=key),
    )


def members(request: HttpRequest, key: str) -> Any:
    """The articles that report an outcome, the latest first."""
    held = Article.objects.filter(studies__effects__outcome=_find(key))
    return held.order_by("-sort_year", "by_name").distinct()


def _find(key: str) -> Outcome:
    held = Outcome.objects.filter(key=key).first()
    if held is None:
        raise NotFound(f'The archive knows no outcome "{key}".')
    return held


def _prepared(outcome: Outcome) -> Any:
    return Prepared.objects.filter(kind="synthesis", group=outcome.key).order_by("order")


def _places(outcome: Outcome) -> dict[str, str]:
    """The key of the article of each effect of the outcome."""
    pairs = Effect.objects.filter(outcome=outcome).exclude(study__article=None)
    return dict(pairs.values_list("key", "study__article__key"))


def _row_link(effect: str, where: dict[str, str]) -> Link:
    page = address("article", key=where[effect]) if effect in where else None
    return Link(effect, f"{page}#{effect}" if page else None)


def _answer(found: dict[str, Any], where: dict[str, str]) -> Answer:
    kept = ("question", "samples", "sized", "is_pooled", "pooled", "signs", "harvest", "opioid")
    effects = [row["effect"] for row in found["rows"]]
    return Answer(
        species=plain(found["species"]),
        **{name: found[name] for name in kept},
        limits=tuple(found["limits"]),
        figures=tuple(_figure(each, effects, where) for each in found["figures"]),
        left_out=tuple(LeftOut(_row_link(each["effect"], where), each["reason"]) for each in found["excluded"]),
    )


def _figure(found: dict[str, Any], effects: list[str], where: dict[str, str]) -> Figure:
    """Lines of a forest plot stand in the order of its rows, so each can lead to its own."""
    kept = ("name", "title", "description", "wide", "narrow")
    rows = []
    for place, cells in enumerate(found["rows"]):
        is_row = found["name"] == "forest" and place < len(effects)
        first = _row_link(effects[place], where) if is_row else None
        rows.append(Row(tuple(Cell(text, first if n == 0 else None) for n, text in enumerate(cells))))
    return Figure(**{name: found[name] for name in kept}, columns=tuple(found["columns"]), rows=tuple(rows))


def _result(effect: Effect, claims: tuple[Link, ...]) -> ResultLine:
    article = effect.study.article
    page = address("article", key=article.key) if article else None
    row = Link(article.short_name if article else effect.study.key, f"{page}#{effect.key}" if page else None)
    return ResultLine(row, plain(effect.study.species), plain(effect.study.role), effect_line(effect, claims))
