"""The same model again and again: without each study or cluster in turn, and with one study added after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.inputs import row_names
from allostasis.evidence.meta.random_effects import refit
from allostasis.evidence.meta.results import Fit, Method


@dataclass(frozen=True, eq=False)
class Refits:
    """One line per refit, n of them; NaN where the rows that were left do not carry the model, with the reason.

    Args:
        labels: what was left out (leave-one-out) or added (cumulative).
        k: rows in each refit, shape (n,).
        names: names of the p coefficients.
        coefficients: shape (n, p); so are `se`, `statistic`, `p_value`, `low` and `high`.
        tau2: shape (n,); so are `i2`, `h2`, `q` and `q_p`.
        notes: why a line is empty, or what to know about it; mostly empty.
    """

    labels: tuple[str, ...]
    k: NDArray[np.int64]
    names: tuple[str, ...]
    coefficients: FloatArray
    se: FloatArray
    statistic: FloatArray
    p_value: FloatArray
    low: FloatArray
    high: FloatArray
    tau2: FloatArray
    i2: FloatArray
    h2: FloatArray
    q: FloatArray
    q_p: FloatArray
    notes: tuple[str, ...]

    @property
    def estimate(self) -> FloatArray:
        """The pooled effect of each refit, shape (n,); only for a model without moderators."""
        if len(self.names) != 1:
            allowed = "a model with one coefficient, or `coefficients`"
            raise EvidenceError(Problem("pooled effects", f"{len(self.names)} coefficients", allowed))
        return self.coefficients[:, 0]

    def records(self) -> list[dict[str, Any]]:
        """One dictionary per line, for a table; with several coefficients their columns hold lists."""
        names = [field.name for field in fields(self) if field.name != "names"]
        return [{name: _cell(getattr(self, name)[line]) for name in names} for line in range(len(self.labels))]


def leave_one_out(fit: Fit, clusters: Sequence[object] | None = None) -> Refits:
    """The model without each row, or without each cluster of rows (a study, a laboratory) in turn.

    Args:
        fit: the model of all rows.
        clusters: one label per row; rows of one label leave together. In order of first appearance.
    """
    names = np.arange(fit.k).astype(str) if clusters is None else np.array(row_names(fit.k, clusters))
    each = list(dict.fromkeys(names.tolist()))
    left_out = fit.labels if clusters is None else tuple(each)
    return _table(left_out, fit, [(np.flatnonzero(names != name), fit.method) for name in each])


def cumulative(fit: Fit, order: Sequence[Any] | None = None) -> Refits:
    """The model of the first row, the first two, and so on (Lau et al. 1992, NEJM 327:248-254).

    The first line of a pooled model is the first study itself, for which no variance between studies can be estimated.

    Args:
        fit: the model of all rows.
        order: one sortable value per row, such as the year; equal values keep the order of the rows. By default the
            order of the rows.
    """
    if order is not None and len(order) != fit.k:
        raise EvidenceError(Problem("order", f"{len(order)} values for {fit.k} rows", "one value per row"))
    rows = list(range(fit.k)) if order is None else sorted(range(fit.k), key=lambda row: order[row])
    subsets: list[tuple[NDArray[np.intp], Method]] = [
        (np.array(rows[: n + 1]), "common" if n == 0 and fit.is_pooled else fit.method) for n in range(fit.k)
    ]
    return _table(tuple(fit.labels[row] for row in rows), fit, subsets)


def refits(fit: Fit, subsets: Sequence[tuple[NDArray[np.intp], Method]]) -> list[Fit | EvidenceError]:
    """A fit for each set of rows and method, or the reason why there is none."""
    return [_attempt(fit, rows, method) for rows, method in subsets]


def _attempt(fit: Fit, rows: NDArray[np.intp], method: Method) -> Fit | EvidenceError:
    try:
        alone = len(rows) == 1 and method == "common"
        return refit(fit, rows, method, "normal" if alone else fit.test)
    except EvidenceError as error:
        return error


def _table(labels: tuple[str, ...], fit: Fit, subsets: Sequence[tuple[NDArray[np.intp], Method]]) -> Refits:
    found = refits(fit, subsets)

    def column(name: str) -> FloatArray:
        empty = np.full_like(getattr(fit, name), np.nan, dtype=np.float64)
        return np.array([getattr(one, name) if isinstance(one, Fit) else empty for one in found], dtype=np.float64)

    return Refits(
        labels=labels,
        k=np.array([len(rows) for rows, _ in subsets]),
        names=fit.names,
        notes=tuple(_note(one) for one in found),
        **{name: column(name) for name in _COLUMNS},
    )


_COLUMNS = ("coefficients", "se", "statistic", "p_value", "low", "high", "tau2", "i2", "h2", "q", "q_p")


def _note(one: Fit | EvidenceError) -> str:
    if isinstance(one, Fit):
        return "; ".join(one.notes)
    return "; ".join(f"no fit: {problem.found}" for problem in one.problems)


def _cell(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.item() if value.size == 1 else value.tolist()
    return value.item() if isinstance(value, np.generic) else value
