"""Which line of the acceptance list and of the animal evidence is held by which check: `data/coverage.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

FILE = "coverage.csv"


@dataclass(frozen=True)
class Line:
    """One line that a check should hold.

    Attributes:
        place: where the line comes from.
        what: what it says.
        checks: names of the checks that hold it, or that say what they wait for.
        reason: what of it no check can hold, and why.
    """

    place: str
    what: str
    checks: tuple[str, ...]
    reason: str


@lru_cache(maxsize=1)
def coverage() -> tuple[Line, ...]:
    """All lines, in their order."""
    text = (resources.files("allostasis.verification") / "data" / FILE).read_text(encoding="utf-8")
    return tuple(
        Line(row["place"], row["what"], tuple(row["checks"].split()), row["reason"])
        for row in csv.DictReader(text.splitlines())
    )
