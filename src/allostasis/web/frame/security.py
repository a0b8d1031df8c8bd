"""Headers that Django does not set by itself, and that the public only reads."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

__all__ = ["headers", "only_reading"]

Handler = Callable[[HttpRequest], HttpResponse]
_READING = ("GET", "HEAD", "OPTIONS")
_UNUSED = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"


def headers(get_response: Handler) -> Handler:
    """No page uses a sensor, a camera or a payment; no other site may embed what is served."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", _UNUSED)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return handle


def only_reading(get_response: Handler) -> Handler:
    """Refuse every request that is not for reading, before any view sees it."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method in _READING or (request.method == "POST" and request.path in settings.READING_BY_POST):
            return get_response(request)
        from allostasis.web.frame.errors import error_response

        response = error_response(request, 405, "The archive can only be read.")
        response["Allow"] = ", ".join(_READING)
        return response

    return handle
