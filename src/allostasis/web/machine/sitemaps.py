"""sitemap.xml, with parts of 1,000 addresses so that none takes long to write, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from allostasis.web.archive.models import Claim, Heading, Journal, Prepared, Stamp, Volume
from allostasis.web.frame.addresses import address

__all__ = ["index", "robots", "section"]

_LISTS = (
    *("home", "articles", "volumes", "claims", "tables", "parameters", "studies", "subsystems", "changes", "about"),
    *("outcomes", "all-species", "drugs", "designs", "substances"),
)

_PREPARED = {"subsystem": "subsystem", "quantity": "parameter", "study": "study"}
"""Kind of what was prepared, and the name of its page."""

_LIMIT = 1000


class _Articles(Sitemap):
    """Every article, with the time of its last change."""

    limit = _LIMIT

    def items(self) -> Any:
        return Stamp.objects.filter(kind="article").order_by("pk").values_list("key", "changed")

    def location(self, item: tuple[str, datetime]) -> str:
        return reverse("article", kwargs={"key": item[0]})

    def lastmod(self, item: tuple[str, datetime]) -> datetime:
        return item[1]


class _Pages(Sitemap):
    """Every other page that has no query: lists, claims, headings, the model, studies, journals, volumes."""

    limit = _LIMIT

    def items(self) -> list[str]:
        return [where for where in _pages() if where]

    def location(self, item: str) -> str:
        return item


_SECTIONS = {"pages": _Pages, "articles": _Articles}


def index(request: HttpRequest) -> HttpResponse:
    """The list of the parts of the sitemap."""
    return views.index(request, sitemaps=_SECTIONS, sitemap_url_name="sitemap").render()


def section(request: HttpRequest, section: str) -> HttpResponse:
    """One part; `?p=2` is the next 1,000 addresses."""
    return views.sitemap(request, sitemaps=_SECTIONS, section=section).render()


def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read but searches, whose combinations have no end."""
    origin = f"{request.scheme}://{request.get_host()}"
    lines = ("User-agent: *", "Disallow: /search/", "Disallow: /search.", "", f"Sitemap: {origin}{reverse('sitemaps')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _pages() -> Iterator[str | None]:
    yield from map(address, _LISTS)
    for key in Claim.objects.order_by("pk").values_list("key", flat=True):
        yield address("claim", key=key)
    for kind, key in Heading.objects.order_by("pk").values_list("kind", "key"):
        yield address(kind, key=key)
    for kind, key in Prepared.objects.filter(kind__in=_PREPARED).order_by("pk").values_list("kind", "key"):
        yield address(_PREPARED[kind], key=key)
    for slug in Journal.objects.order_by("order").values_list("slug", flat=True):
        yield address("journal", journal=slug)
    for journal, volume in Volume.objects.order_by("pk").values_list("journal__slug", "slug"):
        yield address("volume", journal=journal, volume=volume)
