"""Checks of how the people of the rescue model differ: every correlation is of two listed quantities, and all fit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allostasis.errors import Problem
from allostasis.evidence import tables as t
from allostasis.evidence.tables import Tables

_ROUNDING = -1e-3
"""The smallest eigenvalue that correlations printed to four digits may have."""


def correlations_are_of_listed_quantities(tables: Tables) -> Iterator[Problem]:
    """A correlation is of two different quantities of the population, and a pair stands once."""
    known = tables.keys(t.OVERDOSE_POPULATION)
    met: dict[frozenset[str], int] = {}
    for record, row in tables.rows(t.OVERDOSE_CORRELATIONS, "first", "second"):
        for column in ("first", "second"):
            if known and getattr(row, column) not in known:
                allowed = f"a quantity of {t.OVERDOSE_POPULATION}"
                yield Problem(record.at(column), f'"{getattr(row, column)}"', allowed)
        pair = frozenset((row.first, row.second))
        if len(pair) == 1:
            yield Problem(record.at("second"), f'"{row.second}", which is the first', "another quantity")
        elif met.setdefault(pair, record.line) != record.line:
            found = f"the pair of line {met[pair]}"
            yield Problem(record.at("second"), found, "each pair of quantities once")


def correlations_fit_together(tables: Tables) -> Iterator[Problem]:
    """People can have all the correlations at once: no combination of quantities has a negative variance."""
    place = {record.key: k for k, record in enumerate(tables.records[t.OVERDOSE_POPULATION])}
    rows = [row for _, row in tables.rows(t.OVERDOSE_CORRELATIONS)]
    known = [row for row in rows if row.first in place and row.second in place and row.first != row.second]
    if len(known) < len(tables.records[t.OVERDOSE_CORRELATIONS]) or not place:
        return  # a fault that is already named; without its row the others need not fit
    matrix = np.eye(len(place))
    for row in known:
        i, j = place[row.first], place[row.second]
        matrix[i, j] = matrix[j, i] = row.correlation
    smallest = float(np.linalg.eigvalsh(matrix)[0])
    if smallest < _ROUNDING:
        found = f"correlations with an eigenvalue of {smallest:.3g}"
        yield Problem(t.OVERDOSE_CORRELATIONS, found, "eigenvalues of 0 or more, to rounding", "a sign or a digit")
