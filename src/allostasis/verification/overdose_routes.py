"""The same people rescued by every route: naloxone by vein, muscle and nose, and nasal nalmefene.

`python -m allostasis.verification.overdose_routes` writes `data/overdose_routes.csv`: too slow for every push.

Fentanyl 1.625 mg in the naive and in published chronic users. Every arm has the same people, so that arms differ by the
antagonist alone. Beside the arrests stands what decides them: receptors of the typical person that carry the antagonist
some minutes after the dose.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from allostasis.evidence import load
from allostasis.models.overdose import Rescue, rescue, simulate_overdose, typical_user
from allostasis.population.overdose import Floats, chronic_users, resampled

PEOPLE, SEED, MG = 2000, 31, 1.625
LENGTH = 1200.0
"""s; with fentanyl no collapse begins later than some 750 s."""
TABLE = Path(__file__).parent / "data" / "overdose_routes.csv"
MINUTES = (1, 2, 5, 10)
"""Minutes after the dose at which receptors are looked at."""
COLUMNS = (
    "arm", "delay", "naive", "chronic", "chronic_of_500_low", "chronic_of_500_high",
    *(f"blocked_{minute}_min" for minute in MINUTES),
)  # fmt: skip
"""Shares in per cent: arrests, percentiles of resamples of 500 people, receptors of a naive typical person blocked."""


def measured_muscle() -> float:
    """mg into the muscle whose published kinetics would give the peak that was measured after 0.4 mg, times five.

    The published set (2 mg in 2 mL) peaks at 2.9 ng/mL; 1.27 ng/mL after 0.4 mg (mcdonald2018) is 6.4 for 2 mg.
    """
    measured = (load().parameter_values["mcdonald2018_muscle_0_4_mg"].value or 0.0) * 2.0 / 0.4
    return 2.0 * measured / PEAK_OF_2_MG


PEAK_OF_2_MG = 2.937
"""ng/mL, largest plasma concentration of the published typical kinetics after 2 mg into the muscle (at 13.8 min)."""
ARMS: dict[str, Rescue | None] = {
    "nothing": None,
    "nose 4 mg": rescue("intranasal"),
    "two sprays of 4 mg": rescue("intranasal", doses=2),
    "muscle 2 mg": rescue("intramuscular", amounts=(2.0,)),
    "muscle 2 mg, peak as measured": rescue("intramuscular", amounts=(round(measured_muscle(), 2),)),
    "vein 0.4 mg": rescue("intravenous", amounts=(0.4,)),
    "vein 0.4 mg, 2 min later": rescue("intravenous", amounts=(0.4,), delay=180.0),
    "vein 0.4 mg, 4 min later": rescue("intravenous", amounts=(0.4,), delay=300.0),
    "vein 2 mg": rescue("intravenous", amounts=(2.0,)),
    "nalmefene 3 mg": rescue("intranasal nalmefene"),
}


def main() -> None:
    """Run all arms and write the table."""
    people = chronic_users(PEOPLE, SEED)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_rows(people))


def table() -> dict[str, dict[str, str]]:
    """The table as committed, by arm."""
    rows = csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())
    return {row["arm"]: row for row in rows}


def _rows(people: dict[str, Floats]) -> Iterator[list[str]]:
    for name, given in ARMS.items():
        naive, chronic = (
            simulate_overdose(people, "fentanyl", MG, given, tolerance=tolerance, length=LENGTH).arrest
            for tolerance in (0.0, 1.0)
        )
        _, low, high = resampled(chronic, SEED, size=500)
        delay = "" if given is None else f"{given.after[0]:g}"
        shares = (100 * naive.mean(), 100 * chronic.mean(), low, high, *_blocked(given))
        yield [name, delay, *(f"{share:.2f}" for share in shares)]


def _blocked(given: Rescue | None) -> list[float]:
    """Per cent of the typical person's receptors that carry the antagonist, at `MINUTES` after the first dose."""
    seen = simulate_overdose(
        typical_user(), "fentanyl", MG, given, tolerance=0.0, length=LENGTH, courses=1, every=5.0, single=False
    )
    begin = float(seen.trigger[0]) + (given.after[0] if given else 0.0)
    at = [begin + 60 * minute for minute in MINUTES]
    return list(100 * np.interp(at, seen.times, seen.courses["antagonist_occupancy"][:, 0]))


if __name__ == "__main__":
    main()
