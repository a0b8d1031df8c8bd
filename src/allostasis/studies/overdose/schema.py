"""The parts of an overdose study file: who, which opioid, which rescue, what was published."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from allostasis.protocols.phases import UsePhase
from allostasis.quantities.records import Count, FileRecord, In, Number, refuse
from allostasis.quantities.units import Quantity, Range
from allostasis.studies.overdose.cohort import FEWEST, WHY

__all__ = [
    "OUTCOMES",
    "Amount",
    "Arm",
    "Factor",
    "Length",
    "Lived",
    "Opioid",
    "PublishedCell",
    "Reference",
    "Rescue",
    "Together",
]

Opioid = Literal["fentanyl", "carfentanil", "heroin"]

OUTCOMES: dict[str, tuple[str, str]] = {
    "arrest": ("1", "cardiac arrest: blood flow falls to 0.01 L/min within the run"),
    "trigger_time": ("min", "first fall of ventilation below 40 % of rest, after the dose"),
    "collapse_time": ("min", "beginning of the collapse of the circulation, after the dose"),
    "brain_hypoxia": ("min", "time from the first to the last moment with brain PO2 of at most 20 mmHg"),
    "arterial_hypoxia": ("min", "time from the first to the last moment with arterial PO2 of at most 30 mmHg"),
    "desaturation": ("min", "time from the first to the last moment with a saturation of at most 90 %"),
    "hypercapnia": ("min", "time from the first to the last moment with arterial PCO2 of at least 45 mmHg"),
    "least_saturation": ("1", "smallest arterial saturation with oxygen, looked at every 10 s"),
}
"""Outcomes of an overdose, with unit and meaning; times of hypoxia and hypercapnia are 60 min after an arrest."""

RUN = Range(10, 240, "min", "the published runs last 75 min")
DOSE = Range(1e-4, 1000, "mg", "a guard against slips: from traces of carfentanil to a gram of heroin")
DELAY = Range(1, 3600, "s", "a dose takes a moment, and after an hour it rescues nobody")


def _enough(number: int) -> int:
    if number < FEWEST:
        raise refuse(f"{number} people", f"at least {FEWEST}", WHY)
    return number


People = Annotated[Count, Field(le=1_000_000), AfterValidator(_enough)]


def _not_negative(quantity: Quantity) -> Quantity:
    if quantity.number < 0:
        raise refuse(f'"{quantity}"', "zero or more")
    return quantity


def _positive(quantity: Quantity) -> Quantity:
    if quantity.number <= 0:
        raise refuse(f'"{quantity}"', "more than zero")
    return quantity


def _is_share(quantity: Quantity) -> Quantity:
    if not 0 <= quantity.to("1") <= 1:
        raise refuse(f'"{quantity}"', "between 0 % and 100 %")
    return quantity


Wait = Annotated[Quantity, In("s"), AfterValidator(_positive)]
Share = Annotated[Quantity, In("1"), AfterValidator(_is_share)]


ActsOnKey = Annotated[
    Literal["exponents", "C50"],
    Field(
        description="what tolerance acts on: the exponents of the published rescue model, or the concentration of half "
        "effect (C50) of those who measured the same people"
    ),
]


class Rescue(FileRecord):
    """What a bystander gives after ventilation has fallen below 40 % of rest; the dose counts from that moment."""

    drug: Literal["naloxone", "nalmefene"]
    route: Literal["intranasal", "intravenous", "intramuscular"]
    amount: Annotated[Quantity, In("mg", Range(0.01, 20, "mg", "0.04 to 10 mg in use; a guard against slips"))]
    delay: Annotated[Quantity, In("s", DELAY), Field(description="from the fall of ventilation to the first dose")]
    doses: Annotated[Count, Field(ge=1, le=8)] = 1
    together: Annotated[
        Count, Field(ge=1, le=2, description="doses given at once: 1 is the standard regimen, 2 the rapid one")
    ] = 1
    every: Annotated[Wait, Field(description="time between doses or pairs of doses")] = Quantity(150, "s")

    @model_validator(mode="after")
    def _as_published(self) -> Rescue:
        if self.drug == "nalmefene":
            return self._one_spray()
        if self.route == "intranasal" and self.amount.to("mg") != 4:
            cause = "the absorption of the spray was published for 4 mg; more is given as further doses"
            raise refuse(f'"{self.amount}" by the nose', "4 mg", cause, ("amount",))
        if self.together > 1 and self.route != "intranasal":
            raise refuse(
                f"{self.together} {self.route} doses at once", "1", "the rapid regimen is nasal", ("together",)
            )
        if self.doses % self.together:
            raise refuse(f"{self.doses} doses, {self.together} at a time", "whole pairs", "", ("doses",))
        return self

    def _one_spray(self) -> Rescue:
        """Nalmefene as it was modelled: one spray of 3 mg of its hydrochloride."""
        if self.route != "intranasal":
            raise refuse(
                f"{self.route} nalmefene", "intranasal", "only the spray was modelled in an overdose", ("route",)
            )
        if self.amount.to("mg") != 3:
            cause = "one spray holds 3 mg of nalmefene hydrochloride"
            raise refuse(f'"{self.amount}" of nalmefene', "3 mg", cause, ("amount",))
        if self.doses != 1 or self.together != 1:
            raise refuse(f"{self.doses} doses of nalmefene", "1", "one spray was modelled", ("doses",))
        return self

    def in_words(self) -> str:
        """The rescue as one clause."""
        what, when = f"{self.amount} {self.route} {self.drug}", "after ventilation has fallen below 40 % of rest"
        if self.doses == 1:
            return f"{what} is given {self.delay} {when}"
        pairs = "in pairs " if self.together == 2 else ""
        return f"{self.doses} doses of {what} are given, the first {self.delay} {when}, {pairs}{self.every} apart"


def _kind_of_arm(value: Any) -> str:
    return "nothing" if isinstance(value, str) else "rescue"


Arm = Annotated[
    Annotated[Rescue, Tag("rescue")] | Annotated[Literal["nothing"], Tag("nothing")], Discriminator(_kind_of_arm)
]
"""An arm: a rescue, or the word nothing; what is wrong is said of the one that was meant."""


class Reference(FileRecord):
    """The regimen that stands for the published chronic user, whose tolerance is the unit of tolerance here."""

    use: Annotated[UsePhase, Field(description="what the published chronic users took")]
    people: Annotated[Count, Field(ge=8, le=512, description="virtual people per draw over whom tolerance is averaged")]
    source: Annotated[str | None, Field(description="citation key")] = None
    reason: Annotated[str, Field(min_length=10, description="what the source says, and what had to be assumed")]


class Lived(FileRecord):
    """People whose tolerance the slow model works out: years of use, then abstinence, then a first dose."""

    from_: Annotated[Literal["slow model"], Field(alias="from")]
    population: Annotated[str, Field(description="a population of the library, or a file ending in .yaml")]
    number: Annotated[People, Field(description="virtual people per draw")]
    draws: Annotated[Count, Field(ge=2, le=1000, description="parameter draws of the slow model")]
    history: Annotated[UsePhase, Field(description="use before abstinence")]
    abstinence: Annotated[tuple[Annotated[Quantity, In("d"), AfterValidator(_not_negative)], ...], Field(min_length=1)]
    reference: Reference
    tolerance_above_reference: Annotated[
        Literal["extended", "held"],
        Field(description="tolerance above the published chronic user: the line goes on, or it is held at 1"),
    ] = "extended"
    tolerance_acts_on: ActsOnKey = "C50"

    @property
    def days(self) -> tuple[int, ...]:
        """Days of abstinence."""
        return tuple(round(time.to("d")) for time in self.abstinence)

    @property
    def total(self) -> int:
        """People over all draws."""
        return self.number * self.draws


class Together(FileRecord):
    """The published virtual chronic users: kinetics and binding drawn together, one tolerance for all."""

    from_: Annotated[Literal["published chronic users"], Field(alias="from")]
    number: Annotated[People, Field(description="virtual people")]
    tolerance: Annotated[
        Number, Field(ge=0, le=1, description="0: opioid-naive, 1: the published chronic user; between: interpolated")
    ] = 1.0
    tolerance_acts_on: ActsOnKey = "exponents"

    @property
    def total(self) -> int:
        """People in all."""
        return self.number


class PublishedCell(FileRecord):
    """One published cell: the share of cardiac arrests at a dose and a rescue."""

    dose: Annotated[Quantity, In("mg")]
    rescue: str
    arrest: Share
    low: Share
    high: Share
    source: Annotated[str, Field(description="citation key")]
    role: Literal["development", "context"]
    where: Annotated[str, Field(min_length=5, description="where in the source it stands")]


Length = Annotated[Quantity, In("min", RUN)]
Amount = Annotated[Quantity, In("mg", DOSE), AfterValidator(_positive)]
Factor = Annotated[Number, Field(gt=0, le=4)]
