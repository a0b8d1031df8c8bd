"""What is to be run, as plain data that can be sent to another process, written beside the shards, and read back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from allostasis.errors import StudyError
from allostasis.evidence import Evidence
from allostasis.population.files import Population
from allostasis.quantities.documents import Document
from allostasis.quantities.records import validate
from allostasis.studies.files import Study
from allostasis.studies.identity import platform_identity, prior_digests
from allostasis.studies.kept import Kept
from allostasis.studies.lanes import width_of

BLOCKS = 20
"""Blocks of a full shard: 10,240 participants."""
SHARES = 4
"""Shards for each worker, if the run is small: so that all end at about the same time."""


@dataclass(frozen=True)
class Shard:
    """A range of participants, numbered draw by draw.

    Attributes:
        first: number of the first participant.
        last: number after the last one.
    """

    first: int
    last: int

    @property
    def name(self) -> str:
        """File name of the shard's result."""
        return f"shard-{self.first:09d}-{self.last:09d}"

    @property
    def size(self) -> int:
        """Number of participants."""
        return self.last - self.first


def cut(participants: int, size: int) -> list[Shard]:
    """Shards of at most `size` participants."""
    edges = [*range(0, participants, size), participants]
    return [Shard(first, last) for first, last in pairwise(edges)]


def usual_shard_size(participants: int, workers: int) -> int:
    """Whole blocks, `SHARES` shards for every worker, but no more than `BLOCKS` blocks each."""
    width = width_of(participants)
    blocks = math.ceil(participants / width / (SHARES * workers))
    return width * min(max(blocks, 1), BLOCKS)


@dataclass(frozen=True)
class Order:
    """A run that is to be made.

    Attributes:
        study: the study; its own number of participants and seed are used.
        draws: number of parameter draws.
        kept: whose courses are kept.
        shard_size: participants per shard.
        identity: everything that determines the bytes of the result and the shards, as plain data.
    """

    study: Study
    draws: int
    kept: Kept
    shard_size: int
    identity: dict[str, Any] = field(repr=False)

    @classmethod
    def of(cls, study: Study, evidence: Evidence, draws: int, kept: Kept, shard_size: int) -> Order:
        """The order for a study on this machine."""
        identity = {
            "study": study.as_dict(),
            "arms": list(study.arms),  # a list: their order is that of the arrays
            "people": study.people.model_dump(mode="json", by_alias=True, exclude_none=True),
            "draws": draws,
            "kept": kept.as_dict(),
            "shard_size": shard_size,
            "priors": prior_digests(evidence),
            **platform_identity(),
        }
        # As it comes back from a file: a tuple and a list are the same thing there.
        return cls(study, draws, kept, shard_size, json.loads(json.dumps(identity)))

    @property
    def total(self) -> int:
        """Participants of all draws."""
        return self.draws * self.study.participants

    @property
    def shards(self) -> list[Shard]:
        """The shards, in order."""
        return cut(self.total, self.shard_size)


def study_of(identity: Mapping[str, Any]) -> Study:
    """The study of a run from its identity, with the population that it had."""
    study = validate(Document("study", dict(identity["study"])), Study, StudyError)
    study._people = validate(Document("population", dict(identity["people"])), Population, StudyError)
    return study
