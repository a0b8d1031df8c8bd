"""When each article, claim, pooled answer and snapshot last changed.

Filling the database again keeps the time of what is still the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from allostasis.web.archive.models import Article, Claim, HeadingOfArticle, Outcome, Prepared, Stamp, State, Study
from allostasis.web.archive.words import plain

__all__ = ["Times", "held", "write"]

Times = Mapping[tuple[str, str], tuple[str, datetime, datetime]]
"""Digest, first and last time of each thing, by kind and key."""


@dataclass(frozen=True)
class _Thing:
    kind: str
    key: str
    order: int
    title: str
    summary: str
    content: Any
    article: int | None = None


def held() -> Times:
    """What the database says before it is filled again."""
    rows = Stamp.objects.values_list("kind", "key", "digest", "first", "changed")
    return {(kind, key): (digest, first, changed) for kind, key, digest, first, changed in rows}


def write(before: Times, state: State) -> None:
    """Write the stamp of everything that the database holds now."""
    now = datetime.now(UTC).replace(microsecond=0)
    things = [*_snapshot(state), *_claims(), *_syntheses(), *_articles()]
    Stamp.objects.bulk_create([_stamp(n, each, before, now) for n, each in enumerate(things, 1)], batch_size=2000)


def _stamp(pk: int, thing: _Thing, before: Times, now: datetime) -> Stamp:
    digest = sha256(json.dumps(thing.content, sort_keys=True).encode()).hexdigest()
    old, first, changed = before.get((thing.kind, thing.key), (digest, now, now))
    return Stamp(
        pk=pk,
        kind=thing.kind,
        key=thing.key,
        article_id=thing.article,
        order=thing.order,
        digest=digest,
        title=thing.title,
        summary=thing.summary,
        first=first,
        changed=changed if old == digest else now,
    )


def _snapshot(state: State) -> Iterator[_Thing]:
    yield _Thing(
        "snapshot", state.snapshot, 1, state.snapshot, "The evidence tables are frozen in this state.", state.digest
    )


def _claims() -> Iterator[_Thing]:
    for claim in Claim.objects.order_by("order"):
        verdicts = [[part["statement"], part["verdict"]] for part in claim.judgement["parts"]]
        summary = f"{claim.statement} Verdict: {claim.verdict}."
        yield _Thing("claim", claim.key, 2, claim.title, summary, [claim.statement, claim.verdict, verdicts])


def _syntheses() -> Iterator[_Thing]:
    meanings = dict(Outcome.objects.values_list("key", "meaning"))
    for row in Prepared.objects.filter(kind="synthesis").order_by("order"):
        found = row.content
        said = [found["pooled"], found["signs"], found["harvest"]]
        title = f"{meanings[row.group]} ({plain(found['species'])})"
        yield _Thing("synthesis", row.key, 3, title, " ".join(part for part in said if part), said)


def _articles() -> Iterator[_Thing]:
    """What harvesters are told of an article decides whether it has changed."""
    headings: dict[int, list[list[str]]] = {}
    pairs = HeadingOfArticle.objects.order_by("heading__order", "pk")
    for article, kind, name in pairs.values_list("article", "heading__kind", "heading__name").iterator():
        headings.setdefault(article, []).append([kind, name])
    designs: dict[int, list[str]] = {}
    for article, design in Study.objects.exclude(article=None).order_by("pk").values_list("article", "design"):
        designs.setdefault(article, []).append(design)
    fields = ("pk", "key", "title", "authors", "place", "record", "text__body")
    for pk, key, title, authors, place, record, body in Article.objects.order_by("pk").values_list(*fields):
        content = [record, place, headings.get(pk, []), designs.get(pk, []), body]
        summary = f"{authors or 'Authors not seen'}: {place}. {' '.join(designs.get(pk, []))}".strip()
        yield _Thing("article", key, 4, title or f"Title not seen ({key})", summary, content, pk)
