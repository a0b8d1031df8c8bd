"""One individual without chance, in double precision: the reference against which everything faster is held.

    simulate        states at given times, from events and infusions
    signals_of      what subsystems hand to each other, at those states
    dose            a dose by a route as events

The equations that the model's own text gives are solved by LSODA (`numerics.precise`) with a relative tolerance of 1e-9
and an absolute one of 1e-11 for each step. The solver restarts at every event and at both ends of every infusion, so
that no step runs across a jump. Over days of doses the states agree with a solution at a hundredth of the tolerance,
and with the exact solution of drug kinetics, to better than 1e-7 of their range; a test holds it to that.
Uses are not decided here and nothing is learned at events: events only add to states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from allostasis.errors import InputError, Problem
from allostasis.models.dosing import DRUG_DOSES
from allostasis.models.organism import Organism
from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.precise import PreciseSystem
from allostasis.numerics.trace import trace

Floats = NDArray[np.float64]
RELATIVE, ABSOLUTE = 1e-9, 1e-11
"""Tolerances of each step of the solver."""


class Event(NamedTuple):
    """Something added to a state at once: time in hours, full name of the state, amount in the state's unit."""

    time: float
    state: str
    amount: float


class Infusion(NamedTuple):
    """Something added to a state at a constant rate (unit of the state per hour) from `start` to `end` (hours)."""

    start: float
    end: float
    state: str
    rate: float


def simulate(
    assembly: type[Organism],
    parameters: Mapping[str, float],
    events: Sequence[tuple[float, str, float]],
    times: ArrayLike,
    *,
    start: Mapping[str, float] | None = None,
    infusions: Sequence[tuple[float, float, str, float]] = (),
    relative: float = RELATIVE,
    absolute: float = ABSOLUTE,
    whole: bool = False,
) -> dict[str, Floats]:
    """States at given times.

    Args:
        assembly: the model, such as `models.human.Human`.
        parameters: every parameter by full name; names that the assembly does not have are passed over.
        events: (time in hours, state, amount); several at one time are added up.
        times: hours in rising order; the first is when the run begins. At the time of an event the value is the one
            just after it.
        start: states at the first time, by full name; what is not named rests. Default: rest.
        infusions: (start in hours, end in hours, state, amount per hour).
        relative: relative tolerance of each step.
        absolute: absolute tolerance of each step, in the unit of the state.
        whole: leave no drug out: a run is slower, but one compilation of a few seconds serves every choice of drugs.

    Returns:
        Values by full state name, each of shape (times,).

    Raises:
        InputError: if a parameter is missing, a state is unknown, the times do not rise, or something happens before
            the first of them; all problems at once.
        RunError: if the solver fails.
    """
    hours = np.atleast_1d(np.asarray(times, float))
    added, running = [Event(*event) for event in events], [Infusion(*infusion) for infusion in infusions]
    _check(assembly, parameters, added, running, hours, start or {})
    p = {name: float(parameters[name]) for name in assembly.parameters()}
    y = {**{name: float(value) for name, value in assembly.rest(p).items()}, **(start or {})}
    given = {e.state for e in added} | {i.state for i in running} | {name for name, value in y.items() if value != 0}
    moving = frozenset(assembly.states() if whole else given)
    system = _system(assembly, moving)  # type: ignore[arg-type]  # a class has a hash, whatever it holds
    move = partial(system.solve, system.individual(p), relative=relative, absolute=absolute)
    found = _from_jump_to_jump(system.states, move, y, added, running, hours)
    columns = dict(zip(system.states, found.T, strict=True))
    return {name: columns.get(name, np.zeros(len(hours))) for name in assembly.states()}


def signals_of(assembly: type[Organism], parameters: Mapping[str, Any], states: Mapping[str, Any]) -> dict[str, Floats]:
    """Every signal by name at given states, each of the shape of the states.

    Args:
        assembly: the model.
        parameters: every parameter by full name.
        states: every state by full name, such as `simulate` gives.
    """
    evaluate, names = _signals(assembly)  # type: ignore[arg-type]  # as above
    arguments = [states[name] for name in assembly.states()] + [parameters[name] for name in assembly.parameters()]
    shape = np.broadcast_shapes(*(np.shape(value) for value in arguments))
    with np.errstate(divide="ignore"):  # the logarithm of zero inside a power, which is zero again
        values = evaluate(*(np.asarray(value, float) for value in arguments))
    return {name: np.array(np.broadcast_to(value, shape), float) for name, value in zip(names, values, strict=True)}


def dose(drug: str, route: str, milligrams: float, time: float, parameters: Mapping[str, Any]) -> list[Event]:
    """A dose as events, by the entry in `models.dosing.DRUG_DOSES`.

    Args:
        drug: name of the drug.
        route: route by which it is given.
        milligrams: dose, as protocols print it.
        time: when, hours.
        parameters: every parameter of the individual by full name.

    Raises:
        InputError: if the model does not know this drug by this route.
    """
    if (drug, route) not in DRUG_DOSES:
        known = ", ".join(f"{name} {way}" for name, way in DRUG_DOSES)
        raise InputError(Problem("dose", f'"{drug}" by the route "{route}"', f"one of {known}"))
    amounts = DRUG_DOSES[drug, route](milligrams, parameters)
    return [Event(time, state, float(amount)) for state, amount in amounts.items()]


@lru_cache(maxsize=16)
def _system(assembly: type[Organism], given: frozenset[str]) -> PreciseSystem:
    return PreciseSystem.of(trace(assembly), given)  # type: ignore[arg-type]  # as above


@lru_cache(maxsize=8)
def _signals(assembly: type[Organism]) -> tuple[Callable[..., tuple[Any, ...]], tuple[str, ...]]:
    traced = trace(assembly)  # type: ignore[arg-type]  # as above
    inputs = [*traced.states.values(), *traced.parameters.values()]
    return compile_expressions("precise_signals", inputs, traced.signals, np), tuple(traced.signals)


def _from_jump_to_jump(
    states: Sequence[str],
    move: Callable[[Floats, Floats, Floats], Floats],
    start: Mapping[str, float],
    events: Sequence[Event],
    infusions: Sequence[Infusion],
    hours: Floats,
) -> Floats:
    """Rows of states at the given hours, shape (hours, states).

    Args:
        states: names of the states.
        move: rows of states at given hours from the states at the first of them and what is added per hour.
        start: states at the first hour, by name.
        events: what is added at once.
        infusions: what is added at a constant rate.
        hours: times in rising order.
    """
    jumps = {e.time for e in events} | {t for i in infusions for t in (i.start, i.end)}
    bounds = sorted({float(hours[0]), float(hours[-1]), *(t for t in jumps if hours[0] <= t <= hours[-1])})
    rows, y = np.empty((len(hours), len(states))), np.array([start[name] for name in states])
    for begin, end in pairwise([*bounds, bounds[-1]]):
        y = y + _by_state(states, [(e.state, e.amount) for e in events if e.time == begin])
        rows[hours == begin] = y
        if begin < end:
            inflow = _by_state(states, [(i.state, i.rate) for i in infusions if i.start <= begin < i.end])
            inside = (hours > begin) & (hours < end)
            course = move(y, inflow, np.array([begin, *hours[inside], end]))
            rows[inside], y = course[1:-1], course[-1]
    return rows


def _by_state(states: Sequence[str], added: Sequence[tuple[str, float]]) -> Floats:
    """The sum of what is added to each state."""
    return np.array([sum(amount for state, amount in added if state == name) for name in states], float)


def _check(
    assembly: type[Organism],
    parameters: Mapping[str, float],
    events: Sequence[Event],
    infusions: Sequence[Infusion],
    hours: Floats,
    start: Mapping[str, float],
) -> None:
    states = assembly.states()
    problems = [
        Problem(name, "no value of this parameter", f"a value for each parameter of the {assembly.name} model")
        for name in assembly.parameters()
        if name not in parameters
    ]
    named = [*start, *(e.state for e in events), *(i.state for i in infusions)]
    problems += [
        Problem(name, "a state that the model does not have", f"one of the {len(states)} states, such as hpa.cortisol")
        for name in dict.fromkeys(named)
        if name not in states
    ]
    if not len(hours) or np.any(np.diff(hours) <= 0):
        problems.append(Problem("times", f"{len(hours)} times", "one or more times in rising order"))
    else:
        early = [t for t in (*(e.time for e in events), *(i.start for i in infusions)) if t < hours[0]]
        problems += [
            Problem(f"{t:g} h", "something that happens before the run", f"times from {hours[0]:g} h on") for t in early
        ]
    if problems:
        raise InputError(problems)
