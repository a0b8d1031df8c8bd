"""From the cells of one row, or one entry of the bibliography, to a typed record with its problems."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from allostasis.errors import Problem
from allostasis.evidence.tables import KEY_OF, TABLES, Record, place
from allostasis.evidence.wording import explain

_OPENING = re.compile(r"\s*\[\s*")
_SEPARATOR = re.compile(r"\s*,?\s*")


def as_record(table: str, line: int, values: dict[str, Any], problems: list[Problem]) -> Record:
    """One row as a record; what is wrong with its cells is added to `problems`."""
    model: type[BaseModel] = TABLES[table]
    key = values.get(KEY_OF[table])
    key = key if isinstance(key, str) else ""
    try:
        return Record(table, line, key, model.model_validate(values))
    except ValidationError as error:
        for fault in error.errors():
            column, found, allowed = explain(fault)
            problems.append(Problem(place(table, line, column), found, allowed))
        unreadable = frozenset(str(fault["loc"][0]) for fault in error.errors())
        return Record(table, line, key, _readable_part(model, values, unreadable), unreadable)


def _readable_part(model: type[BaseModel], values: dict[str, Any], unreadable: frozenset[str]) -> BaseModel:
    """The row with None in the cells that cannot be read, so that all other cells are still checked."""
    written = {name: info.alias or name for name, info in model.model_fields.items()}
    passed_over = {name: None for name, alias in written.items() if alias in unreadable}
    known = {alias: values.get(alias) for name, alias in written.items() if alias in values or name in passed_over}
    return model.model_validate(known, context=passed_over)


def read_bibliography(text: str, table: str, problems: list[Problem]) -> list[Record]:
    """Read CSL-JSON entry by entry, so that each entry has a line and each faulty entry is reported."""
    try:
        whole = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        problems.append(Problem(place(table, line), f"text that is not JSON ({error})", "a list of records in JSON"))
        return []
    if not isinstance(whole, list):
        problems.append(Problem(place(table, 1), "JSON that is not a list", "a list of records in CSL-JSON"))
        return []
    return [_entry(line, pairs, table, problems) for line, pairs in _entries(text)]


def _entry(line: int, found: Any, table: str, problems: list[Problem]) -> Record:
    if not isinstance(found, _Pairs):
        problems.append(Problem(place(table, line), f"{found!r}", "a bibliographic record in CSL-JSON"))
        return Record(table, line, "", None)
    names = [name for name, _ in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    seen_twice = "a field that stands twice in one record"
    problems.extend(Problem(place(table, line, name), seen_twice, "each field once") for name in twice)
    if twice:
        return Record(table, line, str(dict(found).get("id", "")), None)
    return as_record(table, line, _plain(found), problems)


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as written, so that a field that stands twice is not lost."""


def _plain(value: Any) -> Any:
    """JSON objects as dictionaries, all the way down."""
    if isinstance(value, _Pairs):
        return {name: _plain(inner) for name, inner in value}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _entries(text: str) -> Iterator[tuple[int, Any]]:
    """The entries of a JSON list, known to be well formed, with the line at which each starts."""
    decoder = json.JSONDecoder(object_pairs_hook=_Pairs)
    position = _end(_OPENING, text, 0)
    while text[position] != "]":
        line = text.count("\n", 0, position) + 1
        entry, position = decoder.raw_decode(text, position)
        yield line, entry
        position = _end(_SEPARATOR, text, position)


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Where a pattern that can be empty ends, if it begins at `position`."""
    match = pattern.match(text, position)
    return match.end() if match else position
