"""What changed since the last snapshot of the evidence: rows, pooled results, claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from allostasis.web.archive.models import Article, Claim, Effect, ParameterValue, Prepared, Study
from allostasis.web.archive.words import plain
from allostasis.web.frame.addresses import Link, address, link
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["ChangesPage", "changes"]


@dataclass(frozen=True)
class TableChanges(Part):
    """What changed in one table."""

    table: str = shown("name of the table")
    added: tuple[Link, ...] = shown("rows that are new")
    removed: tuple[Link, ...] = shown("rows that are gone")
    changed: tuple[Link, ...] = shown("rows whose content is another one")


@dataclass(frozen=True)
class MovedPart(Part):
    """An answer that is another one now."""

    question: Link = shown("outcome and species, or claim")
    before: str = shown("the answer before; empty: there was none")
    after: str = shown("the answer now; empty: there is none any more")


@dataclass(frozen=True, kw_only=True)
class ChangesPage(Page):
    """What changed since the last snapshot."""

    template = "archive/changes.html"

    before: str = shown("name of the snapshot before; empty: none is recorded")
    after: str = shown("name of the snapshot now")
    tables: tuple[TableChanges, ...] = shown("tables in which rows changed")
    syntheses: tuple[MovedPart, ...] = shown("pooled results and signs that moved")
    claims: tuple[MovedPart, ...] = shown("claims whose verdict or samples moved")


def changes(request: HttpRequest) -> ChangesPage:
    """The differences that were worked out when the database was filled."""
    held = Prepared.objects.filter(kind="changes").first()
    found: dict[str, Any] = held.content if held else {}
    return ChangesPage(
        title="What changed",
        description="Rows that were added, removed or changed since the last snapshot, and the answers that moved.",
        before=found.get("before", ""),
        after=found.get("after", ""),
        tables=tuple(_table(name, each) for name, each in found.get("rows", {}).items()),
        syntheses=tuple(_synthesis(each) for each in found.get("syntheses", ())),
        claims=_claims(found.get("claims", [])),
    )


def _table(name: str, found: dict[str, list[str]]) -> TableChanges:
    pages = _pages(name, [*found["added"], *found["changed"]])

    def linked(keys: list[str]) -> tuple[Link, ...]:
        return tuple(pages.get(key, Link(key, None)) for key in keys)

    return TableChanges(plain(name), linked(found["added"]), linked(found["removed"]), linked(found["changed"]))


def _pages(table: str, keys: list[str]) -> dict[str, Link]:
    """The page that shows each row, by the table that it stands in."""
    if table.startswith("priors"):
        return {key: link(key, "parameter", key=key) for key in keys}
    if table == "outcomes":
        return {key: link(key, "outcome", key=key) for key in keys}
    if table == "studies":
        return {
            key: link(key, "study", key=key) for key in Study.objects.filter(key__in=keys).values_list("key", flat=True)
        }
    if table == "bibliography":
        held = Article.objects.filter(key__in=keys).values_list("key", flat=True)
        return {key: link(key, "article", key=key) for key in held}
    if table == "effects":
        pairs = Effect.objects.filter(key__in=keys).values_list("key", "study__article__key")
    elif table == "parameter_values":
        pairs = ParameterValue.objects.filter(key__in=keys).values_list("key", "article__key")
    else:
        return {}
    return {key: Link(key, f"{address('article', key=article)}#{key}") for key, article in pairs if article}


def _synthesis(found: dict[str, str]) -> MovedPart:
    outcome, _, species = found["question"].partition(" ")
    return MovedPart(
        link(f"{plain(outcome)}, {plain(species)}", "outcome", key=outcome), found["before"], found["after"]
    )


def _claims(found: list[dict[str, str]]) -> tuple[MovedPart, ...]:
    titles = dict(Claim.objects.values_list("key", "title"))
    return tuple(
        MovedPart(
            link(titles[key], "claim", key=key) if (key := each["question"]) in titles else Link(plain(key), None),
            each["before"],
            each["after"],
        )
        for each in found
    )
