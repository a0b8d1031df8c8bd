"""Rows that somebody wants to add, each with the place where it stands in the file that was handed in."""

from __future__ import annotations

from pathlib import Path

from allostasis.evidence import tables as t
from allostasis.evidence.intake.filled import read_filled
from allostasis.evidence.intake.found import Found
from allostasis.evidence.intake.new_row import NewRow
from allostasis.evidence.intake.references import is_reference_file, read_references


def read_rows(path: Path) -> list[NewRow]:
    """The rows in a filled template (YAML), or in a file with references (RIS, BibTeX, CSL-JSON).

    Raises:
        EvidenceError: with every problem of form; what the cells hold is checked by `plan`.
    """
    if is_reference_file(path):
        return [_reference(found, str(path)) for found in read_references(path)]
    return read_filled(path)


def _reference(found: Found, file: str) -> NewRow:
    place = f"{file}:{found.line}"
    return NewRow(t.BIBLIOGRAPHY, found.fields, lambda column: f"{place}, {column}" if column else place)
