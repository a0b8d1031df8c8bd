"""One study: its methods in words, what was published against what the model gives, its file, and its role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from allostasis.evidence.roles import WORDS
from allostasis.web.archive.models import ClaimRow, Effect, Prepared, Study
from allostasis.web.archive.pages.article_rows import EffectLine, claims_by_effect, effect_line
from allostasis.web.archive.pages.equations import quantity
from allostasis.web.archive.pages.studies import ROLES
from allostasis.web.archive.pages.study_result import Recorded, recorded
from allostasis.web.archive.words import plain
from allostasis.web.frame.addresses import Link, address, link
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.record import Page, Part, shown

__all__ = ["StudyPage", "file_of", "study"]


@dataclass(frozen=True)
class Fact(Part):
    """One fact in brief."""

    name: str = shown("what it is about")
    text: str = shown("the fact")


@dataclass(frozen=True)
class AssumptionPart(Part):
    """Something in the file that no source gave."""

    key: str = shown("where it stands in the file")
    value: str = shown("what was assumed")
    reason: str = shown("why")


@dataclass(frozen=True)
class FilePart(Part):
    """The file from which a study is rerun."""

    address: str = shown("path of the file itself")
    command: str = shown("command that runs it")
    methods: tuple[str, ...] = shown("methods in words, from the file alone; empty: a kind of study without them")
    brief: tuple[Fact, ...] = shown("the trial in brief")
    assumptions: tuple[AssumptionPart, ...] = shown("what no source gave")
    parameters: tuple[Link, ...] = shown("parameters of the model that a run depends on")
    text: str = shown("content of the file")


@dataclass(frozen=True, kw_only=True)
class StudyPage(Page):
    """One study."""

    template = "archive/study.html"

    key: str = shown("name of the study")
    article: Link | None = shown("article that reports it; null: publication not known")
    species: str = shown("species; empty: a planned study")
    design: str = shown("design in our own words; empty: a planned study")
    role: str = shown("what it may be used for; empty: not in the evidence")
    role_meaning: str = shown("what the role means")
    role_reason: str = shown("why it has this role")
    agreement: str = shown("what agreement of the model with it is called: reproduced, predicted, fitted or compared")
    registry: str = shown("number in a trial registry; empty: none seen")
    effects: tuple[EffectLine, ...] = shown("results that it reported")
    claims: tuple[Link, ...] = shown("claims of the review that its results bear on")
    file: FilePart | None = shown("its file; null: it cannot be rerun yet")
    result: Recorded | None = shown("what the model gives beside what was published; null: no result is kept")


def study(request: HttpRequest, key: str) -> StudyPage:
    """The study with a name: one of the evidence, or one of the files of the package."""
    prepared = Prepared.objects.filter(kind="study", key=key).first()
    of_file: dict[str, Any] = prepared.content if prepared else {}
    held = Study.objects.select_related("article").filter(key=of_file.get("study") or key).first()
    if held is None and prepared is None:
        raise NotFound(f'The archive holds no study "{key}".')
    effects = _effects(held)
    return StudyPage(
        title=of_file.get("title") or f"Study {key}",
        description=held.design if held else of_file["title"],
        key=key,
        **_of_evidence(held),
        effects=effects,
        claims=_claims(held),
        file=_file(key, of_file) if prepared else None,
        result=recorded(of_file["result"], effects) if of_file.get("result") else None,
    )


def file_of(request: HttpRequest, key: str) -> HttpResponse:
    """The study file itself."""
    held = Prepared.objects.filter(kind="study", key=key).first()
    if held is None:
        raise NotFound(f'There is no study file "{key}".')
    return HttpResponse(held.content["text"], content_type="text/plain; charset=utf-8")


def _of_evidence(held: Study | None) -> dict[str, Any]:
    if held is None:
        names = ("species", "design", "role", "role_meaning", "role_reason", "agreement", "registry")
        return {"article": None, **dict.fromkeys(names, "")}
    words: dict[str, str] = {str(role): word for role, word in WORDS.items()}
    article = link(held.article.short_name, "article", key=held.article.key) if held.article else None
    return {
        "article": article,
        "species": plain(held.species),
        "design": held.design,
        "role": plain(held.role),
        "role_meaning": ROLES.get(held.role, ""),
        "role_reason": held.row["role_reason"] or "",
        "agreement": words.get(held.role, ""),
        "registry": held.row["registry_id"] or "",
    }


def _effects(held: Study | None) -> tuple[EffectLine, ...]:
    found = list(Effect.objects.filter(study=held).select_related("outcome").order_by("pk")) if held else []
    claims = claims_by_effect(found)
    return tuple(effect_line(each, claims.get(each.pk, ())) for each in found)


def _claims(held: Study | None) -> tuple[Link, ...]:
    rows = ClaimRow.objects.filter(effect__study=held).select_related("claim").order_by("order") if held else ()
    return tuple({row.claim.key: link(row.claim.title, "claim", key=row.claim.key) for row in rows}.values())


def _file(key: str, found: dict[str, Any]) -> FilePart:
    return FilePart(
        address=address("study-file", key=key) or "",
        command=f"allostasis run {key}",
        methods=tuple(found["methods"]),
        brief=tuple(Fact(name, text) for name, text in found["brief"].items()),
        assumptions=tuple(AssumptionPart(**each) for each in found["assumptions"]),
        parameters=tuple(quantity(name) for name in found["parameters"]),
        text=found["text"],
    )
