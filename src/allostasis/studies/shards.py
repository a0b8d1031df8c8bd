"""Shards: pieces of a run that are pure functions of (study, draws, subjects, seed).

A worker process builds the engine once and then takes shards. Participants are numbered draw by draw; a shard is a range of
these numbers, cut into blocks of the engine's fixed width, so that neither the number of workers nor the size of a
shard changes any participant.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.studies.files import Study

XLA_FLAGS = "--xla_cpu_multi_thread_eigen=false --xla_cpu_prefer_vector_width=512"
"""One thread per worker; wide vectors where the processor has them."""


@dataclass(frozen=True)
class Shard:
    """A range of participants, numbered draw by draw.

    Attributes:
        first: number of the first participant.
        last: number after the last one.
        checks_step: whether the shard also runs its first block at half the step.
    """

    first: int
    last: int
    checks_step: bool

    @property
    def name(self) -> str:
        """File name of the shard's result."""
        return f"shard-{self.first:09d}-{self.last:09d}"


def cut(participants: int, size: int) -> list[Shard]:
    """Shards of at most `size` participants; the first one checks the step."""
    edges = [*range(0, participants, size), participants]
    return [Shard(a, b, a == 0) for a, b in zip(edges[:-1], edges[1:], strict=True)]


class Worker:
    """One process's engine, and the study that it runs."""

    def __init__(self, study: Study, seed: int) -> None:
        """Compile the engine."""
        os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {XLA_FLAGS}"
        os.environ.setdefault("JAX_PLATFORMS", "cpu")
        from allostasis.evidence import load
        from allostasis.models.daily_life import RECORDED, human_behaviour
        from allostasis.models.human import Human
        from allostasis.numerics.engine import build_engine
        from allostasis.numerics.rest import RestFinder
        from allostasis.studies.lanes import SIGNED

        self.study, self.seed, self.priors = study, seed, load().priors
        self.engine = build_engine(Human, human_behaviour(), RECORDED)
        self.finder = RestFinder(self.engine.traced, SIGNED)

    def run(self, shard: Shard) -> dict[str, NDArray[Any]]:
        """Arrays of a shard, participants first, by name."""
        from allostasis.studies.lanes import WIDTH

        parts = [
            self._block(first, min(first + WIDTH, shard.last), shard.checks_step and first == shard.first)
            for first in range(shard.first, shard.last, WIDTH)
        ]
        joined = {name: np.concatenate([p[name] for p in parts if name in p]) for name in parts[0]}
        return joined

    def _block(self, first: int, last: int, checks_step: bool) -> dict[str, NDArray[Any]]:
        from allostasis.studies.lanes import make_lanes
        from allostasis.studies.simulate import Steps, Tape, simulate_block

        numbers = np.arange(first, last)
        draws, subjects = numbers // self.study.participants, numbers % self.study.participants
        lanes = make_lanes(self.study.people, self.priors, self.finder, self.seed, draws, subjects)
        tape = Tape()
        result = flat(simulate_block(self.study, self.engine, lanes, self.seed, Steps.of(self.study), tape))
        if checks_step:
            again = Tape(tape.calls, replays=True)
            finer = flat(simulate_block(self.study, self.engine, lanes, self.seed, Steps.of(self.study, True), again))
            result |= {f"step.{name}": value for name, value in step_errors(result, finer, self.engine.recorded).items()}
            opportunities = sum(int(np.asarray(c).size) for c in tape.calls)
            result["step_changed"] = np.array([again.changed / max(opportunities, 1)])
            result["step_subjects"] = np.array([len(numbers)])
        return result


def flat(result: Any) -> dict[str, NDArray[Any]]:
    """A block's result as arrays by name: `sessions.oxytocin`, `history`, `covariates.weight`, ..."""
    arrays: dict[str, NDArray[Any]] = {}
    for part in fields(result):
        value = getattr(result, part.name)
        arrays |= {f"{part.name}.{k}": v for k, v in value.items()} if isinstance(value, Mapping) else {part.name: value}
    return arrays


def step_errors(
    coarse: Mapping[str, NDArray[Any]], fine: Mapping[str, NDArray[Any]], recorded: tuple[str, ...]
) -> dict[str, NDArray[Any]]:
    """Largest difference between a run and the same at half the step, over the observable's range in the sessions."""
    errors = {}
    for k, name in enumerate(recorded[:-1]):  # the last one counts uses, which are replayed
        a, b = (
            np.concatenate([v[:, :, k].ravel() for key, v in run.items() if key.startswith("sessions.")])
            for run in (coarse, fine)
        )
        spread = float(b.max() - b.min())
        errors[name] = np.array([float(np.max(np.abs(a - b))) / spread if spread > 0 else 0.0])
    return errors
