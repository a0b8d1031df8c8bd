"""What a file gives to one individual: a file of doses (see `doses`), or a subject of an event table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allostasis.errors import InputError, Problem
from allostasis.exchange.doses import read_doses
from allostasis.protocols.event_table import EventTable, is_event_table, read_event_table

if TYPE_CHECKING:
    from allostasis.exchange.writing import Events, Infusions
    from allostasis.models.organism import Organism


def given_in_file(
    path: Path, model: type[Organism], parameters: Mapping[str, Any], subject: str | None = None
) -> tuple[Events, Infusions]:
    """Events and infusions of a file.

    Args:
        path: a table with an `id` column is an event table, any other a file of doses.
        model: the assembly.
        parameters: values by full name; the share of a dose that is absorbed depends on them.
        subject: whose rows of an event table; may be left out if there is one subject.

    Raises:
        InputError: for everything in the file that cannot be used.
    """
    from allostasis.models.deterministic import Event
    from allostasis.models.regimens import given_by

    if not is_event_table(path):
        if subject is not None:
            raise InputError(Problem(str(path), f'the subject "{subject}"', "an event table, with a column id"))
        return read_doses(path, model, parameters), []
    given = given_by(_of_subject(read_event_table(path), path, subject), model, parameters)
    # What was there before hour 0 is added at once at hour 0.
    return [*(Event(0.0, state, amount) for state, amount in given.start.items()), *given.events], given.infusions


def _of_subject(table: EventTable, path: Path, subject: str | None) -> Any:
    if subject is None and len(table) == 1:
        return next(iter(table.values()))
    if subject not in table:
        found = "no subject chosen" if subject is None else f'the subject "{subject}"'
        raise InputError(Problem(f"{path.name}, id", found, f"one of {', '.join(table)}", "choose one with --subject"))
    return table[subject]
