"""Stretches with a clock of seconds for a built engine: what `visits` needs is compiled and laid out here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.arrays import Carry
from allostasis.numerics.behaviour import Behaviour
from allostasis.numerics.codegen import compile_expressions
from allostasis.numerics.engine import Engine, compiled_jump
from allostasis.numerics.inflow import Responses, responses, whole_seconds
from allostasis.numerics.levers import Contingency, opened
from allostasis.numerics.visits import Animal, Edges, Levers, Seen, Visit, VisitProgram

EDGES = 8
"""Edges come in multiples of this number, so that the program is seldom compiled again."""
LONGEST_STEP = 60
"""Seconds of the longest step with levers: what happens in each second of it is kept in two words."""


@dataclass(frozen=True)
class Visitor:
    """Runs stretches with a clock of seconds.

    Attributes:
        engine: the engine of the same model.
        animal: what the program has to know of the model.
        targets: linear states that something enters, in the order of the tables.
        pressing: names of the parameters of pressing.
    """

    engine: Engine
    animal: Animal
    targets: tuple[str, ...]
    pressing: tuple[str, ...]
    _programs: dict[int, Any] = field(default_factory=dict)

    def tables(self, parameters: Mapping[str, NDArray[np.float64]], step: float) -> Responses:
        """Responses of the targets for a step in hours."""
        return responses(self.engine.traced, parameters, self.targets, step, self.engine.dtype)

    def start(self, carry: Carry) -> Visit:
        """A visit at a checkpoint of the engine; nothing runs in."""
        width, dtype = carry.y.shape[1], self.engine.dtype
        none = np.zeros(width, dtype)
        slow = (none,) * len(self.engine.layout.slow)
        box = opened_nothing(width)
        return Visit(carry, np.zeros((len(self.targets), width), dtype), slow, slow, box, *(none,) * 6)

    def opened(self, visit: Visit, parameters: Any, rules: Contingency, pressing: Any) -> Visit:
        """A visit at the start of a session: levers out, priming infusions counted, what is felt now remembered."""
        n = len(self.engine.recorded) - 1
        values = self._look(*np.asarray(visit.carry.y), *np.asarray(parameters), *np.asarray(pressing))
        zero = np.zeros(visit.infused.shape, self.engine.dtype)
        felt, drive, withdrawal, _ = (np.asarray(v + zero, self.engine.dtype) for v in values[n:])
        row = self.engine.row(self.animal.cue_state)
        y = np.array(visit.carry.y)
        y[row] += np.asarray(pressing)[self.animal.lever_cue]
        box = opened(rules, len(zero))
        return visit._replace(
            carry=visit.carry._replace(y=y),
            box=box,
            infused=zero + np.asarray(rules.primes, self.engine.dtype),
            unpaid=zero,
            felt_before=felt,
            drive_before=drive,
            withdrawal_before=withdrawal,
            lit=zero,
        )

    def run(
        self,
        visit: Visit,
        parameters: Any,
        arrays: tuple[Any, Any, Any],
        tables: Responses,
        step: float,
        steps: int,
        pressing: Any,
        edges: Edges | None = None,
        levers: Levers | None = None,
        record_every: int = 10**6,
    ) -> tuple[Visit, Seen]:
        """Run some steps of a length in hours; see `visits.VisitProgram.run`.

        Raises:
            ValueError: if the step is no whole number of seconds, or longer than a minute with levers.
        """
        seconds = whole_seconds(step)
        if levers is not None and seconds > LONGEST_STEP:
            raise ValueError(f"a step of {seconds} s where at most {LONGEST_STEP} s are possible")
        width = visit.infused.shape[0]
        return self._program(seconds)(
            visit,
            parameters,
            arrays,
            tables,
            edges if edges is not None else no_edges(width, self.engine.dtype),
            levers,
            np.int32(steps),
            np.int32(min(record_every, max(steps, 1))),
            pressing,
        )

    def _program(self, seconds: int) -> Callable[..., tuple[Visit, Seen]]:
        import jax

        if seconds not in self._programs:
            engine = self.engine
            recorded = len(engine.recorded) - 1
            program = VisitProgram(engine.layout, engine.stepper, self.animal, recorded, seconds, engine.dtype)
            self._programs[seconds] = jax.jit(program.run)
        compiled: Callable[..., tuple[Visit, Seen]] = self._programs[seconds]
        return compiled

    @cached_property
    def _look(self) -> Callable[..., tuple[Any, ...]]:
        import jax

        return jax.jit(self.animal.observe)


def build_visitor(
    engine: Engine,
    behaviour: Behaviour,
    targets: Sequence[str],
    worth: Any,
    rates: tuple[Any, Any],
    names: Sequence[str],
) -> Visitor:
    """What runs stretches with a clock of seconds for an engine.

    Args:
        engine: the engine; its behaviour must be the given one.
        behaviour: what events do in the model, without the drugs that are never given.
        targets: states that something enters.
        worth: what pressing is worth, in the symbols of the model and of pressing.
        rates: presses per hour of the active and the inactive lever, in `worth`, `ratio` and the symbols of pressing.
        names: parameters of pressing by full name.
    """
    import jax.numpy as jnp
    import sympy

    from allostasis.numerics.trace import symbol

    traced, layout = engine.traced, engine.layout
    inputs = [traced.states[name] for name in layout.states] + list(traced.parameters.values())
    pressing = [symbol(name) for name in names]
    known = {**{name: sympy.Integer(0) for name in engine.recorded}, **traced.states, **traced.signals}
    looked_at = [*engine.recorded[:-1], behaviour.felt, behaviour.drive, behaviour.withdrawal]
    outputs = {str(k): known[name] for k, name in enumerate(looked_at)} | {"worth": worth}
    compiled = compile_expressions(
        "rates_of_pressing",
        [symbol("worth"), symbol("ratio"), *pressing],
        {"active": rates[0], "inactive": rates[1]},
        jnp,
    )
    before_use = (behaviour.felt_symbol, behaviour.drive_symbol, behaviour.withdrawal_symbol)
    animal = Animal(
        observe=compile_expressions("observe_levers", [*inputs, *pressing], outputs, jnp),
        rates=lambda worth, ratio, p: compiled(worth, ratio.astype(worth.dtype), *p),
        lever_cue=list(names).index("pressing.lever_cue"),
        cue_state=behaviour.cue_state,
        fading="exposure.k_cue",
        reinforced=compiled_jump("reinforced", traced, inputs, behaviour.reinforced, before_use),
        unreinforced=compiled_jump(
            "unreinforced", traced, inputs, behaviour.unreinforced, (behaviour.salience_symbol,)
        ),
    )
    return Visitor(engine, animal, tuple(targets), tuple(names))


def no_edges(width: int, dtype: Any, count: int = EDGES) -> Edges:
    """Edges of a stretch in which nothing is given."""
    return Edges(
        np.full((count, width), -1, np.int32),
        np.zeros((count, width), dtype),
        np.zeros(count, np.int32),
        np.zeros(count, dtype),
    )


def opened_nothing(width: int) -> Any:
    """Levers that are not there."""
    from allostasis.numerics.levers import Box

    none = np.zeros(width, np.int32)
    return Box(none, none, none, none, none, none, none + 1)
