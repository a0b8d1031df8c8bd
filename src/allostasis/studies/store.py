"""The directory of a run: shards while it works, data, manifest and tables when it is done.

    out/manifest.json    what was run, with what, and what was assumed; no times, no host
    out/data.zarr        the data, labelled
    out/summary.csv      the main numbers, tidy
    out/timings.json     when, where and how long
    out/.shards/         finished shards; they go when the run is complete

Every file is written under another name and renamed, so that a file that is there is whole.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import InputError, Problem, RunError

SHARDS = ".shards"
MANIFEST, DATA, SUMMARY, TIMINGS = "manifest.json", "data.zarr", "summary.csv", "timings.json"


class RunDirectory:
    """One run's directory; `open` decides whether it is new, unfinished or in the way."""

    def __init__(self, path: Path) -> None:
        """Use `open` to make or reopen one."""
        self.path = path

    @classmethod
    def open(cls, path: Path, identity: Mapping[str, Any]) -> RunDirectory:
        """A directory for the run with this identity; what an interrupted run of the same identity finished is kept.

        Args:
            path: the directory; made if it does not exist.
            identity: everything that determines the shards.

        Raises:
            InputError: if something else is in the directory.
        """
        directory = cls(path)
        marker = path / SHARDS / "identity.json"
        if path.exists() and not path.is_dir():
            raise _in_the_way(path, "a file", "a directory, or a path that does not exist yet")
        if path.is_dir() and any(path.iterdir()):
            if (path / MANIFEST).exists():
                allowed = "an empty or new directory; finished runs are never overwritten"
                raise _in_the_way(path, "a finished run", allowed)
            if not marker.exists():
                raise _in_the_way(path, "other files", "an empty or new directory")
            if _read_json(marker) != json.loads(json.dumps(identity)):
                raise _in_the_way(
                    path,
                    "an unfinished run of another study, population, seed, number of draws, size of shards or version",
                    "the same command again to go on with it, or another directory",
                )
        try:
            marker.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            cause = error.strerror or str(error)
            raise _in_the_way(
                path, f"a place where no directory can be made ({cause})", "a place to write to"
            ) from None
        with writing(path):
            if not marker.exists():
                write_text(marker, json.dumps(identity, indent=1, sort_keys=True))
        return directory

    def shard(self, name: str) -> dict[str, NDArray[Any]] | None:
        """A finished shard, or None; a damaged one counts as not finished."""
        file = self.path / SHARDS / f"{name}.npz"
        try:
            # Opened here: NumPy leaves a file open that turns out not to be whole.
            with file.open("rb") as stream, np.load(stream) as stored:
                return {key: stored[key] for key in stored.files}
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
            return None

    def keep_shard(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write a finished shard."""
        file = self.path / SHARDS / f"{name}.npz"
        with writing(self.path):
            _replace(file, lambda part: _save_npz(part, arrays))

    def finish(self, dataset: Any, manifest: Mapping[str, Any], summary: str, timings: Mapping[str, Any]) -> None:
        """Write data, tables and last of all the manifest; then let the shards go."""
        with writing(self.path):
            shutil.rmtree(self.path / DATA, ignore_errors=True)
            part = self.path / f".{DATA}.part"
            shutil.rmtree(part, ignore_errors=True)
            dataset.to_zarr(part, mode="w", zarr_format=3, consolidated=False)
            part.replace(self.path / DATA)
            write_text(self.path / SUMMARY, summary)
            write_text(self.path / TIMINGS, json.dumps(timings, indent=1, sort_keys=True))
            write_text(self.path / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
            shutil.rmtree(self.path / SHARDS, ignore_errors=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a full disk or a forbidden directory into an error that says what is safe.

    Raises:
        RunError: naming the path and the cause.
    """
    try:
        yield
    except OSError as error:
        raise RunError(
            f"{path} could not be written: {error.strerror or error}. Finished shards are kept; make room or choose "
            "another place, and run the same command again to go on."
        ) from error


def _read_json(file: Path) -> Any:
    """What a JSON file holds; None if it is damaged."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None


def write_text(file: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    _replace(file, lambda part: part.write_text(text, encoding="utf-8"))


def _replace(file: Path, write: Callable[[Path], Any]) -> None:
    part = file.with_name(f".{file.name}.part")
    try:
        write(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _save_npz(part: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    with part.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)


def _in_the_way(path: Path, found: str, allowed: str) -> InputError:
    return InputError(Problem(f"output directory {path}", found, allowed, "give another directory with -o"))
