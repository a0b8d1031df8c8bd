"""The evidence tables as files, with the page that describes them as a data set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse

from allostasis.evidence.snapshots import DATAPACKAGE, current, descriptor, file_hash
from allostasis.web.frame.addresses import address
from allostasis.web.frame.errors import NotFound
from allostasis.web.frame.record import Page, Part, shown
from allostasis.web.frame.signposts import Signpost, link_header
from allostasis.web.machine.linked_data import LICENSE

__all__ = ["TablesPage", "package", "table", "tables"]

_MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "yaml": "application/yaml"}


@dataclass(frozen=True)
class TableFile(Part):
    """One file of the evidence."""

    name: str = shown("name of the file")
    address: str = shown("where the file is")
    description: str = shown("what one row of it is")
    media_type: str = shown("media type")
    bytes: int = shown("size in bytes")
    sha256: str = shown("SHA-256 of the file: 64 hexadecimal digits")


@dataclass(frozen=True, kw_only=True)
class TablesPage(Page):
    """The evidence tables."""

    template = "machine/tables.html"

    snapshot: str = shown("name of the snapshot: month and first digits of the digest")
    digest: str = shown("SHA-256 of the content of all tables")
    license: str = shown("address of the licence")
    package: str = shown("where the descriptor of the Data Package is: columns, types and meanings")
    files: tuple[TableFile, ...] = shown("the files")

    def signposts(self) -> tuple[Signpost, ...]:
        """From the page to the files, their description and their licence."""
        return (
            Signpost("type", "https://schema.org/Dataset"),
            Signpost("type", "https://schema.org/AboutPage"),
            Signpost("license", self.license),
            Signpost("describedby", self.package, "application/json"),
            *(Signpost("item", each.address, each.media_type) for each in self.files),
        )


def tables(request: HttpRequest) -> TablesPage:
    """The tables of the package, as they are installed."""
    now = current()
    return TablesPage(
        title="Evidence tables",
        description="The tables from which everything in the archive follows, as files, with checksums.",
        snapshot=now.name,
        digest=now.digest,
        license=LICENSE,
        package=address("table", file=DATAPACKAGE) or "",
        files=tuple(_file(name) for name in _names() if name != DATAPACKAGE),
    )


def table(request: HttpRequest, file: str) -> HttpResponse:
    """One file, byte for byte as it is installed."""
    if file not in _names():
        raise NotFound(f'The evidence has no file "{file}"; it has: {", ".join(_names())}.')
    response = HttpResponse(_content(file), content_type=f"{_media_type(file)}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    origin = f"{request.scheme}://{request.get_host()}"
    response["Link"] = link_header([Signpost("collection", address("tables") or "", "text/html")], origin)
    return response


@lru_cache(maxsize=1)
def package() -> dict[str, Any]:
    """The descriptor of the Data Package that comes with the tables."""
    return descriptor(files("allostasis.evidence") / "data") or {}


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return (*(str(resource["path"]) for resource in package()["resources"]), DATAPACKAGE)


def _content(name: str) -> bytes:
    return (files("allostasis.evidence") / "data" / name).read_bytes()


@lru_cache(maxsize=64)
def _file(name: str) -> TableFile:
    content = _content(name)
    (resource,) = [each for each in package()["resources"] if each["path"] == name]
    return TableFile(
        name=name,
        address=address("table", file=name) or "",
        description=str(resource.get("description", "")),
        media_type=_media_type(name),
        bytes=len(content),
        sha256=file_hash(content).removeprefix("sha256:"),
    )


def _media_type(name: str) -> str:
    return _MEDIA_TYPES[name.rpartition(".")[2]]
