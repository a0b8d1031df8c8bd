"""What several pages show: a line of a list, an export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allostasis.web.archive.models import Article
from allostasis.web.frame.addresses import address
from allostasis.web.frame.record import Part, shown

__all__ = ["ArticleLine", "Export", "exports_of", "journal_name", "line", "lines", "title_of"]

FORMATS = (
    ("BibTeX", "bib", "application/x-bibtex"),
    ("RIS", "ris", "application/x-research-info-systems"),
    ("CSL-JSON", "csl.json", "application/vnd.citationstyles.csl+json"),
)
"""Name, suffix and media type of the formats of citations."""


@dataclass(frozen=True)
class Export(Part):
    """A file with the citation of what a page shows."""

    format: str = shown("name of the format")
    address: str = shown("where the file is")
    media_type: str = shown("media type of the file")


@dataclass(frozen=True)
class ArticleLine(Part):
    """One article in a list."""

    key: str = shown("citation key")
    address: str = shown("path of its page")
    short_name: str = shown("what it is called in a running text: authors and year, or what is known in their place")
    title: str = shown("title, or what is known in its place")
    has_title: bool = shown("false: the title was not seen in the record that was read")
    authors: str = shown("authors as the journal page prints them; empty: not seen")
    journal: str = shown('name of the journal; empty: "not known"')
    place: str = shown("year, volume, issue (pages), in the form of the journal page")
    year: int | None = shown("year of publication; null: not known")
    made_up: bool = shown("true: made up for a benchmark")
    coins: str = shown(
        "the citation as an OpenURL ContextObject (COinS), for reference managers; empty: no such article"
    )


def line(article: Article) -> ArticleLine:
    """An article as a line; `article.issue.volume.journal` should be at hand."""
    return ArticleLine(
        key=article.key,
        address=address("article", key=article.key) or "",
        short_name=article.short_name,
        title=title_of(article),
        has_title=bool(article.title),
        authors=article.authors,
        journal=article.issue.volume.journal.name,
        place=article.place,
        year=article.year,
        made_up=article.is_made_up,
        coins=article.coins,
    )


def lines(articles: Iterable[Article]) -> tuple[ArticleLine, ...]:
    """Articles as lines of a list."""
    return tuple(map(line, articles))


def with_shelves(articles: Any) -> Any:
    """A query set of articles with all that a line needs, in one question to the database."""
    return articles.select_related("issue__volume__journal").defer("record", "note", "url")


def title_of(article: Article) -> str:
    """The title, or a name for a record of which no title was seen."""
    return article.title or f"Title not seen ({article.key})"


def journal_name(name: str) -> str:
    """The name of a journal, or "not known"."""
    return name or "Journal not known"


def exports_of(name: str, query: str = "", **parts: str) -> tuple[Export, ...]:
    """The exports of a page, by the name of its route; `query` is what the page itself was asked for."""
    found = ((format, address(f"{name}.{suffix}", **parts), media_type) for format, suffix, media_type in FORMATS)
    return tuple(Export(format, f"{where}{query}", media) for format, where, media in found if where is not None)
