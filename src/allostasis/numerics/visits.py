"""Stretches with a clock of seconds: doses and infusions at any second, and levers that bring them.

The program runs a stretch of at most a day in solver steps of whole seconds. Within a step the linear states feel every
dose and infusion at its own second, exactly (see `inflow`); all other states take the one step with the means that
follow. In a lever session presses are drawn second by second; what pressing is worth to the subject is held over a
step, which is the one thing approximated here, and what a session changes by at half the step shows how much.
Every `LESSON` the subject learns from the infusions since the last lesson, and from requirements met without one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from allostasis.numerics.arrays import RECORDS, Carry
from allostasis.numerics.inflow import Responses
from allostasis.numerics.levers import Box, Contingency, Second, second
from allostasis.numerics.program import Jump, Rows
from allostasis.numerics.step import Inflow, Layout, Moving, Prepared, Stepper
from allostasis.numerics.streams import second_uniforms

DAY = 86_400
"""Seconds of the longest stretch."""
LESSON = 600
"""Seconds from lesson to lesson, as in daily life."""


class Edges(NamedTuple):
    """Doses and changes of inflow of a stretch.

    Attributes:
        time: second within the stretch; -1: none, shape (edges, width).
        amount: dose, or change of the inflow per hour, shape (edges, width).
        target: number of the target, shape (edges,).
        is_flow: 1 for a change of inflow, 0 for a dose, shape (edges,).
    """

    time: Any
    amount: Any
    target: Any
    is_flow: Any


class Visit(NamedTuple):
    """What goes through a stretch from step to step.

    Attributes:
        carry: the states, as rows inside the program.
        inflow: what runs in at the moment, per hour, shape (targets, width).
        rate_sum, slope_sum: increments of the slow states, and the integral of their slopes.
        box: the levers.
        infused, unpaid: infusions, and met requirements without one, since the last lesson, shape (width,).
        felt_before, drive_before, withdrawal_before: at the start of the session.
        lit: share of the last step in which the light was on.
    """

    carry: Carry
    inflow: Any
    rate_sum: Rows
    slope_sum: Rows
    box: Box
    infused: Any
    unpaid: Any
    felt_before: Any
    drive_before: Any
    withdrawal_before: Any
    lit: Any


class Seen(NamedTuple):
    """What a stretch gives besides its end.

    Attributes:
        records: recorded quantities, shape (RECORDS, quantities, width).
        active, inactive, met: seconds with a press of either lever or a met requirement, one bit each, shape
            (steps, 2, width): bit k of word j stands for second 32 j + k of the step.
    """

    records: Any
    active: Any
    inactive: Any
    met: Any


class Levers(NamedTuple):
    """A lever session for a block of subjects.

    Attributes:
        rules: the contingencies.
        keys: LEVERS keys, shape (width, 2).
        first: number of the session's first second since the beginning of the study.
        flow: inflow per hour while an infusion runs, shape (targets, width).
        pressing: parameters of pressing, one row each.
        light: intensity of the cue light.
    """

    rules: Contingency
    keys: Any
    first: Any
    flow: Any
    pressing: Any
    light: Any


@dataclass(frozen=True)
class Animal:
    """What the program has to know of a model with levers.

    Attributes:
        observe: recorded quantities, then felt effect, drive, withdrawal and worth, from states, parameters and
            parameters of pressing.
        rates: presses per hour of both levers, from worth, ratio and parameters of pressing.
        lever_cue: number of the parameter of pressing that holds the intensity of the levers as a cue.
        cue_state: linear state of the trace of a drug cue.
        fading: parameter: fading of that trace, 1/h.
        reinforced, unreinforced: what an infusion, and a cue that nothing follows, change.
    """

    observe: Callable[..., tuple[Any, ...]]
    rates: Callable[..., tuple[Any, Any]]
    lever_cue: int
    cue_state: str
    fading: str
    reinforced: Jump
    unreinforced: Jump


@dataclass(frozen=True)
class VisitProgram:
    """What is compiled, once with and once without levers."""

    layout: Layout
    stepper: Stepper
    animal: Animal
    recorded: int
    seconds: int
    dtype: Any

    def run(
        self,
        visit: Visit,
        parameters: Any,
        arrays: tuple[Any, Any, Any],
        tables: Responses,
        edges: Edges,
        levers: Levers | None,
        steps: Any,
        record_every: Any,
        pressing: Any,
    ) -> tuple[Visit, Seen]:
        """Run some steps.

        Args:
            visit: where to start.
            parameters: rows in the order of the layout.
            arrays: what `Engine.step_arrays` gives for this step.
            tables: responses of the targets.
            edges: what is given.
            levers: the session; None where there are no levers.
            steps: how many.
            record_every: steps between records; the first is before the first step.
            pressing: parameters of pressing, one row each.
        """
        import jax
        import jax.numpy as jnp

        width = visit.infused.shape[0]
        h = jnp.asarray(self.seconds / 3600, self.dtype)
        prepared = self.stepper.prepare(list(parameters), *arrays, h)
        visit = visit._replace(carry=_in_rows(visit.carry))
        words = jnp.zeros((DAY // self.seconds if levers is not None else 1, 2, width), jnp.uint32)
        seen = Seen(jnp.zeros((RECORDS, self.recorded, width), self.dtype), words, words, words)
        step = partial(self._step, parameters, prepared, tables, edges, levers, h)

        def recorded(row: Any, state: tuple[Visit, Seen]) -> tuple[Visit, Seen]:
            visit, seen = state
            values = self._observed(visit, parameters, pressing)[: self.recorded]
            seen = seen._replace(records=seen.records.at[row].set(jnp.stack(values)))
            first = row * record_every
            after: tuple[Visit, Seen] = jax.lax.fori_loop(
                first, jnp.minimum(first + record_every, steps), step, (visit, seen)
            )
            return after

        rows = (steps + record_every - 1) // record_every
        visit, seen = jax.lax.fori_loop(0, rows, recorded, (visit, seen))
        return visit._replace(carry=_stacked(visit.carry)), seen

    def _observed(self, visit: Visit, parameters: Any, pressing: Any) -> list[Any]:
        zero = 0 * visit.infused
        return [value + zero for value in self.animal.observe(*visit.carry.y, *parameters, *pressing)]

    def _step(
        self,
        parameters: Any,
        prepared: Prepared,
        tables: Responses,
        edges: Edges,
        levers: Levers | None,
        h: Any,
        i: Any,
        state: tuple[Visit, Seen],
    ) -> tuple[Visit, Seen]:
        visit, seen = state
        pressed = None
        if levers is not None:
            visit, seen, pressed = self._press(parameters, levers, h, i, visit, seen)
        visit, inflow = self._enter(tables, edges, pressed, h, i, visit)
        return self._moved(visit, list(parameters), prepared, h, inflow), seen

    # ------------------------------------------------------------------ levers

    def _press(
        self, parameters: Any, levers: Levers, h: Any, i: Any, visit: Visit, seen: Seen
    ) -> tuple[Visit, Seen, Any]:
        """The seconds of a step: presses, requirements, infusions; then what the cues leave."""
        import jax
        import jax.numpy as jnp

        felt, _, _, worth = self._observed(visit, parameters, levers.pressing)[self.recorded :]
        visit = self._teach(parameters, i, visit, felt)
        numbers = second_uniforms(levers.keys, levers.first + i * self.seconds, self.seconds)
        first = i * self.seconds

        def one(box: Box, given: tuple[Any, Any, Any]) -> tuple[Box, Second]:
            j, for_active, for_inactive = given
            ratio = levers.rules.requirement[jnp.minimum(box.met, levers.rules.requirement.shape[0] - 1)]
            active, inactive = (1 - jnp.exp(-rate / 3600) for rate in self.animal.rates(worth, ratio, levers.pressing))
            return second(levers.rules, box, first + j, for_active < active, for_inactive < inactive)

        box, each = jax.lax.scan(one, visit.box, (jnp.arange(self.seconds), *numbers))
        seen = seen._replace(
            active=seen.active.at[i].set(_bits(each.active)),
            inactive=seen.inactive.at[i].set(_bits(each.inactive)),
            met=seen.met.at[i].set(_bits(each.met)),
        )
        met = jnp.sum(each.met, axis=0).astype(self.dtype)
        paid = levers.rules.reinforced > 0
        visit = visit._replace(
            box=box,
            infused=visit.infused + jnp.where(paid, met, 0),
            unpaid=visit.unpaid + jnp.where(paid, 0, met),
            lit=jnp.mean(each.lit.astype(self.dtype), axis=0),
        )
        return (
            self._cue(visit, parameters, levers, h, box),
            seen,
            each.infused.astype(self.dtype)[None] * levers.flow[:, None],
        )

    def _cue(self, visit: Visit, parameters: Any, levers: Levers, h: Any, box: Box) -> Visit:
        """Keep up the trace of the levers and of the light: what fades in a step is made up for."""
        import jax.numpy as jnp

        fades = 1 - jnp.exp(-parameters[self.layout.parameters.index(self.animal.fading)] * h)
        out = levers.pressing[self.animal.lever_cue] * (box.over == 0)
        row = self.layout.states.index(self.animal.cue_state)
        return visit._replace(
            carry=visit.carry._replace(y=_raised(visit.carry.y, row, fades * (out + levers.light * visit.lit)))
        )

    def _teach(self, parameters: Any, i: Any, visit: Visit, felt: Any) -> Visit:
        """Now and then learn from the infusions and the unpaid requirements since the last lesson."""
        import jax

        def learn(visit: Visit) -> Visit:
            before = (felt - visit.felt_before, visit.drive_before, visit.withdrawal_before)
            visit = self._repeated(parameters, visit, self.animal.reinforced, before, visit.infused)
            visit = self._repeated(parameters, visit, self.animal.unreinforced, (1 + 0 * felt,), visit.unpaid)
            return visit._replace(infused=0 * visit.infused, unpaid=0 * visit.unpaid)

        taught: Visit = jax.lax.cond(i % (LESSON // self.seconds) == 0, learn, lambda visit: visit, visit)
        return taught

    def _repeated(self, parameters: Any, visit: Visit, jump: Jump, extra: Rows, times: Any) -> Visit:
        """Let an event happen several times in a row: each time what is left to learn is less."""
        import jax.numpy as jnp

        names, function = jump
        values = function(*visit.carry.y, *parameters, *extra)
        for k, name in enumerate(names):
            slope = values[len(names) + k] + 0 * times
            shrinks = jnp.abs(slope) > 1e-6
            safe = jnp.clip(jnp.where(shrinks, slope, -0.5), -1 + 1e-6, None)
            factor = jnp.where(shrinks, jnp.expm1(times * jnp.log1p(safe)) / safe, times)
            change = values[k] * factor
            visit = visit._replace(
                carry=visit.carry._replace(y=_raised(visit.carry.y, self.layout.states.index(name), change))
            )
            if name in self.layout.slow:
                row = self.layout.slow.index(name)
                visit = visit._replace(rate_sum=_raised(visit.rate_sum, row, change))
        return visit

    # ------------------------------------------------------------------ what enters

    def _enter(
        self, tables: Responses, edges: Edges, pressed: Any, h: Any, i: Any, visit: Visit
    ) -> tuple[Visit, Inflow]:
        """What enters the linear states in a step, from what was given and from the levers."""
        import jax
        import jax.numpy as jnp

        left = (i + 1) * self.seconds - edges.time
        inside = (edges.time >= 0) & (left >= 1) & (left <= self.seconds)
        shape = (len(self.layout.linear), visit.infused.shape[0])
        none = jnp.zeros(shape, self.dtype), jnp.zeros(shape, self.dtype), visit.inflow

        def some() -> tuple[Any, Any, Any]:
            ends = jnp.einsum("tlw,tw->lw", tables.flow[:, self.seconds], visit.inflow)
            means = jnp.einsum("tlw,tw->lw", tables.mean[:, self.seconds], visit.inflow)
            amount = jnp.where(inside, edges.amount, 0)
            k = jnp.clip(left, 0, self.seconds)
            flowing = edges.is_flow[:, None, None] > 0
            inflow = visit.inflow
            for t in range(tables.flow.shape[0]):
                own = amount * (edges.target == t)[:, None]
                dose, flow, mean = (_picked(table[t], k) for table in tables)
                ends = ends + jnp.sum(jnp.where(flowing, flow, dose) * own[:, None], axis=0)
                means = means + jnp.sum(jnp.where(flowing, mean, flow / h) * own[:, None], axis=0)
                inflow = inflow.at[t].add(jnp.sum(own * edges.is_flow[:, None], axis=0))
            return ends, means, inflow

        ends, means, inflow = jax.lax.cond(jnp.any(inside) | jnp.any(visit.inflow != 0), some, lambda: none)
        if pressed is not None:
            # An infusion in second j has seconds - j seconds of the step left when it starts, and one less at its end.
            each = (table[:, 1:] - table[:, :-1] for table in (tables.flow, tables.mean))
            by_end, by_mean = (jnp.einsum("tslw,tsw->lw", table[:, ::-1], pressed) for table in each)
            ends, means = ends + by_end, means + by_mean
        return visit._replace(inflow=inflow), Inflow(list(ends), list(means))

    def _moved(self, visit: Visit, p: list[Any], prepared: Prepared, h: Any, inflow: Inflow) -> Visit:
        """The solver's step."""
        carry = visit.carry
        before = Moving(carry.y, carry.compensation, carry.trend, visit.rate_sum, visit.slope_sum)
        moved = self.stepper.advance(before, p, prepared, h, inflow)
        return visit._replace(
            carry=carry._replace(y=moved.y, compensation=moved.compensation, trend=moved.trend),
            rate_sum=moved.rate_sum,
            slope_sum=moved.slope_sum,
        )


def _bits(flags: Any) -> Any:
    """Flags of up to 64 seconds as two words, shape (2, width)."""
    import jax.numpy as jnp

    def word(part: Any) -> Any:
        return jnp.sum(
            part.astype(jnp.uint32) << jnp.arange(len(part), dtype=jnp.uint32)[:, None], axis=0, dtype=jnp.uint32
        )

    return jnp.stack([word(flags[:32]), word(flags[32:]) if len(flags) > 32 else 0 * word(flags[:1])])


def _picked(table: Any, k: Any) -> Any:
    """Rows of a table (seconds + 1, linear, width) at the seconds k (edges, width): (edges, linear, width)."""
    import jax.numpy as jnp

    index = jnp.broadcast_to(k[:, None, :], (k.shape[0], table.shape[1], k.shape[1]))
    return jnp.take_along_axis(table, index, axis=0)


def _in_rows(carry: Carry) -> Carry:
    return carry._replace(y=tuple(carry.y), compensation=tuple(carry.compensation), trend=tuple(carry.trend))


def _stacked(carry: Carry) -> Carry:
    import jax.numpy as jnp

    return carry._replace(
        y=jnp.stack(carry.y), compensation=jnp.stack(carry.compensation), trend=jnp.stack(carry.trend)
    )


def _raised(rows: Rows, row: int, by: Any) -> Rows:
    return (*rows[:row], rows[row] + by, *rows[row + 1 :])
