"""References as text, BibTeX, RIS or CSL-JSON, written by the libraries of the field.

citeproc-py writes the text by the small style `references.csl`, bibtexparser writes BibTeX and rispy writes RIS.
What the bibliography does not know is left out, never guessed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from typing import Any

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.library import Evidence
from allostasis.evidence.rows import Name, Reference, pages_of

# Our own style: the one that comes with citeproc-py calls a paper whose volume is not known a preprint.
_STYLE = "references.csl"
_LOCALE = "en-GB"
_BIBTEX_TYPES = {"article-journal": "article", "book": "book", "chapter": "incollection", "report": "techreport"}
_RIS_TYPES = {"article-journal": "JOUR", "book": "BOOK", "chapter": "CHAP", "report": "RPRT", "dataset": "DATA"}
_RIS_TYPES |= {"software": "COMP", "webpage": "ELEC"}


def cite(keys: Iterable[str], format: str, evidence: Evidence) -> str:
    """References of sources, studies, effects, parameter rows or parameters, without repetition.

    Args:
        keys: citation keys, or ids of studies, effects, parameter rows or parameters, which lead to citation keys.
        format: one of `FORMATS`: "text", "bibtex", "ris" or "csl-json".
        evidence: the tables to look in.

    Raises:
        EvidenceError: for an unknown key or format.
    """
    if format not in FORMATS:
        raise EvidenceError(Problem("format", f'"{format}"', f"one of {', '.join(FORMATS)}"))
    references = sorted(evidence.references(keys), key=lambda reference: reference.id)
    return FORMATS[format](references) if references else ""


def texts(references: Sequence[Reference]) -> list[str]:
    """Each reference as one line of plain text, in the order given."""
    from citeproc import (
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON

    known = CiteProcJSON([reference.as_csl() for reference in references])
    with (files("allostasis.evidence") / "data" / _STYLE).open("rb") as file:
        style = CitationStylesStyle(file, locale=_LOCALE, validate=False)
    bibliography = CitationStylesBibliography(style, known, formatter.plain)
    for reference in references:
        bibliography.register(Citation([CitationItem(reference.id)]))
    entries = zip(bibliography.keys, bibliography.bibliography(), strict=True)
    by_key = {key: " ".join(str(entry).split()) for key, entry in entries}
    return [by_key[reference.id] for reference in references]


def _as_text(references: Sequence[Reference]) -> str:
    return "\n".join(texts(references)) + "\n"


def _as_csl_json(references: Sequence[Reference]) -> str:
    return json.dumps([reference.as_csl() for reference in references], indent=2, ensure_ascii=False) + "\n"


def _as_bibtex(references: Sequence[Reference]) -> str:
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    library = Library()
    for reference in references:
        fields = [Field(name, value) for name, value in _bibtex_fields(reference).items() if value]
        library.add(Entry(_BIBTEX_TYPES.get(reference.type, "misc"), reference.id, fields))
    return write_string(library)


def _bibtex_fields(reference: Reference) -> dict[str, str | None]:
    """Words are written for LaTeX; numbers and addresses are kept as they are, because an escape would break them."""
    from pylatexenc.latexencode import unicode_to_latex  # type: ignore[import-untyped]

    def author(name: Name) -> str:
        """A name without a comma is one name: in brackets nobody takes its last word for the family."""
        text = unicode_to_latex(_inverted(name))
        return f"{{{text}}}" if " " in text and "," not in text else str(text)

    words = {
        "title": reference.title,
        "journal": reference.container_title,
        "note": reference.note,
    }
    written = {"author": " and ".join(author(name) for name in reference.author)}
    return (
        written
        | {name: unicode_to_latex(text) for name, text in words.items() if text}
        | {
            "year": str(reference.year) if reference.year else None,
            "volume": reference.volume,
            "number": reference.issue,
            "pages": reference.page.replace("-", "--") if reference.page else None,
            "doi": reference.DOI,
            "pmid": reference.PMID,
            "url": reference.URL,
        }
    )


def _as_ris(references: Sequence[Reference]) -> str:
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]  # rispy comes without types
        def set_header(self, count: int) -> str:
            """No running number above a record: it is not part of the format, and some readers stop at it."""
            return ""

    return str(rispy.dumps([_ris_entry(reference) for reference in references], implementation=Writer))


def _ris_entry(reference: Reference) -> dict[str, Any]:
    first, last = pages_of(reference.page)
    entry = {
        "type_of_reference": _RIS_TYPES.get(reference.type, "GEN"),
        "id": reference.id,
        "authors": [_inverted(name) for name in reference.author],
        "title": reference.title,
        "year": str(reference.year) if reference.year else None,
        "journal_name": reference.container_title,
        "volume": reference.volume,
        "number": reference.issue,
        "start_page": first,
        "end_page": last,
        "doi": reference.DOI,
        "accession_number": reference.PMID,
        "urls": [reference.URL] if reference.URL else [],
        "notes": [reference.note] if reference.note else [],
    }
    return {name: value for name, value in entry.items() if value}


def _inverted(name: Name) -> str:
    return name.literal or ", ".join(part for part in (name.family, name.given) if part)


FORMATS: dict[str, Callable[[Sequence[Reference]], str]] = {
    "text": _as_text,
    "bibtex": _as_bibtex,
    "ris": _as_ris,
    "csl-json": _as_csl_json,
}
