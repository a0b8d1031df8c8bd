"""Writing files so that either all of them are new or all of them stay as they were."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_all(directory: Path, texts: Mapping[str, str]) -> None:
    """Write files of one directory, all or none.

    Everything is first written to the disk under temporary names; only then do the new files take the place of the
    old ones, in the order given. If one of them cannot, the old ones are put back. Should the machine stop in between,
    the file that comes last is still old: give `datapackage.json` last, and the check names what differs from it.

    Args:
        directory: an existing directory.
        texts: new content by the name of the file.

    Raises:
        OSError: if a file cannot be written; the directory is then as it was.
    """
    new: dict[Path, Path] = {}
    old: dict[Path, bytes | None] = {}
    try:
        for name, text in texts.items():
            new[directory / name] = _temporary(directory, text.encode("utf-8"))
        for path, temporary in new.items():
            before = path.read_bytes() if path.exists() else None
            temporary.replace(path)
            old[path] = before
    except BaseException:
        _put_back(directory, old)
        raise
    finally:
        for temporary in new.values():
            temporary.unlink(missing_ok=True)


def _temporary(directory: Path, content: bytes) -> Path:
    """A file with this content that is on the disk and not only in memory."""
    with NamedTemporaryFile(dir=directory, prefix=".new-", delete=False) as file:
        path = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            # Temporary files are for their owner alone; a table is to be read by whoever could read it before.
            path.chmod(0o644)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return path


def _put_back(directory: Path, old: Mapping[Path, bytes | None]) -> None:
    for path, content in old.items():
        with suppress(OSError):  # the first error is the one to report
            if content is None:
                path.unlink(missing_ok=True)
            else:
                _temporary(directory, content).replace(path)
