"""The arrays of `data.zarr` that are written piece by piece: names, dimensions, units, and where a shard has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.population.covariates import COVARIATES
from allostasis.studies.first_events import FIRST_EVENTS
from allostasis.studies.kept import Sample
from allostasis.studies.observe import RESULTS
from allostasis.studies.order import Order
from allostasis.studies.reduce import DAILY, SESSION
from allostasis.studies.sealed import Arrays

Numbers = NDArray[Any]
BY_PARTICIPANT = ("draw", "subject")


@dataclass(frozen=True)
class Variable:
    """Some rows of an array of the result.

    Attributes:
        name: of the array.
        rows: the next ones, first axis as in `grid`; the second axis is that of the arms if there is one.
        attributes: unit and meaning.
        grid: how many draws, and how many participants of each, the array is to have.
        grid_dims: what these dimensions are called.
        dims: names of the dimensions behind them.
        has_arms: whether the rows differ by arm; in the array the arms come first.
    """

    name: str
    rows: Numbers
    attributes: dict[str, str]
    grid: Sample
    grid_dims: tuple[str, ...] = BY_PARTICIPANT
    dims: tuple[str, ...] = ()
    has_arms: bool = False


class Variables:
    """The arrays of one run."""

    def __init__(self, order: Order) -> None:
        """Fix the dimensions."""
        self.study, self.kept = order.study, order.kept
        self.everybody = Sample(order.draws, order.study.participants)

    def of_participants(self, shard: Arrays, outcomes: Arrays) -> Iterator[Variable]:
        """What has a number, or a course, for each participant."""
        yield from self._courses(shard)
        for name, covariate in COVARIATES.items():
            rows = shard[f"covariates.{name}"]
            yield self._plain(f"cov_{name}", rows, covariate.unit, covariate.meaning)
        yield from self._outcomes(shard, outcomes)
        for name, event in FIRST_EVENTS.items():
            if (days := shard.get(f"first_events.{name}")) is not None:
                meaning = (
                    f"days from when use became possible to the {event.meaning} before the first session; NaN: none"
                )
                yield self._plain(name, days, "d", meaning)
        rest = shard["has_second_rest"]
        yield self._plain("has_second_rest", rest, "1", "another resting state exists")

    def of_draws(self, courses: Numbers, daily: Numbers) -> Iterator[Variable]:
        """Means over the participants of each draw.

        Args:
            courses: of the sessions, shape (draws, arms, quantities, time).
            daily: of the days before, shape (draws, quantities, days).
        """
        grid, dims = Sample(self.everybody.draws, 1), ("draw",)
        for k, name in enumerate(SESSION):
            about, rows = RESULTS[name], courses[:, :, k].astype(np.float32)
            text = attributes(about.unit, f"{about.meaning}, mean of the participants", about.meaning)
            yield Variable(f"{about.name}_mean", rows, text, grid, dims, ("time",), has_arms=True)
        for k, name in enumerate(DAILY if daily.shape[-1] else ()):
            about, rows = RESULTS[name], daily[:, k].astype(np.float32)
            meaning = _daily_meaning(name)
            text = attributes(about.unit, f"{meaning}, mean of the participants", meaning)
            yield Variable(f"{about.name}_daily_mean", rows, text, grid, dims, ("day",))

    def course_dims(self) -> tuple[str, str]:
        """Dimensions of the courses of sessions: those of everybody, or of a sample."""
        return BY_PARTICIPANT if self.kept.courses == self.everybody else ("course_draw", "course_subject")

    def daily_dims(self) -> tuple[str, str]:
        """Dimensions of the daily values."""
        return BY_PARTICIPANT if self.kept.daily == self.everybody else ("daily_draw", "daily_subject")

    def _courses(self, shard: Arrays) -> Iterator[Variable]:
        for k, name in enumerate(SESSION if self.kept.courses.size else ()):
            about, rows = RESULTS[name], shard["courses"][:, :, k]
            text, grid, dims = attributes(about.unit, about.meaning), self.kept.courses, self.course_dims()
            yield Variable(about.name, rows, text, grid, dims, ("time",), has_arms=True)
        has_days = self.kept.daily.size and shard["daily"].shape[-1]
        for k, name in enumerate(DAILY if has_days else ()):
            about, rows = RESULTS[name], shard["daily"][:, k]
            text, grid, dims = attributes(about.unit, _daily_meaning(name)), self.kept.daily, self.daily_dims()
            yield Variable(f"{about.name}_daily", rows, text, grid, dims, ("day",))

    def _outcomes(self, shard: Arrays, outcomes: Arrays) -> Iterator[Variable]:
        """The analysed measure of every participant with and without noise, and the other measures."""
        measure, study = self.study.outcome, self.study
        unit, label = measure.unit, measure.label
        yield self._by_arm("outcome", outcomes["outcome"], unit, f"{label}, as measured", label)
        yield self._by_arm("outcome_true", outcomes["outcome_true"], unit, f"{label}, without measurement noise", label)
        for name, other in study.measures.items():
            if name != study.analysis.outcome:
                rows = np.where(outcomes["period"] > 0, shard[f"measure.{name}"], np.nan)
                yield self._by_arm(f"measure_{name}", rows, other.unit, f"{other.label}, without noise")
        meaning = f"{label}, with every arm in the first session, without noise"
        yield self._by_arm("outcome_branch", outcomes["outcome_branch"], unit, meaning, label)
        meaning = "session in which the participant met the arm; 0 if never"
        yield self._by_arm("period", outcomes["period"], "1", meaning)

    def _plain(self, name: str, rows: Numbers, unit: str, meaning: str) -> Variable:
        return Variable(name, rows, attributes(unit, meaning), self.everybody)

    def _by_arm(self, name: str, rows: Numbers, unit: str, meaning: str, label: str | None = None) -> Variable:
        return Variable(name, rows, attributes(unit, meaning, label), self.everybody, has_arms=True)


def attributes(unit: str, meaning: str, label: str | None = None) -> dict[str, str]:
    """What stands beside every variable."""
    return {"unit": unit, "meaning": meaning, "long_name": label or meaning}


def _daily_meaning(name: str) -> str:
    meaning = RESULTS[name].meaning
    return f"{meaning}, at midnight" if name != "uses" else meaning
