"""CSL-JSON files. Programs write more fields than we keep, and numbers where we keep text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.intake.found import Found, doi, issued
from allostasis.evidence.rows import Reference

_KEPT = {info.alias or field for field, info in Reference.model_fields.items()}
_TEXTS = ("volume", "issue", "page", "PMID")
_GAP = re.compile(r"[\s,]*")
_NAME_PARTS = ("family", "given", "literal")


def read(text: str, file: str) -> list[Found]:
    """All records of a CSL-JSON file: a list of records, or one record.

    Raises:
        EvidenceError: for every entry that is no record.
    """
    entries = list(_entries(text, file))
    wrong = [(line, entry) for line, entry in entries if not isinstance(entry, dict)]
    if wrong:
        allowed = "a bibliographic record in CSL-JSON"
        raise EvidenceError([Problem(f"{file}:{line}", f"{entry!r:.60}", allowed) for line, entry in wrong])
    return [Found(line, _fields(entry)) for line, entry in entries]


def _entries(text: str, file: str) -> Iterator[tuple[int, Any]]:
    """The entries of a list, or the only entry, each with the line at which it starts."""
    whole = _parsed(text, file)
    if not isinstance(whole, list):
        yield 1, whole
        return
    decoder, position = json.JSONDecoder(), text.index("[") + 1
    for entry in whole:
        position = _GAP.match(text, position).end()  # type: ignore[union-attr]  # the pattern can be empty
        yield text.count("\n", 0, position) + 1, entry
        position = decoder.raw_decode(text, position)[1]


def _parsed(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        problem = Problem(f"{file}:{line}", f"text that is not JSON ({error})", "a list of records in CSL-JSON")
        raise EvidenceError(problem) from None


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    fields = {key: value for key, value in entry.items() if key in _KEPT and value not in (None, "", [])}
    for key in _TEXTS:
        if isinstance(fields.get(key), int):
            fields[key] = str(fields[key])
    if isinstance(fields.get("DOI"), str):
        fields["DOI"] = doi(fields["DOI"])
    if isinstance(fields.get("author"), list):
        fields["author"] = [_author(author) for author in fields["author"]]
    if "issued" in fields:
        fields["issued"] = _issued(fields["issued"])
    return fields


def _author(author: Any) -> Any:
    """Particles such as "van" stand before the family name, as in our tables; other parts of a name are not kept."""
    if not isinstance(author, dict):
        return author
    particle = author.get("non-dropping-particle") or author.get("dropping-particle")
    kept = {part: author[part] for part in _NAME_PARTS if author.get(part)}
    return kept | {"family": f"{particle} {kept['family']}"} if particle and "family" in kept else kept


def _issued(date: Any) -> Any:
    """The date with whole numbers; dates given as text ("raw") are read like those of other formats."""
    if not isinstance(date, dict):
        return date
    parts = date.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        written = "-".join(str(part) for part in parts[0])
        return issued(written) or {"date-parts": parts}
    return issued(str(date.get("raw") or date.get("literal") or "")) or date
