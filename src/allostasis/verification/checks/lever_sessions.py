"""Rats that press for opioids: intake, escalation, work and extinction, from whole studies run before.

The numbers are read from `data/lever_table.csv`, which `python -m allostasis.verification.lever_table` writes: a run
takes minutes. How an animal presses is assumed (subsystem pressing), so that all of it is of the class prior. The level
of intake early in long access set `pressing.K_satiety` and is compared with nothing here.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from allostasis.evidence import Effect
from allostasis.verification.bench import Bench, number
from allostasis.verification.check import (
    INPUT,
    PRIOR,
    SAME_ANSWER,
    Answer,
    Target,
    above,
    around,
    between,
    check,
    fold,
)
from allostasis.verification.lever_table import TABLE
from allostasis.verification.spread import of_values
from allostasis.verification.subjects import Subject

on_levers = partial(check, model="rat", also=("pressing",))
"""Rats that press: whatever else a check is about, it is about how they press as well."""
SIGN = "the direction alone: the publication prints no size, or one in a unit that it does not give"
_RISE = (
    "intake grows as the hedonic set point is displaced, whose size is assumed; what sates a rat lies so far below a "
    "full effect that the displacement of two weeks adds little in the typical rat"
)
TWICE = "printed without an error, and extinction began within a session there: a factor of 2"


def _answer(target: Target, *keys: tuple[str, str], miss: str = "") -> Answer:
    """Values over draws from the table; those of several studies together."""
    return of_values(target, [value for key in keys for value in TABLE.values[key]], miss)


def _ratio(row: Effect) -> float:
    """What a row prints of the later over the earlier."""
    return number(row.mean_treat, row.effect_id) / number(row.mean_control, row.effect_id)


@on_levers(
    "use.escalation",
    PRIOR,
    "infusions of sessions 12 to 14 over 2 to 4, long access to oxycodone",
    tolerance="the range of the four cohorts",
)
def _escalation(bench: Bench) -> Answer:
    all_rats = _ratio(bench.effect("olivier_oxy_raw.infusions_escalation"))
    cohorts = [_ratio(bench.effect(f"olivier_oxy_raw.infusions_escalation_c{n}")) for n in ("01", "03", "04", "07")]
    words = f"{all_rats:.2f} ({min(cohorts):.2f} to {max(cohorts):.2f})"
    return _answer(between(min(cohorts), max(cohorts), words, all_rats), ("olivier_oxy", "escalation"), miss=_RISE)


@on_levers(
    "use.escalation_replicated",
    PRIOR,
    "infusions of sessions 12 to 14 over 2 to 4, four cohorts of long access to oxycodone",
    tolerance=SIGN,
    uncounted=SAME_ANSWER,
)
def _replicated(bench: Bench) -> Answer:
    for cohort in ("01", "03", "04", "07"):
        bench.effect(f"olivier_oxy_raw.infusions_escalation_c{cohort}")
    return _answer(above(1.0, "higher in all four"), ("olivier_oxy", "escalation"))


@on_levers(
    "use.escalation_slope",
    PRIOR,
    "rise of infusions from session to session of long access to oxycodone",
    tolerance="a factor of 1.5, as between laboratories",
    unit="infusions",
)
def _slope(bench: Bench) -> Answer:
    row = bench.effect("olivier_oxy_raw.infusions_escalation_slope")
    return _answer(fold(number(row.value, row.effect_id), 1.5), ("olivier_oxy", "slope"), miss=_RISE)


@on_levers(
    "use.spread_between_animals",
    PRIOR,
    "coefficient of variation of infusions between rats, session 14 of long access",
    tolerance="a factor of 1.5, as between laboratories",
    uncounted=INPUT,
)
def _spread(bench: Bench) -> Answer:
    row = bench.effect("olivier_oxy_raw.infusions_session_14_spread")
    published = number(row.spread_treat, row.effect_id) / number(row.mean_treat, row.effect_id)
    return _answer(fold(published, 1.5), ("olivier_oxy", "spread"))


@on_levers(
    "use.breakpoint_after_long_access",
    PRIOR,
    "infusions earned at work after long access over those before it",
    tolerance=SIGN,
)
def _work(bench: Bench) -> Answer:
    bench.effect("olivier_oxy_raw.breakpoint_after_long_access")
    return _answer(above(1.0, "more than three times"), ("olivier_oxy", "work_after_over_before"))


@on_levers(
    "use.breakpoint_and_intake",
    PRIOR,
    "rank correlation over rats of work for a last infusion with intake",
    tolerance="standard error of such a correlation over the twelve animals of a draw",
)
def _work_and_intake(bench: Bench) -> Answer:
    row = bench.effect("olivier_oxy_raw.breakpoint_intake_correlation")
    return _answer(around(number(row.value, row.effect_id), 0.26), ("olivier_oxy", "work_and_intake"))


@on_levers(
    "use.access_rule",
    PRIOR,
    "escalation of heroin intake with long access over that with short access, two studies",
    tolerance=SIGN,
)
def _access(bench: Bench) -> Answer:
    bench.effect("ahmed2000.infusions_access")
    bench.effect("vendruscolo2011.infusions_access")
    keys = ("ahmed2000", "long_over_short"), ("vendruscolo2011", "long_over_short")
    return _answer(above(1.0, "only with long access"), *keys, miss=_RISE)


@on_levers(
    "use.unit_dose",
    PRIOR,
    "slope of log infusions on log unit dose of heroin, 0.03 to 0.6 mg/kg",
    tolerance="responses fall with the dose (below 0) and intake rises (above -1), as printed",
)
def _unit_dose(bench: Bench) -> Answer:
    bench.effect("dai1989.infusions_unit_dose")
    both = Target(None, -1.0, 0.0, "responses fall, intake rises", is_order=True)
    return _answer(both, ("dai1989", "slope"))


@on_levers(
    "use.work_unit_dose",
    PRIOR,
    "last requirement met for 50 ug of heroin over the higher of those for 12.5 and 100 ug",
    tolerance=SIGN,
)
def _work_unit_dose(bench: Bench) -> Answer:
    bench.effect("roberts1993.breakpoint_unit_dose")
    miss = "work is limited by satiety and cost, and neither favours a dose in the middle"
    return _answer(above(1.0, "highest at 50 ug"), ("roberts1993", "peak_between"), miss=miss)


@on_levers(
    "use.pressing_in_extinction",
    PRIOR,
    "presses in an hour of extinction over those in an hour of maintenance with heroin",
    tolerance=TWICE,
)
def _burst(bench: Bench) -> Answer:
    bench.effect("wise1995.extinction_responding_onset")
    return _answer(fold(20.0, 2.0), ("wise1995", "extinction"))


@on_levers(
    "learning.extinction_after_long_access",
    PRIOR,
    "presses in four sessions of extinction after long access over those after short access",
    tolerance=SIGN,
)
def _extinction(bench: Bench) -> Answer:
    bench.effect("ahmed2000.extinction_responding_access")
    return _answer(above(1.0, "slower extinction"), ("ahmed2000", "extinction"))


@on_levers(
    "dopamine.self_administration",
    PRIOR,
    "dopamine in the second hour of heroin taken at the rate of the model's own rats, x rest",
    tolerance="the printed range",
    draws=8,
)
def _dopamine(bench: Bench) -> Answer:
    bench.effect("wise1995.dopamine_self_administration")
    rate = float(np.median(TABLE.values["wise1995", "infusions_an_hour"]))
    miss = "dopamine of the model adapts to an effect that lasts; in rats it stayed raised for as long as they pressed"
    return Answer(between(1.5, 3.0, "150 to 300 %"), _held(bench.subject, rate), miss=miss)


def _held(subject: Subject, rate: float) -> float:
    """Mean dopamine over the second hour of even infusions of 0.1 mg/kg in a rat of 0.3 kg."""
    every = 1 / rate
    events = [event for k in range(int(2 * rate)) for event in subject.dose("heroin", "intravenous", 0.03, k * every)]
    hours = np.concatenate([[0.0], np.linspace(1.0, 2.0, 61)])
    return float(subject.run(events, hours)["dopamine_level"][1:].mean())
