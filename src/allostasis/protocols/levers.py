"""Lever sessions: what a press brings, under which limits, on a clock of one second.

    ratio: {fixed: 1}                                  FR 1
    ratio: {progressive: richardson_roberts1996}       5 exp(0.2 i) - 5, rounded, for infusion i = 1, 2, ...
    ratio: {progressive: linear, first: 1, step: 3}    1, 4, 7, ...

The exponential steps are those of Richardson and Roberts 1996 (J Neurosci Methods 66:1-11), as they are usually
cited: 1, 2, 4, 6, 9, 12, 15, 20, 25, 32, 40, 50, ... The breakpoint is the last requirement met.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from allostasis.protocols.events import DrugName, RouteName
from allostasis.protocols.regimens import Regimen, clashes
from allostasis.quantities.records import Count, FileRecord, In, Refusal, refuse, refuse_all
from allostasis.quantities.units import Quantity, Range

__all__ = ["Block", "FixedRatio", "LeverSession", "ProgressiveRatio", "Rest", "seconds"]

DAY = 86_400
"""Seconds of a day."""
AFTERMATH = 660
"""Seconds after a session that belong to it: the last lesson is drawn then."""
_UNIT_DOSES = Range(
    0.0005, 5, "mg/kg", "a guard against slips of the unit; studies in the evidence gave 0.018 to 0.4 mg/kg"
)


def seconds(time: Quantity) -> int:
    """A time as whole seconds."""
    return round(time.to("s"))


def _whole(time: Quantity) -> Quantity:
    if abs(time.to("s") - seconds(time)) > 1e-6:  # rounding of the conversion, no real time
        raise refuse(f'"{time}", which is not a whole number of seconds', "whole seconds, such as 20 s")
    if time.number < 0:
        raise refuse(f'"{time}"', "zero or more")
    return time


def _lasting(time: Quantity) -> Quantity:
    if seconds(time) < 1:
        raise refuse(f'a duration of "{time}"', "at least 1 s")
    return time


Seconds = Annotated[Quantity, In("s"), AfterValidator(_whole)]
Lasting = Annotated[Seconds, AfterValidator(_lasting)]


class _UnitDose(In):
    """A dose of one infusion, as a mass or per body weight."""

    def read(self, value: Any) -> Quantity:
        per_weight = "/kg" in str(value).replace(" ", "")
        return In("mg/kg", _UNIT_DOSES).read(value) if per_weight else In("mg").read(value)


class FixedRatio(FileRecord):
    """The same number of presses for each infusion."""

    fixed: Annotated[Count, Field(ge=1, le=1000, description="presses for each infusion")]

    def requirement(self, infusion: int) -> int:
        """Presses for an infusion, counted from 1."""
        return self.fixed

    def in_words(self) -> str:
        return f"fixed ratio {self.fixed}"


class ProgressiveRatio(FileRecord):
    """More presses for each further infusion."""

    progressive: Literal["richardson_roberts1996", "linear"]
    first: Annotated[Count | None, Field(ge=1, le=1000, description="first requirement, if linear")] = None
    step: Annotated[Count | None, Field(ge=1, le=1000, description="rise of the requirement, if linear")] = None

    @model_validator(mode="after")
    def _has_its_numbers(self) -> ProgressiveRatio:
        given = self.first is not None, self.step is not None
        if self.progressive == "linear" and not all(given):
            raise refuse("a linear progressive ratio without first and step", "both, such as first: 1, step: 3")
        if self.progressive != "linear" and any(given):
            raise refuse(f"first or step with {self.progressive}", "neither: this progression has its own numbers")
        return self

    def requirement(self, infusion: int) -> int:
        """Presses for an infusion, counted from 1."""
        if self.first is not None and self.step is not None:
            return self.first + (infusion - 1) * self.step
        return round(5 * math.exp(0.2 * min(infusion, 60)) - 5)

    def in_words(self) -> str:
        listed = ", ".join(str(self.requirement(i)) for i in range(1, 6))
        return f"progressive ratio ({listed}, ... presses)"


def _kind_of_ratio(value: Any) -> str | None:
    if isinstance(value, (FixedRatio, ProgressiveRatio)):
        return type(value).__name__
    keys = value if isinstance(value, dict) else {}
    return "FixedRatio" if "fixed" in keys else "ProgressiveRatio" if "progressive" in keys else None


Ratio = Annotated[
    Annotated[FixedRatio, Tag("FixedRatio")] | Annotated[ProgressiveRatio, Tag("ProgressiveRatio")],
    Discriminator(
        _kind_of_ratio,
        custom_error_type="refused",
        custom_error_message="refused",
        custom_error_context={
            "refusals": [Refusal("a ratio of no known kind", "{fixed: 1}, or {progressive: richardson_roberts1996}")]
        },
    ),
]


class LeverSession(FileRecord):
    """One session with an active and an inactive lever."""

    at: Annotated[Seconds, Field(description="start, from the start of the day")] = Quantity(0, "s")
    duration: Annotated[Lasting, Field(description="length of the session: the access")]
    drug: DrugName
    route: RouteName
    unit_dose: Annotated[Quantity, _UnitDose("mg"), Field(description="dose of one infusion: 40 ug, or 60 ug/kg")]
    infusion: Annotated[Lasting, Field(description="duration of one infusion")]
    ratio: Ratio
    time_out: Annotated[Seconds, Field(description="time after a met requirement in which presses do not count")]
    light: Annotated[Seconds, Field(description="cue light from a met requirement on; 0 s: no cue")]
    extinction: Annotated[bool, Field(strict=True, description="presses bring the light but no infusion")] = False
    most_infusions: Annotated[Count | None, Field(ge=1, le=10_000, description="the session ends with this one")] = None
    patience: Annotated[Lasting | None, Field(description="the session ends after this time without an infusion")] = (
        None
    )
    primes: Annotated[Count, Field(ge=0, le=20, description="infusions that are given at the start for nothing")] = 0

    @model_validator(mode="after")
    def _is_possible(self) -> LeverSession:
        wrong = []
        if seconds(self.infusion) > seconds(self.time_out):
            found = f"an infusion of {self.infusion} with a time-out of {self.time_out}"
            cause = "a press during an infusion would start another one"
            wrong.append(Refusal(found, "a time-out at least as long as the infusion", cause, ("time_out",)))
        if seconds(self.at) + seconds(self.duration) + AFTERMATH > DAY:
            found = f"a session of {self.duration} from {self.at} on"
            wrong.append(
                Refusal(found, f"sessions that end {AFTERMATH // 60} min before the day does", "", ("duration",))
            )
        if self.unit_dose.number <= 0:
            wrong.append(Refusal(f'"{self.unit_dose}"', "more than zero", "", ("unit_dose",)))
        if self.extinction and self.primes:
            wrong.append(Refusal("primes in extinction", "priming as a regimen of the block", "", ("primes",)))
        if wrong:
            raise refuse_all(wrong)
        return self

    def milligrams(self, weight: float) -> float:
        """Dose of one infusion for a body weight in kg."""
        if "/kg" in self.unit_dose.unit.replace(" ", ""):
            return self.unit_dose.to("mg/kg") * weight
        return self.unit_dose.to("mg", self.drug)

    def in_words(self) -> str:
        what = f"{self.unit_dose} of {self.route} {self.drug} over {self.infusion}"
        brings = f"nothing in place of {what}" if self.extinction else what
        cue = f"a cue light of {self.light}" if self.light.number else "no cue light"
        ends = f"; it ends with infusion {self.most_infusions}" if self.most_infusions else ""
        ends += f"; it ends after {self.patience} without an infusion" if self.patience else ""
        primed = f" {self.primes} infusions come at the start for nothing." if self.primes else ""
        return (
            f"A session lasts {self.duration}{ends}. Under a {self.ratio.in_words()} the active lever brings {brings}, "
            f"with {cue} and a time-out of {self.time_out}.{primed}"
        )


class Block(FileRecord):
    """Sessions of one kind, at most one a day."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    sessions: Annotated[Count, Field(ge=1, le=365)]
    per_week: Annotated[Count, Field(ge=1, le=7, description="sessions on this many first days of each seven")] = 7
    session: Annotated[str, Field(description="name of the session's procedure")]
    regimens: Annotated[
        tuple[Regimen, ...],
        Field(description="what is given beside; times count from the start of the block's first day"),
    ] = ()

    @model_validator(mode="after")
    def _nothing_clashes(self) -> Block:
        if wrong := clashes(self.regimens):
            raise refuse_all([Refusal(w.found, w.allowed, w.cause, ("regimens", *w.at)) for w in wrong])
        return self

    @property
    def days(self) -> list[bool]:
        """For each day of the block whether there is a session."""
        days: list[bool] = []
        while sum(days) < self.sessions:
            days.append(len(days) % 7 < self.per_week)
        return days

    def in_words(self) -> str:
        """How many sessions, of which kind, and what is given beside."""
        often = "daily" if self.per_week == 7 else f"on {self.per_week} days of seven"
        beside = "; ".join(r.in_words() for r in self.regimens)
        also = f" Beside it is given: {beside}." if beside else ""
        number = "1 session" if self.sessions == 1 else f"{self.sessions} sessions, {often}"
        return f"{self.name.replace('_', ' ').capitalize()}: {number}, as in {self.session}.{also}"


class Rest(FileRecord):
    """Days in the home cage, without levers."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    rest: Annotated[Count, Field(ge=1, le=365, description="days")]
    regimens: tuple[Regimen, ...] = ()

    @property
    def days(self) -> list[bool]:
        """For each day whether there is a session: never."""
        return [False] * self.rest

    def in_words(self) -> str:
        beside = "; ".join(r.in_words() for r in self.regimens)
        also = f", with {beside}" if beside else ""
        days = "1 day" if self.rest == 1 else f"{self.rest} days"
        return f"{self.name.replace('_', ' ').capitalize()}: {days} in the home cage{also}."
