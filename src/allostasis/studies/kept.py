"""What a run keeps of its participants' courses: all of them, or those of a sample.

Numbers per participant (covariates, measures) and means per draw are always kept of everybody. A course over the
minutes of a session takes a hundred times as much, so that a large run keeps those of a sample: the first participants
of each draw, of the first draws if there are more draws than places. Participants are exchangeable, and so are draws.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ALL_COURSES = 20_000
"""Participants of the largest run that keeps everybody's courses unless asked otherwise."""
SAMPLE = 1_000
"""Participants whose courses a larger run keeps."""


@dataclass(frozen=True)
class Sample:
    """The first `subjects` participants of each of the first `draws` draws.

    Attributes:
        draws: number of draws.
        subjects: participants of each.
    """

    draws: int
    subjects: int

    @classmethod
    def of(cls, wanted: int, draws: int, participants: int) -> Sample:
        """A sample of about `wanted` participants out of `draws` times `participants`: never more than wanted."""
        some = min(draws, wanted)
        return cls(some, min(participants, wanted // some)) if some else cls(0, 0)

    @property
    def size(self) -> int:
        """Participants in the sample."""
        return self.draws * self.subjects

    def holds(self, draws: NDArray[np.int64], subjects: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which participants, given by draw and number within the draw, are in the sample."""
        return np.asarray((draws < self.draws) & (subjects < self.subjects))


@dataclass(frozen=True)
class Kept:
    """Whose courses are kept.

    Attributes:
        courses: over the minutes of the sessions.
        daily: over the days before them.
    """

    courses: Sample
    daily: Sample

    @classmethod
    def of(cls, draws: int, participants: int, courses: int | None = None, daily: int | None = None) -> Kept:
        """About so many participants; without a number everybody's days, and the sessions that `ALL_COURSES` allows."""
        total = draws * participants
        usual = total if total <= ALL_COURSES else SAMPLE
        wanted = [usual if courses is None else courses, total if daily is None else daily]
        return cls(*(Sample.of(min(number, total), draws, participants) for number in wanted))

    @classmethod
    def everybody(cls) -> Kept:
        """All courses, however many participants there are."""
        return cls(Sample(2**62, 2**62), Sample(2**62, 2**62))

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Kept:
        """The inverse of `as_dict`."""
        return cls(Sample(**content["courses"]), Sample(**content["daily"]))

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)
