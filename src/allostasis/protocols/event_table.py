"""The event table of pharmacometrics: one CSV for many subjects, in the column names of NONMEM, mrgsolve and rxode2.

    id,time (h),amt (mg),ii (h),addl,rate (mg/h),ss,evid,drug,route
    1,8,30,6,3,,0,1,heroin,intravenous
    2,9,60,24,29,,1,1,methadone,oral

Units stand in the heads in brackets, `time (h)`, or in each cell, `8 h`; a number without either is refused. The
table maps to our words as `protocols.regimens` says. `cmt` may stand in place of drug and route: "heroin intravenous".
`evid` is 1 for a dose; rows with 0 (observations) are passed over; other kinds of rows (2, 3, 4) are refused. `ss` is
0 or 1. `ii` alone repeats nothing: `addl` or `until` does. As usual an empty cell or a dot means none, `rate` 0 means
at once, and `F` and `alag` are 1 and 0 if they are missing. Two things differ from NONMEM: negative codes of `rate`
are refused (use `dur`), and `F` scales what an infusion lets in, not how long it lasts.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from allostasis.errors import InputError, Problem
from allostasis.protocols.regimens import Regimen
from allostasis.quantities.documents import Document
from allostasis.quantities.records import validate

__all__ = ["COLUMNS", "EventTable", "event_table_text", "is_event_table", "parse_event_table", "read_event_table"]

EventTable = dict[str, tuple[Regimen, ...]]
"""Regimens by the subject's id, in the order of the file."""

COLUMNS: dict[str, tuple[str, str]] = {
    "id": ("", "subject"),
    "time": ("at", "time of the first dose"),
    "amt": ("amount", "amount of a dose"),
    "ii": ("every", "interval between doses"),
    "addl": ("additional", "doses after the first"),
    "until": ("until", "time before which doses are given"),
    "rate": ("rate", "rate of an infusion; 0: at once"),
    "dur": ("duration", "duration of an infusion; 0: at once"),
    "ss": ("steady_state", "1: as if the regimen had been going on for ever"),
    "evid": ("", "1: a dose; 0: an observation, passed over"),
    "cmt": ("", "drug and route in one cell"),
    "drug": ("drug", "drug"),
    "route": ("route", "route"),
    "F": ("bioavailability", "factor of what enters"),
    "alag": ("lag", "time by which every dose is late"),
}
"""Columns, our word for each, and its meaning."""
_SAME = {"bioav": "F", "f": "F", "lag": "alag", "lagt": "alag", "duration": "dur", "amount": "amt"}
_WITH_UNIT = ("time", "amt", "ii", "until", "rate", "dur", "alag")
_NEEDED = ("id", "time", "amt")
_HEAD = re.compile(r"\s*(\w+)\s*(?:[\[(]\s*([^\])]+?)\s*[\])])?\s*")
_EMPTY = {"", ".", "NA"}


def read_event_table(path: Path) -> EventTable:
    """The regimens of every subject of a file.

    Raises:
        InputError: with everything in the file that cannot be used, by line and column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Problem(str(path), "a file that is not UTF-8 text", "a table as CSV in UTF-8")) from None
    except OSError as error:
        raise InputError(Problem(str(path), f"cannot be read: {error.strerror}", "a table as CSV in UTF-8")) from None
    return parse_event_table(text, path.name)


def parse_event_table(text: str, name: str) -> EventTable:
    """Like `read_event_table`, from text; `name` stands for the file in messages."""
    rows = csv.reader(io.StringIO(text), skipinitialspace=True)
    units = _heads(next(rows, []), name)
    table: dict[str, list[Regimen]] = {}
    problems: list[Problem] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        place = f"{name}, line {rows.line_num}"
        try:
            cells = _cells(row, units, place)
            if (regimen := _regimen(cells, place)) is not None:
                table.setdefault(cells["id"], []).append(regimen)
        except InputError as error:
            problems += error.problems
    if not table and not problems:
        problems.append(Problem(name, "no dose", "at least one row with evid 1"))
    if problems:
        raise InputError(problems)
    return {subject: tuple(regimens) for subject, regimens in table.items()}


def is_event_table(path: Path) -> bool:
    """Whether the first line of a file has a column `id`, as event tables have."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            heads = next(csv.reader([file.readline()]), [])
    except (OSError, UnicodeDecodeError):
        return False
    return any(cell.strip().lower() == "id" for cell in heads)


def event_table_text(table: Mapping[str, tuple[Regimen, ...]]) -> str:
    """A table as CSV that reads back as the same regimens; units stand in the cells, as they were written."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    heads = [name for name in COLUMNS if name != "cmt"]
    writer.writerow(heads)
    for subject, regimens in table.items():
        for regimen in regimens:
            if regimen.jitter.number:
                raise InputError(Problem(f"subject {subject}", f"a jitter of {regimen.jitter}", "no jitter in a table"))
            writer.writerow([_written(name, subject, regimen) for name in heads])
    return lines.getvalue()


def _written(column: str, subject: str, regimen: Regimen) -> str:
    if column in ("id", "evid"):
        return subject if column == "id" else "1"
    value = getattr(regimen, COLUMNS[column][0])
    if isinstance(value, bool):
        return str(int(value))
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def _heads(cells: list[str], name: str) -> dict[str, str]:
    """Unit by column, in the order of the file; an empty unit means that the cells have their own."""
    place, found = f"{name}, line 1", {}
    problems: list[Problem] = []
    for cell in cells:
        match = _HEAD.fullmatch(cell)
        word = match[1] if match else cell
        column = word if word in COLUMNS else _SAME.get(word.lower(), word.lower())
        if match is None or column not in COLUMNS:
            problems.append(Problem(place, f'the column "{cell.strip()}"', f"columns among {', '.join(COLUMNS)}"))
        elif column in found:
            problems.append(Problem(place, f'the column "{column}" a second time', "each column once"))
        else:
            found[column] = match[2] or ""
    missing = [column for column in _NEEDED if column not in found]
    if missing or not ({"cmt", "drug"} & set(found)):
        allowed = f"the columns {', '.join(_NEEDED)} and cmt, or drug and route"
        problems.append(Problem(place, f"the columns {', '.join(found) or '(none)'}", allowed))
    if problems:
        raise InputError(problems)
    return found


def _cells(row: list[str], units: Mapping[str, str], place: str) -> dict[str, str]:
    """Cells by column, with the unit of the head; empty ones are left out."""
    if len(row) != len(units):
        raise InputError(Problem(place, f"{len(row)} cells", f"{len(units)}, one for each column"))
    cells = {}
    for (column, unit), cell in zip(units.items(), (c.strip() for c in row), strict=True):
        if cell not in _EMPTY:
            cells[column] = f"{cell} {unit}" if unit and _is_number(cell) else cell
    if "id" not in cells:
        raise InputError(Problem(f"{place}, id", "nothing", "the subject's id"))
    return cells


def _regimen(cells: Mapping[str, str], place: str) -> Regimen | None:
    """The regimen of a row; None for an observation."""
    kind = cells.get("evid", "1")
    if kind == "0":
        return None
    if kind != "1":
        cause = "resets (3, 4) and other events (2) have no counterpart here"
        raise InputError(Problem(f"{place}, evid", f'"{kind}"', "1 for a dose, 0 for an observation", cause))
    data: dict[str, Any] = {ours: cells[column] for column, (ours, _) in COLUMNS.items() if ours and column in cells}
    problems = [*_into(data, cells, place), *_numbers(data, cells, place), *_none_if_zero(data, cells, place)]
    if problems:
        raise InputError(problems)
    if "every" in data and not {"additional", "until"} & set(data):
        data["additional"] = 0  # as usual: ii alone serves ss and repeats nothing
    document = _Row(place, data)
    return validate(document, Regimen, InputError)


def _into(data: dict[str, Any], cells: Mapping[str, str], place: str) -> Iterator[Problem]:
    """Drug and route, from their own columns or from `cmt`."""
    if "cmt" in cells and ("drug" in cells or "route" in cells):
        yield Problem(f"{place}, cmt", "cmt beside drug or route", "one way to say where the dose goes")
    elif "cmt" in cells:
        data["drug"], _, data["route"] = cells["cmt"].partition(" ")


def _numbers(data: dict[str, Any], cells: Mapping[str, str], place: str) -> Iterator[Problem]:
    """Whole numbers and factors, which have no unit."""
    for column, ours, kind in (("addl", "additional", int), ("F", "bioavailability", float)):
        if column in cells:
            try:
                data[ours] = kind(cells[column])
            except ValueError:
                words = "a whole number" if kind is int else "a number"
                yield Problem(f"{place}, {column}", f'"{cells[column]}"', words)
    if "ss" in cells:
        if cells["ss"] not in ("0", "1"):
            yield Problem(f"{place}, ss", f'"{cells["ss"]}"', "0 or 1")
        data["steady_state"] = cells["ss"] == "1"


def _none_if_zero(data: dict[str, Any], cells: Mapping[str, str], place: str) -> Iterator[Problem]:
    """A zero in ii, addl, rate or dur means that there is none; negative codes are refused."""
    for column in ("ii", "rate", "dur"):
        number = _number_of(cells.get(column, "1"))
        if number == 0:
            del data[COLUMNS[column][0]]
        elif number is not None and number < 0:
            cause = "codes for rates that a model works out are not known here: use dur" if column == "rate" else ""
            yield Problem(f"{place}, {column}", f'"{cells[column]}"', "zero or more", cause)
    if data.get("additional") == 0 and "every" not in data:
        del data["additional"]


def _number_of(cell: str) -> float | None:
    first = cell.split()[0] if cell.split() else ""
    return float(first) if _is_number(first) else None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


class _Row(Document):
    """A row as a document: places name the line and the table's own column."""

    def place(self, key: tuple[str | int, ...] = ()) -> str:
        ours = str(key[0]) if key else ""
        column = next((name for name, (word, _) in COLUMNS.items() if word == ours), ours)
        return f"{self.name}, {column}" if column else self.name
