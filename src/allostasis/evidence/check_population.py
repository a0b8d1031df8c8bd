"""Checks of correlations: each is of two listed things, a pair stands once, and all can hold at the same time.

Correlations stand between the quantities in which the people of the rescue model differ, and between reported values
that were estimated together.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allostasis.errors import Problem
from allostasis.evidence import tables as t
from allostasis.evidence.tables import Tables

_ROUNDING = -1e-3
"""The smallest eigenvalue that correlations printed to three digits may have."""
_OF = {t.OVERDOSE_CORRELATIONS: t.OVERDOSE_POPULATION, t.VALUE_CORRELATIONS: t.PARAMETER_VALUES}
"""What the correlations of a table are of: keys of which other table."""


def correlations_are_of_listed_quantities(tables: Tables) -> Iterator[Problem]:
    """A correlation is of two different rows of the table that it belongs to, and a pair stands once."""
    for name, of in _OF.items():
        yield from _listed(tables, name, of)


def _listed(tables: Tables, name: str, of: str) -> Iterator[Problem]:
    known = tables.keys(of)
    met: dict[frozenset[str], int] = {}
    for record, row in tables.rows(name, "first", "second"):
        for column in ("first", "second"):
            if known and getattr(row, column) not in known:
                yield Problem(record.at(column), f'"{getattr(row, column)}"', f"a row of {of}")
        pair = frozenset((row.first, row.second))
        if len(pair) == 1:
            yield Problem(record.at("second"), f'"{row.second}", which is the first', "another row")
        elif met.setdefault(pair, record.line) != record.line:
            found = f"the pair of line {met[pair]}"
            yield Problem(record.at("second"), found, "each pair once")


def correlations_fit_together(tables: Tables) -> Iterator[Problem]:
    """All the correlations of a table can hold at once: no combination has a negative variance."""
    for name, of in _OF.items():
        yield from _possible(tables, name, of)


def _possible(tables: Tables, name: str, of: str) -> Iterator[Problem]:
    rows = [row for _, row in tables.rows(name)]
    place = {key: k for k, key in enumerate(dict.fromkeys(key for row in rows for key in (row.first, row.second)))}
    known = [row for row in rows if {row.first, row.second} <= tables.keys(of) and row.first != row.second]
    if len(known) < len(tables.records[name]) or not place:
        return  # a fault that is already named; without its row the others need not fit
    matrix = np.eye(len(place))
    for row in known:
        i, j = place[row.first], place[row.second]
        matrix[i, j] = matrix[j, i] = row.correlation
    smallest = float(np.linalg.eigvalsh(matrix)[0])
    if smallest < _ROUNDING:
        found = f"correlations with an eigenvalue of {smallest:.3g}"
        yield Problem(name, found, "eigenvalues of 0 or more, to rounding", "a sign or a digit")
