"""What `allostasis serve` does: make the database ready, then answer requests until it is stopped.

The database is a cache of the evidence tables: it is made at the first start and filled again when they have changed.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from allostasis.errors import InputError, Problem, RunError
from allostasis.web.alone import alone
from allostasis.web.environment import data_directory

__all__ = ["prepare", "serve"]

_SETTINGS = "allostasis.web.settings"
_LOCK = ".start.lock"
_THREADS = 4
_KEEP_OPEN = 30  # seconds: shorter, and a client that asks again now and then meets a connection that just closed


def serve(host: str, port: int, workers: int, data: Path | None, say: Callable[[str], None]) -> None:
    """Serve the archive until the process is stopped.

    Args:
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        workers: number of processes that answer.
        data: directory for the database, the key and the static files; that of the user if None.
        say: what to do with a line for the user.

    Raises:
        InputError: if the directory, the database or the address cannot be used.
        RunError: if the port is taken.
    """
    if data is not None:
        os.environ["ALLOSTASIS_DATA"] = str(data)
    _require_directory(data_directory())
    listening = _listen(host, port)
    prepare(say)
    # From here on the database refuses every change: what is public can only be read.
    os.environ["ALLOSTASIS_READ_ONLY"] = "1"
    say(f"Serving on http://{host}:{listening.getsockname()[1]}/ with {workers} processes; Ctrl-C stops it.")
    _run(listening, workers)


def prepare(say: Callable[[str], None] = lambda line: None) -> bool:
    """Bring the database and the static files up to date; returns whether the database was filled."""
    import django
    from django.core.management import call_command
    from django.db import Error, connections

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _SETTINGS)
    try:
        django.setup()
        from allostasis.web.archive.load import fill

        with alone(data_directory() / _LOCK, lambda: say("Waiting for another start in the same directory.")):
            call_command("migrate", verbosity=0, interactive=False)
            filled = fill(say=say)
            call_command("collectstatic", verbosity=0, interactive=False)
    except Error as error:
        raise _no_database(error) from None
    finally:
        connections.close_all()
    say("The database was filled from the evidence tables." if filled else "The database is up to date.")
    return filled


def _require_directory(data: Path) -> None:
    """Refuse a directory that nothing can be written to, before anything else is tried."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        found = f"{data}, which cannot be used ({error.strerror})"
        raise InputError(Problem("--data", found, "a directory that this user may write to")) from None


def _no_database(error: Exception) -> InputError:
    """What the database said in one line; an address with a password is not repeated."""
    said = str(error).strip().splitlines()
    if not os.environ.get("ALLOSTASIS_DATABASE"):
        file = data_directory() / "archive.sqlite3"
        found = f"a file that cannot be used ({said[0] if said else type(error).__name__})"
        return InputError(Problem(str(file), found, "the archive's database", "delete it: it is filled again"))
    found = f"a database that cannot be used ({said[0] if said else type(error).__name__})"
    return InputError(Problem("ALLOSTASIS_DATABASE", found, "a database that this user may change", "is it running?"))


def _listen(host: str, port: int) -> Any:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise RunError(f"cannot listen on {host}, port {port}: {reason}. Choose another with --port.") from None
    listening.listen()
    return listening


def _run(listening: Any, workers: int) -> None:
    """Gunicorn in this process: it starts the workers, and starts one again that died."""
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):
        def load_config(self) -> None:
            settings = {
                "bind": f"fd://{listening.fileno()}",
                "workers": workers,
                "worker_class": "gthread",
                "threads": _THREADS,
                "keepalive": _KEEP_OPEN,
                "preload_app": True,
                "loglevel": "warning",
                "proc_name": "allostasis",
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from allostasis.web.wsgi import application

            _warm_up()
            return application

    listening.set_inheritable(True)
    Application().run()


def _warm_up() -> None:
    """Ask for two pages before the workers are made: templates and counts are then ready in all of them."""
    from django.conf import settings
    from django.db import connections
    from django.test import Client

    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    for address in ("/", "/search/?q=oxytocin"):
        client.get(address, secure=settings.SECURE_SSL_REDIRECT)
    connections.close_all()  # a connection to a database does not survive the fork
