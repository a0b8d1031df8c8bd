"""What an installation may choose, read from environment variables once.

ALLOSTASIS_DATA        directory of the database, the key and the static files; the user's data directory if not set
ALLOSTASIS_DATABASE    postgresql://user:password@host:port/name; SQLite in the data directory if not set
ALLOSTASIS_HOSTS       names under which the public reaches the archive, separated by commas; if set, HTTPS is demanded
ALLOSTASIS_EMAIL       address that harvesters may write to (OAI-PMH wants one)
ALLOSTASIS_SECRET_KEY  key for signatures; needed if ALLOSTASIS_HOSTS is set, otherwise generated once per installation
ALLOSTASIS_READ_ONLY   1: the database refuses every change; set by `allostasis serve` for its workers
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from allostasis.errors import InputError, Problem

_KEY_FILE = "secret_key"
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_NO_EMAIL = "not-given@archive.invalid"  # no such address can exist (RFC 2606); the protocol wants one all the same


@dataclass(frozen=True)
class Environment:
    """The choices of an installation.

    Args:
        data: directory that the archive may write to.
        database: Django's description of the database.
        hosts: host names that are answered.
        is_public: whether the archive stands on the net; if not, it is for the user of this machine.
        secret_key: key for signatures.
        email: address of whoever runs the archive.
    """

    data: Path
    database: dict[str, Any]
    hosts: tuple[str, ...]
    is_public: bool
    secret_key: str
    email: str


def read() -> Environment:
    """The environment of this process.

    Raises:
        InputError: if a variable cannot be used.
    """
    data = data_directory()
    hosts = tuple(host.strip() for host in os.environ.get("ALLOSTASIS_HOSTS", "").split(",") if host.strip())
    read_only = os.environ.get("ALLOSTASIS_READ_ONLY") == "1"
    address = os.environ.get("ALLOSTASIS_DATABASE", "")
    database = _postgresql(address, read_only) if address else _sqlite(data, read_only)
    return Environment(
        data, database, hosts or _LOCAL_HOSTS, bool(hosts), _secret_key(data, is_public=bool(hosts)), _email()
    )


def _email() -> str:
    given = os.environ.get("ALLOSTASIS_EMAIL", "")
    if given and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", given):
        raise InputError(Problem("ALLOSTASIS_EMAIL", f'"{given}"', "an address such as archive@example.org"))
    return given or _NO_EMAIL


def data_directory() -> Path:
    """Where the archive keeps its files; it need not exist."""
    if chosen := os.environ.get("ALLOSTASIS_DATA"):
        return Path(chosen).expanduser().resolve()
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "allostasis"


def _sqlite(data: Path, read_only: bool) -> dict[str, Any]:
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728;"
    )
    if read_only:
        pragmas += " PRAGMA query_only=ON;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": data / "archive.sqlite3", "OPTIONS": options}


def _postgresql(address: str, read_only: bool) -> dict[str, Any]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _unusable() from None
    if parts.scheme not in ("postgresql", "postgres") or len(parts.path) < 2:
        raise _unusable()
    options = {"options": "-c default_transaction_read_only=on"} if read_only else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _unusable() -> InputError:
    """The address may hold a password, so the message does not repeat it."""
    allowed = "postgresql://user:password@host:port/name, or nothing for SQLite"
    return InputError(Problem("ALLOSTASIS_DATABASE", "an address of another form", allowed))


def _secret_key(data: Path, *, is_public: bool) -> str:
    if given := os.environ.get("ALLOSTASIS_SECRET_KEY"):
        return given
    if is_public:
        cause = "make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        raise InputError(Problem("ALLOSTASIS_SECRET_KEY", "nothing", "a key of 50 characters or more", cause))
    file = data / _KEY_FILE
    data.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return file.read_text(encoding="utf-8")
