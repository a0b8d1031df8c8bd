"""The first page: what the archive is, how to enter it, and what is to come."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from allostasis.web.archive.models import Article, Claim, Effect, Journal, ParameterValue, Study
from allostasis.web.archive.pages.article import THE_REVIEW
from allostasis.web.archive.pages.parts import ArticleLine, line, with_shelves
from allostasis.web.frame.addresses import Link, link
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["HomePage", "home"]


@dataclass(frozen=True)
class Number(Part):
    """How much there is of something."""

    number: int = shown("how many")
    what: Link = shown("of what, and where to browse it")


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """The first page."""

    template = "archive/home.html"

    review: ArticleLine | None = shown("the review whose claims are judged")
    numbers: tuple[Number, ...] = shown("what the archive holds")
    ways: tuple[Link, ...] = shown("further ways to browse")


def home(request: HttpRequest) -> HomePage:
    """The first page."""
    review = with_shelves(Article.objects.filter(key=THE_REVIEW)).first()
    return HomePage(
        title="The archive",
        description="An executable review of the oxytocin system in opioid use disorder: articles and claims.",
        review=line(review) if review else None,
        numbers=(
            Number(Article.objects.count(), link("articles", "articles")),
            Number(Journal.objects.exclude(name="").count(), link("journals", "volumes")),
            Number(Study.objects.count(), link("studies", "studies")),
            Number(Effect.objects.count(), link("reported results", "outcomes")),
            Number(ParameterValue.objects.count(), link("parameter values", "parameters")),
            Number(Claim.objects.count(), link("claims of the review", "claims")),
        ),
        ways=(
            link("Species", "all-species"),
            link("Drugs and procedures", "drugs"),
            link("Design factors", "designs"),
            link("Substances", "substances"),
            link("Subsystems of the model", "subsystems"),
            link("What changed", "changes"),
        ),
    )
