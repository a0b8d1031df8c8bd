"""JSON-LD in the words of schema.org. It is data in the page and never runs, so the strict policy lets it stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from allostasis import __version__
from allostasis.evidence.rows import pages_of
from allostasis.web.machine.citation import Record, date_of, natural

__all__ = ["LICENSE", "MAKERS", "article", "dataset", "script_text", "software", "type_of"]

LICENSE = "https://opensource.org/license/bsd-3-clause"
"""Licence of the software, of the tables, and of our own words; what is cited belongs to others."""

MAKERS = {"@type": "Organization", "name": "The allostasis developers"}

_CONTEXT = "https://schema.org"
_TYPES = {
    "article-journal": "ScholarlyArticle",
    "article": "ScholarlyArticle",
    "report": "Report",
    "dataset": "Dataset",
    "software": "SoftwareApplication",
    "webpage": "WebPage",
}
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script_text(value: Mapping[str, Any]) -> str:
    """JSON that can stand inside a script element: nothing in it can end the element."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_ESCAPES)


def type_of(kind: str) -> str:
    """The type of schema.org for a type of CSL-JSON."""
    return _TYPES.get(kind, "CreativeWork")


def article(record: Record, page: str) -> dict[str, Any]:
    """A record as schema.org describes it; what is not known is left out.

    Args:
        record: as CSL-JSON.
        page: address of its page.
    """
    doi, pmid = record.get("DOI"), record.get("PMID")
    first, last = pages_of(record.get("page"))
    same = [f"https://doi.org/{doi}"] if doi else []
    same += [f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"] if pmid else []
    found = {
        "@context": _CONTEXT,
        "@type": type_of(record["type"]),
        "@id": same[0] if doi else page,
        "name": record.get("title"),
        "headline": record.get("title"),
        "author": [_author(each) for each in record.get("author", ())],
        "datePublished": date_of(record),
        "pageStart": first,
        "pageEnd": last,
        "isPartOf": _part_of(record),
        "identifier": [_identifier(name, value) for name, value in (("doi", doi), ("pmid", pmid)) if value],
        "sameAs": same,
        "url": record.get("URL"),
        "mainEntityOfPage": page,
    }
    return _known(found)


def dataset(package: Mapping[str, Any], snapshot: str, page: str, files: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The evidence tables.

    Args:
        package: their Data Package descriptor.
        snapshot: name of the snapshot.
        page: address of their page.
        files: for each file `name`, `address`, `media_type`, `bytes` and `sha256`.
    """
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": page,
        "name": package["title"],
        "description": package["description"],
        "version": snapshot,
        "identifier": f"sha256:{package['digest']}",
        "license": LICENSE,
        "creator": MAKERS,
        "url": page,
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": each["name"],
                "contentUrl": each["address"],
                "encodingFormat": each["media_type"],
                "contentSize": f"{each['bytes']} B",
                "sha256": each["sha256"],
            }
            for each in files
        ],
    }


def software(description: str, page: str) -> dict[str, Any]:
    """This software."""
    return {
        "@context": _CONTEXT,
        "@type": "SoftwareSourceCode",
        "name": "allostasis",
        "description": description,
        "version": __version__,
        "programmingLanguage": "Python",
        "license": LICENSE,
        "author": MAKERS,
        "url": page,
    }


def _author(name: Mapping[str, str]) -> dict[str, str]:
    if "literal" in name:  # a group, or a name of which the parts were not seen
        return {"@type": "Organization", "name": name["literal"]}
    found = {"@type": "Person", "name": natural(name), "familyName": name.get("family"), "givenName": name.get("given")}
    return _known(found)


def _identifier(name: str, value: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}


def _part_of(record: Record) -> dict[str, Any]:
    """Issue in volume in journal, as far as they are known."""
    kind = "Periodical" if record["type"] == "article-journal" else "CreativeWork"
    found = {"@type": kind, "name": record["container-title"]} if "container-title" in record else {}
    for type, key, value in (
        ("PublicationVolume", "volumeNumber", record.get("volume")),
        ("PublicationIssue", "issueNumber", record.get("issue")),
    ):
        if value:
            found = _known({"@type": type, key: value, "isPartOf": found})
    return found


def _known(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value}
