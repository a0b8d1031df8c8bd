"""Parts that pages of the model share: equations, wires, links to quantities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from allostasis.web.archive.models import Prepared
from allostasis.web.frame.addresses import Link, link
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.record import Part, shown

__all__ = ["EquationPart", "Wire", "equations", "find", "quantity", "source_link", "wires"]


@dataclass(frozen=True)
class EquationPart(Part):
    """One equation."""

    subsystem: Link = shown("subsystem that it belongs to; without address: shared by several")
    meaning: str = shown("what it gives")
    text: str = shown("the equation in plain text")
    mathml: str = shown("the equation typeset, as MathML")


@dataclass(frozen=True)
class Wire(Part):
    """What an equation takes from elsewhere."""

    name: str = shown("name in the equation")
    source: Link = shown("what it gets: a signal, state or parameter")


def find(kind: str, key: str, said: str) -> Prepared:
    """What was prepared under a key.

    Raises:
        NotFound: with a sentence for the reader, if there is nothing.
    """
    held = Prepared.objects.filter(kind=kind, key=key).first()
    if held is None:
        raise NotFound(said)
    return held


def quantity(name: str) -> Link:
    """A quantity of the model with its page."""
    return link(name, "parameter", key=name)


def equations(found: Iterable[Mapping[str, str]]) -> tuple[EquationPart, ...]:
    """Equations as a page shows them."""
    return tuple(
        EquationPart(_subsystem(each["subsystem"]), each["meaning"], each["text"], each["mathml"]) for each in found
    )


def wires(inputs: Mapping[str, str], known: frozenset[str]) -> tuple[Wire, ...]:
    """What equations take from elsewhere; what has a page is linked."""
    return tuple(Wire(name, source_link(source, known)) for name, source in inputs.items())


def source_link(source: str, known: frozenset[str]) -> Link:
    """A source by its name, with its page if it has one."""
    return quantity(source) if source in known else Link(source, None)


def _subsystem(name: str) -> Link:
    return link(name, "subsystem", key=name) if name else Link("shared form", None)
