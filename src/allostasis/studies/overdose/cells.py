"""What an overdose study simulates: one cell for each time of abstinence, dose and rescue, always the same people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.studies.overdose.block import COURSES, Cohort, simulate_cell
from allostasis.studies.overdose.files import OverdoseStudy
from allostasis.studies.overdose.lived import Handover
from allostasis.studies.overdose.schema import Lived, Rescue

__all__ = ["PERCENTILES", "Cell", "cells", "run_cell"]

PERCENTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles over people of the courses that are kept."""


@dataclass(frozen=True)
class Cell:
    """One cell by its places in the study.

    Attributes:
        abstinence: number of the time of abstinence.
        dose: number of the dose.
        rescue: name of the arm.
    """

    abstinence: int
    dose: int
    rescue: str

    @property
    def name(self) -> str:
        """Name of the cell's file."""
        return f"cell-{self.abstinence}-{self.dose}-{self.rescue}"


def cells(study: OverdoseStudy) -> Iterator[Cell]:
    """All cells, in the order of the file."""
    for abstinence in range(len(study.abstinence_names)):
        for dose in range(len(study.dose_names)):
            for rescue in study.rescue:
                yield Cell(abstinence, dose, rescue)


def run_cell(study: OverdoseStudy, cell: Cell, lived: Handover | None) -> dict[str, NDArray[Any]]:
    """One cell: outcomes of each person, and quantiles over people of the courses.

    Args:
        study: the study.
        cell: which of its cells.
        lived: what the slow model handed over; None for the published virtual chronic users.

    Returns:
        Outcomes by name, shape (n,); courses as `course.<name>`, shape (percentiles, times); `minutes` of the courses.
    """
    arm = study.rescue[cell.rescue]
    result = simulate_cell(
        _cohort(study, cell, lived), study.opioid, arm if isinstance(arm, Rescue) else None, study.duration.to("min")
    )
    courses = {
        f"course.{name}": np.quantile(result.courses[name], PERCENTILES, axis=1).astype(np.float32) for name in COURSES
    }
    outcomes = {name: result.outcomes[name] for name in study.outcomes}
    return {**outcomes, **courses, "minutes": result.minutes}


def _cohort(study: OverdoseStudy, cell: Cell, lived: Handover | None) -> Cohort:
    """Who takes which dose, with which tolerance and what on board; by nature the same people in every cell."""
    n = study.people.total
    if lived is None:
        assert study.people.from_ == "published chronic users"
        none = np.zeros(n)
        dose = np.full(n, study.doses[cell.dose].to("mg"))
        tolerance = np.full(n, study.people.tolerance)
        return Cohort(study.seed, np.arange(n), dose, tolerance, study.people.tolerance_acts_on, none)
    dose = np.full(n, study.doses[cell.dose].to("mg")) if study.doses else study.former_doses[cell.dose] * lived.former
    assert isinstance(study.people, Lived)
    tolerance = lived.acting(cell.abstinence, study.people.tolerance_above_reference)
    on_board = np.maximum(lived.on_board[cell.abstinence], 0.0)
    return Cohort(study.seed, np.arange(n), dose, tolerance, study.people.tolerance_acts_on, on_board)
