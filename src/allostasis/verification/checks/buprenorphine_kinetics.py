"""Buprenorphine in plasma: a model built from one publication against the concentrations of others."""

from __future__ import annotations

import numpy as np

from allostasis.verification import observed
from allostasis.verification.bench import Bench, number
from allostasis.verification.check import FREE, INFERRED, Answer, between, check, fold
from allostasis.verification.checks.plasma import ACROSS_STUDIES, HOURS, RANGE
from allostasis.verification.subjects import Course


def _buprenorphine_days(bench: Bench, milligrams: float) -> Course:
    subject = bench.subject
    doses = subject.daily("buprenorphine", "sublingual", milligrams, 14)
    hours = np.concatenate([[0.0], np.linspace(312.0, 336.0, 289)[:-1]])
    return bench.once(f"buprenorphine days {milligrams:g}", lambda: subject.run(doses, hours))


def _buprenorphine_peak(milligrams: float) -> None:
    row = f"greenwald2003_peak_{milligrams:g}_mg"

    @check(
        f"buprenorphine.peak_{milligrams:g}_mg",
        FREE,
        f"peak in plasma on {milligrams:g} mg a day, sublingual tablets",
        tolerance="the printed range, widened by a factor of 1.25 to both sides: five people",
        unit="ng/mL",
        needs=("buprenorphine.central",),
    )
    def _(bench: Bench) -> Answer:
        low, high = number(bench.row(row).low, row), number(bench.row(row).high, row)
        ours = float(observed.nanograms_per_millilitre(_buprenorphine_days(bench, milligrams), "buprenorphine").max())
        miss = (
            "the absorbed fraction falls with the dose, as in four of five publications; these five people's peaks "
            "rose faster than the dose"
        )
        return Answer(between(low / 1.25, high * 1.25, f"{low:g} to {high:g}"), ours, miss=miss)


for _dose in (2.0, 16.0, 32.0):
    _buprenorphine_peak(_dose)


@check(
    "buprenorphine.trough_16_mg",
    FREE,
    "lowest concentration on 16 mg a day, against the trough that suppresses withdrawal",
    tolerance="a maintenance dose should reach the level with which it works, within a fifth: printed as at least 1",
    unit="ng/mL",
    needs=("buprenorphine.central",),
    uncounted=INFERRED,
)
def _trough(bench: Bench) -> Answer:
    level = number(bench.row("greenwald2014_withdrawal_level").value, "value")
    ours = observed.nanograms_per_millilitre(_buprenorphine_days(bench, 16.0), "buprenorphine")[1:].min()
    return Answer(between(0.8 * level, np.inf, f"at least {level:g}"), float(ours))


def _healthy(bench: Bench, milligrams: float, hours: object = HOURS) -> Course:
    """Healthy men: the source of the kinetics has a smaller central volume for them than for patients."""
    volume = bench.constant("bjornsson2023_v_c")
    subject, grid = bench.subject.with_(buprenorphine__V_c=volume), np.asarray(hours, float)
    doses = subject.dose("buprenorphine", "sublingual", milligrams)
    return bench.once(f"buprenorphine healthy {milligrams:g} {grid[-1]:g}", lambda: subject.run(doses, grid))


@check(
    "buprenorphine.single_peak_2_mg",
    FREE,
    "peak in plasma after one sublingual tablet of 2 mg",
    tolerance=ACROSS_STUDIES,
    unit="ng/mL",
    needs=("buprenorphine.central",),
)
def _single_2(bench: Bench) -> Answer:
    published = number(bench.row("buprenorphine_tablets2003_peak").low, "low")
    ours = observed.nanograms_per_millilitre(_healthy(bench, 2.0), "buprenorphine").max()
    return Answer(fold(published, 1.5), float(ours))


@check(
    "buprenorphine.single_peak_16_mg",
    FREE,
    "peak in plasma after one sublingual dose of 16 mg",
    tolerance=ACROSS_STUDIES,
    unit="ng/mL",
    needs=("buprenorphine.central",),
)
def _single_16(bench: Bench) -> Answer:
    published = number(bench.row("buprenorphine_tablets2003_peak").high, "high")
    ours = observed.nanograms_per_millilitre(_healthy(bench, 16.0), "buprenorphine").max()
    return Answer(fold(published, 1.5), float(ours))


@check(
    "buprenorphine.peak_time",
    FREE,
    "time of the peak after one sublingual tablet",
    tolerance=RANGE,
    unit="h",
    needs=("buprenorphine.central",),
)
def _single_time(bench: Bench) -> Answer:
    row = bench.row("buprenorphine_tablets2003_peak_time")
    plasma = observed.nanomolar(_healthy(bench, 16.0), "buprenorphine")
    ours = float(HOURS[int(plasma.argmax())])
    return Answer(between(number(row.low, "low"), number(row.high, "high"), "0.5 to 3"), ours)


@check(
    "buprenorphine.half_life",
    FREE,
    "half-life in plasma from 24 to 72 h after one sublingual tablet",
    tolerance=RANGE,
    unit="h",
    needs=("buprenorphine.central",),
)
def _bup_half_life(bench: Bench) -> Answer:
    row = bench.row("buprenorphine_tablets2003_half_life")
    course = _healthy(bench, 16.0, np.linspace(0.0, 72.0, 289))
    ours = observed.terminal_half_life(course, "buprenorphine", 24.0, 72.0)
    return Answer(between(number(row.low, "low"), number(row.high, "high"), "26 (9 to 69)", row.value), ours)
