"""What each independent sample reported, without counting votes: verdict, kind of information and size side by side.

A harvest plot (Ogilvie et al. 2008, BMC Med Res Methodol 8:8) shows all studies, also those that printed no number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allostasis.evidence.synthesis.effect_of_row import RowEffect

__all__ = ["Harvest", "HarvestLine", "harvest"]


@dataclass(frozen=True)
class HarvestLine:
    """One independent sample.

    Args:
        sample_id: the sample.
        study_ids: studies that report on it.
        verdict: "positive", "none", "negative" or "mixed": what its rows agree on; "mixed" if they do not agree.
        information: the most that a row of it gives: "size", "bound", "sign" or "none".
        n: number of subjects, if known.
        rows: number of rows.
    """

    sample_id: str
    study_ids: tuple[str, ...]
    verdict: str
    information: str
    n: int | None
    rows: int


@dataclass(frozen=True)
class Harvest:
    """All samples of a question, by verdict."""

    lines: tuple[HarvestLine, ...]

    def count(self, verdict: str) -> int:
        """Number of samples with a verdict."""
        return sum(line.verdict == verdict for line in self.lines)


def harvest(rows: Sequence[RowEffect]) -> Harvest:
    """One line per independent sample, in the order of the verdicts and then of the samples."""
    samples: dict[str, list[RowEffect]] = {}
    for row in rows:
        samples.setdefault(row.effect.sample_id, []).append(row)
    order = ("positive", "none", "negative", "mixed")
    lines = [_line(sample, members) for sample, members in samples.items()]
    return Harvest(tuple(sorted(lines, key=lambda line: (order.index(line.verdict), line.sample_id))))


def _line(sample: str, rows: Sequence[RowEffect]) -> HarvestLine:
    informations = {row.information for row in rows}
    sizes = [row.n for row in rows if row.n]
    return HarvestLine(
        sample_id=sample,
        study_ids=tuple(dict.fromkeys(row.effect.study_id for row in rows)),
        verdict=_verdict([row.sign for row in rows]),
        information=next(word for word in ("size", "bound", "sign", "none") if word in informations),
        n=max(sizes, default=None),
        rows=len(rows),
    )


def _verdict(signs: Sequence[int | None]) -> str:
    """The verdict of a sample: results that are not significant do not contradict one that is."""
    found = {sign for sign in signs if sign}
    if None in signs and not found:
        return "mixed"
    if len(found) > 1:
        return "mixed"
    return {1: "positive", -1: "negative"}[found.pop()] if found else "none"
