"""Regimens: doses that repeat, in the words of pharmacometrics.

    Regimen              NONMEM, mrgsolve, rxode2
    drug and route       cmt
    amount               amt
    at                   time      of the first dose
    every                ii        interval between doses
    additional           addl      doses after the first; or `until`, the time before which they are given
    rate or duration     rate, dur of an infusion; without either a dose is given at once
    steady_state         ss        as if the regimen had been going on for ever
    bioavailability      F         factor of what enters, beside what the model's own route lets in
    lag                  alag      time by which every dose is late
    jitter               -         how far each dose of each subject strays from its time, evenly to both sides

A regimen knows no model: `administrations` lists what is given and when; `models.regimens` says where it goes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field, model_validator

from allostasis.protocols.events import DrugName, RouteName, unit_of_dose
from allostasis.quantities.records import Count, FileRecord, In, InUnitOf, Number, Refusal, refuse, refuse_all
from allostasis.quantities.units import Quantity

__all__ = ["MOST_DOSES", "Administration", "Regimen", "clashes"]

MOST_DOSES = 10_000
"""Doses that one regimen may hold; more are a slip of the unit."""
_ROUNDING = 1e-9
"""Hours; what conversions of units lose."""


def _not_negative(time: Quantity) -> Quantity:
    if time.number < 0:
        raise refuse(f'"{time}"', "zero or more")
    return time


def _positive(quantity: Quantity) -> Quantity:
    if quantity.number <= 0:
        raise refuse(f'"{quantity}"', "more than zero")
    return quantity


Time = Annotated[Quantity, In("h"), AfterValidator(_not_negative)]
Span = Annotated[Quantity, In("h"), AfterValidator(_positive)]
Rate = Annotated[Quantity, In("mg/h"), AfterValidator(_positive)]
_AMOUNT = InUnitOf(unit_of_dose, "a mass such as 40 mg, or international units such as 40 IU")


class Administration(NamedTuple):
    """What is given once: when (hours), how much (mg, after bioavailability), over how long (hours; 0: at once)."""

    time: float
    milligrams: float
    hours: float


class Regimen(FileRecord):
    """One dose, or doses of one drug at equal distances; times count from where the regimen stands."""

    drug: DrugName
    route: RouteName
    amount: Annotated[Quantity, _AMOUNT, AfterValidator(_positive)]
    at: Annotated[Time, Field(description="time of the first dose")] = Quantity(0, "h")
    every: Annotated[Span | None, Field(description="time from dose to dose")] = None
    additional: Annotated[Count | None, Field(ge=0, description="doses after the first")] = None
    until: Annotated[Span | None, Field(description="time before which doses are given")] = None
    rate: Annotated[Rate | None, Field(description="rate of an infusion, mass per time")] = None
    duration: Annotated[Span | None, Field(description="duration of an infusion")] = None
    steady_state: Annotated[bool, Field(strict=True, description="as if it had been going on for ever")] = False
    bioavailability: Annotated[Number, Field(gt=0, description="factor of what enters")] = 1.0
    lag: Annotated[Time, Field(description="time by which every dose is late")] = Quantity(0, "h")
    jitter: Annotated[Time, Field(description="how far a dose strays from its time, to both sides")] = Quantity(0, "h")

    @property
    def milligrams(self) -> float:
        """One dose as it is written, mg."""
        return self.amount.to("mg", self.drug)

    @property
    def hours(self) -> float:
        """How long one dose takes, hours; 0 for one that is given at once."""
        if self.duration is not None:
            return self.duration.to("h")
        return self.milligrams / self.rate.to("mg/h") if self.rate is not None else 0.0

    @property
    def interval(self) -> float | None:
        """Hours from dose to dose; None for a single dose."""
        return None if self.every is None else self.every.to("h")

    def times(self, stop: float = math.inf) -> list[float]:
        """Hours at which doses are due, before lag and jitter, and before `stop`.

        With `steady_state` the doses that lie between the beginning and `at` are listed too.

        Raises:
            ValueError: if the regimen has no end and `stop` is not given.
        """
        first, interval = self.at.to("h"), self.interval
        if interval is None:
            return [first] if first < stop else []
        before = math.floor((first + self.lag.to("h") + _ROUNDING) / interval) if self.steady_state else 0
        last = self._last(first, interval, stop)
        return [first + k * interval for k in range(-before, last + 1) if first + k * interval < stop - _ROUNDING]

    def _last(self, first: float, interval: float, stop: float) -> int:
        """Number of the last dose, counted from 0 at `at`."""
        if self.additional is not None:
            return self.additional
        end = min(stop, math.inf if self.until is None else self.until.to("h"))
        if math.isinf(end):
            raise ValueError("a regimen without additional or until needs a time at which to stop")
        return math.ceil((end - first) / interval - _ROUNDING) - 1

    def administrations(
        self, stop: float = math.inf, strays: Callable[[int], list[float]] | None = None
    ) -> list[Administration]:
        """What is given, in order.

        Args:
            stop: hours before which doses are due; needed for a regimen without end.
            strays: gives, for a number of doses, how far each strays from its time, from -1 to 1 times the jitter.
        """
        due = self.times(stop)
        shifts = [self.jitter.to("h") * s for s in strays(len(due))] if strays is not None else [0.0] * len(due)
        given, late = self.milligrams * self.bioavailability, self.lag.to("h")
        return [Administration(max(t + late + s, 0.0), given, self.hours) for t, s in zip(due, shifts, strict=True)]

    def cycle(self) -> Administration:
        """The dose of one interval, at its first moment at or after hour 0.

        Raises:
            ValueError: for a single dose.
        """
        if self.interval is None:
            raise ValueError("a single dose has no cycle")
        first = self.at.to("h") + self.lag.to("h")
        late = first - self.interval * math.floor((first + _ROUNDING) / self.interval)
        return Administration(max(late, 0.0), self.milligrams * self.bioavailability, self.hours)

    @model_validator(mode="after")
    def _is_possible(self) -> Regimen:
        wrong = [*self._repeats(), *self._infuses(), *self._is_steady()]
        if wrong:
            raise refuse_all(wrong)
        return self

    def _repeats(self) -> list[Refusal]:
        wrong: list[Refusal] = []
        if self.every is None:
            given = [name for name in ("additional", "until") if getattr(self, name) is not None]
            allowed = "the interval of the doses as every"
            return [Refusal(f"{name} without every", allowed, "", (name,)) for name in given]
        if self.additional is not None and self.until is not None:
            found = f"additional ({self.additional}) and until ({self.until}) together"
            wrong.append(Refusal(found, "one of the two", "", ("until",)))
        if self.until is not None and self.until.to("h") <= self.at.to("h"):
            wrong.append(Refusal(f"until {self.until}", f"a time after the first dose at {self.at}", "", ("until",)))
        elif (
            self.until is not None
            and not wrong
            and self._last(self.at.to("h"), self.every.to("h"), math.inf) >= MOST_DOSES
        ):
            found = f"every {self.every} until {self.until}"
            wrong.append(Refusal(found, f"at most {MOST_DOSES} doses", "check the units", ("every",)))
        if self.additional is not None and self.additional >= MOST_DOSES:
            wrong.append(Refusal(f"{self.additional} doses more", f"at most {MOST_DOSES} doses", "", ("additional",)))
        if 2 * self.jitter.to("h") >= self.every.to("h"):
            found = f"a jitter of {self.jitter} to both sides with doses every {self.every}"
            wrong.append(
                Refusal(found, "less than half of the interval, so that doses keep their order", "", ("jitter",))
            )
        return wrong

    def _infuses(self) -> list[Refusal]:
        wrong = []
        if self.rate is not None and self.duration is not None:
            lasts = self.milligrams / self.rate.to("mg/h")
            if not math.isclose(lasts, self.duration.to("h"), rel_tol=1e-6):  # rounding of the conversion of units
                found = f"{self.amount} at {self.rate}, which lasts {lasts:.6g} h, and a duration of {self.duration}"
                wrong.append(Refusal(found, "rate or duration, or both if they agree", "", ("duration",)))
        if self.every is not None and self.hours > self.every.to("h") * (1 + 1e-9):
            found = f"an infusion of {self.hours:.6g} h every {self.every}"
            cause = "the next infusion would start while this one runs"
            at = ("duration",) if self.duration is not None else ("rate",)
            wrong.append(Refusal(found, "infusions no longer than the interval", cause, at))
        return wrong

    def _is_steady(self) -> list[Refusal]:
        if not self.steady_state:
            return []
        wrong = []
        if self.every is None:
            found = "steady_state without every"
            wrong.append(Refusal(found, "the interval of the doses as every", "one dose has none", ("steady_state",)))
        if self.jitter.number > 0:
            found = "steady_state with jitter"
            wrong.append(Refusal(found, "one of the two", "irregular doses have no periodic state", ("jitter",)))
        return wrong

    def in_words(self) -> str:
        """The regimen as a phrase, such as "5 mg intravenous heroin every 6 h, 3 further doses"."""
        parts = [f"{self.amount} {self.route} {self.drug}"]
        if self.hours:
            parts.append(f"infused over {self.duration}" if self.duration is not None else f"infused at {self.rate}")
        if self.at.number:
            parts.append(f"first at {self.at}")
        if self.every is not None:
            parts.append(f"every {self.every}")
        if self.additional is not None:
            parts.append(f"{self.additional} further dose{'' if self.additional == 1 else 's'}")
        if self.until is not None:
            parts.append(f"until {self.until}")
        if self.lag.number:
            parts.append(f"each {self.lag} late")
        if self.jitter.number:
            parts.append(f"each up to {self.jitter} early or late")
        if self.bioavailability != 1:
            parts.append(f"of which {100 * self.bioavailability:g} % enters")
        if self.steady_state:
            parts.append("as if it had been going on for ever")
        return ", ".join(parts)


def clashes(regimens: tuple[Regimen, ...]) -> list[Refusal]:
    """Regimens of one drug and route whose doses fall on the same moment, or whose infusions overlap.

    Only the first day of doses that never end is looked at: equal intervals meet there or never.
    """
    wrong: list[Refusal] = []
    for number, later in enumerate(regimens):
        for earlier in regimens[:number]:
            if (earlier.drug, earlier.route) == (later.drug, later.route) and _meet(earlier, later):
                found = f"doses of {later.route} {later.drug} that fall together with those of an earlier regimen"
                wrong.append(Refusal(found, "doses at different times", "add the amounts up", (number, "at")))
                break
    return wrong


def _meet(a: Regimen, b: Regimen) -> bool:
    horizon = max(a.at.to("h"), b.at.to("h")) + 24 + max(a.interval or 0, b.interval or 0)
    spans = sorted((g.time, g.time + g.hours) for g in (*a.administrations(horizon), *b.administrations(horizon)))
    return any(
        after[0] < before[1] - _ROUNDING or abs(after[0] - before[0]) < _ROUNDING for before, after in pairwise(spans)
    )
