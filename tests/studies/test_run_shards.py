"""How a run is cut into shards, and the check of the solver's step that goes with the first participants."""

from __future__ import annotations

import numpy as np
import pytest
from tests.run_fixtures import DRAWS, PARTICIPANTS

from allostasis.studies import shards
from allostasis.studies.shards import Shard, Worker, cut, step_error


@pytest.mark.parametrize(("participants", "size"), [(1, 1), (10, 3), (512, 512), (513, 512), (7, 1000)])
def test_shards_hold_everybody_once_and_in_order(participants: int, size: int) -> None:
    numbers = [n for s in cut(participants, size) for n in range(s.first, s.last)]
    assert numbers == list(range(participants))
    assert all(s.last - s.first <= size for s in cut(participants, size))


def test_the_step_error_is_the_largest_difference_over_the_range_of_everybody() -> None:
    # Largest difference, lowest and highest value of two participants: 0.3 over a range from 1 to 7.
    found = step_error(np.array([[0.3, 1.0, 3.0], [0.1, 2.0, 7.0]]))
    assert found == pytest.approx(0.3 / 6)


def test_a_quantity_that_never_moves_has_no_step_error() -> None:
    assert step_error(np.array([[0.0, 2.0, 2.0]])) == 0.0


@pytest.mark.usefixtures("narrow")
def test_only_the_first_participants_are_run_again_at_half_the_step(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "CHECKED", 2)
    first = worker.run(Shard(0, 3))
    assert len(first["step.craving"]) == 2
    assert len(first["step_changed"]) == 2
    assert not any(name.startswith("step") for name in worker.run(Shard(3, DRAWS * PARTICIPANTS)))


@pytest.mark.usefixtures("narrow")
def test_half_the_step_leads_nearly_to_the_same(worker: Worker) -> None:
    found = worker.run(Shard(0, DRAWS * PARTICIPANTS))
    assert step_error(found["step.craving"]) < 0.01
    assert found["step_changed"].sum() < 0.01 * found["step_possible"].sum()
