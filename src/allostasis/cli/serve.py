"""`allostasis serve`: the archive in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_NOTICE = "Research tool, not medical advice."


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Number of processes that answer.")] = 2,
    data: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the database is kept; without it, the data directory of the user."),
    ] = None,
) -> None:
    """Serve the archive of articles, claims and numbers as web pages, until it is stopped with Ctrl-C.

    The database is filled from the evidence tables at the first start, and again whenever they have changed. It is
    SQLite unless ALLOSTASIS_DATABASE names a PostgreSQL database (postgresql://user:password@host/name). To show the
    archive to others, set ALLOSTASIS_HOSTS to its host names and ALLOSTASIS_SECRET_KEY to a long random text.
    """
    from allostasis.web.serve import serve as run

    run(host, port, workers, data, typer.echo)
    typer.echo(_NOTICE)
