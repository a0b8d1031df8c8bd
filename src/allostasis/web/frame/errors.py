"""What cannot be answered: one page for readers and one shape of JSON for programs.

{"ok": false, "error": "in one sentence", "errors": ["each thing that is wrong"], "status": 404}
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from allostasis.errors import InputError
from allostasis.web.frame import site

__all__ = ["NotFound", "bad_request", "error_response", "failure", "forbidden", "not_found"]


class NotFound(Http404):
    """Something that the archive does not hold; the message is shown to the reader."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be understood."""
    said = str(exception) if isinstance(exception, BadRequest) else ""
    return error_response(request, 400, said or "The request cannot be understood.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that is not allowed."""
    return error_response(request, 403, "This is not allowed.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    said = str(exception) if isinstance(exception, NotFound) else ""
    return error_response(request, 404, said or "There is no page at this address.")


def failure(request: HttpRequest) -> HttpResponse:
    """Something that nobody foresaw; the log has the details, the reader has none of them."""
    return error_response(request, 500, "The page could not be made. The fault is ours, not yours.")


def error_response(request: HttpRequest, status: int, error: str, errors: tuple[str, ...] = ()) -> HttpResponse:
    """The answer in the form that was asked for."""
    from allostasis.web.frame.respond import HTML, JSON, json_text

    content: dict[str, Any] = {"ok": False, "error": error, "errors": list(errors or (error,)), "status": status}
    if _wants_json(request):
        return HttpResponse(json_text(content), status=status, content_type=JSON)
    rendered = render_to_string("frame/error.html", {"error": content, "site": site.around_an_error(request)})
    return HttpResponse(rendered, status=status, content_type=HTML)


def problems_of(error: InputError) -> tuple[str, ...]:
    """What is wrong with an input, one sentence each."""
    return tuple(f"{each.place}: found {each.found}; allowed: {each.allowed}" for each in error.problems)


def _wants_json(request: HttpRequest) -> bool:
    return request.path.endswith(".json") or request.headers.get("Accept", "").startswith("application/json")
