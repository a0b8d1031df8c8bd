"""What articles are found under: species, substance, drug, outcome and the design factors, from the coded columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.text import slugify

from allostasis.evidence import Evidence, Study
from allostasis.web.archive.models import Article, Heading, HeadingOfArticle
from allostasis.web.archive.words import plain

__all__ = ["FACTORS", "KINDS", "write"]

KINDS: dict[str, str] = {
    "species": "Species",
    "drug": "Drug or procedure",
    "outcome": "Outcome",
    "design": "Design factor",
    "substance": "Substance used",
}
"""The kinds of headings, with their names."""

FACTORS: dict[str, str] = {
    "design_kind": "Kind of design",
    "blinding": "Blinding",
    "dosing": "Single or repeated doses",
    "provocation": "Provocation",
    "treatment": "Opioid treatment",
    "context": "Alone or in a group",
}
"""Columns of studies.csv whose levels are design factors, with the name of the factor."""

_LEVELS = {("treatment", "none"): "no opioid treatment", ("provocation", "none"): "no provocation"}
_Found = tuple[str, str, str, str]  # kind, key, name, group


def write(evidence: Evidence, article_of: Mapping[str, Article]) -> None:
    """Write all headings that hold an article, and the articles under each."""
    found: dict[_Found, set[int]] = {}
    for source, heading in _found(evidence):
        found.setdefault(heading, set()).add(article_of[source].pk)
    headings, entries = [], []
    for number, (heading, articles) in enumerate(sorted(found.items(), key=_order), 1):
        kind, key, name, group = heading
        headings.append(
            Heading(pk=number, kind=kind, key=key, name=name, group=group, order=number, articles=len(articles))
        )
        entries += [(number, article) for article in sorted(articles)]
    Heading.objects.bulk_create(headings)
    HeadingOfArticle.objects.bulk_create(
        (HeadingOfArticle(pk=pk, heading_id=each, article_id=article) for pk, (each, article) in enumerate(entries, 1)),
        batch_size=5000,
    )


def _found(evidence: Evidence) -> Iterator[tuple[str, _Found]]:
    """Every article with a heading that it stands under; the same pair may come several times."""
    for study in evidence.studies.values():
        if study.source:
            for heading in _of_study(study):
                yield study.source, heading
    for effect in evidence.effects.values():
        study = evidence.studies[effect.study_id]
        if study.source is None:
            continue
        family = evidence.outcomes[effect.outcome].family
        yield study.source, ("outcome", slugify(effect.outcome), plain(effect.outcome), plain(family))
        if effect.intervention:
            yield study.source, _drug(effect.intervention)
        if effect.provocation:
            yield study.source, _level("provocation", effect.provocation)


def _of_study(study: Study) -> Iterator[_Found]:
    yield ("species", slugify(study.species), plain(study.species), "")
    if study.substance:
        yield ("substance", slugify(study.substance), plain(study.substance), "")
    if study.drug and slugify(study.drug).isalpha():  # one drug, not a list or a description
        yield _drug(study.drug)
    for factor in FACTORS:
        level = getattr(study, factor)
        if level:
            yield _level(factor, level)


def _drug(name: str) -> _Found:
    return ("drug", slugify(name), plain(name), "")


def _level(factor: str, level: str) -> _Found:
    name = _LEVELS.get((factor, level), plain(level))
    return ("design", slugify(f"{factor} {level}"), name, FACTORS[factor])


def _order(entry: tuple[_Found, set[int]]) -> tuple[object, ...]:
    """By kind; groups together in their order; the commonest heading first, but outcomes and drugs by name."""
    (kind, key, name, group), articles = entry
    groups = list(FACTORS.values())
    place = groups.index(group) if group in groups else 0
    by_number = 0 if kind in ("outcome", "drug") else -len(articles)
    return (kind, place, group, by_number, name, key)
