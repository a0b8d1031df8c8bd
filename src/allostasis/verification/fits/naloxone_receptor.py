"""What scans after naloxone into the vein say about its affinity in people: nothing is set by it.

    python -m allostasis.verification.fits naloxone_receptor

All scans 45 to 65 min after a dose into the vein (trostheim2022_* and the table of effects) and the half-time with
which 2 mg leave the receptors (kim1997_half_time) decide affinity and dissociation together, with the kinetics and the
power of the model and without the constants of binding to cells. The answer is those constants again: the model keeps
them, the scans stay tests, and the scans after a spray, which ask for a weaker affinity, contradict those after the
vein rather than the model alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import load
from allostasis.verification.fits.weights import Term, normal, posterior
from allostasis.verification.subjects import Cast

Floats = NDArray[np.float64]
SAMPLES, SEED = 2_000, 1_997
STEP, LAST = 1 / 60, 8.0
"""Hours between two values of a course, and its length."""
WEIGHT = 70.0
SCAN = (45 / 60, 65 / 60)
POINTS = 15.0
"""SD of one scan, the band of the checks: two studies of one dose differ by more."""
SCANS: tuple[tuple[float, float], ...] = (
    (0.0005, 20), (0.001, 19), (0.001, 40), (0.002, 43), (0.005, 75), (0.01, 65), (0.01, 100), (0.03, 81),
    (0.1, 97), (0.1, 100),
)  # fmt: skip
"""Dose (mg/kg) and receptors taken (%)."""
FOLLOWED, FOLLOWED_AT = 2.0, (5 / 60, 2.0, 4.0, 8.0)
"""mg into the vein, and the hours at which its receptors were looked at."""


def drawn() -> dict[str, Floats]:
    """Affinity (nmol/L) and dissociation (1/h), flat on a logarithmic scale."""
    rng = np.random.default_rng(SEED)
    return {
        "K_d": np.exp(rng.uniform(np.log(0.1), np.log(10), SAMPLES)),
        "k_off": np.exp(rng.uniform(np.log(0.2), np.log(200), SAMPLES)),
    }


def taken(p: dict[str, Floats], levels: Floats, power: float) -> Floats:
    """Share of receptors taken at the levels of an effect site (nmol/L), shape (samples, times)."""
    found = np.zeros((SAMPLES, len(levels)))
    for k in range(1, len(levels)):
        bound = ((levels[k] + levels[k - 1]) / 2 / p["K_d"]) ** power
        goal = bound / (1 + bound)
        found[:, k] = goal + (found[:, k - 1] - goal) * np.exp(-p["k_off"] * (1 + bound) * STEP)
    return found


def predicted(p: dict[str, Floats]) -> dict[str, Floats]:
    """Receptors taken (%) by dose, and the half-time (h) of 2 mg, for each pair of constants."""
    subject, hours = Cast(load()).typical("human"), np.arange(0, LAST + STEP / 2, STEP)
    per_milligram = subject.run(subject.dose("naloxone", "intravenous", 1.0), hours)["naloxone.brain"]
    power = subject.parameters["mu_receptor.n_naloxone"]
    seen = (hours >= SCAN[0]) & (hours <= SCAN[1])
    found = {
        f"{dose:g} mg/kg": 100 * taken(p, dose * WEIGHT * per_milligram, power)[:, seen].mean(axis=1)
        for dose in dict.fromkeys(dose for dose, _ in SCANS)
    }
    at = [int(np.argmin(np.abs(hours - hour))) for hour in FOLLOWED_AT]
    course = np.log(np.maximum(taken(p, FOLLOWED * per_milligram, power)[:, at], 1e-12))
    slope = np.polyfit(np.array(FOLLOWED_AT), course.T, 1)[0]
    # Receptors that go on filling have no half-time: nearly zero, far from any reading.
    return {**found, "half_time": np.where(slope < 0, -np.log(2) / np.minimum(slope, -1e-9), 1e-9)}


def _scan(dose: float, value: float) -> Term:
    return lambda q: normal(q[f"{dose:g} mg/kg"], value, POINTS)


LIKELIHOOD: dict[str, Term] = {
    **{f"scan {place}": _scan(dose, value) for place, (dose, value) in enumerate(SCANS)},
    # 2.0 h with an SD of 1.6 h between some four people
    "half-time": lambda q: normal(np.log(q["half_time"]), np.log(2.0), 0.4),
}
"""Logarithm of the likelihood of each reading."""


def fit() -> dict[str, Any]:
    """Weighted quantiles, mean and SD of the two constants and of each prediction."""
    p = drawn()
    return posterior(p, predicted(p), LIKELIHOOD)
