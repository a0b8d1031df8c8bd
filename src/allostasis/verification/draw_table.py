"""Tables of what takes minutes, draw by draw: written by a command, read by checks.

A line holds what was worked out (its first two columns name it), further facts such as a unit, and the values over
draws with spaces between them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Key = tuple[str, str]
DIGITS = 6
"""Digits that a table keeps of a value."""


@dataclass(frozen=True)
class DrawTable:
    """One such table.

    Attributes:
        file: its name in `data/`.
        columns: names of the columns before the values; the first two are the key.
    """

    file: str
    columns: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Where it is committed."""
        return Path(__file__).parent / "data" / self.file

    @cached_property
    def values(self) -> dict[Key, tuple[float, ...]]:
        """Values over draws as committed, by key."""
        first, second = self.columns[:2]
        rows = csv.DictReader(self.path.read_text(encoding="utf-8").splitlines())
        return {(row[first], row[second]): tuple(map(float, row["values"].split())) for row in rows}

    def write(self, lines: Iterable[tuple[tuple[str, ...], Sequence[float]]]) -> None:
        """Write lines: the cells before the values, and the values, which are rounded."""
        lines = list(lines)  # what is not worked out yet may fail, and the file that is there stays
        with self.path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow((*self.columns, "values"))
            for cells, values in lines:
                writer.writerow((*cells, " ".join(f"{x:.{DIGITS}g}" for x in values)))
