"""A study run from file to result: shards over processes, then one dataset, one manifest.

Workers are spawned, so that each has the same clean environment whatever the caller did before; with one worker there is
one such process. What they return depends on the shard alone.
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

import numpy as np
from numpy.typing import NDArray

from allostasis import __version__
from allostasis.errors import HeldOutError, Problem, RunError
from allostasis.evidence import Evidence, load
from allostasis.studies.files import Study
from allostasis.studies.shards import Shard, Worker, cut, joined
from allostasis.studies.store import RunDirectory

DRAWS = 200
"""Parameter draws of a run unless asked otherwise."""
SHARD = 512
"""Participants per shard: small enough that two workers finish together."""

LIMITS = (
    "Nothing is calibrated yet: every parameter is drawn from its prior, and the results are prior predictions.",
    "One drug cue and one neutral cue; no context, no incubation of craving, no arbitration between habit and goal.",
    "No circadian rhythm: hormones are relative to the mean of the hour.",
    "Phasic and tonic dopamine are not modelled; only the loss of D2 receptors is.",
    "An inverted U of an effect over the oxytocin signal of the moment is not possible in this form.",
    "The years of use are fast-forwarded with an even daily amount; the error of this is checked in the tests.",
    "Results describe virtual populations. They say nothing about a single person and are no basis for treatment.",
)
"""What a reader has to know before using a result."""

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
    identity = {
        "version": __version__, "study": study.as_dict(), "people": _people_file(study), "priors": _digest(evidence),
        "draws": draws, "shard_size": shard_size, "machine": platform.machine(),
    }  # fmt: skip
    directory = RunDirectory.open(out, identity)
    shards = cut(draws * study.participants, shard_size)
    arrays = _gather(study, directory, shards, workers, progress)

    from allostasis.models.daily_life import RECORDED
    from allostasis.studies.assemble import dataset

    recorded = (*RECORDED, "uses")
    minutes = _record_minutes(study)
    data = dataset(study, arrays, draws, study.seed, evidence.priors, recorded, minutes)
    data.attrs = {
        "study_id": study.id, "model": study.model, "version": __version__, "seed": str(study.seed), "draws": draws,
        "participants": study.participants, "posterior": "prior", "notice": "research tool, not medical advice",
    }  # fmt: skip
    manifest = _manifest(study, evidence, data, draws, arrays)
    timings = {"seconds": round(time.time() - began, 1), "workers": workers, "shard_size": shard_size,
               "host": {"processor": platform.processor() or platform.machine(), "system": platform.system()}}  # fmt: skip
    return Result(data, manifest, directory, timings)


def refuse_held_out(study: Study, evidence: Evidence) -> None:
    """Held-out studies are not run before the predictions are frozen.

    Raises:
        HeldOutError: if the study is held out.
    """
    row = evidence.studies.get(study.study)
    if row is not None and row.role == "held_out":
        raise HeldOutError(
            Problem(
                f"study {study.id}",
                f"{study.study}, whose role in the evidence is held_out",
                "studies with the role calibration, development or context",
                "held-out studies judge the frozen predictions; running one earlier would let its result shape the model",
            )
        )


def _record_minutes(study: Study) -> int:
    from allostasis.numerics.engine import RECORDS

    length = -(-study.session.length // 10) * 10
    return next(m for m in (1, 2, 5, 10) if length // m <= RECORDS)


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
    pool = ProcessPoolExecutor(min(workers, len(shards)), get_context("spawn"), _start, (study.as_dict(), _people_file(study)))
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
            "A worker process ended by itself (out of memory, or killed). Finished shards are kept: run the same command "
            "again to go on."
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


# ---------------------------------------------------------------------- manifest


def _manifest(study: Study, evidence: Evidence, data: Any, draws: int, arrays: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    from allostasis.evidence import texts
    from allostasis.studies.assemble import parameter_rows
    from allostasis.studies.explain import methods
    from allostasis.studies.simulate import Steps

    parameters = parameter_rows(evidence)
    sources = sources_of(study, evidence)
    row = evidence.studies[study.study]
    steps = Steps.of(study)
    return {
        "version": __version__,
        "study_id": study.id,
        "study": study.as_dict(),
        "role": row.role,
        "model": study.model,
        "posterior": "prior",
        "seed": study.seed,
        "methods": methods(study),
        "design": {
            "kind": study.design.kind, "participants": study.participants, "draws": draws, "arms": list(study.arms),
            "control": study.analysis.control, "active": study.analysis.active, "outcome": study.analysis.outcome,
            "alpha": study.analysis.alpha, "test": study.analysis.test,
        },  # fmt: skip
        "assumptions": [{"key": a.key, "value": a.value, "reason": a.reason} for a in study.assumed()],
        "assumed_parameters": sum(p["rule"] == "assumed" for p in parameters),
        "published": [_published(evidence, effect) for effect in study.reported],
        "sources": sources,
        "references": texts(evidence.references(sources)),
        "limits": list(LIMITS),
        "step": {"minutes": steps.daily * 60, "session_minutes": steps.session * 60,
                 "subjects": len(arrays["step_changed"])},  # fmt: skip
        "fixed_points": {"share_two": float(np.mean(arrays["has_second_rest"])),
                         "share_unsettled": float(1 - np.mean(arrays["is_settled"]))},  # fmt: skip
        "parameters": parameters,
        "notice": "research tool, not medical advice",
    }


def sources_of(study: Study, evidence: Evidence) -> list[str]:
    """Citation keys of everything that a run of the study uses: the trial, its population, all priors."""
    from allostasis.models.human import Human
    from allostasis.models.traits import Traits

    names = [*Human.parameters(), *(q.name for q in Traits.parameters())]
    keys = {evidence.studies[study.study].source, *study.people.sources(), *evidence.sources_of_priors(names)}
    return sorted(keys)


def _published(evidence: Evidence, effect_id: str) -> dict[str, Any]:
    effect = evidence.effects[effect_id]
    return {
        "effect_id": effect_id, "outcome": effect.outcome, "text": effect.statistic_text, "verdict": effect.verdict,
        "direction": effect.direction, "where": effect.where_in_source, "source": evidence.studies[effect.study_id].source,
    }  # fmt: skip


def headline(data: Any, study: Study) -> dict[str, Any]:
    """The answer of a run in numbers and one sentence.

    A published "not significant" is compared with how often the virtual trial is not significant, never with an effect of zero.
    """
    p, alpha = np.asarray(data["p_value"].values), study.analysis.alpha
    share = float(np.mean(p >= alpha))
    low, middle, high = (float(q) for q in np.quantile(data["effect"].values, [0.05, 0.5, 0.95]))
    unit, label = data["effect"].attrs["unit"], study.outcome.label
    sentence = (
        f"In {100 * share:.0f} % of {len(p)} parameter draws the virtual trial (n = {study.participants}) found no significant effect of "
        f"{study.analysis.active} on {label} (p >= {alpha:g}). Predicted contrast: median {middle:.1f} {unit}, 90 % interval {low:.1f} to {high:.1f}."
    )
    return {"share_not_significant": share, "effect_median": middle, "effect_low90": low, "effect_high90": high,
            "unit": unit, "draws": len(p), "participants": study.participants, "sentence": sentence}  # fmt: skip
