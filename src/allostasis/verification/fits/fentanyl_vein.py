"""How fast the blood of an arm vein follows the artery for fentanyl: row `moksnes2008_k_vein`.

    python -m allostasis.verification.fits fentanyl_vein

The kinetics of fentanyl are of arterial blood; volunteers are mostly sampled from a vein, which lags behind while the
arm takes the drug up. One study sampled both at the same times after 50 ug by nose. Its four numbers (two peaks, two
times) decide three unknowns by importance sampling: how fast the nose gives fentanyl to the blood, which share of it
arrives, and the rate k with which the vein follows, d vein / dt = k (artery - vein). The passage through the body
between nose and artery is the model's. The widths of the readings are assumptions: no spread stands in the abstract.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import load
from allostasis.verification import observed
from allostasis.verification.fits.weights import Term, normal, posterior
from allostasis.verification.subjects import Cast

Floats = NDArray[np.float64]
SAMPLES, SEED = 60_000, 2_008
STEP, LAST = 0.25, 60.0
"""Minutes between two values of a course, and its length, as long as blood was sampled."""
DOSE = 0.05
"""mg by nose."""


def drawn() -> dict[str, Floats]:
    """Absorption (1/min), share that arrives, and the rate of the vein (1/min), flat on a logarithmic scale."""
    rng = np.random.default_rng(SEED)

    def log(low: float, high: float) -> Floats:
        return np.exp(rng.uniform(np.log(low), np.log(high), SAMPLES))

    return {"k_nose": log(0.02, 2), "share": log(0.1, 1), "k_vein": log(0.01, 2)}


def after_a_bolus() -> Floats:
    """Arterial fentanyl (ng/mL) at steps of STEP after DOSE at once into the blood, shape (times,)."""
    subject, minutes = Cast(load()).typical("human"), np.arange(0, LAST + STEP / 2, STEP)
    course = subject.run(subject.dose("fentanyl", "intravenous", DOSE), minutes / 60)
    return observed.nanograms_per_millilitre(course, "fentanyl")


def predicted(p: dict[str, Floats], bolus: Floats) -> dict[str, Floats]:
    """Peaks (ng/mL) and their times (min) in artery and vein for each set of unknowns."""
    minutes = np.arange(len(bolus)) * STEP
    # The inflow within a step is taken at its middle, so that little depends on the step.
    middles = minutes + STEP / 2
    inflow = STEP * p["k_nose"][:, None] * np.exp(-p["k_nose"][:, None] * middles) * p["share"][:, None]
    transformed = np.fft.rfft(inflow, 2 * len(bolus)) * np.fft.rfft(bolus, 2 * len(bolus))
    artery = np.fft.irfft(transformed, 2 * len(bolus))[:, : len(bolus)]
    vein, kept = np.zeros_like(artery), np.exp(-p["k_vein"] * STEP)
    for k in range(1, len(bolus)):
        vein[:, k] = kept * vein[:, k - 1] + (1 - kept) * (artery[:, k] + artery[:, k - 1]) / 2
    return {
        "arterial_peak": artery.max(axis=1),
        "arterial_time": minutes[artery.argmax(axis=1)],
        "venous_peak": vein.max(axis=1),
        "venous_time": minutes[vein.argmax(axis=1)],
    }


def _near(name: str, value: float, width: float) -> Term:
    return lambda q: normal(np.log(np.maximum(q[name], 1e-9)), np.log(value), width)


LIKELIHOOD: dict[str, Term] = {
    "peak in the artery": _near("arterial_peak", 0.83, 0.15),
    "its time": _near("arterial_time", 7.0, 0.2),
    "peak in the vein": _near("venous_peak", 0.47, 0.15),
    "its time there": _near("venous_time", 11.6, 0.2),
}
"""Logarithm of the likelihood of the four numbers of the study."""


def fit() -> dict[str, Any]:
    """Weighted quantiles, mean and SD of each unknown and each prediction."""
    p = drawn()
    return posterior(p, predicted(p, after_a_bolus()), LIKELIHOOD)
