"""Regimens as they are declared: what they hold, what they refuse, and the event table that says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allostasis.errors import InputError
from allostasis.protocols.event_table import event_table_text, parse_event_table, read_event_table
from allostasis.protocols.regimens import Regimen, clashes
from allostasis.quantities.documents import parse_document
from allostasis.quantities.records import validate

MORPHINE = {"drug": "morphine", "route": "intravenous", "amount": "10 mg"}


def regimen(**more: Any) -> Regimen:
    return Regimen.model_validate({**MORPHINE, **more})


@given(
    at=st.integers(0, 600),
    every=st.integers(1, 1440),
    additional=st.integers(0, 20),
    lag=st.integers(0, 90),
    infused=st.sampled_from([0.0, 0.25, 1.0]),
)
def test_additional_doses_are_the_same_as_doses_written_one_by_one(
    at: int, every: int, additional: int, lag: int, infused: float
) -> None:
    more = {"lag": f"{lag} min", **({"duration": f"{infused * every} min"} if infused else {})}
    together = regimen(at=f"{at} min", every=f"{every} min", additional=additional, **more).administrations()
    alone = [g for k in range(additional + 1) for g in regimen(at=f"{at + k * every} min", **more).administrations()]
    # Minutes are turned into hours before or after the sum.
    assert [tuple(g) for g in together] == [pytest.approx(tuple(g), abs=1e-9) for g in alone]


@given(every=st.integers(1, 48), until=st.integers(1, 300), at=st.integers(0, 48))
def test_until_is_the_time_before_which_doses_are_given(every: int, until: int, at: int) -> None:
    if until <= at:
        return
    times = regimen(at=f"{at} h", every=f"{every} h", until=f"{until} h").times()
    assert times[0] == at
    assert times[-1] < until <= times[-1] + every


def test_rate_and_duration_say_the_same() -> None:
    by_rate, by_duration = regimen(rate="5 mg/h"), regimen(duration="2 h")
    assert by_rate.administrations() == by_duration.administrations() == [(0.0, 10.0, 2.0)]
    assert regimen(rate="5 mg/h", duration="120 min").hours == 2.0


def test_a_steady_regimen_has_doses_before_its_first_time() -> None:
    assert regimen(at="5 h", every="2 h", additional=1, steady_state=True).times() == [1.0, 3.0, 5.0, 7.0]
    late = regimen(at="0 h", every="2 h", additional=0, lag="3 h", steady_state=True)
    assert [g.time for g in late.administrations()] == [1.0, 3.0]


@pytest.mark.parametrize(
    ("more", "key", "found"),
    [
        ({"every": "-6 h"}, "every", "-6 h"),
        ({"every": "6 h", "at": "-1 h"}, "at", "-1 h"),
        ({"amount": "0 mg"}, "amount", "0 mg"),
        ({"additional": 3}, "additional", "additional without every"),
        ({"every": "6 h", "additional": 3, "until": "2 d"}, "until", "together"),
        ({"every": "6 h", "at": "8 h", "until": "8 h"}, "until", "until 8 h"),
        ({"rate": "5 mg/h", "duration": "1 h"}, "duration", "lasts 2 h"),
        ({"every": "1 h", "duration": "2 h", "steady_state": True}, "duration", "an infusion of 2 h every 1 h"),
        ({"every": "1 h", "rate": "5 mg/h"}, "rate", "an infusion of 2 h every 1 h"),
        ({"steady_state": True}, "steady_state", "without every"),
        ({"every": "1 h", "steady_state": True, "jitter": "5 min"}, "jitter", "with jitter"),
        ({"every": "1 h", "jitter": "30 min"}, "jitter", "jitter of 30 min"),
        ({"every": "1 min", "until": "1 year"}, "every", "1 min"),
        ({"bioavailability": 0.0}, "bioavailability", "0"),
        ({"duration": "5 mg"}, "duration", "5 mg"),
        ({"route": "oral"}, "route", "oral"),
    ],
)
def test_what_cannot_be_is_refused_with_line_and_key(more: dict[str, Any], key: str, found: str) -> None:
    lines = [
        f"{name}: {str(value).lower() if isinstance(value, bool) else value}"
        for name, value in {**MORPHINE, **more}.items()
    ]
    document = parse_document("\n".join(lines), "doses.yaml")
    with pytest.raises(InputError) as caught:
        validate(document, Regimen, InputError)
    line = [*{**MORPHINE, **more}].index(key) + 1
    assert caught.value.problems[0].place == f"doses.yaml:{line}, {key}"
    assert found in caught.value.problems[0].found


def test_regimens_that_meet_are_found() -> None:
    morning, evening = regimen(at="8 h", every="24 h"), regimen(at="20 h", every="24 h")
    assert not clashes((morning, evening))
    assert clashes((morning, regimen(at="0 h", every="8 h")))
    assert clashes((regimen(duration="3 h"), regimen(at="2 h")))
    assert not clashes((regimen(duration="3 h"), regimen(at="3 h")))


TABLE = """id,time (h),amt (mg),ii (h),addl,rate (mg/h),ss,evid,cmt
1,8,30,6,3,0,0,1,heroin intravenous
1,9,.,.,.,.,.,0,heroin intravenous
2,9,60,24,29,,1,1,methadone oral
2,10,10,,,5,,,morphine intravenous
"""


def test_an_event_table_gives_each_subject_its_own_regimens() -> None:
    table = parse_event_table(TABLE, "events.csv")
    assert {subject: len(regimens) for subject, regimens in table.items()} == {"1": 1, "2": 2}
    assert table["1"][0].times() == [8, 14, 20, 26]
    assert table["2"][0].steady_state
    assert table["2"][1].hours == 2


def test_an_event_table_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    whole = regimen(
        at="90 min", every="8 h", additional=2, rate="20 mg/h", bioavailability=0.7, lag="10 min", steady_state=True
    )
    table = {"a": (whole, regimen()), **parse_event_table(TABLE, "events.csv")}
    path = tmp_path / "events.csv"
    path.write_text(event_table_text(table), encoding="utf-8")
    assert read_event_table(path) == table


@given(
    st.lists(
        st.tuples(st.integers(1, 200), st.integers(0, 99), st.integers(1, 48), st.integers(0, 9), st.booleans()),
        min_size=1,
        max_size=5,
    )
)
def test_any_table_makes_the_round_trip(rows: list[tuple[int, int, int, int, bool]]) -> None:
    regimens = tuple(
        regimen(amount=f"{mg} mg", at=f"{at} h", every=f"{every} h", additional=more, steady_state=steady)
        for mg, at, every, more, steady in rows
    )
    assert parse_event_table(event_table_text({"7": regimens}), "t") == {"7": regimens}


@pytest.mark.parametrize(
    ("table", "place", "found"),
    [
        ("id,time,amt\n", "t, line 1", "id, time, amt"),
        ("id,time,amt,cmt,dose\n", "t, line 1", "dose"),
        ("id,time,amt (mg),cmt\n1,8,30,heroin intravenous\n", "t, line 2, time", "without a unit"),
        ("id,time (h),amt (mg),cmt\n1,8,30\n", "t, line 2", "3 cells"),
        ("id,time (h),amt (mg),cmt\n1,8,30,heroin by mouth\n", "t, line 2, route", "by mouth"),
        ("id,time (h),amt (mg),cmt,evid\n1,8,30,heroin intravenous,4\n", "t, line 2, evid", "4"),
        ("id,time (h),amt (mg),cmt,rate (mg/h)\n1,8,30,heroin intravenous,-2\n", "t, line 2, rate", "-2"),
        ("id,time (h),amt (mg),cmt,ii (h),addl\n1,8,30,heroin intravenous,-6,3\n", "t, line 2, ii", "-6"),
        ("id,time (h),amt (mg),cmt,ii (h),addl\n1,8,30,heroin intravenous,6,x\n", "t, line 2, addl", "x"),
        ("id,time (h),amt (mg),cmt,ss\n1,8,30,heroin intravenous,2\n", "t, line 2, ss", "2"),
        ("id,time (h),amt (mg),cmt\n,8,30,heroin intravenous\n", "t, line 2, id", "nothing"),
        ("id,time (h),amt (mg),cmt,evid\n1,8,30,heroin intravenous,0\n", "t", "no dose"),
    ],
)
def test_what_a_table_cannot_say_is_refused_by_line_and_column(table: str, place: str, found: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_event_table(table, "t")
    assert caught.value.problems[0].place == place
    assert found in caught.value.problems[0].found
