"""Every published cell of cardiac arrest that was looked at, beside ours.

`python -m allostasis.verification.overdose_table` writes `data/overdose_table.csv`: too slow for every
push; a part of it is in the tests. Cells that are in the file are kept: delete it to work everything out again.
"""

from __future__ import annotations

import csv
from pathlib import Path

from allostasis.models.overdose import rescue, simulate_overdose
from allostasis.population.overdose import Floats, chronic_users, resampled

PEOPLE, SEED = 4000, 20
PUBLISHED: dict[tuple[str, float, int], tuple[int, int, int]] = {
    ("fentanyl", 1.625, 0): (52, 45, 59),
    ("fentanyl", 2.965, 0): (78, 72, 84),
    ("carfentanil", 0.012, 0): (59, 52, 66),
    ("carfentanil", 0.02187, 0): (90, 86, 94),
    ("fentanyl", 1.625, 1): (21, 16, 27),
    ("fentanyl", 2.965, 1): (46, 40, 53),
    ("carfentanil", 0.012, 1): (28, 22, 34),
    ("carfentanil", 0.02187, 1): (67, 60, 74),
    ("fentanyl", 1.625, 2): (20, 15, 26),
    ("fentanyl", 2.965, 2): (46, 39, 53),
    ("carfentanil", 0.012, 2): (27, 21, 33),
    ("carfentanil", 0.02187, 2): (66, 59, 72),
}
"""Opioid, mg into the vein, nasal doses of 4 mg 150 s apart from 60 s after the trigger; cardiac arrest in per cent:
median, 2.5th and 97.5th percentile of 2,500 resamples of 200 of the 2,000 published virtual people (fda_nasal_naloxone,
folder pharmacodynamicFigures/output)."""


COLUMNS = (
    "opioid", "mg", "doses", "published", "low", "high", "ours", "ours_low", "ours_high", "share", "people",
)  # fmt: skip
TABLE = Path(__file__).parent / "data" / "overdose_table.csv"


def table() -> list[dict[str, str]]:
    """The table as committed."""
    if not TABLE.exists():
        return []
    return list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def main() -> None:
    """Run every cell that is not in the table yet and write it down."""
    people = chronic_users(PEOPLE, SEED)
    kept = [[row[name] for name in COLUMNS] for row in table()]
    done = {(opioid, float(mg), int(doses)) for opioid, mg, doses, *_ in kept}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([COLUMNS, *kept])
        for cell, published in PUBLISHED.items():
            if cell not in done:
                file.flush()
                writer.writerow([*cell, *published, *_ours(people, *cell)])


def _ours(people: dict[str, Floats], opioid: str, mg: float, doses: int) -> list[str]:
    """Median and percentiles of resamples, the share of everybody, and how many they are."""
    arrest = simulate_overdose(people, opioid, mg, rescue(doses=doses) if doses else None).arrest
    ours = (f"{x:.1f}" for x in resampled(arrest, SEED))
    return [*ours, f"{100 * arrest.mean():.2f}", str(PEOPLE)]


if __name__ == "__main__":
    main()
