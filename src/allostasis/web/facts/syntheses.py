"""What the rows of one outcome say in one species: pooled or why not, signs and sizes, figures and their tables."""

from __future__ import annotations

from typing import Any

from allostasis.evidence import Evidence
from allostasis.evidence.synthesis import Synthesis, synthesise
from allostasis.evidence.synthesis.words import harvest_in_words, pooled_in_words, sign_in_words
from allostasis.report.svg import inline_svg, without_styles
from allostasis.report.synthesis import Picture, forest_table, harvest_table, pictures, pooled_fit
from allostasis.report.tables import Table

__all__ = ["facts"]

_FEWEST = {"forest": 2, "harvest": 3}
"""Rows and samples from which on a figure shows more than its table alone."""


def facts(evidence: Evidence) -> list[dict[str, Any]]:
    """One entry for each outcome and species with a row that compares oxytocin with a comparator."""
    asked = dict.fromkeys(
        (effect.outcome, evidence.studies[effect.study_id].species)
        for effect in evidence.effects.values()
        if effect.contrast_kind == "intervention" and effect.intervention == "oxytocin"
    )
    found = ((each, _answer(*each, evidence)) for each in asked)
    return [_entry(outcome, species, answer, evidence) for (outcome, species), answer in found if answer.rows]


def _answer(outcome: str, species: str, evidence: Evidence, population: str = "all") -> Synthesis:
    return synthesise(outcome, exact=True, species=species, population=population, factors=False, evidence=evidence)


def _entry(outcome: str, species: str, answer: Synthesis, evidence: Evidence) -> dict[str, Any]:
    together = answer.sign_and_size
    return {
        "outcome": outcome,
        "species": species,
        "question": answer.question.in_words(),
        "samples": len(answer.harvest.lines),
        "sized": answer.samples_with("size"),
        "pooled": pooled_in_words(answer.pooling, answer.question),
        "is_pooled": answer.pooling.pooled is not None,
        "signs": sign_in_words(together, answer.question) if together else "",
        "harvest": harvest_in_words(answer),
        "opioid": _with_opioids(outcome, species, answer, evidence),
        "limits": list(answer.limits),
        "rows": [_row(row) for row in answer.rows],
        "excluded": [{"effect": row.effect_id, "reason": row.reason} for row in answer.excluded],
        "figures": _figures(f"{outcome}-{species}", answer, evidence),
    }


def _with_opioids(outcome: str, species: str, answer: Synthesis, evidence: Evidence) -> str:
    """The same in words where an opioid is the substance; empty where that is all rows, or none."""
    inside = sum(row.study.substance == "opioid" for row in answer.rows)
    if inside in (0, len(answer.rows)):
        return ""
    found = _answer(outcome, species, evidence, "oud")
    if not found.rows:
        return ""
    return f"{harvest_in_words(found)} {pooled_in_words(found.pooling, found.question)}"


def _row(row: Any) -> dict[str, Any]:
    return {"effect": row.effect.effect_id, "study": row.study.study_id, "way": row.way, "flags": list(row.flags)}


def _figures(name: str, answer: Synthesis, evidence: Evidence) -> list[dict[str, Any]]:
    """Forest and harvest plot where there is more than one row to compare; the table of each always."""
    tables = {
        "forest": forest_table(answer, evidence.bibliography, pooled_fit(answer)),
        "harvest": harvest_table(answer),
    }
    counts = {"forest": len(answer.rows), "harvest": len(answer.harvest.lines)}
    drawn = {picture.name: picture for picture in pictures(answer, evidence.bibliography)}
    return [
        _figure(f"{name}-{kind}", drawn[kind], table, counts[kind] >= _FEWEST[kind])
        for kind, table in tables.items()
        if kind == "forest" or counts[kind] >= _FEWEST[kind]
    ]


def _figure(name: str, picture: Picture, table: Table, is_drawn: bool) -> dict[str, Any]:
    return {
        "name": picture.name,
        "title": picture.title,
        "description": picture.description,
        "wide": _svg(name, picture, "wide") if is_drawn else "",
        "narrow": _svg(name, picture, "narrow") if is_drawn else "",
        "columns": list(table.columns),
        "rows": [list(map(str, row)) for row in table.rows],
    }


def _svg(name: str, picture: Picture, layout: Any) -> str:
    drawing = inline_svg(picture.draw(layout), f"{name}-{layout}", picture.title, picture.description, f"plot {layout}")
    return without_styles(drawing)
