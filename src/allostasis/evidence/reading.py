"""Reading the tables of a directory: from files to records, with every problem that one file or one row can have."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from allostasis.errors import Problem
from allostasis.evidence.records import as_record, read_bibliography
from allostasis.evidence.tables import BIBLIOGRAPHY, TABLES, Record, Tables, place


def read_tables(directory: Path | None = None) -> Tables:
    """Read all tables of a directory, or those shipped with the package."""
    folder: Traversable = files("allostasis.evidence") / "data" if directory is None else directory
    tables = Tables({table: [] for table in TABLES})
    if directory is not None and not directory.is_dir():
        allowed = f"a directory that holds {', '.join(TABLES)}"
        tables.problems.append(Problem(str(directory), "no such directory", allowed))
        return tables
    for table in TABLES:
        text = _read_text(folder, table, tables.problems)
        read = read_bibliography if table == BIBLIOGRAPHY else _read_csv
        tables.records[table] = [] if text is None else read(text, table, tables.problems)
    return tables


def _read_text(folder: Traversable, table: str, problems: list[Problem]) -> str | None:
    """The text of a file; None, with the problem noted, if there is none that can be read."""
    file = folder / table
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        found = "a missing file" if isinstance(error, FileNotFoundError) else str(error.strerror)
        problems.append(Problem(table, found, "a file that can be read"))
        return None
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        cause = "the file was saved in another encoding"
        problems.append(Problem(place(table, line), "bytes that are not UTF-8", "text in UTF-8", cause))
        return None
    if text.startswith("\ufeff"):
        problems.append(Problem(place(table, 1), "a byte order mark", "plain UTF-8", "saved by a spreadsheet program"))
        return None
    return text


def _read_csv(text: str, table: str, problems: list[Problem]) -> list[Record]:
    columns = list(TABLES[table].model_fields)
    lines = _numbered(text, table, problems)
    header = next(lines, (1, []))[1]
    if header != columns:
        problems.append(_header_problem(table, header, columns))
        return []
    return [_csv_record(table, line, cells, columns, problems) for line, cells in lines]


def _numbered(text: str, table: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line at which each starts (a quoted cell may hold line breaks)."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(place(table, start), f"a row that cannot be read ({error})", "CSV", "a stray quote"))


def _header_problem(table: str, header: Sequence[str], columns: Sequence[str]) -> Problem:
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    parts = [f"missing {', '.join(missing)}"] * bool(missing) + [f"unknown {', '.join(unknown)}"] * bool(unknown)
    found = "; ".join(parts) or "the columns in another order, or one of them twice"
    return Problem(place(table, 1), f"a header with {found}", f"the columns {', '.join(columns)}")


def _csv_record(table: str, line: int, cells: list[str], columns: list[str], problems: list[Problem]) -> Record:
    if len(cells) != len(columns):
        cause = "an unquoted comma, or an empty line"
        allowed = f"{len(columns)} cells, as in the header"
        problems.append(Problem(place(table, line), f"{len(cells)} cells", allowed, cause))
        return Record(table, line, cells[0].strip() if cells else "", None)
    values = {name: cell.strip() or None for name, cell in zip(columns, cells, strict=True)}
    return as_record(table, line, values, problems)
