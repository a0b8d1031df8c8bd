"""A run that is killed (SIGKILL) at a moment that is named by what it is about to do to its files.

    python tests/killed_run.py SHARDS EVENT PATH COUNT run STUDY -o OUT ...

SHARDS is a directory with computed shards, which stand in for the workers. EVENT is an audit event of Python ("open",
"os.rename", "os.remove", "os.mkdir", "os.rmdir", or "any"), PATH a regular expression that is searched for in the path,
COUNT which of those events it is. With a COUNT of 0 nothing is killed and every such event is printed.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FILES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}


def say_aloud(text: str) -> None:
    os.write(2, text.encode())


def kill_this_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hook(
    out: str, event: str, path: str, count: int, kill: Callable[[], None], say: Callable[[str], None] = say_aloud
) -> Callable[..., None]:
    """An audit hook that kills before the event of that number, or says all of them if the number is 0."""
    seen = 0

    def audit(name: str, given: tuple[Any, ...]) -> None:
        nonlocal seen
        if name not in FILES or event not in ("any", name) or not given:
            return
        place = str(given[1] if name == "os.rename" else given[0])
        # Reading is no moment of its own: only files opened to be written, by their flags.
        is_read = name == "open" and not (given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        # A tree is removed by names that are relative to its directories.
        is_ours = out in place or (name in ("os.remove", "os.rmdir") and not Path(place).is_absolute())
        within = place.rpartition(out)[2]
        if is_read or not is_ours or not re.search(path, within):
            return
        seen += 1
        if seen == count or not count:
            say(f"{'before' if count else 'event'}: {name} {within}\n")
        if seen == count:
            kill()

    return audit


def main(shards: str, event: str, path: str, count: str, *arguments: str) -> int:
    from allostasis.cli.app import main as command
    from allostasis.studies import run as running

    def work(_: Any, wanted: Any, __: Any) -> Iterator[tuple[Any, bytes]]:
        for shard in wanted:
            yield shard, (Path(shards) / f"{shard.name}.npz").read_bytes()

    running._work = work
    out = arguments[arguments.index("-o") + 1]
    sys.addaudithook(hook(out, event, path, int(count), kill_this_process))
    return command(list(arguments))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
