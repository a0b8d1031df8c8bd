"""The population engine: many subjects, one fixed step, events and decisions on a clock of their own.

Time is a count of intervals. At the start of each interval what was felt since the last use is learned, decisions are
drawn, scheduled events happen, and (now and then) a row is recorded; then the solver takes its steps up to the next
interval. The compiled program has a fixed width; everything else (how long, which step, which events) is data, so that
one compilation serves a whole study.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.absent import present
from allostasis.numerics.arrays import DECISIONS, RECORDS, SLOTS, Carry, Clock, Output, Slots, Subjects
from allostasis.numerics.behaviour import Behaviour
from allostasis.numerics.caches import keep_compiled_programs
from allostasis.numerics.codegen import compile_expressions, hoist
from allostasis.numerics.linear import BindingBlock, LinearBlock
from allostasis.numerics.native import Kernel, with_kernel
from allostasis.numerics.program import Jump, Program
from allostasis.numerics.pumps import PUMP, with_pumps
from allostasis.numerics.step import LARGEST_DECAY, Layout, Stepper
from allostasis.numerics.trace import Model, Traced, trace

__all__ = [
    "DECISIONS",
    "RECORDS",
    "SLOTS",
    "Carry",
    "Clock",
    "Engine",
    "Output",
    "Slots",
    "Subjects",
    "build_engine",
]


SUMMARY = ("area", "lowest", "highest")
"""What is recorded of a summarised quantity, in order."""


@dataclass(frozen=True)
class Engine:
    """The compiled engine of one model.

    Attributes:
        layout: where states and parameters stand in the arrays.
        recorded: names of the recorded quantities and of their summaries; the last one counts uses since the record
            before.
        targets: states that scheduled events can add to.
        dtype: working precision.
        linear: exact steps of the linear states.
        binding: exact steps of the binding.
        stepper: the step of the whole model.
        traced: the model's equations.
        program: what is compiled.
        advance: (carry, subjects, slots, clock, replayed decisions) -> (carry, output), compiled.
        kernel: what compiled the intervals; results are the same to the bit for the same kernel and processor.
    """

    layout: Layout
    recorded: tuple[str, ...]
    targets: tuple[str, ...]
    dtype: Any
    linear: LinearBlock
    binding: BindingBlock
    stepper: Stepper
    traced: Traced
    program: Program
    advance: Callable[[Carry, Subjects, Slots, Clock, Any], tuple[Carry, Output]]
    kernel: str

    def row(self, state: str) -> int:
        """Row of a state in the state array."""
        return self.layout.states.index(state)

    def initial(self, states: Mapping[str, NDArray[np.float64]]) -> Carry:
        """A carry from state values by full name, each of shape (width,)."""
        y = np.stack([np.asarray(states[name], float) for name in self.layout.states]).astype(self.dtype)
        none = np.zeros(y.shape[1], self.dtype)
        compensation = np.zeros((len(self.layout.slow), y.shape[1]), self.dtype)
        trend = np.zeros((len(self.layout.rest), y.shape[1]), self.dtype)
        return Carry(y, compensation, trend, none, none, none, none)

    def step_arrays(self, parameters: Mapping[str, NDArray[np.float64]], step: float) -> tuple[Any, Any, Any]:
        """Propagators, means and resolvents for a step (hours); parameters by full name, each of shape (width,)."""
        propagators, means = self.linear.propagators(parameters, step)
        resolvents = self.binding.resolvents(parameters, step)
        return propagators.astype(self.dtype), means.astype(self.dtype), resolvents.astype(self.dtype)

    def check_step(self, y: Any, parameters: Mapping[str, NDArray[np.float64]], step: float) -> float:
        """Largest product of step and decay of the non-linear states at y.

        Raises:
            ValueError: if it is beyond what the scheme keeps positive.
        """
        rows = [np.asarray(r, float) for r in y]
        values = self.stepper.rates(*rows, *(parameters[name] for name in self.layout.parameters))
        slopes = zip(values[len(self.layout.rest) :], self.layout.rest, strict=True)
        decay, name = max((float(np.max(-np.asarray(slope) * step)), name) for slope, name in slopes)
        if decay > LARGEST_DECAY:
            raise ValueError(
                f"step of {step * 60:g} min is too long for {name}: step x decay = {decay:.2g} > {LARGEST_DECAY:g}"
            )
        return decay


def build_engine(
    model: type[Model],
    behaviour: Behaviour,
    recorded: Sequence[str],
    dtype: str = "float32",
    given: Collection[str] | None = None,
    kernel: Kernel | None = None,
    summarised: Sequence[str] = (),
) -> Engine:
    """Trace a model and compile its engine.

    Args:
        model: the assembly.
        behaviour: what events do in this model.
        recorded: names of states and signals to record.
        dtype: "float32" for populations, "float64" for references.
        given: targets that anything is ever added to; drugs that are never given are then left out, which changes no
            number. None keeps everything. A pump among them (see `pumps`) makes infusions possible.
        kernel: "c" for intervals in C, "jax" for those of XLA, which alone can be differentiated; by default what
            the environment variable ALLOSTASIS_KERNEL says, or C where a compiler is found.
        summarised: those of the recorded quantities whose area (unit times hours), lowest and highest value since the
            previous record are recorded too, as `NAME.area`, `NAME.lowest`, `NAME.highest`, from one value at the start
            of each interval.
    """
    import jax
    import jax.numpy as jnp
    import sympy

    jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
    keep_compiled_programs()
    whole = with_pumps(trace(model), given or ())
    behaviour = replace(behaviour, targets=(*behaviour.targets, *(n for n in whole.states if n.endswith(PUMP))))
    traced, behaviour = (whole, behaviour) if given is None else present(whole, behaviour, given)
    slow = frozenset(name for name, q in model.states().items() if q.is_slow)
    layout = Layout.of(traced, slow)
    stepper = Stepper(traced, layout, jnp)
    inputs = [traced.states[name] for name in layout.states] + list(traced.parameters.values())
    events = [behaviour.hazard, behaviour.felt, behaviour.drive, behaviour.withdrawal, behaviour.dose_growth]
    looked_at = [*recorded, *events]
    expressions = {**dict.fromkeys(whole.states, sympy.Integer(0)), **traced.states, **traced.signals}
    before_use = (behaviour.felt_symbol, behaviour.drive_symbol, behaviour.withdrawal_symbol)
    program = Program(
        layout=layout,
        behaviour=behaviour,
        stepper=stepper,
        observe=compile_expressions("observe", inputs, {str(i): expressions[n] for i, n in enumerate(looked_at)}, jnp),
        reinforced=compiled_jump("reinforced", traced, inputs, behaviour.reinforced, before_use),
        unreinforced=compiled_jump(
            "unreinforced", traced, inputs, behaviour.unreinforced, (behaviour.salience_symbol,)
        ),
        recorded=len(recorded),
        summarised=tuple(recorded.index(name) for name in summarised),
        targets=behaviour.targets,
        dtype=jnp.dtype(dtype),
    )
    program, about = with_kernel(program, np.dtype(dtype), kernel)
    return Engine(
        layout=layout,
        recorded=(*recorded, *(f"{name}.{part}" for name in summarised for part in SUMMARY), "uses"),
        targets=behaviour.targets,
        dtype=np.dtype(dtype),
        linear=LinearBlock(traced),
        binding=BindingBlock(traced, np),
        stepper=stepper,
        traced=traced,
        program=program,
        advance=jax.jit(program.advance),
        kernel=about,
    )


def compiled_jump(name: str, traced: Traced, inputs: list[Any], new: Mapping[str, Any], extra: tuple[Any, ...]) -> Jump:
    """Compile what an event does, from the new values of the states that it changes."""
    import jax.numpy as jnp

    own = [traced.states[state] for state in new]
    # What the event does not change is closed: SymPy would spend minutes on the sign of a maximum's long arguments.
    changes, parts = hoist([value - x for value, x in zip(new.values(), own, strict=True)], set(own))
    slopes = [change.diff(x) for change, x in zip(changes, own, strict=True)]
    given = [*inputs, *extra]
    first = compile_expressions(f"{name}_parts", given, {str(s): e for s, e in parts.items()}, jnp)
    then = compile_expressions(name, [*given, *parts], {str(i): e for i, e in enumerate([*changes, *slopes])}, jnp)
    return tuple(new), lambda *values: then(*values, *first(*values))
