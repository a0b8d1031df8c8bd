"""Heroin, 6-acetylmorphine and morphine in rats, fitted together: `rat_heroin_joint_*` rows.

    python -m allostasis.verification.fits rat_heroin

Importance sampling over the chain of physiology.heroin, which is linear, so that each set of parameters is solved
exactly; a round of samples proposes where the next one looks. Each laboratory that published compartments of morphine
(yang2016, groenendaal2007) counts by the concentrations that they give after a dose within its own hours, with the
spread that laboratories have on the whole course. What neither could see, the return of morphine from the bile, is
the slow compartment: how much comes back is horton1991, how slowly it goes are the last half-lives of two laboratories
(morphine_persistence1979, morphine_rat1974).
Clearances of three more laboratories and a volume count with the same spread. How fast the brain equilibrates is known
from two laboratories, each counted once: rates by microdialysis (groenendaal2007); and, half each, the delay of the
effect (ekblom1993) and the half-life in the brain after an infusion (tunblad2003), which is longer than that of
equilibration, because plasma still falls, and is compared with the same half-life here. To this come eight timings
after heroin (gottas2013).
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
"""SD of the logarithm of a clearance, a volume or a whole course between laboratories: an assumption."""
READING = 0.25
"""SD of the logarithm of a time or ratio that was printed without an error: an assumption."""
INFUSED, WASHED_OUT = 4.0, np.linspace(0.0, 2.0, 9)
"""Hours at a constant level in plasma, as printed, and after it; for how long its end was followed was not printed."""
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
    k_mam_brain: Floats


PRIOR: dict[str, tuple[float, float]] = {
    "k_deacetylation": (60.0, 0.7),
    "k_mam": (4.5, 0.9),
    "V_mam": (0.2, 1.2),
    "V_1": (0.1, 1.0),
    "k10": (8.0, 1.0),
    "k12": (20.0, 1.2),
    "k21": (4.0, 1.2),
    "returned": (0.16, 0.4),
    "k31": (0.17, 0.7),
    "k_e_mam": (13.0, 0.9),
    "k_e_morphine": (1.0, 1.2),
    "k_mam_brain": (1.0, 1.5),
}
"""Median and SD of the logarithm: wide but for the return from the bile (`returned` is k13 over k10).

That 6-acetylmorphine turns into morphine in the brain was published without a rate (way1960): hours to minutes.
"""


class Published(NamedTuple):
    """Compartments of morphine of one laboratory: L and 1/h; and the hours after a dose at which they are asked."""

    V_1: float
    k10: float
    k12: float
    k21: float
    k13: float
    k31: float
    hours: tuple[float, ...]


_HOURS = (1 / 12, 1 / 4, 1 / 2, 1.0, 2.0, 4.0)
COURSES: dict[str, Published] = {
    "two compartments to 4 h": Published(0.1296, 4.337, 22.98, 7.627, 0.0, 1.0, _HOURS),
    "three compartments to 6 h": Published(0.0681, 17.62, 13.66, 1.258, 15.68, 8.030, (*_HOURS, 6.0)),
}
"""yang2016 (both columns, geometric means) and groenendaal2007 (flows over volumes)."""


def sample_of(z: Floats) -> Sample:
    """Parameters from logarithms in the order of `PRIOR`, shape (samples, 12)."""
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
    flow(MAM_BRAIN, MORPHINE_BRAIN, p.k_mam_brain)
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
        **{name: _above(p, course) for name, course in COURSES.items()},
        "clearance": p.k10 * p.V_1 * 1000 / 60 / WEIGHT,
        "volume": p.V_1 * (1 + p.k12 / p.k21 + p.k13 / p.k31) / WEIGHT,
        "k_e": p.k_e_morphine,
        "washout_h": brain_half_life(p),
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


def after_morphine(p: Sample | Published, hours: tuple[float, ...]) -> Floats:
    """Concentrations in plasma after one unit of morphine into the vein, per litre, shape (times, samples)."""
    A = np.zeros((np.size(p.k10), 3, 3))
    A[:, 0, 0], A[:, 0, 1], A[:, 0, 2] = -(p.k10 + p.k12 + p.k13), p.k21, p.k31
    A[:, 1, 0], A[:, 1, 1], A[:, 2, 0], A[:, 2, 2] = p.k12, -p.k21, p.k13, -p.k31
    values, vectors = np.linalg.eig(A)
    weights = vectors[:, 0, :] * np.linalg.inv(vectors)[:, :, 0] / np.reshape(p.V_1, (-1, 1))
    return np.asarray([(weights * np.exp(values * hour)).sum(axis=1).real for hour in hours])


def brain_half_life(p: Sample) -> Floats:
    """Half-life (h) in the brain after a level in plasma that was held for `INFUSED` hours, shape (samples,)."""
    A = np.zeros((len(p.k10), 4, 4))
    A[:, 0, 0], A[:, 0, 1], A[:, 0, 2] = -(p.k10 + p.k12 + p.k13), p.k21, p.k31
    A[:, 1, 0], A[:, 1, 1], A[:, 2, 0], A[:, 2, 2] = p.k12, -p.k21, p.k13, -p.k31
    A[:, 3, 0], A[:, 3, 3] = p.k_e_morphine, -p.k_e_morphine

    def filled(into: Floats, out: Floats) -> Floats:
        return np.asarray(into / out * (1 - np.exp(-out * INFUSED)))

    held = [np.ones(len(A)), filled(p.k12, p.k21), filled(p.k13, p.k31), filled(p.k_e_morphine, p.k_e_morphine)]
    values, vectors = np.linalg.eig(A)
    weights = vectors[:, 3, :] * np.linalg.solve(vectors, np.stack(held, axis=1)[:, :, None])[:, :, 0]
    brain = np.asarray([(weights * np.exp(values * hour)).sum(axis=1).real for hour in WASHED_OUT])
    slope: Floats = np.polyfit(WASHED_OUT, np.log(np.maximum(brain, 1e-30)), 1)[0]
    return np.asarray(np.log(2) / np.maximum(-slope, 1e-6))


def _above(p: Sample, published: Published) -> Floats:
    """Distance of our course from a published one in SDs: a spread of whole courses and one of single readings."""
    theirs, ours = after_morphine(published, published.hours), after_morphine(p, published.hours)
    n = len(published.hours)
    covariance = LABORATORIES**2 * np.ones((n, n)) + READING**2 * np.eye(n)
    away = np.log(np.maximum(ours, 1e-30) / theirs)
    return np.asarray(np.sqrt(np.einsum("ts,tu,us->s", away, np.linalg.inv(covariance), away)))


def _log(name: str, value: float, sd: float) -> Term:
    return lambda q: normal(np.log(q[name]), np.log(value), sd)


def _as_published(course: str) -> Term:
    return lambda q: normal(q[course], 0.0, 1.0)


def _one_laboratory(*terms: Term) -> Term:
    """Several readings of one laboratory as one: their mean, as a geometric mean of equal readings would count."""
    return lambda q: np.asarray(np.mean([term(q) for term in terms], axis=0))


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
    "clearance, compilation": _log("clearance", 57.9, LABORATORIES),
    "volume at steady state, compilation": _log("volume", 14.9, LABORATORIES),
    "brain by microdialysis, efflux and diffusion": _log("k_e", 1.254, LABORATORIES),
    "delay of the effect, and the brain by microdialysis after an infusion": _one_laboratory(
        _log("k_e", 1.664, LABORATORIES), _log("washout_h", 58 / MINUTES, LABORATORIES)
    ),
    **{name: _as_published(name) for name in COURSES},
    "last half-life, chromatography": _log("terminal_h", 5.0, LABORATORIES),
    "last half-life, radioimmunoassay": _log("terminal_h", 10.0, LABORATORIES),
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
