"""The facts of one state of the evidence and the code: read from a file, or written to it by a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from allostasis.errors import RunError

__all__ = ["held"]


def held(directory: Path, name: str) -> dict[str, Any]:
    """The facts, from `facts-NAME.json` in a directory; files of other names are taken away.

    Args:
        directory: where the archive may write.
        name: changes whenever the evidence or the code does.

    Raises:
        RunError: if they cannot be worked out.
    """
    file = directory / f"facts-{name}.json"
    if not file.is_file():
        _write(file)
    for other in directory.glob("facts-*.json"):
        if other != file:
            other.unlink(missing_ok=True)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _write(file: Path) -> None:
    """Work out the facts beside the file, then put them in its place at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=".facts-", suffix=".json")
    os.close(handle)
    command = [sys.executable, "-m", "allostasis.web.facts", beside]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            said = done.stderr.strip().splitlines()
            raise RunError(f"the pages of the model cannot be prepared: {said[-1] if said else 'no reason given'}")
        Path(beside).replace(file)
    finally:
        Path(beside).unlink(missing_ok=True)
