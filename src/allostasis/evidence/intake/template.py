"""The template of a study: every column with its meaning and the words it may hold, written from the row classes."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from allostasis.evidence import tables as t
from allostasis.evidence.datapackage import columns_of

_WIDTH = 110
_OPENING = """\
# A study for the evidence of allostasis. Fill in what the source says; leave empty what it does not say.
#
# REQUIRED marks what may not stay empty. Text with a colon, a hash or brackets needs quotes: "t(18) = 2.1; p = 0.05".
# Keys are small letters, digits and single underscores: woolley2016. A number has a decimal point and no unit.
# Leave out `reference` if the publication is in the bibliography already, and `study` if the study is in the tables.
# Then:  allostasis evidence add THIS_FILE --dry-run
"""
_REFERENCE = "The publication, as CSL-JSON has it."
_STUDY = "Who was studied and how; `source` is the id of the reference."
_EFFECTS = "One entry per reported result. Begin each with a hyphen; for the next result, copy the whole entry."
_MEANINGS = {
    "id": "citation key, such as woolley2016",
    "type": "kind of publication",
    "author": "authors in order: [{family: Smith, given: Jane}, {literal: Name of a group}]",
    "issued": "date of publication: {date-parts: [[2027]]}, or [[2027, 3]] with the month, or [[2027, 3, 14]]",
    "container-title": "journal, or book of a chapter",
    "DOI": "DOI without address, such as 10.1038/srep03440",
    "PMID": "PubMed number",
    "URL": "address",
    "note": "what a reader of the reference should know",
}


def template(reference: Mapping[str, Any] | None = None) -> str:
    """The template as YAML with comments.

    Args:
        reference: a bibliographic record, in the fields of CSL-JSON, to fill in; the study then points to it.
    """
    known = dict(reference or {})
    key = known.get("id")
    study = {"study_id": key, "source": key} if key else {}
    effect = {"study_id": key, "sample_id": key} if key else {}
    lines = [
        *_part("reference", _REFERENCE, t.BIBLIOGRAPHY, known),
        *_part("study", _STUDY, t.STUDIES, study),
        *_part("effects", _EFFECTS, t.EFFECTS, effect),
    ]
    return _OPENING + "\n".join(lines) + "\n"


def _part(name: str, meaning: str, table: str, known: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n# {meaning}\n{name}:"
    first, indent = ("  - ", "    ") if name == "effects" else ("  ", "  ")
    for number, (column, described) in enumerate(columns_of(t.TABLES[table]).items()):
        yield from _comment(column, described, indent)
        yield (first if number == 0 else indent) + _line(column, known.get(column))


def _comment(column: str, described: Mapping[str, Any], indent: str) -> list[str]:
    meaning = described.get("description") or _MEANINGS.get(column)
    parts = [*([meaning] if meaning else []), *_limits(described)]
    words = ("REQUIRED; " if described["required"] else "") + "; ".join(parts)
    return textwrap.wrap(words, _WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}#   ")


def _limits(described: Mapping[str, Any]) -> Iterator[str]:
    if "enum" in described:
        yield f"one of: {', '.join(described['enum'])}"
    if described.get("type") in ("number", "integer"):
        kind = "a number" if described["type"] == "number" else "a whole number"
        ends = [
            f"{word} {described[end]:g}" for word, end in (("from", "minimum"), ("to", "maximum")) if end in described
        ]
        yield " ".join([kind, *ends])


def _line(column: str, value: Any) -> str:
    if value is None:
        return f"{column}:"
    # JSON is YAML, and needs no thought about which texts need quotes.
    return f"{column}: {json.dumps(value, ensure_ascii=False)}"
