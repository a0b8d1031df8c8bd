"""Long lists in parts, each with an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.record import Part, shown

__all__ = ["PER_PAGE", "Paging", "paged", "with_query"]

PER_PAGE = 50


@dataclass(frozen=True)
class Paging(Part):
    """Which part of a list is shown."""

    number: int = shown("number of this part, from 1")
    parts: int = shown("number of parts")
    total: int = shown("length of the whole list")
    first: int = shown("place of the first entry shown in the whole list, from 1; 0 if the list is empty")
    last: int = shown("place of the last entry shown")
    previous: str | None = shown("query of the part before; null if this is the first")
    next: str | None = shown("query of the part after; null if this is the last")


def paged(
    request: HttpRequest,
    entries: Any,
    per_page: int = PER_PAGE,
    *,
    total: int | None = None,
    fetch: Callable[[Any], Any] = lambda rows: rows,
) -> tuple[Sequence[Any], Paging]:
    """The entries of the part that the query names (`?page=2`), and which part it is.

    Args:
        request: its query names the part.
        entries: a query set or a sequence.
        per_page: length of a part.
        total: length of the whole list, if it is known already.
        fetch: what else the rows of a query set shall bring with them, such as `select_related`; it is asked for the
            rows of this part alone, so that a late part of a long list costs no more than the first.

    Raises:
        NotFound: if there is no such part.
    """
    if total is None:
        total = entries.count() if hasattr(entries, "query") else len(entries)
    parts = max(1, -(-total // per_page))
    number = _part(request, parts)
    start = (number - 1) * per_page
    found = _rows(entries, start, start + per_page, fetch)
    before = with_query(request, page=number - 1 if number > 2 else None) if number > 1 else None
    after = with_query(request, page=number + 1) if number < parts else None
    paging = Paging(number, parts, total, start + 1 if found else 0, start + len(found), before, after)
    return found, paging


def _part(request: HttpRequest, parts: int) -> int:
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    if not 1 <= number <= parts:
        length = f"{parts} {'part' if parts == 1 else 'parts'}"
        raise NotFound(f"The list has {length}; part {asked[:20]} is not one of them.")
    return number


def _rows(entries: Any, start: int, end: int, fetch: Callable[[Any], Any]) -> list[Any]:
    """The rows of one part: first their keys, in order, then the rows."""
    if not hasattr(entries, "query"):
        return list(entries[start:end])
    keys = list(entries.values_list("pk", flat=True)[start:end])
    rows = {row.pk: row for row in fetch(entries.model.objects.filter(pk__in=keys))}
    return [rows[key] for key in keys]


def with_query(request: HttpRequest, **changes: Any) -> str:
    """The query of a request with changes, as `?a=b`; None takes a key out."""
    query = {key: value for key, value in request.GET.items() if value}
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = str(value)
    return f"?{urlencode(query)}" if query else "?"
