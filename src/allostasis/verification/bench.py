"""Where a check gets what it needs: rows of the evidence that it may see, and individuals of the models.

Whatever a check compares with is noted, so that its sources are those that it used. A row of a held-out study is
refused here, whatever the check, because a result that was seen would shape the next change of the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from allostasis.errors import HeldOutError, Problem
from allostasis.evidence import CurvePoint, Effect, Evidence, ParameterValue, PublishedPool, Study
from allostasis.verification.reference import Reference, reference
from allostasis.verification.subjects import Cast, Subject, priors_of

_Row = TypeVar("_Row", Effect, CurvePoint, PublishedPool)
_Kept = TypeVar("_Kept")


class Bench:
    """What one check sees; `used` fills with the rows that it read.

    Args:
        cast: the subjects that may be asked.
        model: whose model answers: human, rat or mouse.
        person: who is asked in place of the typical individual.
    """

    def __init__(self, cast: Cast, model: str = "human", person: Subject | None = None) -> None:
        self.cast, self.evidence, self.model, self.person = cast, cast.evidence, model, person
        self.used: dict[str, None] = {}

    @property
    def subject(self) -> Subject:
        """Who is asked: the typical individual, every parameter at its default, unless it is another."""
        return self.person or self.cast.typical(self.model)

    def drawn(self) -> list[Subject]:
        """Individuals of draws from the priors."""
        return self.cast.drawn(self.model)

    def of(self, person: Subject) -> Bench:
        """The same for another individual; what it reads is noted here."""
        other = Bench(self.cast, self.model, person)
        other.used = self.used
        return other

    def once(self, name: str, work: Callable[[], _Kept]) -> _Kept:
        """What `work` gives, worked out once for all checks that ask this individual under this name."""
        key = (self.model, id(self.person), name)
        if key not in self.cast.kept:
            # The person is kept too: an identity that is free again may become that of somebody else.
            self.cast.kept[key] = (self.person, work())
        kept: _Kept = self.cast.kept[key][1]
        return kept

    def effect(self, effect_id: str) -> Effect:
        """A reported result."""
        return self._of_study(self.evidence.effects, effect_id)

    def point(self, point_id: str) -> CurvePoint:
        """A point of a published curve."""
        return self._of_study(self.evidence.curves, point_id)

    def pool(self, pool_id: str) -> PublishedPool:
        """A pooled result that others published."""
        return self._of_study(self.evidence.pooled, pool_id)

    def row(self, row_id: str) -> ParameterValue:
        """A reported value of a quantity."""
        found = self._permitted(row_id)
        self.used[row_id] = None
        return found

    def constant(self, row_id: str) -> float:
        """A measured number that what was done, or the fluid that was sampled, needs; no result to compare with."""
        return number(self._permitted(row_id).value, row_id)

    def reference(self, name: str) -> Reference:
        """A number worked out from published equations."""
        found = reference(name)
        self.used[name] = None
        return found

    def _permitted(self, row_id: str) -> ParameterValue:
        for study in self.evidence.studies.values():
            if study.source is not None and study.source in self.evidence.sources_of_row(row_id):
                _refuse_held_out(study, row_id)
        return self.evidence.parameter_values[row_id]

    def _of_study(self, table: Mapping[str, _Row], row_id: str) -> _Row:
        found = table[row_id]
        _refuse_held_out(self.evidence.studies[found.study_id], row_id)
        self.used[row_id] = None
        return found


def number(value: float | None, row_id: str) -> float:
    """A value that a row must hold.

    Raises:
        ValueError: if the cell is empty.
    """
    if value is None:
        raise ValueError(f"row {row_id} holds no number")
    return value


def rows_behind(model: str, evidence: Evidence) -> frozenset[str]:
    """Rows that stand behind the priors of a model, through the rows that they were computed from."""
    seen: set[str] = set()
    waiting = [row for prior in priors_of(model, evidence).values() for row in prior.rows]
    while waiting:
        row = waiting.pop()
        if row not in seen:
            seen.add(row)
            waiting += evidence.parameter_values[row].from_rows
    return frozenset(seen)


def _refuse_held_out(study: Study, row_id: str) -> None:
    if study.role == "held_out":
        raise HeldOutError(
            Problem(
                row_id,
                f"a check against {study.study_id}, whose role in the evidence is held_out ({study.role_reason})",
                "rows of studies with the role calibration, development or context",
                "held-out studies judge the frozen predictions; used earlier, their results would shape the model",
            )
        )
