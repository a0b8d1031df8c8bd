"""A file of doses, cues and stressors: what is given, how much, when, and how often.

    time,what,amount,every,until
    8 h,heroin intravenous,30 mg,6 h,30 d
    9 h,methadone oral,60 mg,24 h,30 d
    10 h,exposure.drug_cue,1,,

`what` is a drug with its route, or a state of the model to which the amount is added in the state's own unit. A line
with `every` is repeated from `time` on, before `until`.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allostasis.errors import InputError, Problem
from allostasis.quantities.units import to_internal

if TYPE_CHECKING:
    from allostasis.models.deterministic import Event
    from allostasis.models.organism import Organism

COLUMNS = ("time", "what", "amount", "every", "until")
MOST_REPEATS = 10_000


def read_doses(path: Path, model: type[Organism], parameters: Mapping[str, Any]) -> list[Event]:
    """The events of a file.

    Args:
        path: a table with the columns of `COLUMNS`.
        model: the assembly.
        parameters: values by full name; the share of a dose that is absorbed depends on them.

    Raises:
        InputError: for everything in the file that cannot be used.
    """
    events: list[Event] = []
    problems: list[Problem] = []
    for line, row in _rows(path):
        place = f"{path.name}, line {line}"
        try:
            events += _events(row, place, model, parameters)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return sorted(events, key=lambda event: event.time)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Problem(str(path), "a file that is not UTF-8 text", "a table as CSV in UTF-8")) from None
    reader = csv.DictReader(text.splitlines(), skipinitialspace=True)
    found = [name.strip() for name in reader.fieldnames or ()]
    if not {"time", "what", "amount"} <= set(found) <= set(COLUMNS):
        allowed = f"the columns {', '.join(COLUMNS)}, of which the last two may be missing"
        raise InputError(Problem(f"{path.name}, line 1", f"the columns {', '.join(found) or '(none)'}", allowed))
    reader.fieldnames = found
    for row in reader:
        if None in row:
            problem = Problem(f"{path.name}, line {reader.line_num}", "more cells than columns", "one cell per column")
            raise InputError(problem)
        yield reader.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS}


def _events(row: Mapping[str, str], place: str, model: type[Organism], parameters: Mapping[str, Any]) -> list[Event]:
    """The events of one line."""
    from allostasis.models.deterministic import Event

    amounts = _amounts(row, place, model, parameters)
    times = _times(row, place)
    return [Event(time, state, amount) for time in times for state, amount in amounts.items()]


def _amounts(
    row: Mapping[str, str], place: str, model: type[Organism], parameters: Mapping[str, Any]
) -> dict[str, float]:
    """What is added to which state."""
    from allostasis.models.dosing import DRUG_DOSES

    what, where = row["what"], f"{place}, amount"
    if what in model.states():
        unit = model.states()[what].unit
        return {what: to_internal(_as_number(row["amount"]) if unit == "1" else row["amount"], unit, place=where)}
    for (drug, route), entry in DRUG_DOSES.items():
        if what == f"{drug} {route}":
            milligrams = to_internal(row["amount"], "mg", substance=drug, place=where)
            return {state: float(amount) for state, amount in entry(milligrams, parameters).items()}
    known = ", ".join(f"{drug} {route}" for drug, route in DRUG_DOSES)
    raise InputError(Problem(f"{place}, what", f'"{what}"', f"a state such as exposure.stressor, or one of: {known}"))


def _as_number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _times(row: Mapping[str, str], place: str) -> list[float]:
    """When it happens, hours."""
    first = to_internal(row["time"], "h", place=f"{place}, time")
    if first < 0:
        raise InputError(Problem(f"{place}, time", f'"{row["time"]}"', "a time from the start on, such as 8 h"))
    if not row["every"]:
        if row["until"]:
            raise InputError(Problem(f"{place}, every", "nothing, although until is given", "a time such as 24 h"))
        return [first]
    every = to_internal(row["every"], "h", place=f"{place}, every")
    until = to_internal(row["until"], "h", place=f"{place}, until")
    count = math.ceil(round((until - first) / every, 9)) if every > 0 else 0
    if not 0 < count <= MOST_REPEATS:
        found = f'every "{row["every"]}" from "{row["time"]}" until "{row["until"]}"'
        raise InputError(Problem(place, found, f"a positive interval, and 1 to {MOST_REPEATS} times before until"))
    return [first + k * every for k in range(count)]
