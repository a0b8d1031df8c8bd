"""The facts of one state of the evidence and the code: read from a file, or written to it by a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from allostasis.errors import RunError
from allostasis.web.alone import alone

__all__ = ["held"]


_LOCK = ".facts.lock"


def held(directory: Path, name: str, say: Callable[[str], None] = lambda line: None) -> dict[str, Any]:
    """The facts, from `facts-NAME.json` in a directory; files of other names are taken away.

    Args:
        directory: where the archive may write.
        name: changes whenever the evidence or the code does.
        say: what to do with a line for the user, who may have to wait for a minute.

    Raises:
        RunError: if they cannot be worked out.
    """
    file = directory / f"facts-{name}.json"
    directory.mkdir(parents=True, exist_ok=True)
    with alone(directory / _LOCK, lambda: say("Waiting for a process that works out the pages of the model.")) as lock:
        if not file.is_file():
            say("Working out the pages of the model, of studies and of syntheses; done once, in a minute or so.")
            _take_away_what_was_left(directory)
            _write(file, lock)
    for other in directory.glob("facts-*.json"):
        if other != file:
            other.unlink(missing_ok=True)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _take_away_what_was_left(directory: Path) -> None:
    """Files of a process that was killed: whoever holds the lock knows that nobody writes them any more."""
    for left in directory.glob(".facts-*.json"):
        left.unlink(missing_ok=True)


def _write(file: Path, lock: int) -> None:
    """Work out the facts beside the file, then put them in its place at once."""
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=".facts-", suffix=".json")
    os.close(handle)
    command = [sys.executable, "-m", "allostasis.web.facts", beside]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, pass_fds=(lock,))
        if done.returncode != 0:
            said = done.stderr.strip().splitlines()
            raise RunError(f"the pages of the model cannot be prepared: {said[-1] if said else 'no reason given'}")
        Path(beside).replace(file)
    finally:
        Path(beside).unlink(missing_ok=True)
