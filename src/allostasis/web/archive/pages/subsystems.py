"""The model: all subsystems, and one of them with its equations, states, parameters and checks against publications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from allostasis.web.archive.models import Article, Prepared
from allostasis.web.archive.pages.equations import EquationPart, Wire, equations, find, quantity, wires
from allostasis.web.archive.words import number
from allostasis.web.frame.addresses import Link, link
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["SubsystemPage", "SubsystemsPage", "subsystem", "subsystems"]

VERDICTS = ("agrees", "undecided", "misses", "waits", "uncounted")


@dataclass(frozen=True)
class SubsystemLine(Part):
    """One subsystem in the list."""

    subsystem: Link = shown("name, with its page")
    title: str = shown("what it is")
    states: int = shown("number of states")
    parameters: int = shown("number of parameters")
    agrees: int = shown("tests against publications that agree; numbers that went into the model are not counted")
    undecided: int = shown("checks that the priors leave open")
    misses: int = shown("checks that miss what was published")
    waits: int = shown("checks that the model cannot answer yet")
    uncounted: int = shown("checks that agree but are no test, because they follow from what went into the model")


@dataclass(frozen=True, kw_only=True)
class SubsystemsPage(Page):
    """All subsystems of the model."""

    template = "archive/subsystems.html"

    subsystems: tuple[SubsystemLine, ...] = shown("the subsystems in the order of the model")
    total: SubsystemLine = shown("the sum over all of them; a check that tests several is counted once")


@dataclass(frozen=True)
class NamedQuantity(Part):
    """A state or parameter of a subsystem."""

    quantity: Link = shown("full name, with its page")
    symbol: str = shown("symbol as MathML")
    unit: str = shown("unit; 1: none")
    meaning: str = shown("what it is")
    default: str = shown("value used where one number is needed; empty: a state")
    prior: str = shown("prior of people in words; empty: a state")
    basis: str = shown("on what the prior rests; empty: a state")


@dataclass(frozen=True)
class CheckPart(Part):
    """One check of the model against a publication."""

    check: str = shown("name of the check")
    model: str = shown("whose model answers")
    kind: str = shown("class: free of gains, prior, or not yet possible")
    asks: str = shown("what is compared")
    published: str = shown("what was published")
    band: str = shown("where ours has to lie to agree")
    ours: str = shown("what the model gives, with its 90 % interval over the priors")
    verdict: str = shown("agrees, undecided, misses or waits")
    uncounted: str = shown("why it is no test of the model; empty: it is one")
    sources: tuple[Link, ...] = shown("where it was published")
    explanation: str = shown("why it misses or waits; empty: nothing to say")
    tolerance: str = shown("why the band is as wide as it is")
    tests: tuple[Link, ...] = shown("subsystems that it tests; it is counted once, under the first")


@dataclass(frozen=True, kw_only=True)
class SubsystemPage(Page):
    """One subsystem."""

    template = "archive/subsystem.html"

    key: str = shown("name of the subsystem")
    text: tuple[str, ...] = shown("what its file says in words: meaning, what is left out, sources")
    file: str = shown("file of the package that holds it")
    rates: tuple[EquationPart, ...] = shown("the rate of each state, per hour")
    functions: tuple[EquationPart, ...] = shown("what it works out beside the rates")
    shared_forms: tuple[EquationPart, ...] = shown("forms that it shares with other subsystems")
    inputs: tuple[Wire, ...] = shown("what its equations take from elsewhere")
    states: tuple[NamedQuantity, ...] = shown("its states")
    parameters: tuple[NamedQuantity, ...] = shown("its parameters")
    checks: tuple[CheckPart, ...] = shown("what was published about it, and what the model gives")
    misses: int = shown("number of checks that miss what was published")


def subsystems(request: HttpRequest) -> SubsystemsPage:
    """All subsystems with the number of their checks by verdict."""
    found = list(Prepared.objects.filter(kind="subsystem").order_by("order").values_list("key", "line"))
    lines = tuple(_line(key, line) for key, line in found)
    numbers = {name: sum(getattr(each, name) for each in lines) for name in ("states", "parameters")}
    numbers |= {word: sum(line["own"][word] for _, line in found) for word in VERDICTS}
    return SubsystemsPage(
        title="The model",
        description="The subsystems of the model, and how their checks against publications came out.",
        subsystems=lines,
        total=SubsystemLine(subsystem=Link("all", None), title="", **numbers),
    )


def subsystem(request: HttpRequest, key: str) -> SubsystemPage:
    """The subsystem with a name."""
    held = find("subsystem", key, f'The model has no subsystem "{key}".').content
    names = Prepared.objects.filter(kind="quantity").values_list("key", "line")
    lines = dict(names)
    known = frozenset(lines)
    sources = {key for check in held["checks"] for key in check["source"]}
    articles = dict(Article.objects.filter(key__in=sources).values_list("key", "short_name"))
    return SubsystemPage(
        title=held["title"].rstrip("."),
        description=f"{held['title']} Equations, states, parameters and checks of the subsystem {key}.",
        key=key,
        text=tuple(held["text"]),
        file=held["file"],
        rates=equations(held["rates"]),
        functions=equations(held["functions"]),
        shared_forms=equations(held["shared_forms"]),
        inputs=wires({each["name"]: each["source"] for each in held["inputs"]}, known),
        states=tuple(_quantity(name, lines[name]) for name in held["states"]),
        parameters=tuple(_quantity(name, lines[name]) for name in held["parameters"]),
        checks=tuple(_check(each, articles) for each in held["checks"]),
        misses=sum(each["verdict"] == "misses" for each in held["checks"]),
    )


def _line(key: str, line: dict[str, Any]) -> SubsystemLine:
    return SubsystemLine(
        link(key, "subsystem", key=key),
        line["title"],
        line["states"],
        line["parameters"],
        *(line["verdicts"][word] for word in VERDICTS),
    )


def _quantity(name: str, line: dict[str, Any]) -> NamedQuantity:
    own = line["species"].get("human", {})
    return NamedQuantity(
        quantity(name),
        line["symbol"],
        line["unit"],
        line["meaning"],
        number(own.get("default")),
        own.get("prior", ""),
        line["basis"],
    )


def _check(check: dict[str, Any], articles: Mapping[str, str]) -> CheckPart:
    unit = "" if check["unit"] == "1" else f" {check['unit']}"
    return CheckPart(
        check=check["check"],
        model=check["model"],
        kind=check["class"],
        asks=check["asks"],
        published=check["published_text"] + (unit if check["published"] is not None else ""),
        band=_band(check["published_low"], check["published_high"]),
        ours=_ours(check, unit),
        verdict=check["verdict"],
        uncounted=check["uncounted"],
        sources=tuple(
            link(articles[key], "article", key=key) if key in articles else Link(key, None) for key in check["source"]
        ),
        explanation=check["explanation"],
        tolerance=check["tolerance"],
        tests=tuple(link(part, "subsystem", key=part) for part in (check["subsystem"], *check["also"])),
    )


def _ours(check: dict[str, Any], unit: str) -> str:
    if check["ours"] is None:
        return ""
    text = f"{_three(check['ours'])}{unit}"
    if check["ours_low"] is not None:
        text += f" ({_three(check['ours_low'])} to {_three(check['ours_high'])})"
    if check["share_within"] is not None:
        text += f"; {100 * check['share_within']:.0f} % of the draws in the band"
    return text


def _band(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"below {_three(high)}" if low is None else f"above {_three(low)}"
    return f"{_three(low)} to {_three(high)}"


def _three(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}".replace("-", "−")
