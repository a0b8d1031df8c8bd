"""Bibliographic records from RIS, BibTeX or CSL-JSON files, as the fields of `rows.Reference`.

The libraries of the field parse the files; here their fields are given our names. Nothing is guessed: a field that the
file lacks stays absent, and what we do not keep (abstract, keywords, publisher) is left out. A file that has no usable
key for a record gets one from the first author and the year, such as woolley2016.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.vocabulary import DOI, KEY

_FORMATS = {".ris": "RIS", ".bib": "BibTeX", ".json": "CSL-JSON"}


@dataclass(frozen=True)
class Found:
    """One bibliographic record of a file.

    Args:
        line: line at which it starts.
        fields: its fields, named as in CSL-JSON; not yet checked.
    """

    line: int
    fields: dict[str, Any]


def is_reference_file(path: Path) -> bool:
    """Whether a file, by its ending, holds bibliographic records only."""
    return path.suffix.lower() in _FORMATS


def read_references(path: Path) -> list[Found]:
    """All records of a .ris, .bib or .json (CSL-JSON) file, in its order, each with a key.

    Raises:
        EvidenceError: if the file cannot be read, is not of the format that its ending says, or holds no record.
    """
    from allostasis.evidence.intake import bibtex, csl, ris

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


def year_of(fields: dict[str, Any]) -> int | None:
    """Year of publication of a record that was not checked yet; None if it is not there."""
    try:
        return int(fields["issued"]["date-parts"][0][0])
    except (KeyError, IndexError, TypeError, ValueError):
        return None


def issued(date: str) -> dict[str, Any] | None:
    """A date such as 2016, 2016/07/02, 2016-07 or 2016/// in the form of CSL-JSON; None if it holds no year."""
    match = re.match(r"\s*(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?", date)
    return {"date-parts": [[int(part) for part in match.groups() if part]]} if match else None


def doi(text: str) -> str:
    """A DOI without the address or prefix before it; any other text unchanged, so that the check can show it."""
    match = re.fullmatch(rf"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?({DOI})", text.strip(), re.IGNORECASE)
    return match.group(1) if match else text.strip()


def pages(first: str, last: str = "") -> str:
    """Pages with one plain hyphen between the ends."""
    whole = f"{first}-{last}" if first and last and first != last else first or last
    return re.sub(r"\s*(?:--+|[–—])\s*", "-", whole.strip())


def name(text: str) -> dict[str, str]:
    """An author written "Family, Given"; one word is a family name, and several without a comma are a group."""
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and given:
        return {"family": family, "given": given}
    return {"family": family} if comma or " " not in family else {"literal": family}


def filled(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that hold something."""
    return {key: value for key, value in fields.items() if value}
