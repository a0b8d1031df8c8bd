"""The population engine: many subjects, one fixed step, events and decisions on a clock of their own.

Time is a count of intervals. At the start of each interval what was felt since the last use is learned, decisions are drawn,
scheduled events happen, and (now and then) a row is recorded; then the solver takes its steps up to the next interval.
The compiled program has a fixed width; everything else (how long, which step, which events) is data, so that one
compilation serves a whole study.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.behaviour import Behaviour
from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.linear import LinearBlock
from allostasis.numerics.step import LARGEST_DECAY, Layout, Prepared, Stepper
from allostasis.numerics.streams import interval_uniforms
from allostasis.numerics.trace import Model, Traced, trace

RECORDS = 192
"""Rows that one call can record."""
DECISIONS = 32 * 144
"""Decision intervals that one call can hold: 32 days of ten minutes."""
SLOTS = 24
"""Scheduled events per subject: each is one time (of day, or once) and one amount."""


class Slots(NamedTuple):
    """Scheduled events of a block of subjects.

    Attributes:
        time: interval of the day (daily events) or absolute interval (single events), shape (slots, width); -1 for none.
        amount: what is added, in the target's unit, shape (slots, width).
        first, last: the window [first, last) of absolute intervals in which the event happens, shape (slots, width).
        daily: whether the time is one of day, shape (slots,).
        target: which of the engine's target states the amount goes to, shape (slots, targets).
        is_use: the event is a use of the drug: it brings the drug's cue and is learned from, shape (slots,).
        is_cue: the event is a drug cue that nothing follows, shape (slots,).
    """

    time: Any
    amount: Any
    first: Any
    last: Any
    daily: Any
    target: Any
    is_use: Any
    is_cue: Any


class Subjects(NamedTuple):
    """What is particular to each subject of a block; last axis: subjects."""

    parameters: Any
    propagators: Any
    means: Any
    resolvents: Any
    keys: Any
    usual_dose: Any
    hazard_first: Any
    hazard_last: Any


class Clock(NamedTuple):
    """How long to run and how finely."""

    start: Any
    intervals: Any
    interval: Any
    steps: Any
    per_day: Any
    stochastic: Any
    mean_field: Any
    record_every: Any
    replay: Any


class Carry(NamedTuple):
    """All that the future depends on; a checkpoint is this and nothing else."""

    y: Any
    compensation: Any
    trend: Any
    pending: Any
    felt_before: Any
    drive_before: Any


class Output(NamedTuple):
    """What a run gives besides its last state.

    Attributes:
        records: recorded quantities, shape (RECORDS, quantities, width).
        decisions: whether the subject used, by interval, shape (DECISIONS, width).
        changed: decisions that differ from the replayed ones, by subject.
        rate_sum: sum of the slow states' increments (steps and events), shape (slow, width).
        slope_sum: sum over time of the slow states' own slopes, shape (slow, width).
    """

    records: Any
    decisions: Any
    changed: Any
    rate_sum: Any
    slope_sum: Any


@dataclass(frozen=True)
class Engine:
    """The compiled engine of one model.

    Attributes:
        layout: where states and parameters stand in the arrays.
        recorded: names of the recorded quantities; the last one counts uses since the previous record.
        targets: states that scheduled events can add to.
        advance: (carry, subjects, slots, clock, replayed decisions) -> (carry, output), compiled.
    """

    layout: Layout
    recorded: tuple[str, ...]
    targets: tuple[str, ...]
    dtype: Any
    linear: LinearBlock
    stepper: Stepper
    traced: Traced
    advance: Callable[[Carry, Subjects, Slots, Clock, Any], tuple[Carry, Output]]

    def row(self, state: str) -> int:
        """Row of a state in the state array."""
        return self.layout.states.index(state)

    def initial(self, states: Mapping[str, NDArray[np.float64]]) -> Carry:
        """A carry from state values by full name, each of shape (width,)."""
        y = np.stack([np.asarray(states[name], float) for name in self.layout.states]).astype(self.dtype)
        none = np.zeros(y.shape[1], self.dtype)
        compensation = np.zeros((len(self.layout.slow), y.shape[1]), self.dtype)
        trend = np.zeros((len(self.layout.rest), y.shape[1]), self.dtype)
        return Carry(y, compensation, trend, none, none, none)

    def step_arrays(self, parameters: Mapping[str, NDArray[np.float64]], step: float) -> tuple[Any, Any, Any]:
        """Propagators, means and resolvents for a step (hours); parameters by full name, each of shape (width,)."""
        propagators, means = self.linear.propagators(parameters, step)
        resolvents = self.stepper.binding.resolvents(parameters, step)
        return propagators.astype(self.dtype), means.astype(self.dtype), resolvents.astype(self.dtype)

    def check_step(self, y: Any, parameters: Mapping[str, NDArray[np.float64]], step: float) -> float:
        """Largest product of step and decay of the non-linear states at y.

        Raises:
            ValueError: if it is beyond what the scheme keeps positive.
        """
        rows = [np.asarray(r, float) for r in y]
        values = self.stepper.rates(*rows, *(parameters[name] for name in self.layout.parameters))
        n = len(self.layout.rest)
        worst = max((float(np.max(-np.asarray(s) * step)), name) for s, name in zip(values[n:], self.layout.rest, strict=True))
        if worst[0] > LARGEST_DECAY:
            raise ValueError(f"step of {step * 60:g} min is too long for {worst[1]}: step x decay = {worst[0]:.2g} > 3")
        return worst[0]


def build_engine(model: type[Model], behaviour: Behaviour, recorded: Sequence[str], dtype: str = "float32") -> Engine:
    """Trace a model and compile its engine.

    Args:
        model: the assembly.
        behaviour: what events do in this model.
        recorded: names of states and signals to record.
        dtype: "float32" for populations, "float64" for references.
    """
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    traced = trace(model)
    slow = frozenset(name for name, q in model.states().items() if q.is_slow)
    layout = Layout.of(traced, slow)
    stepper = Stepper(traced, layout, jnp)
    inputs = [traced.states[name] for name in layout.states] + list(traced.parameters.values())
    looked_at = [*recorded, behaviour.hazard, behaviour.felt, behaviour.drive]
    expressions = {**traced.states, **traced.signals}
    observe = compile_expressions("observe", inputs, {f"{i}": expressions[n] for i, n in enumerate(looked_at)}, jnp)
    program = _Program(
        layout=layout,
        behaviour=behaviour,
        stepper=stepper,
        observe=observe,
        reinforced=_jump("reinforced", traced, inputs, behaviour.reinforced, (behaviour.felt_symbol, behaviour.drive_symbol)),
        unreinforced=_jump("unreinforced", traced, inputs, behaviour.unreinforced, (behaviour.salience_symbol,)),
        recorded=len(recorded),
        targets=behaviour.targets,
        dtype=jnp.dtype(dtype),
    )
    return Engine(
        layout=layout,
        recorded=(*recorded, "uses"),
        targets=behaviour.targets,
        dtype=np.dtype(dtype),
        linear=LinearBlock(traced),
        stepper=stepper,
        traced=traced,
        advance=jax.jit(program.advance),
    )


def _jump(name: str, traced: Traced, inputs: list[Any], new: Mapping[str, Any], extra: tuple[Any, ...]) -> Any:
    """Changes that an event makes, and their slopes in the changed state itself, as one compiled function."""
    import jax.numpy as jnp

    changes = {state: value - traced.states[state] for state, value in new.items()}
    slopes = {f"slope {state}": change.diff(traced.states[state]) for state, change in changes.items()}
    function = compile_expressions(name, [*inputs, *extra], {**changes, **slopes}, jnp)
    return tuple(new), function


@dataclass(frozen=True)
class _Program:
    layout: Layout
    behaviour: Behaviour
    stepper: Stepper
    observe: Any
    reinforced: Any
    unreinforced: Any
    recorded: int
    targets: tuple[str, ...]
    dtype: Any

    def advance(
        self, carry: Carry, subjects: Subjects, slots: Slots, clock: Clock, replayed: Any
    ) -> tuple[Carry, Output]:
        import jax
        import jax.numpy as jnp

        width = carry.pending.shape[0]
        n_slow, n_observed = len(self.layout.slow), self.recorded
        uses = jnp.zeros(width, self.dtype)
        output = Output(
            records=jnp.zeros((RECORDS, n_observed + 1, width), self.dtype),
            decisions=jnp.zeros((DECISIONS, width), jnp.uint8),
            changed=jnp.zeros(width, jnp.int32),
            rate_sum=(uses,) * n_slow,
            slope_sum=(uses,) * n_slow,
        )
        # Inside the loops every row is an array of its own: XLA then neither stacks nor slices them at each step.
        carry = carry._replace(
            y=tuple(carry.y), compensation=tuple(carry.compensation), trend=tuple(carry.trend)
        )
        h = (clock.interval / clock.steps).astype(self.dtype)
        prepared = self.stepper.prepare(
            list(subjects.parameters), subjects.propagators, subjects.means, subjects.resolvents, h
        )
        body = partial(self._interval, subjects, prepared, slots, clock, replayed)
        observe = partial(self._record, subjects)

        def recorded(r: Any, loop: tuple[Carry, Output, Any]) -> tuple[Carry, Output, Any]:
            first = r * clock.record_every
            last = jnp.minimum(first + clock.record_every, clock.intervals)
            return jax.lax.fori_loop(first, last, body, observe(r, loop))

        rows = (clock.intervals + clock.record_every - 1) // clock.record_every
        carry, output, _ = jax.lax.fori_loop(0, rows, recorded, (carry, output, uses))
        return (
            carry._replace(
                y=jnp.stack(carry.y), compensation=jnp.stack(carry.compensation), trend=jnp.stack(carry.trend)
            ),
            output._replace(rate_sum=jnp.stack(output.rate_sum), slope_sum=jnp.stack(output.slope_sum)),
        )

    def _record(self, subjects: Subjects, row: Any, loop: tuple[Carry, Output, Any]) -> tuple[Carry, Output, Any]:
        import jax.numpy as jnp

        carry, output, uses = loop
        seen = self.observe(*carry.y, *subjects.parameters)[: self.recorded]
        values = jnp.stack([*(value + 0 * uses for value in seen), uses])
        return carry, output._replace(records=output.records.at[row].set(values)), 0 * uses

    def _interval(
        self,
        subjects: Subjects,
        prepared: Prepared,
        slots: Slots,
        clock: Clock,
        replayed: Any,
        i: Any,
        loop: tuple[Carry, Output, Any],
    ) -> tuple[Carry, Output, Any]:
        import jax
        import jax.numpy as jnp

        carry, output, uses = loop
        p = list(subjects.parameters)
        index = clock.start + i
        seen = [value + 0 * carry.pending for value in self.observe(*carry.y, *p)]
        hazard, felt, drive = seen[self.recorded :]
        carry, output = self._learn(carry, output, p, felt)
        numbers = [n.astype(self.dtype) for n in interval_uniforms(subjects.keys, index)]
        own = self._own_choice(subjects, clock, index, hazard, numbers[0])
        decided = jnp.where(clock.replay > 0, replayed[i] > 0, own).astype(self.dtype)
        changed = ((clock.replay > 0) & (own != (replayed[i] > 0))).astype(jnp.int32)
        dose = self._dose(subjects, numbers[3], p)
        cue = self._met(self.behaviour.cue_rate, numbers[1], clock, p)
        stressor = self._met(self.behaviour.stressor_rate, numbers[2], clock, p)

        hit = self._hits(slots, clock, index)
        imposed = jnp.clip(jnp.sum(hit * slots.is_use[:, None], axis=0), 0, 1)
        use = jnp.maximum(decided, imposed)
        cue = cue * (1 - use)
        shown = jnp.sum(hit * slots.amount * slots.is_cue[:, None], axis=0)
        y = self._events(carry.y, slots, hit)
        y = self._add(y, self.behaviour.dose_state, decided * dose)
        y = self._add(y, self.behaviour.cue_state, use + cue)
        y = self._add(y, self.behaviour.stressor_state, stressor)
        carry = carry._replace(
            y=y,
            pending=use,
            felt_before=jnp.where(use > 0, felt, carry.felt_before),
            drive_before=jnp.where(use > 0, drive, carry.drive_before),
        )
        carry, output = self._extinguish(carry, output, p, cue + shown)
        output = output._replace(
            decisions=output.decisions.at[i].set(decided.astype(jnp.uint8)),
            changed=output.changed + changed,
        )
        carry, output = self._steps(carry, output, subjects, prepared, clock)
        return carry, output, uses + use

    # ------------------------------------------------------------------ decisions and events

    def _enabled(self, subjects: Subjects, clock: Clock, index: Any) -> Any:
        inside = (index >= subjects.hazard_first) & (index < subjects.hazard_last)
        return inside & (clock.stochastic > 0) & (clock.mean_field == 0)

    def _own_choice(self, subjects: Subjects, clock: Clock, index: Any, hazard: Any, number: Any) -> Any:
        import jax.numpy as jnp

        return self._enabled(subjects, clock, index) & (number < 1 - jnp.exp(-hazard * clock.interval))

    def _dose(self, subjects: Subjects, number: Any, p: list[Any]) -> Any:
        import jax.numpy as jnp
        from jax.scipy.special import ndtri

        spread = p[self.layout.parameters.index(self.behaviour.dose_spread)]
        return subjects.usual_dose * jnp.exp(spread * ndtri(jnp.clip(number, 1e-6, 1 - 1e-6)))

    def _met(self, rate: str, number: Any, clock: Clock, p: list[Any]) -> Any:
        """Whether something was met in this interval, or (mean field) how likely that was."""
        import jax.numpy as jnp

        chance = 1 - jnp.exp(-p[self.layout.parameters.index(rate)] * clock.interval)
        drawn = jnp.where(clock.mean_field > 0, chance, (number < chance).astype(self.dtype))
        return jnp.where(clock.stochastic > 0, drawn, 0)

    def _hits(self, slots: Slots, clock: Clock, index: Any) -> Any:
        import jax.numpy as jnp

        now = jnp.where(slots.daily[:, None], index % clock.per_day, index)
        inside = (index >= slots.first) & (index < slots.last)
        return ((slots.time == now) & inside).astype(self.dtype)

    def _events(self, y: Any, slots: Slots, hit: Any) -> Any:
        import jax
        import jax.numpy as jnp

        def happen(y: Any) -> Any:
            for k, state in enumerate(self.targets):
                y = self._add(y, state, jnp.sum(hit * slots.amount * slots.target[:, k][:, None], axis=0))
            return y

        return jax.lax.cond(jnp.any(hit > 0), happen, lambda y: y, y)

    def _add(self, y: Any, state: str, amount: Any) -> Any:
        row = self.layout.states.index(state)
        return (*y[:row], y[row] + amount, *y[row + 1 :])

    # ------------------------------------------------------------------ learning

    def _learn(self, carry: Carry, output: Output, p: list[Any], felt: Any) -> tuple[Carry, Output]:
        return self._apply(carry, output, p, self.reinforced, (felt - carry.felt_before, carry.drive_before), carry.pending)

    def _extinguish(self, carry: Carry, output: Output, p: list[Any], salience: Any) -> tuple[Carry, Output]:
        return self._apply(carry, output, p, self.unreinforced, (salience,), 1)

    def _apply(
        self, carry: Carry, output: Output, p: list[Any], jump: Any, extra: tuple[Any, ...], weight: Any
    ) -> tuple[Carry, Output]:
        names, function = jump
        values = function(*carry.y, *p, *extra)
        y, rate_sum, slope_sum = carry.y, output.rate_sum, output.slope_sum
        for k, name in enumerate(names):
            change, slope = values[k] * weight, values[len(names) + k] * weight
            y = self._add(y, name, change)
            if name in self.layout.slow:
                row = self.layout.slow.index(name)
                rate_sum = (*rate_sum[:row], rate_sum[row] + change, *rate_sum[row + 1 :])
                slope_sum = (*slope_sum[:row], slope_sum[row] + slope, *slope_sum[row + 1 :])
        return carry._replace(y=y), output._replace(rate_sum=rate_sum, slope_sum=slope_sum)

    # ------------------------------------------------------------------ steps

    def _steps(
        self, carry: Carry, output: Output, subjects: Subjects, prepared: Prepared, clock: Clock
    ) -> tuple[Carry, Output]:
        import jax

        h = (clock.interval / clock.steps).astype(self.dtype)
        p = list(subjects.parameters)
        n_slow = len(self.layout.slow)
        Rows = tuple[Any, ...]

        def one(_: Any, state: tuple[Rows, Rows, Rows, Rows, Rows]) -> tuple[Rows, Rows, Rows, Rows, Rows]:
            y, compensation, trend, rate_sum, slope_sum = state
            moved = self.stepper(list(y), list(trend), p, prepared, h)
            corrected = [i - c for i, c in zip(moved.increments, compensation, strict=True)]
            total = [x + i for x, i in zip(y[-n_slow:], corrected, strict=True)]
            lost = [(t - x) - i for t, x, i in zip(total, y[-n_slow:], corrected, strict=True)]
            return (
                (*moved.others, *total),
                tuple(lost),
                tuple(moved.trend),
                tuple(r + i for r, i in zip(rate_sum, moved.increments, strict=True)),
                tuple(r + h * s for r, s in zip(slope_sum, moved.slopes, strict=True)),
            )

        arrays = (carry.y, carry.compensation, carry.trend, output.rate_sum, output.slope_sum)
        y, compensation, trend, rate_sum, slope_sum = jax.lax.fori_loop(0, clock.steps, one, arrays)
        return (
            carry._replace(y=y, compensation=compensation, trend=trend),
            output._replace(rate_sum=rate_sum, slope_sum=slope_sum),
        )
