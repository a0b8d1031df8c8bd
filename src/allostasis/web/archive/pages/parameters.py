"""Browse the quantities of the model: parameters, states, signals, and observables that were reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from allostasis.web.archive.models import Prepared
from allostasis.web.archive.pages.equations import quantity
from allostasis.web.archive.words import number
from allostasis.web.frame.addresses import Link, link
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.paging import Paging, paged
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["BASES", "ParametersPage", "parameters"]

KINDS = {"parameter": "parameters", "state": "states", "signal": "signals", "observable": "observables", "all": "all"}
BASES = {
    "measured": "measured values",
    "fitted": "values fitted by others",
    "model": "values of other models",
    "assumed": "assumed, with a reason",
    "structural": "a choice of the model's form",
}
"""On what a prior rests, in words."""
SPECIES = ("human", "rat", "mouse")

Entry = tuple[str, str, dict[str, Any]]
"""Name, subsystem and line of a quantity."""


@dataclass(frozen=True)
class Option(Part):
    """One value of a filter."""

    value: str = shown("value in the query")
    text: str = shown("value, as shown")
    is_chosen: bool = shown("whether the list is narrowed to it")


@dataclass(frozen=True)
class Filter(Part):
    """One filter of the list."""

    name: str = shown("name in the query")
    label: str = shown("what it narrows by")
    options: tuple[Option, ...] = shown("its values; the empty one stands for all")


@dataclass(frozen=True)
class QuantityLine(Part):
    """One quantity in the list."""

    quantity: Link = shown("full name, with its page")
    kind: str = shown("parameter, state, signal or observable")
    subsystem: Link = shown("subsystem that it belongs to")
    meaning: str = shown("what it is")
    unit: str = shown("unit; 1: none")
    default: str = shown("value used where one number is needed; empty: has none")
    prior: str = shown("prior in words; empty: has none")
    basis: str = shown("on what the prior of people rests")
    rows: int = shown("number of reported values")


@dataclass(frozen=True, kw_only=True)
class ParametersPage(Page):
    """The quantities of the model."""

    template = "archive/parameters.html"

    query: str = shown("words that were searched; empty: none")
    filters: tuple[Filter, ...] = shown("what the list may be narrowed by")
    species: str = shown("whose default and prior the list shows")
    quantities: tuple[QuantityLine, ...] = shown("the quantities of this part of the list")
    paging: Paging = shown("which part of the list this is")


def parameters(request: HttpRequest) -> ParametersPage:
    """The quantities that the query asks for, in the order of the model."""
    subsystems = tuple(Prepared.objects.filter(kind="subsystem").order_by("order").values_list("key", flat=True))
    filters = (
        _filter(request, "what", "What", KINDS, default="parameter"),
        _filter(request, "subsystem", "Subsystem", {name: name for name in subsystems}),
        _filter(request, "basis", "Rests on", BASES),
        _filter(request, "species", "Species", {name: name for name in SPECIES}, default="human"),
    )
    chosen = {each.name: next((o.value for o in each.options if o.is_chosen), "") for each in filters}
    words = request.GET.get("q", "").casefold().split()
    lines = Prepared.objects.filter(kind="quantity").order_by("order").values_list("key", "group", "line")
    fitting: list[Entry] = [each for each in lines if _fits(each, chosen, words)]
    found, paging = paged(request, fitting)
    return ParametersPage(
        title="Parameters, states and signals",
        description="Every quantity of the model with unit, prior and what the prior rests on, and observables.",
        query=request.GET.get("q", ""),
        filters=filters,
        species=chosen["species"],
        quantities=tuple(_line(each, chosen["species"]) for each in found),
        paging=paging,
    )


def _filter(request: HttpRequest, name: str, label: str, values: dict[str, str], default: str = "") -> Filter:
    asked = request.GET.get(name, "") or default
    if asked and asked not in values:
        raise NotFound(f'There is no {label.lower()} "{asked[:40]}"; allowed: {", ".join(values)}.')
    everything = {} if default else {"": "all"}
    options = (Option(value, text, value == asked) for value, text in {**everything, **values}.items())
    return Filter(name, label, tuple(options))


def _fits(each: Entry, chosen: dict[str, str], words: Iterable[str]) -> bool:
    key, subsystem, line = each
    if chosen["what"] not in ("all", line["kind"]) or chosen["subsystem"] not in ("", subsystem):
        return False
    if chosen["basis"] not in ("", line["basis"]):
        return False
    if line["species"] and chosen["species"] not in line["species"]:
        return False
    text = f"{key} {line['meaning']} {line['unit']}".casefold()
    return all(word in text for word in words)


def _line(each: Entry, species: str) -> QuantityLine:
    key, subsystem, line = each
    own = line["species"].get(species, {})
    return QuantityLine(
        quantity=quantity(key),
        kind=line["kind"],
        subsystem=link(subsystem, "subsystem", key=subsystem),
        meaning=line["meaning"],
        unit=line["unit"],
        default=number(own.get("default")),
        prior=own.get("prior", ""),
        basis=line["basis"],
        rows=line["rows"],
    )
