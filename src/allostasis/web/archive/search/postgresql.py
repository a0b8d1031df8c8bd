"""Search in PostgreSQL: a weighted text vector beside the texts, kept by the database itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from allostasis.web.archive.search.interface import CLOSE, OPEN, Snippet, Term

__all__ = ["CREATE", "DROP", "PostgreSQL"]

CREATE = (
    "ALTER TABLE archive_articletext ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('simple', authors), 'B') || "
    "setweight(to_tsvector('english', body), 'D')) STORED; "
    "CREATE INDEX archive_index ON archive_articletext USING gin (vector)"
)
DROP = "DROP INDEX archive_index; ALTER TABLE archive_articletext DROP COLUMN vector"

# Names are no English words, so each word may stand as it is or in its English stem.
_TERM = "(to_tsquery('english', %s) || to_tsquery('simple', %s))"
_MARKS = f"StartSel={OPEN}, StopSel={CLOSE}"


class PostgreSQL:
    """A GIN index, ranked by the cover density of the words."""

    def matching(self, articles: Any, terms: tuple[Term, ...]) -> Any:
        query, words = _query(terms)
        inside = RawSQL(f"SELECT article_id FROM archive_articletext WHERE vector @@ ({query})", words)
        return articles.filter(pk__in=inside)

    def ranked(self, articles: Any, terms: tuple[Term, ...]) -> Any:
        query, words = _query(terms)
        return articles.extra(
            tables=["archive_articletext"],
            where=["archive_articletext.article_id = archive_article.id", f"archive_articletext.vector @@ ({query})"],
            params=words,
        ).order_by(RawSQL(f"ts_rank_cd(archive_articletext.vector, {query})", words).desc(), "by_name")

    def snippets(self, keys: Iterable[int], terms: tuple[Term, ...]) -> Mapping[int, Snippet]:
        query, words = _query(terms)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT article_id, ts_headline('english', title, {query}, '{_MARKS}, HighlightAll=true'), "
                f"ts_headline('english', body, {query}, '{_MARKS}, MaxFragments=2, MaxWords=28, MinWords=8') "
                "FROM archive_articletext WHERE article_id = ANY(%s)",
                [*words, *words, list(keys)],
            )
            return {key: Snippet(title or "", body or "") for key, title, body in cursor.fetchall()}

    def rebuild(self) -> None:
        """Nothing to do: the column follows the texts."""


def _query(terms: tuple[Term, ...]) -> tuple[str, list[str]]:
    """The query as SQL, and the words that go into its places."""
    parts = [f"!! {_TERM}" if term.is_excluded else _TERM for term in terms]
    return " && ".join(parts), [text for term in terms for text in [_one(term)] * 2]


def _one(term: Term) -> str:
    """A term in the language of `to_tsquery`; words hold no sign that means anything in it."""
    return " <-> ".join(f"{word}:*" if term.is_prefix else word for word in term.words)
