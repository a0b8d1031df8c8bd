"""What a study takes without a source, with the value that stands in the file and the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from allostasis.population.files import Population
from allostasis.quantities.documents import Key
from allostasis.studies.schema import Assumption

__all__ = ["Assumed", "as_key", "assumed_in", "value_at"]

_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class Assumed(NamedTuple):
    """One assumption: where it stands, what is assumed, and why."""

    key: str
    value: str
    reason: str


def assumed_in(content: dict[str, Any], assumptions: Sequence[Assumption], people: Population | None) -> list[Assumed]:
    """Assumptions listed in the file, then those of the population."""
    listed = [Assumed(a.key, _written(value_at(content, as_key(a.key))), a.reason) for a in assumptions]
    given = [] if people is None else people.assumptions()
    return listed + [Assumed(f"population.{key}", value, reason) for key, value, reason in given]


def as_key(dotted: str) -> Key:
    """The parts of a dotted key: ("session", "events", 1, "at") for "session.events[1].at"."""
    return tuple(int(number) if number else name for name, number in _PART.findall(dotted))


def value_at(content: Any, key: Key) -> Any:
    """What stands at a key; KeyError if nothing does."""
    for part in key:
        try:
            content = content[part]
        except (IndexError, TypeError):
            raise KeyError(part) from None
    return content


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_written(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(_written(part) for part in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
