"""What a press brings: ratios, time-out, extinction, limits, priming, second by second."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from allostasis.errors import InputError
from allostasis.numerics.levers import NEVER, Contingency, opened, second
from allostasis.protocols.levers import AFTERMATH, FixedRatio, LeverSession, ProgressiveRatio
from allostasis.quantities.documents import parse_document
from allostasis.quantities.records import validate
from allostasis.studies.lever_block import rules_of, unpacked

SESSION: dict[str, Any] = {
    "duration": "10 min",
    "drug": "heroin",
    "route": "intravenous",
    "unit_dose": "40 ug",
    "infusion": "4 s",
    "ratio": {"fixed": 1},
    "time_out": "20 s",
    "light": "20 s",
}


def session(**more: Any) -> LeverSession:
    return LeverSession.model_validate({**SESSION, **more})


@cache
def session_of_one() -> Any:
    """All seconds of one animal, compiled once."""
    import jax

    def run(rules: Contingency, pressed: Any) -> Any:
        def one(box: Any, given: Any) -> Any:
            now, active = given
            return second(rules, box, now, active[None], active[None] & False)

        return jax.lax.scan(one, opened(rules, 1), (np.arange(len(pressed)), pressed))

    return jax.jit(run)


def played(rules: LeverSession, presses: list[int], seconds: int = 700) -> dict[str, NDArray[np.bool_]]:
    """One animal that presses the active lever in the given seconds: what happened in each second."""
    box, each = session_of_one()(rules_of(rules), np.isin(np.arange(seconds), presses))
    return {**{name: np.asarray(getattr(each, name))[:, 0] for name in each._fields}, "box": box}


def at(flags: NDArray[np.bool_]) -> list[int]:
    return [int(k) for k in np.flatnonzero(flags)]


def test_the_steps_of_richardson_and_roberts_are_as_cited() -> None:
    steps = [ProgressiveRatio(progressive="richardson_roberts1996").requirement(i) for i in range(1, 16)]
    assert steps == [1, 2, 4, 6, 9, 12, 15, 20, 25, 32, 40, 50, 62, 77, 95]


def test_an_infusion_runs_for_its_time_from_the_second_of_the_press() -> None:
    seen = played(session(), [5])
    assert at(seen["met"]) == [5]
    assert at(seen["infused"]) == [5, 6, 7, 8]
    assert at(seen["lit"]) == list(range(5, 25))


def test_presses_in_the_time_out_are_presses_and_count_for_nothing() -> None:
    seen = played(session(), [5, 6, 24, 25, 26])
    assert at(seen["active"]) == [5, 6, 24, 25, 26]
    assert at(seen["met"]) == [5, 25]


@settings(max_examples=20, deadline=None)
@given(ratio=st.integers(1, 7), presses=st.lists(st.integers(0, 599), max_size=60, unique=True))
def test_a_fixed_ratio_pays_every_nth_press_outside_time_outs(ratio: int, presses: list[int]) -> None:
    seen = played(session(ratio={"fixed": ratio}, infusion="1 s", time_out="1 s"), presses)
    assert len(at(seen["met"])) == len(presses) // ratio


def test_a_progressive_ratio_asks_for_more_each_time() -> None:
    rules = session(ratio={"progressive": "richardson_roberts1996"}, infusion="1 s", time_out="1 s")
    seen = played(rules, list(range(600)))
    # 1, 2, 4, 6, 9 presses, one in each second.
    assert at(seen["met"])[:5] == [0, 2, 6, 12, 21]


def test_extinction_brings_light_and_no_drug() -> None:
    seen = played(session(extinction=True), [5, 40])
    assert at(seen["met"]) == [5, 40]
    assert not seen["infused"].any()
    assert seen["lit"].any()
    assert not played(session(light="0 s"), [5])["lit"].any()


def test_a_session_ends_with_its_time_its_infusions_or_its_patience() -> None:
    every = list(range(700))
    assert max(at(played(session(), every)["active"])) == 599
    assert len(at(played(session(most_infusions=3), every)["met"])) == 3
    assert max(at(played(session(most_infusions=3), every)["active"])) == 40
    assert max(at(played(session(patience="1 min", ratio={"fixed": 1000}), every)["active"])) == 59


def test_priming_infusions_come_without_a_press() -> None:
    seen = played(session(primes=2), [])
    assert at(seen["infused"]) == list(range(8))
    assert not seen["met"].any()


def test_bits_of_two_words_are_read_back() -> None:
    flags = np.random.default_rng(3).random((4, 60, 5)) < 0.3
    words = np.zeros((4, 2, 5), np.uint32)
    for second_ in range(60):
        words[:, second_ // 32] |= flags[:, second_].astype(np.uint32) << np.uint32(second_ % 32)
    assert np.array_equal(unpacked(words, 60), flags.reshape(-1, 5))


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"ratio": {"fixed": 0}}, "ratio.fixed"),
        ({"ratio": {"progressive": "linear"}}, "ratio"),
        ({"ratio": {"variable": 3}}, "ratio"),
        ({"infusion": "30 s"}, "time_out"),
        ({"infusion": "0 s"}, "infusion"),
        ({"infusion": "4.5 s"}, "infusion"),
        ({"unit_dose": "40 mg/kg"}, "unit_dose"),
        ({"duration": "24 h"}, "duration"),
        ({"extinction": True, "primes": 1}, "primes"),
        ({"most_infusions": 0}, "most_infusions"),
        ({"patience": "0 s"}, "patience"),
    ],
)
def test_impossible_sessions_are_refused_by_line_and_key(more: dict[str, Any], key: str) -> None:
    content = {**SESSION, **more}
    lines = [f"{name}: {str(value).lower() if isinstance(value, bool) else value}" for name, value in content.items()]
    document = parse_document("\n".join(lines).replace("'", ""), "session.yaml")
    with pytest.raises(InputError) as caught:
        validate(document, LeverSession, InputError)
    line = [*content].index(key.split(".")[0]) + 1
    assert caught.value.problems[0].place == f"session.yaml:{line}, {key}"


def test_a_dose_per_weight_follows_the_weight() -> None:
    assert session(unit_dose="60 ug/kg").milligrams(0.5) == pytest.approx(0.03)
    assert session().milligrams(0.5) == pytest.approx(0.04)


def test_limits_that_are_not_given_never_come() -> None:
    rules = rules_of(session())
    assert rules.most == rules.patience == NEVER
    assert AFTERMATH > 600, "the last lesson falls ten minutes after the last infusion"
    assert FixedRatio(fixed=2).requirement(9) == 2
