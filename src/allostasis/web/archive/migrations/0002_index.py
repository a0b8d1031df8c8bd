"""The full-text index, in the form that the database offers."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from allostasis.web.archive.search import postgresql, sqlite


def _module(schema_editor: Any) -> Any:
    return postgresql if schema_editor.connection.vendor == "postgresql" else sqlite


def _create(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(_module(schema_editor).CREATE)


def _drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(_module(schema_editor).DROP)


class Migration(migrations.Migration):
    """Make the index beside the texts."""

    dependencies = (("archive", "0001_initial"),)
    operations = (migrations.RunPython(_create, _drop),)
