"""From a view to two addresses: the page and its JSON twin.

A view is a function from a request, and what stands in the address, to the record of a page:

    def claim(request: HttpRequest, key: str) -> ClaimPage: ...

    urlpatterns = [*page("claim/<slug:key>", claim, "claim")]    # /claim/cues/ and /claim/cues.json

Answers are kept by address and state of the archive. So a view must depend on nothing but its address, the query and
the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path

from allostasis.web.frame import site
from allostasis.web.frame.record import Page, as_plain
from allostasis.web.frame.signposts import Signpost, link_header

__all__ = ["Answer", "View", "answered", "json_text", "page"]

View = Callable[..., Page]
Answer = Callable[..., HttpResponse]

HTML = "text/html; charset=utf-8"
JSON = "application/json"


def page(route: str, view: View, name: str) -> list[URLPattern]:
    """The addresses of a page (with a slash at the end) and of its JSON twin (`.json` in place of the slash).

    Args:
        route: as in `django.urls.path`, without the last slash; empty for the first page of the site.
        view: makes the record of the page.
        name: for `reverse`; the twin is called `name.json`.
    """
    return [
        path(f"{route}/" if route else "", answered(_html(view)), name=name),
        path(f"{route or 'index'}.json", answered(_json(view)), name=f"{name}.json"),
    ]


def answered(view: Answer) -> Answer:
    """A view whose good answers are kept until the archive changes."""

    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        key = f"{site.state().name}|{request.scheme}://{request.get_host()}{request.get_full_path()}"
        kept = cache.get(_short(key))
        if kept is None:
            response = view(request, **parts)
            if response.status_code != 200:
                return response
            kept = (response.content, dict(response.headers))
            cache.set(_short(key), kept)
        content, headers = kept
        return HttpResponse(content, headers={**headers, "Cache-Control": "public, max-age=300"})

    return answer


def json_text(value: Any) -> str:
    """Plain values as JSON text; a number that does not exist is an error, never NaN."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _html(view: View) -> Answer:
    def render(request: HttpRequest, **parts: Any) -> HttpResponse:
        record = view(request, **parts)
        around = site.around(request)
        response = HttpResponse(render_to_string(record.template, {"page": record, "site": around}), content_type=HTML)
        twin = (Signpost("alternate", around.json, JSON), Signpost("describedby", around.json, JSON))
        response["Link"] = link_header([*twin, *record.signposts()], around.origin)
        return response

    return render


def _json(view: View) -> Answer:
    def write(request: HttpRequest, **parts: Any) -> HttpResponse:
        record = view(request, **parts)
        content = {"ok": True, "page": site.kind_of(record), **as_plain(record), "site": as_plain(site.facts())}
        response = HttpResponse(json_text(content), content_type=JSON)
        path, question, query = request.get_full_path().partition("?")
        page = "/" if path == "/index.json" else f"{path.removesuffix('.json')}/"
        origin = f"{request.scheme}://{request.get_host()}"
        response["Link"] = link_header([Signpost("describes", f"{page}{question}{query}", "text/html")], origin)
        return response

    return write


def _short(key: str) -> str:
    """A key that any cache can hold."""
    from hashlib import sha256

    return sha256(key.encode()).hexdigest()
