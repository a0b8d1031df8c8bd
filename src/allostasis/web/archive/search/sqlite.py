"""Search in SQLite: an FTS5 table over the texts, which it reads but does not copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from allostasis.web.archive.search.interface import CLOSE, OPEN, Snippet, Term

__all__ = ["CREATE", "DROP", "SQLite"]

CREATE = (
    "CREATE VIRTUAL TABLE archive_index USING fts5(title, authors, body, content='archive_articletext', "
    "content_rowid='article_id', tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')"
)
DROP = "DROP TABLE archive_index"

_WEIGHTS = "8.0, 6.0, 1.0"  # a word in the title or among the authors counts for more than one in the body
_MATCHES = "archive_index MATCH %s"


class SQLite:
    """FTS5, ranked by BM25."""

    def matching(self, articles: Any, terms: tuple[Term, ...]) -> Any:
        inside = RawSQL(f"SELECT rowid FROM archive_index WHERE {_MATCHES}", [_expression(terms)])
        return articles.filter(pk__in=inside)

    def ranked(self, articles: Any, terms: tuple[Term, ...]) -> Any:
        return articles.extra(
            tables=["archive_index"],
            where=["archive_index.rowid = archive_article.id", _MATCHES],
            params=[_expression(terms)],
        ).order_by(RawSQL(f"bm25(archive_index, {_WEIGHTS})", []), "by_name")

    def snippets(self, keys: Iterable[int], terms: tuple[Term, ...]) -> Mapping[int, Snippet]:
        chosen = list(keys)
        places = ", ".join(["%s"] * len(chosen))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid, highlight(archive_index, 0, %s, %s), snippet(archive_index, 2, %s, %s, '…', 28) "
                f"FROM archive_index WHERE {_MATCHES} AND rowid IN ({places})",
                [OPEN, CLOSE, OPEN, CLOSE, _expression(terms), *chosen],
            )
            return {key: Snippet(title or "", body or "") for key, title, body in cursor.fetchall()}

    def rebuild(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO archive_index(archive_index) VALUES ('rebuild')")


def _expression(terms: tuple[Term, ...]) -> str:
    """The query in the language of FTS5; words hold no sign that means anything in it."""
    wanted = " AND ".join(_one(term) for term in terms if not term.is_excluded)
    unwanted = " OR ".join(_one(term) for term in terms if term.is_excluded)
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _one(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + ("*" if term.is_prefix else "")
