"""The answer to one question: rows, pooled number or why not, signs, harvest, factors, pools of others, limits."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from allostasis.evidence.meta.sign_and_size import SignAndSize, Slope
from allostasis.evidence.rows import Row
from allostasis.evidence.synthesis.design_factors import Factor
from allostasis.evidence.synthesis.diagnostics import Diagnostics
from allostasis.evidence.synthesis.effect_of_row import RowEffect
from allostasis.evidence.synthesis.harvest import Harvest
from allostasis.evidence.synthesis.pooling import Pooling
from allostasis.evidence.synthesis.published import Published
from allostasis.evidence.synthesis.selection import Excluded, Question

__all__ = ["Sensitivity", "SpeciesPart", "Synthesis"]


@dataclass(frozen=True)
class Sensitivity:
    """What the sign-and-size synthesis says under another assumption."""

    assumption: str
    mean: float
    low: float
    high: float
    new_positive: float


@dataclass(frozen=True)
class SpeciesPart:
    """One species of a question that was asked for several: its own samples, its own numbers."""

    species: str
    samples: int
    pooling: Pooling
    sign_and_size: SignAndSize


@dataclass(frozen=True)
class Synthesis:
    """Everything that the tables say about one question.

    Args:
        question: what was asked.
        snapshot: name of the state of the tables; None if other tables were given without a name.
        rows: what each row says.
        excluded: rows of the same outcomes that do not answer the question, each with the reason.
        pooling: pooled number, or why there is none.
        diagnostics: weak points of the pooled number; None without one.
        sign_and_size: estimates, bounds and signs in one model; None if several species were asked for.
        sensitivity: the same under other assumptions.
        harvest: verdicts of the independent samples.
        factors: design factors.
        published: pooled results of others on the same question: a check, never an input.
        species: the answer for each species, if several were asked for.
        species_difference: second minus first species in g, by signs and sizes, if two were asked for and have rows.
        roles: number of studies by role.
        limits: what a reader has to know, one sentence each.
    """

    question: Question
    snapshot: str | None
    rows: tuple[RowEffect, ...]
    excluded: tuple[Excluded, ...]
    pooling: Pooling
    diagnostics: Diagnostics | None
    sign_and_size: SignAndSize | None
    sensitivity: tuple[Sensitivity, ...]
    harvest: Harvest
    factors: tuple[Factor, ...]
    published: tuple[Published, ...]
    species: tuple[SpeciesPart, ...]
    species_difference: Slope | None
    roles: dict[str, int]
    limits: tuple[str, ...]

    @property
    def studies(self) -> tuple[str, ...]:
        """Keys of the studies that are in."""
        return tuple(dict.fromkeys(row.study.study_id for row in self.rows))

    @property
    def reasons(self) -> dict[str, int]:
        """Number of excluded rows by reason, the commonest first."""
        return dict(Counter(row.reason for row in self.excluded).most_common())

    def samples_with(self, information: str) -> int:
        """Number of independent samples whose best row gives "size", "bound", "sign" or "none"."""
        return sum(line.information == information for line in self.harvest.lines)

    def table(self) -> list[dict[str, Any]]:
        """One dictionary per row that is in: what was read, what became of it and where it was seen."""
        return [_line(row) for row in self.rows]

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON; a number that does not exist is None."""
        from allostasis.evidence.synthesis.words import in_words

        parts = {field.name: plain(getattr(self, field.name)) for field in fields(self) if field.name != "rows"}
        counts = {word: self.samples_with(word) for word in ("size", "bound", "sign", "none")}
        return {
            "words": in_words(self),
            **parts,
            "question": {**plain(self.question), "in_words": self.question.in_words()},
            "studies": list(self.studies),
            "samples": len(self.harvest.lines),
            "samples_by_information": counts,
            "excluded_by_reason": self.reasons,
            "table": self.table(),
        }


def plain(value: Any) -> Any:
    """A value of dataclasses, rows, tuples and numbers as what JSON can hold."""
    if isinstance(value, Row):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value


def _line(row: RowEffect) -> dict[str, Any]:
    effect, size = row.effect, row.size
    low, high = size.interval() if size else (None, None)
    return {
        "effect_id": effect.effect_id,
        "study_id": effect.study_id,
        "sample_id": effect.sample_id,
        "role": row.study.role,
        "species": row.study.species,
        "substance": row.study.substance,
        "outcome": effect.outcome,
        "scale": effect.scale,
        "timepoint": effect.timepoint,
        "contrast": effect.contrast,
        "subgroup": effect.subgroup,
        "n": row.n,
        "sign": row.sign,
        "information": row.information,
        "way": row.way,
        "estimate": size.estimate if size else None,
        "se": size.se if size else None,
        "low": low,
        "high": high,
        "formula": size.formula if size else None,
        "flags": "; ".join(row.flags) or None,
        "statistic_text": effect.statistic_text,
        "source": row.study.source,
        "where_in_source": effect.where_in_source,
        "seen_at": effect.seen_at,
    }
