"""How far arrests depend on step and precision, person by person.

`python -m allostasis.verification.overdose_step` writes `data/overdose_step.csv`: the same people and doses, once as
they are run otherwise (half a second, single precision), once with half of the step, once in double precision. How many
people have another outcome stands beside the standard error by chance of the share of arrests.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

from allostasis.models.overdose import OverdoseResult, rescue, simulate_overdose
from allostasis.models.overdose.checked import STEP
from allostasis.population.overdose import chronic_users

PEOPLE, SEED = 2000, 31
OPIOID, MG = "fentanyl", 1.625
RUNS = (("usual", STEP, True), ("half the step", STEP / 2, True), ("double precision", STEP, False))
"""Name, step (s), whether in single precision."""
LENGTH = 1200.0
"""s; with fentanyl no collapse begins later than some 750 s."""
DOSES = 1
"""Nasal doses of 4 mg: with a rescue, outcomes are closest to the edge."""
TABLE = Path(__file__).parent / "data" / "overdose_step.csv"
COLUMNS = ("opioid", "mg", "doses", "people", "run", "arrest", "standard_error", "moved", "largest_trigger_shift")


def main() -> None:
    """Write the table."""
    people = chronic_users(PEOPLE, SEED)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        runs = {
            name: simulate_overdose(people, OPIOID, MG, rescue(doses=DOSES), step=step, single=single, length=LENGTH)
            for name, step, single in RUNS
        }
        for name, one in runs.items():
            writer.writerow([OPIOID, MG, DOSES, PEOPLE, name, *_beside(one, runs["usual"])])


def _beside(one: OverdoseResult, usual: OverdoseResult) -> list[str]:
    """Share of arrests and its standard error (%), people whose outcome differs, and seconds between their triggers."""
    share = float(one.arrest.mean())
    error = 100 * math.sqrt(share * (1 - share) / one.arrest.size)
    both = (one.trigger < math.inf) & (usual.trigger < math.inf)
    shift = abs(one.trigger[both] - usual.trigger[both]).max()
    return [f"{100 * share:.2f}", f"{error:.2f}", str(int((one.arrest != usual.arrest).sum())), f"{shift:.3f}"]


if __name__ == "__main__":
    main()
