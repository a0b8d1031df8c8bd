"""One block of animals through one arm of a lever study: days with a session and days in the home cage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.models.assemblies import assembly
from allostasis.models.dosing import DRUG_DOSES
from allostasis.models.organism import Organism
from allostasis.models.regimens import periodic_start
from allostasis.numerics.levers import NEVER, RATIOS, Contingency
from allostasis.numerics.streams import LEVERS, STRAYS, evenly, subject_keys
from allostasis.numerics.visiting import EDGES, Visitor, no_edges
from allostasis.numerics.visits import Edges, Levers, Visit
from allostasis.protocols.levers import AFTERMATH, DAY, Block, LeverSession, Rest, seconds
from allostasis.protocols.regimens import Regimen
from allostasis.studies.lever_files import HOME_STEP, LeverStudy

Values = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Session:
    """What one session gave; first axis: animals.

    Attributes:
        block: name of its block.
        counts: infusions, first_hour, active, inactive, breakpoint, by name.
        times: seconds of the infusions since the start of the session, one array for each animal.
        before: recorded quantities at the start of the session, shape (n, quantities).
    """

    block: str
    counts: dict[str, NDArray[np.float64]]
    times: list[NDArray[np.int32]]
    before: NDArray[Any]


@dataclass(frozen=True)
class Group:
    """Animals of one arm, made ready.

    Attributes:
        draws, subjects: parameter draw of each animal, and its number within it.
        parameters: each animal's own parameters by full name, those of pressing among them.
        rest: where each rests, by full state name.
    """

    draws: NDArray[np.int64]
    subjects: NDArray[np.int64]
    parameters: Values
    rest: Values


class ArmRun:
    """Runs an arm for a group of animals at one step."""

    def __init__(self, study: LeverStudy, visitor: Visitor, group: Group, step: int) -> None:
        """Make the arrays of both clocks; `step` in seconds holds in sessions."""
        self.study, self.visitor, self.group, self.step = study, visitor, group, step
        engine = visitor.engine
        self._rows = np.stack([group.parameters[name] for name in engine.layout.parameters]).astype(engine.dtype)
        self._pressing = np.stack([group.parameters[name] for name in visitor.pressing]).astype(engine.dtype)
        self._keys = np.asarray(subject_keys(study.seed, group.draws, group.subjects, LEVERS))
        self._arrays: dict[int, Any] = {}

    def sessions(self, arm: str) -> Iterator[Session]:
        """The sessions of an arm in order."""
        visit = self.visitor.start(self.visitor.engine.initial(self.group.rest))
        first_day = 0
        for part in self.study.arms[arm]:
            given = _given(part, self.group, self.study.seed, first_day, assembly(self.study.model))
            for day, has_session in enumerate(part.days):
                span = given.on(day)
                if has_session and isinstance(part, Block):
                    visit, session = self._day(visit, part, first_day + day, span)
                    yield session
                else:
                    visit = self._home(visit, 0, DAY, span)
            first_day += len(part.days)

    def _day(self, visit: Visit, block: Block, day: int, span: _Span) -> tuple[Visit, Session]:
        """A day with a session: before it, the session with its last lesson, and after it."""
        session, engine = self.study.procedures[block.session], self.visitor.engine
        start = seconds(session.at)
        length = -(-(seconds(session.duration) + AFTERMATH) // HOME_STEP) * HOME_STEP
        visit = self._home(visit, 0, start, span)
        rules, flow = rules_of(session), self._flow(session)
        visit = self.visitor.opened(visit, self._rows, rules, self._pressing)
        light = engine.dtype.type(1.0 if session.light.number else 0.0)
        levers = Levers(rules, self._keys, np.int32(day * DAY + start), flow, self._pressing, light)
        after, seen = self._run(visit, start, start + length, self.step, span, levers)
        steps = length // self.step
        words = {name: np.asarray(getattr(seen, name))[:steps] for name in ("active", "inactive", "met")}
        before = np.asarray(seen.records)[0].T
        result = _session(block.name, session, words, self.step, np.asarray(after.box.met), before)
        return self._home(after, start + length, DAY, span), result

    def _home(self, visit: Visit, start: int, stop: int, span: _Span) -> Visit:
        return visit if stop <= start else self._run(visit, start, stop, HOME_STEP, span, None)[0]

    def _run(
        self, visit: Visit, start: int, stop: int, step: int, span: _Span, levers: Levers | None
    ) -> tuple[Visit, Any]:
        if step not in self._arrays:
            hours = step / 3600
            parameters = {n: np.asarray(v, float) for n, v in self.group.parameters.items()}
            self._arrays[step] = (
                self.visitor.engine.step_arrays(parameters, hours),
                self.visitor.tables(parameters, hours),
            )
        arrays, tables = self._arrays[step]
        edges = span.edges(start, stop, self.visitor.targets, self.visitor.engine.dtype, len(self._keys))
        return self.visitor.run(
            visit, self._rows, arrays, tables, step / 3600, (stop - start) // step, self._pressing, edges, levers
        )

    def _flow(self, session: LeverSession) -> NDArray[Any]:
        """Inflow per hour while an infusion runs, shape (targets, width)."""
        milligrams = session.milligrams(self.study.animals.weight.to("kg"))
        amounts = DRUG_DOSES[session.drug, session.route](milligrams, self.group.parameters)
        flow = np.zeros((len(self.visitor.targets), len(self._keys)), self.visitor.engine.dtype)
        for state, amount in amounts.items():
            flow[self.visitor.targets.index(state)] = amount * 3600 / seconds(session.infusion)
        return flow


def rules_of(session: LeverSession) -> Contingency:
    """A session's rules as the engine takes them."""
    i32 = np.int32
    return Contingency(
        seconds=i32(seconds(session.duration)),
        requirement=np.array([session.ratio.requirement(k) for k in range(1, RATIOS + 1)], i32),
        time_out=i32(seconds(session.time_out)),
        infusing=i32(seconds(session.infusion)),
        light=i32(seconds(session.light)),
        most=i32(session.most_infusions or NEVER),
        patience=i32(NEVER if session.patience is None else seconds(session.patience)),
        primes=i32(session.primes),
        reinforced=i32(not session.extinction),
    )


def _session(
    name: str, session: LeverSession, words: Mapping[str, Any], step: int, met: NDArray[Any], before: NDArray[Any]
) -> Session:
    """Counts and times from the words of bits."""
    flags = {key: unpacked(value, step) for key, value in words.items()}
    paid = 0.0 if session.extinction else 1.0
    requirement = np.array([0, *(session.ratio.requirement(k) for k in range(1, RATIOS + 1))])
    times = [np.flatnonzero(column).astype(np.int32) for column in flags["met"].T]
    counts = {
        "infusions": paid * flags["met"].sum(axis=0) + session.primes,
        "first_hour": paid * flags["met"][:3600].sum(axis=0) + session.primes,
        "active": flags["active"].sum(axis=0).astype(float),
        "inactive": flags["inactive"].sum(axis=0).astype(float),
        "breakpoint": requirement[np.minimum(met, RATIOS)].astype(float),
    }
    return Session(
        name,
        {key: np.asarray(v, float) for key, v in counts.items()},
        times if paid else [t[:0] for t in times],
        before,
    )


def unpacked(words: NDArray[np.uint32], step: int) -> NDArray[np.bool_]:
    """Flags by second, shape (steps x step, width), from two words for each step."""
    shifts = np.arange(step, dtype=np.uint32)
    chosen = words[:, shifts // 32] >> (shifts % 32)[None, :, None]
    return (chosen & 1).astype(bool).reshape(-1, words.shape[2])


# ---------------------------------------------------------------------- regimens


_Dose = tuple[NDArray[np.int64], NDArray[np.float64], str, float]
"""Second by animal, amount by animal, state, and hours that it lasts."""


@dataclass(frozen=True)
class _Span:
    """Doses of a day, by second within it."""

    doses: tuple[_Dose, ...]

    def edges(self, start: int, stop: int, targets: tuple[str, ...], dtype: Any, width: int) -> Edges:
        """What happens in [start, stop) of the day."""
        rows = []
        for time, amount, state, hours in self.doses:
            target = targets.index(state)
            if hours == 0:
                rows.append((time, amount, target, 0))
            else:
                rows.append((time, amount / hours, target, 1))
                rows.append((time + round(hours * 3600), -amount / hours, target, 1))
        rows = [row for row in rows if np.any((row[0] >= start) & (row[0] < stop))]
        edges = no_edges(width, dtype, EDGES * max(-(-len(rows) // EDGES), 1))
        for k, (time, amount, target, is_flow) in enumerate(rows):
            edges.time[k] = np.where((time >= start) & (time < stop), time - start, -1)
            edges.amount[k], edges.target[k], edges.is_flow[k] = amount, target, is_flow
        return edges


@dataclass(frozen=True)
class _Regimens:
    """All doses of a part, from the start of its first day."""

    doses: tuple[_Dose, ...]

    def on(self, day: int) -> _Span:
        """Those that touch a day; infusions that began before keep a negative time."""
        first, last = day * DAY, (day + 1) * DAY
        near = [d for d in self.doses if np.any((d[0] < last) & (d[0] + d[3] * 3600 >= first))]
        return _Span(tuple((time - day * DAY, amount, state, hours) for time, amount, state, hours in near))


def _given(part: Block | Rest, group: Group, seed: int, first_day: int, model: type[Organism]) -> _Regimens:
    """The doses of a part's regimens, each animal's at its own second."""
    doses: list[_Dose] = []
    hours = 24.0 * len(part.days)
    for number, regimen in enumerate(part.regimens):
        if regimen.steady_state:
            doses += _since_ever(regimen, group, model)
        due = regimen.administrations(hours)
        stray = _strays(seed, group, first_day, number, len(due)) * regimen.jitter.to("h")
        for k, (time, milligrams, lasts) in enumerate(due):
            second = np.rint(np.maximum(time + stray[:, k], 0.0) * 3600).astype(np.int64)
            for state, amount in DRUG_DOSES[regimen.drug, regimen.route](milligrams, group.parameters).items():
                doses.append((second, np.broadcast_to(np.asarray(amount, float), second.shape), state, lasts))
    return _Regimens(tuple(doses))


def _since_ever(regimen: Regimen, group: Group, model: type[Organism]) -> list[_Dose]:
    """What a regimen that has been going on for ever has left at the start, given at once."""
    n = len(group.draws)
    own = [{name: float(v[k]) for name, v in group.parameters.items()} for k in range(n)]
    left = [periodic_start(regimen, model, parameters) for parameters in own]
    states = list(dict.fromkeys(state for start in left for state in start))
    return [(np.zeros(n, np.int64), np.array([s.get(state, 0.0) for s in left]), state, 0.0) for state in states]


def _strays(seed: int, group: Group, day: int, number: int, count: int) -> NDArray[np.float64]:
    """From -1 to 1 for each animal and dose, evenly; the same whatever else is given."""
    tags = [day * 2**20 + number * 2**14 + k for k in range(count)]
    return evenly(seed, group.draws, group.subjects, STRAYS, tags)
