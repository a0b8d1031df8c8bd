"""How naloxone leaves the muscle, with the kinetics after the vein: rows `naloxone_muscle_*`.

    python -m allostasis.verification.fits naloxone_muscle

Depot and one stage empty into plasma, from where naloxone goes as it does after the vein. Three unknowns (the two rates
and the absorbed fraction) are decided by importance sampling from four publications: peaks and their times after
0.4 mg by an autoinjector and by a syringe, and as a model of another autoinjector gives them; peak, its time and the
absorbed fraction after 0.8 mg; the absorbed fraction and mean absorption time after 2 mg. Printed means are turned into
geometric means by their printed coefficients of variation, because the model's person is the median one. The
publications disagree about the speed; none is preferred, and each reading has the spread `BETWEEN`. Every study of the
muscle that was found is here, but for those whose numbers are checks (dowling2008, mcdonald2018, naloxone_devices2019).
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
SAMPLES, SEED = 20_000, 2_016
BETWEEN = 0.35
"""SD of the logarithm between preparations: an assumption, the same as for the oxytocin cells."""
STEP, LAST = 1.0, 180.0
"""Minutes between two values of a course, and its length."""
DOSE = 0.4
"""mg into the muscle."""


def drawn() -> dict[str, Floats]:
    """Rates of depot and stage (1/h), the slower one first, and the share that arrives."""
    rng = np.random.default_rng(SEED)
    rates = np.sort(np.exp(rng.uniform(np.log(0.3), np.log(60), (SAMPLES, 2))), axis=1)
    return {"k_transit": rates[:, 0], "k_a": rates[:, 1], "share": rng.uniform(0.2, 1, SAMPLES)}


def after_a_bolus() -> Floats:
    """Plasma (ng/mL) at steps of STEP after DOSE at once into the vein, shape (times,)."""
    subject, minutes = Cast(load()).typical("human"), np.arange(0, LAST + STEP / 2, STEP)
    course = subject.run(subject.dose("naloxone", "intravenous", DOSE), minutes / 60)
    return observed.nanograms_per_millilitre(course, "naloxone")


def predicted(p: dict[str, Floats], bolus: Floats) -> dict[str, Floats]:
    """Peak (ng/mL) and its time (h) after DOSE, absorbed fraction and mean absorption time (h)."""
    hours = (np.arange(len(bolus)) * STEP / 60)[None, :]
    slow, fast = p["k_transit"][:, None], p["k_a"][:, None]
    # What has arrived by each time; its differences are the inflow of each step.
    arrived = 1 - (fast * np.exp(-slow * hours) - slow * np.exp(-fast * hours)) / np.maximum(fast - slow, 1e-9)
    return peaks(p["share"], arrived, bolus) | {"absorption_time": 1 / p["k_transit"] + 1 / p["k_a"]}


def peaks(share: Floats, arrived: Floats, bolus: Floats) -> dict[str, Floats]:
    """What plasma shows when a share of DOSE comes to the blood by and by.

    Args:
        share: of the dose that is absorbed, shape (samples,).
        arrived: share of that which is in the blood by each time, shape (samples, times).
        bolus: plasma after DOSE at once, shape (times,).

    Returns:
        Peak (ng/mL) after DOSE, its time (h) and the share, each of shape (samples,).
    """
    inflow, middle = share[:, None] * np.diff(arrived, axis=1), (bolus[1:] + bolus[:-1]) / 2
    length = 2 * len(bolus)
    plasma = np.fft.irfft(np.fft.rfft(inflow, length) * np.fft.rfft(middle, length), length)[:, : len(middle)]
    return {"peak": plasma.max(axis=1), "peak_time": (1 + plasma.argmax(axis=1)) * STEP / 60, "share": share}


def near(name: str, value: float, own: float) -> Term:
    """A reading with an error of its own (SD of the logarithm) and the spread between preparations."""
    return lambda q: normal(np.log(np.maximum(q[name], 1e-9)), np.log(value), float(np.hypot(own, BETWEEN)))


LIKELIHOOD: dict[str, Term] = {
    "peak, autoinjector": near("peak", 1.24 / np.sqrt(1 + 0.514**2), 0.09),
    "peak, syringe": near("peak", 1.07 / np.sqrt(1 + 0.451**2), 0.08),
    "time of the peak, autoinjector": near("peak_time", 0.25, 0.1),
    "time of the peak, syringe": near("peak_time", 0.33, 0.1),
    "peak, another autoinjector": near("peak", 0.913, 0.04),
    "time of the peak, another autoinjector": near("peak_time", 13.6 / 60, 0.06),
    "peak, 0.8 mg": near("peak", 3.73 / 2 / np.sqrt(1 + (3.34 / 3.73) ** 2), 0.16),
    "time of the peak, 0.8 mg": near("peak_time", 13.6 / 60 / np.sqrt(1 + (15.4 / 13.6) ** 2), 0.19),
    "absorbed fraction, 0.8 mg": near("share", 0.942, 0.15),
    "absorbed fraction": near("share", 0.55, 0.15),
    "mean absorption time": near("absorption_time", 74 / 60, 0.12),
}
"""Logarithm of the likelihood of each reading; the first error is its own, from the printed spread and number."""


def fit() -> dict[str, Any]:
    """Weighted quantiles, mean and SD of each unknown and each prediction."""
    p = drawn()
    return posterior(p, predicted(p, after_a_bolus()), LIKELIHOOD)
