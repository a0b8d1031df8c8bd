"""The address of something, or nothing where there is no such page yet: a link on the site is never dead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from allostasis.web.frame.record import Part, shown

__all__ = ["Link", "address", "link"]


@dataclass(frozen=True)
class Link(Part):
    """A name with the address of its page."""

    text: str = shown("name, as shown")
    address: str | None = shown("address of its page on this site; null if it has none")


def address(name: str, **parts: Any) -> str | None:
    """The path of a page by the name of its route; None if there is no such page."""
    try:
        return str(reverse(name, kwargs=parts or None))
    except NoReverseMatch:
        return None


def link(text: str, name: str, **parts: Any) -> Link:
    """A text that leads to a page, if there is one."""
    return Link(text, address(name, **parts))
