"""Browse by volume: journal, year, volume, issue; what is not known is a shelf of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from allostasis.web.archive.models import Article, Issue, Journal, Volume
from allostasis.web.archive.pages.parts import ArticleLine, Export, exports_of, journal_name, lines, with_shelves
from allostasis.web.frame.addresses import Link, link
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.paging import Paging, paged
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["of_issue", "of_journal", "of_volume", "of_year"]


@dataclass(frozen=True)
class Shelf(Part):
    """A journal, volume or issue in a list."""

    link: Link = shown("name, and its page")
    articles: int = shown("number of articles")


@dataclass(frozen=True)
class VolumeShelf(Part):
    """One volume of a journal with its issues."""

    link: Link = shown("volume, and its page")
    year: int | None = shown("year; null: not known")
    articles: int = shown("number of articles")
    issues: tuple[Shelf, ...] = shown("its issues")


@dataclass(frozen=True)
class IssuePart(Part):
    """One issue with its articles."""

    link: Link = shown("issue, and its page")
    articles: tuple[ArticleLine, ...] = shown("its articles, in the order of their pages")


@dataclass(frozen=True, kw_only=True)
class VolumesPage(Page):
    """Browse by volume: all journals and all years."""

    template = "archive/volumes.html"

    journals: tuple[Shelf, ...] = shown("journals by name; the last is the shelf of records whose journal is not known")
    years: tuple[Shelf, ...] = shown("years of publication over all journals, the latest first")


@dataclass(frozen=True, kw_only=True)
class JournalPage(Page):
    """One journal."""

    template = "archive/journal.html"

    volumes: tuple[VolumeShelf, ...] = shown("its volumes with their issues, the latest first")
    exports: tuple[Export, ...] = shown("citations of all its articles as files")


@dataclass(frozen=True, kw_only=True)
class VolumePage(Page):
    """One volume."""

    template = "archive/volume.html"

    journal: Link = shown("the journal")
    year: int | None = shown("year; null: not known")
    number: str = shown("number of the volume; empty: not known")
    issues: tuple[IssuePart, ...] = shown("its issues with their articles, in this part of the list")
    paging: Paging = shown("which part of the list this is")
    exports: tuple[Export, ...] = shown("citations of all its articles as files")


@dataclass(frozen=True, kw_only=True)
class IssuePage(Page):
    """One issue."""

    template = "archive/issue.html"

    journal: Link = shown("the journal")
    volume: Link = shown("the volume")
    articles: tuple[ArticleLine, ...] = shown("its articles, in the order of their pages")
    paging: Paging = shown("which part of the list this is")
    exports: tuple[Export, ...] = shown("citations of all its articles as files")


@dataclass(frozen=True, kw_only=True)
class YearPage(Page):
    """One year over all journals."""

    template = "archive/year.html"

    year: int = shown("the year")
    volumes: tuple[Shelf, ...] = shown("volumes of this year, by journal")
    exports: tuple[Export, ...] = shown("citations of all articles of this year as files")


def volumes(request: HttpRequest) -> VolumesPage:
    """All journals, and all years."""
    journals = Journal.objects.order_by("order")
    years: dict[int, int] = {}
    for year, number in Volume.objects.exclude(year=None).values_list("year", "articles").order_by("-year"):
        years[year] = years.get(year, 0) + number
    return VolumesPage(
        title="Browse by volume",
        description="All journals of the archive with their years, volumes and issues.",
        journals=tuple(
            Shelf(link(journal_name(each.name), "journal", journal=each.slug), each.articles) for each in journals
        ),
        years=tuple(Shelf(link(str(year), "year", year=year), number) for year, number in years.items()),
    )


def journal(request: HttpRequest, journal: str) -> JournalPage:
    """One journal with its volumes and issues."""
    held = _journal(journal)
    issues: dict[int, list[Issue]] = {}
    for issue in Issue.objects.filter(volume__journal=held).order_by("pk"):
        issues.setdefault(issue.volume_id, []).append(issue)
    shelves = [_volume_shelf(held, volume, issues[volume.pk]) for volume in held.volumes.order_by("pk")]
    return JournalPage(
        title=journal_name(held.name),
        description=f"Volumes and issues of {journal_name(held.name)} in the archive: {_articles(held.articles)}.",
        volumes=tuple(shelves),
        exports=exports_of("journal", journal=journal),
    )


def volume(request: HttpRequest, journal: str, volume: str) -> VolumePage:
    """One volume with its articles, issue by issue."""
    held = _volume(journal, volume)
    found, paging = paged(request, of_volume(request, journal, volume), fetch=with_shelves)
    by_issue: dict[Issue, list[Article]] = {}
    for article in found:
        by_issue.setdefault(article.issue, []).append(article)
    name = journal_name(held.journal.name)
    return VolumePage(
        title=f"{name}: {_volume_name(held)}",
        description=f"Articles of {name}, {_volume_name(held)}: {_articles(held.articles)}.",
        journal=link(name, "journal", journal=journal),
        year=held.year,
        number=held.number,
        issues=tuple(IssuePart(_issue_link(held, issue), lines(members)) for issue, members in by_issue.items()),
        paging=paging,
        exports=exports_of("volume", journal=journal, volume=volume),
    )


def issue(request: HttpRequest, journal: str, volume: str, issue: str) -> IssuePage:
    """One issue with its articles."""
    found, paging = paged(request, of_issue(request, journal, volume, issue), fetch=with_shelves)
    if not found:
        raise NotFound(f'The archive holds no issue "{issue}" of this volume.')
    held = found[0].issue
    name = journal_name(held.volume.journal.name)
    return IssuePage(
        title=f"{name}: {_volume_name(held.volume)}, {_issue_name(held)}",
        description=f"Articles of {name}, {_volume_name(held.volume)}, {_issue_name(held)}.",
        journal=link(name, "journal", journal=journal),
        volume=link(_volume_name(held.volume), "volume", journal=journal, volume=volume),
        articles=lines(found),
        paging=paging,
        exports=exports_of("issue", journal=journal, volume=volume, issue=issue),
    )


def year(request: HttpRequest, year: int) -> YearPage:
    """All volumes of one year."""
    held = Volume.objects.filter(year=year).select_related("journal").order_by("journal__order", "pk")
    if not held:
        raise NotFound(f"The archive holds no article of the year {year}.")
    return YearPage(
        title=f"Volumes of {year}",
        description=f"All volumes of the year {year} that the archive holds articles of.",
        year=year,
        volumes=tuple(_shelf_in_year(each) for each in held),
        exports=exports_of("year", year=str(year)),
    )


def of_journal(request: HttpRequest, journal: str) -> Any:
    """The articles of a journal, the latest first."""
    return Article.objects.filter(issue__volume__journal=_journal(journal)).order_by("issue", "sort_page", "by_name")


def of_volume(request: HttpRequest, journal: str, volume: str) -> Any:
    """The articles of a volume, in the order of their issues and pages."""
    return Article.objects.filter(issue__volume=_volume(journal, volume)).order_by("issue", "sort_page", "by_name")


def of_issue(request: HttpRequest, journal: str, volume: str, issue: str) -> Any:
    """The articles of an issue, in the order of their pages."""
    held = Article.objects.filter(issue__volume=_volume(journal, volume), issue__slug=issue)
    return held.order_by("sort_page", "by_name")


def of_year(request: HttpRequest, year: int) -> Any:
    """The articles of a year, by name."""
    return Article.objects.filter(year=year).order_by("by_name")


def _journal(slug: str) -> Journal:
    held = Journal.objects.filter(slug=slug).first()
    if held is None:
        raise NotFound(f'The archive holds no journal "{slug}".')
    return held


def _volume(journal: str, slug: str) -> Volume:
    held = Volume.objects.filter(journal__slug=journal, slug=slug).select_related("journal").first()
    if held is None:
        raise NotFound(f'The archive holds no volume "{slug}" of "{journal}".')
    return held


def _volume_shelf(journal: Journal, volume: Volume, issues: list[Issue]) -> VolumeShelf:
    volume.journal = journal
    return VolumeShelf(
        link=link(_volume_name(volume), "volume", journal=journal.slug, volume=volume.slug),
        year=volume.year,
        articles=volume.articles,
        issues=tuple(Shelf(_issue_link(volume, each), each.articles) for each in issues),
    )


def _shelf_in_year(volume: Volume) -> Shelf:
    text = f"{journal_name(volume.journal.name)}, {_number(volume)}"
    return Shelf(link(text, "volume", journal=volume.journal.slug, volume=volume.slug), volume.articles)


def _issue_link(volume: Volume, issue: Issue) -> Link:
    return link(_issue_name(issue), "issue", journal=volume.journal.slug, volume=volume.slug, issue=issue.slug)


def _volume_name(volume: Volume) -> str:
    return f"{volume.year or 'year not known'}, {_number(volume)}"


def _number(volume: Volume) -> str:
    return f"volume {volume.number}" if volume.number else "volume not known"


def _issue_name(issue: Issue) -> str:
    return f"N{issue.number}" if issue.number else "issue not known"


def _articles(number: int) -> str:
    return "1 article" if number == 1 else f"{number} articles"
