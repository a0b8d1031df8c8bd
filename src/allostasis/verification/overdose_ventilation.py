"""Ventilation after four infusions of fentanyl in people who do and do not use opioids daily, over our prediction.

`python -m allostasis.verification.overdose_ventilation` writes `data/overdose_ventilation.csv` (at the minutes that
were observed) and `data/overdose_ventilation_course.csv` (every half minute).

The observed means are those that the rescue model's authors digitised from Algera 2020: ventilation under carbon
dioxide that is held above its rest. We hold the alveolar PCO2 at which the model breathes as much as the first point;
the other points are predicted, with the published typical kinetics of fentanyl, tolerance 0 and 1, and nothing fitted.
Daily users are predicted with each of the two readings of their tolerance. The C50 was fitted to the same people by
those who measured them, in a model of their own: that it comes nearer here is no prediction, and says only which
reading to use.
Means over people are no course of a typical person, so the curves need not be met; the table says by how much they are
not.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from allostasis.models.overdose import Dose, at_rest, simulate_overdose, typical_user
from allostasis.models.overdose.tolerance import ActsOn

Floats = NDArray[np.float64]
TABLE = Path(__file__).parent / "data" / "overdose_ventilation.csv"
COURSE = TABLE.with_name("overdose_ventilation_course.csv")
COLUMNS = ("group", "tolerance_acts_on", "minute", "observed", "predicted", "held_pco2")
COURSE_COLUMNS = ("group", "tolerance_acts_on", "minute", "predicted")
BEGIN = 105.0
"""Minute of the experiment at which a run begins."""
GIVEN = (120.0, 180.0, 240.0, 300.0)
"""Minutes of the infusions, each over 90 s."""
DOSES = {"naive": (75.0, 150.0, 250.0, 350.0), "chronic": (250.0, 350.0, 500.0, 700.0)}
"""Micrograms for 70 kg. Those between the smallest and the largest of daily users follow from the cumulative doses that
the abstract names: 600, 1100 and 1800."""
OBSERVED = {
    "naive": ((106.67, 20.83), (123.0, 13.25), (183.33, 6.46), (190.0, 8.5), (226.0, 10.37), (346.0, 11.46)),
    "chronic": ((107.96, 25.87), (123.54, 14.24), (183.01, 8.08), (228.32, 11.86), (252.04, 6.57), (345.84, 11.28)),
}
"""Minute and ventilation in L/min, of `naive` people and of `chronic` users."""
TOLERANCE = {"naive": 0.0, "chronic": 1.0}
RUNS: tuple[tuple[str, ActsOn], ...] = (("naive", "exponents"), ("chronic", "exponents"), ("chronic", "C50"))
"""Groups and what tolerance acts on; the naive have none."""


def held_pco2(ventilation: float) -> float:
    """The alveolar PCO2 (mmHg) at which the model breathes so much (L/min) without drug."""
    held: float = brentq(lambda pco2: 60 * at_rest(round(pco2, 4))[1] - ventilation, 38.5, 60.0, xtol=0.01)
    return held


def predicted(group: str, acts_on: ActsOn) -> tuple[float, Floats, Floats]:
    """Held PCO2; minutes of the experiment and ventilation (L/min) then, every 5 s."""
    minutes, observed = zip(*OBSERVED[group], strict=True)
    held = held_pco2(observed[0])
    doses = tuple(Dose(mg / 1000, 60 * (at - BEGIN), 90.0) for mg, at in zip(DOSES[group], GIVEN, strict=True))
    result = simulate_overdose(
        typical_user(), "fentanyl", doses, tolerance=TOLERANCE[group], tolerance_acts_on=acts_on,
        length=60 * (max(minutes) - BEGIN) + 10, courses=1, every=5.0, single=False, held_pco2=held,
    )  # fmt: skip
    return held, BEGIN + result.times / 60, np.asarray(result.courses["ventilation"][:, 0], float)


def main() -> None:
    """Write both tables."""
    at_points, courses = [], []
    for group, acts_on in RUNS:
        held, minutes, ours = predicted(group, acts_on)
        for minute, seen in OBSERVED[group]:
            value = float(np.interp(minute, minutes, ours))
            at_points.append([group, acts_on, minute, seen, f"{value:.2f}", f"{held:.2f}"])
        courses += [[group, acts_on, f"{m:g}", f"{v:.2f}"] for m, v in zip(minutes[::6], ours[::6], strict=True)]
    for path, head, rows in ((TABLE, COLUMNS, at_points), (COURSE, COURSE_COLUMNS, courses)):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(rows)


def misses() -> dict[tuple[str, str], float]:
    """Root mean square of the logarithm of predicted over observed, by group and what tolerance acts on.

    The first point of each group sets the held PCO2 and is left out.
    """
    rows = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
    found: dict[tuple[str, str], float] = {}
    for run in RUNS:
        own = [row for row in rows if (row["group"], row["tolerance_acts_on"]) == run][1:]
        logs = [np.log(float(row["predicted"]) / float(row["observed"])) for row in own]
        found[run] = float(np.sqrt(np.mean(np.square(logs))))
    return found


if __name__ == "__main__":
    main()
