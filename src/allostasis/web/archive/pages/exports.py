"""Citations of an article, a list or a volume as files for reference managers, as `evidence.cite` writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from allostasis.evidence import Reference
from allostasis.evidence.cite import FORMATS
from allostasis.web.archive.models import Article
from allostasis.web.frame.respond import answered
from allostasis.web.frame.signposts import Signpost, link_header

__all__ = ["MOST", "export"]

MOST = 1000
"""Most records in one file: a longer list must be narrowed first."""

_KINDS = {
    "bib": ("bibtex", "application/x-bibtex; charset=utf-8"),
    "ris": ("ris", "application/x-research-info-systems; charset=utf-8"),
    "csl.json": ("csl-json", "application/vnd.citationstyles.csl+json"),
}
"""Suffix of the address, name of the format in `evidence.cite`, media type."""


def export(route: str, select: Callable[..., Any], name: str) -> list[URLPattern]:
    """The addresses of the citations of what a page lists: its route with the suffix of each format.

    Args:
        route: as in `frame.respond.page`.
        select: from a request, and what stands in the address, to a query set of articles.
        name: name of the page; the exports are called `name.bib`, `name.ris` and `name.csl.json`.
    """
    return [path(f"{route}.{suffix}", answered(_view(select, suffix)), name=f"{name}.{suffix}") for suffix in _KINDS]


def _view(select: Callable[..., Any], suffix: str) -> Callable[..., HttpResponse]:
    format, media_type = _KINDS[suffix]

    def write(request: HttpRequest, **parts: Any) -> HttpResponse:
        articles = select(request, **parts).only("record")
        number = articles.count()
        if number > MOST:
            raise BadRequest(f"The list has {number} records; one file holds at most {MOST}. Narrow the list first.")
        response = HttpResponse(_written(articles, format), content_type=media_type)
        stem = "-".join(str(part) for part in parts.values()) or request.path.strip("/").partition(".")[0]
        response["Content-Disposition"] = f'attachment; filename="{stem}.{suffix}"'
        page = Signpost("describes", f"{request.path.removesuffix(f'.{suffix}')}/", "text/html")
        response["Link"] = link_header([page], f"{request.scheme}://{request.get_host()}")
        return response

    return write


def _written(articles: Any, format: str) -> str:
    references = [_reference(article) for article in articles]
    return FORMATS[format](references) if references or format == "csl-json" else ""


def _reference(article: Article) -> Reference:
    return Reference.model_validate(article.record)
