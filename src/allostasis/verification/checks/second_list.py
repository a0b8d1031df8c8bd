"""Opioids in people against laboratories that the model was not built from: the second list of `data/candidates.csv`.

The rule by which these numbers were chosen, before any of them was worked out: measured in people none of whom stand
behind a parameter of the model; printed with a spread or with the number of people; about a drug or the receptor of
people; not given by another check through linear kinetics; answered by the model without a gain; not held out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from allostasis.quantities.substances import SUBSTANCES
from allostasis.verification import observed
from allostasis.verification.bench import Bench
from allostasis.verification.check import INPUT
from allostasis.verification.checks.carbon_dioxide import displacements, occupancies
from allostasis.verification.checks.listed import listed_check
from allostasis.verification.checks.plasma import MINUTES
from allostasis.verification.subjects import Course

Floats = NDArray[np.float64]
_WEIGHT = 70.0
_QUICK = "half-times of equilibration of 3 to 16 min are published; their mean is quick for what is measured here"
_ONE_RATE = (
    "one rate of equilibration stands for the brain and for effects: the mean over effects is slower than the brain "
    "was here in the first minute"
)
_HOLDS = (
    "the model of breathing has the receptors of cells, half of them held at 0.35 nmol/L: four fifths are still held "
    "where these men breathed as before"
)
_ASSAY = (
    "the model's morphine is gone long before; the abstract does not say how plasma was assayed, and no publication "
    "was found that says whether glucuronides were counted"
)
_SECONDS = 3600.0


def _fentanyl(bench: Bench, milligrams: float) -> Course:
    """A dose at once into the vein, followed closely for a quarter of an hour and then for hours."""
    hours = np.concatenate([np.linspace(0.0, 0.25, 901), np.linspace(0.3, 5.0, 95)])
    doses = bench.subject.dose("fentanyl", "intravenous", milligrams)
    return bench.once(f"fentanyl at once {milligrams:g}", lambda: bench.subject.run(doses, hours))


@listed_check(
    "fentanyl.brain_peak_time",
    "time of the peak in the brain after 100 ug of fentanyl into a central vein",
    miss=_QUICK,
)
def _brain_peak(bench: Bench) -> float:
    return MINUTES * _fentanyl(bench, 0.1).time_of_peak("fentanyl.brain")


@listed_check(
    "fentanyl.brain_half_peak",
    "time at which half of the peak in the brain is reached after 100 ug of fentanyl",
    miss=_ONE_RATE,
)
def _brain_half_peak(bench: Bench) -> float:
    course = _fentanyl(bench, 0.1)
    brain = course["fentanyl.brain"]
    top = int(brain.argmax())
    return _SECONDS * float(np.interp(brain[top] / 2, brain[: top + 1], course.hours[: top + 1]))


_HARPER = 0.009 * _WEIGHT
"""The largest dose of the study, 9 ug/kg, in mg."""


@listed_check(
    "fentanyl.depression_peak_time",
    "time of the largest depression of breathing after 9 ug/kg of fentanyl into the vein",
    draws=12,
    miss=_QUICK,
)
def _depression_peak(bench: Bench) -> float:
    return MINUTES * _fentanyl(bench, _HARPER).time_of_peak("respiration_effect")


_AT_LARGEST = 5 / MINUTES
"""When the study saw the largest displacement, hours."""


def _displaced(bench: Bench) -> dict[float, float]:
    """Displacement of the response to carbon dioxide (mmHg) by hours after the dose: its largest, 2 and 4 h."""

    def work() -> dict[float, float]:
        hours = (_AT_LARGEST, 2.0, 4.0)
        found = displacements(occupancies(_HARPER, _SECONDS * np.array(hours)))
        return dict(zip(hours, map(float, found), strict=True))

    return bench.once("fentanyl, response to carbon dioxide", work)


def _depression_left(hours: int) -> None:
    @listed_check(
        f"fentanyl.depression_left_after_{hours}_h",
        f"displacement of the response to carbon dioxide {hours} h after 9 ug/kg of fentanyl into the vein, share of "
        "that at 5 min",
        miss=_HOLDS,
        also=("ventilation", "gas_exchange", "overdose_opioid", "overdose_receptor"),
    )
    def _(bench: Bench) -> float:
        displaced = _displaced(bench)
        return displaced[float(hours)] / displaced[_AT_LARGEST]


_depression_left(2)
_depression_left(4)

_FOSTER = 0.13125
"""Mean of 75, 100, 150 and 200 ug, in mg."""
_SAMPLES = np.array([1.0, 3.0, 5.0, 7.0, 9.0, 12.0, 15.0, 25.0, 40.0, 60.0]) / MINUTES
"""When blood was taken, hours."""


def _in_a_vein(bench: Bench) -> Floats:
    """Fentanyl in an arm vein (ng/mL) at the times of the samples."""
    course = _fentanyl(bench, _FOSTER)
    rate = MINUTES * bench.constant("fentanyl_k_vein")
    artery = observed.nanograms_per_millilitre(course, "fentanyl")
    return np.asarray(np.interp(_SAMPLES, course.hours, observed.in_a_vein(artery, course.hours, rate)))


@listed_check(
    "fentanyl.vein_peak_131_ug",
    "highest sample from an arm vein after 131 ug of fentanyl into a vein",
)
def _vein_peak(bench: Bench) -> float:
    return float(_in_a_vein(bench).max())


@listed_check(
    "fentanyl.vein_peak_time",
    "time of the highest sample from an arm vein after fentanyl into a vein",
)
def _vein_peak_time(bench: Bench) -> float:
    return MINUTES * float(_SAMPLES[int(_in_a_vein(bench).argmax())])


@listed_check(
    "buprenorphine.vein_10_minutes_after_2_mg",
    "plasma 10 min after 2 mg of buprenorphine into the vein, healthy men",
    # One of the models behind the slow volume was fitted to the courses of these men among others.
    uncounted=INPUT,
)
def _buprenorphine(bench: Bench) -> float:
    # Healthy people have the smaller central volume of the source of the kinetics.
    volume = bench.constant("bjornsson2023_v_c")
    subject = bench.subject.with_(buprenorphine__V_c=volume)
    course = subject.run(subject.dose("buprenorphine", "intravenous", 2.0), [0.0, 10 / MINUTES])
    return float(observed.nanograms_per_millilitre(course, "buprenorphine")[-1])


def _morphine(bench: Bench) -> Floats:
    """Plasma (ng/mL) 6 and 21.5 h after 2 mg/kg of morphine, taken as printed."""
    subject = bench.subject
    doses = subject.dose("morphine", "intravenous", 2 * _WEIGHT)
    course = bench.once("morphine 2 mg/kg", lambda: subject.run(doses, [0.0, 6.0, 21.5]))
    return observed.nanomolar(course, "morphine")[1:] * (SUBSTANCES["morphine"].molar_mass / 1000)


@listed_check(
    "heroin.morphine_6_h_after_2_mg_per_kg", "plasma 6 h after 2 mg/kg of morphine into the vein", miss=_ASSAY
)
def _morphine_6(bench: Bench) -> float:
    return float(_morphine(bench)[0])


@listed_check(
    "heroin.morphine_21_5_h_over_6_h",
    "plasma 21.5 h after 2 mg/kg of morphine over that after 6 h",
    miss=_ASSAY,
)
def _morphine_21(bench: Bench) -> float:
    six, late = _morphine(bench)
    return float(late / six)
