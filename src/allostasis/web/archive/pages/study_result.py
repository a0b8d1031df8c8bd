"""A result that is kept with a study file, beside what was published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allostasis.web.archive.pages.article_rows import EffectLine
from allostasis.web.archive.words import as_printed, number, plain
from allostasis.web.frame.record import Part, shown

__all__ = ["Recorded", "recorded"]

_WORDS = {
    "not_significant": "not significant",
    "significant_lower": "significantly lower",
    "significant_higher": "significantly higher",
}
_COLOURS = {"significant_lower": "lower", "not_significant": "neither", "significant_higher": "higher"}
_PUBLISHED = {"null": "not_significant", "better": "significant_lower", "worse": "significant_higher"}
"""Where a published verdict lies; of craving and withdrawal, better is lower."""


@dataclass(frozen=True)
class Share(Part):
    """How often the virtual trial came out in one way."""

    verdict: str = shown("how it came out")
    percent: float = shown("share of the parameter draws in percent")
    start: float = shown("sum of the shares before it")
    colour: str = shown("class of its colour")
    is_published: bool = shown("whether the published trial came out in this way")


@dataclass(frozen=True)
class Number(Part):
    """One number of the result."""

    name: str = shown("quantity, arm and statistic")
    value: str = shown("the number with its unit")
    meaning: str = shown("what it means")


@dataclass(frozen=True)
class PublishedPart(Part):
    """What was published."""

    effect: str = shown("row of the evidence")
    text: str = shown("the result as printed, or in words")
    where: str = shown("where it stands in the source")
    verdict: str = shown("verdict for the person treated")


@dataclass(frozen=True)
class Recorded(Part):
    """A kept result."""

    sentence: str = shown("the answer in words")
    outcome: str = shown("outcome that was analysed")
    shares: tuple[Share, ...] = shown("how often the virtual trial came out in each way")
    published: tuple[PublishedPart, ...] = shown("what was published of it")
    numbers: tuple[Number, ...] = shown("the numbers behind it")
    command: str = shown("command that gives the same result")
    made_with: str = shown("version, evidence, parameters and size of the run")
    limits: tuple[str, ...] = shown("what has to be known before using it")


def recorded(found: dict[str, Any], effects: Iterable[EffectLine]) -> Recorded:
    """A result as it was kept, ready for the page."""
    published = found.get("published", [])
    summary = found.get("summary", [])
    shares = _shares(summary, str(published[0].get("verdict", "")) if published else "")
    return Recorded(
        sentence=_sentence(found, summary, shares),
        outcome=str(found.get("outcome", "")),
        shares=shares,
        published=tuple(_published(each) for each in published),
        numbers=tuple(_number(row) for row in summary if row["statistic"] in ("median", "low90", "high90", "mean")),
        command=str(found.get("command", "")),
        made_with=_made_with(found),
        limits=tuple(found.get("limits", ())),
    )


def _shares(summary: list[dict[str, str]], verdict: str) -> tuple[Share, ...]:
    held = {row["statistic"]: float(row["value"]) for row in summary if row["quantity"] == "share_of_draws"}
    shares, start = [], 0.0
    for name, colour in _COLOURS.items():
        if name in held:
            percent = round(100 * held[name], 1)
            shares.append(Share(_WORDS[name], percent, round(start, 1), colour, _PUBLISHED.get(verdict) == name))
            start += percent
    return tuple(shares)


def _sentence(found: dict[str, Any], summary: list[dict[str, str]], shares: tuple[Share, ...]) -> str:
    """The answer: how often the virtual trial came out as the published one did, and the simulated contrast."""
    design = found.get("design", {})
    effect = {row["statistic"]: row for row in summary if row["quantity"] == "effect"}
    same = [share for share in shares if share.is_published]
    parts = []
    if same and "draws" in design:
        parts.append(
            f"In {number(same[0].percent)} % of {design['draws']} parameter draws the virtual trial came out as the "
            f"published one did: {same[0].verdict}."
        )
    if {"median", "low90", "high90"} <= effect.keys():
        low, middle, high = (number(_three(effect[name]["value"])) for name in ("low90", "median", "high90"))
        unit = effect["median"]["unit"]
        parts.append(f"Simulated contrast: median {middle} {unit}, 90 % interval {low} to {high}.")
    return " ".join(parts)


def _published(each: dict[str, Any]) -> PublishedPart:
    text = as_printed(each.get("text")) or plain(str(each.get("direction", "")))
    verdict = {"null": "no significant difference"}.get(str(each.get("verdict")), plain(str(each.get("verdict", ""))))
    return PublishedPart(str(each.get("effect_id", "")), str(text), str(each.get("where", "")), verdict)


def _number(row: dict[str, str]) -> Number:
    parts = (row["quantity"], row["arm"], {"low90": "5 %", "high90": "95 %"}.get(row["statistic"], row["statistic"]))
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    name = ", ".join(plain(part) for part in parts if part)
    return Number(name, f"{number(_three(row['value']))}{unit}", row.get("meaning", ""))


def _made_with(found: dict[str, Any]) -> str:
    design = found.get("design", {})
    parts = [f"allostasis {found['version']}"] if "version" in found else []
    parts += [f"evidence {found['evidence_snapshot']}"] if "evidence_snapshot" in found else []
    if "posterior" in found:
        parts.append("parameters drawn from the priors" if found["posterior"] == "prior" else str(found["posterior"]))
    if {"draws", "participants"} <= design.keys():
        parts.append(f"{design['draws']} draws × {design['participants']} participants")
    return "; ".join(parts)


def _three(value: str) -> float:
    return float(f"{float(value):.3g}")
