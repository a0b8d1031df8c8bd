"""Individuals to whom something happens: the typical one of a model, and some drawn from the priors.

Subject.run      states and signals over time, from doses and other events
Course           what a run gives, by name of a state or signal
Cast             subjects by model; it keeps what was worked out once
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from allostasis.evidence import Evidence, Prior
from allostasis.models import ASSEMBLIES, assembly
from allostasis.models.deterministic import Event, dose, signals_of, simulate
from allostasis.models.organism import Organism

Floats = NDArray[np.float64]
RELATIVE, ABSOLUTE = 1e-5, 1e-7
"""Tolerances of each step: far inside every band of a check."""
DRAWS = 24
"""Draws of the priors for a check of the class prior."""
SEED = 20_260


@dataclass(frozen=True)
class Course:
    """States and signals at the times of a run; `course["hpa.cortisol"]` and `course["withdrawal"]` both work."""

    assembly: type[Organism]
    parameters: Mapping[str, float]
    hours: Floats
    states: Mapping[str, Floats]

    @cached_property
    def signals(self) -> dict[str, Floats]:
        """Signals by name, each of shape (times,)."""
        return signals_of(self.assembly, self.parameters, self.states)

    def __getitem__(self, name: str) -> Floats:
        return self.states[name] if name in self.states else self.signals[name]

    def at(self, name: str, hour: float) -> float:
        """A state or signal at a time between those that were asked for (straight line between them)."""
        return float(np.interp(hour, self.hours, self[name]))

    def time_of_peak(self, name: str) -> float:
        """Hour at which a state or signal is highest."""
        return float(self.hours[int(np.argmax(self[name]))])

    def last(self) -> dict[str, float]:
        """All states at the end, to go on from."""
        return {name: float(values[-1]) for name, values in self.states.items()}


@dataclass(frozen=True)
class Subject:
    """One individual of a model, with its parameters by full name."""

    assembly: type[Organism]
    parameters: Mapping[str, float]

    def dose(self, drug: str, route: str, milligrams: float, hour: float = 0.0) -> list[Event]:
        """A dose as events."""
        return dose(drug, route, milligrams, hour, self.parameters)

    def daily(self, drug: str, route: str, milligrams: float, days: int, per_day: int = 1) -> list[Event]:
        """Equal doses at equal distances, from hour 0 for some days."""
        hours = (24.0 * day + 24.0 / per_day * k for day in range(days) for k in range(per_day))
        return [event for hour in hours for event in self.dose(drug, route, milligrams, hour)]

    def challenge(self, strength: float, start: float, end: float) -> tuple[Event, tuple[float, float, str, float]]:
        """An experiment's stressor at a constant strength from `start` to `end` (h): an event and an infusion."""
        kept = strength * self.parameters["exposure.k_challenge"]
        return Event(start, "exposure.challenge", strength), (start, end, "exposure.challenge", kept)

    def run(
        self,
        events: Sequence[tuple[float, str, float]],
        hours: ArrayLike,
        *,
        start: Mapping[str, float] | None = None,
        infusions: Sequence[tuple[float, float, str, float]] = (),
    ) -> Course:
        """States at the given hours; see `models.deterministic.simulate`."""
        states = simulate(
            self.assembly,
            self.parameters,
            events,
            hours,
            start=start,
            infusions=infusions,
            relative=RELATIVE,
            absolute=ABSOLUTE,
            whole=True,
        )
        return Course(self.assembly, self.parameters, np.atleast_1d(np.asarray(hours, float)), states)

    def with_(self, **changed: float) -> Subject:
        """The same individual with other parameters, named with two underscores for the dot: hpa__U_chronic=2."""
        return Subject(self.assembly, {**self.parameters, **{k.replace("__", ".", 1): v for k, v in changed.items()}})


@dataclass
class Cast:
    """Subjects by model.

    Attributes:
        evidence: the tables, which hold the priors.
        kept: what checks worked out and others may use.
    """

    evidence: Evidence
    kept: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def typical(self, model: str) -> Subject:
        """Everybody's middle: all parameters at their defaults."""
        priors = priors_of(model, self.evidence)
        assembly = assembly_of(model)
        return Subject(assembly, {name: priors[name].default for name in assembly.parameters()})

    def drawn(self, model: str, draws: int = DRAWS) -> list[Subject]:
        """Typical individuals of draws from the priors, each draw one possible truth; the same ones at each call."""
        from allostasis.population.sampling import sample_parameters

        if ("drawn", model, draws) not in self.kept:
            values = sample_parameters(priors_of(model, self.evidence), SEED, range(draws))
            assembly = assembly_of(model)
            self.kept["drawn", model, draws] = [
                Subject(assembly, {name: float(values[name][k]) for name in assembly.parameters()})
                for k in range(draws)
            ]
        found: list[Subject] = self.kept["drawn", model, draws]
        return found

    def people(self, model: str, number: int = 24) -> list[Subject]:
        """Different people of one truth: parameters at their defaults, with their spread between subjects alone."""
        priors, middle = priors_of(model, self.evidence), self.typical(model)
        normals = np.random.default_rng(SEED).standard_normal((number, len(middle.parameters)))
        return [
            Subject(
                middle.assembly, {name: _own(priors[name], z) for name, z in zip(middle.parameters, row, strict=True)}
            )
            for row in normals
        ]


def _own(prior: Prior, z: float) -> float:
    """A person's own value at the standard normal score z."""
    value, sd = prior.default, prior.between_subject or 0.0
    match prior.between_subject_kind:
        case "lognormal":
            return float(value * np.exp(sd * z))
        case "logitnormal":
            return float(1 / (1 + (1 - value) / value * np.exp(-sd * z)))
        case _:
            return float(value + sd * z)


def assembly_of(model: str) -> type[Organism]:
    """The assembly of a model by its name."""
    return assembly(model)


def priors_of(model: str, evidence: Evidence) -> Mapping[str, Any]:
    """The priors of a model."""
    return evidence.priors_for(model)


def models() -> tuple[str, ...]:
    """Names of the models that there are."""
    return tuple(ASSEMBLIES)
