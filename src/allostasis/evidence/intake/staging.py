"""A copy of the tables with the new rows in it: checked like any tables, with each fault named where the user wrote it.

New rows go to the end of their table, so that every older row keeps its line and a comparison of versions shows the
new rows alone.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory

from allostasis.errors import Problem
from allostasis.evidence import tables as t
from allostasis.evidence.intake.new_row import NewRow
from allostasis.evidence.snapshots import contents

_PLACE = re.compile(r"(?P<table>[\w.]+):(?P<line>\d+)(?:, column (?P<column>.+))?")
_LINE = re.compile(r"\bline (\d+)\b")

Lines = Mapping[tuple[str, int], NewRow]
"""The new row that starts at a line of a table."""


def folder_of(directory: Path | None) -> Traversable:
    """A directory, or that of the tables shipped with the package."""
    return files("allostasis.evidence") / "data" if directory is None else directory


def appended(directory: Path | None, rows: Sequence[NewRow]) -> tuple[dict[str, str], Lines]:
    """The new text of every table that gets rows, and the line at which each of these rows starts."""
    texts: dict[str, str] = {}
    lines: dict[tuple[str, int], NewRow] = {}
    for table, content in contents(folder_of(directory)).items():
        mine = [row for row in rows if row.table == table]
        if mine:
            add = _with_records if table == t.BIBLIOGRAPHY else _with_rows
            texts[table], starts = add(table, content.decode("utf-8"), mine)
            lines |= {(table, start): row for start, row in zip(starts, mine, strict=True)}
    return texts, lines


def _with_rows(table: str, text: str, rows: Sequence[NewRow]) -> tuple[str, list[int]]:
    file, starts = io.StringIO(), []
    file.write(text if text.endswith("\n") else text + "\n")
    writer = csv.writer(file, lineterminator="\n")
    for row in rows:
        starts.append(file.getvalue().count("\n") + 1)
        writer.writerow([row.cells.get(column, "") for column in t.TABLES[table].model_fields])
    return file.getvalue(), starts


def _with_records(_: str, text: str, rows: Sequence[NewRow]) -> tuple[str, list[int]]:
    records, starts = json.loads(text), []
    for row in rows:
        starts.append(max(_json(records).count("\n"), 2))  # where the closing bracket stood
        records.append(row.cells)
    return _json(records), starts


def _json(records: object) -> str:
    return json.dumps(records, indent=2, ensure_ascii=False) + "\n"


@contextmanager
def copied(directory: Path | None, texts: Mapping[str, str]) -> Iterator[Path]:
    """A directory that lives as long as the block: all files of the tables, with some texts in place of the old."""
    with TemporaryDirectory(prefix="evidence-") as temporary:
        copy_files(directory, Path(temporary))
        for name, text in texts.items():
            (Path(temporary) / name).write_text(text, encoding="utf-8", newline="\n")
        yield Path(temporary)


def copy_files(directory: Path | None, target: Path) -> None:
    """Copy tables and what belongs to them into an existing directory."""
    for item in folder_of(directory).iterdir():
        if item.is_file() and not item.name.startswith("."):
            with item.open("rb") as source, (target / item.name).open("wb") as copy:
                copyfileobj(source, copy)


def where_written(problem: Problem, lines: Lines) -> Problem:
    """A problem of the copy, with the place in the file that was handed in if it is one of a new row."""
    match = _PLACE.fullmatch(problem.place)
    row = match and lines.get((match["table"], int(match["line"])))
    if not match or not row:
        return problem
    found = _LINE.sub(lambda line: _other(match["table"], int(line[1]), lines), problem.found)
    return Problem(row.at(match["column"] or ""), found, problem.allowed, problem.cause)


def _other(table: str, line: int, lines: Lines) -> str:
    """The other row that a message speaks of: where the user wrote it, or the line of the table."""
    row = lines.get((table, line))
    return row.at("") if row else f"line {line} of {table}"
