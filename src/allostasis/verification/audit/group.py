"""Groups of virtual individuals in double precision: many draws side by side, without chance.

    laboratory   an engine for the drugs and cues that an audit gives
    Group        individuals at a moment; `live` lets time pass, `copy` branches off
    Dose         something added to a state, once or every day

Nobody decides anything here: uses, cues and stressors happen when a protocol says so, and uses are learned from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.models.daily_life import human_behaviour
from allostasis.models.dosing import DRUG_DOSES
from allostasis.models.human import Human
from allostasis.numerics.engine import DECISIONS, RECORDS, SLOTS, Carry, Clock, Engine, Slots, Subjects, build_engine
from allostasis.numerics.streams import HISTORY, subject_keys

Floats = NDArray[np.float64]
People = Mapping[str, Floats]
INTERVAL = 10.0
"""Minutes between two moments at which something may happen."""
STEP = 2.0
"""Minutes of a step of the solver: the step of daily life in studies."""
PER_DAY = round(24 * 60 / INTERVAL)
FOREVER = 10**9
WATCHED = (
    "craving",
    "reactivity",
    "oxytocin_signal",
    "oxytocin_brain",
    "oxytocin_plasma",
    "oxytocin_firing",
    "oxytocin_cells.central",
    "oxytocin_cells.capacity",
    "oxytocin_receptor.density",
    "oxytocin_receptor.surface",
    "occupancy",
    "tone",
    "tolerance",
    "withdrawal",
    "felt_withdrawal",
    "hpa.acth",
    "hpa.cortisol",
    "hpa_drive",
    "amygdala.crf",
    "affect.hedonic",
    "affect_drive",
    "dopamine.D2",
    "dopamine_level",
    "reward_effect",
    "antinociception_effect",
    "learning.value",
    "incubated",
    "habit_weight",
    "load.load",
)
"""States and signals that are recorded."""


@dataclass(frozen=True)
class Dose:
    """Something added to a state: at an hour of the stretch, or every day at an hour of the day.

    Attributes:
        hour: hours since the beginning of the stretch, or the hour of the day.
        state: full name of the state.
        amount: what is added, one number or one for each individual.
        daily: whether it happens every day.
        is_use: whether it is a use of heroin: it brings the cue and is learned from.
    """

    hour: float
    state: str
    amount: Any
    daily: bool = False
    is_use: bool = False


class Group:
    """Individuals at a moment of their lives."""

    def __init__(self, engine: Engine, people: People, states: Mapping[str, Floats] | None = None) -> None:
        """Everybody at rest, but for some states.

        Args:
            engine: what `laboratory` gave.
            people: parameters by full name, each of shape (individuals,).
            states: states by full name that are not at rest.
        """
        self.engine, self.people = engine, people
        self.size = len(next(iter(people.values())))
        self.interval = 0
        rest = {name: np.broadcast_to(v, self.size) for name, v in Human.rest(people).items()}
        self._carry: Carry = engine.initial({**rest, **(states or {})})
        self._arrays: dict[float, Subjects] = {}

    def copy(self) -> Group:
        """The same individuals at the same moment, to go another way."""
        twin = object.__new__(Group)
        twin.__dict__.update(self.__dict__)
        return twin

    def state(self, name: str) -> Floats:
        """A state at this moment, shape (individuals,)."""
        return np.asarray(self._carry.y[self.engine.row(name)], float)

    def live(self, hours: float, doses: Sequence[Dose] = (), every: float = 1.0, step: float = STEP) -> Course:
        """Let time pass.

        Args:
            hours: how long, in whole intervals.
            doses: what happens.
            every: hours between records; the first is at the beginning, before anything happens.
            step: step of the solver, minutes.
        """
        left, rows, pace = round(hours * 60 / INTERVAL), [], max(1, round(every * 60 / INTERVAL))
        slots = self._slots(doses)
        most = min(RECORDS * pace, DECISIONS // pace * pace)
        while left > 0:
            count = min(left, most)
            rows.append(self._advance(count, slots, pace, step))
            left -= count
        values = np.concatenate(rows)
        return Course(np.arange(len(values)) * pace * INTERVAL / 60, values, self.engine.recorded)

    def dose(self, drug: str, route: str, milligrams: Any, hour: float, daily: bool = False) -> list[Dose]:
        """A dose of a drug by a route."""
        amounts = DRUG_DOSES[drug, route](np.broadcast_to(milligrams, self.size), self.people)
        return [Dose(hour, state, amount, daily, is_use=drug == "heroin") for state, amount in amounts.items()]

    def _advance(self, count: int, slots: Slots, pace: int, step: float) -> Floats:
        whole, dtype = np.int32, self.engine.dtype
        clock = Clock(
            start=whole(self.interval),
            intervals=whole(count),
            interval=dtype.type(INTERVAL / 60),
            steps=whole(round(INTERVAL / step)),
            per_day=whole(PER_DAY),
            stochastic=whole(0),
            mean_field=whole(0),
            record_every=whole(pace),
            replay=whole(0),
        )
        nothing = np.zeros((DECISIONS, self.size), np.uint8)
        self._carry, output = self.engine.advance(self._carry, self._subjects(step), slots, clock, nothing)
        self.interval += count
        return np.asarray(output.records, float)[: -(-count // pace)]

    def _subjects(self, step: float) -> Subjects:
        if step not in self._arrays:
            rows = np.stack([self.people[name] for name in self.engine.layout.parameters])
            lanes = np.arange(self.size)
            keys = np.asarray(subject_keys(0, lanes, lanes, HISTORY))
            none = np.zeros(self.size, np.int32)
            arrays = self.engine.step_arrays(dict(self.people), step / 60)
            self._arrays[step] = Subjects(rows, *arrays, keys, np.zeros(self.size), none, none)
        return self._arrays[step]

    def _slots(self, doses: Sequence[Dose]) -> Slots:
        shape, whole = (SLOTS, self.size), np.int32
        time, amount = np.full(shape, -1, whole), np.zeros(shape)
        daily, target = np.zeros(SLOTS, bool), np.zeros((SLOTS, len(self.engine.targets)))
        is_use = np.zeros(SLOTS)
        for k, dose in enumerate(doses):
            at = round(dose.hour * 60 / INTERVAL)
            time[k], amount[k], daily[k] = at if dose.daily else self.interval + at, dose.amount, dose.daily
            target[k, self.engine.targets.index(dose.state)], is_use[k] = 1, dose.is_use
        first, last = np.zeros(shape, whole), np.full(shape, FOREVER, whole)
        return Slots(time, amount, first, last, daily, target, is_use, np.zeros(SLOTS))


@dataclass(frozen=True)
class Course:
    """What was recorded: `course["craving"]` has the shape (records, individuals).

    Attributes:
        hours: hours since the beginning, shape (records,).
        values: shape (records, quantities, individuals).
        names: names of the quantities.
    """

    hours: Floats
    values: Floats
    names: tuple[str, ...]

    def __getitem__(self, name: str) -> Floats:
        return self.values[:, self.names.index(name)]

    def at(self, name: str, hour: float) -> Floats:
        """A quantity at the record nearest to an hour, shape (individuals,)."""
        return np.asarray(self[name][int(np.argmin(np.abs(self.hours - hour)))])

    def mean(self, name: str, first: float, last: float) -> Floats:
        """Mean of a quantity over the records from `first` to before `last`, shape (individuals,)."""
        inside = (self.hours >= first) & (self.hours < last)
        return np.asarray(self[name][inside].mean(axis=0))


def laboratory(targets: Collection[str], recorded: Sequence[str] = WATCHED) -> Engine:
    """An engine of the human model that adds to the given states; compiling takes seconds."""
    behaviour = human_behaviour()
    always = {behaviour.dose_state, behaviour.cue_state, behaviour.stressor_state}
    wanted = tuple(sorted({*targets, *always}))
    return build_engine(Human, replace(behaviour, targets=wanted), recorded, "float64", given=wanted)
