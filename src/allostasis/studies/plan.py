"""What a run will need: shards, memory, disk and time, from one block of it run on this machine."""

from __future__ import annotations

import math
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

import numpy as np

from allostasis.studies.checkpoint import Call, Journal
from allostasis.studies.compute import Job
from allostasis.studies.kept import Kept
from allostasis.studies.lanes import width_of
from allostasis.studies.order import Order, Shard, study_of
from allostasis.studies.sealed import Arrays
from allostasis.studies.shards import CHECKED, Worker

COPIES = 2.2
"""Copies of a shard's arrays at once: its blocks, the arrays joined from them, and some room."""
MERGED = 30e6
"""Bytes of shards that are read, checked, compressed and written per second and process when they are put together;
measured with random walks in place of daily values, on one core of an AMD EPYC (Zen 4)."""


@dataclass(frozen=True)
class Probe:
    """One block of a run, measured.

    Attributes:
        days: days that are simulated for each participant, fast-forwarded ones and washouts included.
        start: seconds until an engine is built and compiled.
        block: seconds of one block after that.
        memory: bytes of the process at its highest.
        shard_bytes: bytes of a shard for each participant.
        data_bytes: bytes of the compressed data for each participant.
    """

    days: float
    start: float
    block: float
    memory: float
    shard_bytes: float
    data_bytes: float


@dataclass(frozen=True)
class Plan:
    """What a run needs; bytes and seconds.

    Attributes:
        participants: of all draws.
        days: simulated for each of them.
        shards: number of shards.
        shard_size: participants of each but the last.
        workers: processes.
        memory: of each process at its highest.
        disk_shards: of the shards while the run is not complete.
        disk_data: of the result.
        seconds: until the end.
        start: seconds of it until a process begins with its first shard.
        per_second: participant-days that a process simulates per second.
    """

    participants: int
    days: float
    shards: int
    shard_size: int
    workers: int
    memory: float
    disk_shards: float
    disk_data: float
    seconds: float
    start: float
    per_second: float

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


class _Stopwatch(Journal):
    """Times the engine's calls instead of keeping them."""

    def __init__(self) -> None:
        super().__init__()
        self.lives: list[tuple[float, float]] = []
        self.visits: list[float] = []

    def call(self, days: float, advance: Callable[[], Call]) -> Call:
        began = time.perf_counter()
        carry, output = advance()
        np.asarray(carry.y)  # the call is over when its result is there
        spent = time.perf_counter() - began
        if days:
            self.lives.append((days, spent))
        else:
            self.visits.append(spent)
        return carry, output

    @property
    def days(self) -> float:
        return sum(days for days, _ in self.lives)

    @property
    def seconds(self) -> float:
        """Of all calls, without what was spent on compiling in some."""
        of_a_day = median(spent / days for days, spent in self.lives)
        return self.days * of_a_day + len(self.visits) * median(self.visits)


def plan(order: Order, workers: int) -> Plan:
    """What a run needs, from a probe in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        probe = pool.submit(measure, Job(order.identity, "", "")).result()
    return planned(order, workers, probe)


def planned(order: Order, workers: int, probe: Probe) -> Plan:
    """What a run needs, from what one block needed."""
    total, shards = order.total, order.shards
    used = min(workers, len(shards))
    width = width_of(total)
    # Some of the first block are run again at half the step: twice their work once more.
    blocks = sum(math.ceil(s.size / width) for s in shards) + 2 * min(CHECKED, width) / width
    largest = min(order.shard_size, total)
    on_disk = probe.shard_bytes * total
    return Plan(
        participants=total,
        days=probe.days,
        shards=len(shards),
        shard_size=largest,
        workers=used,
        memory=probe.memory + COPIES * probe.shard_bytes * largest,
        disk_shards=on_disk,
        disk_data=probe.data_bytes * total,
        seconds=probe.start + blocks * probe.block / used + on_disk / MERGED,
        start=probe.start,
        per_second=width * probe.days / probe.block,
    )


def measure(job: Job) -> Probe:
    """Run the last whole block of a run, with a stopwatch; call it in a fresh process."""
    began = time.perf_counter()
    study, kept = study_of(job.identity), Kept.from_dict(job.identity["kept"])
    # Everybody's courses: how many are kept is reckoned afterwards.
    worker = Worker(study, study.seed, job.identity["draws"])
    built = time.perf_counter()
    watch = _Stopwatch()
    # Beyond the participants that are run twice.
    first = 2**20 * study.participants
    arrays = worker.block(Shard(first, first + worker.width), watch)
    whole = time.perf_counter() - built
    calls = sum(spent for _, spent in watch.lives) + sum(watch.visits)
    block = whole - calls + watch.seconds
    total = job.identity["draws"] * study.participants
    shard, data = _bytes(arrays, kept, total, worker.width)
    return Probe(watch.days, built - began + whole - block, block, _peak(), shard, data)


def _bytes(arrays: Arrays, kept: Kept, total: int, width: int) -> tuple[float, float]:
    """Bytes of a shard and of the compressed data for each participant."""
    import zarr

    shares = {"courses": kept.courses.size / total, "daily": kept.daily.size / total}
    shard = data = 0.0
    for name, values in arrays.items():
        size = shares.get(name, 1.0) * values.nbytes / width
        shard += size
        packed = zarr.create_array({}, data=values).nbytes_stored() / max(values.nbytes, 1)
        # Sums take twice 64 bits in a shard and 32 in the data.
        data += size / 4 if name.startswith("sums.") else size * packed
    return shard, data


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
