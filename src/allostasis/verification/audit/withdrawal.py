"""Withdrawal after four regimens: heroin stopped, methadone stopped, and two tapers of methadone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.engine import Engine
from allostasis.verification.audit import lives
from allostasis.verification.audit.draws import Values
from allostasis.verification.audit.group import Group
from allostasis.verification.audit.results import interval, share

AFTER = 30
"""Days after the last dose."""
TAPERS = {"taper of 21 days": 21, "taper of 70 days": 70}
SHOWN_DAYS = (1, 2, 3, 5, 7, 10, 14, 19, 30)
Floats = NDArray[np.float64]


def audit_withdrawal(engine: Engine, people: Values) -> dict[str, Any]:
    """For each regimen the peak, its day, and what is left of it, over the draws."""
    use = Group(engine, people)
    lives.heroin(use)
    curves = {"heroin stopped": _after(use)}
    lives.methadone(use)
    curves["methadone stopped"] = _after(use)
    during = {}
    for name, days in TAPERS.items():
        group = use.copy()
        during[name] = np.concatenate([_daily(course["withdrawal"]) for course in lives.taper(group, days)])
        curves[name] = _after(group)
    whole = {name: np.concatenate([during.get(name, curve[:0]), curve]) for name, curve in curves.items()}
    peaks = {name: curve.max(axis=0) for name, curve in whole.items()}
    slow, fast = (peaks[name] for name in reversed(TAPERS))
    return {
        "draws": use.size,
        "regimens": {name: _summary(whole[name], curves[name]) for name in curves},
        "slower_taper_lower_peak": share(slow < fast),
        "taper_below_stop": share(fast < peaks["methadone stopped"]),
    }


def _after(group: Group) -> Floats:
    return _daily(group.copy().live(24.0 * AFTER + 24, (), 2.0)["withdrawal"])


def _daily(values: Floats) -> Floats:
    """Means of each day, shape (days, individuals); records come every two hours."""
    days = len(values) // 12
    return np.asarray(values[: 12 * days].reshape(days, 12, -1).mean(axis=1))


def _summary(whole: Floats, after: Floats) -> dict[str, Any]:
    """Peak of the whole course and its day counted from the last dose; what is left on days after it."""
    peak, taper_days = whole.max(axis=0), len(whole) - len(after)
    left = {str(day): after[day - 1] / np.maximum(peak, 1e-9) for day in SHOWN_DAYS}
    return {
        "peak": interval(peak),
        "day_of_peak": interval(whole.argmax(axis=0) + 1 - taper_days),
        "left": {day: interval(values) for day, values in left.items()},
        "share_below_tenth_day_19": share(left["19"] < 0.1),
        "curve": [interval(day) for day in whole],
    }
