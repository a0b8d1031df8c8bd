"""The door of the meta-analysis: estimates, variances, labels and moderators, checked whole before any work starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray


@dataclass(frozen=True, eq=False)
class Rows:
    """Checked input: finite estimates, positive variances, one label per row, shape (k,) each."""

    estimates: FloatArray
    variances: FloatArray
    labels: tuple[str, ...]


def check_rows(estimates: ArrayLike, variances: ArrayLike, labels: Sequence[object] | None = None) -> Rows:
    """The rows as float arrays.

    Raises:
        EvidenceError: with every row that cannot be used, by its label or its number from 0.
    """
    y, v = numbers("estimates", estimates), numbers("variances", variances)
    if len(y) == 0:
        raise EvidenceError(Problem("estimates", "no rows", "at least one row"))
    if len(y) != len(v):
        raise EvidenceError(Problem("variances", f"{len(v)} rows for {len(y)} estimates", "one variance per estimate"))
    problems = _bad_rows(y, v, row_names(len(y), labels))
    if problems:
        raise EvidenceError(problems)
    return Rows(y, v, row_names(len(y), labels))


def row_names(k: int, labels: Sequence[object] | None) -> tuple[str, ...]:
    """Labels as strings; without labels the row numbers from 0."""
    if labels is None:
        return tuple(str(row) for row in range(k))
    if len(labels) != k:
        raise EvidenceError(Problem("labels", f"{len(labels)} labels for {k} rows", "one label per row"))
    return tuple(str(label) for label in labels)


def check_design(
    moderators: ArrayLike | None, names: Sequence[str] | None, intercept: bool, labels: tuple[str, ...]
) -> tuple[FloatArray, tuple[str, ...]]:
    """Design matrix, shape (k, p), with the names of its columns; the intercept, when asked for, comes first.

    Raises:
        EvidenceError: for values that are not finite, a wrong shape, or columns that say the same thing twice.
    """
    columns = _columns(moderators, len(labels))
    given = tuple(names) if names is not None else tuple(f"x{at + 1}" for at in range(columns.shape[1]))
    if len(given) != columns.shape[1]:
        found = f"{len(given)} names for {columns.shape[1]} columns"
        raise EvidenceError(Problem("names", found, "one name per moderator; the intercept names itself"))
    problems = [
        Problem(f"row {labels[row]}, moderator {given[column]}", str(columns[row, column]), "a finite number")
        for row, column in zip(*np.nonzero(~np.isfinite(columns)), strict=True)
    ]
    if problems:
        raise EvidenceError(problems)
    if intercept:
        columns, given = np.column_stack([np.ones(len(labels)), columns]), ("intercept", *given)
    _check_rank(columns, given)
    return columns, given


def check_choice(place: str, value: str, allowed: Sequence[str]) -> None:
    """Refuse a word that is not in the list."""
    if value not in allowed:
        raise EvidenceError(Problem(place, repr(value), "one of " + ", ".join(allowed)))


def check_level(level: float) -> None:
    """Refuse a coverage outside 0 to 1."""
    if not 0 < level < 1:
        cause = "give 0.95 for 95%" if 1 <= level <= 100 else ""
        raise EvidenceError(Problem("level", str(level), "a number between 0 and 1", cause))


def numbers(place: str, values: ArrayLike) -> FloatArray:
    """One-dimensional float array; a single number is one row."""
    try:
        array = np.atleast_1d(np.asarray(values, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise EvidenceError(Problem(place, repr(values)[:80], "numbers, one per row")) from error
    if array.ndim != 1:
        raise EvidenceError(Problem(place, f"an array of shape {array.shape}", "one number per row"))
    return array


def _bad_rows(y: FloatArray, v: FloatArray, labels: tuple[str, ...]) -> list[Problem]:
    problems = []
    for label, estimate, variance in zip(labels, y, v, strict=True):
        if not np.isfinite(estimate):
            cause = "a row without an estimate has to be left out, with its reason"
            problems.append(Problem(f"row {label}, estimate", str(estimate), "a finite number", cause))
        if not (np.isfinite(variance) and variance > 0):
            problems.append(Problem(f"row {label}, variance", str(variance), "a positive number", _why(variance)))
    return problems


def _why(variance: float) -> str:
    if variance == 0:
        return "a study without sampling error would take all the weight: was the standard error lost or rounded to 0?"
    return "a variance is the square of a standard error" if variance < 0 else "the row reports no error"


def _columns(moderators: ArrayLike | None, k: int) -> FloatArray:
    if moderators is None:
        return np.empty((k, 0))
    try:
        array = np.asarray(moderators, dtype=np.float64)
    except (TypeError, ValueError) as error:
        cause = "code a category as 0 and 1 columns"
        raise EvidenceError(Problem("moderators", repr(moderators)[:80], "numbers", cause)) from error
    array = array[:, None] if array.ndim == 1 else array
    if array.ndim != 2 or array.shape[0] != k:
        raise EvidenceError(Problem("moderators", f"shape {array.shape}", f"{k} rows, one column per moderator"))
    return array


def _check_rank(columns: FloatArray, names: tuple[str, ...]) -> None:
    k, p = columns.shape
    if p == 0:
        raise EvidenceError(Problem("moderators", "no column and no intercept", "at least one coefficient"))
    if k < p:
        raise EvidenceError(Problem("moderators", f"{k} rows for {p} coefficients", f"at least {p} rows"))
    scale = np.linalg.norm(columns, axis=0)
    rank = np.linalg.matrix_rank(columns / np.where(scale > 0, scale, 1))
    if rank < p:
        cause = "a moderator is constant, or a sum of the others (a dummy for every category beside an intercept)"
        found = f"{', '.join(names)} carry only {rank} independent columns"
        raise EvidenceError(Problem("moderators", found, "columns that differ", cause))
