"""Files that are whole or absent.

A file is written under another name, forced to the disk and renamed. Arrays come with their SHA-256 in a file beside
them (`sha256sum --check` reads it): what does not match it does not count, whatever happened in between.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
PART = ".part"
"""End of the names of files that are being written."""
SEAL = ".sha256"


def write_text(file: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    _write(file, lambda stream: stream.write(text.encode()))


def write_bytes(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, and its checksum."""
    _write(file, lambda stream: stream.write(content))
    _seal(file, hashlib.sha256(content).hexdigest())


def write_arrays(file: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays by name whole or not at all, and their checksum; the same arrays give the same bytes."""
    _write(file, lambda stream: save(stream, arrays))
    _seal(file, digest(file))


def save(stream: IO[bytes], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Arrays by name in NumPy's format, as they go into a file."""
    np.savez(stream, allow_pickle=False, **arrays)


def is_whole(file: Path) -> bool:
    """Whether a file is there and matches its checksum."""
    try:
        return seal_of(file).read_text(encoding="ascii").split()[0] == digest(file)
    except (OSError, ValueError, IndexError):
        return False


def read_arrays(file: Path) -> Arrays | None:
    """Arrays by name; None if they are absent or damaged."""
    if not is_whole(file):
        return None
    try:
        # Opened here: NumPy leaves a file open that turns out not to be whole.
        with file.open("rb") as stream, np.load(stream) as stored:
            return {key: stored[key] for key in stored.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def seal_of(file: Path) -> Path:
    """Where the checksum of a file stands."""
    return file.with_name(file.name + SEAL)


def remove(file: Path) -> None:
    """Remove a file and its checksum."""
    seal_of(file).unlink(missing_ok=True)
    file.unlink(missing_ok=True)


def remove_parts(directory: Path) -> None:
    """Remove what an earlier process left half-written anywhere in a directory."""
    for part in list(directory.rglob(f"*{PART}")):
        shutil.rmtree(part, ignore_errors=True) if part.is_dir() else part.unlink(missing_ok=True)


def force_to_disk(tree: Path) -> None:
    """Wait until a directory with everything in it is on the disk."""
    for place in [*tree.rglob("*"), tree]:
        _sync(place)


def put_in_place(part: Path, target: Path) -> None:
    """Rename, so that a reader sees the old or the new and nothing between."""
    part.replace(target)
    _sync(target.parent)


def _seal(file: Path, checksum: str) -> None:
    write_text(seal_of(file), f"{checksum}  {file.name}\n")


def _write(file: Path, write: Callable[[IO[bytes]], Any]) -> None:
    # The process's number: a worker that a resumed run no longer waits for may still be writing the same file.
    part = file.with_name(f".{file.name}.{os.getpid()}{PART}")
    try:
        with part.open("wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        put_in_place(part, file)
    finally:
        part.unlink(missing_ok=True)


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
