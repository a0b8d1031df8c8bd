"""From regimens to what enters a model's states: events, infusions, and the start of what has been going on for ever.

    given = given_by(regimens, Human, parameters, stop=48.0)
    simulate(Human, parameters, given.events, times, infusions=given.infusions, start=given.start)

`steady_state` means: at the beginning the amounts of the regimen's own drug (everything linear) are those of the exact
periodic solution. What follows the drug without being linear (receptors, tolerance, hormones, learning) is not moved:
in a study it follows by the fast-forward of its phase, elsewhere it starts from where the caller says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np

from allostasis.models.deterministic import Event, Infusion
from allostasis.models.dosing import DRUG_DOSES
from allostasis.models.organism import Organism
from allostasis.numerics.periodic import Input, RateMatrix, periodic_state
from allostasis.numerics.trace import trace

__all__ = ["Given", "given_by", "periodic_start"]

Strays = Callable[[int], list[float]]


class SomeRegimen(Protocol):
    """What is asked of a regimen; `protocols.regimens.Regimen` is one."""

    @property
    def drug(self) -> str: ...
    @property
    def route(self) -> str: ...
    @property
    def steady_state(self) -> bool: ...
    @property
    def interval(self) -> float | None: ...
    def cycle(self) -> tuple[float, float, float]: ...
    def administrations(
        self, stop: float = ..., strays: Strays | None = ...
    ) -> Sequence[tuple[float, float, float]]: ...


class Given(NamedTuple):
    """What enters the states of one individual.

    Attributes:
        events: what is added at once, in order of time.
        infusions: what is added at a constant rate.
        start: amounts at the beginning, by state; empty unless a regimen is in its steady state.
    """

    events: list[Event]
    infusions: list[Infusion]
    start: dict[str, float]


def given_by(
    regimens: Sequence[SomeRegimen],
    assembly: type[Organism],
    parameters: Mapping[str, Any],
    stop: float = math.inf,
    strays: Strays | None = None,
) -> Given:
    """What some regimens add to the states of one individual, from hour 0 on.

    Args:
        regimens: what is given.
        assembly: the model.
        parameters: every parameter by full name; what is absorbed depends on them.
        stop: hours before which doses are due; needed if a regimen has no end.
        strays: for regimens with jitter: from -1 to 1 for each dose, in order (see `Regimen.administrations`).
    """
    events: list[Event] = []
    infusions: list[Infusion] = []
    start: dict[str, float] = {}
    for regimen in regimens:
        for time, milligrams, hours in regimen.administrations(stop, strays):
            for state, amount in DRUG_DOSES[regimen.drug, regimen.route](milligrams, parameters).items():
                if hours:
                    infusions.append(Infusion(time, time + hours, state, float(amount) / hours))
                else:
                    events.append(Event(time, state, float(amount)))
        if regimen.steady_state:
            for state, amount in periodic_start(regimen, assembly, parameters).items():
                start[state] = start.get(state, 0.0) + amount
            infusions += _still_running(regimen, parameters)
    return Given(sorted(events, key=lambda e: e.time), sorted(infusions, key=lambda i: i.start), start)


def periodic_start(regimen: SomeRegimen, assembly: type[Organism], parameters: Mapping[str, Any]) -> dict[str, float]:
    """Amounts at hour 0, before what is given at that very moment, if the regimen had been going on for ever.

    Args:
        regimen: a regimen with an interval and without jitter.
        assembly: the model.
        parameters: every parameter by full name.

    Returns:
        Values by the full names of the linear states that the drug reaches.
    """
    linear, matrix = _matrix(assembly)  # type: ignore[arg-type]  # a class has a hash, whatever it holds
    interval, (first, milligrams, hours) = regimen.interval or 0.0, regimen.cycle()
    entry = DRUG_DOSES[regimen.drug, regimen.route](milligrams, parameters)
    amounts = np.array([float(entry.get(name, 0.0)) for name in linear])
    (A,) = matrix(parameters)
    # An infusion that runs across hour 0 is two pieces of one cycle.
    over = max(first + hours - interval, 0.0)
    share = over / hours if hours else 0.0
    pieces = [Input(first, hours - over, (1 - share) * amounts), Input(0.0, over, share * amounts)]
    y = periodic_state(A, pieces if over else [Input(first, hours, amounts)], interval)
    return {name: float(value) for name, value in zip(linear, y, strict=True) if value != 0}


def _still_running(regimen: SomeRegimen, parameters: Mapping[str, Any]) -> list[Infusion]:
    """What the dose before hour 0 still lets in after it."""
    interval, (first, milligrams, hours) = regimen.interval or 0.0, regimen.cycle()
    over = first + hours - interval
    if over <= 0:
        return []
    entry = DRUG_DOSES[regimen.drug, regimen.route](milligrams, parameters)
    return [Infusion(0.0, over, state, float(amount) / hours) for state, amount in entry.items()]


@lru_cache(maxsize=8)
def _matrix(assembly: type[Organism]) -> tuple[tuple[str, ...], RateMatrix]:
    traced = trace(assembly)  # type: ignore[arg-type]  # as above
    return traced.linear, RateMatrix(traced)
