"""How fast the blood of an arm vein follows the artery for fentanyl: rows `moksnes2008_k_vein`, `darwish2006_k_vein`.

    python -m allostasis.verification.fits fentanyl_vein
    python -m allostasis.verification.fits fentanyl_vein_buccal

The kinetics of fentanyl are of arterial blood; volunteers are mostly sampled from a vein, which lags behind while the
arm takes the drug up. Two studies sampled both at the same times, after 50 ug by nose and after a tablet of 400 ug in
the cheek. What each printed decides by importance sampling how fast the mucosa gives fentanyl to the blood, after the
nose which share of it arrives, and the rate k with which the vein follows, d vein / dt = k (artery - vein). The second
printed the ratio of the peaks and the time between them alone, in which the share does not enter. The passage through
the body between mucosa and artery is the model's. The widths of the readings are assumptions: no spread stands in
either abstract. Checks use the geometric mean of the two rates, row `fentanyl_k_vein`.

What speaks against the second: with one rate of absorption the fit peaks at 4.5 min in the artery and at 20 min in the
vein, while another study of the same tablet (doi 10.1177/0091270006297749) had its median peak at 47 min. A slower
absorption would need a slower vein.
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
BUCCAL_SAMPLES, BUCCAL_STEP, BUCCAL_LAST = 20_000, 0.5, 240.0
"""The same for the tablet, which is slower and was followed for 4 h."""
DOSE = 0.05
"""mg by nose."""


def drawn(samples: int = SAMPLES, slowest: float = 0.02) -> dict[str, Floats]:
    """Absorption (1/min), share that arrives, and the rate of the vein (1/min), flat on a logarithmic scale."""
    rng = np.random.default_rng(SEED)

    def log(low: float, high: float) -> Floats:
        return np.exp(rng.uniform(np.log(low), np.log(high), samples))

    return {"k_mucosa": log(slowest, 2), "share": log(0.1, 1), "k_vein": log(0.01, 2)}


def after_a_bolus(step: float = STEP, last: float = LAST) -> Floats:
    """Arterial fentanyl (ng/mL) at equal steps (min) after DOSE at once into the blood, shape (times,)."""
    subject, minutes = Cast(load()).typical("human"), np.arange(0, last + step / 2, step)
    course = subject.run(subject.dose("fentanyl", "intravenous", DOSE), minutes / 60)
    return observed.nanograms_per_millilitre(course, "fentanyl")


def predicted(p: dict[str, Floats], bolus: Floats, step: float = STEP) -> dict[str, Floats]:
    """Peaks (ng/mL) and their times (min) in artery and vein for each set of unknowns."""
    minutes = np.arange(len(bolus)) * step
    # The inflow within a step is taken at its middle, so that little depends on the step.
    middles = minutes + step / 2
    inflow = step * p["k_mucosa"][:, None] * np.exp(-p["k_mucosa"][:, None] * middles) * p["share"][:, None]
    transformed = np.fft.rfft(inflow, 2 * len(bolus)) * np.fft.rfft(bolus, 2 * len(bolus))
    artery = np.fft.irfft(transformed, 2 * len(bolus))[:, : len(bolus)]
    vein, kept = np.zeros_like(artery), np.exp(-p["k_vein"] * step)
    for k in range(1, len(bolus)):
        vein[:, k] = kept * vein[:, k - 1] + (1 - kept) * (artery[:, k] + artery[:, k - 1]) / 2
    found = {
        "arterial_peak": artery.max(axis=1),
        "arterial_time": minutes[artery.argmax(axis=1)],
        "venous_peak": vein.max(axis=1),
        "venous_time": minutes[vein.argmax(axis=1)],
    }
    ratio, later = found["arterial_peak"] / found["venous_peak"], found["venous_time"] - found["arterial_time"]
    return found | {"ratio": ratio, "later": later}


def _near(name: str, value: float, width: float) -> Term:
    return lambda q: normal(np.log(np.maximum(q[name], 1e-9)), np.log(value), width)


LIKELIHOOD: dict[str, Term] = {
    "peak in the artery": _near("arterial_peak", 0.83, 0.15),
    "its time": _near("arterial_time", 7.0, 0.2),
    "peak in the vein": _near("venous_peak", 0.47, 0.15),
    "its time there": _near("venous_time", 11.6, 0.2),
}
"""Logarithm of the likelihood of the four numbers of the study by nose."""
BUCCAL_LIKELIHOOD: dict[str, Term] = {
    "peak in the artery over that in the vein": _near("ratio", 1.6, 0.15),
    "how much later the vein peaks": _near("later", 15.0, 0.2),
}
"""Logarithm of the likelihood of the two numbers of the study with the tablet."""


def fit() -> dict[str, Any]:
    """Weighted quantiles, mean and SD of each unknown and each prediction, after the nose."""
    p = drawn()
    return posterior(p, predicted(p, after_a_bolus()), LIKELIHOOD)


def fit_buccal() -> dict[str, Any]:
    """The same after a tablet in the cheek."""
    p = drawn(BUCCAL_SAMPLES, slowest=0.002)
    bolus = after_a_bolus(BUCCAL_STEP, BUCCAL_LAST)
    return posterior(p, predicted(p, bolus, BUCCAL_STEP), BUCCAL_LIKELIHOOD)
