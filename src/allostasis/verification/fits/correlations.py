"""How what one fit found goes together: `value_correlations.csv`, written by this command from all joint fits.

    python -m allostasis.verification.fits.correlations

Priors that are rows of one fit are drawn together with these correlations; drawn alone they would allow combinations
that no publication allows.
"""

from __future__ import annotations

import csv
from importlib import resources
from itertools import combinations
from pathlib import Path
from typing import Any

from allostasis.verification.fits import naloxone_muscle, naloxone_nose, oxytocin_cells, rat_heroin, satiety, tolerance

FILE = "value_correlations.csv"
JOINT: dict[str, tuple[Any, dict[str, str]]] = {
    "tolerance_course": (
        tolerance.fit,
        {
            name: f"tolerance_course_{name}"
            for name in (
                "w_acute", "tau_acute", "w_fast", "tau_slow", "softness", "w_recruited", "tau_recruited",
                "g_antinociception",
            )
        },
    ),
    "oxytocin_cells": (
        oxytocin_cells.fit,
        {
            "F_rest": "oxytocin_cells_joint_rest_firing",
            "F_max": "oxytocin_cells_joint_maximal_firing",
            "a_opioid": "oxytocin_cells_joint_opioid_gain",
            "w_opponent": "oxytocin_cells_joint_opponent_weight",
            "tau_opponent_fast": "oxytocin_cells_joint_opponent_time",
            "loop_gain": "oxytocin_cells_joint_loop_gain",
            "p_plasma": "oxytocin_cells_joint_plasma_exponent",
            "p_central": "oxytocin_cells_joint_central_exponent",
            "e_0": "oxytocin_cells_joint_endogenous_tone",
        },
    ),
    "rat_heroin": (rat_heroin.fit, {name: f"rat_heroin_joint_{name.lower()}" for name in rat_heroin.Sample._fields}),
    "naloxone_muscle": (
        naloxone_muscle.fit,
        {"share": "naloxone_muscle_f", "k_transit": "naloxone_muscle_k_transit", "k_a": "naloxone_muscle_k_a"},
    ),
    "naloxone_nose": (
        naloxone_nose.fit,
        {"share": "naloxone_nose_f", "k_transit": "naloxone_nose_k_transit", "k_a": "naloxone_nose_k_a"},
    ),
    "satiety": (
        satiety.fit,
        {"pressing.K_satiety": "satiety_joint_level", "pressing.k_0": "satiety_joint_presses"},
    ),
}  # fmt: skip
"""For each fit how to run it, and the row of parameter_values.csv that holds each of its parameters."""


def rows() -> list[dict[str, str]]:
    """The rows of the table, fit by fit."""
    found = []
    for fit, row_of in JOINT.values():
        together = fit()["correlations"]
        for first, second in combinations(row_of, 2):
            found.append(
                {
                    "pair": f"{row_of[first]}_and_{row_of[second]}",
                    "first": row_of[first],
                    "second": row_of[second],
                    "correlation": f"{together[first, second]:.3f}",
                }
            )
    return found


def main() -> None:
    """Write the table beside the others."""
    found = rows()
    path = Path(str(resources.files("allostasis.evidence"))) / "data" / FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("pair", "first", "second", "correlation"), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


if __name__ == "__main__":
    main()
