"""Phases of a history before the sessions: use, treatment, washout. They follow one another without a gap."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from allostasis.protocols.events import DrugName, RouteName
from allostasis.protocols.regimens import Regimen, clashes
from allostasis.quantities.records import FileRecord, In, Refusal, refuse, refuse_all
from allostasis.quantities.units import Quantity, Range

__all__ = [
    "ClockTime",
    "Duration",
    "FromCovariate",
    "Phase",
    "RegimenPhase",
    "TreatmentPhase",
    "UsePhase",
    "WashoutPhase",
    "clock_hours",
]


def clock_hours(time: str) -> float:
    """Hours after midnight: 8.5 for "08:30"."""
    hours, minutes = time.split(":")
    return int(hours) + int(minutes) / 60


def _is_clock(time: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
        raise refuse(f'"{time}"', 'a time of day in 24 hours, such as "08:00" or "14:30"')
    return time


class FromCovariate(FileRecord):
    """The value is that of the individual: a covariate of the population."""

    covariate: Annotated[str, Field(description="name of a covariate of the population")]


def _source_of_value(value: Any) -> str:
    return "FromCovariate" if isinstance(value, (dict, FromCovariate)) else "Written"


def _positive(quantity: Quantity) -> Quantity:
    if quantity.number <= 0:
        raise refuse(f'"{quantity}"', "more than zero")
    return quantity


_own = Annotated[FromCovariate, Tag("FromCovariate")]
_either = Discriminator(_source_of_value)
_LIFE = Range(1 / 24, 60 * 365.25, "d", "an hour to sixty years")
_DAILY = Range(1, 3000, "mg/day", "no more than ten injections of 300 mg; a guard against slips of the unit")
_OFTEN = Range(0.01, 12, "1/d", "from once in three months to every two hours")

ClockTime = Annotated[str, AfterValidator(_is_clock), Field(description='time of day, such as "08:00"')]
Duration = Annotated[Quantity, In("d", _LIFE), AfterValidator(_positive)]
DurationOrOwn = Annotated[Annotated[Duration, Tag("Written")] | _own, _either]
DailyAmountOrOwn = Annotated[Annotated[Quantity, In("mg/day", _DAILY), Tag("Written")] | _own, _either]
FrequencyOrOwn = Annotated[Annotated[Quantity, In("1/d", _OFTEN), Tag("Written")] | _own, _either]

Detailed = Annotated[
    Duration | None,
    Field(description="how much of the end of the phase is simulated in full; what lies before is fast-forwarded"),
]


class UsePhase(FileRecord):
    """Opioid use. `imposed`: the given daily amount in equal uses; `hazard`: as craving and withdrawal drive it."""

    phase: Literal["use"]
    drug: DrugName
    route: RouteName
    use: Literal["imposed", "hazard"]
    amount: DailyAmountOrOwn
    uses_per_day: FrequencyOrOwn
    duration: DurationOrOwn
    detailed: Detailed = None

    def in_words(self) -> str:
        how = "in equal uses" if self.use == "imposed" else "each use drawn from craving and withdrawal"
        amount = _stated(self.amount, "an amount per day of their own")
        times = _stated(self.uses_per_day, "a number of uses per day of their own")
        what = f"{self.route} {self.drug} {how}, with {amount} and {times}"
        return f"Participants first use {what}, {_lasting(self.duration)}{_in_full(self.detailed)}."


class TreatmentPhase(FileRecord):
    """Agonist treatment, one dose a day at a fixed time; other use goes on as a hazard, or not at all."""

    phase: Literal["treatment"]
    drug: DrugName
    route: RouteName
    at: ClockTime
    amount: DailyAmountOrOwn
    use: Literal["hazard", "none"]
    duration: DurationOrOwn
    detailed: Detailed = None

    def in_words(self) -> str:
        also = (
            "beside it, use may go on as craving and withdrawal drive it"
            if self.use == "hazard"
            else "nothing else is used"
        )
        amount = _stated(self.amount, "a dose of their own")
        what = f"{self.route} {self.drug} once a day at {self.at}, {amount}"
        return f"They then take {what}, {_lasting(self.duration)}{_in_full(self.detailed)}; {also}."


class WashoutPhase(FileRecord):
    """No drug is given; use may come back as a hazard, or not at all."""

    phase: Literal["washout"]
    use: Literal["hazard", "none"]
    duration: DurationOrOwn
    detailed: Detailed = None

    def in_words(self) -> str:
        also = "use may come back as craving and withdrawal drive it" if self.use == "hazard" else "nothing is used"
        return f"No drug is then given, {_lasting(self.duration)}{_in_full(self.detailed)}; {also}."


class RegimenPhase(FileRecord):
    """Regimens, dose by dose; times count from midnight of the first day. All of it is simulated in full."""

    phase: Literal["regimen"]
    doses: Annotated[tuple[Regimen, ...], Field(min_length=1)]
    use: Literal["hazard", "none"]
    duration: Duration
    detailed: Detailed = None

    @model_validator(mode="after")
    def _nothing_clashes(self) -> RegimenPhase:
        if wrong := clashes(self.doses):
            raise refuse_all([Refusal(w.found, w.allowed, w.cause, ("doses", *w.at)) for w in wrong])
        return self

    def in_words(self) -> str:
        also = (
            "beside it, use may go on as craving and withdrawal drive it"
            if self.use == "hazard"
            else "nothing else is used"
        )
        given = "; ".join(dose.in_words() for dose in self.doses)
        return (
            f"They are then given: {given} (times from midnight of the first day), {_lasting(self.duration)}; {also}."
        )


Phase = Annotated[UsePhase | TreatmentPhase | RegimenPhase | WashoutPhase, Field(discriminator="phase")]


def _stated(value: Quantity | FromCovariate, own: str) -> str:
    return f"{own} (covariate {value.covariate})" if isinstance(value, FromCovariate) else str(value)


def _lasting(duration: Quantity | FromCovariate) -> str:
    return f"for {_stated(duration, 'a time of their own')}"


def _in_full(detailed: Quantity | None) -> str:
    return f" (the last {detailed} simulated in full, what lies before fast-forwarded)" if detailed is not None else ""
