"""Naloxone and naltrexone in plasma: models built from one publication against another."""

from __future__ import annotations

from allostasis.verification import observed
from allostasis.verification.bench import Bench, number
from allostasis.verification.check import ALGEBRA, FREE, SAME_ANSWER, Answer, between, check, fold
from allostasis.verification.checks.plasma import ACROSS_STUDIES, HOURS, MINUTES, RANGE, peak, single


def _naloxone_peak(row: str, route: str, milligrams: float, words: str, uncounted: str = "") -> None:
    @check(
        f"naloxone.{row}",
        FREE,
        f"peak in plasma after {words}",
        tolerance=ACROSS_STUDIES,
        unit="ng/mL",
        uncounted=uncounted,
    )
    def _(bench: Bench) -> Answer:
        published = number(bench.row(row).value, row)
        miss = "the publications disagree about how fast naloxone leaves the muscle"
        return Answer(fold(published, 1.5), peak(bench, "naloxone", route, milligrams), miss=miss)


_naloxone_peak("mcdonald2018_nasal_1_mg", "intranasal", 1.0, "1 mg by nose", SAME_ANSWER)
_naloxone_peak("mcdonald2018_nasal_2_mg", "intranasal", 2.0, "2 mg by nose")
_naloxone_peak("mcdonald2018_nasal_4_mg", "intranasal", 4.0, "4 mg by nose", SAME_ANSWER)
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
    return Answer(target, peak(bench, "naloxone", "intranasal", 2.0))


@check("naloxone.nasal_peak_time", FREE, "time of the peak in plasma after 2 mg by nose", tolerance=RANGE, unit="min")
def _nasal_peak_time(bench: Bench) -> Answer:
    row = bench.row("naloxone_spray2019_peak_time")
    plasma = observed.nanomolar(single(bench, "naloxone", "intranasal", 2.0), "naloxone")
    ours = float(HOURS[int(plasma.argmax())]) * MINUTES
    return Answer(between(number(row.low, "low"), number(row.high, "high"), "16 (5 to 25)", row.value), ours)


@check(
    "naloxone.nasal_over_muscle_peak",
    FREE,
    "peak per milligram, 4 mg by nose over 2 mg into the muscle",
    tolerance=ACROSS_STUDIES,
)
def _nasal_over_muscle_peak(bench: Bench) -> Answer:
    published = number(bench.row("naloxone_devices2019_peak_ratio").value, "value")
    ours = (peak(bench, "naloxone", "intranasal", 4.0) / 4) / (peak(bench, "naloxone", "intramuscular", 2.0) / 2)
    miss = "absorption from nose and muscle is set by every study that was found, in other people than these"
    return Answer(fold(published, 1.5), ours, miss=miss)


@check(
    "naloxone.nasal_over_muscle_exposure",
    FREE,
    "area under the curve per milligram, 4 mg by nose over 2 mg into the muscle",
    tolerance=ACROSS_STUDIES,
    # It is the absorbed fraction of one route over that of the other.
    uncounted=ALGEBRA,
)
def _nasal_over_muscle_exposure(bench: Bench) -> Answer:
    published = number(bench.row("naloxone_devices2019_exposure_ratio").value, "value")
    nose = observed.exposure(single(bench, "naloxone", "intranasal", 4.0), "naloxone") / 4
    muscle = observed.exposure(single(bench, "naloxone", "intramuscular", 2.0), "naloxone") / 2
    miss = "absorption from nose and muscle is set by every study that was found, in other people than these"
    return Answer(fold(published, 1.5), nose / muscle, miss=miss)


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
    ours = peak(bench, "naltrexone", "oral", 50.0 * _NALTREXONE_BASE)
    return Answer(fold(published, 1.5), ours)
