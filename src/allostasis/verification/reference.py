"""Reference numbers that were worked out from published equations, not printed in a paper: `data/reference.csv`.

A row says whose equations they are. The glands of the stress axis: Karin 2020 gives the equations, Milo 2025 the
constants; half-times of 20 and 30 days (Milo) or 7 and 14 days (Karin) for the pituitary and the adrenal cortex.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

FILE = "reference.csv"


@dataclass(frozen=True)
class Reference:
    """One number.

    Attributes:
        name: key of the row.
        value: the number.
        digits: decimals to which it was written down.
        source: citation keys of the equations and constants.
        meaning: what it is.
    """

    name: str
    value: float
    digits: int
    source: tuple[str, ...]
    meaning: str


@lru_cache(maxsize=1)
def references() -> dict[str, Reference]:
    """All reference numbers by key."""
    text = (resources.files("allostasis.verification") / "data" / FILE).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["name"]: Reference(
            row["name"], float(row["value"]), int(row["digits"]), tuple(row["source"].split()), row["meaning"]
        )
        for row in rows
    }


def reference(name: str) -> Reference:
    """A reference number by its key."""
    return references()[name]
