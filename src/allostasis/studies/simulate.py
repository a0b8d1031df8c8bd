"""One block of participants through a whole study: history, sessions, washout.

The history is simulated once. From its last moment every arm branches off, so that each participant is seen in both
arms under the very same circumstances; what the trial itself would have seen follows the assigned order of sessions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import RunError
from allostasis.models.dosing import DRUG_DOSES, nanomoles
from allostasis.numerics.engine import DECISIONS, Carry, Clock, Engine, Output, Slots, Subjects
from allostasis.numerics.fastforward import LONGEST_GLAND_LEAP, leap
from allostasis.numerics.streams import STRAYS, evenly
from allostasis.protocols.designs import Crossover
from allostasis.protocols.events import Cue, Stressor
from allostasis.protocols.phases import TreatmentPhase, clock_hours
from allostasis.protocols.regimens import MOST_DOSES
from allostasis.studies.files import Study
from allostasis.studies.first_events import first_events
from allostasis.studies.lanes import Lanes, engine_subjects
from allostasis.studies.tape import Tape
from allostasis.studies.timeline import PER_DAY, SlotBuilder, Timeline, lay_out, record_minutes

Array = NDArray[np.floating[Any]]
INTERVAL = 24 / PER_DAY
"""Hours of a decision interval."""
DAILY_STEP, SESSION_STEP = 2 / 60, 1 / 60
"""Solver steps in hours, unless a study gives its own."""
GLANDS = ("hpa.corticotrophs", "hpa.adrenal")
"""States whose leaps are kept short."""
LONGEST_CALL = DECISIONS // PER_DAY
"""Days of one call of the engine."""


@dataclass(frozen=True)
class Steps:
    """Solver steps in hours, in daily life and in sessions."""

    daily: float
    session: float

    @classmethod
    def of(cls, study: Study, halved: bool = False) -> Steps:
        """The study's own steps, or 2 min and 1 min; halved for the check of the step."""
        scale = 0.5 if halved else 1.0
        own = study.numerics
        daily = DAILY_STEP if own.step is None else own.step.to("h")
        session = SESSION_STEP if own.session_step is None else own.session_step.to("h")
        return cls(scale * daily, scale * session)


@dataclass(frozen=True)
class BlockResult:
    """What one block of participants gave; first axis of every array: participants.

    Attributes:
        sessions: recorded quantities in the assigned session of each arm, by arm, shape (n, time, quantities).
        branches: the same with every arm in the first session.
        history: recorded quantities at the start of each day simulated in full, shape (n, days, quantities).
        first_events: days to the first use and the like by name, shape (n,); nothing if nobody decides to use.
        period: number of the session in which the participant met each arm, by arm; 0 if never.
        covariates: covariates by name.
        has_second_rest: whether another resting state exists.
        is_settled: whether the resting state was found to the last digit.
    """

    sessions: dict[str, Array]
    branches: dict[str, Array]
    history: Array
    first_events: dict[str, NDArray[np.float64]]
    period: dict[str, NDArray[np.int8]]
    covariates: dict[str, NDArray[np.float64]]
    has_second_rest: NDArray[np.bool_]
    is_settled: NDArray[np.bool_]


class BlockRun:
    """The run of one block; holds what stays the same from call to call."""

    def __init__(self, study: Study, engine: Engine, lanes: Lanes, seed: int, steps: Steps, tape: Tape) -> None:
        """Lay out the history and make the engine's arrays."""
        self.study, self.engine, self.lanes, self.steps, self.tape = study, engine, lanes, steps, tape
        covariates = lanes.people.covariates
        self.timeline: Timeline = lay_out(
            study, covariates, lanes.parameters, engine.targets, engine.dtype, partial(_strays, seed, lanes)
        )
        usual = nanomoles(covariates["amount_of_use"] / covariates["uses_per_day"], "heroin")
        hazard = self.timeline.hazard
        for step in (steps.daily, steps.session):
            engine.check_step([lanes.rest[name] for name in engine.layout.states], lanes.parameters, step)
        self.daily: Subjects = engine_subjects(engine, lanes, seed, steps.daily, usual, hazard)
        self.visiting: Subjects = engine_subjects(engine, lanes, seed, steps.session, usual, hazard)
        self.start = round(clock_hours(study.session.start) * PER_DAY / 24)
        self.first_session = self.timeline.days * PER_DAY + self.start

    # ------------------------------------------------------------------ daily life

    def live(self, carry: Carry, first: int, intervals: int, mean_field: bool = False) -> tuple[Carry, list[Output]]:
        """Daily life over some decision intervals; a record at the start of every day."""
        outputs = []
        while intervals > 0:
            count = min(intervals, LONGEST_CALL * PER_DAY)
            clock = self._clock(first, count, INTERVAL, self.steps.daily, PER_DAY, 1, int(mean_field))
            carry, output = self._call(carry, self.daily, self.timeline.slots, clock, count / PER_DAY)
            outputs.append(output)
            first, intervals = first + count, intervals - count
        return carry, outputs

    def history(self) -> tuple[Carry, Array, Array]:
        """From rest to the first session: the checkpoint there, daily records of the days simulated in full, and uses.

        The uses are 1 where a participant decided to use, shape (intervals, width).
        """
        carry, days, uses = self.engine.initial(self.lanes.rest), [], []
        for stretch in self.timeline.stretches:
            if stretch.leaps is None:
                carry, outputs = self.live(carry, stretch.first * PER_DAY, stretch.days * PER_DAY)
                days.append(_daily_rows([np.asarray(o.records) for o in outputs], stretch.days))
                uses.append(_decided(outputs, stretch.days * PER_DAY))
                continue
            uses.append(np.zeros((stretch.days * PER_DAY, self.lanes.width), np.uint8))
            for k, hours in enumerate(stretch.leaps):
                carry, outputs = self.live(carry, (stretch.first + k) * PER_DAY, PER_DAY, mean_field=True)
                carry = self._leap(carry, outputs[0], hours)
        carry, outputs = self.live(carry, self.timeline.days * PER_DAY, self.start)
        if self.start:
            uses.append(_decided(outputs, self.start))
        shape = (0, len(self.engine.recorded), self.lanes.width)
        records = np.concatenate(days) if days else np.zeros(shape, self.engine.dtype)
        return carry, records, np.concatenate(uses)

    def _leap(self, carry: Carry, output: Output, hours: NDArray[np.float64]) -> Carry:
        """Let the slow states leap by each participant's hours, at the mean rates of the day that `output` tells of."""
        if not np.any(hours > 0):
            return carry
        slow = self.engine.layout.slow
        longest = np.array([LONGEST_GLAND_LEAP if name in GLANDS else np.inf for name in slow])
        y = np.array(carry.y)
        y[-len(slow) :] = leap(
            y[-len(slow) :].astype(float),
            np.asarray(output.rate_sum, float),
            np.asarray(output.slope_sum, float),
            24.0,
            hours,
            longest,
        )
        return carry._replace(y=y, compensation=np.zeros_like(carry.compensation))

    # ------------------------------------------------------------------ sessions

    def visit(self, carry: Carry, arm: str) -> tuple[Carry, Array]:
        """One session with everybody in the given arm; its records have the shape (records, quantities, width)."""
        length, minutes = self.session_minutes, self.record_minutes
        clock = self._clock(0, length // minutes, minutes / 60, self.steps.session, 24 * 60 // minutes, 0, 0, 1)
        carry, output = self._call(carry, self.visiting, self._session_slots(arm), clock)
        return carry, np.asarray(output.records)[: length // minutes]

    @property
    def session_minutes(self) -> int:
        """Length of a session, rounded up to whole decision intervals."""
        return math.ceil(self.study.session.length / 10) * 10

    @property
    def record_minutes(self) -> int:
        """Minutes between the records of a session: the finest clock whose records fit."""
        minutes = record_minutes(self.study.session.length)
        assert minutes is not None  # a study whose session is too long to be recorded was refused at the door
        return minutes

    def _session_slots(self, arm: str) -> Slots:
        study, minutes, n = self.study, self.record_minutes, self.lanes.width
        builder = SlotBuilder(n, self.engine.targets, self.engine.dtype)
        given = study.session.dose_minute // minutes
        for dose in study.arms[arm].treatment:
            mg = np.full(n, dose.amount.to("mg", dose.drug))
            for target, amount in DRUG_DOSES[dose.drug, dose.route](mg, self.lanes.parameters).items():
                builder.once(target, given, amount)
        for cue in study.session.cues:
            self._lasting(builder, f"exposure.{cue.cue}_cue", cue, "exposure.k_cue", minutes, cue.cue == "drug")
        for stressor in study.session.stressors:
            self._challenging(builder, stressor, minutes)
        self._treatment_during(builder, minutes)
        return builder.slots()

    def _lasting(
        self,
        builder: SlotBuilder,
        target: str,
        event: Cue | Stressor,
        fading: str,
        minutes: int,
        is_cue: bool = False,
        level: float | NDArray[np.float64] = 1.0,
    ) -> None:
        """An event that lasts: its trace begins each interval at `level` x its intensity, whatever it loses."""
        first, count = round(event.at.to("min")) // minutes, max(round(event.duration.to("min")) // minutes, 1)
        strength = np.full(self.lanes.width, float(event.intensity)) * level
        kept = np.exp(-self.lanes.parameters[fading] * minutes / 60)
        builder.once(target, first, strength, is_cue=is_cue)
        for k in range(1, count):
            builder.once(target, first + k, strength * (1 - kept))

    def _challenging(self, builder: SlotBuilder, event: Stressor, minutes: int) -> None:
        """A stressor that lasts: the mean of its trace over each interval is its intensity, however fast it fades."""
        loss = self.lanes.parameters["exposure.k_challenge"] * minutes / 60
        level = np.asarray(loss / -np.expm1(-loss))
        self._lasting(builder, "exposure.challenge", event, "exposure.k_challenge", minutes, level=level)

    def _treatment_during(self, builder: SlotBuilder, minutes: int) -> None:
        """A daily dose of the agonist that falls into the session."""
        phase = self.study.history[-1]
        if not isinstance(phase, TreatmentPhase):
            return
        after = (clock_hours(phase.at) - clock_hours(self.study.session.start)) * 60
        if 0 <= after < self.session_minutes:
            row = self.timeline.slots
            slot = int(np.flatnonzero((row.is_use == 0) & np.any(row.time >= 0, axis=1))[-1])
            target = self.engine.targets[int(np.argmax(row.target[slot]))]
            builder.once(target, int(after) // minutes, np.asarray(row.amount[slot], float))

    # ------------------------------------------------------------------ the engine

    def _clock(
        self,
        start: int,
        intervals: int,
        interval: float,
        step: float,
        per_day: int,
        stochastic: int,
        mean_field: int,
        record_every: int = PER_DAY,
    ) -> Clock:
        i32 = np.int32
        steps = max(round(interval / step), 1)
        return Clock(
            i32(start), i32(intervals), self.engine.dtype.type(interval), i32(steps), i32(per_day), i32(stochastic),
            i32(mean_field), i32(record_every), i32(int(self.tape.replays)),
        )  # fmt: skip

    def _call(
        self, carry: Carry, subjects: Subjects, slots: Slots, clock: Clock, days: float = 0.0
    ) -> tuple[Carry, Output]:
        """One call of the engine; `days` as in `Journal.call`: a session branches off and counts none."""
        replayed = self.tape.next(self.lanes.width)
        carry, output = self.tape.journal.call(
            days, lambda: self.engine.advance(carry, subjects, slots, clock, replayed)
        )
        self._refuse_what_is_no_number(carry, clock)
        self.tape.note(output, _possible(subjects, clock), int(clock.intervals))
        return carry, output

    def _refuse_what_is_no_number(self, carry: Carry, clock: Clock) -> None:
        """Means would leave out a participant whose states are no numbers any more, and nobody would know.

        Raises:
            RunError: naming the participant, the state and the step.
        """
        bad = ~np.isfinite(np.asarray(carry.y))
        if not bad.any():
            return
        lane = int(bad.any(axis=0).argmax())
        state = self.engine.layout.states[int(bad[:, lane].argmax())]
        minutes = float(clock.interval) / int(clock.steps) * 60
        people = self.lanes.people
        raise RunError(
            f"participant {people.subjects[lane]} of draw {people.draws[lane]}: {state} is no number any more at a "
            f"solver step of {minutes:g} min. Give a smaller step (numerics: step, session_step) in the study file. "
            "What was computed is kept, but belongs to the old step."
        )


def _strays(seed: int, lanes: Lanes, phase: int, regimen: int, doses: int) -> NDArray[np.float64]:
    """How far each dose of a regimen strays from its time, from -1 to 1, evenly; shape (n, doses)."""
    tags = [(phase * 64 + regimen) * MOST_DOSES + k for k in range(doses)]
    return evenly(seed, lanes.people.draws, lanes.people.subjects, STRAYS, tags)


def _possible(subjects: Subjects, clock: Clock) -> NDArray[np.int64]:
    """Intervals of a call in which each participant could decide to use."""
    first = np.maximum(subjects.hazard_first, clock.start)
    last = np.minimum(subjects.hazard_last, clock.start + clock.intervals)
    is_drawn = clock.stochastic and not clock.mean_field
    return np.asarray(np.where(is_drawn, np.maximum(last - first, 0), 0), np.int64)


def _daily_rows(records: list[Array], days: int) -> Array:
    """The records of consecutive calls, one row per day.

    The uses of the day before a call were counted in another call and are not known here: NaN, not zero.
    """
    rows = [np.array(records[k][: min(LONGEST_CALL, days - k * LONGEST_CALL)]) for k in range(len(records))]
    for call in rows:
        call[0, -1] = np.nan
    return np.concatenate(rows)


def _decided(outputs: list[Output], intervals: int) -> Array:
    """The decisions of consecutive calls as one."""
    calls = [np.asarray(o.decisions)[: LONGEST_CALL * PER_DAY] for o in outputs]
    return np.concatenate(calls)[:intervals]


def simulate_block(study: Study, engine: Engine, lanes: Lanes, seed: int, steps: Steps, tape: Tape) -> BlockResult:
    """Run one block through the study.

    Args:
        study: the study.
        engine: the compiled engine.
        lanes: the block's participants.
        seed: the study's seed.
        steps: solver steps.
        tape: keeps or replays the decisions of use.
    """
    run = BlockRun(study, engine, lanes, seed, steps, tape)
    carry, history, uses = run.history()
    first, last = run.timeline.hazard
    events = first_events(uses, first, last, PER_DAY) if np.any(first >= 0) else {}
    analysed = [study.analysis.control, study.analysis.active]
    arms = analysed + [arm for arm in study.arms if arm not in analysed]
    order = lanes.people.subjects % len(arms)
    visits = {arm: run.visit(carry, arm) for arm in arms}
    branches = {arm: records for arm, (_, records) in visits.items()}
    sessions = dict(branches)
    period = {arm: np.where(order == k, 1, 0).astype(np.int8) for k, arm in enumerate(arms)}
    if isinstance(study.design, Crossover):
        carry = _choose(order == 0, visits[arms[0]][0], visits[arms[1]][0])
        resume = run.first_session + run.session_minutes // 10
        away = round(study.design.washout.to("h") / INTERVAL) - run.session_minutes // 10
        carry, _ = run.live(carry, resume, away)
        second = {arm: run.visit(carry, arm)[1] for arm in arms}
        for k, arm in enumerate(arms):
            sessions[arm] = np.where(order == k, branches[arm], second[arm])
            period[arm] = np.where(order == k, 1, 2).astype(np.int8)
    return _trimmed(lanes, sessions, branches, history, events, period)


def _choose(first: NDArray[np.bool_], a: Carry, b: Carry) -> Carry:
    """Participants where `first` holds go on from a, the others from b."""
    return Carry(*(np.where(first, np.asarray(x), np.asarray(z)) for x, z in zip(a, b, strict=True)))


def _trimmed(
    lanes: Lanes,
    sessions: Mapping[str, Array],
    branches: Mapping[str, Array],
    history: Array,
    events: Mapping[str, NDArray[np.float64]],
    period: Mapping[str, NDArray[np.int8]],
) -> BlockResult:
    """Without the padding, participants first."""
    n = lanes.size

    def by_subject(records: Array) -> Array:
        return np.ascontiguousarray(np.moveaxis(records, -1, 0)[:n])

    return BlockResult(
        sessions={arm: by_subject(records) for arm, records in sessions.items()},
        branches={arm: by_subject(records) for arm, records in branches.items()},
        history=by_subject(history),
        first_events={name: days[:n] for name, days in events.items()},
        period={arm: p[:n] for arm, p in period.items()},
        covariates={name: v[:n] for name, v in lanes.people.covariates.items()},
        has_second_rest=lanes.has_second_rest[:n],
        is_settled=lanes.is_settled[:n],
    )
