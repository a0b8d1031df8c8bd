"""A study run from file to result: shards over processes, then one dataset, one manifest.

Workers are spawned, so that each has the same clean environment whatever the caller did before; with one worker there
is one such process. What they return depends on the shard alone.
"""

from __future__ import annotations

import hashlib
import platform
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from allostasis import __version__
from allostasis.errors import RunError
from allostasis.evidence import Evidence, load
from allostasis.evidence.roles import require_predictable
from allostasis.studies.assemble import dataset
from allostasis.studies.files import Study
from allostasis.studies.manifest import NOTICE, manifest_of
from allostasis.studies.shards import Shard, Worker, cut, joined
from allostasis.studies.store import RunDirectory
from allostasis.studies.timeline import record_minutes
from allostasis.studies.used import used_parameters

DRAWS = 200
"""Parameter draws of a run unless asked otherwise."""
SHARD = 512
"""Participants per shard: small enough that two workers finish together."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Result:
    """A finished run in memory.

    Attributes:
        dataset: labelled data.
        manifest: what was run and assumed.
        directory: where it will be written.
        timings: seconds and host.
    """

    dataset: Any
    manifest: dict[str, Any]
    directory: RunDirectory
    timings: dict[str, Any]


def run_study(
    study: Study,
    out: Path,
    *,
    draws: int = DRAWS,
    workers: int = 1,
    shard_size: int = SHARD,
    progress: Progress | None = None,
) -> Result:
    """Simulate and analyse a study; nothing but shards is written yet (see `RunDirectory.finish`).

    Args:
        study: the study; its own number of participants and seed are used.
        out: directory of the result.
        draws: number of parameter draws.
        workers: number of processes.
        shard_size: participants per shard.
        progress: called with participants done and in all.

    Raises:
        HeldOutError: for a study that must not be run before the predictions are frozen.
        InputError: if the directory holds something else.
        RunError: if a worker fails or the disk is full.
    """
    evidence = load()
    refuse_held_out(study, evidence)
    began = time.time()
    directory = RunDirectory.open(out, _identity(study, evidence, draws, shard_size))
    shards = cut(draws * study.participants, shard_size)
    arrays = _gather(study, directory, shards, workers, progress)
    data = _labelled(study, evidence, arrays, draws)
    host = {"processor": platform.processor() or platform.machine(), "system": platform.system()}
    seconds = round(time.time() - began, 1)
    timings = {"seconds": seconds, "workers": workers, "shard_size": shard_size, "host": host}
    return Result(data, manifest_of(study, evidence, draws, arrays), directory, timings)


def _identity(study: Study, evidence: Evidence, draws: int, shard_size: int) -> dict[str, Any]:
    """Everything that determines the shards."""
    return {
        "version": __version__,
        "study": study.as_dict(),
        "people": _people_file(study),
        "priors": _digest(evidence),
        "draws": draws,
        "shard_size": shard_size,
        "machine": platform.machine(),
    }


def _labelled(study: Study, evidence: Evidence, arrays: Mapping[str, NDArray[Any]], draws: int) -> Any:
    """The dataset of a run, with the attributes that say what it is."""
    from allostasis.models.daily_life import RECORDED

    minutes = record_minutes(study.session.length)
    assert minutes is not None  # a study whose session is too long to be recorded was refused at the door
    priors = {name: evidence.priors[name] for name in sorted(used_parameters(study))}
    data = dataset(study, arrays, draws, priors, (*RECORDED, "uses"), minutes)
    data.attrs = {
        "study_id": study.id,
        "model": study.model,
        "version": __version__,
        "seed": str(study.seed),
        "draws": draws,
        "participants": study.participants,
        "posterior": "prior",
        "notice": NOTICE,
    }
    return data


def refuse_held_out(study: Study, evidence: Evidence) -> None:
    """Held-out studies are not run before the predictions are frozen.

    Raises:
        HeldOutError: if the study is held out.
    """
    row = evidence.studies.get(study.study)
    if row is not None:
        require_predictable(row, f"study file {study.id}: a run")


# ---------------------------------------------------------------------- processes


def _gather(
    study: Study, directory: RunDirectory, shards: list[Shard], workers: int, progress: Progress | None
) -> dict[str, NDArray[Any]]:
    """Arrays of all participants in order; finished shards are read back and not run again."""
    total = shards[-1].last
    done = {s.name: arrays for s in shards if (arrays := directory.shard(s.name)) is not None}
    count = sum(s.last - s.first for s in shards if s.name in done)
    if progress:
        progress(count, total)
    left = [s for s in shards if s.name not in done]
    for shard, arrays in _work(study, left, workers):
        directory.keep_shard(shard.name, arrays)
        done[shard.name] = arrays
        count += shard.last - shard.first
        if progress:
            progress(count, total)
    return joined([done[s.name] for s in shards])


def _work(study: Study, shards: list[Shard], workers: int) -> Iterator[tuple[Shard, dict[str, NDArray[Any]]]]:
    """Shards as they finish, in whatever order."""
    if not shards:
        return
    given = (study.as_dict(), _people_file(study))
    pool = ProcessPoolExecutor(min(workers, len(shards)), get_context("spawn"), _start, given)
    processes: list[BaseProcess] = []
    try:
        with _interrupts_ignored():  # workers inherit this: Ctrl-C is the parent's to handle
            waiting: dict[Future[dict[str, NDArray[Any]]], Shard] = {pool.submit(_shard, s): s for s in shards}
        processes += (pool._processes or {}).values()  # after `shutdown` the pool no longer knows them
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield waiting.pop(future), future.result()
    except BrokenProcessPool as error:
        raise RunError(
            "A worker process ended by itself (out of memory, or killed). Finished shards are kept: run the same "
            "command again to go on."
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()


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


def _digest(evidence: Evidence) -> str:
    """A short name of all priors: shards drawn from other priors must not be mixed."""
    return hashlib.sha256(repr(sorted(evidence.priors.items())).encode()).hexdigest()[:16]


def _people_file(study: Study) -> dict[str, Any]:
    return study.people.model_dump(mode="json", by_alias=True, exclude_none=True)


_worker: Worker | None = None


def _start(content: Mapping[str, Any], people: Mapping[str, Any]) -> None:
    """First thing in a worker: build the engine."""
    from allostasis.errors import StudyError
    from allostasis.population.files import Population
    from allostasis.quantities.documents import Document
    from allostasis.quantities.records import validate

    study = validate(Document("study", dict(content)), Study, StudyError)
    study._people = validate(Document("population", dict(people)), Population, StudyError)
    global _worker
    _worker = Worker(study, study.seed)


def _shard(shard: Shard) -> dict[str, NDArray[Any]]:
    assert _worker is not None  # set by `_start` before the first shard
    return _worker.run(shard)
