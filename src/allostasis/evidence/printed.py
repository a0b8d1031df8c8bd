"""Rules that read printed text: from "OR 3.26 (95% CI 1.27-8.41)" to a type and three numbers.

The tables keep the text beside what was parsed from it, and a test applies these rules to the text again. A rule that
does not fit gives None or an empty result: nothing is guessed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from allostasis.evidence.vocabulary import Direction, EffectType, ErrorKind, GoodDirection, PBound, Test

_NUMBER = r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?"
_PLAIN = re.compile(rf"\s*({_NUMBER})\s*")
_INTERVAL = re.compile(rf"(\d\d)\s*% CI\s+({_NUMBER})\s*(?:-|to)\s*({_NUMBER})")
_COMPLETED = re.compile(r"completed (\d+)/(\d+) vs (\d+)/(\d+)")
_P = re.compile(r"\bp\s*([=<>])\s*(\d*\.\d+(?:e-?\d+)?)", re.IGNORECASE)
_BOUNDS: dict[str, PBound] = {"=": "equal", "<": "below", ">": "above"}
_TESTS: tuple[tuple[Test, re.Pattern[str]], ...] = (
    ("F", re.compile(rf"\bF(?:\((\d+),\s*(\d+)\))?\s*=\s*({_NUMBER})")),
    ("t", re.compile(rf"\bt(?:\((\d+)()\))?\s*=\s*({_NUMBER})")),
    ("z", re.compile(rf"\bZ()()\s*=\s*({_NUMBER})")),
    ("r", re.compile(rf"\br()()\s*=\s*({_NUMBER})")),
    ("rho", re.compile(rf"\brho()()\s*=\s*({_NUMBER})")),
    ("beta", re.compile(rf"\bbeta()()\s*=\s*({_NUMBER})")),
)
_TYPES: tuple[tuple[EffectType, str], ...] = (
    ("odds_ratio", r"\bOR\b|\bodds ratio\b"),
    ("odds", r"\bodds\b"),
    ("hazard_ratio", r"\bHR\b(?: \(Exp B\))?"),
    ("cohens_d", r"\bCohen's d\b"),
    ("mean_difference", r"\bdifference\b"),
    ("ratio", r"\bratio of concentrations\b"),
    ("correlation", r"\b(?:r|rho)\b"),
    ("slope", r"\bbeta\b"),
)


RATIOS = frozenset(
    ("odds_ratio", "risk_ratio", "hazard_ratio", "rate_ratio", "mortality_ratio", "ratio", "fold_change")
)
"""Effect types for which 1 means no effect."""
DIFFERENCES = frozenset(
    ("mean_difference", "change", "hedges_g", "cohens_d", "dz", "correlation", "slope", "percent_change")
)
"""Effect types for which 0 means no effect."""

_OPPOSITE: dict[str, Direction] = {"lower": "higher", "higher": "lower"}
_JUDGED = {"better": True, "improved": True, "worse": False}
_SAID: dict[str, Direction] = {
    "lower": "lower",
    "decrease": "lower",
    "association_neg": "lower",
    "higher": "higher",
    "increase": "higher",
    "association_pos": "higher",
    "null": "null",
    "none": "null",
    "mixed": "mixed",
    "blocked": "mixed",
    "inverted_U": "mixed",
    "shift_right": "mixed",
}


class Statistic(NamedTuple):
    """The first test statistic and the first p-value of a text; what is not printed is None."""

    test: Test | None = None
    test_value: float | None = None
    df1: float | None = None
    df2: float | None = None
    p_value: float | None = None
    p_bound: PBound | None = None


class Estimate(NamedTuple):
    """An estimate with its interval; a printed range has no value."""

    effect_type: EffectType
    value: float | None
    low: float | None = None
    high: float | None = None
    error_kind: ErrorKind | None = None


def number(text: str) -> float | None:
    """A text that is one plain number: "66", "-0.151", "6,871"."""
    match = _PLAIN.fullmatch(text)
    return None if match is None else _float(match[1])


def completed(text: str) -> tuple[int, int, int, int] | None:
    """Events and numbers of both arms: "completed 10/12 vs 5/10"."""
    match = _COMPLETED.search(text)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3]), int(match[4]))


def statistic(text: str) -> Statistic:
    """The first test statistic with its degrees of freedom, and the first p-value.

    A bound of zero ("P < 0.000") is impossible as printed and gives no p-value.
    """
    found = Statistic()
    for test, pattern in _TESTS:
        if match := pattern.search(text):
            df1, df2 = (_float(part) if part else None for part in match.groups()[:2])
            found = Statistic(test, _float(match[3]), df1, df2)
            break
    p = _P.search(text)
    if p is None or float(p[2]) == 0:
        return found
    return found._replace(p_value=float(p[2]), p_bound=_BOUNDS[p[1]])


def estimate(text: str) -> Estimate | None:
    """A named estimate: "HR (Exp B) 1.55 (95% CI 1.06-2.28)", "r -0.609", "Cohen's d 0.71-0.90" (a range)."""
    for kind, name in _TYPES:
        match = re.search(rf"(?:{name})\s*=?\s*({_NUMBER})(?:-({_NUMBER}))?", text)
        if match is None:
            continue
        if match[2]:
            return Estimate(kind, None, _float(match[1]), _float(match[2]), "range")
        ends = _INTERVAL.search(text)
        if ends is None:
            return Estimate(kind, _float(match[1]))
        level: ErrorKind = "ci90" if ends[1] == "90" else "ci95"
        return Estimate(kind, _float(match[1]), _float(ends[2]), _float(ends[3]), level)
    return None


_LOWER = re.compile(r"\b(?:decreas|reduc|lower|blunt|dampen|abolish|smaller|less)", re.IGNORECASE)
_HIGHER = re.compile(r"\b(?:increas|higher|enhanc|greater|more|rais|ris[ei])", re.IGNORECASE)
_NULL = re.compile(r"\b(?:no |not )", re.IGNORECASE)


def direction_in(text: str) -> Direction:
    """Which way the first clause says that a measure moved; `not_stated` unless its words are of one direction only."""
    clause = text.partition(";")[0]
    lower, higher = bool(_LOWER.search(clause)), bool(_HIGHER.search(clause))
    if lower == higher or _NULL.search(clause):
        return "not_stated"
    return "lower" if lower else "higher"


def direction_of(code: str, good: GoodDirection, text: str) -> Direction:
    """The direction of the measure, from the code of the table that was read.

    `lower` and `higher` say it; `better` and `worse` say it where the outcome has a good direction, and else only if
    the words of the statistic do; the sign of an association is the direction. An effect that another drug blocked, an
    inverted U and a shifted curve are mixed: they are no single direction. Everything else is not stated.
    """
    if code in _SAID:
        return _SAID[code]
    if code in _JUDGED and good != "neither":
        return good if _JUDGED[code] else _OPPOSITE[good]
    return direction_in(text) if code in (*_JUDGED, "n/a") else "not_stated"


def direction_of_estimate(kind: EffectType, value: float) -> Direction:
    """Which side of no effect an estimate lies on: 1 for ratios, 0 for differences, correlations and slopes."""
    if kind not in RATIOS and kind not in DIFFERENCES:
        return "not_stated"
    none = 1.0 if kind in RATIOS else 0.0
    return "null" if value == none else "higher" if value > none else "lower"


def _float(text: str) -> float:
    return float(text.replace(",", ""))
