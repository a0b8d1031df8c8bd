"""The directory of a run: shards while it works, data, manifest, tables and report when it is done.

    out/manifest.json    what was run, with what, and what was assumed; no times, no host
    out/data.zarr        the data, labelled
    out/summary.csv      the main numbers, tidy
    out/report.html      the same for people
    out/timings.json     when, where and how long; the only file that differs between two runs of the same
    out/.shards/         finished shards and checkpoints; they go when the run is complete

Every file is written under another name and renamed, so that a file that is there is whole. The manifest comes after
the data and the report after the manifest; whatever is missing, a resumed run goes on from there.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from allostasis.errors import InputError, Problem, RunError
from allostasis.studies.identity import refuse_changes
from allostasis.studies.sealed import (
    PART,
    Arrays,
    force_to_disk,
    is_whole,
    put_in_place,
    read_arrays,
    remove,
    remove_parts,
    write_arrays,
    write_bytes,
    write_text,
)

NAMELESS = "an unfinished run of which nothing says what it is"
SHARDS, GOING = ".shards", f".shards{PART}"
IDENTITY, TOKEN, LOCK = "identity.json", "token", "lock"
MANIFEST, DATA, SUMMARY, TIMINGS, REPORT = "manifest.json", "data.zarr", "summary.csv", "timings.json", "report.html"


def shard_file(directory: Path, name: str) -> Path:
    """Where a finished shard stands."""
    return directory / f"{name}.npz"


class RunDirectory:
    """One run's directory; `open` decides whether it is new, unfinished or in the way."""

    def __init__(self, path: Path) -> None:
        """Use `open` to make or reopen one."""
        self.path, self.shards = path, path / SHARDS
        self._lock: int | None = None

    @classmethod
    @contextmanager
    def open(cls, path: Path, identity: Mapping[str, Any], alone: bool = True) -> Iterator[RunDirectory]:
        """A directory for the run with this identity; what an interrupted run of the same identity finished is kept.

        Args:
            path: the directory; made if it does not exist.
            identity: everything that determines the result.
            alone: whether no other process may work in it meanwhile; otherwise several may compute shards.

        Raises:
            InputError: if something else is in the directory, or another process is at work there.
        """
        directory = cls(path)
        _refuse_what_is_in_the_way(path)
        directory._make(identity)
        directory._take(alone)
        try:
            with writing(path):
                if alone:
                    remove_parts(path)
            yield directory
        finally:
            directory._release()

    def _make(self, identity: Mapping[str, Any]) -> None:
        marker = self.shards / IDENTITY
        before = recorded(self.path)
        if before is not None:
            refuse_changes(self.path, before, identity)
        try:
            self.shards.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            cause = error.strerror or str(error)
            raise _in_the_way(
                self.path, f"a place where no directory can be made ({cause})", "a place to write to"
            ) from None
        with writing(self.path):
            if before is None:
                # Not sorted: the order of the arms is part of it.
                write_text(marker, json.dumps(identity, indent=1))
            if not (self.shards / TOKEN).exists():
                write_text(self.shards / TOKEN, uuid.uuid4().hex)

    # ------------------------------------------------------------------ shards

    @property
    def token(self) -> str:
        """What a worker finds in the directory if it sees the same one."""
        return (self.shards / TOKEN).read_text(encoding="utf-8")

    def has_shard(self, name: str) -> bool:
        """Whether a shard is finished; a damaged one is not."""
        return is_whole(shard_file(self.shards, name))

    def shard(self, name: str) -> Arrays | None:
        """A finished shard, or None; a damaged one counts as not finished."""
        return read_arrays(shard_file(self.shards, name))

    def keep_shard(self, name: str, content: Arrays | bytes) -> None:
        """Write a finished shard."""
        file = shard_file(self.shards, name)
        with writing(self.path):
            write_bytes(file, content) if isinstance(content, bytes) else write_arrays(file, content)

    def drop_checkpoints(self, name: str) -> None:
        """Remove the checkpoints of a shard that is finished."""
        shutil.rmtree(self.shards / name, ignore_errors=True)

    def drop_shard(self, name: str) -> None:
        """Remove a shard that turned out to be damaged."""
        remove(shard_file(self.shards, name))

    # ------------------------------------------------------------------ the result

    @property
    def half_data(self) -> Path:
        """Where the data are put together before they get their name."""
        return self.path / f".{DATA}{PART}"

    def finish(self, dataset: Any, manifest: Mapping[str, Any], summary: str, timings: Mapping[str, Any]) -> None:
        """Complete the data that were put together and name them; write the tables and last of all the manifest."""
        with writing(self.path):
            dataset.to_zarr(self.half_data, mode="a", zarr_format=3, consolidated=False)
            force_to_disk(self.half_data)
            shutil.rmtree(self.path / DATA, ignore_errors=True)
            put_in_place(self.half_data, self.path / DATA)
            write_text(self.path / SUMMARY, summary)
            write_text(self.path / TIMINGS, json.dumps(timings, indent=1, sort_keys=True))
            write_text(self.path / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))

    def let_shards_go(self) -> None:
        """Remove the shards of a run that is complete."""
        with contextlib.suppress(OSError):  # what is left does no harm
            shutil.rmtree(self.path / GOING, ignore_errors=True)
            self.shards.replace(self.path / GOING)
            shutil.rmtree(self.path / GOING)

    # ------------------------------------------------------------------ one process at a time

    def _take(self, alone: bool) -> None:
        import fcntl

        self._lock = os.open(self.shards / LOCK, os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(self._lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            self._release()
            raise _in_the_way(self.path, "a run that another process is working on", "a directory of its own") from None
        except OSError:
            pass  # a file system without locks: two runs of the same would write the same bytes

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


# ---------------------------------------------------------------------- what is there already


def recorded(path: Path) -> dict[str, Any] | None:
    """The identity of the unfinished run in a directory; None if there is none, or none that can be read."""
    content = _read_json(path / SHARDS / IDENTITY)
    is_one = isinstance(content, dict) and isinstance(content.get("study"), dict) and type(content.get("draws")) is int
    return content if is_one else None


def is_nameless(path: Path) -> bool:
    """Whether a directory has an unfinished run of which nothing says what it is."""
    is_there = (path / SHARDS / IDENTITY).exists() or any((path / SHARDS).glob("*.npz"))
    return is_there and recorded(path) is None


def is_finished(path: Path) -> bool:
    """Whether all data of a run are there; its report may be missing."""
    return (path / MANIFEST).exists()


def is_complete(path: Path) -> bool:
    """Whether a run's data and report are there."""
    return is_finished(path) and (path / REPORT).exists()


def is_clean(path: Path) -> bool:
    """Whether a run is complete and its shards are gone."""
    return is_complete(path) and not (path / SHARDS).exists() and not (path / GOING).exists()


def _refuse_what_is_in_the_way(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise _in_the_way(path, "a file", "a directory, or a path that does not exist yet")
    if not path.is_dir() or not any(path.iterdir()):
        return
    if is_complete(path):
        raise _in_the_way(path, "a finished run", "an empty or new directory; finished runs are never overwritten")
    if not (path / SHARDS).is_dir():
        raise _in_the_way(path, "other files", "an empty or new directory")
    if is_nameless(path):
        raise _in_the_way(path, NAMELESS, "an empty or new directory")


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
            f"another place, and run the same command again to go on (or: allostasis run --resume {path})."
        ) from error


def _read_json(file: Path) -> Any:
    """What a JSON file holds; None if it is absent or damaged."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _in_the_way(path: Path, found: str, allowed: str) -> InputError:
    return InputError(Problem(f"output directory {path}", found, allowed, "give another directory with -o"))
