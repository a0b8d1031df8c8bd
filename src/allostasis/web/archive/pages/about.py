"""What the archive is, what it is not, and what is to come."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from allostasis.web.archive.pages.article import THE_REVIEW
from allostasis.web.frame.addresses import Link, link
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["AboutPage", "about"]


@dataclass(frozen=True)
class ToCome(Part):
    """Something that is not there yet."""

    name: str = shown("what it will be called")
    text: str = shown("what it will do")
    until_then: str = shown("command that does it now")


TO_COME = (
    ToCome(
        "Virtual laboratory",
        "Run a study from the browser: change a dose, a time or a population, and see what moves.",
        "allostasis run",
    ),
    ToCome(
        "Reserved area",
        "Accounts, own studies, and editors who approve evidence before it is published.",
        "allostasis evidence add",
    ),
)


@dataclass(frozen=True, kw_only=True)
class AboutPage(Page):
    """About the archive."""

    template = "archive/about.html"

    review: Link = shown("the review whose claims are judged")
    changes: Link = shown("what changed since the last snapshot")
    to_come: tuple[ToCome, ...] = shown("what is not there yet")


def about(request: HttpRequest) -> AboutPage:
    """About the archive."""
    return AboutPage(
        title="About this archive",
        description="What the archive holds, how to read it, what it is not for, and what is to come.",
        review=link("Houghton 2022", "article", key=THE_REVIEW),
        changes=link("What changed", "changes"),
        to_come=TO_COME,
    )
