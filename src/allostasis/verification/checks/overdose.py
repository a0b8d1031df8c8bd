"""Breathing, gas exchange and circulation in an overdose, against the published sources run for a typical user.

Shares of cardiac arrest in whole populations take minutes: `python -m allostasis.verification.overdose_table` writes
them beside the published ones, and a part of them is in the tests. The equations and numbers are the published ones, so
that all this tests the code and not the model: it is counted nowhere.
"""

from __future__ import annotations

from allostasis.models.overdose import OverdoseResult, at_rest, rescue, simulate_overdose, typical_user
from allostasis.verification.bench import Bench
from allostasis.verification.check import FREE, INPUT, Answer, around, check

_FENTANYL = 1.625
_HALF_PERCENT = 0.005


def _untreated(bench: Bench) -> OverdoseResult:
    return bench.once(
        "overdose, untreated",
        lambda: simulate_overdose(typical_user(), "fentanyl", _FENTANYL, length=300, single=False),
    )


def _near(bench: Bench, name: str, ours: float) -> Answer:
    published = bench.reference(name).value
    return Answer(around(published, _HALF_PERCENT * published), ours)


@check(
    "ventilation.rest",
    FREE,
    "minute ventilation at rest",
    unit="L/min",
    tolerance="half a per cent: the same equations solved by another program",
    uncounted=INPUT,
)
def rest(bench: Bench) -> Answer:
    """Ventilation after an hour without drug."""
    return _near(bench, "overdose_rest_ventilation", 60 * at_rest()[1])


@check(
    "ventilation.trigger",
    FREE,
    "time until 1.625 mg of fentanyl has brought ventilation to 40 % of rest, typical chronic user",
    unit="s",
    tolerance="half a per cent: the same equations solved by another program",
    uncounted=INPUT,
    also=("overdose_opioid", "overdose_receptor"),
)
def trigger(bench: Bench) -> Answer:
    """The moment at which naloxone is called for."""
    return _near(bench, "overdose_trigger", float(_untreated(bench).trigger[0]))


@check(
    "gas_exchange.first_low_po2",
    FREE,
    "time until arterial PO2 is 15 mmHg or less after that dose",
    unit="s",
    tolerance="half a per cent: the same equations solved by another program",
    uncounted=INPUT,
    also=("ventilation", "overdose_opioid", "overdose_receptor"),
)
def first_low_po2(bench: Bench) -> Answer:
    """The moment at which the clock of the collapse starts."""
    return _near(bench, "overdose_first_low_po2", float(_untreated(bench).first_low_po2[0]))


@check(
    "gas_exchange.least_po2_treated",
    FREE,
    "smallest arterial PO2 after that dose with 4 mg of nasal naloxone 60 s after the trigger",
    unit="mmHg",
    tolerance="half a per cent: the same equations solved by another program",
    uncounted=INPUT,
    also=("ventilation", "overdose_opioid", "overdose_receptor", "rescue_absorbed"),
)
def least_po2_treated(bench: Bench) -> Answer:
    """How close a rescued person comes to the collapse."""
    treated = simulate_overdose(typical_user(), "fentanyl", _FENTANYL, rescue(), length=600, single=False)
    return _near(bench, "overdose_least_po2_treated", float(treated.least_po2[0]))
