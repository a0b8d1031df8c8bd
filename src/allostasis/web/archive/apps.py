"""The archive as Django wants to see it."""

from __future__ import annotations

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """The one application of the site."""

    name = "allostasis.web.archive"
    label = "archive"
