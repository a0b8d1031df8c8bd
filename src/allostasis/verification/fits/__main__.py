"""Run one of the fits and print what it finds: `python -m allostasis.verification.fits tolerance`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from allostasis.verification.fits import (
    buprenorphine_slow,
    fentanyl_vein,
    naloxone_muscle,
    naloxone_nose,
    naloxone_receptor,
    oxytocin_cells,
    rat_heroin,
    satiety,
    stressor,
    tolerance,
)
from allostasis.verification.fits.weights import Term

FITS: dict[str, tuple[Callable[[], dict[str, Any]], dict[str, Term]]] = {
    "buprenorphine_slow": (buprenorphine_slow.fit, {}),
    "tolerance": (tolerance.fit, tolerance.LIKELIHOOD),
    "oxytocin_cells": (oxytocin_cells.fit, oxytocin_cells.LIKELIHOOD),
    "fentanyl_vein": (fentanyl_vein.fit, fentanyl_vein.LIKELIHOOD),
    "fentanyl_vein_buccal": (fentanyl_vein.fit_buccal, fentanyl_vein.BUCCAL_LIKELIHOOD),
    "naloxone_muscle": (naloxone_muscle.fit, naloxone_muscle.LIKELIHOOD),
    "naloxone_nose": (naloxone_nose.fit, naloxone_nose.LIKELIHOOD),
    "naloxone_receptor": (naloxone_receptor.fit, naloxone_receptor.LIKELIHOOD),
    "rat_heroin": (rat_heroin.fit, rat_heroin.LIKELIHOOD),
    "satiety": (satiety.fit, {}),
    "stressor": (stressor.fit, {}),
}
"""Each fit, and its statements where they stand one by one."""


def main() -> None:
    """Print the effective number of samples, if any, then each parameter and what the fit gives for each reading."""
    parser = argparse.ArgumentParser(prog="python -m allostasis.verification.fits", description=__doc__)
    parser.add_argument("fit", choices=list(FITS))
    parser.add_argument("--without", default="", help="leave one statement out, by its name, to see what it does")
    asked = parser.parse_args()
    fit, statements = FITS[asked.fit]
    if asked.without:
        if asked.without not in statements:
            parser.error(f"no statement {asked.without!r}; this fit has {', '.join(statements) or 'none'}")
        del statements[asked.without]
    found = fit()
    if "effective" in found:
        print(f"effective samples: {found['effective']:.0f}")
    for part in ("parameters", "gives"):
        print(part)
        for name, numbers in found[part].items():
            print(f"  {name:20} " + "  ".join(f"{key} {value:.3g}" for key, value in numbers.items()))


if __name__ == "__main__":
    main()
