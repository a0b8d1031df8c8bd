"""Outcomes, studies, effects, published pools and parameter values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from allostasis.evidence import Evidence
from allostasis.web.archive.models import Article, Effect, Outcome, ParameterValue, PublishedPool, Study
from allostasis.web.archive.words import design_in_words, finding_in_words

__all__ = ["write"]


def write(evidence: Evidence, article_of: Mapping[str, Article]) -> None:
    """Write all rows, in the order of the tables."""
    studies = _studies(evidence, article_of)
    outcomes = _outcomes(evidence)
    effects = [
        Effect(
            pk=number,
            key=row.effect_id,
            study=studies[row.study_id],
            outcome=outcomes[row.outcome],
            verdict=row.verdict,
            finding=finding_in_words(row, evidence.outcomes[row.outcome].meaning),
            row=row.model_dump(mode="json"),
        )
        for number, row in enumerate(evidence.effects.values(), 1)
    ]
    Effect.objects.bulk_create(effects, batch_size=2000)
    PublishedPool.objects.bulk_create(
        PublishedPool(pk=number, key=row.pool_id, study=studies[row.study_id], row=row.model_dump(mode="json"))
        for number, row in enumerate(evidence.pooled.values(), 1)
    )
    _parameter_values(evidence, article_of)


def _studies(evidence: Evidence, article_of: Mapping[str, Article]) -> dict[str, Study]:
    studies = [
        Study(
            pk=number,
            key=row.study_id,
            article=article_of[row.source] if row.source else None,
            species=row.species,
            role=row.role,
            design=design_in_words(row),
            row=row.model_dump(mode="json"),
        )
        for number, row in enumerate(evidence.studies.values(), 1)
    ]
    Study.objects.bulk_create(studies, batch_size=2000)
    return {study.key: study for study in studies}


def _outcomes(evidence: Evidence) -> dict[str, Outcome]:
    effects = Counter(effect.outcome for effect in evidence.effects.values())
    sources = {(effect.outcome, evidence.studies[effect.study_id].source) for effect in evidence.effects.values()}
    articles = Counter(outcome for outcome, source in sources if source)
    outcomes = [
        Outcome(
            pk=number,
            key=row.outcome,
            family=row.family,
            good_direction=row.good_direction,
            meaning=row.meaning,
            unit=row.unit or "",
            effects=effects[row.outcome],
            articles=articles[row.outcome],
        )
        for number, row in enumerate(evidence.outcomes.values(), 1)
    ]
    Outcome.objects.bulk_create(outcomes)
    return {outcome.key: outcome for outcome in outcomes}


def _parameter_values(evidence: Evidence, article_of: Mapping[str, Article]) -> None:
    uses = _uses(evidence)
    ParameterValue.objects.bulk_create(
        ParameterValue(
            pk=number,
            key=row.row_id,
            article=article_of[row.source] if row.source else None,
            parameter=row.parameter,
            in_priors=uses.get(row.row_id, []),
            row=row.model_dump(mode="json"),
        )
        for number, row in enumerate(evidence.parameter_values.values(), 1)
    )


def _uses(evidence: Evidence) -> dict[str, list[str]]:
    """The parameters whose prior rests on a row, directly or through rows that were computed from it."""
    uses: dict[str, dict[str, None]] = {}
    for priors in (evidence.priors, evidence.priors_rat, evidence.priors_mouse):
        for prior in priors.values():
            for row in _with_origins(prior.rows, evidence):
                uses.setdefault(row, {})[prior.parameter] = None
    return {row: list(parameters) for row, parameters in uses.items()}


def _with_origins(rows: tuple[str, ...], evidence: Evidence) -> set[str]:
    found, open_rows = set(), list(rows)
    while open_rows:
        row = open_rows.pop()
        if row not in found:
            found.add(row)
            open_rows += evidence.parameter_values[row].from_rows
    return found
