"""A usual dose of heroin in people who inject it every day under supervision, beside what was observed.

`python -m allostasis.verification.overdose_usual_dose` writes `data/overdose_usual_dose.csv`: too slow for every push.

The people are those of the study overdose-usual-dose: the slow model hands over their tolerance and what is on board.
Run for both readings of what tolerance acts on, and with tolerance above the published chronic user taken on or held.
Nothing here was fitted to what was observed, and nothing may be: the trials are context.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

from allostasis.evidence import load
from allostasis.models.overdose.tolerance import ACTS_ON
from allostasis.studies.overdose.block import Cohort, simulate_cell
from allostasis.studies.overdose.files import OverdoseStudy, load_overdose_study
from allostasis.studies.overdose.lived import Handover, hand_over
from allostasis.studies.overdose.sensitivity import ABOVE

STUDY = "overdose-usual-dose"
TABLE = Path(__file__).parent / "data" / "overdose_usual_dose.csv"
COLUMNS = (
    "tolerance_acts_on", "tolerance_above_reference", "mg", "people", "arrest", "standard_error", "arrest_low",
    "arrest_high", "called_for_rescue", "least_saturation", "least_saturation_sd",
)  # fmt: skip
"""Shares in per cent; low and high are 5 and 95 % of the draws; saturation of those who had no arrest, mean and SD."""
MOST = 1.0
"""Per cent of usual doses that may end in an arrest: a generous bound, far above what was observed."""


def observed_share() -> float:
    """Supervised injections of heroin that needed naloxone, per cent; none of them was an arrest."""
    return 100 * (load().parameter_values["heroin_treatment_overdose_share"].value or 0.0)


def table() -> list[dict[str, str]]:
    """The table as committed."""
    return list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def main() -> None:
    """Run all cells and write the table."""
    study = load_overdose_study(STUDY)
    lived = hand_over(study)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_rows(study, lived))


def _rows(study: OverdoseStudy, lived: Handover) -> Iterator[list[str]]:
    n, draws = study.people.total, int(lived.draws[-1]) + 1
    for acts_on, above, dose in product(ACTS_ON, ABOVE, study.doses):
        mg = np.full(n, dose.to("mg"))
        cohort = Cohort(study.seed, np.arange(n), mg, lived.acting(0, above), acts_on, lived.on_board[0])  # type: ignore[arg-type]
        found = simulate_cell(cohort, study.opioid, None, study.duration.to("min")).outcomes
        arrest = found["arrest"]
        share, by_draw = arrest.mean(), 100 * arrest.reshape(draws, -1).mean(axis=1)
        least = 100 * found["least_saturation"][~arrest]
        numbers = (
            100 * share, 100 * np.sqrt(share * (1 - share) / n), *np.quantile(by_draw, [0.05, 0.95]),
            100 * np.isfinite(found["trigger_time"]).mean(), least.mean(), least.std(),
        )  # fmt: skip
        yield [acts_on, above, f"{dose.to('mg'):g}", str(n), *(f"{number:.2f}" for number in numbers)]


if __name__ == "__main__":
    main()
