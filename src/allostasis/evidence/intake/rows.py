"""Rows that somebody wants to add, each with the place where it stands in the file that was handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allostasis.evidence import tables as t
from allostasis.evidence.intake.references import Found, is_reference_file, read_references


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


def read_rows(path: Path) -> list[NewRow]:
    """The rows in a filled template (YAML), or in a file with references (RIS, BibTeX, CSL-JSON).

    Raises:
        EvidenceError: with every problem of form; what the cells hold is checked by `plan`.
    """
    from allostasis.evidence.intake.filled import read_filled

    if is_reference_file(path):
        return [_reference(found, str(path)) for found in read_references(path)]
    return read_filled(path)


def _reference(found: Found, file: str) -> NewRow:
    place = f"{file}:{found.line}"
    return NewRow(t.BIBLIOGRAPHY, found.fields, lambda column: f"{place}, {column}" if column else place)
