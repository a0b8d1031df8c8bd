"""Tables of what whole studies gave, draw by draw: written by a command that takes minutes, read by checks.

A line holds a group or study, a quantity, its unit, and the values over draws with spaces between them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Key = tuple[str, str]
DIGITS = 4
"""Digits that a table keeps of a value."""


@dataclass(frozen=True)
class DrawTable:
    """One such table.

    Attributes:
        file: its name in `data/`.
        of: what its first column holds: study or group.
        units: unit of each quantity, in the order of the lines.
    """

    file: str
    of: str
    units: Mapping[Key, str]

    @property
    def path(self) -> Path:
        """Where it is committed."""
        return Path(__file__).parent / "data" / self.file

    @cached_property
    def values(self) -> dict[Key, tuple[float, ...]]:
        """Values over draws as committed, by the first column and quantity."""
        rows = csv.DictReader(self.path.read_text(encoding="utf-8").splitlines())
        return {(row[self.of], row["quantity"]): tuple(map(float, row["values"].split())) for row in rows}

    def write(self, values: Mapping[Key, Sequence[float]]) -> None:
        """Write the quantities that are there; values are rounded to four digits."""
        with self.path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow((self.of, "quantity", "unit", "values"))
            for key, unit in self.units.items():
                if key in values:
                    writer.writerow([*key, unit, " ".join(f"{x:.{DIGITS}g}" for x in values[key])])
