"""From what the engine recorded of a block to what a shard holds: measures of everybody, courses of those who are kept.

All arrays have participants first, but for those named `sums.`: sums over the participants of each draw, in parts that
can be added in any order (see `exact`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from allostasis.studies.exact import group_sums, parts
from allostasis.studies.files import Study
from allostasis.studies.kept import Kept
from allostasis.studies.observe import RESULTS, in_units, outcome

if TYPE_CHECKING:
    from allostasis.studies.simulate import BlockResult

Numbers = NDArray[Any]
SESSION = tuple(name for name in RESULTS if name not in ("tolerance", "load.load", "uses"))
"""Quantities whose courses over the sessions are results, by the model's own names."""
DAILY = ("craving", "withdrawal", "tolerance", "occupancy", "oxytocin_signal", "load.load", "uses")
"""Quantities whose courses over the days before are results."""


def reduced(
    study: Study,
    result: BlockResult,
    recorded: tuple[str, ...],
    minutes: int,
    kept: Kept,
    draws: NDArray[np.int64],
    subjects: NDArray[np.int64],
) -> dict[str, Numbers]:
    """What a shard holds of a block.

    Args:
        study: the study.
        result: what the block gave.
        recorded: names of the recorded quantities.
        minutes: between the records of a session.
        kept: whose courses are kept.
        draws: parameter draw of each participant.
        subjects: number of each participant within the draw.
    """
    courses = _courses(study, result, recorded)
    daily = _daily(result, recorded)
    in_sample, in_daily = kept.courses.holds(draws, subjects), kept.daily.holds(draws, subjects)
    names, sums = group_sums(parts(courses), draws)
    _, daily_sums = group_sums(parts(daily), draws)
    return {
        **_measures(study, result, recorded, minutes),
        **{f"covariates.{name}": values for name, values in result.covariates.items()},
        **{f"first_events.{name}": days for name, days in result.first_events.items()},
        "has_second_rest": result.has_second_rest,
        "is_settled": result.is_settled,
        "courses": courses[in_sample],
        "daily": daily[in_daily],
        "sums.draw": names,
        "sums.courses": sums,
        "sums.daily": daily_sums,
    }


def _measures(study: Study, result: BlockResult, recorded: tuple[str, ...], minutes: int) -> dict[str, Numbers]:
    """Measured outcomes without noise, and the session in which each arm was met; last axis: arms."""

    def measured(name: str, sessions: Mapping[str, Numbers]) -> Numbers:
        measure = study.measures[name]
        return np.stack([outcome(measure, sessions[arm], recorded, minutes) for arm in study.arms], axis=1)

    return {
        "period": np.stack([result.period[arm] for arm in study.arms], axis=1),
        "branch": measured(study.analysis.outcome, result.branches),
        **{f"measure.{name}": measured(name, result.sessions) for name in study.measures},
    }


def _courses(study: Study, result: BlockResult, recorded: tuple[str, ...]) -> NDArray[np.float32]:
    """Courses of the sessions in the units of results, shape (n, arms, quantities, time)."""
    by_arm = [_in_units(result.sessions[arm], SESSION, recorded) for arm in study.arms]
    return np.stack(by_arm, axis=1)


def _daily(result: BlockResult, recorded: tuple[str, ...]) -> NDArray[np.float32]:
    """Daily values in the units of results, shape (n, quantities, days)."""
    return _in_units(result.history, DAILY, recorded)


def _in_units(records: Numbers, names: tuple[str, ...], recorded: tuple[str, ...]) -> NDArray[np.float32]:
    """Records of shape (n, time, recorded) as (n, names, time)."""
    values = [in_units(name, records[:, :, recorded.index(name)]) for name in names]
    return np.stack(values, axis=1).astype(np.float32)
