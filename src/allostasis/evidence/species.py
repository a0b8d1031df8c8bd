"""Priors of a species: what it does not share with people, and everything else as in people.

A row of `priors_rat.csv` or `priors_mouse.csv` replaces that of people. Its rule `from_people` means that the species
is not independent of people: its value is people's value of the same draw, times a number from the row's distribution
(`fixed` or `lognormal`, without a unit) or plus one (`normal`, in the unit of the parameter). That is how gains share a
hierarchical prior and how allometry is written down. A parameter without a row is the same number in both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allostasis.evidence.rows import Prior

FROM_PEOPLE = "from_people"
ALLOWED_DEVIATIONS: dict[str, tuple[str, ...]] = {
    "fixed": ("fixed", "normal", "lognormal", "uniform", "loguniform", "truncated_normal"),
    "lognormal": ("fixed", "lognormal"),
    "normal": ("fixed", "normal"),
}
"""Families of people's prior about which each family of a deviation gives a family again."""


@dataclass(frozen=True)
class SpeciesPriors(Mapping[str, Prior]):
    """The prior of every parameter in one species.

    Attributes:
        species: the species.
        people: priors of people.
        own: the species' own rows; those with the rule `from_people` hold the deviation from people.
    """

    species: str
    people: Mapping[str, Prior]
    own: Mapping[str, Prior]

    def __getitem__(self, name: str) -> Prior:
        """The prior of one parameter; where it follows from people, the distribution that both together give."""
        people, own = self.people[name], self.own.get(name)
        if own is None:
            return people
        return _together(people, own) if own.rule == FROM_PEOPLE else own

    def __iter__(self) -> Iterator[str]:
        return iter(self.people)

    def __len__(self) -> int:
        return len(self.people)

    @property
    def deviations(self) -> dict[str, Prior]:
        """The rows that say how the species deviates from people."""
        return {name: prior for name, prior in self.own.items() if prior.rule == FROM_PEOPLE}

    @property
    def shared(self) -> tuple[str, ...]:
        """Parameters that have the same number as in people of the same draw."""
        return tuple(name for name in self.people if name not in self.own)

    def origin(self, name: str) -> str:
        """Where the prior of a parameter comes from, in words."""
        own = self.own.get(name)
        if own is None:
            return "priors of people" if self.species == "human" else "shared with people"
        return deviation_in_words(own) if own.rule == FROM_PEOPLE else f"rows or assumption of the {self.species}"


def deviation_in_words(own: Prior) -> str:
    """A deviation as a phrase, such as "people's value of the same draw times a factor, median 1, SD of ... 0.5"."""
    value = "people's value of the same draw"
    a, b = own.a or 0.0, own.b or 0.0
    if own.distribution == "fixed":
        return f"{value} times {own.default:.6g}"
    if own.distribution == "lognormal":
        return f"{value} times a factor, median {a:.6g}, SD of the logarithm {b:.6g}"
    return f"{value} plus a difference, mean {a:.6g}, SD {b:.6g}"


def _together(people: Prior, own: Prior) -> Prior:
    """What people's prior and the deviation give together; `ALLOWED_DEVIATIONS` keeps this exact."""
    changed = _sum(people, own) if own.distribution == "normal" else _product(people, own)
    return people.model_copy(update={**changed, "rule": own.rule, "reason": own.reason})


def _sum(people: Prior, own: Prior) -> dict[str, Any]:
    """People's value plus a normal number; a fixed value has no width of its own."""
    centre = people.default if people.a is None else people.a
    b = math.hypot(people.b or 0.0, own.b or 0.0)
    return {"default": people.default + own.default, "distribution": "normal", "a": centre + (own.a or 0.0), "b": b}


def _product(people: Prior, own: Prior) -> dict[str, Any]:
    """People's value times a factor, fixed or lognormal."""
    changed: dict[str, Any] = {"default": people.default * own.default}
    if own.distribution == "lognormal":
        centre = people.default if people.a is None else people.a
        b = math.hypot(people.b or 0.0, own.b or 0.0)
        changed |= {"distribution": "lognormal", "a": centre * (own.a or 1.0), "b": b}
    else:
        changed |= {"a": _times(people.a, own.default)}
        changed |= {"b": people.b if people.distribution == "lognormal" else _times(people.b, own.default)}
    if people.between_subject_kind == "normal":
        changed |= {"between_subject": _times(people.between_subject, own.default)}
    return changed


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
