"""Given oxytocin in plasma: the model against concentrations of studies that it was not built from."""

from __future__ import annotations

from allostasis.quantities.substances import SUBSTANCES
from allostasis.verification import observed
from allostasis.verification.bench import Bench, number
from allostasis.verification.check import FREE, INPUT, PRIOR, Answer, around, between, check, fold
from allostasis.verification.checks.plasma import ACROSS_STUDIES, HOURS, MINUTES, RANGE, peak, single


def _plateau(row: str, nanograms_per_minute: float) -> None:
    @check(
        f"oxytocin.{row}",
        FREE,
        f"oxytocin in plasma at the plateau of an infusion of {nanograms_per_minute:g} ng/min",
        tolerance=ACROSS_STUDIES,
        unit="pg/mL",
        uncounted=INPUT,
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
    uncounted=INPUT,
)
def _nasal_oxytocin(bench: Bench) -> Answer:
    row = bench.row("landgraf1985_nasal")
    ours = peak(bench, "oxytocin", "intranasal", 0.0825) * 1000
    return Answer(between(number(row.low, "low"), number(row.high, "high"), "36 to 85"), ours)


@check(
    "oxytocin.nasal_peak_time",
    FREE,
    "time of the peak of oxytocin in plasma after 24 IU by nose",
    tolerance="samples were 15 to 30 min apart",
    unit="min",
    uncounted=INPUT,
)
def _nasal_oxytocin_time(bench: Bench) -> Answer:
    row = bench.row("striepens2013_plasma_peak")
    plasma = observed.nanomolar(single(bench, "oxytocin", "intranasal", 0.04104), "oxytocin")
    return Answer(around(number(row.value, "value"), 15.0), float(HOURS[int(plasma.argmax())]) * MINUTES)


@check(
    "oxytocin.nasal_return",
    FREE,
    "oxytocin in plasma 90 min after 26 IU by nose, as a share of its peak",
    tolerance="back at baseline within the error of an assay: below a fifth of the peak",
    uncounted=INPUT,
)
def _nasal_return(bench: Bench) -> Answer:
    bench.point("gossen2012_plasma_90")
    plasma = observed.nanomolar(single(bench, "oxytocin", "intranasal", 0.04446), "oxytocin")
    return Answer(between(0.0, 0.2, "at baseline again"), float(plasma[90] / plasma.max()))


@check(
    "oxytocin.injected_peak",
    PRIOR,
    "peak of oxytocin in plasma after 25 ug into the muscle",
    tolerance=ACROSS_STUDIES + ", about the printed range",
    unit="pg/mL",
    needs=("oxytocin.depot",),
    draws=12,
)
def _injected_oxytocin(bench: Bench) -> Answer:
    row = bench.row("landgraf1985_intramuscular")
    low, high = number(row.low, "low"), number(row.high, "high")
    ours = peak(bench, "oxytocin", "injected", 0.025) * 1000
    return Answer(between(low / 1.5, high * 1.5, f"{low:g} to {high:g}"), ours)
