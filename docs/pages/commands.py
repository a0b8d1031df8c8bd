"""The command line, from the same words as `--help`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from allostasis.cli.app import app
from pages.marks import code, plain, prose, table


def pages() -> dict[str, str]:
    """Text of the page by its path."""
    whole = typer.main.get_command(app)
    commands = [
        f"## {' '.join(path)}\n\n{_command(path, command)}" for path, command in _leaves(whole, ("allostasis",))
    ]
    opening = "\n\n".join(prose(part) for part in (whole.help or "").split("\n\n"))
    codes = "Exit codes: 0 done, 1 failure, 2 bad input."
    return {"commands.md": "\n\n".join(["# Commands", opening, codes, *commands])}


def _leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, each in inner.items():
        yield from _leaves(each, (*path, name))


def _command(path: tuple[str, ...], command: Any) -> str:
    context = command.make_context(" ".join(path), [], resilient_parsing=True)
    usage = " ".join([*path, *command.collect_usage_pieces(context)])
    words = "\n\n".join(prose(part) for part in (command.help or "").split("\n\n"))
    records = [parameter.get_help_record(context) for parameter in command.params]
    rows = [[code(spelling), plain(meaning)] for spelling, meaning in filter(None, records)]
    options = table(("argument or option", "meaning"), rows) if rows else ""
    return f"{words}\n\n```console\n$ {usage}\n```\n\n{options}"
