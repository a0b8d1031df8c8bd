"""The door of the multilevel models: sampling covariance and levels are checked before any work starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.inputs import check_design, check_rows
from allostasis.evidence.meta.multilevel_blocks import IntArray

Labels = Sequence[Any] | NDArray[Any]

# Two entries of a covariance matrix that ought to be equal differ by rounding only: 1e-8 of their size is far above
# rounding and far below any difference that would matter.
_SYMMETRY = 1e-8


@dataclass(frozen=True, eq=False)
class Level:
    """One level of random effects.

    Args:
        name: what its groups are, for example "study".
        codes: number of the group of each row, shape (k,).
        groups: label of each group, in the order of the codes; inner labels carry the outer ones ("12 / 3").
    """

    name: str
    codes: IntArray
    groups: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Data:
    """Checked input of a multilevel model.

    Args:
        estimates: effect estimates, shape (k,).
        sampling: their known sampling covariance, shape (k, k), or only the variances, shape (k,).
        design: design matrix, shape (k, p).
        names: name of each column of the design.
        levels: levels of random effects, outermost first.
        labels: a name for each row.
    """

    estimates: FloatArray
    sampling: FloatArray
    design: FloatArray
    names: tuple[str, ...]
    levels: tuple[Level, ...]
    labels: tuple[str, ...]


def read_data(
    estimates: ArrayLike,
    sampling: ArrayLike,
    levels: Mapping[str, Labels],
    moderators: ArrayLike | None,
    names: Sequence[str] | None,
    labels: Sequence[object] | None,
    intercept: bool,
) -> Data:
    """Check and arrange what `multilevel` was given.

    Raises:
        EvidenceError: with every row, pair of rows, moderator or level that cannot be used.
    """
    matrix = np.asarray(sampling, dtype=np.float64)
    variances = np.diag(matrix) if matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1] else matrix
    rows = check_rows(estimates, variances, labels)
    problems = level_problems(levels, rows.labels)
    if matrix.ndim == 2:
        problems += _matrix_problems(matrix, rows.labels)
    if problems:
        raise EvidenceError(problems)
    design, columns = check_design(moderators, names, intercept, rows.labels)
    k, p = design.shape
    if k <= p:
        raise EvidenceError(Problem("estimates", f"{k} rows for {p} coefficients", f"at least {p + 1} rows"))
    return Data(
        rows.estimates, matrix if matrix.ndim == 2 else rows.variances, design, columns, _nest(levels), rows.labels
    )


def subset(data: Data, keep: NDArray[np.bool_]) -> Data:
    """The same data with only the rows marked in `keep`, shape (k,); groups are numbered anew."""
    sampling = data.sampling[np.ix_(keep, keep)] if data.sampling.ndim == 2 else data.sampling[keep]
    labels = tuple(label for label, kept in zip(data.labels, keep, strict=True) if kept)
    levels = tuple(_renumber(level, keep) for level in data.levels)
    return Data(data.estimates[keep], sampling, data.design[keep], data.names, levels, labels)


def extend_design(data: Data, column: FloatArray, name: str) -> Data:
    """The same data with one more moderator, as the last column.

    Raises:
        EvidenceError: if the column does not fit, or says what the others say.
    """
    moderators = np.column_stack([data.design, column]) if len(column) == len(data.design) else column
    design, names = check_design(moderators, (*data.names, name), False, data.labels)
    return replace(data, design=design, names=names)


def _renumber(level: Level, keep: NDArray[np.bool_]) -> Level:
    left, codes = np.unique(level.codes[keep], return_inverse=True)
    return Level(level.name, codes.astype(np.int64), tuple(level.groups[at] for at in left))


def group_codes(labels: Labels) -> tuple[IntArray, tuple[str, ...]]:
    """Number the groups of a list of labels in order of first appearance: codes, shape (k,), and group names."""
    seen: dict[Any, int] = {}
    codes = np.array([seen.setdefault(label, len(seen)) for label in _plain(labels)], dtype=np.int64)
    return codes, tuple(_in_words(label) for label in seen)


def check_groups(place: str, labels: Labels, k: int) -> tuple[IntArray, tuple[str, ...]]:
    """`group_codes` of one label per row.

    Raises:
        EvidenceError: if a row has no label.
    """
    problems = level_problems({place: labels}, tuple(str(row) for row in range(k)))
    if problems:
        raise EvidenceError(problems)
    return group_codes(labels)


def level_problems(levels: Mapping[str, Labels], rows: tuple[str, ...]) -> list[Problem]:
    """Levels with too few or too many labels, and rows without one."""
    found = []
    for name, labels in levels.items():
        if len(labels) != len(rows):
            allowed = f"{len(rows)} labels, one per estimate"
            found.append(Problem(f"level {name!r}", f"{len(labels)} labels", allowed))
            continue
        found += [
            Problem(
                f"row {row}, level {name!r}", repr(label), "a label", "every row belongs to one group of each level"
            )
            for row, label in zip(rows, _plain(labels), strict=True)
            if label is None or label == "" or label != label
        ]
    return found


def _nest(levels: Mapping[str, Labels]) -> tuple[Level, ...]:
    """Number the groups of each level within those of the levels outside it."""
    found: list[Level] = []
    paths: list[tuple[Any, ...]] = []
    for name, labels in levels.items():
        plain = _plain(labels)
        outer = paths or [()] * len(plain)
        paths = [(*path, label) for path, label in zip(outer, plain, strict=True)]
        found.append(Level(name, *group_codes(paths)))
    return tuple(found)


def _plain(labels: Labels) -> list[Any]:
    return labels.tolist() if isinstance(labels, np.ndarray) else list(labels)


def _in_words(label: Any) -> str:
    return " / ".join(str(part) for part in label) if isinstance(label, tuple) else str(label)


def _matrix_problems(matrix: FloatArray, labels: tuple[str, ...]) -> list[Problem]:
    i, j = np.nonzero(matrix)  # most rows of a large matrix are independent: only look where something stands
    deviation = np.sqrt(np.diag(matrix))
    here, there, bound = matrix[i, j], matrix[j, i], deviation[i] * deviation[j]
    good = (np.abs(here - there) <= _SYMMETRY * bound) & (np.abs(here) <= (1 + _SYMMETRY) * bound)
    pairs = sorted({(min(a, b), max(a, b)) for a, b in zip(i[~good], j[~good], strict=True)})
    return [
        Problem(
            f"rows {labels[a]} and {labels[b]}, sampling covariance",
            f"{matrix[a, b]:.6g} above and {matrix[b, a]:.6g} below the diagonal",
            f"one finite number on both sides, at most {deviation[a] * deviation[b]:.6g} in size",
            "perhaps correlations were given where covariances were meant",
        )
        for a, b in pairs
    ]
