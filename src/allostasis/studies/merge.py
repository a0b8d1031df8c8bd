"""From the shards of a run to its data, shard by shard: memory is bounded by a shard and a draw, not by the run.

What has a number for each participant goes straight into the zarr group. What has one for each draw (contrasts, means)
is gathered as draws are completed, and makes the small dataset that the analysis, the summary and the report work with.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import Evidence
from allostasis.studies.assemble import contrasts, small_dataset
from allostasis.studies.exact import group_sums, total
from allostasis.studies.observe import noise
from allostasis.studies.order import Order
from allostasis.studies.pieces import CHUNK, Pieces
from allostasis.studies.sealed import Arrays
from allostasis.studies.store import RunDirectory
from allostasis.studies.variables import Variable, Variables

Numbers = NDArray[Any]


class DamagedShard(Exception):
    """A shard that was whole is not any more."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Merged:
    """What is known of a run when its shards are put together.

    Attributes:
        dataset: labels, and what has one number per draw.
        checked: participants that were also run at half the step.
        share_two: share of participants with a second state of rest.
        share_unsettled: share whose state of rest was not found to the last digit.
    """

    dataset: Any
    checked: int
    share_two: float
    share_unsettled: float


def merge(order: Order, directory: RunDirectory, evidence: Evidence) -> Merged:
    """Put the shards of a run together in `RunDirectory.half_data`.

    Raises:
        DamagedShard: if one cannot be read.
    """
    import zarr

    shutil.rmtree(directory.half_data, ignore_errors=True)
    merging = Merging(order, zarr.open_group(directory.half_data, mode="w", zarr_format=3))
    for shard in order.shards:
        arrays = directory.shard(shard.name)
        if arrays is None:
            raise DamagedShard(shard.name)
        merging.add(shard.first, arrays)
        del arrays  # before the next one is read
    return merging.done(evidence)


class Groups:
    """Rows gathered into groups of a fixed size, so that no sum depends on how they arrived.

    Args:
        size: rows of a group; the last one may have fewer.
        rows: of all groups together.
    """

    def __init__(self, size: int, rows: int) -> None:
        self._size, self._left = size, rows
        self._waiting: list[Arrays] = []
        self._count = 0

    def add(self, rows: Arrays) -> Iterator[Arrays]:
        """Take the next rows, and give the groups that are full."""
        self._waiting.append(rows)
        self._count += len(next(iter(rows.values())))
        while self._left and self._count >= (size := min(self._size, self._left)):
            together = {name: np.concatenate([w[name] for w in self._waiting]) for name in rows}
            yield {name: values[:size] for name, values in together.items()}
            self._waiting = [{name: values[size:] for name, values in together.items()}]
            self._count, self._left = self._count - size, self._left - size


class Merging:
    """The shards that were taken so far."""

    def __init__(self, order: Order, group: Any) -> None:
        """Start with none; arrays go into the zarr group."""
        self.order, self.study, self._group = order, order.study, group
        self._variables, self._pieces = Variables(order), dict[str, Pieces]()
        n = order.study.participants
        self._measures = Groups(n * max(CHUNK // n, 1), order.total)
        self._contrasts: list[Arrays] = []
        self._sums: Arrays = {}
        self._means: list[Arrays] = []
        self._checks: list[Arrays] = []
        self._two = self._settled = self._minutes = self._days = 0

    def add(self, first: int, shard: Arrays) -> None:
        """Take the next shard; `first` is the number of its first participant."""
        numbers = first + np.arange(len(shard["is_settled"]))
        draws, subjects = np.divmod(numbers, self.study.participants)
        self._two += int(shard["has_second_rest"].sum())
        self._settled += int(shard["is_settled"].sum())
        self._minutes, self._days = shard["courses"].shape[-1], shard["daily"].shape[-1]
        outcomes = self._outcomes(shard, draws, subjects)
        self._write(self._variables.of_participants(shard, outcomes))
        for group in self._measures.add(outcomes):
            self._contrasts.append(contrasts(self.study, group))
        self._add_sums(shard, int(numbers[-1] + 1) // self.study.participants)
        if any(name.startswith("step") for name in shard):
            self._checks.append({name: values for name, values in shard.items() if name.startswith("step")})

    def done(self, evidence: Evidence) -> Merged:
        """The shards are all there."""
        for pieces in self._pieces.values():
            pieces.close()
        checks = _together(self._checks)
        per_draw, means = _together(self._contrasts), _together(self._means)["courses"]
        data = small_dataset(self.order, evidence, per_draw, means, checks, (self._minutes, self._days))
        whole = self.order.total
        return Merged(data, len(checks["step_changed"]), self._two / whole, 1 - self._settled / whole)

    def _write(self, variables: Iterable[Variable]) -> None:
        for variable in variables:
            if variable.name not in self._pieces:
                self._pieces[variable.name] = Pieces(self._group, variable)
            self._pieces[variable.name].add(variable.rows)

    def _outcomes(self, shard: Arrays, draws: Numbers, subjects: Numbers) -> Arrays:
        """Outcomes of each participant, with noise and without; NaN in an arm that was not met."""
        study = self.study
        true, period = shard[f"measure.{study.analysis.outcome}"], shard["period"]
        noisy = true + noise(study.outcome, study.seed, draws, subjects, true.shape[1]).T
        return {
            "outcome": np.where(period > 0, noisy, np.nan),
            "outcome_true": np.where(period > 0, true, np.nan),
            "outcome_branch": shard["branch"],
            "period": period,
        }

    def _add_sums(self, shard: Arrays, complete: int) -> None:
        """Add up what the shards hold of each draw; the draws before number `complete` have all their participants."""
        held = {name: shard[f"sums.{name}"] for name in ("draw", "courses", "daily")}
        together = _together([self._sums, held]) if self._sums else held
        names, courses = group_sums(together["courses"], together["draw"])
        _, daily = group_sums(together["daily"], together["draw"])
        last = int(np.searchsorted(names, complete))
        self._sums = {"draw": names[last:], "courses": courses[last:].copy(), "daily": daily[last:].copy()}
        if last:
            n = self.study.participants
            self._write(self._variables.of_draws(total(courses[:last]) / n, total(daily[:last]) / n))
            self._means.append({"courses": (total(courses[:last]) / n).mean(axis=-1)})


def _together(parts: list[Arrays]) -> Arrays:
    return {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
