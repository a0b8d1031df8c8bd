"""Names and numbers of a synthesis as its figures print them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from allostasis.evidence import Reference, short_name
from allostasis.evidence.synthesis import Pooled, Question, RowEffect, Synthesis
from allostasis.evidence.synthesis.words import favours
from allostasis.report import palette
from allostasis.report.rounding import MINUS

__all__ = ["Names", "citation", "convention", "ends", "labels", "said", "side_colours", "signed", "size_text"]
__all__ += ["verdict_colour", "verdict_of", "verdict_word", "with_opioids"]

Names = Mapping[str, Reference]
"""References by citation key."""
_LONGEST_TITLE = 20
"""Signs of a title beside a figure, where a longer one would lose its year at the edge of the column."""


def citation(row: RowEffect, names: Names) -> str:
    """The publication of a row as in a running text; the key of the study where none is known."""
    source = names.get(row.study.source or "")
    return short_name(source, _LONGEST_TITLE) if source else row.study.study_id


def labels(answer: Synthesis, names: Names) -> list[str]:
    """One label per row: who, and what where the rows of the question differ in it."""
    asked = answer.question.asked.replace("_", " ")
    what = [row.effect.effect_id.partition(".")[2].replace("_", " ") for row in answer.rows]
    differ = len(set(what)) > 1
    short = [each.removeprefix(asked).strip() if differ else "" for each in what]
    who = [citation(row, names) for row in answer.rows]
    if len(answer.question.species) > 1:
        who = [f"{name} ({row.study.species})" for name, row in zip(who, answer.rows, strict=True)]
    return [f"{name}: {each}" if each else name for name, each in zip(who, short, strict=True)]


def convention(found: Pooled) -> str:
    """How the prediction interval of a pooled effect was made; empty if it has none."""
    degrees = {"t_k_minus_p": 1, "t_groups_minus_p": 1, "t_k_minus_2": 2}
    name = found.prediction_convention
    if name is None:
        return ""
    if name not in degrees:
        return "normal distribution" if name == "normal" else name
    return f"t distribution, {found.samples - degrees[name]} degrees of freedom (samples less {degrees[name]})"


def verdict_word(verdict: str, asked: Question) -> str:
    """The verdict of a sample in words; of a marker one says higher or lower."""
    marker = asked.good == "neither"
    words = {"positive": "higher" if marker else "better", "negative": "lower" if marker else "worse"}
    return words.get(verdict, {"none": "no difference"}.get(verdict, verdict))


def verdict_colour(verdict: str, asked: Question) -> str:
    """Colour of a verdict: of a marker neither way is good, so it takes the colours of lower and higher."""
    if verdict not in ("positive", "negative"):
        return palette.NEITHER if verdict == "none" else palette.INK
    if asked.good == "neither":
        return palette.HIGHER if verdict == "positive" else palette.LOWER
    return palette.ACTIVE if verdict == "positive" else palette.HIGHER


def verdict_of(sign: int | None) -> str:
    """The verdict that a sign stands for."""
    return "mixed" if sign is None else {1: "positive", 0: "none", -1: "negative"}[sign]


def said(sign: int | None, asked: Question) -> str:
    """What a row says in words."""
    return verdict_word(verdict_of(sign), asked)


def ends(asked: Question) -> tuple[str, str]:
    """What the left and the right side of zero mean."""
    return favours(asked, -1.0), favours(asked, 1.0)


def with_opioids(asked: Question) -> str:
    """Who is marked among others, in words."""
    return "opioid use disorder" if asked.species == ("human",) else "opioids taken or given"


def side_colours(asked: Question) -> tuple[str, str]:
    """Colours of the two sides of zero."""
    return verdict_colour("negative", asked), verdict_colour("positive", asked)


def signed(value: float) -> str:
    """A standardised difference with its sign, "+0.77"."""
    text = f"{abs(value):.2f}"
    return text if text == "0.00" else f"{MINUS if value < 0 else '+'}{text}"


def size_text(estimate: float | None, low: float, high: float, measure: str) -> str:
    """An estimate with its interval, an odds ratio on its own scale."""
    if measure == "log_odds_ratio":
        middle = "" if estimate is None else f"{math.exp(estimate):.2f} "
        span = f"{math.exp(low):.2f} to {math.exp(high):.2f}"
    else:
        middle = "" if estimate is None else f"{signed(estimate)} "
        span = f"{_plain(low)} to {_plain(high)}"
    return f"{middle}({span})" if middle else span


def _plain(value: float) -> str:
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and text != "0.00" else text
