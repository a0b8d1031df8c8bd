"""What can happen at a moment of a session: a dose, a cue, a stressor, and the place where an arm's treatment is given.

Times are whole minutes from the start of the session; what lasts, lasts over [at, at + duration).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, ValidationInfo

from allostasis.protocols.drugs import DRUGS
from allostasis.quantities.records import FileRecord, In, InUnitOf, Number, Refusal, refuse
from allostasis.quantities.units import Quantity

__all__ = ["Cue", "Dose", "DrugName", "Event", "Give", "Minutes", "RouteName", "Stressor", "minutes", "unit_of_dose"]


def minutes(time: Quantity) -> int:
    """A time as whole minutes."""
    return round(time.to("min"))


def _whole(time: Quantity) -> Quantity:
    if abs(time.to("min") - minutes(time)) > 1e-6:  # a millionth of a minute: rounding of the conversion, no real time
        raise refuse(f'"{time}", which is not a whole number of minutes', "whole minutes, such as 45 min or 1.5 h")
    return time


def _lasting(time: Quantity) -> Quantity:
    if minutes(time) < 1:
        raise refuse(f'a duration of "{time}"', "a duration of at least 1 min")
    return time


Minutes = Annotated[Quantity, In("min"), AfterValidator(_whole)]
Lasting = Annotated[Minutes, AfterValidator(_lasting)]
Intensity = Annotated[Number, Field(ge=0, le=10, description="strength; 1 is the usual strength of such an event")]


def _known_drug(name: str) -> str:
    if name not in DRUGS:
        raise refuse(f'the unknown drug "{name}"', f"one of {', '.join(sorted(DRUGS))}")
    return name


def _known_route(route: str, info: ValidationInfo) -> str:
    drug = info.data.get("drug")
    if drug in DRUGS and route not in DRUGS[drug].doses:
        raise refuse(f'the route "{route}"', f"for {drug}: {' or '.join(sorted(DRUGS[drug].doses))}")
    return route


DrugName = Annotated[str, AfterValidator(_known_drug), Field(json_schema_extra={"enum": sorted(DRUGS)})]
RouteName = Annotated[str, AfterValidator(_known_route), Field(description="a route by which the drug is modelled")]


def unit_of_dose(given: Mapping[str, Any]) -> In | None:
    """Unit and plausible size of a dose depend on drug and route."""
    drug, route = given.get("drug"), given.get("route")
    usual = DRUGS[drug].doses.get(str(route)) if drug in DRUGS else None
    return None if usual is None else In(usual.unit, usual, drug)


class Dose(FileRecord):
    """One dose of a drug. In an arm's treatment it has no time of its own: it is given where the session says so."""

    drug: DrugName
    route: RouteName
    amount: Annotated[Quantity, InUnitOf(unit_of_dose, "a mass such as 40 mg, or international units such as 40 IU")]

    def in_words(self) -> str:
        return f"{self.amount} {self.route} {self.drug}"


class Give(FileRecord):
    """The moment at which each arm receives its own treatment."""

    at: Minutes
    give: Literal["treatment"]

    def in_words(self) -> str:
        return "the arm's treatment is given"


class Cue(FileRecord):
    """A cue is shown over [at, at + duration)."""

    at: Minutes
    cue: Literal["drug", "neutral"]
    duration: Lasting
    intensity: Intensity = 1.0

    def in_words(self) -> str:
        strength = "" if self.intensity == 1 else f" (intensity {self.intensity:g})"
        return f"{self.cue} cues{strength} are shown for {self.duration}"


class Stressor(FileRecord):
    """A stressor acts over [at, at + duration)."""

    at: Minutes
    stressor: Annotated[str, Field(min_length=1, max_length=200, description="what it is, in words")]
    duration: Lasting
    intensity: Intensity

    def in_words(self) -> str:
        return f"{self.stressor} (intensity {self.intensity:g}) lasts {self.duration}"


def _kind(value: Any) -> str | None:
    if not isinstance(value, dict):
        return type(value).__name__
    return next((name for key, name in _KINDS.items() if key in value), None)


_KINDS = {"give": "Give", "cue": "Cue", "stressor": "Stressor"}

Event = Annotated[
    Annotated[Give, Tag("Give")] | Annotated[Cue, Tag("Cue")] | Annotated[Stressor, Tag("Stressor")],
    Discriminator(
        _kind,
        custom_error_type="refused",
        custom_error_message="refused",
        custom_error_context={
            "refusals": [
                Refusal(
                    "an event of no known kind",
                    "an event with its time and one of the keys give, cue or stressor",
                    "for example {at: 60 min, cue: drug, duration: 5 min}",
                )
            ]
        },
    ),
]
