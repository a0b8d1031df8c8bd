"""Pooling two-by-two tables with few events, without an estimate per study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.inputs import check_choice, check_level, numbers, row_names
from allostasis.evidence.meta.random_effects import quantile, two_sided

Measure = Literal["OR", "RR", "RD"]


@dataclass(frozen=True)
class MantelHaenszel:
    """A pooled effect of two-by-two tables.

    Args:
        measure: "OR" and "RR" are given as natural logarithms, "RD" as a difference of risks.
        estimate: pooled effect.
        se: its standard error.
        statistic: estimate over standard error.
        p_value: two-sided, normal.
        low: lower end of the confidence interval.
        high: upper end.
        q: weighted sum of squares of the studies' own effects about the pooled one.
        q_df: studies that enter Q, less 1.
        q_p: its p-value.
        k: number of tables.
    """

    measure: Measure
    estimate: float
    se: float
    statistic: float
    p_value: float
    low: float
    high: float
    q: float
    q_df: int
    q_p: float
    k: int


@dataclass(frozen=True, eq=False)
class _Tables:
    """Events a and c, others b and d, group sizes n1 and n2, all n."""

    a: FloatArray
    b: FloatArray
    c: FloatArray
    d: FloatArray

    @property
    def n1(self) -> FloatArray:
        return self.a + self.b

    @property
    def n2(self) -> FloatArray:
        return self.c + self.d

    @property
    def n(self) -> FloatArray:
        return self.n1 + self.n2


def mantel_haenszel(
    events_treat: ArrayLike,
    n_treat: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
    *,
    measure: Measure = "RR",
    labels: Sequence[object] | None = None,
    level: float = 0.95,
) -> MantelHaenszel:
    """The common effect of two-by-two tables by Mantel and Haenszel's weights.

    OR  Mantel and Haenszel 1959 (JNCI 22:719-748); variance of Robins, Breslow and Greenland 1986
        (Biometrics 42:311-323)
    RR  Greenland and Robins 1985 (Biometrics 41:55-68)
    RD  the same weights; variance of Sato, Greenland and Robins 1989 (Biometrics 45:1323-1324)

    Tables with an empty cell enter the pooled effect as they are. For Q alone, which needs an effect per table, half a
    case is added to the four cells of such a table; tables without or with only events say nothing of OR and RR there.

    Raises:
        EvidenceError: for counts that cannot be, each with its row, or when all tables together have no event.
    """
    check_choice("measure", measure, ("OR", "RR", "RD"))
    check_level(level)
    tables = _check([events_treat, n_treat, events_control, n_control], labels)
    estimate, se = _POOLED[measure](tables)
    if not (np.isfinite(estimate) and np.isfinite(se) and se > 0):
        found = "tables without the events that this measure compares"
        raise EvidenceError(Problem("Mantel-Haenszel", found, "events and others in both groups, over all tables"))
    half = quantile(level, None) * se
    q, df = _q(tables, measure, estimate)
    p_value = float(two_sided(np.array(estimate / se), None))
    q_p = float(chdtrc(df, q)) if df > 0 else 1.0
    k = len(tables.a)
    return MantelHaenszel(
        measure, estimate, se, estimate / se, p_value, estimate - half, estimate + half, q, df, q_p, k
    )  # fmt: skip


def _check(columns: list[ArrayLike], labels: Sequence[object] | None) -> _Tables:
    places = ("events_treat", "n_treat", "events_control", "n_control")
    a, n1, c, n2 = (numbers(place, column) for place, column in zip(places, columns, strict=True))
    if not len(a) == len(n1) == len(c) == len(n2) or len(a) == 0:
        found = f"{len(a)}, {len(n1)}, {len(c)} and {len(n2)} values"
        raise EvidenceError(Problem("two-by-two tables", found, "the same number of each, at least one"))
    problems = [
        Problem(f"row {label}, {group}", f"{events:g} events of {size:g}", "0 to n events, n at least 1")
        for group, counts, sizes in (("treated", a, n1), ("control", c, n2))
        for label, events, size in zip(row_names(len(a), labels), counts, sizes, strict=True)
        if not (np.isfinite(size) and 0 <= events <= size and size >= 1)
    ]
    if problems:
        raise EvidenceError(problems)
    return _Tables(a, n1 - a, c, n2 - c)


def _odds_ratio(t: _Tables) -> tuple[float, float]:
    agree, against = t.a * t.d / t.n, t.b * t.c / t.n
    r, s = agree.sum(), against.sum()
    if r == 0 or s == 0:
        return np.nan, np.nan
    p, q = (t.a + t.d) / t.n, (t.b + t.c) / t.n
    variance = (
        np.sum(p * agree) / (2 * r**2)
        + np.sum(p * against + q * agree) / (2 * r * s)
        + np.sum(q * against) / (2 * s**2)
    )
    return float(np.log(r / s)), float(np.sqrt(variance))


def _risk_ratio(t: _Tables) -> tuple[float, float]:
    r, s = np.sum(t.a * t.n2 / t.n), np.sum(t.c * t.n1 / t.n)
    if r == 0 or s == 0:
        return np.nan, np.nan
    variance = np.sum(t.n1 * t.n2 * (t.a + t.c) / t.n**2 - t.a * t.c / t.n) / (r * s)
    return float(np.log(r / s)), float(np.sqrt(variance))


def _risk_difference(t: _Tables) -> tuple[float, float]:
    size = np.sum(t.n1 * t.n2 / t.n)
    difference = np.sum(t.a * t.n2 / t.n - t.c * t.n1 / t.n) / size
    p = np.sum((t.n1**2 * t.c - t.n2**2 * t.a + t.n1 * t.n2 * (t.n2 - t.n1) / 2) / t.n**2)
    q = np.sum((t.a * t.d + t.b * t.c) / (2 * t.n))
    return float(difference), float(np.sqrt(max(0.0, difference * p + q)) / size)


def _q(t: _Tables, measure: Measure, pooled: float) -> tuple[float, int]:
    empty = (t.a == 0) | (t.b == 0) | (t.c == 0) | (t.d == 0)
    add = np.where(empty, 0.5, 0.0)
    full = _Tables(t.a + add, t.b + add, t.c + add, t.d + add)
    silent = ((t.a + t.c == 0) | (t.b + t.d == 0)) & (measure != "RD")
    effect, variance = _of_each(full, measure)
    return float(np.sum(((effect - pooled) ** 2 / variance)[~silent])), max(0, int(np.sum(~silent)) - 1)


def _of_each(t: _Tables, measure: Measure) -> tuple[FloatArray, FloatArray]:
    """Effect and variance of each table without an empty cell."""
    if measure == "OR":
        return np.log(t.a * t.d / (t.b * t.c)), 1 / t.a + 1 / t.b + 1 / t.c + 1 / t.d
    if measure == "RR":
        return np.log(t.a / t.n1 * t.n2 / t.c), 1 / t.a - 1 / t.n1 + 1 / t.c - 1 / t.n2
    return t.a / t.n1 - t.c / t.n2, t.a * t.b / t.n1**3 + t.c * t.d / t.n2**3


_POOLED = {"OR": _odds_ratio, "RR": _risk_ratio, "RD": _risk_difference}
