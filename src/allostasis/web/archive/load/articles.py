"""Bibliographic records, with everything that a list shows worked out once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from allostasis.evidence import Evidence, short_name
from allostasis.evidence.rows import Name, Reference, pages_of
from allostasis.web.archive.load.made_up import is_made_up
from allostasis.web.archive.load.shelving import shelve
from allostasis.web.archive.models import Article, ArticleText, Effect, Issue, Study
from allostasis.web.archive.words import citation_place
from allostasis.web.machine.citation import coins

__all__ = ["write", "write_texts"]

_NO_NAME = "#"


def write(evidence: Evidence) -> dict[str, Article]:
    """Write shelves and articles; returns the article of each citation key."""
    place = shelve(evidence.bibliography.values())
    ordered = sorted(evidence.bibliography.values(), key=lambda each: (_sort_name(each), each.year or 0, each.id))
    articles = [_article(number, each, place[each.id]) for number, each in enumerate(ordered, 1)]
    Article.objects.bulk_create(articles, batch_size=2000)
    return {article.key: article for article in articles}


def write_texts(evidence: Evidence, article_of: Mapping[str, Article]) -> None:
    """Write what is searched: the record, and the words on its studies and results."""
    bodies: dict[int, list[str]] = {}
    for study in Study.objects.exclude(article=None).order_by("pk").iterator():
        row = study.row
        bodies.setdefault(study.article_id, []).extend(
            [study.design, *(row[name] or "" for name in ("registry_id", "moderator"))]
        )
    found = Effect.objects.exclude(study__article=None).order_by("pk").values_list("study__article", "finding")
    for article, finding in found.iterator():
        bodies.setdefault(article, []).append(finding)
    texts = [_text(article, bodies.get(article.pk, [])) for article in article_of.values()]
    ArticleText.objects.bulk_create(texts, batch_size=2000)


def _article(pk: int, reference: Reference, issue: Issue) -> Article:
    first, last = pages_of(reference.page)
    order, record = _sort_name(reference), reference.as_csl()
    return Article(
        pk=pk,
        key=reference.id,
        kind=reference.type,
        title=reference.title or "",
        authors=", ".join(map(_author, reference.author)),
        short_name=short_name(reference),
        year=reference.year,
        issue=issue,
        place=citation_place(reference.year, reference.volume, reference.issue, first, last),
        by_name=pk,
        sort_year=reference.year or 0,
        letter=order[0].upper() if order[0].isalpha() else _NO_NAME,
        first_page=first,
        last_page=last,
        sort_page=int(digits.group()) if (digits := re.match(r"\d{1,9}", first)) else 0,
        doi=reference.DOI or "",
        pmid=reference.PMID or "",
        url=reference.URL or "",
        note=reference.note or "",
        record=record,
        coins="" if is_made_up(reference.id) else coins(record),
        is_made_up=is_made_up(reference.id),
    )


def _author(name: Name) -> str:
    """An author as the journal page prints them: Houghton B."""
    return name.literal or " ".join(part for part in (name.family, _initials(name.given)) if part)


def _initials(given: str | None) -> str:
    """Initials with points: Josh D. is J.D.; A.G.I. stays."""
    words = re.findall(r"\w+", given or "")
    if words and all(word.isupper() and len(word) <= 3 for word in words):
        return "".join(f"{letter}." for word in words for letter in word)
    return "".join(f"{word[0]}." for word in words)


def _sort_name(reference: Reference) -> str:
    """First author without accents, in small letters; the title, and then the key, where no author was seen."""
    first = reference.author[0] if reference.author else None
    name = (first.family or first.literal) if first else None
    bare = unicodedata.normalize("NFKD", name or reference.title or reference.id)
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign)).casefold().strip("'\"-[( ")
    return letters[:200] or reference.id


def _text(article: Article, body: list[str]) -> ArticleText:
    names = [str(author.get("given", "")) for author in article.record.get("author", [])]
    known = [article.record.get("container-title", ""), article.place, article.doi, article.pmid, article.key]
    return ArticleText(
        article=article,
        title=article.title,
        authors=" ".join([article.authors, *names]),
        body="\n".join(part for part in [*body, *known] if part),
    )
