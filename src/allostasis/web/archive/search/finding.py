"""Asking the database that is there: articles that a text finds, where it was found, and the index made anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from allostasis.web.archive.search.interface import Backend, Found, Snippet, terms_of
from allostasis.web.archive.search.postgresql import PostgreSQL
from allostasis.web.archive.search.sqlite import SQLite


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


def _backend() -> Backend:
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
