"""FAIR Signposting (signposting.org/FAIR): typed links in the headers of an answer, from a page to what belongs to it.

A page declares its links in `Page.signposts`; `link_header` writes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

__all__ = ["Signpost", "doi_address", "link_header"]


@dataclass(frozen=True)
class Signpost:
    """One typed link.

    Args:
        relation: such as cite-as, describedby, item, license, type.
        target: absolute address, or a path of this site.
        media_type: of the target; empty if it has none of interest.
    """

    relation: str
    target: str
    media_type: str = ""


def link_header(signposts: Iterable[Signpost], origin: str) -> str:
    """The value of the header; paths become addresses at `origin` (scheme and host)."""
    return ", ".join(_written(each, origin) for each in signposts)


def doi_address(doi: str) -> str:
    """The address of a DOI; signs that an address may not hold are escaped."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}"


def _written(signpost: Signpost, origin: str) -> str:
    target = f"{origin}{signpost.target}" if signpost.target.startswith("/") else signpost.target
    media = f'; type="{signpost.media_type}"' if signpost.media_type else ""
    return f'<{quote(target, safe=_SAFE)}>; rel="{signpost.relation}"{media}'


_SAFE = "%/:;?=&()[]@!$'*+,~#._-"
