"""When each participant first used, and first used often, from the decisions that the engine took.

The engine decides once in an interval and keeps every decision, so these times are exact on its grid of ten minutes and
need no course of anybody.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]


class FirstEvent(NamedTuple):
    """What is waited for: so many uses within so many days; one use needs no window."""

    uses: int
    days: int
    meaning: str


FIRST_EVENTS = {
    "first_use": FirstEvent(1, 1, "first use"),
    "use_7_in_7_days": FirstEvent(7, 7, "seventh use within 7 days"),
}
"""By name in the results. The second is a convention of this package, use as often as daily; no trial's definition."""


def first_events(uses: Numbers, first: Numbers, last: Numbers, per_day: int) -> dict[str, NDArray[np.float64]]:
    """Days from the moment when use became possible to each of `FIRST_EVENTS`; NaN for those to whom it did not happen.

    Args:
        uses: 1 where a participant decided to use, shape (intervals, n), from interval 0 of the history on.
        first: first interval in which each may use, shape (n,); negative for never.
        last: the interval that is no longer among them, shape (n,).
        per_day: intervals of a day.
    """
    index = np.arange(len(uses), dtype=np.int32)[:, None]
    counted = (uses > 0) & (first >= 0) & (index >= first) & (index < last)
    so_far = np.cumsum(counted, axis=0, dtype=np.int32)
    found = {}
    for name, event in FIRST_EVENTS.items():
        window = event.days * per_day
        within = so_far if event.uses == 1 else so_far - np.concatenate([0 * so_far[:window], so_far[:-window]])
        hit = counted & (within >= event.uses)
        found[name] = np.where(hit.any(axis=0), (hit.argmax(axis=0) - first) / per_day, np.nan)
    return found
