"""The machine-readable schema of the tables, generated from the row classes."""

from __future__ import annotations

import json
from typing import Any

from allostasis.evidence.rows import Row
from allostasis.evidence.tables import BIBLIOGRAPHY, KEY_OF, TABLES


def schema() -> dict[str, Any]:
    """One JSON Schema per table, with its key and, for a CSV file, its columns in order."""
    return {
        "title": "Evidence tables of allostasis",
        "description": "An empty cell means: not seen. Keys are separated by spaces where a cell may hold several.",
        "tables": {name: _table(name, model) for name, model in TABLES.items()},
    }


def _table(name: str, model: type[Row]) -> dict[str, Any]:
    described: dict[str, Any] = {"key": KEY_OF[name]}
    if name != BIBLIOGRAPHY:
        described["columns"] = list(model.model_fields)
    return described | {"row": model.model_json_schema()}


def schema_text() -> str:
    """The text of `schema.json`, which lies beside the tables."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
