"""The directory of an overdose study: cells while it works; data, tables and last of all the manifest when it is done.

    out/manifest.json    what was run, with what, and what was assumed; a directory without it is not finished
    out/data.zarr        the data, labelled
    out/summary.csv      the main numbers, tidy
    out/timings.json     when, where and how long
    out/.cells/          finished cells; they go when the run is complete

Every file is written under another name and renamed, so that a file that is there is whole. The same command goes on
with the cells that an interrupted run left.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from allostasis.errors import InputError, Problem
from allostasis.studies.sealed import PART, Arrays, force_to_disk, put_in_place, read_arrays, write_arrays, write_text
from allostasis.studies.store import writing

__all__ = ["OverdoseDirectory"]

CELLS, IDENTITY = ".cells", "identity.json"
MANIFEST, DATA, SUMMARY, TIMINGS = "manifest.json", "data.zarr", "summary.csv", "timings.json"
REPORT = "report.html"


class OverdoseDirectory:
    """One study's directory; `open` decides whether it is new, unfinished or in the way."""

    def __init__(self, path: Path) -> None:
        """Use `open` to make or reopen one."""
        self.path = path

    @classmethod
    def open(cls, path: Path, identity: Mapping[str, Any]) -> OverdoseDirectory:
        """A directory for the run with this identity.

        Args:
            path: the directory; made if it does not exist.
            identity: everything that determines the cells.

        Raises:
            InputError: if a finished run, another unfinished one, or anything else is in it.
        """
        marker, wanted = path / CELLS / IDENTITY, json.loads(json.dumps(identity))
        if path.exists() and not path.is_dir():
            raise _in_the_way(path, "a file", "a directory, or a path that does not exist yet")
        if path.is_dir() and any(path.iterdir()):
            if (path / MANIFEST).exists():
                raise _in_the_way(path, "a finished run", "an empty or new directory; finished runs are kept")
            if not marker.exists():
                raise _in_the_way(path, "other files", "an empty or new directory")
            if _read(marker) != wanted:
                found = "an unfinished run of another study, seed, number of people or version"
                raise _in_the_way(path, found, "the same command again to go on with it, or another directory")
        with writing(path):
            marker.parent.mkdir(parents=True, exist_ok=True)
            if not marker.exists():
                write_text(marker, json.dumps(wanted, indent=1, sort_keys=True))
        return cls(path)

    def awaits_report(self, identity: Mapping[str, Any]) -> bool:
        """Whether this very run is finished but for its report."""
        manifest = _read(self.path / MANIFEST) if (self.path / MANIFEST).exists() else None
        same = manifest is not None and all(manifest.get(key) == identity[key] for key in ("version", "study"))
        return same and not (self.path / REPORT).exists()

    def cell(self, name: str) -> Arrays | None:
        """A finished cell, or None; a damaged one counts as not finished."""
        return read_arrays(self._file(name))

    def keep(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write a finished cell."""
        with writing(self.path):
            write_arrays(self._file(name), arrays)

    def finish(self, dataset: Any, manifest: Mapping[str, Any], summary: str, timings: Mapping[str, Any]) -> None:
        """Write data, tables and last of all the manifest; then let the cells go."""
        part = self.path / f".{DATA}{PART}"
        with writing(self.path):
            shutil.rmtree(part, ignore_errors=True)
            dataset.to_zarr(part, mode="w", zarr_format=3, consolidated=False)
            force_to_disk(part)
            shutil.rmtree(self.path / DATA, ignore_errors=True)
            put_in_place(part, self.path / DATA)
            write_text(self.path / SUMMARY, summary)
            write_text(self.path / TIMINGS, json.dumps(timings, indent=1, sort_keys=True))
            write_text(self.path / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
            shutil.rmtree(self.path / CELLS, ignore_errors=True)

    def _file(self, name: str) -> Path:
        return self.path / CELLS / f"{name}.npz"


def _read(file: Path) -> Any:
    """What a JSON file holds; None if it is damaged."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None


def _in_the_way(path: Path, found: str, allowed: str) -> InputError:
    return InputError(Problem(f"output directory {path}", found, allowed, "give another directory with -o"))
