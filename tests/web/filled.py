"""A directory with a filled archive: made once for a whole run of the tests, whatever number of processes it has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from allostasis.web.alone import alone

__all__ = ["copy_of_filled"]

_PREPARE = "from allostasis.web.serve import prepare; prepare()"


def copy_of_filled(factory: pytest.TempPathFactory, name: str) -> Path:
    """A copy of the filled directory, to be served or changed; the first process that asks fills it."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # of all processes of this run
    filled, data = root / "filled", factory.mktemp(name)
    with alone(root / "filled.lock"):
        if not filled.is_dir():
            _fill(root / "filling")
            (root / "filling").rename(filled)
    shutil.copytree(filled, data, dirs_exist_ok=True)
    return data


def _fill(data: Path) -> None:
    shutil.rmtree(data, ignore_errors=True)  # of a process that was killed
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ALLOSTASIS_")}
    environment["ALLOSTASIS_DATA"] = str(data)
    command = [sys.executable, "-c", _PREPARE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
