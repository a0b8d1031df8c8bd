"""The engine's program: what happens from interval to interval, in the form in which JAX compiles it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from allostasis.numerics.arrays import DECISIONS, RECORDS, Carry, Clock, Output, Slots, Subjects
from allostasis.numerics.behaviour import Behaviour
from allostasis.numerics.step import Layout, Moving, Stepper
from allostasis.numerics.streams import PURPOSES, interval_uniforms

Jump = tuple[tuple[str, ...], Callable[..., tuple[Any, ...]]]
"""States that an event changes, and a function that gives the changes and then their slopes in the state itself."""
Rows = tuple[Any, ...]
"""Inside the loops every row is an array of its own: XLA then neither stacks nor slices them at each step."""


class Life(NamedTuple):
    """What goes from interval to interval, as rows.

    Attributes:
        carry: all that the future depends on.
        rate_sum, slope_sum: what `Output` has under these names.
        uses: uses since the previous record.
        area, lowest, highest: of the summarised quantities since the previous record.
    """

    carry: Carry
    rate_sum: Rows
    slope_sum: Rows
    uses: Any
    area: Rows
    lowest: Rows
    highest: Rows


class Now(NamedTuple):
    """What is particular to one interval.

    Attributes:
        index: its number.
        replayed: 1 for those who used in this interval of the run that is replayed.
        added: what is scheduled, by target state.
        imposed: 1 for those to whom a use is scheduled.
        shown: intensity of scheduled drug cues that nothing follows.
    """

    index: Any
    replayed: Any
    added: Rows
    imposed: Any
    shown: Any


class Chosen(NamedTuple):
    """What was decided in an interval: 1 for those who use, and for those whose own choice was another."""

    decided: Any
    changed: Any


Loop = tuple[Life, Output]
"""What goes from interval to interval, and what is kept of each."""
Passing = Callable[[Any, Any, Loop], Loop]
"""Lets the intervals from one number to before another pass for everybody."""


class Given(NamedTuple):
    """What stays the same in all intervals of a call."""

    subjects: Subjects
    slots: Slots
    clock: Clock
    replayed: Any


@dataclass(frozen=True)
class Program:
    """What the engine compiles.

    Attributes:
        observe: recorded quantities, then hazard, felt effect, drive, withdrawal and growth of the dose, from states
            and parameters.
        reinforced, unreinforced: what a use and an unfollowed cue change.
        recorded: number of recorded quantities, uses left out.
        summarised: which of them are also summarised from record to record.
        kernel: lets intervals pass by other means than XLA; None if XLA compiles them.
    """

    layout: Layout
    behaviour: Behaviour
    stepper: Stepper
    observe: Callable[..., tuple[Any, ...]]
    reinforced: Jump
    unreinforced: Jump
    recorded: int
    summarised: tuple[int, ...]
    targets: tuple[str, ...]
    dtype: Any
    kernel: Callable[[Given], Passing] | None = None

    def advance(
        self, carry: Carry, subjects: Subjects, slots: Slots, clock: Clock, replayed: Any
    ) -> tuple[Carry, Output]:
        """Run all intervals of the clock; a row is recorded before the first and after every `record_every`."""
        import jax
        import jax.numpy as jnp

        zero = jnp.zeros(carry.pending.shape[0], self.dtype)
        given = Given(subjects, slots, clock, replayed)
        passing = self.passing(given) if self.kernel is None else self.kernel(given)

        def recorded(row: Any, loop: Loop) -> Loop:
            first = row * clock.record_every
            last = jnp.minimum(first + clock.record_every, clock.intervals)
            return passing(first, last, self._record(subjects, row, loop))

        rows = (clock.intervals + clock.record_every - 1) // clock.record_every
        nothing = (zero,) * len(self.layout.slow)
        start = Life(_in_rows(carry), nothing, nothing, *self._no_summary(zero)), self._nothing_yet(zero)
        life, output = jax.lax.fori_loop(0, rows, recorded, start)
        output = output._replace(rate_sum=jnp.stack(life.rate_sum), slope_sum=jnp.stack(life.slope_sum))
        return _stacked(life.carry), output

    def passing(self, given: Given) -> Passing:
        """Intervals as XLA compiles them."""
        import jax

        subjects, clock = given.subjects, given.clock
        h, p = self.step_length(clock), list(subjects.parameters)
        prepared = self.stepper.prepare(p, subjects.propagators, subjects.means, subjects.resolvents, h)

        def interval(i: Any, loop: Loop) -> Loop:
            life, output = loop
            life, chosen = self.before(life, self._now(given, i), subjects, clock)
            moving = jax.lax.fori_loop(
                0, clock.steps, lambda _, state: self.stepper.advance(state, p, prepared, h), moving_of(life)
            )
            return moved(life, moving), _noted(output, i, chosen)

        def passing(first: Any, last: Any, loop: Loop) -> Loop:
            after: Loop = jax.lax.fori_loop(first, last, interval, loop)
            return after

        return passing

    def step_length(self, clock: Clock) -> Any:
        """Hours of a solver step."""
        return (clock.interval / clock.steps).astype(self.dtype)

    def _nothing_yet(self, zero: Any) -> Output:
        """The output before the first interval; `zero` is a row of zeros."""
        import jax.numpy as jnp

        width = zero.shape[0]
        return Output(
            records=jnp.zeros((RECORDS, self.recorded + 3 * len(self.summarised) + 1, width), self.dtype),
            decisions=jnp.zeros((DECISIONS, width), jnp.uint8),
            changed=jnp.zeros(width, jnp.int32),
            rate_sum=(),
            slope_sum=(),
        )

    def _record(self, subjects: Subjects, row: Any, loop: Loop) -> Loop:
        import jax.numpy as jnp

        life, output = loop
        seen = self.observe(*life.carry.y, *subjects.parameters)[: self.recorded]
        summary = [row for rows in zip(life.area, life.lowest, life.highest, strict=True) for row in rows]
        values = jnp.stack([*(value + 0 * life.uses for value in seen), *summary, life.uses])
        uses, area, lowest, highest = self._no_summary(0 * life.uses)
        life = life._replace(uses=uses, area=area, lowest=lowest, highest=highest)
        return life, output._replace(records=output.records.at[row].set(values))

    def _no_summary(self, zero: Any) -> tuple[Any, Rows, Rows, Rows]:
        """Uses, areas, lowest and highest values of no time at all."""
        import jax.numpy as jnp

        count = len(self.summarised)
        return zero, (zero,) * count, (zero + jnp.inf,) * count, (zero - jnp.inf,) * count

    def _summarised(self, life: Life, seen: list[Any], interval: Any) -> Life:
        """Take what is seen at the start of an interval into the summaries."""
        import jax.numpy as jnp

        values = [seen[k] for k in self.summarised]
        return life._replace(
            area=tuple(a + value * interval for a, value in zip(life.area, values, strict=True)),
            lowest=tuple(jnp.minimum(a, value) for a, value in zip(life.lowest, values, strict=True)),
            highest=tuple(jnp.maximum(a, value) for a, value in zip(life.highest, values, strict=True)),
        )

    def _now(self, given: Given, i: Any) -> Now:
        """What is particular to interval number i of this call."""
        import jax.numpy as jnp

        slots, index = given.slots, given.clock.start + i
        hit = self._hits(slots, given.clock, index)
        return Now(
            index=index,
            replayed=(given.replayed[i] > 0).astype(self.dtype),
            added=self._scheduled(slots, hit),
            imposed=jnp.clip(jnp.sum(hit * slots.is_use[:, None], axis=0), 0, 1),
            shown=jnp.sum(hit * slots.amount * slots.is_cue[:, None], axis=0),
        )

    def before(self, life: Life, now: Now, subjects: Subjects, clock: Clock) -> tuple[Life, Chosen]:
        """What happens at the start of an interval, before the solver's steps: learning, decisions, events.

        Everything here treats each individual by itself: rows and single numbers, and no arrays of more dimensions.
        Kernels are generated from it.
        """
        import jax.numpy as jnp

        p = list(subjects.parameters)
        seen = [value + 0 * life.uses for value in self.observe(*life.carry.y, *p)]
        hazard, felt, drive, withdrawal, growth = seen[self.recorded :]
        life = self._learn(self._summarised(life, seen, clock.interval), p, felt)
        uniforms = interval_uniforms(subjects.keys, now.index)
        numbers = {purpose: u.astype(self.dtype) for purpose, u in zip(PURPOSES, uniforms, strict=True)}
        own = self._own_choice(subjects, clock, now.index, hazard, numbers["use"])
        followed = now.replayed > 0
        decided = jnp.where(clock.replay > 0, followed, own).astype(self.dtype)
        changed = ((clock.replay > 0) & (own != followed)).astype(self.dtype)
        y, use, salience = self._happen(life.carry.y, subjects, clock, now, decided, growth, numbers)
        carry = life.carry._replace(
            y=y,
            pending=use,
            felt_before=jnp.where(use > 0, felt, life.carry.felt_before),
            drive_before=jnp.where(use > 0, drive, life.carry.drive_before),
            withdrawal_before=jnp.where(use > 0, withdrawal, life.carry.withdrawal_before),
        )
        life = self._extinguish(life._replace(carry=carry, uses=life.uses + use), p, salience)
        return life, Chosen(decided, changed)

    # ------------------------------------------------------------------ decisions and events

    def _happen(
        self,
        y: Rows,
        subjects: Subjects,
        clock: Clock,
        now: Now,
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
        use = jnp.maximum(decided, now.imposed)
        cue = cue * (1 - use)
        for state, amount in zip(self.targets, now.added, strict=True):
            y = self._add(y, state, amount)
        y = self._add(y, about.dose_state, decided * dose)
        y = self._add(y, about.cue_state, use + cue)
        y = self._add(y, about.stressor_state, stressor)
        return y, use, cue + now.shown

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

    def _scheduled(self, slots: Slots, hit: Any) -> Rows:
        """What the scheduled events of this interval add, by target; most intervals have none."""
        import jax
        import jax.numpy as jnp

        def some() -> Rows:
            amounts = hit * slots.amount
            return tuple(jnp.sum(amounts * slots.target[:, k][:, None], axis=0) for k in range(len(self.targets)))

        def none() -> Rows:
            return (jnp.zeros(hit.shape[1], self.dtype),) * len(self.targets)

        added: Rows = jax.lax.cond(jnp.any(hit > 0), some, none)
        return added

    def _add(self, y: Rows, state: str, amount: Any) -> Rows:
        return _raised(y, self.layout.states.index(state), amount)

    # ------------------------------------------------------------------ learning

    def _learn(self, life: Life, p: list[Any], felt: Any) -> Life:
        felt_since = felt - life.carry.felt_before
        before = (felt_since, life.carry.drive_before, life.carry.withdrawal_before)
        return self._apply(life, p, self.reinforced, before, life.carry.pending)

    def _extinguish(self, life: Life, p: list[Any], salience: Any) -> Life:
        return self._apply(life, p, self.unreinforced, (salience,), 1)

    def _apply(self, life: Life, p: list[Any], jump: Jump, extra: Rows, weight: Any) -> Life:
        """Let an event change the states that it changes; slow ones are counted into the daily sums."""
        names, function = jump
        values = function(*life.carry.y, *p, *extra)
        y, rate_sum, slope_sum = life.carry.y, life.rate_sum, life.slope_sum
        for k, name in enumerate(names):
            change, slope = values[k] * weight, values[len(names) + k] * weight
            y = self._add(y, name, change)
            if name in self.layout.slow:
                row = self.layout.slow.index(name)
                rate_sum, slope_sum = _raised(rate_sum, row, change), _raised(slope_sum, row, slope)
        return life._replace(carry=life.carry._replace(y=y), rate_sum=rate_sum, slope_sum=slope_sum)


def _noted(output: Output, i: Any, chosen: Chosen) -> Output:
    """The output with what was decided in interval number i."""
    import jax.numpy as jnp

    return output._replace(
        decisions=output.decisions.at[i].set(chosen.decided.astype(jnp.uint8)),
        changed=output.changed + chosen.changed.astype(jnp.int32),
    )


def moving_of(life: Life) -> Moving:
    """What the solver moves."""
    carry = life.carry
    return Moving(carry.y, carry.compensation, carry.trend, life.rate_sum, life.slope_sum)


def moved(life: Life, moving: Moving) -> Life:
    """A life with what the solver has moved."""
    carry = life.carry._replace(y=moving.y, compensation=moving.compensation, trend=moving.trend)
    return life._replace(carry=carry, rate_sum=moving.rate_sum, slope_sum=moving.slope_sum)


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
