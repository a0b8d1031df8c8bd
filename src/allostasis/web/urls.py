"""The addresses of all pages: each part of the site brings its own list."""

from __future__ import annotations

from django.urls import include, path

from allostasis.web.frame import errors

urlpatterns = [
    path("", include("allostasis.web.archive.urls")),
    path("", include("allostasis.web.machine.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failure
