"""Snapshots: which state of the evidence a result was computed from.

A snapshot has a calendar version and a digest, together its name, such as 2026.11+1a2b3c4d. The digest is the SHA-256
of the content of all tables and of nothing else: each row is the set of its cells that are not empty, without the
spaces around them, and a table is the set of its rows. So line endings, the order of rows, quotes, the order of
columns and the layout of the JSON file do not count, and any word or number that changes does.

`datapackage.json` beside the tables freezes a snapshot: it holds the version, the digest, and a hash of each file.
Tables that differ from what is frozen there are called "unreleased".

The file of claims lies beside the tables and in the same package, with its hash, but not in the digest: a pooled result
follows from the rows alone, and must keep its name when a claim is reworded. A verdict follows from rows and claims, so
it names both, the claims by the digest of their file (`claims_digest`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.tables import CLAIMS, TABLES

DATAPACKAGE = "datapackage.json"
UNRELEASED = "unreleased"
_SHOWN = 8  # hexadecimal digits of the digest in a name: enough to tell the states of one month apart


@dataclass(frozen=True)
class Snapshot:
    """One state of the evidence tables.

    Args:
        version: year and month in which the state was frozen, such as 2026.11; "unreleased" if it was not.
        digest: SHA-256 of the content of all tables, 64 hexadecimal digits.
    """

    version: str
    digest: str

    @property
    def name(self) -> str:
        """Version and the first digits of the digest, such as 2026.11+1a2b3c4d: what a result is labelled with."""
        return f"{self.version}+{self.digest[:_SHOWN]}"


def current(directory: Path | None = None) -> Snapshot:
    """The snapshot of the tables of a directory, or of those shipped with the package.

    Raises:
        EvidenceError: for every table that is missing or cannot be read.
    """
    return _shipped() if directory is None else _snapshot(directory)


def this_month() -> str:
    """The calendar version of a snapshot that is frozen now (UTC), such as 2026.11."""
    return f"{datetime.now(UTC):%Y.%m}"


@lru_cache(maxsize=1)
def _shipped() -> Snapshot:
    return _snapshot(files("allostasis.evidence") / "data")


def _snapshot(folder: Traversable) -> Snapshot:
    found, frozen = digest(contents(folder)), descriptor(folder)
    is_frozen = frozen is not None and frozen.get("digest") == found
    return Snapshot(str(frozen["version"]) if frozen and is_frozen else UNRELEASED, found)


def contents(folder: Traversable) -> dict[str, bytes]:
    """The bytes of each table, with line ends of one kind so that a check-out on another system stays the same."""
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for table in TABLES:
        try:
            found[table] = (folder / table).read_bytes().replace(b"\r\n", b"\n")
        except OSError as error:
            problems.append(Problem(table, f"a file that cannot be read ({error.strerror})", "a table of the evidence"))
    if problems:
        raise EvidenceError(problems)
    return found


def claims_file(folder: Traversable) -> bytes | None:
    """The bytes of the file of claims, with line ends of one kind; None where the tables have no claims beside them."""
    path = folder / CLAIMS
    return path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else None


def claims_digest(directory: Path | None = None) -> str | None:
    """SHA-256 of the file of claims beside the tables of a directory, or of the one shipped with the package.

    Unlike that of the tables it is a digest of the file as it stands: comments and layout count, line ends do not.
    None where there is no such file.
    """
    content = claims_file(files("allostasis.evidence") / "data" if directory is None else directory)
    return None if content is None else sha256(content).hexdigest()


def digest(tables: dict[str, bytes]) -> str:
    """SHA-256 of the content of the tables; see the top of this file for what counts as content."""
    whole = sha256()
    for table in sorted(tables):
        whole.update(f"{table}\n".encode())
        for row in sorted(_rows(table, tables[table])):
            whole.update(f"{row}\n".encode())
    return whole.hexdigest()


def _rows(table: str, content: bytes) -> Iterator[str]:
    """Each row as one line of JSON with sorted keys."""
    text = content.decode("utf-8", errors="replace")
    entries = _entries(text) if table.endswith(".json") else _csv_rows(text)
    for entry in entries:
        yield json.dumps(entry, sort_keys=True, ensure_ascii=False)


def _entries(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return [text]  # not sound; `evidence check` says why, and any change still changes the digest
    return found if isinstance(found, list) else [found]


def _csv_rows(text: str) -> Iterator[Any]:
    lines = csv.reader(io.StringIO(text, newline=""))
    header = next(lines, [])
    for cells in lines:
        # A cell too many has no column; it counts all the same.
        names = [*header, *map(str, range(len(header), len(cells)))]
        yield {column: cell.strip() for column, cell in zip(names, cells, strict=False) if cell.strip()}


def descriptor(folder: Traversable) -> dict[str, Any] | None:
    """What `datapackage.json` says; None if there is none.

    Raises:
        EvidenceError: if it cannot be understood.
    """
    try:
        found = json.loads((folder / DATAPACKAGE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise EvidenceError(_unreadable(str(error))) from None
    if not isinstance(found, dict) or not {"version", "digest", "resources"} <= found.keys():
        raise EvidenceError(_unreadable("version, digest or resources are missing"))
    return found


def _unreadable(why: str) -> Problem:
    allowed = "a data package as `allostasis evidence snapshot --write` makes it"
    return Problem(DATAPACKAGE, f"a file that cannot be understood ({why})", allowed, "write it again")


def stale(directory: Path | None = None) -> list[Problem]:
    """Every file that changed since `datapackage.json` was written; empty if none did, or if there is no such file."""
    folder: Traversable = files("allostasis.evidence") / "data" if directory is None else directory
    frozen = descriptor(folder)
    if frozen is None:
        return []
    hashes = {str(resource.get("path")): resource.get("hash") for resource in frozen["resources"]}
    claims = claims_file(folder)
    held = contents(folder) | ({} if claims is None else {CLAIMS: claims})
    changed = [name for name, content in held.items() if hashes.get(name) != file_hash(content)]
    allowed = f"the content that {DATAPACKAGE} lists for the snapshot {frozen['version']}"
    cause = "it was changed by hand: look at it, then run `allostasis evidence snapshot --write`"
    return [Problem(name, f"a file that changed since {DATAPACKAGE} was written", allowed, cause) for name in changed]


def file_hash(content: bytes) -> str:
    """SHA-256 of the bytes of a file, as the Data Package standard writes it."""
    return f"sha256:{sha256(content).hexdigest()}"
