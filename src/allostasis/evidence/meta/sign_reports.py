"""What a sign-and-size synthesis takes and gives: reports, prior, and the summaries of what is believed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from allostasis.errors import EvidenceError, Problem

__all__ = ["WORTHWHILE", "Belief", "Prior", "Report", "SignAndSize", "Slope", "StudyEffect", "Verdict"]
__all__ += ["bounds", "by_study", "refuse", "sign", "size"]

Verdict = Literal["better", "null", "worse"]
WORTHWHILE = 0.2
"""The smallest effect that is called worthwhile, in g: "small" in the words of Cohen (1988)."""


@dataclass(frozen=True)
class Prior:
    """What is believed before any row: mu ~ N(mean, sd^2), tau ~ half-normal(tau_scale), slope ~ N(0, slope_sd^2)."""

    mean: float = 0.0
    sd: float = 0.5
    tau_scale: float = 0.5
    slope_sd: float = 0.5


@dataclass(frozen=True)
class Report:
    """One reported result in units of g, positive = good.

    Args:
        study: label; results with one label share their true effect.
        se: standard error of the estimate; several equally likely values if the size of the study is not known.
        estimate: the estimate, or None if only bounds are known.
        low: lower bound of estimate / se.
        high: upper bound of estimate / se.
    """

    study: str
    se: tuple[float, ...]
    estimate: float | None = None
    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True)
class Belief:
    """A distribution of mu, tau and the true effect of a new study of this kind, in summary.

    Intervals are central and hold 95 %. `new_*` are probabilities about the new study: that its true effect is in the
    good direction, and that it is at least worthwhile (g > 0.2).
    """

    mean: float
    sd: float
    low: float
    high: float
    positive: float
    tau_mean: float
    tau_low: float
    tau_high: float
    new_low: float
    new_high: float
    new_positive: float
    new_worthwhile: float


@dataclass(frozen=True)
class StudyEffect:
    """The true effect of one study, given all rows: mean, 95 % interval and probability of the good direction."""

    study: str
    rows: int
    sized: bool
    mean: float
    low: float
    high: float
    positive: float


@dataclass(frozen=True)
class SignAndSize:
    """Result of a sign-and-size synthesis.

    Args:
        k: number of studies.
        posterior: belief after the rows.
        prior: the same summary before the rows.
        studies: shrunken true effects.
        share_helped: expected share of these studies whose true effect is in the good direction; None without studies.
        error: largest change of a posterior mean or probability when all grids are made twice as coarse.
        assumed: the prior's numbers.
        correlation: assumed correlation of the errors of results of one study.
        null_reported: assumed chance of publication of a null result, relative to a significant one.
    """

    k: int
    posterior: Belief
    prior: Belief
    studies: tuple[StudyEffect, ...]
    share_helped: float | None
    error: float
    assumed: Prior
    correlation: float
    null_reported: float


@dataclass(frozen=True)
class Slope:
    """Change of the mean effect per unit of a moderator: mean, 95 % interval and probability that it is positive."""

    mean: float
    low: float
    high: float
    positive: float


def size(study: str, estimate: float, variance: float) -> Report:
    """A result printed with its size: estimate of g and its sampling variance."""
    return Report(study, (math.sqrt(variance),) if variance > 0 else (0.0,), estimate)


def sign(study: str, verdict: Verdict, se: float | Sequence[float], alpha: float = 0.05) -> Report:
    """A result of which only the verdict of a two-sided test at `alpha` is known."""
    from scipy.special import ndtri

    z = float(ndtri(1 - alpha / 2))
    low, high = {"better": (z, math.inf), "null": (-z, z), "worse": (-math.inf, -z)}[verdict]
    return bounds(study, low, high, se)


def bounds(study: str, low: float, high: float, se: float | Sequence[float]) -> Report:
    """A result of which only bounds of estimate / se are known, such as p < 0.001."""
    return Report(study, (float(se),) if isinstance(se, (int, float)) else tuple(se), None, low, high)


def by_study(reports: Sequence[Report]) -> dict[str, list[Report]]:
    """The reports of each study, by label."""
    studies: dict[str, list[Report]] = {}
    for report in reports:
        studies.setdefault(report.study, []).append(report)
    return studies


def refuse(reports: Sequence[Report], correlation: float, null_reported: float) -> None:
    """Raise `EvidenceError` with every argument and every report that cannot be used."""
    problems = []
    if not 0 <= correlation < 1:
        problems.append(Problem("correlation", f"{correlation}", "at least 0 and below 1"))
    if not 0 < null_reported <= 1:
        problems.append(Problem("null_reported", f"{null_reported}", "above 0 and at most 1"))
    for index, row in enumerate(reports):
        place = f"report {index} ({row.study})"
        if not row.se or not all(0 < se < math.inf for se in row.se):
            problems.append(Problem(place, f"standard error {row.se}", "a finite number above 0"))
        if row.estimate is not None and not math.isfinite(row.estimate):
            problems.append(Problem(place, f"estimate {row.estimate}", "a finite number"))
        if not row.low < row.high:
            problems.append(Problem(place, f"bounds {row.low} to {row.high}", "a lower bound below the upper bound"))
    if problems:
        raise EvidenceError(problems)
