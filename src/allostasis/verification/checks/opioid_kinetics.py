"""Opioids in plasma: models built from one publication against the concentrations of another."""

from __future__ import annotations

import numpy as np

from allostasis.verification import observed
from allostasis.verification.bench import Bench, number
from allostasis.verification.check import FREE, INPUT, Answer, around, check, fold
from allostasis.verification.checks.plasma import ACROSS_STUDIES, HOURS, MINUTES, ONE_SD, single
from allostasis.verification.subjects import Course


def _morphine(bench: Bench) -> Course:
    """The amount given is clearance times exposure of the same table: the printed mass includes a salt."""
    clearance = bench.constant("morphine_routes2000_cl") * 0.06  # mL/min to L/h
    amount = clearance * bench.constant("morphine_routes2000_exposure")
    subject = bench.subject
    return bench.once("morphine bolus", lambda: subject.run([(0.0, "heroin.morphine", amount)], HOURS))


@check(
    "heroin.morphine_after_5_minutes",
    FREE,
    "morphine in plasma 5 min after 10 mg/70 kg into the vein",
    tolerance=ONE_SD,
    unit="nmol/L",
)
def _morphine_5(bench: Bench) -> Answer:
    row, course = bench.row("morphine_routes2000_peak"), _morphine(bench)
    ours = float(np.interp(5 / MINUTES, course.hours, observed.nanomolar(course, "morphine")))
    return Answer(around(number(row.value, "value"), number(row.spread, "spread")), ours)


@check(
    "heroin.morphine_half_life",
    FREE,
    "half-life of morphine in plasma from 1 to 8 h after a dose into the vein",
    tolerance=ONE_SD,
    unit="h",
)
def _morphine_half_life(bench: Bench) -> Answer:
    row = bench.row("morphine_routes2000_half_life")
    ours = observed.terminal_half_life(_morphine(bench), "morphine", 1.0, 8.0)
    return Answer(around(number(row.value, "value"), number(row.spread, "spread")), ours)


@check(
    "fentanyl.gone_after_an_hour",
    FREE,
    "share of a dose into the vein that has left plasma after 60 min",
    tolerance="7 men, no spread seen: one in a hundred of the dose",
    needs=("fentanyl.central",),
)
def _fentanyl_gone(bench: Bench) -> Answer:
    published = number(bench.row("fentanyl_kinetics1980_gone").value, "value")
    plasma = observed.nanomolar(single(bench, "fentanyl", "intravenous", 0.3), "fentanyl")
    miss = "the published models differ about the central volume by a factor of two, and with it about this share"
    return Answer(around(published, 0.01), 1 - float(plasma[60] / plasma[0]), miss=miss)


@check(
    "fentanyl.half_life",
    FREE,
    "half-life of fentanyl in plasma from 2 to 8 h after a dose into the vein",
    tolerance=ACROSS_STUDIES,
    unit="min",
    needs=("fentanyl.central",),
)
def _fentanyl_half_life(bench: Bench) -> Answer:
    published = number(bench.row("fentanyl_kinetics1980_half_life").value, "value")
    ours = observed.terminal_half_life(single(bench, "fentanyl", "intravenous", 0.3), "fentanyl", 2.0, 8.0)
    return Answer(fold(published, 1.5), ours * MINUTES)


_OXYCODONE_BASE = 315.36 / 351.83
"""Base in a milligram of oxycodone hydrochloride, which labels print: ratio of their molar masses."""
_SLOW_OXYCODONE = (
    "clearance and absorption come from studies with oxycodone into the vein; this label implies a larger clearance or "
    "less absorption"
)


def _oxycodone(bench: Bench) -> Course:
    return single(bench, "oxycodone", "oral", 15.0 * _OXYCODONE_BASE, np.linspace(0.0, 48.0, 961))


def _oxycodone_repeated(bench: Bench) -> Course:
    subject, hours = bench.subject, np.linspace(72.0, 84.0, 241)
    doses = [event for k in range(14) for event in subject.dose("oxycodone", "oral", 5.0 * _OXYCODONE_BASE, 6.0 * k)]
    return bench.once("oxycodone repeated", lambda: subject.run(doses, np.concatenate([[0.0], hours])))


@check(
    "oxycodone.peak",
    FREE,
    "peak in plasma after 15 mg by mouth",
    tolerance=ONE_SD,
    unit="ng/mL",
    needs=("oxycodone.gut",),
)
def _oxycodone_peak(bench: Bench) -> Answer:
    row = bench.row("oxycodone_text_peak")
    ours = float(observed.nanograms_per_millilitre(_oxycodone(bench), "oxycodone").max())
    return Answer(around(number(row.value, "value"), number(row.spread, "spread")), ours, miss=_SLOW_OXYCODONE)


@check(
    "oxycodone.peak_time",
    FREE,
    "time of the peak after 15 mg by mouth",
    tolerance=ONE_SD,
    unit="h",
    needs=("oxycodone.gut",),
    uncounted=INPUT,
)
def _oxycodone_peak_time(bench: Bench) -> Answer:
    row, course = bench.row("oxycodone_text_peak_time"), _oxycodone(bench)
    ours = float(course.hours[int(observed.nanomolar(course, "oxycodone").argmax())])
    return Answer(around(number(row.value, "value"), number(row.spread, "spread")), ours)


@check(
    "oxycodone.exposure",
    FREE,
    "area under the curve after 15 mg by mouth",
    tolerance=ONE_SD,
    unit="ng/mL h",
    needs=("oxycodone.gut",),
    uncounted=INPUT,
)
def _oxycodone_exposure(bench: Bench) -> Answer:
    row, course = bench.row("oxycodone_text_exposure"), _oxycodone(bench)
    ours = float(np.trapezoid(observed.nanograms_per_millilitre(course, "oxycodone"), course.hours))
    return Answer(around(number(row.value, "value"), number(row.spread, "spread")), ours, miss=_SLOW_OXYCODONE)


@check(
    "oxycodone.repeated_trough",
    FREE,
    "lowest concentration on 5 mg every 6 h",
    tolerance=ONE_SD,
    unit="ng/mL",
    needs=("oxycodone.gut",),
)
def _oxycodone_trough(bench: Bench) -> Answer:
    row = bench.row("oxycodone_text_trough")
    ours = float(observed.nanograms_per_millilitre(_oxycodone_repeated(bench), "oxycodone")[1:].min())
    return Answer(around(number(row.value, "value"), number(row.spread, "spread")), ours, miss=_SLOW_OXYCODONE)


@check(
    "oxycodone.repeated_peak",
    FREE,
    "peak on 5 mg every 6 h",
    tolerance=ONE_SD,
    unit="ng/mL",
    needs=("oxycodone.gut",),
)
def _oxycodone_repeated_peak(bench: Bench) -> Answer:
    row = bench.row("oxycodone_text_repeated_peak")
    ours = float(observed.nanograms_per_millilitre(_oxycodone_repeated(bench), "oxycodone")[1:].max())
    return Answer(around(number(row.value, "value"), number(row.spread, "spread")), ours, miss=_SLOW_OXYCODONE)


@check(
    "methadone.half_life",
    FREE,
    "half-life of R-methadone in plasma from 12 to 72 h after one dose by mouth",
    tolerance=ACROSS_STUDIES,
    unit="h",
)
def _methadone_half_life(bench: Bench) -> Answer:
    published = number(bench.row("methadone_isomers_half_life").value, "value")
    course = single(bench, "methadone", "oral", 15.0, np.linspace(0.0, 72.0, 289))
    miss = "the population model behind the kinetics has a slow last phase, which shorter studies do not see"
    return Answer(fold(published, 1.5), observed.terminal_half_life(course, "methadone", 12.0, 72.0), miss=miss)
