"""Shards: pieces of a run that are pure functions of (study, draws, subjects, seed).

A worker process builds the engine once and then takes shards. Participants are numbered draw by draw; a shard is a
range of these numbers, cut into blocks of the engine's fixed width, so that neither the number of workers nor the size
of a shard changes any participant.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.studies.files import Study

CHECKED = 512
"""Participants at the start of a run that are also run at half the step; their number does not depend on the shards."""
XLA_FLAGS = "--xla_cpu_multi_thread_eigen=false --xla_cpu_prefer_vector_width=512"
"""One thread per worker; wide vectors where the processor has them."""


@dataclass(frozen=True)
class Shard:
    """A range of participants, numbered draw by draw.

    Attributes:
        first: number of the first participant.
        last: number after the last one.
    """

    first: int
    last: int

    @property
    def name(self) -> str:
        """File name of the shard's result."""
        return f"shard-{self.first:09d}-{self.last:09d}"


def cut(participants: int, size: int) -> list[Shard]:
    """Shards of at most `size` participants."""
    edges = [*range(0, participants, size), participants]
    return [Shard(first, last) for first, last in pairwise(edges)]


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
        from allostasis.studies.used import given_states

        self.study, self.seed, self.priors = study, seed, load().priors
        self.engine = build_engine(Human, human_behaviour(), RECORDED, given=given_states(study))
        self.finder = RestFinder(self.engine.traced, SIGNED)

    def run(self, shard: Shard) -> dict[str, NDArray[Any]]:
        """Arrays of a shard, participants first, by name."""
        from allostasis.studies.lanes import WIDTH

        parts = [self._block(first, min(first + WIDTH, shard.last)) for first in range(shard.first, shard.last, WIDTH)]
        return joined(parts)

    def _block(self, first: int, last: int) -> dict[str, NDArray[Any]]:
        from allostasis.studies.lanes import make_lanes
        from allostasis.studies.simulate import Steps, Tape, simulate_block

        numbers = np.arange(first, last)
        draws, subjects = numbers // self.study.participants, numbers % self.study.participants
        lanes = make_lanes(self.study.people, self.priors, self.finder, self.seed, draws, subjects)
        tape = Tape()
        result = flat(simulate_block(self.study, self.engine, lanes, self.seed, Steps.of(self.study), tape))
        if first < CHECKED:
            again = Tape(tape.calls, replays=True)
            finer = flat(simulate_block(self.study, self.engine, lanes, self.seed, Steps.of(self.study, True), again))
            checks = step_differences(result, finer, self.engine.recorded)
            checks |= {"step_changed": again.changed[: len(numbers)], "step_possible": again.possible[: len(numbers)]}
            result |= {name: values[: CHECKED - first] for name, values in checks.items()}
        return result


def joined(parts: Sequence[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """Arrays of consecutive pieces as one; the later pieces hold no checks of the step."""
    return {name: np.concatenate([p[name] for p in parts if name in p]) for name in parts[0]}


def flat(result: Any) -> dict[str, NDArray[Any]]:
    """A block's result as arrays by name: `sessions.oxytocin`, `history`, `covariates.weight`, ..."""
    arrays: dict[str, NDArray[Any]] = {}
    for part in fields(result):
        value = getattr(result, part.name)
        is_many = isinstance(value, Mapping)
        arrays |= {f"{part.name}.{k}": v for k, v in value.items()} if is_many else {part.name: value}
    return arrays


def step_differences(
    coarse: Mapping[str, NDArray[Any]], fine: Mapping[str, NDArray[Any]], recorded: tuple[str, ...]
) -> dict[str, NDArray[Any]]:
    """Each participant's largest difference between a run and the same at half the step, with the range of the first.

    Returns:
        `step.<name>` by recorded quantity, shape (n, 3): largest difference, lowest and highest value in the sessions.
    """
    differences = {}
    for k, name in enumerate(recorded[:-1]):  # the last one counts uses, which are replayed
        a, b = (
            np.concatenate([v[:, :, k] for key, v in run.items() if key.startswith("sessions.")], axis=1)
            for run in (coarse, fine)
        )
        differences[f"step.{name}"] = np.stack([np.abs(a - b).max(axis=1), a.min(axis=1), a.max(axis=1)], axis=1)
    return differences


def step_error(differences: NDArray[Any]) -> float:
    """Largest difference over all participants, relative to the range of the quantity; 0 for one that never moves."""
    largest, low, high = differences[:, 0].max(), differences[:, 1].min(), differences[:, 2].max()
    return float(largest) / float(high - low) if high > low else 0.0
