"""A study run from order to data: shards over processes or a cluster, then put together piece by piece."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from allostasis.errors import RunError
from allostasis.evidence import load
from allostasis.evidence.roles import require_predictable
from allostasis.studies.cluster import by_cluster
from allostasis.studies.compute import Job
from allostasis.studies.files import Study
from allostasis.studies.identity import processor
from allostasis.studies.local import Done, by_processes
from allostasis.studies.manifest import manifest_of
from allostasis.studies.merge import DamagedShard, Merged, merge
from allostasis.studies.order import Order, Shard
from allostasis.studies.store import RunDirectory, writing

DRAWS = 200
"""Parameter draws of a run unless asked otherwise."""
PATIENCE = 30.0
"""Seconds until a file that a worker wrote has to be visible here; network file systems take their time."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Means:
    """With what a run is computed; changes no result.

    Attributes:
        workers: number of local processes.
        scheduler: address of a Dask scheduler in place of them.
        say: is told what a user wants to know.
    """

    workers: int = 1
    scheduler: str | None = None
    say: Callable[[str], None] | None = None


@dataclass(frozen=True)
class Result:
    """A run whose data are put together.

    Attributes:
        dataset: everything but what has a number for each participant; that is written already.
        manifest: what was run and assumed.
        timings: seconds and host.
    """

    dataset: Any
    manifest: dict[str, Any]
    timings: dict[str, Any]


def run_study(order: Order, directory: RunDirectory, means: Means, progress: Progress | None = None) -> Result:
    """Simulate and analyse a study; the result has no name yet (see `RunDirectory.finish`).

    Args:
        order: what to run.
        directory: where.
        means: processes or a cluster.
        progress: called with participants done and in all.

    Raises:
        HeldOutError: for a study that must not be run before the predictions are frozen.
        RunError: if a worker fails or the disk is full.
    """
    evidence, began = load(), time.time()
    refuse_held_out(order.study)
    merged: Merged | None = None
    while merged is None:
        compute_shards(order, directory, means, order.shards, progress)
        try:
            with writing(directory.path):
                merged = merge(order, directory, evidence)
        except DamagedShard as damaged:  # since it was checked: it is computed again
            directory.drop_shard(damaged.name)
    seconds = round(time.time() - began, 1)
    spent = {"seconds": seconds, "workers": means.scheduler or means.workers, "processor": processor()}
    return Result(merged.dataset, manifest_of(order, evidence, merged), spent)


def compute_shards(
    order: Order, directory: RunDirectory, means: Means, shards: Sequence[Shard], progress: Progress | None = None
) -> None:
    """Compute those of the given shards that are missing or damaged.

    Raises:
        RunError: if a worker fails or the disk is full.
    """
    left = [s for s in shards if not directory.has_shard(s.name)]
    total = sum(s.size for s in shards)
    count = total - sum(s.size for s in left)
    if progress:
        progress(count, total)
    if not left:
        return
    job = Job(order.identity, str(directory.path.resolve()), directory.token)
    with writing(directory.path):
        for shard, content in _work(job, left, means):
            if content is not None:
                directory.keep_shard(shard.name, content)
            _await(directory, shard)
            directory.drop_checkpoints(shard.name)
            count += shard.size
            if progress:
                progress(count, total)


def compute_some(
    order: Order, directory: RunDirectory, means: Means, shards: Sequence[Shard], progress: Progress | None = None
) -> None:
    """Compute some shards of a study and put nothing together; several machines may each do a part.

    Raises:
        HeldOutError: for a study that must not be run before the predictions are frozen.
        RunError: if a worker fails or the disk is full.
    """
    refuse_held_out(order.study)
    compute_shards(order, directory, means, shards, progress)


def _work(job: Job, shards: Sequence[Shard], means: Means) -> Iterator[Done]:
    """Shards as they finish, in whatever order."""
    if means.scheduler is not None:
        return by_cluster(job, shards, means.scheduler, means.say)
    return by_processes(job, shards, means.workers)


def _await(directory: RunDirectory, shard: Shard) -> None:
    end = time.monotonic() + PATIENCE
    while not directory.has_shard(shard.name):
        if time.monotonic() > end:
            raise RunError(
                f"A worker has written {shard.name}, but it is not to be seen in {directory.path} here. Do all "
                "machines share this directory?"
            )
        time.sleep(0.1)


def refuse_held_out(study: Study) -> None:
    """Held-out studies are not run before the predictions are frozen.

    Raises:
        HeldOutError: if the study is held out.
    """
    row = load().studies.get(study.study)
    if row is not None:
        require_predictable(row, f"study file {study.id}: a run")
