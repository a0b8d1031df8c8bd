"""The envelope of an answer of OAI-PMH, and how its elements are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

__all__ = [
    "DC",
    "OAI",
    "OAI_DC",
    "OAI_IDENTIFIER",
    "SCHEMAS",
    "add",
    "add_foreign",
    "envelope",
    "stamp_text",
    "written",
]

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
DC = "http://purl.org/dc/elements/1.1/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMAS = {
    OAI: "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
    OAI_DC: "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    OAI_IDENTIFIER: "http://www.openarchives.org/OAI/2.0/oai-identifier.xsd",
}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # signs that XML 1.0 cannot hold

for _prefix, _name in (("", OAI), ("oai_dc", OAI_DC), ("dc", DC), ("xsi", _XSI), ("oai_id", OAI_IDENTIFIER)):
    ElementTree.register_namespace(_prefix, _name)


def envelope(base: str, attributes: Mapping[str, str]) -> Element:
    """An answer without content.

    Args:
        base: address of the interface.
        attributes: arguments of the request, as far as they were good.
    """
    root = Element(f"{{{OAI}}}OAI-PMH", {f"{{{_XSI}}}schemaLocation": f"{OAI} {SCHEMAS[OAI]}"})
    add(root, "responseDate", stamp_text(datetime.now(UTC)))
    add(root, "request", base, {name: _clean(value) for name, value in attributes.items()})
    return root


def add(
    parent: Element, name: str, text: str = "", attributes: Mapping[str, str] | None = None, space: str = OAI
) -> Element:
    """A new element inside another."""
    element = SubElement(parent, f"{{{space}}}{name}", dict(attributes or {}))
    element.text = _clean(text) or None
    return element


def add_foreign(parent: Element, space: str, name: str) -> Element:
    """A new element of another schema, which it names."""
    return add(parent, name, attributes={f"{{{_XSI}}}schemaLocation": f"{space} {SCHEMAS[space]}"}, space=space)


def stamp_text(time: datetime) -> str:
    """A time as the protocol writes it: UTC, to the second."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def written(root: Element) -> bytes:
    """The answer as it is sent."""
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
