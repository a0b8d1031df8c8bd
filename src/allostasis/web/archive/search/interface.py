"""What a search is, whatever the database.

A text is a list of words; all of them must be found, each as the beginning of a word. Words in double quotes stand
together. A word with a minus before it must not be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["CLOSE", "OPEN", "Backend", "Found", "Snippet", "Term", "terms_of"]

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


def terms_of(text: str) -> tuple[Term, ...]:
    """The words of a search; signs that mean something to a database are left out."""
    found = []
    for minus, quoted, word in _TOKEN.findall(text[:400]):
        words = tuple(re.findall(r"\w+", quoted or word))
        if words:
            found.append(Term(words, bool(minus), is_prefix=not quoted))
    return tuple(found[:_MOST_TERMS])
