"""A row that somebody wants to add, with the place where it stands in the file that was handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allostasis.evidence import tables as t


@dataclass(frozen=True)
class NewRow:
    """One row to add.

    Args:
        table: the table it belongs to.
        cells: its cells by column: text for a CSV table, the fields of CSL-JSON for the bibliography.
        at: place of a column in the file that was handed in; of the whole row for "".
    """

    table: str
    cells: dict[str, Any]
    at: Callable[[str], str]

    @property
    def key(self) -> str:
        """Key of the row as written; empty if there is none."""
        return str(self.cells.get(t.KEY_OF[self.table]) or "")
