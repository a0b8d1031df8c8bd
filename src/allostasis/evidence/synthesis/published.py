"""Pooled results that others published, beside ours: a check, never an input to any of our numbers.

A published pool stands beside a question if it is about the same species, the same kind of comparison, the same
intervention, and an outcome that the question covers or that covers the question. Its studies may stand in our rows
too, so agreement of the two is no second proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from allostasis.evidence.library import Evidence
from allostasis.evidence.rows import PublishedPool
from allostasis.evidence.synthesis.selection import ANY, Question

__all__ = ["Published", "published_pools"]

Covers = Literal["same", "narrower", "wider"]


@dataclass(frozen=True)
class Published:
    """One published pool beside a question.

    Args:
        pool: the row of pooled.csv.
        source: citation key of the publication, if it is known.
        covers: "same" outcome and population as the question; "narrower": one outcome of the family that was asked for;
            "wider": a family of which one outcome was asked for, or all substances where one was asked for.
    """

    pool: PublishedPool
    source: str | None
    covers: Covers

    def in_words(self) -> str:
        """Study, question, result and number of studies, each as printed."""
        pool = self.pool
        studies = f"{pool.k} studies" if pool.k is not None else f"studies: {pool.k_text}" if pool.k_text else ""
        facts = [self.result, studies, pool.heterogeneity, pool.sign_convention]
        beside = f" ({self.covers} than asked)" if self.covers != "same" else ""
        return f"{pool.study_id}, {pool.question}{beside}: {'; '.join(fact for fact in facts if fact)}"

    @property
    def result(self) -> str:
        """The pooled estimate with its interval and p-value, or the words that were printed in their place."""
        pool = self.pool
        if pool.value is None:
            return pool.value_text or "no result seen"
        text = f"{_MEASURES.get(pool.effect_type or '', (pool.effect_type or '').replace('_', ' '))} {pool.value:g}"
        if pool.low is not None and pool.high is not None:
            text += f" ({pool.low:g} to {pool.high:g})"
        if pool.p_value is not None:
            text += f", p {_BOUNDS[pool.p_bound or 'equal']} {pool.p_value:g}"
        return text


_MEASURES = {"hedges_g": "g", "cohens_d": "d", "correlation": "r"}
_BOUNDS = {"equal": "=", "below": "<", "above": ">"}


def published_pools(evidence: Evidence, asked: Question) -> tuple[Published, ...]:
    """The published pools that stand beside a question, those that ask the same first."""
    found = []
    for pool in evidence.pooled.values():
        covers, study = _covers(pool, asked, evidence), evidence.studies[pool.study_id]
        if covers is None or study.species not in asked.species or not _same_comparison(pool, asked):
            continue
        if asked.population == "oud" and study.substance != "opioid":
            covers = "wider"
        found.append(Published(pool, study.source, covers))
    order = ("same", "narrower", "wider")
    return tuple(sorted(found, key=lambda each: order.index(each.covers)))


def _same_comparison(pool: PublishedPool, asked: Question) -> bool:
    if pool.contrast_kind != asked.contrast:
        return False
    return asked.contrast != "intervention" or asked.intervention in (ANY, pool.intervention)


def _covers(pool: PublishedPool, asked: Question, evidence: Evidence) -> Covers | None:
    """How the outcome of a pool relates to those that were asked for; None if it does not."""
    if pool.outcome is None:
        return None
    family = evidence.outcomes[asked.outcomes[0]].family
    if pool.outcome == family and asked.outcomes == evidence.outcomes_in(family):
        return "same"
    if pool.outcome in asked.outcomes:
        return "same" if len(asked.outcomes) == 1 else "narrower"
    return "wider" if pool.outcome == family else None
