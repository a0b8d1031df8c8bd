"""How fast the drive of a stressor fades once it is over: the row `stressor_course_k_challenge`.

    python -m allostasis.verification.fits stressor

Importance sampling over the fast part of physiology.hpa, its glands at rest, under a task of 20 min. The data are mean
salivary cortisol of 10 men and of 200 people in the Trier Social Stress Test (miller2018), whose individual values are
public. Cortisol in saliva is removed some 30 times faster than the model's total cortisol (17 against 0.52 per h), so
that its removal is left open here: no unit is wrong. Saliva holds what is not bound, which leaves plasma for tissues
and is removed within minutes, while the bound rest, nine parts of ten, follows over an hour and more; the model has
one pool and the removal of the whole. So saliva tells how fast the drive fades and not how fast cortisol does, and
cortisol of the model is not to be compared with saliva hour by hour. The other rates are the model's. Each group has a
strength of its own. No stressor of rats, and no ACTH, is used.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import load
from allostasis.verification.fits.weights import Term, normal, posterior

Floats = NDArray[np.float64]
SAMPLES, SEED = 150_000, 1_993
MINUTES = 60.0
STEP, TASK, LAST = 0.5, 20.0, 70.0
"""Minutes between two values of a course, length of the task, and the last sample."""
ERROR = {"men": 0.15, "people": 0.1}
"""SD of the logarithm of a mean against rest, pulses and the time of day included: an assumption."""
REST = {"men": (-20.0, -10.0, 0.0), "people": (-5.0,)}


class Sample(NamedTuple):
    """Sets of parameters; each of shape (samples,)."""

    k_challenge: Floats
    men: Floats
    people: Floats
    k_acth: Floats
    k_saliva: Floats


def drawn() -> Sample:
    """Wide where the data are to speak; the removal of ACTH as in the model."""
    rng = np.random.default_rng(SEED)

    def log(low: float, high: float) -> Floats:
        return np.asarray(np.exp(rng.uniform(np.log(low), np.log(high), SAMPLES)))

    return Sample(
        k_challenge=log(0.2, 60),
        men=log(2, 20),
        people=log(1.5, 10),
        k_acth=rng.uniform(2.079, 4.2, SAMPLES),
        k_saliva=log(1, 30),
    )


def cortisol(p: Sample, strength: Floats, k_crh: float, K_gr: float, n_gr: float) -> Floats:
    """Cortisol x rest every `STEP` minutes from the start of the task, shape (times, samples)."""
    crh, acth, level = (np.ones(SAMPLES) for _ in range(3))
    keep = [np.exp(-k * STEP / MINUTES) for k in (k_crh, p.k_acth, p.k_saliva)]
    course = [level]
    for k in range(int(LAST / STEP)):
        after = max((k + 0.5) * STEP - TASK, 0.0) / MINUTES
        drive = 1 + strength * np.exp(-p.k_challenge * after)
        G = (1 + K_gr**-n_gr) / (1 + (level / K_gr) ** n_gr)
        goals = (drive * G / level, crh * G, acth)
        crh, acth, level = (g + (x - g) * s for g, x, s in zip(goals, (crh, acth, level), keep, strict=True))
        course.append(level)
    return np.asarray(course)


def readings() -> dict[str, dict[float, float]]:
    """Mean cortisol over its rest, by group and minute from the start of the task."""
    found: dict[str, dict[float, float]] = {}
    for group, rest in REST.items():
        curve = f"salivary cortisol in the task, {group}"
        points = {p.x: p.y for p in load().curves.values() if p.curve == curve and p.x is not None and p.y is not None}
        level = sum(points[minute] for minute in rest) / len(rest)
        found[group] = {minute: value / level for minute, value in points.items() if minute > 0}
    return found


def predicted(p: Sample) -> dict[str, Floats]:
    """Cortisol x rest for each reading, shape (samples,), and the half-time of the drive in minutes."""
    priors = load().priors_for("human")
    constants = [priors[f"hpa.{name}"].default for name in ("k_crh", "K_gr", "n_gr")]
    given = {"half_time_min": MINUTES * np.log(2) / p.k_challenge}
    for group, points in readings().items():
        course = cortisol(p, getattr(p, group), *constants)
        given |= {f"{group} {minute:g}": course[round(minute / STEP)] for minute in points}
    return given


def _reading(name: str, value: float, sd: float) -> Term:
    return lambda q: normal(np.log(q[name]), np.log(value), sd)


def likelihood() -> dict[str, Term]:
    """Logarithm of the likelihood of each reading; all readings of a group together weigh as six independent ones."""
    return {
        f"{group} {minute:g}": _reading(f"{group} {minute:g}", value, ERROR[group] * np.sqrt(len(points) / 6))
        for group, points in readings().items()
        for minute, value in points.items()
    }


def fit() -> dict[str, Any]:
    """Weighted quantiles (0.05, 0.5, 0.95), mean and SD of each parameter and prediction."""
    p = drawn()
    return posterior(p._asdict(), predicted(p), likelihood())
