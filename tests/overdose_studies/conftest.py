"""Overdose studies without the physiology: a stand-in that is as fast as it is wrong, for all that stands around it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from allostasis.cli.app import main
from allostasis.studies.overdose import cells, run, sensitivity
from allostasis.studies.overdose.block import COURSES, CellResult, Cohort
from allostasis.studies.overdose.lived import Handover
from allostasis.studies.overdose.schema import OUTCOMES, Rescue


def made_up(cohort: Cohort, opioid: str, arm: Rescue | None, minutes: float) -> CellResult:
    """More dose, less tolerance and no rescue: more arrests. Nothing else of it means anything."""
    n = len(cohort.numbers)
    rank = (np.arange(n) + 0.5) / n
    relative = cohort.dose / cohort.dose.mean()
    share = (0.7 - 0.3 * cohort.tolerance) * relative * (1.0 if arm is None else 0.5)
    outcomes: dict[str, Any] = {name: np.linspace(0, 40, n) for name in OUTCOMES} | {"arrest": rank < share}
    times = np.arange(0.0, minutes + 0.1, 0.5)
    shape = np.exp(-times / 10)[:, None] * np.linspace(0.5, 1, n)
    return CellResult(outcomes, {name: shape * (k + 1) for k, name in enumerate(COURSES)}, times)


def made_up_arrests(cohort: Cohort, opioid: str, minutes: float) -> Any:
    """Arrests of the stand-in without rescue."""
    return made_up(cohort, opioid, None, minutes).outcomes["arrest"]


def handed_over(draws: int, number: int, days: tuple[int, ...]) -> Handover:
    """Tolerance that is lost with a time constant of ten days, the same in all."""
    n, day = draws * number, np.arange(days[-1] + 1.0)
    course = 1.5 * np.exp(-day / 10)[:, None] * np.linspace(0.5, 1.5, n)
    draw, who = np.divmod(np.arange(n), number)
    on_board = np.exp(-np.array(days, float))[:, None] * np.full(n, 0.3)
    return Handover(
        draw, who, course[list(days)], on_board, np.linspace(20, 80, n), np.array(days), course, np.ones(draws)
    )


def stand_in(patch: pytest.MonkeyPatch) -> list[tuple[float, bool]]:
    """The stand-in takes the place of the physiology; mean dose and rescue of each call are written down."""
    seen: list[tuple[float, bool]] = []

    def simulate(cohort: Cohort, opioid: str, arm: Rescue | None, minutes: float) -> CellResult:
        seen.append((float(cohort.dose.mean()), arm is not None))
        return made_up(cohort, opioid, arm, minutes)

    def hand_over(study: Any) -> Handover:
        return handed_over(study.people.draws, study.people.number, study.people.days)

    patch.setattr(cells, "simulate_cell", simulate)
    patch.setattr(sensitivity, "simulate_arrests", made_up_arrests)
    patch.setattr(run, "hand_over", hand_over)
    return seen


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, bool]]:
    """The stand-in, and a report that is made in no time."""

    def write(directory: Path) -> Path:
        (directory / "report.html").write_text("a report", encoding="utf-8")
        return directory / "report.html"

    monkeypatch.setattr("allostasis.report.overdose.write_overdose_report", write)
    return stand_in(monkeypatch)


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Finished results of three studies with their reports, by kind; tests only read them."""
    out = tmp_path_factory.mktemp("overdose")
    named = {
        "fentanyl": "overdose-fentanyl",
        "abstinence": "overdose-first-dose-after-abstinence",
        "usual dose": "overdose-usual-dose",
    }
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        for kind, name in named.items():
            assert (
                main(
                    [
                        "run",
                        name,
                        "-o",
                        str(out / kind),
                        "--participants",
                        "100",
                        *["--draws", "2"] * (kind != "fentanyl"),
                    ]
                )
                == 0
            )
    return {kind: out / kind for kind in named}
