"""One process at a time: two servers that start in one data directory wait for each other instead of colliding."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["alone"]


@contextmanager
def alone(file: Path, waits: Callable[[], None] = lambda: None) -> Iterator[int]:
    """Hold a lock while the block runs; gives the file descriptor that holds it.

    A process that inherits the descriptor holds the lock until it ends, so that work goes on alone even if the process
    that began it was killed. The system frees the lock with the last process that holds it; the file stays.

    Args:
        file: the lock; its directory must exist.
        waits: called once if another process holds the lock.
    """
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waits()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()
