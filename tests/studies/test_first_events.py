"""Times of first events follow from the decisions alone; each is compared with a plain search."""

from __future__ import annotations

import numpy as np
import pytest
from tests.run_fixtures import DRAWS, PARTICIPANTS

from allostasis.studies.first_events import FIRST_EVENTS, first_events
from allostasis.studies.order import Shard
from allostasis.studies.shards import Worker

PER_DAY = 144


def searched(uses: list[int], first: int, last: int, count: int, days: int) -> float:
    """Day of the use that has count - 1 others in the window before it."""
    times = [i for i, use in enumerate(uses) if use and first >= 0 and first <= i < last]
    for k in range(count - 1, len(times)):
        if times[k] - times[k - count + 1] < days * PER_DAY:
            return (times[k] - first) / PER_DAY
    return float("nan")


@pytest.mark.parametrize("share", [0.0, 0.002, 0.007, 0.02])
def test_first_events_are_those_that_a_search_finds(share: float) -> None:
    random = np.random.default_rng(11)
    uses = (random.random((30 * PER_DAY, 40)) < share).astype(np.uint8)
    first = random.integers(-1, 5 * PER_DAY, 40)
    first[:2] = -1
    last = random.integers(10 * PER_DAY, 40 * PER_DAY, 40)
    found = first_events(uses, first, last, PER_DAY)
    for name, event in FIRST_EVENTS.items():
        wanted = [searched(list(uses[:, k]), first[k], last[k], event.uses, event.days) for k in range(40)]
        np.testing.assert_array_equal(found[name], wanted)


def test_a_history_shorter_than_the_window_has_events_too() -> None:
    uses = np.ones((10, 1), np.uint8)
    found = first_events(uses, np.array([2]), np.array([10]), PER_DAY)
    assert found["first_use"][0] == 0
    assert found["use_7_in_7_days"][0] == 6 / PER_DAY


def test_a_study_with_decisions_of_use_has_the_times_of_first_use(worker: Worker) -> None:
    arrays = worker.run(Shard(0, DRAWS * PARTICIPANTS))
    days = arrays["first_events.first_use"]
    assert days.shape == (DRAWS * PARTICIPANTS,)
    used = ~np.isnan(days)
    assert used.any(), "the small trial has uses to find"
    # The history by hazard lasts two days, and the morning before the session.
    assert np.all((days[used] >= 0) & (days[used] < 3))
