"""Bibliographic records from RIS, BibTeX or CSL-JSON files, as the fields of `rows.Reference`.

The libraries of the field parse the files; here their fields are given our names. Nothing is guessed: a field that the
file lacks stays absent, and what we do not keep (abstract, keywords, publisher) is left out. A file that has no usable
key for a record gets one from the first author and the year, such as woolley2016.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.intake import bibtex, csl, ris
from allostasis.evidence.intake.found import Found, year_of
from allostasis.evidence.vocabulary import KEY

_FORMATS = {".ris": "RIS", ".bib": "BibTeX", ".json": "CSL-JSON"}


def is_reference_file(path: Path) -> bool:
    """Whether a file, by its ending, holds bibliographic records only."""
    return path.suffix.lower() in _FORMATS


def read_references(path: Path) -> list[Found]:
    """All records of a .ris, .bib or .json (CSL-JSON) file, in its order, each with a key.

    Raises:
        EvidenceError: if the file cannot be read, is not of the format that its ending says, or holds no record.
    """
    readers: dict[str, Callable[[str, str], list[Found]]] = {".ris": ris.read, ".bib": bibtex.read, ".json": csl.read}
    suffix = path.suffix.lower()
    found = readers[suffix](_text_of(path), str(path))
    if not found:
        problem = Problem(str(path), "no bibliographic record", f"at least one record in {_FORMATS[suffix]}")
        raise EvidenceError(problem)
    return list(_with_keys(found))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        problem = Problem(str(path), f"a file that cannot be read ({error.strerror})", "a file with references")
        raise EvidenceError(problem) from None
    except UnicodeDecodeError:
        cause = "the file was saved in another encoding"
        raise EvidenceError(Problem(str(path), "bytes that are not UTF-8", "text in UTF-8", cause)) from None


def _with_keys(found: list[Found]) -> Iterator[Found]:
    """Records with a key each; a second woolley2016 of the same file becomes woolley2016b."""
    taken: set[str] = set()
    for record in found:
        given = record.fields.get("id")
        # A key of another shape belongs to the program that wrote the file and means nothing here.
        own = isinstance(given, str) and re.fullmatch(KEY, given)
        key = str(given) if own else _key(record.fields)
        key = key if own else next(k for k in (key, *(f"{key}{letter}" for letter in "bcdefghijk")) if k not in taken)
        taken.add(key)
        yield Found(record.line, {"id": key} | {name: v for name, v in record.fields.items() if name != "id"})


def _key(fields: dict[str, Any]) -> str:
    """Family name of the first author, or first word of the title, and the year: plain small letters and digits."""
    authors = fields.get("author") or [{}]
    first = authors[0] if isinstance(authors[0], dict) else {}
    word = first.get("family") or first.get("literal") or str(fields.get("title") or "untitled").split()[0]
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return (re.sub(r"[^a-z0-9]", "", plain) or "untitled") + str(year_of(fields) or "")
