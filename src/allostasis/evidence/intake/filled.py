"""A filled template: from YAML with the parts reference, study and effects to rows."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence import tables as t
from allostasis.evidence.intake.new_row import NewRow
from allostasis.quantities.documents import Document, Key, read_document

PARTS = {"reference": t.BIBLIOGRAPHY, "study": t.STUDIES, "effects": t.EFFECTS}
"""Parts of a template and the tables that they go to."""


def read_filled(path: Path) -> list[NewRow]:
    """The rows of a filled template: the reference, the study, and its effects.

    A part that is left out or wholly empty adds nothing. The `study_id` of an effect is that of the study, if it is
    not given.

    Raises:
        EvidenceError: with every key that is not known and every part of another shape.
    """
    document = read_document(path, EvidenceError)
    parts = list(_parts(document))
    problems = [problem for table, key, found in parts for problem in _wrong_keys(document, table, key, found)]
    problems = [*_wrong_parts(document), *problems]
    if problems:
        raise EvidenceError(problems)
    rows = [_row(document, table, key, found) for table, key, found in parts]
    if not rows:
        raise EvidenceError(Problem(document.place(), "no row", "a reference, a study or effects, filled in"))
    own = next((row.key for row in rows if row.table == t.STUDIES), "")
    return [_of_study(row, own) if row.table == t.EFFECTS else row for row in rows]


def _of_study(row: NewRow, study_id: str) -> NewRow:
    return row if row.cells.get("study_id") else NewRow(row.table, row.cells | {"study_id": study_id}, row.at)


def _parts(document: Document) -> Iterator[tuple[str, Key, dict[str, Any]]]:
    """Each mapping that becomes a row, with its table and key; those with nothing in them are passed over."""
    data = document.data if isinstance(document.data, dict) else {}
    for name, table in PARTS.items():
        found = data.get(name)
        items = enumerate(found) if isinstance(found, list) else [(None, found)]
        for number, item in items:
            if isinstance(item, dict) and _holds_something(item):
                yield table, (name,) if number is None else (name, number), item


def _holds_something(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_something(inner) for inner in value.values())
    return any(map(_holds_something, value)) if isinstance(value, list) else value not in (None, "")


def _wrong_parts(document: Document) -> Iterator[Problem]:
    allowed = f"a mapping with {', '.join(PARTS)}, as `allostasis evidence template` prints it"
    if not isinstance(document.data, dict):
        yield document.problem((), "a file of another form", allowed)
        return
    for name, found in document.data.items():
        if name not in PARTS:
            yield document.problem((name,), f'the key "{name}"', allowed, _near(name, list(PARTS)))
        elif name == "effects" and not isinstance(found, list) and found is not None:
            yield document.problem((name,), "no list", "one effect after the other, each begun with a hyphen")
        elif name != "effects" and not isinstance(found, dict) and found is not None:
            yield document.problem((name,), "no mapping", 'lines of "column: value"')
        elif name == "effects":
            items = enumerate(found or [])
            wrong = [number for number, item in items if not isinstance(item, dict)]
            yield from (document.problem((name, n), "no mapping", 'lines of "column: value"') for n in wrong)


def _wrong_keys(document: Document, table: str, key: Key, found: dict[str, Any]) -> Iterator[Problem]:
    if table == t.BIBLIOGRAPHY:
        return  # its fields are nested; the check of the record looks at them
    columns = list(t.TABLES[table].model_fields)
    for name, value in found.items():
        if name not in columns:
            yield document.problem((*key, name), f'the column "{name}"', f"a column of {table}", _near(name, columns))
        elif isinstance(value, (dict, list)):
            yield document.problem((*key, name), "several values", "one value", "a text with brackets needs quotes")


def _near(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f'was "{near[0]}" meant?' if near else ""


def _row(document: Document, table: str, key: Key, found: dict[str, Any]) -> NewRow:
    def at(column: str) -> str:
        parts = (int(part) if part.isdigit() else part for part in column.split(".") if part)
        return document.place((*key, *parts))

    if table == t.BIBLIOGRAPHY:
        return NewRow(table, _without_gaps(found), at)
    return NewRow(table, {name: _text(value) for name, value in found.items()}, at)


def _without_gaps(found: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record that are filled in; numbers become text where the record holds text."""
    kept = {name: value for name, value in found.items() if _holds_something(value)}
    return {name: str(value) if isinstance(value, (int, float)) else value for name, value in kept.items()}


def _text(value: Any) -> str:
    """A value as it stands in a cell: on one line, and empty for nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else " ".join(str(value).split())
