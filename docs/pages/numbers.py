"""All parameters, and all references."""

from __future__ import annotations

import re

from allostasis.evidence import Evidence, texts
from allostasis.models.describe import parameter, parts
from pages.marks import cited, code, label, number, plain, table, target

_OPENING = """\
A parameter has no number of its own: its default and its prior follow from evidence rows by a rule, or are assumed with
a reason. The rules are: `row` (the value of one row), `pooled` (rows are averaged), `widened` (the range is wider than
a row says, or spans rows that disagree), `assumed` (no row decides), `structural` (a choice of the model's form)."""


def pages(evidence: Evidence) -> dict[str, str]:
    """Text of each page by its path."""
    return {"parameters.md": _parameters(evidence), "references.md": _references(evidence)}


def _parameters(evidence: Evidence) -> str:
    text = f"# Parameters\n\n{_OPENING}\n"
    for name, kind in parts().items():
        found = [parameter(q.name, evidence) for q in kind.parameters()]
        rows = [
            [
                code(p["name"]),
                p["unit"],
                plain(p["meaning"]),
                number(p["default"]),
                plain(p["prior"]),
                plain(p["rule"]),
                cited(p["sources"], evidence),
            ]
            for p in found
        ]
        head = ("name", "unit", "meaning", "default", "prior", "rule", "sources")
        text += f"\n## {name}\n\nEquations: [{name}](subsystem/{name}.md)\n\n{table(head, rows)}"
    return text


def _references(evidence: Evidence) -> str:
    references = sorted(evidence.bibliography.values(), key=lambda r: (label(r).casefold(), r.id))
    entries = [
        f"({target(reference.id)})=\n{_linked(text)} `{reference.id}`\n"
        for reference, text in zip(references, texts(references), strict=True)
    ]
    return "# References\n\nEvery source of the evidence tables.\n\n" + "\n".join(entries)


def _linked(text: str) -> str:
    """A reference whose addresses can be followed."""
    pieces = re.split(r"(https?://[^\s\]]+)", text)
    return "".join(f"<{piece}>" if piece.startswith("http") else _escaped(piece) for piece in pieces)


def _escaped(piece: str) -> str:
    """Escaped, with the blanks at both ends kept."""
    return re.sub(r"\S(?:.*\S)?", lambda match: plain(match[0]), piece, count=1, flags=re.DOTALL)
