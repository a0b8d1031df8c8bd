"""Shards over processes of this machine.

Workers are spawned, so that each has the same clean environment whatever the caller did before; with one worker there
is one such process. Each uses one thread. A worker ends when the process that started it is gone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from allostasis.errors import RunError
from allostasis.studies.compute import Job, compute, prepare
from allostasis.studies.order import Shard

Done = tuple[Shard, bytes | None]
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""What numerical libraries read when they are loaded."""


def by_processes(job: Job, shards: Sequence[Shard], workers: int) -> Iterator[Done]:
    """Shards as they finish, in whatever order; see `compute` for what comes with them.

    Raises:
        RunError: if a worker ends by itself.
    """
    pool = ProcessPoolExecutor(
        min(workers, len(shards)), multiprocessing.get_context("spawn"), initializer=_begin, initargs=(job,)
    )
    processes: list[BaseProcess] = []
    try:
        with _interrupts_ignored(), _one_thread_each():  # workers inherit both: Ctrl-C is the parent's to handle
            waiting: dict[Future[bytes | None], Shard] = {pool.submit(compute, job, s): s for s in shards}
        processes += (pool._processes or {}).values()  # after `shutdown` the pool no longer knows them
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield waiting.pop(future), future.result()
    except BrokenProcessPool as error:
        raise RunError(
            "A worker process ended by itself (out of memory, or killed). Finished shards are kept: run the same "
            f"command again to go on (or: allostasis run --resume {job.place})."
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _begin(job: Job) -> None:
    """First thing in a worker."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare(job)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ctrl-C does nothing here, nor in processes started here; outside the main thread nothing can be changed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
