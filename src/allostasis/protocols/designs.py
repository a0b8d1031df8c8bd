"""How participants meet the arms: each meets both (crossover), or each meets one (parallel)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from allostasis.protocols.phases import Duration
from allostasis.quantities.records import FileRecord

__all__ = ["Crossover", "Design", "Parallel"]


class Crossover(FileRecord):
    """Two sessions, one in each arm, with `washout` between them; half of the participants take either order."""

    kind: Literal["crossover"]
    washout: Annotated[Duration, Field(description="time between the sessions, in which the last phase goes on")]
    sequences: Literal["balanced"]

    def in_words(self, arms: int) -> str:
        return (
            f"Each participant attends {arms} sessions, one in each arm, {self.washout} apart; the orders of the arms "
            "are balanced between participants, and the last phase goes on between the sessions."
        )


class Parallel(FileRecord):
    """One session in one arm; arms of equal size, or as equal as the number allows."""

    kind: Literal["parallel"]
    allocation: Literal["balanced"]

    def in_words(self, arms: int) -> str:
        return f"Each participant attends one session in one of {arms} arms, which are of equal size."


Design = Annotated[Crossover | Parallel, Field(discriminator="kind")]
