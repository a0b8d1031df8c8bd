"""What stands around each page: navigation, the state of the evidence, the version, the notice."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest

from allostasis import __version__
from allostasis.web.archive.models import State
from allostasis.web.frame.addresses import address
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["NOTICE", "Around", "Facts", "Item", "around", "facts", "kind_of", "navigation", "state", "twin"]

NOTICE = "Research tool, not medical advice."

_NAVIGATION = (
    ("Browse by article", "articles"),
    ("Browse by volume", "volumes"),
    ("Claims", "claims"),
    ("Outcomes", "outcomes"),
    ("Model", "subsystems"),
    ("Parameters", "parameters"),
    ("Studies", "studies"),
    ("Search", "search"),
    ("About", "about"),
)
"""Text and name of the page. An entry appears as soon as the page exists, so that no link is dead."""


@dataclass(frozen=True)
class Facts(Part):
    """What every JSON answer says about where it comes from."""

    version: str = shown("version of the software")
    snapshot: str = shown("state of the evidence tables: month and first digits of the digest")
    claims: str = shown("first digits of the digest of the file of claims")
    made_up: bool = shown("true: the archive holds made-up articles for a benchmark")
    notice: str = shown("what the archive is not for")


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    text: str
    address: str
    is_here: bool


@dataclass(frozen=True)
class Around:
    """What the base template shows around a page.

    Args:
        facts: where the content comes from.
        navigation: the main entries.
        json: address of the JSON twin.
        address: address of this page with scheme and host, without the query.
        origin: scheme and host.
        path: path of this page.
    """

    facts: Facts
    navigation: tuple[Item, ...]
    json: str
    address: str
    origin: str
    path: str


def state() -> State:
    """What the database was filled from; an empty one where it was not filled."""
    return State.objects.first() or State()


def facts() -> Facts:
    """Version, snapshot and notice."""
    now = state()
    return Facts(__version__, now.snapshot, now.claims_digest[:8], now.is_made_up, NOTICE)


def around(request: HttpRequest) -> Around:
    """Everything that the base template needs for this request."""
    origin = f"{request.scheme}://{request.get_host()}"
    entries = navigation(request.path)
    return Around(facts(), entries, twin(request), f"{origin}{request.path}", origin, request.path)


def navigation(path: str) -> tuple[Item, ...]:
    """The entries whose page exists; that of the current part of the site is marked."""
    found = ((text, address(name)) for text, name in _NAVIGATION)
    return tuple(Item(text, where, path.startswith(_stem(where))) for text, where in found if where is not None)


def _stem(address: str) -> str:
    """What the address of a list shares with those of its members: /articles/ and /article/houghton2022/."""
    return address.rstrip("/").removesuffix("ies").removesuffix("s")


def twin(request: HttpRequest) -> str:
    """The address of the JSON twin of the page that is asked for, with its query."""
    query = request.META.get("QUERY_STRING", "")
    stem = request.path.rstrip("/") or "/index"
    return f"{stem}.json{'?' if query else ''}{query}"


def kind_of(record: Page) -> str:
    """The kind of a page as one word for JSON: ArticlePage is "article"."""
    words = re.findall(r"[A-Z][a-z]+", type(record).__name__.removesuffix("Page"))
    return "_".join(words).lower()


def around_an_error(request: HttpRequest) -> Around:
    """What stands around an error: nothing that asks the database, which may be what is broken."""
    unknown = Facts(__version__, "", "", False, NOTICE)
    return Around(unknown, navigation(request.path), "", "", "", request.path)
