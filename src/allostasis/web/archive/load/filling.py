"""The whole database in one transaction: readers see the old content until the new is complete."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from allostasis import __version__
from allostasis.errors import InputError, Problem
from allostasis.evidence import Evidence, load, snapshots
from allostasis.web.archive import models as m
from allostasis.web.archive.load import articles, claims, headings, prepared, rows, stamps
from allostasis.web.archive.search import rebuild
from allostasis.web.environment import data_directory
from allostasis.web.facts import held as held_facts

__all__ = ["fill"]

_TABLES: tuple[type[Model], ...] = (
    m.Journal,
    m.Volume,
    m.Issue,
    m.Article,
    m.ArticleText,
    m.Outcome,
    m.Study,
    m.Effect,
    m.PublishedPool,
    m.ParameterValue,
    m.Heading,
    m.HeadingOfArticle,
    m.Claim,
    m.ClaimRow,
    m.Prepared,
    m.Stamp,
    m.State,
)
"""In the order in which they refer to each other."""

_LOCK = 7_403_022_024  # any number that no other program uses for a lock in the same PostgreSQL database


def fill(evidence: Evidence | None = None, *, made_up: int = 0, say: Callable[[str], None] = lambda line: None) -> bool:
    """Fill the database from the evidence of the package, unless that is what it holds already.

    A database with made-up articles stays as it is, and says so on every page.

    Args:
        evidence: other tables than those of the package, such as `made_up.evidence`.
        made_up: number of made-up articles among them.
        say: what to do with a line for the user.

    Returns:
        Whether anything was written.

    Raises:
        InputError: if made-up articles would mix with real ones, or replace them.
    """
    wanted = _state(made_up)
    if _is_held(wanted):
        return False
    facts = held_facts(data_directory(), wanted.source, say)  # takes a while: before the database is locked
    with transaction.atomic():
        _lock()
        if _is_held(wanted):  # by another process, meanwhile
            return False
        _keep_apart(m.State.objects.first(), wanted)
        times = stamps.held()
        _empty()
        _write(load() if evidence is None else evidence, facts)
        stamps.write(times, wanted)
        wanted.save(force_insert=True)
    _analyse()
    return True


def _is_held(wanted: m.State) -> bool:
    held = m.State.objects.first()
    return held is not None and held.source == wanted.source and not wanted.is_made_up


def _state(made_up: int) -> m.State:
    now = snapshots.current()
    return m.State(
        pk=1,
        snapshot=now.name,
        digest=now.digest,
        claims_digest=snapshots.claims_digest() or "",
        software=__version__,
        form=_form(),
        is_made_up=made_up > 0,
    )


def _form() -> str:
    """Changes with the code that fills the database: the same evidence may then fill it otherwise."""
    archive = Path(m.__file__).parents[1]
    sources = [
        archive / "words.py",
        archive.parent / "machine" / "citation.py",
        *sorted((archive / "load").glob("*.py")),
        *sorted((archive / "models").glob("*.py")),
        *prepared.sources(),
    ]
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def _keep_apart(held: m.State | None, wanted: m.State) -> None:
    """Made-up articles never stand in a database that holds, or held, only real ones, nor the reverse."""
    if held is None or held.is_made_up == wanted.is_made_up:
        return
    kinds = ("real articles", "made-up articles for a benchmark")
    found = f"a database with {kinds[held.is_made_up]}, to be filled with {kinds[wanted.is_made_up]}"
    raise InputError(Problem("--data", found, "a database for each of the two", "choose another directory"))


def _write(evidence: Evidence, facts: dict[str, Any]) -> None:
    """Every table, in the order in which they refer to each other."""
    article_of = articles.write(evidence)
    rows.write(evidence, article_of)
    headings.write(evidence, article_of)
    claims.write(evidence)
    prepared.write(facts)
    articles.write_texts(evidence, article_of)
    rebuild()


def _empty() -> None:
    with connection.cursor() as cursor:
        for table in reversed(_TABLES):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table._meta.db_table)}")


def _lock() -> None:
    """One process fills at a time; SQLite locks the file by itself at the start of a transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _analyse() -> None:
    """Let the database count its rows, so that it chooses the right index."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
