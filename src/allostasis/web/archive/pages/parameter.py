"""One quantity: meaning and unit, prior by species with its rows, and where it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from allostasis.web.archive.models import ParameterValue, Prepared
from allostasis.web.archive.pages.article_rows import spread_in_words, value_in_words
from allostasis.web.archive.pages.density import Density, density
from allostasis.web.archive.pages.equations import EquationPart, Wire, equations, find, wires
from allostasis.web.archive.pages.parameters import BASES
from allostasis.web.archive.words import number, plain
from allostasis.web.frame.addresses import Link, address, link
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["ParameterPage", "parameter"]


@dataclass(frozen=True)
class SpeciesPart(Part):
    """What is believed of a parameter in one species before calibration."""

    species: str = shown("species")
    default: str = shown("value used where one number is needed")
    prior: str = shown("distribution in words")
    origin: str = shown("where the prior comes from")
    rule: str = shown("how the prior follows from the rows")
    rule_rows: tuple[str, ...] = shown("rows that the rule was applied to")
    reason: str = shown("why this value and this width; empty: the rule says all")
    density: Density | None = shown("picture of the prior; null: a fixed number")


@dataclass(frozen=True)
class RowPart(Part):
    """One reported value."""

    key: str = shown("key of the row")
    value: str = shown("value or range with its unit")
    spread: str = shown("spread or interval as reported")
    species: str = shown("species")
    n: str = shown("number of subjects; empty: not seen")
    kind: str = shown("measured, fitted, model or assumed")
    source: Link = shown("article that reports it, or the row that it was worked out from; no address: ours")
    where: str = shown("where it stands in the source, or why it is assumed")
    note: str = shown("what has to be known of it; empty: nothing to add")
    in_prior: bool = shown("whether a prior of this parameter rests on it")


@dataclass(frozen=True)
class ClaimOn(Part):
    """A statement of a claim that this quantity expresses."""

    claim: Link = shown("the claim")
    statement: str = shown("the statement in our own words")
    verdict: str = shown("what the rows say about it")


@dataclass(frozen=True, kw_only=True)
class ParameterPage(Page):
    """One parameter, state, signal or observable."""

    template = "archive/parameter.html"

    key: str = shown("full name")
    kind: str = shown("parameter, state, signal or observable")
    subsystem: Link = shown("subsystem that it belongs to")
    meaning: str = shown("what it is")
    unit: str = shown("unit; 1: none")
    symbol: str = shown("its symbol as MathML; empty: it stands in no equation")
    basis: str = shown("on what the prior of people rests; empty: has no prior")
    given_by: str = shown("function that gives a signal; empty: no signal")
    species: tuple[SpeciesPart, ...] = shown("default and prior in each species")
    rows: tuple[RowPart, ...] = shown("reported values, those behind the prior first")
    equations: tuple[EquationPart, ...] = shown("equations that hold it, or that give it")
    inputs: tuple[Wire, ...] = shown("what its equation takes from elsewhere")
    used_by: tuple[str, ...] = shown("functions that it goes to, and under which name")
    studies: tuple[Link, ...] = shown("studies of the package whose run depends on it")
    claims: tuple[ClaimOn, ...] = shown("statements of the review that it expresses")


def parameter(request: HttpRequest, key: str) -> ParameterPage:
    """The quantity with a full name."""
    said = f'The model has no parameter, state or signal "{key}", and no value of it was reported.'
    held = find("quantity", key, said).content
    known = frozenset(Prepared.objects.filter(kind="quantity").values_list("key", flat=True))
    return ParameterPage(
        title=held["meaning"][:1].upper() + held["meaning"][1:],
        description=f"{held['kind'].capitalize()} {key}: {held['meaning']}. Unit: {held['unit']}.",
        key=key,
        kind=held["kind"],
        subsystem=_subsystem(held["subsystem"]),
        meaning=held["meaning"],
        unit=held["unit"],
        symbol=held.get("symbol", ""),
        basis=BASES.get(held.get("basis", ""), held.get("basis", "")),
        given_by=held.get("given_by", ""),
        species=tuple(_species(each) for each in held.get("species", ())),
        rows=_rows(key, held.get("rows", [])),
        equations=equations(held.get("equations", ())),
        inputs=wires(held.get("inputs", {}), known),
        used_by=tuple(held.get("used_by", ())),
        studies=tuple(link(name, "study", key=name) for name in held["studies"]),
        claims=tuple(
            ClaimOn(link(each["title"], "claim", key=each["key"]), each["statement"], each["verdict"])
            for each in held["claims"]
        ),
    )


def _subsystem(name: str) -> Link:
    """Observables may be named after something that is no subsystem."""
    has_page = Prepared.objects.filter(kind="subsystem", key=name).exists()
    return link(name, "subsystem", key=name) if has_page else Link(plain(name), None)


def _species(found: dict[str, Any]) -> SpeciesPart:
    return SpeciesPart(
        species=found["species"],
        default=number(found["default"]),
        prior=found["prior"],
        origin=found["origin"],
        rule=plain(found["rule"]),
        rule_rows=tuple(found["rule_rows"]),
        reason=found["reason"],
        density=density(found["density"], found["default"]) if found["density"] else None,
    )


def _rows(key: str, keys: list[str]) -> tuple[RowPart, ...]:
    """The rows behind the prior in their order, then all others of this name."""
    held = _values(keys)
    origins = _values([name for value in held.values() for name in value.row["from_rows"]])
    return tuple(_row(held[name], key, origins) for name in keys if name in held)


def _values(keys: list[str]) -> dict[str, ParameterValue]:
    return {row.key: row for row in ParameterValue.objects.select_related("article").filter(key__in=keys)}


def _source(value: ParameterValue, origins: dict[str, ParameterValue]) -> Link:
    """The article of a row; for one that was worked out, that of the first row that it was worked out from."""
    if value.article is not None:
        return Link(value.article.short_name, f"{address('article', key=value.article.key)}#{value.key}")
    names = value.row["from_rows"]
    first = next((origins[name] for name in names if name in origins and origins[name].article), None)
    text = f"worked out from {', '.join(names)}" if names else "ours"
    return Link(text, f"{address('article', key=first.article.key)}#{first.key}" if first and first.article else None)


def _row(value: ParameterValue, parameter: str, origins: dict[str, ParameterValue]) -> RowPart:
    row = value.row
    return RowPart(
        key=value.key,
        value=value_in_words(row),
        spread=spread_in_words(row),
        species=plain(row["species"]),
        n="" if row["n"] is None else str(row["n"]),
        kind=row["kind"],
        source=_source(value, origins),
        where=row["where"] or row["reason"] or "",
        note=row["note"] or "",
        in_prior=parameter in value.in_priors,
    )
