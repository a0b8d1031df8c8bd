"""The decisions of use of a block, kept call by call, so that a second run at another step can follow them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.engine import DECISIONS, Output
from allostasis.studies.checkpoint import Journal

__all__ = ["Tape"]


@dataclass
class Tape:
    """Decisions of some participants of a block, in the order of the engine's calls; a second run can replay them.

    Attributes:
        kept: lanes whose decisions are kept.
        calls: their decisions in each call, shape (intervals, kept).
        replays: whether this run follows the recorded decisions; its participants are those that were kept.
        changed: decisions that the second run would have taken otherwise, by lane.
        possible: intervals in which a participant could decide, by lane.
        position: calls made so far.
        journal: answers the calls that a checkpoint holds.
    """

    kept: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    calls: list[NDArray[np.uint8]] = field(default_factory=list)
    replays: bool = False
    changed: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    possible: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    position: int = 0
    journal: Journal = field(default_factory=Journal)

    def next(self, width: int) -> Any:
        """Decisions to replay in the next call, shape (DECISIONS, width); nothing if there are none."""
        self.position += 1
        if not self.replays:
            return _nothing(width)
        call = self.calls[self.position - 1]
        past_the_end = DECISIONS - len(call), width - call.shape[1]
        return np.pad(np.pad(call, ((0, 0), (0, past_the_end[1])), "edge"), ((0, past_the_end[0]), (0, 0)))

    def note(self, output: Output, possible: NDArray[np.int64], intervals: int) -> None:
        """Keep what a call decided, and how often it could."""
        self.changed = self.changed + np.asarray(output.changed)
        self.possible = self.possible + possible
        if not self.replays:
            self.calls.append(np.asarray(output.decisions)[:intervals, self.kept])


@lru_cache(maxsize=4)
def _nothing(width: int) -> Any:
    """No decisions to replay; on the device once and for all, for most calls have none."""
    import jax.numpy as jnp

    return jnp.zeros((DECISIONS, width), jnp.uint8)
