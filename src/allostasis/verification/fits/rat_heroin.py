"""Heroin, 6-acetylmorphine and morphine in rats, fitted together: `rat_heroin_joint_*` rows.

    python -m allostasis.verification.fits rat_heroin

Importance sampling over the chain of physiology.heroin, which is linear, so that each set of parameters is solved
exactly; a round of samples proposes where the next one looks. Morphine in plasma starts as the compartments of one
publication (yang2016). What its four hours could not see, the return of morphine from the bile, is a slow compartment:
how much comes back is horton1991, how slowly it goes is the last half-life of persistence1979. Clearances of two other
laboratories count with the spread that laboratories have. To this come eight timings after heroin (gottas2013) and the
delay of the effect (ekblom1993).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allostasis.verification.fits.weights import Term, at_most, normal, posterior, weights_of

Floats = NDArray[np.float64]
ROUNDS, SEED = (20_000, 20_000, 20_000, 20_000, 60_000), 1_991
"""Samples of each round; every round proposes where the one before found the posterior."""
INFLATED = 2.0
"""Covariance of a proposal over that of the posterior so far, so that its tails are covered."""
MINUTES = 60.0
STEP, LAST = 0.25, 60.0
"""Minutes between two values of a course, and its end."""
WEIGHT = 0.3
"""Kilograms of a rat of the model."""
LABORATORIES = 0.5
"""SD of the logarithm of a clearance between laboratories: an assumption."""
READING = 0.25
"""SD of the logarithm of a time or ratio that was printed without an error: an assumption."""
HEROIN, MAM, MORPHINE, FAST, SLOW, MAM_BRAIN, MORPHINE_BRAIN = range(7)


class Sample(NamedTuple):
    """Sets of parameters, names and units of physiology.heroin; each of shape (samples,)."""

    k_deacetylation: Floats
    k_mam: Floats
    V_mam: Floats
    V_1: Floats
    k10: Floats
    k12: Floats
    k21: Floats
    k13: Floats
    k31: Floats
    k_e_mam: Floats
    k_e_morphine: Floats


PRIOR: dict[str, tuple[float, float]] = {
    "k_deacetylation": (60.0, 0.7),
    "k_mam": (4.5, 0.9),
    "V_mam": (0.2, 1.2),
    "V_1": (0.1296, 0.55),
    "k10": (4.337, 0.3),
    "k12": (22.98, 0.45),
    "k21": (7.627, 0.63),
    "returned": (0.16, 0.4),
    "k31": (0.17, 0.7),
    "k_e_mam": (13.0, 0.9),
    "k_e_morphine": (1.664, 0.4),
}
"""Median and SD of the logarithm: as printed for morphine in plasma, wide for what else; `returned` is k13 over k10."""


def sample_of(z: Floats) -> Sample:
    """Parameters from logarithms in the order of `PRIOR`, shape (samples, 11)."""
    value = dict(zip(PRIOR, np.exp(z).T, strict=True))
    return Sample(
        **{name: value[name] for name in Sample._fields if name != "k13"}, k13=value["returned"] * value["k10"]
    )


def systems(p: Sample) -> Floats:
    """Matrices of the linear chain, per hour, shape (samples, 7, 7)."""
    A = np.zeros((len(p.k10), 7, 7))

    def flow(source: int, target: int, rate: Floats) -> None:
        A[:, source, source] -= rate
        A[:, target, source] += rate

    flow(HEROIN, MAM, p.k_deacetylation)
    flow(MAM, MORPHINE, p.k_mam)
    flow(MORPHINE, FAST, p.k12)
    flow(FAST, MORPHINE, p.k21)
    flow(MORPHINE, SLOW, p.k13)
    flow(SLOW, MORPHINE, p.k31)
    A[:, MORPHINE, MORPHINE] -= p.k10
    for brain, blood, rate, volume in (
        (MAM_BRAIN, MAM, p.k_e_mam, p.V_mam),
        (MORPHINE_BRAIN, MORPHINE, p.k_e_morphine, p.V_1),
    ):
        A[:, brain, blood] = rate / volume
        A[:, brain, brain] = -rate
    return A


def after_heroin(A: Floats) -> Floats:
    """Amounts and concentrations every `STEP` minutes after one unit of heroin, shape (times, samples, 7)."""
    values, vectors = np.linalg.eig(A)
    step = vectors * np.exp(values * STEP / MINUTES)[:, None, :] @ np.linalg.inv(vectors)
    state = np.zeros((len(A), 7))
    state[:, HEROIN] = 1
    course = [state]
    for _ in range(int(LAST / STEP)):
        course.append(np.einsum("sij,sj->si", step.real, course[-1]))
    return np.asarray(course)


def predicted(p: Sample) -> dict[str, Floats]:
    """What each set of parameters gives for each reading, shape (samples,)."""
    A = systems(p)
    parts = [
        _timings(Sample(*(each[k] for each in p)), A[k])
        for k in np.array_split(np.arange(len(A)), 1 + len(A) // 10_000)
    ]
    slowest = np.abs(np.linalg.eigvals(A[:, MORPHINE : SLOW + 1, MORPHINE : SLOW + 1]).real).min(axis=1)
    return {
        **{name: np.concatenate([part[name] for part in parts]) for name in parts[0]},
        "clearance": p.k10 * p.V_1 * 1000 / 60 / WEIGHT,
        "terminal_h": np.log(2) / slowest,
        "returned": p.k13 / p.k10,
    }


def _timings(p: Sample, A: Floats) -> dict[str, Floats]:
    course = after_heroin(A)
    mam, morphine = course[:, :, MAM] / p.V_mam, course[:, :, MORPHINE] / p.V_1
    peaks = {
        "mam_blood": mam,
        "mam_brain": course[:, :, MAM_BRAIN],
        "morphine_blood": morphine,
        "morphine_brain": course[:, :, MORPHINE_BRAIN],
    }
    crossed = morphine > mam
    return {
        **{name: np.maximum(values.argmax(axis=0) * STEP, STEP) for name, values in peaks.items()},
        "ratio": mam.max(axis=0) / morphine.max(axis=0),
        "crossing": np.where(crossed.any(axis=0), crossed.argmax(axis=0) * STEP, LAST),
        "heroin_left": course[int(18 / STEP), :, HEROIN],
    }


def _log(name: str, value: float, sd: float) -> Term:
    return lambda q: normal(np.log(q[name]), np.log(value), sd)


LIKELIHOOD: dict[str, Term] = {
    "6-acetylmorphine in blood peaks": _log("mam_blood", 2.0, READING),
    "6-acetylmorphine in the brain peaks": _log("mam_brain", 4.3, READING),
    "morphine in blood peaks": _log("morphine_blood", 12.6, READING),
    "morphine in the brain peaks": _log("morphine_brain", 21.3, READING),
    "6-acetylmorphine over morphine, peaks": _log("ratio", 6.0, READING),
    "morphine does not exceed 6-acetylmorphine before 30 min": lambda q: at_most(-q["crossing"], -30.0, 5.0),
    "heroin is gone after 18 min": lambda q: at_most(q["heroin_left"], 1e-3, 1e-3),
    "clearance, bile drained": _log("clearance", 55.2, LABORATORIES),
    "clearance, bolus and infusion": _log("clearance", 126.4, LABORATORIES),
    "last half-life": _log("terminal_h", 5.0, READING),
}
"""Logarithm of the likelihood of each reading from the quantities of `predicted`."""


def fit() -> dict[str, Any]:
    """Weighted quantiles (0.05, 0.5, 0.95), mean and SD of each parameter and prediction."""
    rng = np.random.default_rng(SEED)
    middle, width = np.log([m for m, _ in PRIOR.values()]), np.array([w for _, w in PRIOR.values()])
    mean, covariance = middle, np.diag(width**2)
    for n in ROUNDS:
        z = rng.multivariate_normal(mean, covariance, n)
        p = sample_of(z)
        given = predicted(p)
        given["log_prior"] = _log_density(z, middle, np.diag(width**2)) - _log_density(z, mean, covariance)
        terms: dict[str, Term] = {**LIKELIHOOD, "prior over proposal": lambda q: q["log_prior"]}
        weight = weights_of(given, terms)
        mean = weight @ z
        covariance = INFLATED * np.cov(z.T, aweights=weight)
    return posterior(p._asdict(), given, terms)


def _log_density(z: Floats, mean: Floats, covariance: Floats) -> Floats:
    """Logarithm of a normal density, without what does not depend on z."""
    away = z - mean
    return np.asarray(-0.5 * np.einsum("si,si->s", away, np.linalg.solve(covariance, away.T).T))
