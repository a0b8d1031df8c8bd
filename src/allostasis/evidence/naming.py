"""What a publication is called in a running text: the one place where a short name of a source is made.

Documentation, reports, figures, command line and archive all take it from here, so that a source has one name
everywhere. A name is never made up: of a record whose authors were not seen the title speaks, then what else is known.
"""

from __future__ import annotations

import re
from itertools import accumulate
from urllib.parse import urlsplit

from allostasis.evidence.rows import Reference

__all__ = ["short_name"]

_LONGEST, _FEWEST = 40, 2
"""Signs of a title that are kept, and words at least: enough to know a paper by."""
_OUR_WORDS = "title in our words"
"""How the note of a record begins whose title was not seen."""
_LOOSE_ENDS = frozenset({"a", "an", "and", "as", "at", "between", "by", "during", "for", "from", "in", "into", "of"})
_LOOSE_ENDS |= {"on", "or", "the", "to", "versus", "with"}
_OF_NO_ISSUE = frozenset({"webpage", "report", "software", "dataset"})
"""Kinds that an institution gives out and changes, so that its name says more than a year."""


def short_name(reference: Reference, longest: int = _LONGEST) -> str:
    """Authors and year as in a running text: "Acquas and Di Chiara 1992", "Gossen et al. 2012".

    Without authors it is the shortened title with the year: "“Naloxone nasal spray …”, 2019" (without the marks if the
    title is a description of ours), and for a page, a label
    or a program the place that gives it out as well. Without a title it is the journal with the year, then the DOI or
    the number in PubMed or PubMed Central. The citation key is the last resort.

    Args:
        reference: the bibliographic record.
        longest: signs of a title that are kept; fewer where there is little room, as beside a figure.
    """
    names = [name.family or name.literal or "" for name in reference.author]
    if names and all(names):
        return f"{_together(names)} {reference.year or '(no date)'}"
    if reference.title:
        title = _shortened(reference.title, longest)
        return ", ".join([title if _is_ours(reference) else f"“{title}”", *_origin(reference)])
    if reference.container_title and reference.year:
        return f"{reference.container_title} {reference.year}"
    return _number(reference) or reference.id


def _is_ours(reference: Reference) -> bool:
    """Whether the title is a description of ours, which must not look like a printed one."""
    return (reference.note or "").startswith(_OUR_WORDS)


def _together(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {names[1]}" if len(names) == 2 else f"{names[0]} et al."


def _shortened(title: str, longest: int) -> str:
    """Whole words from the beginning, with a sign of omission where some were left out."""
    words = title.split()
    ends = accumulate(len(word) + 1 for word in words)
    kept = words[: max(_FEWEST, sum(end - 1 <= longest for end in ends))]
    if len(kept) == len(words):
        return title.rstrip(".")
    while len(kept) > 1 and kept[-1].casefold() in _LOOSE_ENDS:
        kept.pop()
    return f"{' '.join(kept).rstrip(' ,;:.-–—')} …"


def _origin(reference: Reference) -> list[str]:
    """Where a page, label or program was seen, and the year; of anything else the year, or that it has no date."""
    year = [str(reference.year)] if reference.year else []
    if reference.type in _OF_NO_ISSUE:
        place = reference.container_title or urlsplit(reference.URL or "").netloc.removeprefix("www.")
        return [place, *year] if place else year
    return year or ["no date"]


def _number(reference: Reference) -> str:
    if reference.DOI:
        return f"doi:{reference.DOI}"
    central = re.search(r"PMC\d+", reference.URL or "")
    return f"PubMed {reference.PMID}" if reference.PMID else central.group() if central else ""
