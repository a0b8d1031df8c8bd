"""How a run is cut into shards, and the check of the solver's step that goes with the first participants."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.run_fixtures import DRAWS, PARTICIPANTS

from allostasis.errors import RunError
from allostasis.studies import checkpoint, shards
from allostasis.studies.lanes import width_of
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


def test_some_participants_of_many_draws_are_run_again_at_half_the_step_whatever_the_shards(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = shards.checked(200 * 32)
    assert len(np.unique(numbers)) == 32
    assert len(np.unique(numbers // 32)) == 16, "from all draws of the first block"
    assert np.array_equal(shards.checked(6), np.arange(6))
    monkeypatch.setattr(shards, "CHECKED", 2)
    apart = [worker.run(shard) for shard in (Shard(0, 3), Shard(3, DRAWS * PARTICIPANTS))]
    together = worker.run(Shard(0, DRAWS * PARTICIPANTS))
    for name in ("step.craving", "step_changed", "step_possible"):
        assert [len(part[name]) for part in apart] == [1, 1]
        assert np.array_equal(np.concatenate([part[name] for part in apart]), together[name])


def test_a_shard_without_checked_participants_holds_no_check(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "CHECKED", 1)
    assert not any(name.startswith("step") for name in worker.run(Shard(3, DRAWS * PARTICIPANTS)))


def test_the_width_of_blocks_follows_from_the_participants_of_a_run_alone() -> None:
    assert [width_of(n) for n in (1, 16, 17, 100, 512, 513, 10**6)] == [16, 16, 32, 128, 512, 512, 512]


def test_a_participant_whose_states_are_no_numbers_any_more_ends_the_run_with_its_name(worker: Worker) -> None:
    engine = worker.engine

    def advance(*given: Any) -> Any:
        carry, output = engine.advance(*given)
        y = np.array(carry.y)
        y[engine.row("amygdala.crf"), 1] = np.nan
        return carry._replace(y=y), output

    broken = copy(worker)
    broken.engine = replace(engine, advance=advance)
    with pytest.raises(RunError, match=r"participant 1 of draw 1: amygdala\.crf is no number .* step of 2 min"):
        broken.run(Shard(3, 6))


def test_half_the_step_leads_nearly_to_the_same(worker: Worker) -> None:
    found = worker.run(Shard(0, DRAWS * PARTICIPANTS))
    assert step_error(found["step.craving"]) < 0.01
    assert found["step_changed"].sum() < 0.01 * found["step_possible"].sum()


def test_a_block_that_was_stopped_goes_on_from_its_newest_checkpoint_to_the_same_bytes(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, whole, engine = [0], worker.run(Shard(0, 3)), worker.engine

    def stopping_at(number: int) -> Any:
        def advance(*given: Any) -> Any:
            calls[0] += 1
            if calls[0] == number:
                raise KeyboardInterrupt
            return engine.advance(*given)

        return replace(engine, advance=advance)

    monkeypatch.setattr(checkpoint, "EVERY", 1.0)  # at every call that everything later depends on
    monkeypatch.setattr(worker, "engine", stopping_at(0))
    worker.run(Shard(0, 3), tmp_path)
    needed, calls[0] = calls[0], 0
    assert list(tmp_path.iterdir()) == []
    for moment in (needed // 3, needed // 2 - 1, needed - 2):  # in the history, in the last session, at half the step
        monkeypatch.setattr(worker, "engine", stopping_at(moment))
        with pytest.raises(KeyboardInterrupt):
            worker.run(Shard(0, 3), tmp_path)
        assert list(tmp_path.glob("calls-*.npz"))
    monkeypatch.setattr(worker, "engine", stopping_at(0))
    found = worker.run(Shard(0, 3), tmp_path)
    assert calls[0] < needed + 12  # sessions branch off and are run again; days are not
    assert {name: v.tobytes() for name, v in found.items()} == {name: v.tobytes() for name, v in whole.items()}
