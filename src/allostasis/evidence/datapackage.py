"""The description of the tables as a Data Package, so that other programs can read and check them.

Written from the row classes: `datapackage.json` is never edited by hand. Standard: Frictionless Data Package and Table
Schema, version 1 (specs.frictionlessdata.io). The bibliography is a list of CSL-JSON records and no table: the standard
cannot hold a foreign key into it, so the links from studies and parameter values to it are checked by our own check.
"""

from __future__ import annotations

import json
from typing import Any

from allostasis.evidence import tables as t
from allostasis.evidence.rows import Row
from allostasis.evidence.snapshots import Snapshot, digest, file_hash

LICENCE = {
    "name": "BSD-3-Clause",
    "title": 'BSD 3-Clause "New" or "Revised" License',
    "path": "https://opensource.org/license/bsd-3-clause",
}
_LINKS = {
    t.EFFECTS: {"study_id": t.STUDIES, "outcome": t.OUTCOMES},
    t.CURVES: {"study_id": t.STUDIES, "outcome": t.OUTCOMES},
    t.POOLED: {"study_id": t.STUDIES},
}
_NAMES = {"ge": "minimum", "le": "maximum"}  # as pydantic writes a bound that follows a validator of our own
_LIMITS = ("minimum", "maximum", "minLength", "pattern", "enum")


def frozen(tables: dict[str, bytes], version: str, claims: bytes | None = None) -> tuple[Snapshot, str]:
    """The snapshot that tables become under a version, and the text of the `datapackage.json` that says so.

    Args:
        tables: bytes of each table by its name, with plain line feeds.
        version: calendar version, such as 2026.11.
        claims: bytes of the file of claims, if there is one; it joins the package, and not the digest of the tables.
    """
    snapshot = Snapshot(version, digest(tables))
    package = _package(tables, snapshot)
    package["resources"] += [] if claims is None else [_claims(claims)]
    return snapshot, json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _package(tables: dict[str, bytes], snapshot: Snapshot) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": "allostasis-evidence",
        "title": "The oxytocin system in opioid use disorder: studies, results, curves, parameter values and priors",
        "description": (
            "An empty cell means: not seen. Every row names the address of what was read (seen_at) or its source. "
            "Where passing on data of a study is limited, studies.csv says so (redistribution)."
        ),
        "version": snapshot.version,
        "digest": snapshot.digest,
        "licenses": [LICENCE],
        "sources": [{"title": "The publications listed in the bibliography", "path": t.BIBLIOGRAPHY}],
        "resources": [_resource(table, content) for table, content in tables.items()],
    }


def _resource(table: str, content: bytes) -> dict[str, Any]:
    model = t.TABLES[table]
    described: dict[str, Any] = {
        "name": _name(table),
        "path": table,
        "description": " ".join((model.__doc__ or "").split()),
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": file_hash(content),
    }
    if table.endswith(".json"):
        return described | {"type": "json", "format": "json", "mediatype": "application/json"}
    kind = {"type": "table", "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv"}
    return described | kind | {"schema": _schema(table, model)}


def _claims(content: bytes) -> dict[str, Any]:
    """The file of claims: no table, so that another program checks its hash and nothing else."""
    return {
        "name": _name(t.CLAIMS),
        "path": t.CLAIMS,
        "description": "The claims of the review, each with the rows of the effects that bear on it.",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": file_hash(content),
        "format": "yaml",
        "mediatype": "application/yaml",
    }


def _name(table: str) -> str:
    """Name of a resource: that of the file, with hyphens."""
    return table.partition(".")[0].replace("_", "-")


def _schema(table: str, model: type[Row]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(name, described) for name, described in columns_of(model).items()],
        "missingValues": [""],
        "primaryKey": t.KEY_OF[table],
    }
    links = _LINKS.get(table, {})
    if links:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": _name(other), "fields": t.KEY_OF[other]}}
            for column, other in links.items()
        ]
    return schema


def columns_of(model: type[Row]) -> dict[str, dict[str, Any]]:
    """Each column with its JSON Schema; an alternative `null` becomes `required: False`."""
    whole = model.model_json_schema()
    found = {}
    for name, described in whole["properties"].items():
        choices = described.get("anyOf", [described])
        kept = next(choice for choice in choices if choice.get("type") != "null")
        kept = {_NAMES.get(key, key): value for key, value in kept.items()}
        needed = name in whole["required"] and len(choices) == 1
        found[name] = {"description": described.get("description")} | kept | {"required": needed}
    return found


def _field(name: str, described: dict[str, Any]) -> dict[str, Any]:
    kind = described.get("type", "object")
    is_keys = kind == "array" and described["items"].get("type") == "string"
    field: dict[str, Any] = {"name": name, "type": "string" if is_keys else kind}
    words = described.get("description")
    if words:
        field["description"] = f"{words}; keys separated by spaces" if is_keys and "spaces" not in words else words
    limits = {key: described[key] for key in _LIMITS if key in described}
    if described["required"] and not is_keys:
        limits["required"] = True
    return field | ({"constraints": limits} if limits else {})
