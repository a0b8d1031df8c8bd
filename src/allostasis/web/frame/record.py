"""The typed record of a page: what a template shows and what its JSON twin says, from one dataclass.

    @dataclass(frozen=True)
    class ClaimPage(Page):
        template = "claims/claim.html"
        verdict: str = shown("what the rows say about the claim")

A record holds plain values, tuples and further records (`Part`). It is made in full before anything is rendered, so a
template never asks the database, and the JSON can say neither more nor less than the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, ClassVar

from allostasis.web.frame.signposts import Signpost

__all__ = ["Page", "Part", "as_plain", "documented", "page_classes", "shown"]


def shown(help: str, *, default: Any = MISSING) -> Any:
    """A field of a record, with what it means in words."""
    return field(metadata={"help": help}, default=default)


@dataclass(frozen=True)
class Part:
    """A part of a page, such as one line of a table; its fields are made with `shown`."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """The record of one kind of page; a child names its template and adds fields made with `shown`."""

    template: ClassVar[str] = ""

    title: str = shown("heading of the page")
    description: str = shown("what the page holds, in one sentence, for search engines and lists of results")

    def signposts(self) -> tuple[Signpost, ...]:
        """Typed links for the headers of the answer, beside that to the JSON twin."""
        return ()


def page_classes() -> tuple[type[Page], ...]:
    """Every kind of page that has been imported."""
    return tuple(sorted(_below(Page), key=lambda kind: kind.__qualname__))


def documented(kind: type[Any]) -> dict[str, str]:
    """Field and help of a record, in the order of its declaration.

    Raises:
        TypeError: if a field has no help.
    """
    found = {}
    for each in fields(kind):
        if not each.metadata.get("help"):
            raise TypeError(f"{kind.__qualname__}.{each.name} has no help: declare it with shown()")
        found[each.name] = str(each.metadata["help"])
    return found


def as_plain(value: Any) -> Any:
    """A record as what JSON can hold."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: as_plain(getattr(value, name)) for name in documented(type(value))}
    if isinstance(value, dict):
        return {str(key): as_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_plain(item) for item in value]
    return value


def _below(kind: type[Page]) -> Iterator[type[Page]]:
    for child in kind.__subclasses__():
        if child.template:
            yield child
        yield from _below(child)
