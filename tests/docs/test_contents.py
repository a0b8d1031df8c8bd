"""The table of contents of a room names every file in it, and nothing else."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOMS = ["physiology", "models", "numerics", "models.overdose", "studies.overdose", "report.overdose"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_lists_its_files(room: str) -> None:
    package = import_module(f"allostasis.{room}")
    place = Path(str(package.__file__)).parent
    files = {path.stem for path in place.glob("*.py")} - {"__init__"} | {
        p.parent.name for p in place.glob("*/__init__.py")
    }
    listed = re.findall(r"^(\w+) {2,}\S", package.__doc__ or "", re.MULTILINE)
    assert sorted(listed) == sorted(files)
