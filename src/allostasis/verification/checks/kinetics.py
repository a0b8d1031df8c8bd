"""Drugs in plasma: models built from one publication against the concentrations of another."""

from __future__ import annotations

import numpy as np

from allostasis.quantities.substances import SUBSTANCES
from allostasis.verification import observed
from allostasis.verification.bench import Bench, number
from allostasis.verification.check import FREE, Answer, around, between, check, fold
from allostasis.verification.subjects import Course

ACROSS_STUDIES = (
    "means of two groups of people who took the same dose commonly differ by up to a half: the band is a factor of 1.5"
)
ONE_SD = "one standard deviation between people: the typical person of the model should be among the people measured"
RANGE = "the printed range of people"
_HOURS = np.linspace(0.0, 12.0, 721)
_MINUTES = 60.0


def _single(bench: Bench, drug: str, route: str, milligrams: float, hours: object = _HOURS) -> Course:
    subject, grid = bench.subject, np.asarray(hours, float)
    name = f"{drug} {route} {milligrams:g} {grid[-1]:g} {len(grid)}"
    return bench.once(name, lambda: subject.run(subject.dose(drug, route, milligrams), grid))


def _peak(bench: Bench, drug: str, route: str, milligrams: float) -> float:
    return float(observed.nanograms_per_millilitre(_single(bench, drug, route, milligrams), drug).max())


# ---------------------------------------------------------------- naloxone


def _naloxone_peak(row: str, route: str, milligrams: float, words: str) -> None:
    @check(f"naloxone.{row}", FREE, f"peak in plasma after {words}", tolerance=ACROSS_STUDIES, unit="ng/mL")
    def _(bench: Bench) -> Answer:
        published = number(bench.row(row).value, row)
        miss = (
            "the intramuscular model was fitted to 2 mg in 2 mL of another product; the publications disagree about "
            "how fast naloxone leaves the muscle"
        )
        return Answer(fold(published, 1.5), _peak(bench, "naloxone", route, milligrams), miss=miss)


_naloxone_peak("mcdonald2018_nasal_1_mg", "intranasal", 1.0, "1 mg by nose")
_naloxone_peak("mcdonald2018_nasal_2_mg", "intranasal", 2.0, "2 mg by nose")
_naloxone_peak("mcdonald2018_nasal_4_mg", "intranasal", 4.0, "4 mg by nose")
_naloxone_peak("mcdonald2018_muscle_0_4_mg", "intramuscular", 0.4, "0.4 mg into the muscle")


@check(
    "naloxone.another_spray_2_mg",
    FREE,
    "peak in plasma after 2 mg by nose, another spray",
    tolerance=RANGE,
    unit="ng/mL",
)
def _another_spray(bench: Bench) -> Answer:
    row = bench.row("naloxone_spray2019_peak")
    target = between(number(row.low, "low"), number(row.high, "high"), "4.2 (1.5 to 7.1)", row.value)
    return Answer(target, _peak(bench, "naloxone", "intranasal", 2.0))


@check("naloxone.nasal_peak_time", FREE, "time of the peak in plasma after 2 mg by nose", tolerance=RANGE, unit="min")
def _nasal_peak_time(bench: Bench) -> Answer:
    row = bench.row("naloxone_spray2019_peak_time")
    plasma = observed.nanomolar(_single(bench, "naloxone", "intranasal", 2.0), "naloxone")
    ours = float(_HOURS[int(plasma.argmax())]) * _MINUTES
    return Answer(between(number(row.low, "low"), number(row.high, "high"), "16 (5 to 25)", row.value), ours)


@check(
    "naloxone.nasal_over_muscle_peak",
    FREE,
    "peak per milligram, 4 mg by nose over 2 mg into the muscle",
    tolerance=ACROSS_STUDIES,
)
def _nasal_over_muscle_peak(bench: Bench) -> Answer:
    published = number(bench.row("naloxone_devices2019_peak_ratio").value, "value")
    ours = (_peak(bench, "naloxone", "intranasal", 4.0) / 4) / (_peak(bench, "naloxone", "intramuscular", 2.0) / 2)
    return Answer(fold(published, 1.5), ours)


@check(
    "naloxone.nasal_over_muscle_exposure",
    FREE,
    "area under the curve per milligram, 4 mg by nose over 2 mg into the muscle",
    tolerance=ACROSS_STUDIES,
    independent=False,
)
def _nasal_over_muscle_exposure(bench: Bench) -> Answer:
    published = number(bench.row("naloxone_devices2019_exposure_ratio").value, "value")
    # No test: it is absorbed fraction over clearance of each route, by algebra.
    nose = observed.exposure(_single(bench, "naloxone", "intranasal", 4.0), "naloxone") / 4
    muscle = observed.exposure(_single(bench, "naloxone", "intramuscular", 2.0), "naloxone") / 2
    miss = "each route has the population model that was fitted to it, and the clearances of the two differ"
    return Answer(fold(published, 1.5), nose / muscle, miss=miss)


# ---------------------------------------------------------------- morphine, fentanyl, oxycodone


def _morphine(bench: Bench) -> Course:
    """The amount given is clearance times exposure of the same table: the printed mass includes a salt."""
    clearance = number(bench.evidence.parameter_values["morphine_routes2000_cl"].value, "value") * 0.06  # mL/min to L/h
    amount = clearance * number(bench.evidence.parameter_values["morphine_routes2000_exposure"].value, "value")
    subject = bench.subject
    return bench.once("morphine bolus", lambda: subject.run([(0.0, "heroin.morphine", amount)], _HOURS))


@check(
    "heroin.morphine_after_5_minutes",
    FREE,
    "morphine in plasma 5 min after 10 mg/70 kg into the vein",
    tolerance=ONE_SD,
    unit="nmol/L",
)
def _morphine_5(bench: Bench) -> Answer:
    row, course = bench.row("morphine_routes2000_peak"), _morphine(bench)
    ours = float(np.interp(5 / _MINUTES, course.hours, observed.nanomolar(course, "morphine")))
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
    plasma = observed.nanomolar(_single(bench, "fentanyl", "intravenous", 0.3), "fentanyl")
    return Answer(around(published, 0.01), 1 - float(plasma[60] / plasma[0]))


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
    ours = observed.terminal_half_life(_single(bench, "fentanyl", "intravenous", 0.3), "fentanyl", 2.0, 8.0)
    return Answer(fold(published, 1.5), ours * _MINUTES)


_OXYCODONE_BASE = 315.36 / 351.83
"""Base in a milligram of oxycodone hydrochloride, which labels print: ratio of their molar masses."""
_SLOW_OXYCODONE = (
    "the clearance comes from two studies with oxycodone into the vein; this label implies a larger one, or less "
    "absorption"
)


def _oxycodone(bench: Bench) -> Course:
    return _single(bench, "oxycodone", "oral", 15.0 * _OXYCODONE_BASE, np.linspace(0.0, 48.0, 961))


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
    independent=False,
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
    independent=False,
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
    "oxycodone.repeated_peak", FREE, "peak on 5 mg every 6 h", tolerance=ONE_SD, unit="ng/mL", needs=("oxycodone.gut",)
)
def _oxycodone_repeated_peak(bench: Bench) -> Answer:
    row = bench.row("oxycodone_text_repeated_peak")
    ours = float(observed.nanograms_per_millilitre(_oxycodone_repeated(bench), "oxycodone")[1:].max())
    return Answer(around(number(row.value, "value"), number(row.spread, "spread")), ours, miss=_SLOW_OXYCODONE)


# ---------------------------------------------------------------- buprenorphine, naltrexone


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
        miss = "the model's absorbed fraction falls with the dose, these five people's peaks rose faster than the dose"
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
)
def _trough(bench: Bench) -> Answer:
    level = number(bench.row("greenwald2014_withdrawal_level").value, "value")
    ours = observed.nanograms_per_millilitre(_buprenorphine_days(bench, 16.0), "buprenorphine")[1:].min()
    return Answer(between(0.8 * level, np.inf, f"at least {level:g}"), float(ours))


def _healthy(bench: Bench, milligrams: float, hours: object = _HOURS) -> Course:
    """Healthy men: the source of the kinetics has a smaller central volume for them than for patients."""
    volume = number(bench.evidence.parameter_values["bjornsson2023_v_c"].value, "bjornsson2023_v_c")
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
    ours = float(_HOURS[int(plasma.argmax())])
    miss = "the lag of 10 min and the zero-order phase of 25 min of the published absorption are left out of the model"
    return Answer(between(number(row.low, "low"), number(row.high, "high"), "0.5 to 3"), ours, miss=miss)


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


_NALTREXONE_BASE = 341.41 / 377.86
"""Base in a milligram of naltrexone hydrochloride: ratio of their molar masses."""


@check(
    "naltrexone.peak_50_mg",
    FREE,
    "peak in plasma after 50 mg by mouth",
    tolerance=ACROSS_STUDIES,
    unit="ng/mL",
    needs=("naltrexone.gut",),
)
def _naltrexone_peak(bench: Bench) -> Answer:
    published = number(bench.row("naltrexone_text_peak").value, "value")
    miss = "absorption is from total label in plasma, which is slower than what unchanged naltrexone shows"
    ours = _peak(bench, "naltrexone", "oral", 50.0 * _NALTREXONE_BASE)
    return Answer(fold(published, 1.5), ours, miss=miss)


# ---------------------------------------------------------------- methadone


@check(
    "methadone.half_life",
    FREE,
    "half-life of R-methadone in plasma from 12 to 72 h after one dose by mouth",
    tolerance=ACROSS_STUDIES,
    unit="h",
)
def _methadone_half_life(bench: Bench) -> Answer:
    published = number(bench.row("methadone_isomers_half_life").value, "value")
    course = _single(bench, "methadone", "oral", 15.0, np.linspace(0.0, 72.0, 289))
    miss = "the population model behind the kinetics has a slow last phase, which shorter studies do not see"
    return Answer(fold(published, 1.5), observed.terminal_half_life(course, "methadone", 12.0, 72.0), miss=miss)


# ---------------------------------------------------------------- oxytocin


def _plateau(row: str, nanograms_per_minute: float) -> None:
    @check(
        f"oxytocin.{row}",
        FREE,
        f"oxytocin in plasma at the plateau of an infusion of {nanograms_per_minute:g} ng/min",
        tolerance=ACROSS_STUDIES,
        unit="pg/mL",
        independent=False,
    )
    def _(bench: Bench) -> Answer:
        # No test: a plateau is rate over clearance, by algebra.
        published, subject = number(bench.row(row).value, row), bench.subject
        # ng/min to nmol/h, by the molar mass of oxytocin (1007.2 g/mol in the table of substances)
        rate = nanograms_per_minute * 60 / SUBSTANCES["oxytocin"].molar_mass
        course = subject.run([], [0.0, 12.0], infusions=[(0.0, 12.0, "oxytocin.plasma", rate)])
        return Answer(fold(published, 1.5), float(observed.nanograms_per_millilitre(course, "oxytocin")[-1]) * 1000)


_plateau("oxytocin_clearance1990_low", 4.3)
_plateau("oxytocin_clearance1990_high", 8.5)


@check(
    "oxytocin.nasal_peak",
    FREE,
    "rise of oxytocin in plasma after 65 to 100 ug by nose",
    tolerance=RANGE,
    unit="pg/mL",
    independent=False,
)
def _nasal_oxytocin(bench: Bench) -> Answer:
    row = bench.row("landgraf1985_nasal")
    ours = _peak(bench, "oxytocin", "intranasal", 0.0825) * 1000
    return Answer(between(number(row.low, "low"), number(row.high, "high"), "36 to 85"), ours)


@check(
    "oxytocin.nasal_peak_time",
    FREE,
    "time of the peak of oxytocin in plasma after 24 IU by nose",
    tolerance="samples were 15 to 30 min apart",
    unit="min",
    independent=False,
)
def _nasal_oxytocin_time(bench: Bench) -> Answer:
    row = bench.row("striepens2013_plasma_peak")
    plasma = observed.nanomolar(_single(bench, "oxytocin", "intranasal", 0.04104), "oxytocin")
    return Answer(around(number(row.value, "value"), 15.0), float(_HOURS[int(plasma.argmax())]) * _MINUTES)


@check(
    "oxytocin.nasal_return",
    FREE,
    "oxytocin in plasma 90 min after 26 IU by nose, as a share of its peak",
    tolerance="back at baseline within the error of an assay: below a fifth of the peak",
    independent=False,
)
def _nasal_return(bench: Bench) -> Answer:
    bench.point("gossen2012_plasma_90")
    plasma = observed.nanomolar(_single(bench, "oxytocin", "intranasal", 0.04446), "oxytocin")
    return Answer(between(0.0, 0.2, "at baseline again"), float(plasma[90] / plasma.max()))


@check(
    "oxytocin.injected_peak",
    FREE,
    "peak of oxytocin in plasma after 25 ug into the muscle",
    tolerance=ACROSS_STUDIES + ", about the printed range",
    unit="pg/mL",
    needs=("oxytocin.depot",),
)
def _injected_oxytocin(bench: Bench) -> Answer:
    row = bench.row("landgraf1985_intramuscular")
    low, high = number(row.low, "low"), number(row.high, "high")
    ours = _peak(bench, "oxytocin", "injected", 0.025) * 1000
    return Answer(between(low / 1.5, high * 1.5, f"{low:g} to {high:g}"), ours)
