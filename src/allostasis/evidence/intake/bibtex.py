r"""BibTeX files, read by bibtexparser; words written for LaTeX (Gr{\"u}n, \&) become plain text."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Any

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.intake.found import Found, doi, filled, issued, name, pages

_TYPES = {"article": "article-journal", "book": "book", "incollection": "chapter", "inbook": "chapter"}
_TYPES |= {
    "techreport": "report",
    "report": "report",
    "dataset": "dataset",
    "software": "software",
    "online": "webpage",
}


def read(text: str, file: str) -> list[Found]:
    """All records of a BibTeX file.

    Raises:
        EvidenceError: for every record that cannot be read.
    """
    from bibtexparser.entrypoint import parse_string

    library = parse_string(text)
    if library.failed_blocks:
        raise EvidenceError([_failed(block, file) for block in library.failed_blocks])
    return [Found(_line(entry), _fields(entry)) for entry in library.entries]


def _failed(block: Any, file: str) -> Problem:
    first = (str(block.error).splitlines() or [""])[0]
    allowed = "a record such as @article{woolley2016, title = {...}}, each key and each field once"
    cause = "" if "uplicate" in first else "a bracket that is not closed"
    return Problem(f"{file}:{_line(block)}", f"a record that cannot be read ({first})", allowed, cause)


def _line(block: Any) -> int:
    return int(block.start_line or 0) + 1


def _fields(entry: Any) -> dict[str, Any]:
    found = {key.lower(): str(field.value) for key, field in entry.fields_dict.items()}
    date = found.get("date") or found.get("year") or ""
    return filled(
        {
            "id": entry.key,
            "type": _TYPES.get(entry.entry_type.lower(), "article"),
            "title": _words(found.get("title", "")),
            "author": [_author(each) for each in _authors(found.get("author", ""))],
            "issued": issued(date),
            "container-title": _words(found.get("journal") or found.get("journaltitle") or found.get("booktitle", "")),
            "volume": found.get("volume"),
            "issue": found.get("number") or found.get("issue"),
            "page": pages(found.get("pages", "")),
            "DOI": doi(_address(found["doi"])) if "doi" in found else None,
            "PMID": found.get("pmid"),
            "URL": _address(found.get("url", "")),
            "note": _words(found.get("note", "")),
        }
    )


def _words(text: str) -> str:
    """LaTeX as plain text on one line."""
    from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

    return " ".join(LatexNodes2Text(keep_comments=True).latex_to_text(text).split())


def _address(text: str) -> str:
    """A DOI or an address: only the escapes that BibTeX needs are taken away, every other sign belongs to it."""
    return re.sub(r"\\([_&%#$])", r"\1", text).strip()


def _authors(text: str) -> list[str]:
    """The authors of a list joined by "and", which does not count inside of brackets."""
    found, depth = [""], 0
    for word in re.split(r"(\s+)", text):
        if depth == 0 and word == "and":
            found.append("")
            continue
        depth += word.count("{") - word.count("}")
        found[-1] += word
    return [author.strip() for author in found if author.strip() not in ("", "others")]


def _author(text: str) -> dict[str, str]:
    """One author: {Group}, "Family, Given" or "Given Family", where small words such as "van" belong to the family."""
    if _is_in_brackets(text):
        return {"literal": _words(text)}
    if "," in text:
        return name(_words(text))
    parts = _words(text).split()
    family = next((n for n, part in enumerate(parts[:-1]) if n and part[0].islower()), len(parts) - 1)
    given = " ".join(parts[:family])
    return filled({"family": " ".join(parts[family:]), "given": given})


def _is_in_brackets(text: str) -> bool:
    r"""Whether one pair of brackets holds the whole text; a lone {\O} is an accent."""
    if not (text.startswith("{") and text.endswith("}")) or text.startswith("{\\"):
        return False
    depths = list(accumulate((sign == "{") - (sign == "}") for sign in text))
    return 0 not in depths[:-1]
