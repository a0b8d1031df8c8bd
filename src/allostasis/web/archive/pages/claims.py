"""Browse by claim: the claims of the review with their verdicts, and the rows that bear on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from allostasis.evidence.claims import RULE, Verdict
from allostasis.web.archive.models import Article, Claim, ClaimRow
from allostasis.web.archive.pages.article_rows import EffectLine, effect_line
from allostasis.web.archive.pages.parts import ArticleLine, Export, exports_of, line
from allostasis.web.frame.addresses import Link, link
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["ClaimPage", "ClaimsPage", "claim", "claims", "members"]


_DISAGREE = "This claim says that results disagree: it is judged by how even its samples are divided."


@dataclass(frozen=True)
class Bar(Part):
    """Samples of one standing, as a bar on an axis from 0 to 100 whose middle is 50."""

    standing: str = shown("for, against or neutral")
    start: float = shown("left end")
    width: float = shown("width; as many units a sample in every claim")


@dataclass(frozen=True)
class ClaimLine(Part):
    """One claim in the list."""

    claim: Link = shown("title, and its page")
    statement: str = shown("the claim in our own words")
    verdict: str = shown("what the rows say about it")
    samples_for: int = shown("independent samples for it")
    samples_against: int = shown("independent samples against it")
    samples_neutral: int = shown("samples that saw no effect, or whose rows disagree")
    tested: int = shown("statements with enough evidence for a verdict of their own")
    statements: int = shown("statements that the claim makes")
    bars: tuple[Bar, ...] = shown("the samples as bars on the axis of the map, against to the left, for to the right")
    species: tuple[str, ...] = shown("species that were studied")


@dataclass(frozen=True)
class VerdictGroup(Part):
    """The claims that share a verdict."""

    verdict: str = shown("what the rows say about them")
    tone: str = shown("class of its colour")
    claims: tuple[ClaimLine, ...] = shown("the claims, those with most evidence first")


@dataclass(frozen=True, kw_only=True)
class ClaimsPage(Page):
    """All claims of the review."""

    template = "archive/claims.html"

    source: Link = shown("the review that makes the claims")
    groups: tuple[VerdictGroup, ...] = shown("the claims by verdict, from supported to contradicted")
    samples: int = shown("independent samples that bear on all claims together, counted claim by claim")
    rule: tuple[str, ...] = shown("how a verdict follows from the rows")


@dataclass(frozen=True)
class RowPart(Part):
    """One row that bears on a statement."""

    standing: str = shown("where it stands on the statement: for, against, neutral, not stated")
    article: ArticleLine | None = shown("the article that reports it; null: publication not known")
    role: str = shown("what its study may be used for")
    effect: EffectLine = shown("the result")


@dataclass(frozen=True)
class SpeciesLine(Part):
    """What the samples of one species say about a statement."""

    species: str = shown("species")
    verdict: str = shown("what its samples say")
    samples_for: int = shown("independent samples for the statement")
    samples_against: int = shown("independent samples against it")
    samples_neutral: int = shown("samples that saw no effect, or whose rows disagree")
    probability: float | None = shown("probability that most samples with a direction are for it; null: none has one")


@dataclass(frozen=True)
class Statement(Part):
    """One statement of a claim."""

    name: str = shown("name of the statement")
    statement: str = shown("the statement in our own words")
    verdict: str = shown("what the rows say about it")
    note: str = shown("what the rows cannot say; empty: nothing to add")
    species: tuple[SpeciesLine, ...] = shown("what the samples of each species say")
    published_pools: tuple[str, ...] = shown("pooled results of others on it, which are not counted")
    model_quantities: tuple[Link, ...] = shown("states, parameters and signals of the model that express it")
    rows: tuple[RowPart, ...] = shown("the rows that bear on it")


@dataclass(frozen=True, kw_only=True)
class ClaimPage(Page):
    """One claim."""

    template = "archive/claim.html"

    key: str = shown("name of the claim")
    statement: str = shown("the claim in our own words")
    verdict: str = shown("what the rows say about it")
    tone: str = shown("class of the colour of the verdict")
    note: str = shown("what no statement covers; empty: nothing to add")
    judged_by: str = shown(
        "how the verdict follows, where the claim is judged in another way; empty: by its statements"
    )
    bars: tuple[Bar, ...] = shown("its samples as bars, against to the left, for to the right")
    samples_for: int = shown("independent samples for it")
    samples_against: int = shown("independent samples against it")
    samples_neutral: int = shown("samples that saw no effect, or whose rows disagree")
    tested: int = shown("statements with enough evidence for a verdict of their own")
    rule: tuple[str, ...] = shown("how a verdict follows from the rows")
    statements: tuple[Statement, ...] = shown("what the claim says, one part after the other")
    exports: tuple[Export, ...] = shown("citations of the articles behind it as files")


def claims(request: HttpRequest) -> ClaimsPage:
    """All claims with their verdicts."""
    return ClaimsPage(
        title="Claims of the review",
        description="What the review says, and what the rows of the evidence say about it, by a rule that is printed.",
        source=link("Houghton 2022", "article", key="houghton2022"),
        groups=(groups := _groups(tuple(Claim.objects.order_by("order")))),
        samples=sum(_weight(line) for group in groups for line in group.claims),
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
        tone=_tone(held.verdict),
        note=judgement["note"] or "",
        judged_by=_DISAGREE if judgement["holds_when"] == "results_disagree" else "",
        bars=_bars(judgement["counts"], 49 / max(_half(judgement["counts"]), 1)),
        samples_for=judgement["counts"]["for"],
        samples_against=judgement["counts"]["against"],
        samples_neutral=judgement["counts"]["neutral"],
        tested=judgement["statements_tested_enough"],
        rule=RULE,
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


def _groups(claims: tuple[Claim, ...]) -> tuple[VerdictGroup, ...]:
    """Claims by verdict, in the order of the verdicts; within one those with most samples first."""
    most = max((_half(claim.judgement["counts"]) for claim in claims), default=1.0)
    found: dict[str, list[ClaimLine]] = {}
    for claim in claims:
        found.setdefault(claim.verdict, []).append(_line(claim, 49 / (most or 1.0)))
    return tuple(
        VerdictGroup(
            verdict.value, _tone(verdict.value), tuple(sorted(found[verdict.value], key=_weight, reverse=True))
        )
        for verdict in Verdict
        if verdict.value in found
    )


def _half(counts: dict[str, int]) -> float:
    """Samples on the longer side of the middle; neutral ones lie half on each."""
    return max(counts["for"], counts["against"]) + counts["neutral"] / 2


def _weight(line: ClaimLine) -> int:
    return line.samples_for + line.samples_against + line.samples_neutral


def _tone(verdict: str) -> str:
    """Class of the colour of a verdict; thin evidence has none."""
    if verdict.startswith(("too little", "no evidence")):
        return "thin"
    return "for" if "supported" in verdict else "against" if "contradicted" in verdict else "neutral"


def _bars(counts: dict[str, int], unit: float) -> tuple[Bar, ...]:
    neutral = counts["neutral"] * unit
    left, right = 50 - neutral / 2, 50 + neutral / 2
    against, pro = counts["against"] * unit, counts["for"] * unit
    bars = (Bar("against", left - against, against), Bar("neutral", left, neutral), Bar("for", right, pro))
    return tuple(Bar(bar.standing, round(bar.start, 2), round(bar.width, 2)) for bar in bars if bar.width)


def _line(claim: Claim, unit: float) -> ClaimLine:
    counts = claim.judgement["counts"]
    return ClaimLine(
        claim=link(claim.title, "claim", key=claim.key),
        statement=claim.statement,
        verdict=claim.verdict,
        samples_for=counts["for"],
        samples_against=counts["against"],
        samples_neutral=counts["neutral"],
        tested=claim.judgement["statements_tested_enough"],
        statements=claim.judgement["statements"],
        bars=_bars(counts, unit),
        species=tuple(name.replace("_", " ") for name in claim.judgement["species"]),
    )


def _statement(part: dict[str, Any], rows: list[ClaimRow]) -> Statement:
    return Statement(
        name=part["name"],
        statement=part["statement"],
        verdict=part["verdict"],
        note=part["note"] or "",
        species=tuple(_species(name, found) for name, found in part["species"].items()),
        published_pools=tuple(part["published_pools"]),
        model_quantities=tuple(link(name, "parameter", key=name) for name in part["model_quantities"]),
        rows=tuple(_row(row) for row in rows),
    )


def _species(name: str, found: dict[str, Any]) -> SpeciesLine:
    numbers = (found["for"], found["against"], found["neutral"], found["probability"])
    return SpeciesLine(name.replace("_", " "), found["verdict"], *numbers)


def _row(row: ClaimRow) -> RowPart:
    study = row.effect.study
    article = line(study.article) if study.article else None
    return RowPart(row.standing, article, study.role.replace("_", " "), effect_line(row.effect))
