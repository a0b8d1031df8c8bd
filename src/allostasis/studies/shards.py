"""Shards: pieces of a run that are pure functions of (study, draws, subjects, seed).

A worker process builds the engine once and then takes shards. Participants are numbered draw by draw; a shard is a
range of these numbers, cut into blocks of one width for the whole run, so that neither the number of workers nor the
size of a shard changes any participant.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import RunError
from allostasis.numerics.native import kernel_here
from allostasis.studies.checkpoint import Journal
from allostasis.studies.files import Study
from allostasis.studies.identity import XLA_FLAGS
from allostasis.studies.kept import Kept
from allostasis.studies.order import Shard, cut
from allostasis.studies.sealed import Arrays, read_arrays, write_arrays

if TYPE_CHECKING:
    from allostasis.studies.lanes import Lanes
    from allostasis.studies.tape import Tape

__all__ = ["CHECKED", "Shard", "Worker", "checked", "cut", "joined", "step_differences", "step_error"]

CHECKED = 32
"""Participants who are also run at half the step; see `checked`."""


class Worker:
    """One process's engine, and the study that it runs."""

    def __init__(self, study: Study, seed: int, draws: int, kept: Kept | None = None) -> None:
        """Compile the engine.

        Args:
            study: the study.
            seed: of all random numbers.
            draws: parameter draws of the whole run.
            kept: whose courses are kept; everybody's if left out.
        """
        set_flags()
        from allostasis.evidence import load
        from allostasis.models.daily_life import RECORDED, human_behaviour
        from allostasis.models.human import Human
        from allostasis.numerics.engine import build_engine
        from allostasis.numerics.rest import RestFinder
        from allostasis.studies.lanes import SIGNED, width_of
        from allostasis.studies.timeline import record_minutes
        from allostasis.studies.used import given_states

        self.study, self.seed, self.priors = study, seed, load().priors
        self.kept = kept or Kept.everybody()
        self.total = draws * study.participants
        self.width = width_of(self.total)
        self.engine = build_engine(Human, human_behaviour(), RECORDED, given=given_states(study))
        refuse_another_kernel(self.engine.kernel)
        self.finder = RestFinder(self.engine.traced, SIGNED)
        minutes = record_minutes(study.session.length)
        assert minutes is not None  # a study whose session is too long to be recorded was refused at the door
        self.minutes = minutes

    def run(self, shard: Shard, checkpoints: Path | None = None) -> Arrays:
        """Arrays of a shard by name, as `reduce` describes them.

        Args:
            shard: which participants.
            checkpoints: a directory in which finished blocks and checkpoints of unfinished ones are kept while the
                shard is not done; what it holds already is not run again.
        """
        blocks = cut_within(shard, self.width)
        keep = checkpoints if len(blocks) > 1 else None  # a shard of one block is written whole in a moment
        return joined([self._kept_block(block, keep, checkpoints) for block in blocks])

    def _kept_block(self, block: Shard, keep: Path | None, checkpoints: Path | None) -> Arrays:
        file = keep / f"{_block_name(block)}.npz" if keep else None
        if file and (found := read_arrays(file)) is not None:
            return found
        arrays = self.block(block, Journal(checkpoints, _journal_name(block, False)), checkpoints)
        if file:
            write_arrays(file, arrays)
        for half in (False, True):
            Journal(checkpoints, _journal_name(block, half)).remove()
        return arrays

    def block(self, block: Shard, journal: Journal, checkpoints: Path | None = None) -> Arrays:
        """Arrays of one block by name; the journal answers what it holds of the engine's calls."""
        from allostasis.studies.reduce import reduced
        from allostasis.studies.simulate import Steps, simulate_block
        from allostasis.studies.tape import Tape

        numbers = np.arange(block.first, block.last)
        chosen = np.flatnonzero(np.isin(numbers, checked(self.total)))
        lanes, tape = self._lanes(numbers, self.width), Tape(chosen, journal=journal)
        result = simulate_block(self.study, self.engine, lanes, self.seed, Steps.of(self.study), tape)
        draws, subjects = np.divmod(numbers, self.study.participants)
        arrays = reduced(self.study, result, self.engine.recorded, self.minutes, self.kept, draws, subjects)
        if len(chosen):
            half = Journal(checkpoints, _journal_name(block, True))
            arrays |= self._check(numbers[chosen], {arm: v[chosen] for arm, v in result.sessions.items()}, tape, half)
        return arrays

    def _lanes(self, numbers: NDArray[np.int64], width: int) -> Lanes:
        from allostasis.studies.lanes import make_lanes

        draws, subjects = np.divmod(numbers, self.study.participants)
        return make_lanes(self.study.people, self.priors, self.finder, self.seed, draws, subjects, width)

    def _check(
        self, numbers: NDArray[np.int64], sessions: Mapping[str, NDArray[Any]], tape: Tape, journal: Journal
    ) -> Arrays:
        """Some participants again at half the step, with the decisions that they took."""
        from allostasis.studies.lanes import width_of
        from allostasis.studies.simulate import Steps, simulate_block
        from allostasis.studies.tape import Tape

        lanes = self._lanes(numbers, min(width_of(CHECKED), self.width))
        again = Tape(calls=tape.calls, replays=True, journal=journal)
        finer = simulate_block(self.study, self.engine, lanes, self.seed, Steps.of(self.study, True), again)
        checks = step_differences(sessions, finer.sessions, self.engine.recorded)
        counts = {"step_changed": again.changed, "step_possible": again.possible}
        return checks | {name: values[: len(numbers)] for name, values in counts.items()}


def set_flags() -> None:
    """Make JAX compile the same code in every process.

    Raises:
        RunError: if JAX has begun to compile with other flags in this process.
    """
    wanted, given = XLA_FLAGS.split(), os.environ.get("XLA_FLAGS", "").split()
    if not set(wanted) <= set(given):
        if "jax" in sys.modules and _has_begun():
            raise RunError(
                "JAX is already at work in this process with other settings, so that the result could differ in the "
                f"last digit. Give runs processes of their own, or set XLA_FLAGS='{XLA_FLAGS}' before they start."
            )
        os.environ["XLA_FLAGS"] = " ".join([*given, *wanted])
    os.environ.setdefault("JAX_PLATFORMS", "cpu")


def refuse_another_kernel(kernel: str) -> None:
    """Refuse to compute shards with another kernel than the run was ordered with: their last digits would differ.

    Raises:
        RunError: with the reason for which the kernel of this machine could not be had here.
    """
    wanted = kernel_here()
    if kernel.partition(",")[0] != wanted.partition(",")[0]:
        raise RunError(
            f"the run was ordered with a kernel in C ({wanted}), and this process has {kernel}. Mend that and go on, "
            "or set ALLOSTASIS_KERNEL=jax, which is slower, and start anew in another directory with -o."
        )


def _has_begun() -> bool:
    """Whether JAX has chosen its devices: flags that are set later have no effect."""
    from jax._src import xla_bridge

    return bool(xla_bridge.backends_are_initialized())


def checked(participants: int) -> NDArray[np.int64]:
    """Numbers of the participants who are also run at half the step.

    They are spread evenly over the first `WIDTH` of a run, so that they come from many draws and still stand in one
    block; which they are does not depend on the shards.
    """
    from allostasis.studies.lanes import WIDTH

    among = min(participants, WIDTH)
    return np.arange(min(CHECKED, among)) * among // min(CHECKED, among)


def cut_within(shard: Shard, width: int) -> list[Shard]:
    """The blocks of a shard."""
    return [Shard(shard.first + b.first, shard.first + b.last) for b in cut(shard.size, width)]


def _block_name(block: Shard) -> str:
    return f"block-{block.first:09d}-{block.last:09d}"


def _journal_name(block: Shard, half: bool) -> str:
    return f"calls-{'half' if half else 'full'}-{block.first:09d}-{block.last:09d}"


def joined(parts: Sequence[Mapping[str, NDArray[Any]]]) -> Arrays:
    """Arrays of consecutive pieces as one; the later pieces hold no checks of the step."""
    return {name: np.concatenate([p[name] for p in parts if name in p]) for name in parts[0]}


def step_differences(
    coarse: Mapping[str, NDArray[Any]], fine: Mapping[str, NDArray[Any]], recorded: tuple[str, ...]
) -> Arrays:
    """Each participant's largest difference between a run and the same at half the step, with the range of the first.

    Args:
        coarse: records of the sessions by arm, shape (n, time, quantities).
        fine: the same at half the step.
        recorded: names of the quantities.

    Returns:
        `step.<name>` by recorded quantity, shape (n, 3): largest difference, lowest and highest value in the sessions.
    """
    differences = {}
    for k, name in enumerate(recorded[:-1]):  # the last one counts uses, which are replayed
        a, b = (np.concatenate([v[:, :, k] for v in run.values()], axis=1) for run in (coarse, fine))
        differences[f"step.{name}"] = np.stack([np.abs(a - b).max(axis=1), a.min(axis=1), a.max(axis=1)], axis=1)
    return differences


def step_error(differences: NDArray[Any]) -> float:
    """Largest difference over all participants, relative to the range of the quantity; 0 for one that never moves."""
    largest, low, high = differences[:, 0].max(), differences[:, 1].min(), differences[:, 2].max()
    return float(largest) / float(high - low) if high > low else 0.0
