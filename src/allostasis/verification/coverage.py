"""What is covered: by lines (`data/coverage.csv`) and by parts of the model (`data/unasked.csv`).

Each line of the acceptance list and of the animal evidence is held by checks, or says why not; so is each part.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

FILE = "coverage.csv"
UNASKED = "unasked.csv"


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
    return tuple(Line(row["place"], row["what"], tuple(row["checks"].split()), row["reason"]) for row in _rows(FILE))


@lru_cache(maxsize=1)
def unasked() -> dict[str, str]:
    """Parts of the model that no test asks, each with the reason."""
    return {row["part"]: row["reason"] for row in _rows(UNASKED)}


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("allostasis.verification") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
