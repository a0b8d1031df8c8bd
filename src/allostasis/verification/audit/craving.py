"""What 40 IU of nasal oxytocin may do to craving for a cue in people on methadone, before anything is calibrated.

Two measures: craving at a drug cue, and craving at a drug cue minus craving at a neutral one, as trials report it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.engine import Engine
from allostasis.verification.audit import lives
from allostasis.verification.audit.draws import SEED, Values, individuals
from allostasis.verification.audit.group import Group
from allostasis.verification.audit.results import interval, share

EACH = 8
"""Individuals in each draw."""
MEASUREMENT_SD = 10.0
"""SD of one rating of craving (0 to 100) about its true value: an assumption."""
NULL = 0.1
"""Standardised effects below this are as good as none."""
WANTED = (-0.8, 0.4)
"""The 90 % interval should be at least as wide as this one; whether it also covers it is said beside."""
LOOKED_AT = (
    "oxytocin.F_central",
    "oxytocin_receptor.pi_plasma",
    "oxytocin_receptor.c_rest",
    "oxytocin_receptor.K_d",
    "learning.g_cue",
    "learning.g_context",
    "affect.g_withdrawal",
    "amygdala.g_crf",
)
Floats = NDArray[np.float64]


def audit_craving(engine: Engine, draws: int, block: int) -> dict[str, Any]:
    """Standardised effect on craving after the cue, its interval, and what it depends on.

    Args:
        engine: the compiled engine.
        draws: draws of the priors, each with `EACH` individuals.
        block: individuals side by side.
    """
    people = individuals(draws, EACH)
    size = draws * EACH
    blocks = [_effect(engine, {n: v[k : k + block] for n, v in people.items()}) for k in range(0, size, block)]
    placebo, treated, plain, plain_treated, signal = (
        np.concatenate(each).reshape(draws, EACH) for each in zip(*blocks, strict=True)
    )
    d = _standardised(placebo, treated, MEASUREMENT_SD)
    difference = _standardised(placebo - plain, treated - plain_treated, MEASUREMENT_SD * 2**0.5)
    middle = {name: np.median(people[name].reshape(draws, EACH), axis=1) for name in LOOKED_AT}
    low, _, high = interval(d)
    ends = _error_of_ends(d)
    return {
        "draws": draws,
        "each": EACH,
        "d": interval(d),
        "d_ends_se": ends,
        "wanted": list(WANTED),
        "wide_enough": high - low >= WANTED[1] - WANTED[0],
        "covers": bool(low <= WANTED[0] and high >= WANTED[1]),
        "difference": interval(difference),
        "difference_share_null": share(np.abs(difference) < NULL),
        "difference_rank_correlation": {name: _rank_correlation(v, difference) for name, v in middle.items()},
        "share_lower": share(d < 0),
        "share_null": share(np.abs(d) < NULL),
        "craving_on_placebo": interval(placebo.mean(axis=1)),
        "signal": interval(signal.mean(axis=1)),
        "rank_correlation_of_size": {name: _rank_correlation(v, np.abs(d)) for name, v in middle.items()},
        "rank_correlation": {name: _rank_correlation(v, d) for name, v in middle.items()},
        "thirds_of_penetration": _thirds(middle["oxytocin.F_central"], d),
        "thirds_of_craving": _thirds(placebo.mean(axis=1), d),
        "routes": _routes(middle["oxytocin_receptor.pi_plasma"], d),
    }


def _standardised(placebo: Floats, treated: Floats, rating_sd: float) -> Floats:
    """Mean change over the spread between people and the error of a rating, by draw; arrays are (draws, people)."""
    spread = np.sqrt(placebo.var(axis=1, ddof=1) + rating_sd**2)
    return np.asarray((treated - placebo).mean(axis=1) / spread)


def _error_of_ends(d: Floats, resamples: int = 2_000) -> list[float]:
    """Standard errors of the two ends of the interval by bootstrap: so many draws know the ends only so well."""
    rng = np.random.default_rng(SEED)
    found = np.quantile(rng.choice(d, (resamples, len(d))), [0.05, 0.95], axis=1)
    return [float(each) for each in found.std(axis=1)]


def _effect(engine: Engine, people: Values) -> tuple[Floats, ...]:
    """Craving at a drug cue without and with oxytocin, the same at a neutral cue, and the signal then."""
    group = Group(engine, people)
    lives.heroin(group)
    lives.methadone(group, 28)
    group.live(12, ())
    doses, cues = (0.0, lives.OXYTOCIN_MG), ("exposure.drug_cue", "exposure.neutral_cue")
    courses = [lives.session(group, mg, cue=cue) for cue in cues for mg in doses]
    return (*(course.at("craving", 1.0) for course in courses), courses[1].at("oxytocin_signal", 1.0))


def _rank_correlation(x: Floats, y: Floats) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(x, y).statistic)


def _thirds(by: Floats, d: Floats) -> list[dict[str, Any]]:
    """Effects in the lower, middle and upper third of the draws by some quantity."""
    ends = np.quantile(by, [0, 1 / 3, 2 / 3, 1])
    parts = [(by >= low) & (by <= high) for low, high in pairwise(ends)]
    return [
        {"low": low, "high": high, "d": interval(d[inside]), "share_null": share(np.abs(d[inside]) < NULL)}
        for low, high, inside in zip(ends[:-1], ends[1:], parts, strict=True)
    ]


def _routes(by_plasma: Floats, d: Floats) -> dict[str, Any]:
    """Effects where little, and where much, of the signal comes from plasma."""
    middle = float(np.median(by_plasma))
    return {"median": middle, "less": interval(d[by_plasma <= middle]), "more": interval(d[by_plasma > middle])}
