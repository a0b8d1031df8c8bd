"""The laboratory session: its clock, its events, and what must not clash."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from allostasis.protocols.events import Cue, Event, Give, Lasting, Stressor, minutes
from allostasis.protocols.phases import ClockTime
from allostasis.quantities.records import FileRecord, Refusal, refuse_all

__all__ = ["Session"]


class Session(FileRecord):
    """One visit to the laboratory. Event times are whole minutes from `start`; the session is [0, duration)."""

    start: ClockTime
    duration: Lasting
    events: Annotated[tuple[Event, ...], Field(min_length=1)]

    @property
    def dose_minute(self) -> int:
        """When the arm's treatment is given, in minutes from the start of the session."""
        return next(minutes(event.at) for event in self.events if isinstance(event, Give))

    @property
    def length(self) -> int:
        """Length of the session in minutes."""
        return minutes(self.duration)

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The cues in the order of their time."""
        return tuple(sorted((e for e in self.events if isinstance(e, Cue)), key=lambda e: minutes(e.at)))

    @property
    def stressors(self) -> tuple[Stressor, ...]:
        """The stressors in the order of their time."""
        return tuple(sorted((e for e in self.events if isinstance(e, Stressor)), key=lambda e: minutes(e.at)))

    @model_validator(mode="after")
    def _events_fit(self) -> Session:
        wrong = [refusal for number, event in enumerate(self.events) for refusal in self._outside(number, event)]
        for kind in (Cue, Stressor):
            wrong += _overlaps([(number, e) for number, e in enumerate(self.events) if isinstance(e, kind)])
        gives = [number for number, event in enumerate(self.events) if isinstance(event, Give)]
        if len(gives) != 1:
            found = "no event that gives the treatment" if not gives else f"{len(gives)} events that give the treatment"
            at = ("events", gives[1]) if gives else ("events",)
            allowed = "exactly one event {at: ..., give: treatment}"
            wrong.append(Refusal(found, allowed, "its time is the zero of all plots", at))
        if wrong:
            raise refuse_all(wrong)
        return self

    def _outside(self, number: int, event: Event) -> list[Refusal]:
        start = minutes(event.at)
        stop = start + (0 if isinstance(event, Give) else minutes(event.duration))
        if start >= 0 and start < self.length and stop <= self.length:
            return []
        found = f"an event over [{start}, {stop}) min" if stop > start else f"an event at {start} min"
        return [Refusal(found, f"events within the session, [0, {self.length}) min", "", ("events", number, "at"))]

    def in_words(self, measures: Sequence[str] = ()) -> str:
        """When the session starts, what happens in it, and what is measured, in sentences."""
        events = sorted(self.events, key=lambda event: minutes(event.at))
        listed = "; ".join(f"at {minutes(event.at)} min {event.in_words()}" for event in events)
        first = f"A session starts at {self.start} and lasts {self.duration}. In minutes from its start: {listed}."
        return " ".join((first, *measures))


def _overlaps(events: list[tuple[int, Cue | Stressor]]) -> list[Refusal]:
    """Half-open intervals may touch; they may not share a minute."""
    ordered, wrong = sorted(events, key=lambda pair: minutes(pair[1].at)), []
    for (_, before), (number, after) in pairwise(ordered):
        stop = minutes(before.at) + minutes(before.duration)
        if minutes(after.at) < stop:
            found = f"an event at {minutes(after.at)} min, while one of its kind lasts until {stop} min"
            wrong.append(Refusal(found, "events of one kind that do not overlap", "", ("events", number, "at")))
    return wrong
