"""The rows of the evidence that belong to one article, as parts of its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allostasis.studies.library import available_studies
from allostasis.web.archive.load.headings import KINDS
from allostasis.web.archive.models import Article, ClaimRow, Effect, PublishedPool, Study
from allostasis.web.archive.words import as_printed, number, plain, result_in_words
from allostasis.web.frame.addresses import Link, link
from allostasis.web.frame.record import Part, shown

__all__ = [
    "ClaimLink",
    "EffectLine",
    "HeadingLink",
    "PoolLine",
    "StudyPart",
    "ValueLine",
    "claims_by_effect",
    "claims_of",
    "effect_line",
    "headings_of",
    "spread_in_words",
    "studies_of",
    "value_in_words",
    "values_of",
]


@dataclass(frozen=True)
class EffectLine(Part):
    """One reported result."""

    key: str = shown("id of the row in the evidence tables")
    outcome: Link = shown("what was measured")
    finding: str = shown("the result in our own words")
    result: str = shown("the number with its interval, or the means of the arms; empty: only a verdict was seen")
    as_printed: str = shown("the statistic as printed; empty: none, or only a statement, which the finding replaces")
    scale: str = shown("instrument or scale")
    timepoint: str = shown("when it was measured; empty: not stated")
    n: str = shown("number of subjects, by arm where both are known; empty: not seen")
    verdict: str = shown("better, worse, null, mixed or unassigned, for the treated subject")
    where: str = shown("where in the source the number stands")
    level: str = shown("how near to the primary source the row was read")
    seen_at: str = shown("address of the record that was read")
    note: str = shown("quality, conflicts; empty: nothing to say")
    claims: tuple[Link, ...] = shown("claims of the review that the row bears on")


@dataclass(frozen=True)
class PoolLine(Part):
    """One pooled result that the article published."""

    key: str = shown("id of the row in the evidence tables")
    question: str = shown("what was pooled")
    result: str = shown("the pooled estimate with its interval, or what was printed")
    studies: str = shown("number of studies; empty: not seen")
    where: str = shown("where in the source it stands")
    seen_at: str = shown("address of the record that was read")


@dataclass(frozen=True)
class StudyPart(Part):
    """One study that the article reports."""

    key: str = shown("key of the study in the evidence tables")
    link: Link = shown("page of the study, if the model can rerun it")
    role: str = shown("what the study may be used for: calibration, development, held out, context")
    role_reason: str = shown("why it has this role")
    design: str = shown("who was studied and how, in our own words")
    registry: str = shown("number in a trial registry; empty: not known")
    note: str = shown("limits; empty: nothing to say")
    seen_at: str = shown("address of the record that was read")
    can_be_run: bool = shown("whether a file of the study comes with the package: `allostasis run KEY`")
    effects: tuple[EffectLine, ...] = shown("its reported results")
    pools: tuple[PoolLine, ...] = shown("pooled results that it published")


@dataclass(frozen=True)
class ValueLine(Part):
    """One reported value of a parameter or observable."""

    key: str = shown("id of the row in the evidence tables")
    parameter: Link = shown("parameter of the model, or observable")
    value: str = shown("the value with its unit, or the range")
    spread: str = shown("the spread as reported; empty: none")
    species: str = shown("species")
    kind: str = shown("measured, fitted, model (constant of a published model) or assumed")
    where: str = shown("where in the source it stands; empty: not stated")
    note: str = shown("circumstances; empty: nothing to say")
    in_priors: tuple[Link, ...] = shown("parameters whose prior rests on this row")


@dataclass(frozen=True)
class ClaimLink(Part):
    """A claim that results of the article bear on."""

    claim: Link = shown("the claim")
    statement: str = shown("the statement of the claim that the row bears on")
    effect: str = shown("id of the row")
    standing: str = shown("where the row stands: for, against, neutral, not stated")


@dataclass(frozen=True)
class HeadingLink(Part):
    """A heading that the article stands under."""

    kind: str = shown("kind of the heading, such as Species")
    heading: Link = shown("the heading, with all its articles")


def studies_of(article: Article) -> tuple[StudyPart, ...]:
    """The studies of an article with all their results."""
    studies = list(Study.objects.filter(article=article).order_by("pk"))
    effects: dict[int, list[EffectLine]] = {}
    pools: dict[int, list[PoolLine]] = {}
    found = Effect.objects.filter(study__in=studies).select_related("outcome").order_by("pk")
    claims = _claims_by_effect(article)
    for effect in found:
        effects.setdefault(effect.study_id, []).append(effect_line(effect, claims.get(effect.pk, ())))
    for pool in PublishedPool.objects.filter(study__in=studies).order_by("pk"):
        pools.setdefault(pool.study_id, []).append(_pool(pool))
    can_run = available_studies()
    return tuple(
        _study(each, tuple(effects.get(each.pk, ())), tuple(pools.get(each.pk, ())), each.key in can_run)
        for each in studies
    )


def values_of(article: Article) -> tuple[ValueLine, ...]:
    """The values of parameters and observables that an article reports."""
    return tuple(
        ValueLine(
            key=value.key,
            parameter=link(value.parameter, "parameter", key=value.parameter),
            value=value_in_words(value.row),
            spread=spread_in_words(value.row),
            species=plain(value.row["species"]),
            kind=value.row["kind"],
            where=value.row["where"] or "",
            note=value.row["note"] or "",
            in_priors=tuple(link(name, "parameter", key=name) for name in value.in_priors),
        )
        for value in article.parameter_values.order_by("pk")
    )


def claims_of(article: Article) -> tuple[ClaimLink, ...]:
    """The claims that the results of an article bear on, row by row."""
    return tuple(
        ClaimLink(link(row.claim.title, "claim", key=row.claim.key), row.statement, row.effect.key, row.standing)
        for row in _claim_rows(article)
    )


def headings_of(article: Article) -> tuple[HeadingLink, ...]:
    """What an article is found under."""
    entries = article.headings.select_related("heading").order_by("heading__order")
    return tuple(
        HeadingLink(
            kind=each.heading.group if each.heading.kind == "design" else KINDS[each.heading.kind],
            heading=link(each.heading.name, each.heading.kind, key=each.heading.key),
        )
        for each in entries
    )


def claims_by_effect(effects: Iterable[Effect]) -> dict[int, tuple[Link, ...]]:
    """The claims that each of some effects bears on, by the number of its row."""
    return _grouped(ClaimRow.objects.filter(effect__in=[each.pk for each in effects]).select_related("claim"))


def effect_line(effect: Effect, claims: tuple[Link, ...] = ()) -> EffectLine:
    """One row of effects.csv; `effect.outcome` should be at hand."""
    row = effect.row
    return EffectLine(
        key=effect.key,
        outcome=link(plain(effect.outcome.key), "outcome", key=effect.outcome.key),
        finding=effect.finding,
        result=result_in_words(row),
        as_printed=as_printed(row["statistic_text"] or row["value_text"]),
        scale=row["scale"],
        timepoint=row["timepoint"] or "",
        n=" / ".join(str(n) for n in (row["n_treat"], row["n_control"]) if n),
        verdict=effect.verdict,
        where=row["where_in_source"],
        level=plain(row["source_level"]),
        seen_at=row["seen_at"],
        note=row["note"] or "",
        claims=claims,
    )


def _study(study: Study, effects: tuple[EffectLine, ...], pools: tuple[PoolLine, ...], can_be_run: bool) -> StudyPart:
    row = study.row
    return StudyPart(
        key=study.key,
        link=link(study.key, "study", key=study.key),
        role=plain(study.role),
        role_reason=row["role_reason"],
        design=study.design,
        registry=row["registry_id"] or "",
        note=row["note"] or "",
        seen_at=row["seen_at"],
        can_be_run=can_be_run,
        effects=effects,
        pools=pools,
    )


def _pool(pool: PublishedPool) -> PoolLine:
    row = pool.row
    result = row["value_text"] or ""
    if row["value"] is not None:
        result = f"{plain(row['effect_type'] or 'estimate')} {number(row['value'])}"
        if row["low"] is not None and row["high"] is not None:
            result += f" (95 % interval {number(row['low'])} to {number(row['high'])})"
    studies = row["k_text"] or (str(row["k"]) if row["k"] else "")
    return PoolLine(pool.key, row["question"], result, studies, row["where_in_source"], row["seen_at"])


def _claim_rows(article: Article) -> Any:
    rows = ClaimRow.objects.filter(effect__study__article=article)
    return rows.select_related("claim", "effect").defer("claim__judgement", "effect__row").order_by("order")


def _claims_by_effect(article: Article) -> dict[int, tuple[Link, ...]]:
    return _grouped(_claim_rows(article))


def _grouped(rows: Any) -> dict[int, tuple[Link, ...]]:
    """The claims of each effect, each once."""
    found: dict[int, dict[str, Link]] = {}
    for row in rows:
        found.setdefault(row.effect_id, {})[row.claim.key] = link(row.claim.title, "claim", key=row.claim.key)
    return {effect: tuple(claims.values()) for effect, claims in found.items()}


def value_in_words(row: dict[str, Any]) -> str:
    """A reported value, or range, with its unit."""
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    if row["value"] is not None:
        return f"{number(row['value'])}{unit}"
    return f"{number(row['low'])} to {number(row['high'])}{unit}"


def spread_in_words(row: dict[str, Any]) -> str:
    """The spread or interval of a reported value; empty if none was seen."""
    kind = plain(row["spread_kind"] or "")
    if row["spread"] is not None:
        return f"{kind} {number(row['spread'])}"
    if row["value"] is not None and row["low"] is not None and row["high"] is not None:
        return f"{kind} {number(row['low'])} to {number(row['high'])}".strip()
    return ""
