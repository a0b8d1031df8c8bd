"""Claims with their verdicts, and the rows that bear on them."""

from __future__ import annotations

from collections.abc import Iterator

from allostasis.evidence import Evidence
from allostasis.evidence.claims import judge
from allostasis.evidence.claims.results import ClaimVerdict
from allostasis.web.archive.models import Claim, ClaimRow, Effect

__all__ = ["write"]


def write(evidence: Evidence) -> None:
    """Write every claim of the review, judged by the rows of the evidence."""
    effects = dict(Effect.objects.values_list("key", "pk"))
    claims: list[Claim] = []
    rows: list[ClaimRow] = []
    for number, verdict in enumerate(judge(evidence).values(), 1):
        claims.append(_claim(number, verdict))
        for part, statement, effect, standing in _rows(verdict):
            order = len(rows) + 1
            rows.append(
                ClaimRow(
                    pk=order,
                    claim_id=number,
                    part=part,
                    statement=statement,
                    effect_id=effects[effect],
                    standing=standing,
                    order=order,
                )
            )
    Claim.objects.bulk_create(claims)
    ClaimRow.objects.bulk_create(rows)


def _claim(number: int, verdict: ClaimVerdict) -> Claim:
    return Claim(
        pk=number,
        key=verdict.name,
        order=number,
        title=verdict.claim.title,
        statement=verdict.claim.statement,
        verdict=verdict.verdict.value,
        judgement=verdict.to_dict(),
    )


def _rows(verdict: ClaimVerdict) -> Iterator[tuple[str, str, str, str]]:
    for part in verdict.parts:
        for row in part.rows:
            yield part.name, part.part.statement, row.effect_id, row.standing.value
