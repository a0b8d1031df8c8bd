"""Oxytocin cells under opioids, fitted to all that rats showed: `oxytocin_cells_joint_*` rows.

    python -m allostasis.verification.fits oxytocin_cells

Importance sampling over the cells' equations (see physiology.oxytocin_cells) at a constant tone, where they are
algebra: acute morphine, five days of it, naloxone in the dependent and the naive, a central oxytocin antagonist.
Preparations disagree: two give firing on day 5 (0.9 and 1.75 per second) and after naloxone (4.7 and 8.1), two the rise
of plasma oxytocin (24- and 62-fold). None is preferred: each reading has, beside its own error, the spread between
preparations (`BETWEEN`), so that what they share decides. The rise of firing by 89 % in a third is not used: its
wording is ambiguous. The long-run capacity is held at 1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allostasis.verification.fits.weights import Term, normal, posterior

Floats = NDArray[np.float64]
SAMPLES, SEED = 200_000, 1_988
BETWEEN = 0.35
"""SD of the logarithm between preparations: an assumption."""
FIVE_DAYS, SIX_MINUTES, HALF_HOUR = 120.0, 0.1, 0.5
HELD = 0.9
"""Receptors that morphine holds in these experiments, by assumption nearly all."""
THETA = 0.015
"""Concentration of oxytocin at rest over its dissociation constant."""
K_CENTRAL = 2.189
"""Removal of central oxytocin in rats, per hour."""


class Sample(NamedTuple):
    """Sets of parameters; each of shape (samples,)."""

    F_rest: Floats
    F_max: Floats
    a_opioid: Floats
    w_opponent: Floats
    tau_opponent_fast: Floats
    tau_opponent_slow: Floats
    loop_gain: Floats
    p_plasma: Floats
    p_central: Floats
    e_0: Floats


def drawn() -> Sample:
    """Wide where the data are to speak."""
    rng = np.random.default_rng(SEED)

    def around(middle: float, width: float) -> Floats:
        return np.asarray(middle * np.exp(width * rng.standard_normal(SAMPLES)))

    F_rest = around(2.0, 0.3)
    return Sample(
        F_rest=F_rest,
        F_max=F_rest * (1 + around(2.5, 0.6)),
        a_opioid=around(4.0, 0.5),
        w_opponent=rng.uniform(0, 1, SAMPLES),
        tau_opponent_fast=around(37.5, 0.5),
        tau_opponent_slow=around(336, 0.5),
        loop_gain=rng.beta(2, 8, SAMPLES),
        p_plasma=around(2.0, 0.4),
        p_central=around(0.4, 0.5),
        e_0=around(0.08, 0.7),
    )


def firing(p: Sample, unopposed: Floats, binding: Floats | float) -> Floats:
    """Firing x rest at an opioid tone above the opponent and a stimulation of the cells' own receptors, x rest."""
    ratio = p.F_max / p.F_rest
    heard = np.exp(2 * p.loop_gain / p.p_central * (binding - 1) / (binding + 1))
    return ratio / (1 + (ratio - 1) * np.exp(p.a_opioid * unopposed) / heard)


def bound(central: Floats) -> Floats:
    """Stimulation x rest by central oxytocin x rest."""
    return central * (1 + THETA) / (1 + THETA * central)


def settled(p: Sample, unopposed: Floats) -> tuple[Floats, Floats]:
    """Firing and central oxytocin, both x rest, when the loop has come to rest at a constant tone."""
    central = np.ones(SAMPLES)
    for _ in range(60):
        central = 0.5 * central + 0.5 * firing(p, unopposed, bound(central)) ** p.p_central
    return firing(p, unopposed, bound(central)), central


def predicted(p: Sample) -> dict[str, Floats]:
    """What each set of parameters gives for each reading, shape (samples,)."""
    tone = p.e_0 * (1 - HELD) + HELD
    grown = [1 - np.exp(-FIVE_DAYS / tau) for tau in (p.tau_opponent_fast, p.tau_opponent_slow)]
    opponent = p.e_0 + (tone - p.e_0) * (p.w_opponent * grown[0] + (1 - p.w_opponent) * grown[1])
    acute = firing(p, tone - p.e_0, 1.0)
    day_5, central = settled(p, tone - opponent)

    def after(unopposed: Floats, start: Floats, hours: float, is_blocked: bool = False) -> tuple[Floats, Floats]:
        """Firing and central oxytocin some hours after naloxone has taken all tone away."""
        now, steps = start.copy(), 12
        for _ in range(steps):
            goal = firing(p, unopposed, 0.0 if is_blocked else bound(now)) ** p.p_central
            now = goal + (now - goal) * np.exp(-K_CENTRAL * hours / steps)
        return firing(p, unopposed, 0.0 if is_blocked else bound(now)), now

    dependent, _ = after(-opponent, central, SIX_MINUTES)
    _, central_later = after(-opponent, central, HALF_HOUR)
    blocked, _ = after(-opponent, central, SIX_MINUTES, is_blocked=True)
    naive, _ = after(-p.e_0, np.ones(SAMPLES), SIX_MINUTES)
    return {
        "acute": 1 - acute,
        "firing_day_5": p.F_rest * day_5,
        "firing_naloxone": p.F_rest * dependent,
        "basal_day_5": day_5**p.p_plasma,
        "naloxone_dependent": (dependent / day_5) ** p.p_plasma,
        "naloxone_naive": naive**p.p_plasma,
        "blocked_over_free": (blocked / dependent) ** p.p_plasma,
        "central_rise": central_later / central,
        "rest_over_day_5": 1 / day_5,
    }


def _log(name: str, value: float, own: float = 0.0) -> Term:
    """A positive reading with its own relative error and the spread between preparations."""
    return lambda q: normal(np.log(q[name]), np.log(value), float(np.hypot(own, BETWEEN)))


LIKELIHOOD: dict[str, Term] = {
    "acute morphine": lambda q: normal(q["acute"], 0.941, 0.041),
    "firing on day 5, first": _log("firing_day_5", 0.9, 0.44),
    "firing on day 5, second": _log("firing_day_5", 1.75),
    "firing after naloxone, first": _log("firing_naloxone", 0.9 + 2.2 / 0.585, 0.25),
    "firing after naloxone, second": _log("firing_naloxone", 1.75 + 6.3),
    "basal plasma on day 5": _log("basal_day_5", 44.7 / 42.1, 0.09),
    "plasma after naloxone, dependent, first": _log("naloxone_dependent", 1072.1 / 44.7, 0.1),
    "plasma after naloxone, dependent, second": _log("naloxone_dependent", 62.0),
    "plasma after naloxone, naive": _log("naloxone_naive", 125.1 / 42.1, 0.23),
    "plasma after naloxone, antagonist over none": _log("blocked_over_free", 28 / 62),
    "release in the nucleus": _log("central_rise", 1.565, 0.127),
}
"""Logarithm of the likelihood of each reading from the quantities of `predicted`."""


def fit() -> dict[str, Any]:
    """Weighted quantiles (0.05, 0.5, 0.95), mean and SD of each parameter and prediction."""
    p = drawn()
    return posterior(p._asdict(), predicted(p), LIKELIHOOD)
