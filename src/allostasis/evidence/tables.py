"""The tables as read: which there are, and rows that remember where they stand.

A `Record` keeps the line at which its row starts, so that a later check can still say where a fault stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from allostasis.errors import Problem
from allostasis.evidence.rows import (
    Correlation,
    CurvePoint,
    Effect,
    Outcome,
    ParameterValue,
    Prior,
    PublishedPool,
    Reference,
    Row,
    Study,
    ValueCorrelation,
    VaryingQuantity,
)

BIBLIOGRAPHY = "bibliography.json"
OUTCOMES = "outcomes.csv"
STUDIES = "studies.csv"
EFFECTS = "effects.csv"
CURVES = "curves.csv"
POOLED = "pooled.csv"
PARAMETER_VALUES = "parameter_values.csv"
PRIORS = "priors.csv"
PRIORS_RAT = "priors_rat.csv"
PRIORS_MOUSE = "priors_mouse.csv"
OVERDOSE_POPULATION = "overdose_population.csv"
OVERDOSE_CORRELATIONS = "overdose_correlations.csv"
VALUE_CORRELATIONS = "value_correlations.csv"

CLAIMS = "claims.yaml"
"""The file of claims, which lies beside the tables and is none: see `allostasis.evidence.claims`."""

SPECIES_PRIORS = {"rat": PRIORS_RAT, "mouse": PRIORS_MOUSE}
"""Tables of what a species does not share with people, by species."""
ALL_PRIORS = (PRIORS, *SPECIES_PRIORS.values())
"""Every table of priors; that of people comes first."""

TABLES: dict[str, type[Row]] = {
    BIBLIOGRAPHY: Reference,
    OUTCOMES: Outcome,
    STUDIES: Study,
    EFFECTS: Effect,
    CURVES: CurvePoint,
    POOLED: PublishedPool,
    PARAMETER_VALUES: ParameterValue,
    VALUE_CORRELATIONS: ValueCorrelation,
    PRIORS: Prior,
    PRIORS_RAT: Prior,
    PRIORS_MOUSE: Prior,
    OVERDOSE_POPULATION: VaryingQuantity,
    OVERDOSE_CORRELATIONS: Correlation,
}
KEY_OF = {
    BIBLIOGRAPHY: "id",
    OUTCOMES: "outcome",
    STUDIES: "study_id",
    EFFECTS: "effect_id",
    CURVES: "point_id",
    POOLED: "pool_id",
    PARAMETER_VALUES: "row_id",
    VALUE_CORRELATIONS: "pair",
    PRIORS: "parameter",
    PRIORS_RAT: "parameter",
    PRIORS_MOUSE: "parameter",
    OVERDOSE_POPULATION: "quantity",
    OVERDOSE_CORRELATIONS: "pair",
}


def place(table: str, line: int, column: str = "") -> str:
    """Where something stands, as all messages write it: file, line, column."""
    return f"{table}:{line}, column {column}" if column else f"{table}:{line}"


@dataclass(frozen=True)
class Record:
    """One row and the line of the file at which it starts.

    Args:
        table: name of the file.
        line: line at which the row starts.
        key: key of the row as written.
        row: the typed row; None if it has another shape than its table.
        unreadable: columns that could not be read and are None in `row`.
    """

    table: str
    line: int
    key: str
    row: Any
    unreadable: frozenset[str] = frozenset()

    def at(self, column: str) -> str:
        """Place of one cell of this row."""
        return place(self.table, self.line, column)


@dataclass(frozen=True)
class Tables:
    """All tables as read, and all problems met while reading."""

    records: dict[str, list[Record]]
    problems: list[Problem] = field(default_factory=list)

    def rows(self, table: str, *columns: str) -> Iterator[tuple[Record, Any]]:
        """The rows of a table in which the given columns (all, if none is given) could be read, with their records.

        A check names the columns it needs: it is silent about a row only where the fault is already reported.
        """
        for record in self.records[table]:
            unreadable = record.unreadable & set(columns) if columns else record.unreadable
            if record.row is not None and not unreadable:
                yield record, record.row

    def keys(self, table: str) -> set[str]:
        """All keys of a table, also those of rows that have another fault."""
        return {record.key for record in self.records[table] if record.key}
