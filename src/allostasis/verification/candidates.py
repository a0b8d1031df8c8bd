"""Numbers to compare with that were chosen, with their bands, before the model was asked: `data/candidates.csv`.

A list made before the answers are known cannot be made of what agrees. Each line of it is a check; none is left out.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from allostasis.verification.check import Target, above, below, between

if TYPE_CHECKING:
    from allostasis.verification.bench import Bench

FILE = "candidates.csv"


@dataclass(frozen=True)
class Candidate:
    """One line of the list.

    Attributes:
        check: name of the check.
        low, high: the band; None where it is open.
        unit: unit of the band.
        why: why the band is as wide as it is.
        rows: rows of the evidence that hold what was published.
    """

    check: str
    low: float | None
    high: float | None
    unit: str
    why: str
    rows: tuple[str, ...]

    def target(self, bench: Bench, words: str = "") -> Target:
        """The band; it reads the rows, so that they become sources of the check."""
        values = [_value(bench, row) for row in self.rows]
        known = [value for value in values if value is not None]
        said = words or ", ".join(f"{value:g}" for value in known) or self._range()
        if self.high is None:
            return above(self.low or 0.0, words or "still raised")
        if self.low is None:
            return below(self.high, words or "lowered")
        return between(self.low, self.high, said, known[0] if len(known) == 1 else None)

    def _range(self) -> str:
        return f"{self.low or 0:g} to {self.high or math.inf:g}"


def _value(bench: Bench, row: str) -> float | None:
    """The number that a row prints; None where it prints a range."""
    return bench.point(row).y if row in bench.evidence.curves else bench.row(row).value


@lru_cache(maxsize=1)
def candidates() -> dict[str, Candidate]:
    """The list, by name of the check."""
    text = (resources.files("allostasis.verification") / "data" / FILE).read_text(encoding="utf-8")
    return {
        line["check"]: Candidate(
            line["check"],
            float(line["low"]) if line["low"] else None,
            float(line["high"]) if line["high"] else None,
            line["unit"],
            line["band"],
            tuple(line["rows"].split()),
        )
        for line in csv.DictReader(text.splitlines())
    }


def candidate(check: str) -> Candidate:
    """One line of the list."""
    return candidates()[check]
