"""Browse by study: those that can be rerun, and all studies of the evidence with what each may be used for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest

from allostasis.evidence.roles import WORDS
from allostasis.web.archive.models import Prepared, Study
from allostasis.web.archive.words import plain
from allostasis.web.frame.addresses import Link, link
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.paging import Paging, paged, with_query
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["ROLES", "StudiesPage", "studies"]

ROLES = {
    "calibration": "may enter a likelihood",
    "development": "shaped the model, so it is reproduced and never predicted",
    "held_out": "not run and not compared until the predictions are frozen",
    "context": "evidence only",
}


@dataclass(frozen=True)
class RunnableLine(Part):
    """A study that can be rerun."""

    study: Link = shown("name, with its page")
    title: str = shown("title of the study")
    has_result: bool = shown("whether a result is kept with its file")


@dataclass(frozen=True)
class RoleLine(Part):
    """One role, and how to narrow the list to it."""

    role: str = shown("role of a study")
    meaning: str = shown("what it may be used for")
    word: str = shown("what agreement of the model with it is called")
    studies: int = shown("number of studies")
    query: str = shown("query of the list narrowed to it; for the chosen role, of the whole list")
    is_chosen: bool = shown("whether the list is narrowed to it")


@dataclass(frozen=True)
class StudyLine(Part):
    """One study of the evidence."""

    study: Link = shown("key, with its page")
    species: str = shown("species")
    design: str = shown("design in our own words")
    role: str = shown("what it may be used for")
    results: int = shown("number of reported results")


@dataclass(frozen=True, kw_only=True)
class StudiesPage(Page):
    """All studies."""

    template = "archive/studies.html"

    runnable: tuple[RunnableLine, ...] = shown("studies that can be rerun from a file")
    roles: tuple[RoleLine, ...] = shown("roles with the number of studies of each")
    studies: tuple[StudyLine, ...] = shown("studies of the evidence, this part of the list")
    paging: Paging = shown("which part of the list this is")


def studies(request: HttpRequest) -> StudiesPage:
    """Studies that can be rerun, then all of the evidence, narrowed by role."""
    role = request.GET.get("role", "")
    if role and role not in ROLES:
        raise NotFound(f'There is no role "{role[:30]}"; allowed: {", ".join(ROLES)}.')
    held = Study.objects.filter(role=role) if role else Study.objects.all()
    found, paging = paged(request, held.order_by("key"), fetch=lambda rows: rows.annotate(results=Count("effects")))
    files = Prepared.objects.filter(kind="study").order_by("order").values_list("key", "line")
    return StudiesPage(
        title="Studies",
        description="Trials that can be rerun from a file, and all studies of the evidence with their roles.",
        runnable=tuple(
            RunnableLine(link(key, "study", key=key), line["title"], line["has_result"]) for key, line in files
        ),
        roles=_roles(request, role),
        studies=tuple(
            StudyLine(
                study=link(each.key, "study", key=each.key),
                species=plain(each.species),
                design=each.design,
                role=plain(each.role),
                results=each.results,
            )
            for each in found
        ),
        paging=paging,
    )


def _roles(request: HttpRequest, chosen: str) -> tuple[RoleLine, ...]:
    counts = dict(Study.objects.values_list("role").annotate(number=Count("pk")).order_by("role"))
    words: dict[str, str] = {str(role): word for role, word in WORDS.items()}
    return tuple(
        RoleLine(
            role=plain(role),
            meaning=meaning,
            word=words.get(role, ""),
            studies=counts.get(role, 0),
            query=with_query(request, page=None, role=None if role == chosen else role),
            is_chosen=role == chosen,
        )
        for role, meaning in ROLES.items()
    )
