"""One shard, computed and written in whatever process it fell to: a local worker or one of a cluster.

Where that process sees the run's directory, it writes the shard and its checkpoints there. Where it does not, the shard
is sent back as bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allostasis.errors import RunError
from allostasis.studies.identity import changes, platform_identity
from allostasis.studies.kept import Kept
from allostasis.studies.order import Shard, study_of
from allostasis.studies.sealed import Arrays, save, write_arrays
from allostasis.studies.shards import Worker
from allostasis.studies.store import SHARDS, shard_file


@dataclass(frozen=True)
class Job:
    """What a worker has to know of a run.

    Attributes:
        identity: of the run.
        place: its directory, absolute.
        token: what is written in that directory, by which a worker recognises it as its own.
    """

    identity: Mapping[str, Any]
    place: str
    token: str

    @property
    def name(self) -> str:
        """A short name; the same for the same run."""
        return hashlib.sha256(json.dumps(self.identity, sort_keys=True).encode()).hexdigest()[:16]


_lock = threading.Lock()
_worker: tuple[str, Worker] | None = None


def prepare(job: Job) -> None:
    """Build the engine of a run in this process, unless it is there.

    Raises:
        RunError: if this process would give other numbers than the one that ordered the run.
    """
    global _worker
    if _worker is not None and _worker[0] == job.name:
        return
    here = json.loads(json.dumps(platform_identity()))
    different = changes({name: job.identity[name] for name in here}, here)
    if different:
        listed = "; ".join(f"{name}: {now} here, {before} where the run was ordered" for name, before, now in different)
        raise RunError(
            f"A worker differs from the machine that ordered the run, and its numbers could too: {listed}. Give the "
            "run workers of one kind, with the same installation."
        )
    study = study_of(job.identity)
    _worker = (job.name, Worker(study, study.seed, job.identity["draws"], Kept.from_dict(job.identity["kept"])))


def compute(job: Job, shard: Shard) -> bytes | None:
    """Compute a shard and write it into the run's directory; what was written is not sent.

    Returns:
        The shard as bytes, if this process does not see the run's directory; otherwise nothing.
    """
    with _lock:  # one shard at a time in a process: memory is bounded by it
        prepare(job)
        assert _worker is not None  # by `prepare`
        directory = _directory(job)
        if directory is None:
            return packed(_worker[1].run(shard))
        checkpoints = directory / shard.name
        checkpoints.mkdir(exist_ok=True)
        write_arrays(shard_file(directory, shard.name), _worker[1].run(shard, checkpoints))
    return None


def packed(arrays: Arrays) -> bytes:
    """The content of a shard's file."""
    stream = io.BytesIO()
    save(stream, arrays)
    return stream.getvalue()


def _directory(job: Job) -> Path | None:
    """The shards' directory of the run, if this process sees it."""
    directory = Path(job.place) / SHARDS
    try:
        seen = (directory / "token").read_text(encoding="utf-8")
    except OSError:
        return None
    return directory if seen == job.token else None
