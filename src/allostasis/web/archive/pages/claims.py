"""Browse by claim: the claims of the review with their verdicts, and the rows that bear on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from allostasis.evidence.claims import RULE
from allostasis.web.archive.models import Article, Claim, ClaimRow
from allostasis.web.archive.pages.article_rows import EffectLine, effect_line
from allostasis.web.archive.pages.parts import ArticleLine, Export, exports_of, line
from allostasis.web.frame.addresses import Link, link
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["ClaimPage", "ClaimsPage", "claim", "claims", "members"]


@dataclass(frozen=True)
class ClaimLine(Part):
    """One claim in the list."""

    claim: Link = shown("title, and its page")
    statement: str = shown("the claim in our own words")
    verdict: str = shown("what the rows say about it")
    samples_for: int = shown("independent samples for it")
    samples_against: int = shown("independent samples against it")
    samples_neutral: int = shown("samples that saw no effect, or whose rows disagree")
    species: tuple[str, ...] = shown("species that were studied")


@dataclass(frozen=True, kw_only=True)
class ClaimsPage(Page):
    """All claims of the review."""

    template = "archive/claims.html"

    source: Link = shown("the review that makes the claims")
    claims: tuple[ClaimLine, ...] = shown("the claims, in the order of the review")
    rule: tuple[str, ...] = shown("how a verdict follows from the rows")


@dataclass(frozen=True)
class RowPart(Part):
    """One row that bears on a statement."""

    standing: str = shown("where it stands on the statement: for, against, neutral, not stated")
    article: ArticleLine | None = shown("the article that reports it; null: publication not known")
    role: str = shown("what its study may be used for")
    effect: EffectLine = shown("the result")


@dataclass(frozen=True)
class Statement(Part):
    """One statement of a claim."""

    name: str = shown("name of the statement")
    statement: str = shown("the statement in our own words")
    verdict: str = shown("what the rows say about it")
    note: str = shown("what the rows cannot say; empty: nothing to add")
    model_quantities: tuple[Link, ...] = shown("states, parameters and signals of the model that express it")
    rows: tuple[RowPart, ...] = shown("the rows that bear on it")


@dataclass(frozen=True, kw_only=True)
class ClaimPage(Page):
    """One claim."""

    template = "archive/claim.html"

    key: str = shown("name of the claim")
    statement: str = shown("the claim in our own words")
    verdict: str = shown("what the rows say about it")
    note: str = shown("what no statement covers; empty: nothing to add")
    statements: tuple[Statement, ...] = shown("what the claim says, one part after the other")
    exports: tuple[Export, ...] = shown("citations of the articles behind it as files")


def claims(request: HttpRequest) -> ClaimsPage:
    """All claims with their verdicts."""
    return ClaimsPage(
        title="Claims of the review",
        description="What the review says, and what the rows of the evidence say about it, by a rule that is printed.",
        source=link("Houghton 2022", "article", key="houghton2022"),
        claims=tuple(_line(each) for each in Claim.objects.order_by("order")),
        rule=RULE,
    )


def claim(request: HttpRequest, key: str) -> ClaimPage:
    """One claim with all rows that bear on it."""
    held = _find(key)
    judgement = held.judgement
    rows: dict[str, list[ClaimRow]] = {}
    for row in _rows(held):
        rows.setdefault(row.part, []).append(row)
    return ClaimPage(
        title=held.title,
        description=f"{held.statement} Verdict: {held.verdict}.",
        key=key,
        statement=held.statement,
        verdict=held.verdict,
        note=judgement["note"] or "",
        statements=tuple(_statement(part, rows.get(part["name"], [])) for part in judgement["parts"]),
        exports=exports_of("claim", key=key),
    )


def members(request: HttpRequest, key: str) -> Any:
    """The articles behind a claim, the latest first."""
    held = Article.objects.filter(studies__effects__claims__claim=_find(key))
    return held.order_by("-sort_year", "by_name").distinct()


def _find(key: str) -> Claim:
    held = Claim.objects.filter(key=key).first()
    if held is None:
        raise NotFound(f'The review makes no claim with the name "{key}".')
    return held


def _rows(claim: Claim) -> Any:
    at_hand = ("effect__outcome", "effect__study__article__issue__volume__journal")
    return claim.rows.select_related(*at_hand).order_by("order")


def _line(claim: Claim) -> ClaimLine:
    counts = claim.judgement["counts"]
    return ClaimLine(
        claim=link(claim.title, "claim", key=claim.key),
        statement=claim.statement,
        verdict=claim.verdict,
        samples_for=counts["for"],
        samples_against=counts["against"],
        samples_neutral=counts["neutral"],
        species=tuple(name.replace("_", " ") for name in claim.judgement["species"]),
    )


def _statement(part: dict[str, Any], rows: list[ClaimRow]) -> Statement:
    return Statement(
        name=part["name"],
        statement=part["statement"],
        verdict=part["verdict"],
        note=part["note"] or "",
        model_quantities=tuple(link(name, "parameter", key=name) for name in part["model_quantities"]),
        rows=tuple(_row(row) for row in rows),
    )


def _row(row: ClaimRow) -> RowPart:
    study = row.effect.study
    article = line(study.article) if study.article else None
    return RowPart(row.standing, article, study.role.replace("_", " "), effect_line(row.effect))
