"""The six verbs of OAI-PMH."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from allostasis.web.archive.load.headings import KINDS
from allostasis.web.archive.models import NOT_KNOWN, Heading, HeadingOfArticle, Journal, Stamp
from allostasis.web.machine.naming import contact, public_name
from allostasis.web.machine.oai.arguments import PREFIX, Refusal, Selection, known_format, selection
from allostasis.web.machine.oai.document import OAI_DC, OAI_IDENTIFIER, SCHEMAS, add, add_foreign, stamp_text
from allostasis.web.machine.oai.records import SET_KINDS, identifier, key_of, put_header, put_record, with_sets
from allostasis.web.machine.oai.tokens import opened, sealed

__all__ = ["PER_PART", "Asked", "answer"]

PER_PART = 100
"""Length of a part of a list."""

_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+")


@dataclass(frozen=True)
class Asked:
    """A request.

    Args:
        arguments: as `arguments.checked` gives them.
        base: address of the interface.
        origin: scheme and host.
    """

    arguments: dict[str, str]
    base: str
    origin: str


def answer(asked: Asked, root: Element) -> None:
    """Put the answer into the envelope.

    Raises:
        Refusal: if there is none.
    """
    _VERBS[asked.arguments["verb"]](asked, root)


def _identify(asked: Asked, root: Element) -> None:
    found = add(root, "Identify")
    first = Stamp.objects.filter(kind="article").order_by("changed").values_list("changed", flat=True).first()
    add(found, "repositoryName", "allostasis: the oxytocin system in opioid use disorder")
    add(found, "baseURL", asked.base)
    add(found, "protocolVersion", "2.0")
    add(found, "adminEmail", contact())
    add(found, "earliestDatestamp", stamp_text(first) if first else "2022-01-01T00:00:00Z")
    add(found, "deletedRecord", "no")
    add(found, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    if _DOMAIN.fullmatch(public_name()):  # the scheme of names wants a domain
        description = add_foreign(add(found, "description"), OAI_IDENTIFIER, "oai-identifier")
        for name, text in (
            ("scheme", "oai"),
            ("repositoryIdentifier", public_name()),
            ("delimiter", ":"),
            ("sampleIdentifier", identifier("houghton2022")),
        ):
            add(description, name, text, space=OAI_IDENTIFIER)


def _list_formats(asked: Asked, root: Element) -> None:
    if "identifier" in asked.arguments:
        _find(asked.arguments["identifier"])
    format = add(add(root, "ListMetadataFormats"), "metadataFormat")
    add(format, "metadataPrefix", PREFIX)
    add(format, "schema", SCHEMAS[OAI_DC])
    add(format, "metadataNamespace", OAI_DC)


def _list_sets(asked: Asked, root: Element) -> None:
    arguments, start = _resumed(asked)
    sets = list(_sets())
    found = add(root, "ListSets")
    for name, title in sets[start : start + PER_PART]:
        one = add(found, "set")
        add(one, "setSpec", name)
        add(one, "setName", title)
    _put_token(found, arguments, start, len(sets))


def _get_record(asked: Asked, root: Element) -> None:
    known_format(asked.arguments["metadataPrefix"])
    stamp = _find(asked.arguments["identifier"])
    put_record(add(root, "GetRecord"), stamp, asked.origin)


def _list_identifiers(asked: Asked, root: Element) -> None:
    _list(asked, root, lambda found, stamp: put_header(found, stamp))


def _list_records(asked: Asked, root: Element) -> None:
    _list(asked, root, lambda found, stamp: put_record(found, stamp, asked.origin))


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}


def _list(asked: Asked, root: Element, put: Any) -> None:
    arguments, start = _resumed(asked)
    stamps = _selected(selection(arguments))
    total = stamps.count()
    if not total:
        raise Refusal("noRecordsMatch", "No record was changed in this time in this set.")
    keys = list(stamps.order_by("pk").values_list("pk", flat=True)[start : start + PER_PART])
    found = add(root, arguments["verb"])
    for stamp in with_sets(Stamp.objects.filter(pk__in=keys)).order_by("pk"):
        put(found, stamp)
    _put_token(found, arguments, start, total)


def _selected(wanted: Selection) -> Any:
    stamps = Stamp.objects.filter(kind="article")
    if wanted.first:
        stamps = stamps.filter(changed__gte=wanted.first)
    if wanted.last:
        stamps = stamps.filter(changed__lte=wanted.last)
    kind, _, key = wanted.set.partition(":")
    if kind == "journal":
        return stamps.filter(**{"article__issue__volume__journal__slug": key} if key else {}).exclude(
            article__issue__volume__journal__slug=NOT_KNOWN
        )
    if kind in SET_KINDS:
        members = HeadingOfArticle.objects.filter(heading__kind=kind, **({"heading__key": key} if key else {}))
        return stamps.filter(article__in=members.values("article"))
    return stamps.none() if kind else stamps


def _sets() -> Iterator[tuple[str, str]]:
    """Name and title of each set; the set of a kind before its members."""
    yield "journal", "All journals"
    for slug, name in Journal.objects.exclude(slug=NOT_KNOWN).order_by("order").values_list("slug", "name"):
        yield f"journal:{slug}", name
    for kind in SET_KINDS[1:]:
        yield kind, f"{KINDS[kind]}: all"
        for key, name in Heading.objects.filter(kind=kind).order_by("order").values_list("key", "name"):
            yield f"{kind}:{key}", f"{KINDS[kind]}: {name}"


def _find(name: str) -> Stamp:
    key = key_of(name)
    stamp = with_sets(Stamp.objects.filter(kind="article", key=key)).first() if key else None
    if stamp is None:
        raise Refusal(
            "idDoesNotExist", f'There is no record "{name[:200]}"; names look like {identifier("houghton2022")}.'
        )
    return stamp


def _resumed(asked: Asked) -> tuple[dict[str, str], int]:
    """The arguments of the first request of a list, and where its next part begins."""
    token = asked.arguments.get("resumptionToken")
    return (asked.arguments, 0) if token is None else opened(token, asked.arguments["verb"])


def _put_token(found: Element, arguments: dict[str, str], start: int, total: int) -> None:
    """The token for the next part; an empty one ends a list of several parts."""
    end = start + PER_PART
    if start or end < total:
        token = sealed(arguments, end) if end < total else ""
        add(found, "resumptionToken", token, {"completeListSize": str(total), "cursor": str(start)})
