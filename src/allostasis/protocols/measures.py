"""What is measured in a session: at given minutes or over a window, less a reference if there is one."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from allostasis.protocols.events import Minutes, minutes
from allostasis.quantities.records import FileRecord, refuse

__all__ = ["Times"]


class Times(FileRecord):
    """Moments of a session, either single minutes (`at`) or every whole minute of [start, stop) (`window`)."""

    at: Annotated[tuple[Minutes, ...] | None, Field(description="minutes from the start of the session")] = None
    window: Annotated[tuple[Minutes, Minutes] | None, Field(description="start and stop; the stop is not included")] = (
        None
    )

    @property
    def minutes(self) -> tuple[int, ...]:
        """The minutes, from the start of the session, over which the mean is taken."""
        if self.at is not None:
            return tuple(minutes(time) for time in self.at)
        assert self.window is not None  # held by the validator below
        return tuple(range(minutes(self.window[0]), minutes(self.window[1])))

    def in_words(self) -> str:
        if self.at is not None:
            return f"at {', '.join(str(m) for m in self.minutes)} min"
        return f"from {self.minutes[0]} to {self.minutes[-1] + 1} min"

    @model_validator(mode="after")
    def _one_of_two(self) -> Times:
        if (self.at is None) == (self.window is None):
            raise refuse("neither or both of at and window", "either at (a list of times) or window (start and stop)")
        if not self.minutes:
            raise refuse("no minute at all", "at least one time, or a window whose stop lies after its start")
        if len(set(self.minutes)) < len(self.minutes):
            raise refuse("the same minute twice", "each time once")
        return self
