"""The methods of an overdose study in plain paragraphs, written from the file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allostasis.studies.overdose.cohort import FEWEST, WHY
from allostasis.studies.overdose.schema import OUTCOMES, Lived, Rescue

if TYPE_CHECKING:
    from allostasis.studies.overdose.files import OverdoseStudy

__all__ = ["assumptions_in_words", "methods"]


ABOVE = {
    "extended": "which goes on above 1. Published are the points 0 and 1 alone; what lies above 1 is extrapolation.",
    "held": "and above 1 tolerance is held at 1.",
}
"""What happens above the published chronic user, in words."""
ON = {
    "C50": "the concentration of the opioid that halves breathing (C50) lies",
    "exponents": "the exponents of breathing lie",
}
"""What tolerance acts on, in words."""
AT_ONE = {
    "C50": "a concentration of half effect that is 4.3 times that of the naive",
    "exponents": "exponents of breathing that are 1.47 times those of the naive",
}
"""The published chronic user, in words."""


def methods(study: OverdoseStudy) -> list[str]:
    """Paragraphs: people, tolerance, opioid and rescue, the block, outcomes, cohorts only."""
    return [paragraph for paragraph in (_people(study), _tolerance(study), _doses(study), _block(), _outcomes(study),
                                        _cohorts()) if paragraph]  # fmt: skip


def assumptions_in_words(study: OverdoseStudy) -> list[str]:
    """A sentence that says how many, then a line for each assumption with its value and reason."""
    assumed = study.assumed()
    if not assumed:
        return ["Nothing was assumed in this file: every item has a source."]
    lines = [f"{n}. {a.key}: {a.value.removesuffix('.')}. {a.reason}" for n, a in enumerate(assumed, start=1)]
    return [f"No source gave the following {len(assumed)} items; they are assumptions.", *lines]


def _people(study: OverdoseStudy) -> str:
    people = study.people
    same = (
        "Kinetics of opioid and naloxone and their binding to the receptor are drawn together, with the correlations "
        "of the published population; everybody has the same physiology of breathing and circulation."
    )
    if not isinstance(people, Lived):
        return f"{study.title}. {people.number} virtual people are drawn. {same}"
    times = ", ".join(map(str, people.abstinence))
    return (
        f"{study.title}. For each of {people.draws} draws of the slow model's parameters {people.number} virtual "
        "people "
        f'are drawn from the population "{people.population}". {people.history.in_words()} They then stop, and nothing '
        "is "
        f"taken until the first dose after {times} of abstinence (each time a course of its own from the same person). "
        f"{same}"
    )


def _tolerance(study: OverdoseStudy) -> str:
    people = study.people
    if isinstance(people, Lived):
        reference = people.reference
        return (
            "Tolerance is lived: the slow model's tolerance T at the moment of the dose, less that of the drug-naive, "
            "is divided by the same of the published chronic user, for whom the reference regimen stands in the same "
            f"draw ({reference.use.amount} {reference.use.route} {reference.use.drug}, mean of {reference.people} "
            "people). 0 is the opioid-naive person, 1 the published chronic user, with "
            f"{AT_ONE[people.tolerance_acts_on]}; between them "
            f"{ON[people.tolerance_acts_on]} on a straight line, {ABOVE[people.tolerance_above_reference]} "
            "Receptors that still "
            "carry opioid pass over as well. Tolerance is counted once: the slow model's own response of breathing "
            "plays no part."
        )
    if people.tolerance == 1:
        return f"All are as tolerant as the published chronic users, with {AT_ONE[people.tolerance_acts_on]}."
    return (
        f"All have a tolerance of {people.tolerance:g}, where 0 is the opioid-naive person and 1 the published chronic "
        f"user, with {AT_ONE[people.tolerance_acts_on]}; between them {ON[people.tolerance_acts_on]} on a straight "
        "line."
    )


def _doses(study: OverdoseStudy) -> str:
    doses = " or ".join(study.dose_names)
    arms = " ".join(
        f"In the arm {name}, {arm.in_words() if isinstance(arm, Rescue) else 'nothing is given'}."
        for name, arm in study.rescue.items()
    )
    equal = f" {_equivalent()}" if study.opioid == "heroin" else ""
    return (
        f"Each person has {doses} of {study.opioid}, injected into a vein at once.{equal} {arms} The same people are "
        "followed in all doses and arms."
    )


def _equivalent() -> str:
    from allostasis.evidence import load

    row = load().parameter_values["overdose_heroin_as_fentanyl"]
    return (
        "Heroin enters as the dose of fentanyl that depresses breathing as much: "
        f"{row.value:g} mg of fentanyl for each mg, with a coefficient of variation of {row.spread:g} between people; "
        "both are assumed."
    )


def _block() -> str:
    return (
        "Breathing, gas exchange, blood flow and collapse follow the published equations in seconds: the opioid at the "
        "receptor takes from the wakefulness drive and from the chemoreflexes; hypoxia raises blood flow and then, "
        "when arterial PO2 has been at or below 15 mmHg for 220 s, the circulation collapses."
    )


def _outcomes(study: OverdoseStudy) -> str:
    listed = "; ".join(f"{name.replace('_', ' ')}: {OUTCOMES[name][1]}" for name in study.outcomes)
    draws = (
        " Beside it stands the interval over the parameter draws of the slow model."
        if isinstance(study.people, Lived)
        else ""
    )
    if isinstance(study.people, Lived) and study.people.days[-1] > 0:
        draws += (
            " Between the times that are named, the emulator gives the expected share of arrests after the first of "
            "the doses on every day, with tolerance on the exponents and held at 1."
        )
    beside = f" {len(study.published)} published cells stand beside the simulated ones." if study.published else ""
    return (
        f"Outcomes over {study.duration}: {listed}. Shares have intervals as published: 2.5 to 97.5 percentile of "
        f"2,500 resamples of 200 people.{draws}{beside} All random numbers follow from the seed {study.seed}."
    )


def _cohorts() -> str:
    return f"Cohorts only, of at least {FEWEST} people: {WHY}."
