"""Shards over a running Dask cluster: lost workers, retries and cancellation are Dask's work.

Only as many shards are handed out as the cluster can begin soon, so that finished ones do not pile up in its memory.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from allostasis.errors import AllostasisError, InputError, Problem, RunError
from allostasis.studies.compute import Job, compute
from allostasis.studies.local import Done
from allostasis.studies.order import Shard

PATIENCE = "15s"
"""How long to wait for the scheduler to answer."""
AHEAD = 2
"""Shards handed out for each thread of the cluster."""


def by_cluster(
    job: Job, shards: Sequence[Shard], address: str, say: Callable[[str], None] | None = None
) -> Iterator[Done]:
    """Shards as they finish, in whatever order; see `compute` for what comes with them.

    Args:
        job: the run.
        shards: which shards.
        address: of the scheduler, such as tcp://10.0.0.1:8786.
        say: is told what a user wants to know.

    Raises:
        InputError: if there is no such scheduler, or `distributed` is not installed.
        RunError: if a shard fails, or its workers are lost again and again.
    """
    client = connect(address)
    left = list(reversed(shards))
    waiting: dict[Any, Shard] = {}
    try:
        if say:
            say(_about(client))
        import distributed

        wait: Any = distributed.wait
        while left or waiting:
            for shard in _next(client, left, waiting):
                future = client.submit(compute, job, shard, key=f"{shard.name}-{job.name}-{job.token}", pure=False)
                waiting[future] = shard
            with client.as_current():  # `wait` knows no other way to its client
                done = wait(list(waiting), return_when="FIRST_COMPLETED").done
            for future in done:
                yield waiting.pop(future), _result(future, job)
    finally:
        with suppress(Exception):  # the scheduler may be what was lost
            client.cancel(list(waiting), force=True)
        client.close()


def connect(address: str) -> Any:
    """A client of a running scheduler.

    Raises:
        InputError: if there is none, or `distributed` is not installed.
    """
    place = "--scheduler"
    try:
        import distributed
    except ImportError:
        raise InputError(
            Problem(place, "Dask is not installed", "an installation with it", 'pip install "allostasis[cluster]"')
        ) from None
    logging.getLogger("distributed").setLevel(logging.ERROR)  # a lost worker is not news to print a page about
    try:
        client_of: Any = distributed.Client
        return client_of(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        found = f"no Dask scheduler at {address} ({first})"
        allowed = "the address of a running scheduler, such as tcp://HOST:8786"
        raise InputError(Problem(place, found, allowed, "start one with: dask scheduler")) from None


def _next(client: Any, left: list[Shard], waiting: dict[Any, Shard]) -> list[Shard]:
    """The shards to hand out now; workers may have come or gone."""
    threads = sum(client.nthreads().values())
    room = max(AHEAD * threads, AHEAD) - len(waiting)
    return [left.pop() for _ in range(min(max(room, 0), len(left)))]


def _result(future: Any, job: Job) -> bytes | None:
    go_on = f"Finished shards are kept; go on with: allostasis run --resume {job.place}"
    try:
        content = future.result()
    except (AllostasisError, OSError):
        raise
    except Exception as error:
        if type(error).__name__ == "KilledWorker":
            raise RunError(
                "A shard lost its worker again and again: most likely it needs more memory than a worker has "
                f"(allostasis run --plan says how much). {go_on}"
            ) from error
        raise RunError(f"A worker of the cluster failed ({type(error).__name__}: {error}). {go_on}") from error
    assert content is None or isinstance(content, bytes)  # what `compute` gives
    return content


def _about(client: Any) -> str:
    workers = len(client.nthreads())
    some = f"{workers} workers" if workers != 1 else "1 worker"
    return f"Dask cluster with {some} at the moment; its own page: {client.dashboard_link}"
