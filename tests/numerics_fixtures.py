"""Two small laboratories, one in double and one in single precision: 64 people and an engine that is compiled once.

A test says who the people are, what happens to them and for how long; everything else has a default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from allostasis.evidence import load
from allostasis.evidence.rows import Prior
from allostasis.models.daily_life import RECORDED, TARGETS, human_behaviour
from allostasis.models.human import Human
from allostasis.numerics.engine import DECISIONS, SLOTS, Carry, Clock, Engine, Output, Slots, Subjects, build_engine
from allostasis.numerics.streams import HISTORY, subject_keys

Values = dict[str, NDArray[np.float64]]

WIDTH = 64
"""People in a laboratory: eight vectors of eight doubles."""
NMOL_PER_MG_HEROIN = 1e6 / 369.41
"""Nanomoles in a milligram of heroin base (369.41 g/mol)."""
NMOL_PER_MG_METHADONE = 1e6 / 309.45
"""Nanomoles in a milligram of methadone base (309.45 g/mol)."""
FOREVER = 10**9
USUAL = frozenset(t for t in TARGETS if t.startswith(("heroin.heroin", "methadone.", "oxytocin.", "exposure.")))
"""What the laboratories may give; an engine with all drugs at once would take a minute to compile."""


@dataclass(frozen=True)
class Event:
    """Something scheduled: at an interval of every day, or once at an interval of the run."""

    at: int
    target: str
    amount: Any = 1.0
    daily: bool = False
    is_use: bool = False
    is_cue: bool = False


@dataclass(frozen=True)
class Run:
    """Where a run ended and what it recorded."""

    engine: Engine
    carry: Carry
    output: Output
    rows: int

    def state(self, name: str) -> NDArray[np.float64]:
        """A state at the end, one value per person."""
        return np.asarray(self.carry.y, float)[self.engine.row(name)]

    def states(self) -> Values:
        """All states at the end by full name."""
        return with_absent(dict(zip(self.engine.layout.states, np.asarray(self.carry.y, float), strict=True)))

    def record(self, name: str) -> NDArray[np.float64]:
        """A recorded quantity, shape (rows, people)."""
        return np.asarray(self.output.records, float)[: self.rows, self.engine.recorded.index(name)]

    def decisions(self, intervals: int) -> NDArray[np.uint8]:
        """Whether a person decided to use, shape (intervals, people)."""
        return np.asarray(self.output.decisions)[:intervals]


class Laboratory:
    """An engine of the human model with its people."""

    def __init__(self, dtype: str, engine: Engine | None = None) -> None:
        self.engine = engine or build_engine(Human, human_behaviour(), RECORDED, dtype, given=USUAL)
        self._prepared: dict[tuple[int, float], Any] = {}

    def people(self, changes: Mapping[str, Any] | None = None) -> Values:
        """Parameters of the reference person, but for some changes; numbers hold for everybody."""
        values = {**defaults(), **(changes or {})}
        return {name: np.broadcast_to(np.asarray(v, float), (WIDTH,)).copy() for name, v in values.items()}

    def start(self, people: Values, states: Mapping[str, Any] | None = None) -> Carry:
        """Everybody at rest, but for some states."""
        rest = Human.rest(people)
        changed = {n: np.broadcast_to(np.asarray(v, float), (WIDTH,)) for n, v in (states or {}).items()}
        return self.engine.initial({**rest, **changed})

    def states(self, carry: Carry) -> Values:
        """All states of a carry by full name."""
        return with_absent(dict(zip(self.engine.layout.states, np.asarray(carry.y, float), strict=True)))

    def run(
        self,
        people: Values,
        intervals: int,
        carry: Carry | None = None,
        *,
        first: int = 0,
        minutes: float = 10.0,
        steps: int = 5,
        events: Sequence[Event] = (),
        draws: Any = 0,
        subjects: Any = None,
        seed: int = 1,
        usual_dose: float = 0.0,
        uses: bool = False,
        stochastic: bool = False,
        mean_field: bool = False,
        record_every: int = 144,
        replay: Any = None,
        arrays: Any = None,
    ) -> Run:
        """Let `intervals` intervals of `minutes` pass, each in `steps` steps of the solver.

        Args:
            people: parameters by full name.
            intervals: how many.
            carry: where to start; everybody at rest if not given.
            first: number of the first interval.
            minutes: length of an interval.
            steps: steps of the solver in an interval.
            events: what is scheduled.
            draws, subjects, seed: names of the people's random streams.
            usual_dose: dose of a use that a person decides on, nmol.
            uses: whether people decide on uses.
            stochastic: whether decisions, cues and stressors happen at all.
            mean_field: whether cues and stressors come in their mean instead of by chance.
            record_every: intervals between records.
            replay: decisions to repeat, shape (intervals, people).
            arrays: parameter rows and what follows from them and the step, if not from `people`.
        """
        dtype, whole = self.engine.dtype, np.int32
        hours = minutes / 60
        lanes = np.arange(WIDTH)
        keys = subject_keys(seed, np.broadcast_to(draws, WIDTH), lanes if subjects is None else subjects, HISTORY)
        window = np.zeros(WIDTH, whole), np.full(WIDTH, FOREVER if uses else 0, whole)
        clock = Clock(
            start=whole(first),
            intervals=whole(intervals),
            interval=dtype.type(hours),
            steps=whole(steps),
            per_day=whole(round(24 / hours)),
            stochastic=whole(stochastic),
            mean_field=whole(mean_field),
            record_every=whole(record_every),
            replay=whole(replay is not None),
        )
        replayed = np.zeros((DECISIONS, WIDTH), np.uint8)
        if replay is not None:
            replayed[: len(replay)] = replay
        arrays = arrays if arrays is not None else self._arrays(people, hours / steps)
        block = Subjects(*arrays, keys, np.full(WIDTH, usual_dose, dtype), *window)
        start = self.start(people) if carry is None else carry
        end, output = self.engine.advance(start, block, self._slots(events), clock, replayed)
        return Run(self.engine, end, output, -(-intervals // record_every))

    def _arrays(self, people: Values, step: float) -> tuple[Any, ...]:
        """Parameters and the arrays of one step; kept, because tests run the same people many times."""
        if (id(people), step) not in self._prepared:
            rows = np.stack([people[name] for name in self.engine.layout.parameters]).astype(self.engine.dtype)
            # The people themselves are kept too, so that no other dictionary takes over their id.
            self._prepared[id(people), step] = people, (rows, *self.engine.step_arrays(people, step))
        return self._prepared[id(people), step][1]

    def _slots(self, events: Sequence[Event]) -> Slots:
        dtype, whole = self.engine.dtype, np.int32
        time, amount = np.full((SLOTS, WIDTH), -1, whole), np.zeros((SLOTS, WIDTH), dtype)
        daily, target = np.zeros(SLOTS, bool), np.zeros((SLOTS, len(self.engine.targets)), dtype)
        is_use, is_cue = np.zeros(SLOTS, dtype), np.zeros(SLOTS, dtype)
        for k, event in enumerate(events):
            time[k], amount[k], daily[k] = event.at, event.amount, event.daily
            target[k, self.engine.targets.index(event.target)] = 1
            is_use[k], is_cue[k] = event.is_use, event.is_cue
        window = np.zeros((SLOTS, WIDTH), whole), np.full((SLOTS, WIDTH), FOREVER, whole)
        return Slots(time, amount, *window, daily, target, is_use, is_cue)


def with_absent(states: Values) -> Values:
    """All states of the model: those of drugs that a laboratory never gives are zero."""
    return {name: states.get(name, np.zeros(WIDTH)) for name in Human.states()}


def defaults() -> dict[str, float]:
    """Parameters of the reference person, from the evidence tables."""
    declared = Human.parameters()
    return {name: prior.default for name, prior in load().priors.items() if name in declared}


def random_people(seed: int) -> Values:
    """Parameters drawn from their priors, one draw per person."""
    rng = np.random.default_rng(seed)
    declared = Human.parameters()
    return {name: _drawn(prior, rng) for name, prior in load().priors.items() if name in declared}


def _drawn(prior: Prior, rng: np.random.Generator) -> NDArray[np.float64]:
    a, b = float(prior.a or 0.0), float(prior.b or 0.0)
    match prior.distribution:
        case "fixed":
            return np.full(WIDTH, prior.default)
        case "normal":
            return rng.normal(a, b, WIDTH)
        case "lognormal":
            return a * np.exp(rng.normal(0, b, WIDTH))
        case "uniform":
            return rng.uniform(a, b, WIDTH)
        case "loguniform":
            return np.exp(rng.uniform(np.log(a), np.log(b), WIDTH))
        case "beta":
            return rng.beta(a, b, WIDTH)
        case _:
            # Only the means of the truncated priors are at or above zero, so that folding serves as cutting here.
            return np.abs(rng.normal(a, b, WIDTH))


def text_rates(values: Mapping[str, Any], states: Mapping[str, Any]) -> dict[str, Any]:
    """Rates of all states as the model's own text gives them, without the engine."""
    return Human.flatten(Human.build(values).rates(Human.unflatten(states)))


def integrate(values: Mapping[str, float], states: Mapping[str, float], hours: Sequence[float]) -> Values:
    """The model's own text under an adaptive stiff solver; tolerances four orders below what is asked of the engine."""
    names = list(Human.states())
    person = Human.build(dict(values))

    def rates(_: float, y: NDArray[np.float64]) -> list[float]:
        return list(Human.flatten(person.rates(Human.unflatten(dict(zip(names, y.tolist(), strict=True))))).values())

    start = [float(states[name]) for name in names]
    solved = solve_ivp(rates, (hours[0], hours[-1]), start, method="LSODA", rtol=1e-9, atol=1e-11, t_eval=hours)
    return dict(zip(names, solved.y, strict=True))


@pytest.fixture(scope="session")
def double() -> Laboratory:
    """A laboratory in double precision."""
    return Laboratory("float64")


@pytest.fixture(scope="session")
def single() -> Laboratory:
    """A laboratory in single precision, as populations use it."""
    return Laboratory("float32")
