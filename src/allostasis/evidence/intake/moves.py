"""What new rows move: each pooled result and each claim that they touch, before and after, in words.

A *question* is anything that can be asked of an `Evidence` and answered in words; what moves is what is answered
otherwise with the new rows than without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from allostasis.evidence.intake import questions
from allostasis.evidence.intake.questions import Answer
from allostasis.evidence.library import Evidence


@dataclass(frozen=True)
class Move:
    """One answer before and after.

    Args:
        kind: "synthesis" or "claim".
        question: what was asked, in words.
        before: the answer without the new rows, one sentence a line.
        after: the answer with them.
    """

    kind: str
    question: str
    before: str
    after: str

    @property
    def is_change(self) -> bool:
        """Whether the answer is another one."""
        return self.before != self.after


def moves(before: Evidence, after: Evidence, directory: Path | None) -> list[Move]:
    """Every synthesis that the new effects touch, and every claim, with its answers before and after.

    Args:
        before: the evidence without the new rows.
        after: the evidence with them.
        directory: where claims.yaml is; that of the package if None.
    """
    asked = [("synthesis", questions.syntheses(before, after)), ("claim", questions.claims(after, directory))]
    return [move for kind, each in asked for move in _answered(kind, each, before, after)]


def _answered(kind: str, asked: Mapping[str, Answer], before: Evidence, after: Evidence) -> list[Move]:
    return [Move(kind, question, answer(before), answer(after)) for question, answer in asked.items()]


def unlisted(effects: Iterable[str], after: Evidence, directory: Path | None) -> tuple[str, ...]:
    """Those of the effects that no claim names: they move no claim until claims.yaml lists them."""
    from allostasis.evidence import claims

    known = questions.claims_of(directory)
    unnamed = set(claims.unlisted(after, known) if known else after.effects)
    return tuple(effect for effect in effects if effect in unnamed)
