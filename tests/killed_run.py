"""A run that is killed (SIGKILL) at a moment that is named by what it is about to do to its files.

    python tests/killed_run.py SHARDS EVENT ENDING COUNT run STUDY -o OUT ...

SHARDS is a directory with computed shards, which stand in for the workers. EVENT is an audit event of Python ("open",
"os.rename", "os.remove", "os.mkdir", "os.rmdir", or "any"), ENDING what the path ends with, COUNT which of them it is.
A run that is not killed prints how many events there were.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}


def main(shards: str, event: str, ending: str, count: str, *arguments: str) -> int:
    from allostasis.cli.app import main as command
    from allostasis.studies import run as running

    def work(_: Any, wanted: Any, __: Any) -> Iterator[tuple[Any, bytes]]:
        for shard in wanted:
            yield shard, (Path(shards) / f"{shard.name}.npz").read_bytes()

    running._work = work
    out, seen = arguments[arguments.index("-o") + 1], 0

    def hook(name: str, given: tuple[Any, ...]) -> None:
        nonlocal seen
        if name not in FILES or (event != "any" and name != event) or not given:
            return
        path = str(given[1] if name == "os.rename" else given[0])
        # Reading is no moment of its own: only files opened to be written, by their flags.
        is_read = name == "open" and not (given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        # A tree is removed by names that are relative to its directories.
        is_ours = out in path or (name in ("os.remove", "os.rmdir") and not Path(path).is_absolute())
        if is_read or not is_ours or not path.endswith(ending):
            return
        seen += 1
        if seen == int(count):
            os.write(2, f"killed before: {name} {path.rpartition(out)[2]}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    code = command(list(arguments))
    print(f"events: {seen}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
