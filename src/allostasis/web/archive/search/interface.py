"""What a search is, whatever the database.

A text is a list of words; all of them must be found, each as the beginning of a word. Words in double quotes stand
together. A word with a minus before it must not be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection

__all__ = ["CLOSE", "OPEN", "Backend", "Found", "Snippet", "Term", "find", "rebuild", "snippets", "terms_of"]

OPEN, CLOSE = "\ue000", "\ue001"  # from the private use area: they mean nothing and stand in no text
_MOST_TERMS = 12
_TOKEN = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')


@dataclass(frozen=True)
class Term:
    """Words that must stand together, or must not stand at all."""

    words: tuple[str, ...]
    is_excluded: bool = False
    is_prefix: bool = True


@dataclass(frozen=True)
class Found:
    """What a search found.

    Args:
        articles: query set of articles, in no order: for counts and for parts of other questions.
        ranked: the same, the most relevant first; None if no word was looked for.
        terms: what was looked for.
    """

    articles: Any
    ranked: Any
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Snippet:
    """Where words were found in an article, with marks around them."""

    title: str
    body: str


class Backend(Protocol):
    """Full-text search in one kind of database."""

    def matching(self, articles: Any, terms: tuple[Term, ...]) -> Any:
        """Those of the articles that hold the terms."""

    def ranked(self, articles: Any, terms: tuple[Term, ...]) -> Any:
        """Those of the articles that hold the terms, the most relevant first."""

    def snippets(self, keys: Iterable[int], terms: tuple[Term, ...]) -> Mapping[int, Snippet]:
        """What was found in articles, by primary key."""

    def rebuild(self) -> None:
        """Make the index from the texts."""


def find(text: str, articles: Any) -> Found:
    """The articles of a query set that a text finds; all of them if the text holds no word."""
    terms, backend = terms_of(text), _backend()
    if all(term.is_excluded for term in terms):
        return Found(articles, None, ())
    return Found(backend.matching(articles, terms), backend.ranked(articles, terms), terms)


def snippets(articles: Iterable[Any], found: Found) -> Mapping[int, Snippet]:
    """What was found in these articles, by primary key; empty if nothing was looked for."""
    keys = [article.pk for article in articles]
    return _backend().snippets(keys, found.terms) if keys and found.terms else {}


def rebuild() -> None:
    """Make the index again from the texts that are in the database."""
    _backend().rebuild()


def terms_of(text: str) -> tuple[Term, ...]:
    """The words of a search; signs that mean something to a database are left out."""
    found = []
    for minus, quoted, word in _TOKEN.findall(text[:400]):
        words = tuple(re.findall(r"\w+", quoted or word))
        if words:
            found.append(Term(words, bool(minus), is_prefix=not quoted))
    return tuple(found[:_MOST_TERMS])


def _backend() -> Backend:
    if connection.vendor == "postgresql":
        from allostasis.web.archive.search.postgresql import PostgreSQL

        return PostgreSQL()
    from allostasis.web.archive.search.sqlite import SQLite

    return SQLite()
