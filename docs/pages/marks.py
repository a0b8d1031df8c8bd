"""Tables, equations and links in MyST Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from latex2mathml.converter import convert

from allostasis.evidence import Evidence, Reference, short_name


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown already, on one line."""
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def plain(text: object) -> str:
    """Text from a table or a file, so that no sign of it is taken for Markdown; nothing for what was not seen."""
    return "" if text is None else re.sub(r"([\\`*_{}\[\]<>|#$])", r"\\\1", " ".join(str(text).split()))


def prose(text: str) -> str:
    """Text from a docstring: names in backticks stay, line breaks do not."""
    return " ".join(text.split()).replace("<", "\\<").replace("*", "\\*")


def code(text: str) -> str:
    """A name as code; a bar would end the cell of a table."""
    return f"`{text}`".replace("|", "\\|")


def number(x: float | None) -> str:
    return "" if x is None else f"{x:.6g}"


def equation(left: str, right: str, relation: str = "=") -> str:
    """A typeset equation on lines of its own; both sides are LaTeX. A long one scrolls instead of leaving the page."""
    math = convert(f"{left} {relation} {right}", display="block")
    return f'```{{raw}} html\n<div style="overflow: auto hidden; padding: 0.4em 0">{math}</div>\n```\n'


def symbol(latex: str) -> str:
    """A typeset symbol within a line."""
    return convert(latex)


def target(key: str) -> str:
    """The address of a reference."""
    return f"ref-{key}"


def cited(keys: Iterable[str], evidence: Evidence) -> str:
    """Links to references, such as "de Groot et al. 1995, Nielsen et al. 2017"."""
    return ", ".join(f"[{label(evidence.bibliography[key])}](#{target(key)})" for key in keys)


def label(reference: Reference) -> str:
    """The short name of a reference, in Markdown."""
    return plain(short_name(reference))


def wide(text: str) -> str:
    """A page without the list of its headings beside it, which leaves room for tables."""
    return f"---\nhtml_theme.sidebar_secondary.remove: true\n---\n\n{text}"


def contents(pattern: str) -> str:
    """A table of contents of all pages that match."""
    return f"```{{toctree}}\n:hidden:\n:glob:\n\n{pattern}\n```\n"
