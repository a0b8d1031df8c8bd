"""The parts of a study file that join a protocol to what was measured, analysed and reported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from allostasis.population.covariates import SomeCovariates
from allostasis.protocols.events import Dose
from allostasis.protocols.measures import Times
from allostasis.quantities.records import Count, FileRecord, In, InUnitOf, Number, refuse
from allostasis.quantities.units import Quantity
from allostasis.studies.observables import OBSERVABLES

__all__ = ["Analysis", "Arm", "Assumption", "Measure", "Numerics", "PopulationUse"]

TESTS = {
    "paired_t": ("crossover", "a paired t-test of the within-participant difference"),
    "period_adjusted": ("crossover", "a t-test of the within-participant difference, adjusted for the period"),
    "welch_t": ("parallel", "Welch's t-test between the arms"),
}
"""The tests, the design that each belongs to, and its description in words."""


class PopulationUse(FileRecord):
    """From which population participants are drawn, how many, and which covariates the study itself determines."""

    from_: Annotated[str, Field(alias="from", description="a population of the library, or a file ending in .yaml")]
    participants: Annotated[Count, Field(ge=2, le=1_000_000)]
    covariates: SomeCovariates = Field(default_factory=SomeCovariates)


class Arm(FileRecord):
    """What is given at the session's event `give: treatment`; an empty list is placebo."""

    treatment: tuple[Dose, ...]


def _observable(name: str) -> str:
    if name not in OBSERVABLES:
        raise refuse(f'the unknown observable "{name}"', f"one of {', '.join(OBSERVABLES)}")
    return name


def _unit_of_noise(given: Mapping[str, Any]) -> In | None:
    observable = OBSERVABLES.get(given.get("observable", ""))
    return None if observable is None else In(observable.unit)


def _not_negative(quantity: Quantity) -> Quantity:
    if quantity.number < 0:
        raise refuse(f'"{quantity}"', "zero or more")
    return quantity


class Measure(FileRecord):
    """One outcome of a participant: an observable over some minutes, less a reference, plus measurement noise."""

    observable: Annotated[str, AfterValidator(_observable), Field(json_schema_extra={"enum": sorted(OBSERVABLES)})]
    label: Annotated[str, Field(min_length=3, max_length=120, description="what it is, in the words of the field")]
    when: Times
    minus: Annotated[Times | None, Field(description="the reference that is subtracted")] = None
    noise_sd: Annotated[
        Quantity,
        InUnitOf(_unit_of_noise, "SD of the measurement noise of one such outcome, in the unit of the observable"),
        AfterValidator(_not_negative),
    ]

    @property
    def unit(self) -> str:
        """The unit of the outcome, as it is printed."""
        return OBSERVABLES[self.observable].label

    @property
    def noise(self) -> float:
        """SD of the measurement noise of one outcome, in the unit of the observable."""
        return self.noise_sd.to(OBSERVABLES[self.observable].unit)

    def in_words(self) -> str:
        minus = f", less its mean {self.minus.in_words()}" if self.minus is not None else ""
        what = f"the mean of {self.observable.replace('_', ' ')} {self.when.in_words()}{minus}"
        return f"{self.label} is {what}; its measurement noise has an SD of {self.noise_sd}."


class Analysis(FileRecord):
    """How the trial is analysed: the outcome, the two arms that are compared, and the test."""

    outcome: Annotated[str, Field(description="name of a measure")]
    active: Annotated[str, Field(description="name of an arm")]
    control: Annotated[str, Field(description="name of an arm")]
    test: Annotated[Literal["paired_t", "period_adjusted", "welch_t"], Field(description="the test of the contrast")]
    alpha: Annotated[Number, Field(gt=0, lt=0.5, description="significant means p < alpha, two-sided")]

    def in_words(self) -> str:
        return (
            f"{self.active} is compared with {self.control} by {TESTS[self.test][1]}; "
            f"a result counts as significant if its two-sided p is below {self.alpha:g}."
        )


class Assumption(FileRecord):
    """Something in this file that no source gave."""

    key: Annotated[str, Field(description='dotted key in this file, such as "session.events[1].at"')]
    reason: Annotated[str, Field(min_length=10, description="why this value was taken")]


class Numerics(FileRecord):
    """Steps of the solver, where a study needs other ones than the default."""

    step: Annotated[Quantity | None, In("min"), Field(description="in daily life")] = None
    session_step: Annotated[Quantity | None, In("min"), Field(description="in a session")] = None
