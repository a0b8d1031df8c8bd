"""Refuses numbers that no paper can mean, with the argument named and all problems at once."""

from __future__ import annotations

import math
from collections.abc import Collection

from allostasis.errors import EvidenceError, Problem


class Checks:
    """Collects what is wrong with the arguments of one call; `done` raises them together."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def need(self, ok: bool, place: str, found: object, allowed: str, cause: str = "") -> None:
        """Note a problem unless `ok`."""
        if not ok:
            self.problems.append(Problem(place, str(found), allowed, cause))

    def done(self) -> None:
        """Raise `EvidenceError` with every problem found; nothing if there is none."""
        if self.problems:
            raise EvidenceError(self.problems)

    def finite(self, place: str, value: float) -> None:
        """A number that is neither missing nor infinite."""
        self.need(math.isfinite(value), place, value, "a finite number", "a missing value was passed on")

    def above_zero(self, place: str, value: float, cause: str = "") -> None:
        """A finite number above 0."""
        self.need(math.isfinite(value) and value > 0, place, value, "a finite number above 0", cause)

    def sd(self, place: str, value: float) -> None:
        """A standard deviation: above 0."""
        cause = "rounded to 0, or a missing value" if value == 0 else "the sign, or another column was read"
        self.above_zero(place, value, cause)

    def group_size(self, place: str, value: float, least: int = 2) -> None:
        """A whole number of people, at least `least`."""
        ok = math.isfinite(value) and value == int(value) and value >= least
        self.need(ok, place, value, f"a whole number, {least} or more", "too few to estimate a variance from")

    def events(self, place: str, events: float, n: float) -> None:
        """A whole number of events, between 0 and the size of the group."""
        ok = math.isfinite(events) and events == int(events) and 0 <= events <= n
        self.need(ok, place, events, f"a whole number from 0 to {n}", "a percentage was read as a count")

    def correlation(self, place: str, value: float) -> None:
        """A correlation strictly inside (-1, 1): at the ends the variance is 0 or infinite."""
        self.need(math.isfinite(value) and abs(value) < 1, place, value, "between -1 and 1", "r squared, or a slope")

    def probability(self, place: str, value: float) -> None:
        """A p-value: above 0 and at most 1."""
        cause = "p printed as 0.000 is a bound: pass the bound and say so" if value == 0 else ""
        self.need(0 < value <= 1, place, value, "above 0 and at most 1", cause)

    def level(self, place: str, value: float) -> None:
        """A confidence level: strictly between 0 and 1."""
        self.need(0 < value < 1, place, value, "between 0 and 1, such as 0.95", "given in percent" * (value > 1))

    def one_of(self, place: str, value: object, allowed: Collection[object]) -> None:
        """One of a list of words."""
        self.need(value in allowed, place, value, "one of " + ", ".join(str(word) for word in allowed))

    def interval(self, low: float, value: float, high: float, name: str = "estimate") -> None:
        """An interval with low below high that holds its estimate."""
        for place, number in (("low", low), (name, value), ("high", high)):
            self.finite(place, number)
        self.need(low < high, "low, high", f"{low} to {high}", "low below high", "the ends are swapped")
        found = f"{value} outside {low} to {high}"
        self.need(not low < high or low <= value <= high, name, found, "inside its interval", "a sign or a misprint")
