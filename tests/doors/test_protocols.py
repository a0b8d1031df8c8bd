"""Protocols as values: what they say in words, what clashes, and the half-open intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from allostasis.protocols.drugs import DRUGS
from allostasis.protocols.events import Cue, Dose, Stressor, minutes
from allostasis.protocols.measures import Times
from allostasis.protocols.phases import TreatmentPhase, UsePhase, WashoutPhase, clock_hours
from allostasis.protocols.sessions import Session
from allostasis.quantities.units import to_internal
from allostasis.studies.files import load_study

GIVE = {"at": "0 min", "give": "treatment"}


def session(*events: dict[str, object]) -> Session:
    return Session(start="10:00", duration="2 h", events=(GIVE, *events))


def test_the_first_protocol_reads_like_a_methods_section():
    text = load_study("woolley2016").protocol("oxytocin").in_words()
    for words in (
        "intravenous heroin",
        "oral methadone once a day at 08:00",
        "at 65 min drug cues are shown for 5 min",
        "In the arm oxytocin the treatment is 40 IU intranasal oxytocin",
    ):
        assert words in text


def test_arms_differ_only_in_the_treatment():
    study = load_study("woolley2016")
    placebo, oxytocin = (study.protocol(arm) for arm in ("placebo", "oxytocin"))
    assert [item for item in oxytocin.timeline if item not in placebo.timeline] == [(15, oxytocin.treatment[0])]
    assert placebo.session == oxytocin.session


def test_cues_that_touch_do_not_clash():
    touching = session(
        {"at": "10 min", "cue": "drug", "duration": "5 min"}, {"at": "15 min", "cue": "neutral", "duration": "5 min"}
    )
    assert [minutes(cue.at) for cue in touching.cues] == [10, 15]


@given(st.integers(0, 60), st.integers(1, 30), st.integers(0, 60), st.integers(1, 30))
def test_two_cues_clash_exactly_when_they_share_a_minute(first, long, second, short):
    events = [{"at": f"{at} min", "cue": "drug", "duration": f"{n} min"} for at, n in ((first, long), (second, short))]
    share = set(range(first, first + long)) & set(range(second, second + short))
    if share:
        with pytest.raises(ValidationError):
            session(*events)
    else:
        assert len(session(*events).cues) == 2


def test_a_cue_and_a_stressor_may_come_together():
    both = session(
        {"at": "10 min", "cue": "drug", "duration": "5 min"},
        {"at": "10 min", "stressor": "social stress test", "duration": "15 min", "intensity": 1},
    )
    assert isinstance(both.events[1], Cue)
    assert isinstance(both.events[2], Stressor)
    assert "social stress test" in both.in_words()


def test_an_event_may_end_with_the_session_but_not_after_it():
    assert session({"at": "115 min", "cue": "drug", "duration": "5 min"}).length == 120
    with pytest.raises(ValidationError):
        session({"at": "116 min", "cue": "drug", "duration": "5 min"})


def test_a_window_holds_its_start_and_not_its_stop():
    assert Times(window=("66 min", "71 min")).minutes == (66, 67, 68, 69, 70)
    assert Times(at=("1 h", "90 min")).minutes == (60, 90)


@pytest.mark.parametrize(
    "times",
    [{}, {"at": ["1 min"], "window": ["1 min", "2 min"]}, {"window": ["2 min", "2 min"]}, {"at": ["1 min", "1 min"]}],
)
def test_times_that_say_nothing_or_two_things_are_refused(times):
    with pytest.raises(ValidationError):
        Times(**times)


@pytest.mark.parametrize(("drug", "route"), [(drug, route) for drug, about in DRUGS.items() for route in about.doses])
def test_every_range_of_doses_is_in_order_and_holds_at_its_ends(drug, route):
    usual = DRUGS[drug].doses[route]
    assert usual.low < usual.high
    for amount in (usual.low, usual.high):
        dose = Dose(drug=drug, route=route, amount=f"{amount} {usual.unit}")
        assert to_internal(dose.amount, usual.unit, substance=drug) == pytest.approx(amount)


def test_a_time_of_day_counts_from_midnight():
    assert clock_hours("08:30") == 8.5
    assert clock_hours("00:00") == 0


def test_phases_say_who_decides_about_amounts_and_times():
    use = UsePhase(
        phase="use",
        drug="heroin",
        route="intravenous",
        use="hazard",
        amount="300 mg/day",
        uses_per_day="3/day",
        duration="5 years",
    )
    treated = TreatmentPhase(
        phase="treatment",
        drug="methadone",
        route="oral",
        at="08:00",
        amount={"covariate": "agonist_dose"},
        use="none",
        duration="120 d",
    )
    washout = WashoutPhase(phase="washout", use="none", duration="14 d")
    assert "each use drawn from craving and withdrawal, with 300 mg/day and 3/day, for 5 years" in use.in_words()
    assert "a dose of their own (covariate agonist_dose), for 120 d; nothing else is used" in treated.in_words()
    assert "No drug is then given, for 14 d" in washout.in_words()
