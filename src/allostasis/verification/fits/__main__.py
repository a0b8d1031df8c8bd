"""Run one of the fits and print what it finds: `python -m allostasis.verification.fits tolerance`."""

from __future__ import annotations

import argparse
import sys

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

FITS = {
    "buprenorphine_slow": buprenorphine_slow.fit,
    "tolerance": tolerance.fit,
    "oxytocin_cells": oxytocin_cells.fit,
    "fentanyl_vein": fentanyl_vein.fit,
    "fentanyl_vein_buccal": fentanyl_vein.fit_buccal,
    "naloxone_muscle": naloxone_muscle.fit,
    "naloxone_nose": naloxone_nose.fit,
    "naloxone_receptor": naloxone_receptor.fit,
    "rat_heroin": rat_heroin.fit,
    "satiety": satiety.fit,
    "stressor": stressor.fit,
}


def main() -> None:
    """Print the effective number of samples, if any, then each parameter and what the fit gives for each reading."""
    parser = argparse.ArgumentParser(prog="python -m allostasis.verification.fits", description=__doc__)
    parser.add_argument("fit", choices=list(FITS))
    parser.add_argument("--without", default="", help="leave one statement out, by its name, to see what it does")
    asked = parser.parse_args()
    if asked.without:
        statements = getattr(sys.modules[FITS[asked.fit].__module__], "LIKELIHOOD", {})
        if asked.without not in statements:
            parser.error(f"no statement {asked.without!r}; this fit has {', '.join(statements) or 'none'}")
        del statements[asked.without]
    found = FITS[asked.fit]()
    if "effective" in found:
        print(f"effective samples: {found['effective']:.0f}")
    for part in ("parameters", "gives"):
        print(part)
        for name, numbers in found[part].items():
            print(f"  {name:20} " + "  ".join(f"{key} {value:.3g}" for key, value in numbers.items()))


if __name__ == "__main__":
    main()
