"""The engine's program: what happens from interval to interval, in the form in which JAX compiles it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from allostasis.numerics.arrays import DECISIONS, RECORDS, Carry, Clock, Output, Slots, Subjects
from allostasis.numerics.behaviour import Behaviour
from allostasis.numerics.step import Layout, Prepared, Stepper
from allostasis.numerics.streams import PURPOSES, interval_uniforms

Jump = tuple[tuple[str, ...], Callable[..., tuple[Any, ...]]]
"""States that an event changes, and a function that gives the changes and then their slopes in the state itself."""
Loop = tuple[Carry, Output, Any]
"""What goes from interval to interval; the last part counts uses since the previous record."""
Rows = tuple[Any, ...]
"""Inside the loops every row is an array of its own: XLA then neither stacks nor slices them at each step."""


@dataclass(frozen=True)
class Program:
    """What the engine compiles.

    Attributes:
        observe: recorded quantities, then hazard, felt effect, drive, withdrawal and growth of the dose, from states
            and parameters.
        reinforced, unreinforced: what a use and an unfollowed cue change.
        recorded: number of recorded quantities, uses left out.
    """

    layout: Layout
    behaviour: Behaviour
    stepper: Stepper
    observe: Callable[..., tuple[Any, ...]]
    reinforced: Jump
    unreinforced: Jump
    recorded: int
    targets: tuple[str, ...]
    dtype: Any

    def advance(
        self, carry: Carry, subjects: Subjects, slots: Slots, clock: Clock, replayed: Any
    ) -> tuple[Carry, Output]:
        """Run all intervals of the clock; a row is recorded before the first and after every `record_every`."""
        import jax
        import jax.numpy as jnp

        uses = jnp.zeros(carry.pending.shape[0], self.dtype)
        h = self._step_length(clock)
        prepared = self.stepper.prepare(
            list(subjects.parameters), subjects.propagators, subjects.means, subjects.resolvents, h
        )
        body = partial(self._interval, subjects, prepared, slots, clock, replayed)

        def recorded(row: Any, loop: Loop) -> Loop:
            first = row * clock.record_every
            last = jnp.minimum(first + clock.record_every, clock.intervals)
            after: Loop = jax.lax.fori_loop(first, last, body, self._record(subjects, row, loop))
            return after

        rows = (clock.intervals + clock.record_every - 1) // clock.record_every
        start = (_in_rows(carry), self._nothing_yet(uses), uses)
        carry, output, _ = jax.lax.fori_loop(0, rows, recorded, start)
        output = output._replace(rate_sum=jnp.stack(output.rate_sum), slope_sum=jnp.stack(output.slope_sum))
        return _stacked(carry), output

    def _step_length(self, clock: Clock) -> Any:
        return (clock.interval / clock.steps).astype(self.dtype)

    def _nothing_yet(self, zero: Any) -> Output:
        """The output before the first interval; `zero` is a row of zeros."""
        import jax.numpy as jnp

        (width,), n_slow = zero.shape, len(self.layout.slow)
        return Output(
            records=jnp.zeros((RECORDS, self.recorded + 1, width), self.dtype),
            decisions=jnp.zeros((DECISIONS, width), jnp.uint8),
            changed=jnp.zeros(width, jnp.int32),
            rate_sum=(zero,) * n_slow,
            slope_sum=(zero,) * n_slow,
        )

    def _record(self, subjects: Subjects, row: Any, loop: Loop) -> Loop:
        import jax.numpy as jnp

        carry, output, uses = loop
        seen = self.observe(*carry.y, *subjects.parameters)[: self.recorded]
        values = jnp.stack([*(value + 0 * uses for value in seen), uses])
        return carry, output._replace(records=output.records.at[row].set(values)), 0 * uses

    def _interval(
        self, subjects: Subjects, prepared: Prepared, slots: Slots, clock: Clock, replayed: Any, i: Any, loop: Loop
    ) -> Loop:
        """Interval number i of this call: learning, decisions, events, then the solver's steps."""
        import jax.numpy as jnp

        carry, output, uses = loop
        p, index = list(subjects.parameters), clock.start + i
        seen = [value + 0 * carry.pending for value in self.observe(*carry.y, *p)]
        hazard, felt, drive, withdrawal, growth = seen[self.recorded :]
        carry, output = self._learn(carry, output, p, felt)
        uniforms = interval_uniforms(subjects.keys, index)
        numbers = {purpose: u.astype(self.dtype) for purpose, u in zip(PURPOSES, uniforms, strict=True)}
        own = self._own_choice(subjects, clock, index, hazard, numbers["use"])
        decided = jnp.where(clock.replay > 0, replayed[i] > 0, own).astype(self.dtype)
        changed = ((clock.replay > 0) & (own != (replayed[i] > 0))).astype(jnp.int32)
        y, use, salience = self._happen(carry.y, subjects, slots, clock, index, decided, growth, numbers)
        carry = carry._replace(
            y=y,
            pending=use,
            felt_before=jnp.where(use > 0, felt, carry.felt_before),
            drive_before=jnp.where(use > 0, drive, carry.drive_before),
            withdrawal_before=jnp.where(use > 0, withdrawal, carry.withdrawal_before),
        )
        carry, output = self._extinguish(carry, output, p, salience)
        output = output._replace(
            decisions=output.decisions.at[i].set(decided.astype(jnp.uint8)), changed=output.changed + changed
        )
        carry, output = self._steps(carry, output, subjects, prepared, clock)
        return carry, output, uses + use

    # ------------------------------------------------------------------ decisions and events

    def _happen(
        self,
        y: Rows,
        subjects: Subjects,
        slots: Slots,
        clock: Clock,
        index: Any,
        decided: Any,
        growth: Any,
        numbers: dict[str, Any],
    ) -> tuple[Rows, Any, Any]:
        """Let the interval's events happen.

        Returns:
            The states after them, whether there was a use, and the intensity of cues that nothing follows.
        """
        import jax.numpy as jnp

        p, about = list(subjects.parameters), self.behaviour
        dose = self._dose(subjects, numbers["dose"], p) * growth
        cue = self._met(about.cue_rate, numbers["cue"], clock, p)
        stressor = self._met(about.stressor_rate, numbers["stressor"], clock, p)
        hit = self._hits(slots, clock, index)
        imposed = jnp.clip(jnp.sum(hit * slots.is_use[:, None], axis=0), 0, 1)
        use = jnp.maximum(decided, imposed)
        cue = cue * (1 - use)
        shown = jnp.sum(hit * slots.amount * slots.is_cue[:, None], axis=0)
        y = self._scheduled(y, slots, hit)
        y = self._add(y, about.dose_state, decided * dose)
        y = self._add(y, about.cue_state, use + cue)
        y = self._add(y, about.stressor_state, stressor)
        return y, use, cue + shown

    def _enabled(self, subjects: Subjects, clock: Clock, index: Any) -> Any:
        """Whether the subject may decide to use in this interval."""
        inside = (index >= subjects.hazard_first) & (index < subjects.hazard_last)
        return inside & (clock.stochastic > 0) & (clock.mean_field == 0)

    def _own_choice(self, subjects: Subjects, clock: Clock, index: Any, hazard: Any, number: Any) -> Any:
        import jax.numpy as jnp

        return self._enabled(subjects, clock, index) & (number < 1 - jnp.exp(-hazard * clock.interval))

    def _dose(self, subjects: Subjects, number: Any, p: list[Any]) -> Any:
        """Dose of a use that the subject decides on: lognormal about the usual one."""
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
        """Which scheduled events happen in this interval, shape (slots, width): 1 or 0."""
        import jax.numpy as jnp

        now = jnp.where(slots.daily[:, None], index % clock.per_day, index)
        inside = (index >= slots.first) & (index < slots.last)
        return ((slots.time == now) & inside).astype(self.dtype)

    def _scheduled(self, y: Rows, slots: Slots, hit: Any) -> Rows:
        """States after the scheduled events of this interval."""
        import jax
        import jax.numpy as jnp

        def happen(y: Rows) -> Rows:
            for k, state in enumerate(self.targets):
                y = self._add(y, state, jnp.sum(hit * slots.amount * slots.target[:, k][:, None], axis=0))
            return y

        after: Rows = jax.lax.cond(jnp.any(hit > 0), happen, lambda y: y, y)
        return after

    def _add(self, y: Rows, state: str, amount: Any) -> Rows:
        return _raised(y, self.layout.states.index(state), amount)

    # ------------------------------------------------------------------ learning

    def _learn(self, carry: Carry, output: Output, p: list[Any], felt: Any) -> tuple[Carry, Output]:
        felt_since = felt - carry.felt_before
        before = (felt_since, carry.drive_before, carry.withdrawal_before)
        return self._apply(carry, output, p, self.reinforced, before, carry.pending)

    def _extinguish(self, carry: Carry, output: Output, p: list[Any], salience: Any) -> tuple[Carry, Output]:
        return self._apply(carry, output, p, self.unreinforced, (salience,), 1)

    def _apply(
        self, carry: Carry, output: Output, p: list[Any], jump: Jump, extra: Rows, weight: Any
    ) -> tuple[Carry, Output]:
        """Let an event change the states that it changes; slow ones are counted into the daily sums."""
        names, function = jump
        values = function(*carry.y, *p, *extra)
        y, rate_sum, slope_sum = carry.y, output.rate_sum, output.slope_sum
        for k, name in enumerate(names):
            change, slope = values[k] * weight, values[len(names) + k] * weight
            y = self._add(y, name, change)
            if name in self.layout.slow:
                row = self.layout.slow.index(name)
                rate_sum, slope_sum = _raised(rate_sum, row, change), _raised(slope_sum, row, slope)
        return carry._replace(y=y), output._replace(rate_sum=rate_sum, slope_sum=slope_sum)

    # ------------------------------------------------------------------ steps

    def _steps(
        self, carry: Carry, output: Output, subjects: Subjects, prepared: Prepared, clock: Clock
    ) -> tuple[Carry, Output]:
        """The solver's steps of one interval; slow states are summed with compensation (Kahan)."""
        import jax

        h, p, n_slow = self._step_length(clock), list(subjects.parameters), len(self.layout.slow)

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


def _in_rows(carry: Carry) -> Carry:
    return carry._replace(y=tuple(carry.y), compensation=tuple(carry.compensation), trend=tuple(carry.trend))


def _stacked(carry: Carry) -> Carry:
    import jax.numpy as jnp

    return carry._replace(
        y=jnp.stack(carry.y), compensation=jnp.stack(carry.compensation), trend=jnp.stack(carry.trend)
    )


def _raised(rows: Rows, row: int, by: Any) -> Rows:
    """The rows with one of them raised by something."""
    return (*rows[:row], rows[row] + by, *rows[row + 1 :])
