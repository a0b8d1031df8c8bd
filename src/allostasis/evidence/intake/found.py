"""One bibliographic record that was found in a file, and how its fields are written: dates, DOIs, pages, names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from allostasis.evidence.vocabulary import DOI


@dataclass(frozen=True)
class Found:
    """One bibliographic record of a file.

    Args:
        line: line at which it starts.
        fields: its fields, named as in CSL-JSON; not yet checked.
    """

    line: int
    fields: dict[str, Any]


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
