"""An interval as a kernel in C, called from within the compiled program."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np

from allostasis.errors import RunError
from allostasis.numerics.arrays import SLOTS, Carry, Clock, Subjects
from allostasis.numerics.c_functions import LANES
from allostasis.numerics.c_text import Interval, kept_places, source
from allostasis.numerics.kernels import CannotCompileError, compiler, kernel_name, load
from allostasis.numerics.program import Given, Life, Loop, Now, Passing, Program, moved, moving_of
from allostasis.numerics.tape import NotRowwiseError, Tape, kind_of, write_down

Kernel = Literal["c", "jax"]
SWITCH = "ALLOSTASIS_KERNEL"
"""Environment variable: c, jax or auto."""


def with_kernel(program: Program, dtype: np.dtype[Any], asked: Kernel | None = None) -> tuple[Program, str]:
    """A program whose intervals run as well as they can here, and a description of what runs them.

    Args:
        program: the program.
        dtype: its working precision.
        asked: "c" or "jax"; None leaves it to the environment, and then to what is found.

    Raises:
        RunError: if C was asked for and cannot be had, or the environment asks for something else.
    """
    wanted = asked or _switched()
    if wanted == "jax":
        return program, "XLA"
    try:
        intervals = native_intervals(program, dtype)
    except (CannotCompileError, NotRowwiseError) as error:
        if wanted == "c":
            raise RunError(f"no kernel in C: {error}") from None
        return program, f"XLA, because there is no kernel in C: {error}"
    return replace(program, kernel=intervals), f"C, {compiler().version}, {intervals.name}"


def kernel_here() -> str:
    """What runs the intervals on this machine, without building an engine; bytes are the same only where this is."""
    try:
        return "XLA" if _switched() == "jax" else f"C, {compiler().version}"
    except CannotCompileError:
        return "XLA"


def _switched() -> str:
    wanted = os.environ.get(SWITCH, "auto").lower()
    if wanted not in (*get_args(Kernel), "auto"):
        raise RunError(f"the environment variable {SWITCH} is {wanted}; allowed are c, jax and auto")
    return wanted


@dataclass(frozen=True)
class NativeIntervals:
    """Intervals in C; an instance is the `kernel` of a `Program`.

    Attributes:
        name: name under which XLA knows the kernel; it follows from everything that the machine code depends on.
        kept: rows of what `pack` works out.
        dtype: working precision.
    """

    name: str
    kept: int
    dtype: np.dtype[Any]

    def __call__(self, given: Given) -> Passing:
        """What lets intervals pass for a block of individuals."""
        import jax
        import jax.numpy as jnp

        lanes, width = LANES[self.dtype.name], given.subjects.keys.shape[0]
        if given.slots.time.shape != (SLOTS, width):  # the kernel reads memory where it expects it
            raise ValueError(f"slots of shape {given.slots.time.shape} where ({SLOTS}, {width}) is expected")
        packed_shape = _array((-(-width // lanes), self.kept, lanes), self.dtype)
        steady = [jnp.asarray(x) for x in _arrays(given.subjects, given.clock)]
        packed = jax.ffi.ffi_call(f"{self.name}_pack", packed_shape)(*steady)  # type: ignore[no-untyped-call]
        clock, slots = given.clock, [jnp.asarray(x) for x in given.slots]
        about = [clock.steps, clock.start, clock.per_day]

        def passing(first: Any, last: Any, loop: Loop) -> Loop:
            life, output = loop
            moving, structure = jax.tree.flatten((life, output.decisions, output.changed))
            same = [packed, first, last, *about, *slots, given.replayed]
            call = jax.ffi.ffi_call(
                f"{self.name}_advance",
                [_array(x.shape, x.dtype) for x in moving],
                input_output_aliases={len(same) + i: i for i in range(len(moving))},
            )
            life, decisions, changed = jax.tree.unflatten(structure, call(*same, *moving))
            return life, output._replace(decisions=decisions, changed=changed)

        return passing


def native_intervals(program: Program, dtype: np.dtype[Any]) -> NativeIntervals:
    """Compile a program's intervals, or find them compiled, and make them known to XLA.

    Raises:
        CannotCompileError: if there is no compiler that can.
        NotRowwiseError: if the program mixes individuals.
    """
    import jax

    kernel = write_kernel(program, dtype)
    text = source(kernel, dtype.name)
    name, library = kernel_name(text), load(text, jax.ffi.include_dir())
    for part in ("pack", "advance"):
        pointer = ctypes.cast(getattr(library, part), ctypes.c_void_p)
        function = jax.ffi.pycapsule(pointer)  # type: ignore[no-untyped-call]
        jax.ffi.register_ffi_target(f"allostasis_{name}_{part}", function, platform="cpu")
    return NativeIntervals(f"allostasis_{name}", len(kept_places(kernel)), dtype)


def write_kernel(program: Program, dtype: np.dtype[Any]) -> Interval:
    """Write an interval of a program down: what happens at its start, and a step of the solver."""
    import jax

    lay, tape, row = program.layout, Tape(), (LANES[dtype.name],)
    real, whole, word = _array(row, dtype), _array(row, np.int32), _array(row, np.uint32)
    one, number = _array((), np.int32), _array((), dtype)
    n_slow, n_pairs = len(lay.slow), len(lay.pattern)
    # Keys are handed over as two rows.
    subjects = Subjects(
        parameters=(real,) * len(lay.parameters), propagators=(real,) * n_pairs, means=(real,) * n_pairs,
        resolvents=(real,) * program.stepper.binding.rows, keys=(word, word), usual_dose=real,
        hazard_first=whole, hazard_last=whole,
    )  # fmt: skip
    clock = Clock(*(one,) * len(Clock._fields))._replace(interval=number)
    carry = Carry((real,) * len(lay.states), (real,) * n_slow, (real,) * len(lay.rest), real, real, real, real)
    some = (real,) * len(program.summarised)
    life = Life(carry, (real,) * n_slow, (real,) * n_slow, real, some, some, some)
    now = Now(one, real, (real,) * len(program.targets), real, real)
    places = [
        _inputs(tape, name, shapes, is_steady)
        for name, shapes, is_steady in (("life", life, False), ("now", now, False), ("subjects", subjects, True),
                                        ("clock", clock, True))
    ]  # fmt: skip
    started, chosen = write_down(tape, program.before, (life, now, subjects, clock), places)
    at_start, in_step = places[0], _inputs(tape, "step", life, False)

    def step(life: Life, subjects: Subjects, clock: Clock) -> Life:
        h, p = program.step_length(clock), list(subjects.parameters)
        prepared = program.stepper.prepare(p, subjects.propagators, subjects.means, subjects.resolvents, h)
        return moved(life, program.stepper.advance(moving_of(life), p, prepared, h))

    stepped = write_down(tape, step, (life, subjects, clock), (in_step, places[2], places[3]))
    leaves = jax.tree.leaves
    return Interval(
        tape=tape,
        steady=[leaves(part) for part in (*places[2], *places[3])],
        once=leaves(places[1]),
        singles=frozenset(leaves((places[1].index, places[3]))),
        at_start=leaves(at_start),
        started=leaves(started),
        chosen=leaves(chosen),
        in_step=leaves(in_step),
        stepped=leaves(stepped),
    )


def _array(shape: tuple[int, ...], dtype: Any) -> Any:
    import jax

    return jax.ShapeDtypeStruct(shape, dtype)  # type: ignore[no-untyped-call]


def _inputs(tape: Tape, name: str, shapes: Any, is_steady: bool) -> Any:
    """An input for every leaf."""
    import jax

    leaves, structure = jax.tree.flatten(shapes)
    new = [tape.input(f"{name}{i}", kind_of(leaf.dtype), is_steady) for i, leaf in enumerate(leaves)]
    return jax.tree.unflatten(structure, new)


def _arrays(subjects: Subjects, clock: Clock) -> list[Any]:
    """The steady arrays in the order of `Interval.steady`; rows of a table in one array, shape (rows, width)."""
    return [subjects.parameters, subjects.propagators, subjects.means, subjects.resolvents, subjects.keys.T,
            *subjects[5:], *clock]  # fmt: skip
