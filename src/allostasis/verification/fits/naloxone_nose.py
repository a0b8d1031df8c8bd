"""How naloxone leaves the nose, with the kinetics after the vein: rows `naloxone_nose_*`.

    python -m allostasis.verification.fits naloxone_nose

As for the muscle (`naloxone_muscle`): what the nose gives up enters the blood and goes as it does after the vein. The
stages are those of a published model of the spray: depot and first stage empty at one rate, the last at another and
more slowly. That order was first left open; then the middles of the two rates do not belong together (their typical
person peaks a fifth above what the fit gives), as no reading tells the stages apart. Three unknowns (the two rates and
the absorbed fraction) are decided by importance sampling from all sprays of at most 0.2 mL in a nostril that were
found, each trial once and several doses of a trial by their geometric mean: peak per milligram, its time, absorbed
fraction against the vein, or against the muscle times the fraction of the muscle, and mean absorption time. The rule
stood before the values were looked for.

Taken: tylleskar2017 (0.8 and 1.6 mg), naloxone_1_4_mg2019 (1.4 mg), skulberg2018 (0.8 mg, under remifentanil),
mundin2017 (8 and 16 mg in 0.4 mL, if both nostrils were used), gufford2017 (2 mg), narcan_text (2 and 4 mg; of its
table the time of the peak alone was seen), and the typical person of two population models of a 4-mg spray
(fda_nasal_naloxone, laffont2024). A model gives its absorbed fraction as the clearance after the vein over its
apparent one.
Not taken: what checks read (mcdonald2018, naloxone_spray2019, naloxone_devices2019, naloxone_occupancy2019,
dowling2008), a dilute solution (Vanky 2017, 0.4 mg/mL), and a powder compared with another spray alone (Lapidot 2022).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.verification.fits.naloxone_muscle import DOSE, STEP, after_a_bolus, near, peaks
from allostasis.verification.fits.weights import Term, posterior

Floats = NDArray[np.float64]
SAMPLES, SEED = 20_000, 2_024
MUSCLE, MUSCLE_WIDTH = 0.837, 0.139
"""Absorbed fraction of the muscle and the SD of its logarithm: row naloxone_muscle_f."""
UNKNOWN = 0.5
"""CV between people where none is printed."""


def drawn() -> dict[str, Floats]:
    """Rates of the first two stages and of the last (1/h), and the share that arrives."""
    rng = np.random.default_rng(SEED)
    rates = np.sort(np.exp(rng.uniform(np.log(1.0), np.log(120), (SAMPLES, 2))), axis=1)
    return {"k_transit": rates[:, 1], "k_a": rates[:, 0], "share": rng.uniform(0.05, 1, SAMPLES)}


def arrived(k_transit: Floats, k_a: Floats, hours: Floats) -> Floats:
    """Share of what will be absorbed that is in the blood by some hours: two stages with one rate, one with another."""
    gap = np.where(np.abs(k_transit - k_a) < 1e-3, 1e-3, k_transit - k_a)
    left = np.exp(-k_transit * hours)
    last = (np.exp(-k_a * hours) - left * (1 + gap * hours)) / gap**2
    return np.asarray(1 - left * (1 + k_transit * hours) - k_transit**2 * last, float)


def predicted(p: dict[str, Floats], bolus: Floats) -> dict[str, Floats]:
    """Peak (ng/mL for each mg) and its time (h), absorbed fraction and mean absorption time (h)."""
    hours = (np.arange(len(bolus)) * STEP / 60)[None, :]
    found = peaks(p["share"], arrived(p["k_transit"][:, None], p["k_a"][:, None], hours), bolus)
    absorption_time = 2 / p["k_transit"] + 1 / p["k_a"]
    return found | {"peak": found["peak"] / DOSE, "absorption_time": absorption_time}


def _mean(name: str, value: float, cv: float, n: int) -> Term:
    """A printed mean as the geometric mean of its coefficient of variation, with the error of n people."""
    return near(name, value / np.sqrt(1 + cv**2), cv / np.sqrt(n))


def _cv(mean: float, low: float, high: float, n: int) -> float:
    """CV between people from a printed 95 % interval of a mean."""
    return float((high - low) / 2 / 1.96 * np.sqrt(n) / mean)


def _together(name: str, *arms: tuple[float, float, int]) -> Term:
    """Arms of one trial (mean, CV, n): the geometric mean of their geometric means, with the error of one arm."""
    centres = [mean / np.sqrt(1 + cv**2) for mean, cv, _ in arms]
    errors = [cv / np.sqrt(n) for _, cv, n in arms]
    return near(name, float(np.exp(np.mean(np.log(centres)))), float(np.mean(errors)))


LIKELIHOOD: dict[str, Term] = {
    "peak, tylleskar2017": _together(
        "peak", (1.45 / 0.8, _cv(1.45, 1.07, 1.84, 12), 12), (2.57 / 1.6, _cv(2.57, 1.49, 3.66, 12), 12)
    ),
    "time of the peak, tylleskar2017": _together(
        "peak_time", (17.9 / 60, _cv(17.9, 11.4, 24.5, 12), 12), (18.6 / 60, _cv(18.6, 14.4, 22.9, 12), 12)
    ),
    "absorbed fraction, tylleskar2017": _together(
        "share", (0.54, _cv(0.54, 0.45, 0.63, 12), 12), (0.52, _cv(0.52, 0.37, 0.67, 12), 12)
    ),
    "peak, naloxone_1_4_mg2019": _mean("peak", 2.36 / 1.4, 0.68 / 2.36, 22),
    "time of the peak, naloxone_1_4_mg2019": _mean("peak_time", 20.2 / 60, 9.4 / 20.2, 22),
    "absorbed fraction, naloxone_1_4_mg2019": _mean("share", 0.49, 0.24 / 0.49, 22),
    # The share of the muscle has a width of its own.
    "absorbed fraction, skulberg2018": near(
        "share", 0.75 * MUSCLE / np.sqrt(1 + UNKNOWN**2), float(np.hypot(UNKNOWN / np.sqrt(12), MUSCLE_WIDTH))
    ),
    "peak, mundin2017": _together("peak", (12.83 / 8, UNKNOWN, 12), (18.25 / 16, UNKNOWN, 12)),
    "absorbed fraction, mundin2017": _together("share", (0.25, UNKNOWN, 12), (0.28, UNKNOWN, 12)),
    # A geometric mean with its 90 % interval, and a mean with a standard error of 4.9 min.
    "absorbed fraction, gufford2017": near("share", 0.41, float(np.log(62 / 27) / 2 / 1.645)),
    "mean absorption time, gufford2017": _mean("absorption_time", 6.7 / 60, 4.9 * np.sqrt(6) / 6.7, 6),
    # A median of 29 people.
    "time of the peak, narcan_text": near("peak_time", 0.33, UNKNOWN / np.sqrt(29)),
    "peak, fda_nasal_naloxone": near("peak", 4.46 / 4, UNKNOWN / np.sqrt(12)),
    "time of the peak, fda_nasal_naloxone": near("peak_time", 14.05 / 60, UNKNOWN / np.sqrt(12)),
    "absorbed fraction, fda_nasal_naloxone": near("share", 230.4 / 545.1, UNKNOWN / np.sqrt(12)),
    "peak, laffont2024": near("peak", 6.24 / 4, UNKNOWN / np.sqrt(12)),
    "time of the peak, laffont2024": near("peak_time", 34.8 / 60, UNKNOWN / np.sqrt(12)),
    "absorbed fraction, laffont2024": near("share", 230.4 / 396, UNKNOWN / np.sqrt(12)),
}
"""Logarithm of the likelihood of each reading."""


def fit() -> dict[str, Any]:
    """Weighted quantiles, mean and SD of each unknown and each prediction."""
    p = drawn()
    return posterior(p, predicted(p, after_a_bolus()), LIKELIHOOD)
