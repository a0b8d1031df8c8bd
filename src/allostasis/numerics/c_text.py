"""C from a tape: one loop over vectors of individuals that does a stretch of intervals with all their steps.

A block of `LANES` individuals is copied into arrays that stay in the first-level cache, lives through all intervals of
the stretch, and is copied back. Within a step every operation of the tape is one line; the compiler makes a vector
instruction of it. Sums keep the order in which they are written: compensated summation relies on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from allostasis.numerics.c_functions import HEAD, functions
from allostasis.numerics.c_schedule import SCHEDULE
from allostasis.numerics.tape import REAL, Tape

_OPERATORS = {
    "add": "{0} + {1}",
    "sub": "{0} - {1}",
    "mul": "{0} * {1}",
    "div": "{0} / {1}",
    "neg": "-{0}",
    "abs": "({0} < 0 ? -{0} : {0})",
    "max": "({0} > {1} ? {0} : {1})",
    "min": "({0} < {1} ? {0} : {1})",
    "exp": "exponential({0})",
    "log": "logarithm({0})",
    "sqrt": "SQRT({0})",
    "gt": "{0} > {1}",
    "lt": "{0} < {1}",
    "ge": "{0} >= {1}",
    "le": "{0} <= {1}",
    "eq": "{0} == {1}",
    "ne": "{0} != {1}",
    "and": "{0} & {1}",
    "or": "{0} | {1}",
    "xor": "{0} ^ {1}",
    "not": "!{0}",
    "rem": "{0} % {1}",
    "shift_left": "{0} << {1}",
    "shift_right": "{0} >> {1}",
    "select": "{0} ? {1} : {2}",
    "convert": "({kind}){0}",
}


@dataclass(frozen=True)
class Interval:
    """An interval on a tape, and the arrays that go into it and come out; all lists hold places on the tape.

    Attributes:
        tape: the operations.
        steady: inputs that do not change during a call, by array: the rows of a table, one row, or one number.
        once: inputs that are particular to an interval, in the order of `Now`.
        singles: those of the inputs that are one number and not a row.
        at_start: rows that change, as they are when the interval begins; each is an array of its own.
        started: what they are after what happens at the start.
        chosen: what else comes out of the start.
        in_step: the same rows as they are when a step begins.
        stepped: what they are after it.
    """

    tape: Tape
    steady: Sequence[Sequence[int]]
    once: Sequence[int]
    singles: frozenset[int]
    at_start: Sequence[int]
    started: Sequence[int]
    chosen: Sequence[int]
    in_step: Sequence[int]
    stepped: Sequence[int]

    def needed(self) -> list[int]:
        """Places that anything depends on, in order."""
        return self.tape.needed([*self.started, *self.chosen, *self.stepped])


def source(interval: Interval, dtype: str) -> str:
    """Two functions that XLA can call, `pack` and `advance`, with their helpers.

    `pack` takes the steady arrays and works out what stays the same in all intervals and steps: an array of shape
    (blocks, kept, lanes), one block behind the other, so that the steps read it as one stream. `advance` takes that
    array, the numbers of the first interval and of the one after the last, steps of an interval, the number of the
    call's first interval and intervals of a day (all int32), the scheduled events, the decisions to replay, and what
    changes: rows, decisions by interval, and how many differ; it gives what changes as it is after the last interval.
    """
    kept = kept_places(interval)
    return "\n".join([HEAD, functions(dtype), *_pack(interval, kept), *_advance(interval, kept)]) + "\n"


def kept_places(interval: Interval) -> list[int]:
    """Places of what is steady and is asked for by something that is not."""
    tape, needed = interval.tape, interval.needed()
    asked = {*interval.started, *interval.chosen, *interval.stepped}
    asked.update(*(tape.arguments(p) for p in needed if not tape.is_steady[p]))
    return [p for p in needed if p in asked and tape.is_steady[p] and tape.operations[p][0] != "number"]


def _pack(interval: Interval, kept: Sequence[int]) -> list[str]:
    tape = interval.tape
    needed = [p for p in interval.needed() if tape.is_steady[p]]
    given = {}
    for array, places in enumerate(interval.steady):
        for row, p in enumerate(places):
            where = "0" if p in interval.singles else f"{row} * n + at"
            given[p] = f"((const {tape.kinds[p]} *)DATA(f->args.args, {array}))[{where}]"
    body = [f"      {line}" for line in statements(tape, needed, given)]
    body += [f"      k[{slot}][l] = {_stored(tape, p)};" for slot, p in enumerate(kept)]
    return [
        f"enum {{ KEPT = {max(len(kept), 1)}, ROWS = {len(interval.at_start)} }};",
        "",
        "XLA_FFI_Error *pack(XLA_FFI_CallFrame *f) {",
        "  if (asks_for_version(f)) return 0;",
        "  const long n = ((XLA_FFI_Buffer *)f->args.args[0])->dims[1];",
        "  R (*k)[LANES] = (R (*)[LANES])DATA(f->rets.rets, 0);",
        "  for (long first = 0; first < n; first += LANES, k += KEPT)",
        "    for (int l = 0; l < LANES; l++) {",
        "      const long at = first + l < n ? first + l : n - 1;",
        *body,
        "    }",
        "  return 0;",
        "}",
        "",
    ]


def _advance(interval: Interval, kept: Sequence[int]) -> list[str]:
    tape, rows = interval.tape, range(len(interval.at_start))
    shared = {p: _read(tape, p, f"k[{slot}][l]") for slot, p in enumerate(kept)}
    start = {**shared, **{p: f"y[{i}][l]" for i, p in enumerate(interval.at_start)}}
    index, *own = interval.once
    start |= {index: "index", **{p: f"now[{i}][l]" for i, p in enumerate(own)}}
    step = {**shared, **{p: f"y[{i}][l]" for i, p in enumerate(interval.in_step)}}
    chosen = [f"c[{i}][l]" for i in range(len(interval.chosen))]
    return [
        f"enum {{ NOW = {len(own)}, TARGETS = {len(own) - 3}, CHOSEN = {len(chosen)} }};",
        SCHEDULE,
        "XLA_FFI_Error *advance(XLA_FFI_CallFrame *f) {",
        "  if (asks_for_version(f)) return 0;",
        "  void *const *given = (void *const *)f->args.args, *const *found = (void *const *)f->rets.rets;",
        "  const long n = ((XLA_FFI_Buffer *)given[ROW])->dims[0];",
        "  const int from = NUMBER(given, 1), to = NUMBER(given, 2), count = NUMBER(given, 3);",
        "  const int begin = NUMBER(given, 4), per_day = NUMBER(given, 5);",
        "  const long held = ((XLA_FFI_Buffer *)given[REPLAYED])->dims[0];",
        "  const R (*k)[LANES] = (const R (*)[LANES])DATA(given, 0);",
        "  for (long first = 0; first < n; first += LANES, k += KEPT) {",
        "    R y[ROWS][LANES] __attribute__((aligned(64))), now[NOW][LANES] __attribute__((aligned(64)));",
        "    R c[CHOSEN][LANES] __attribute__((aligned(64)));",
        "    const int lanes = n - first < LANES ? (int)(n - first) : LANES;",
        "    for (int s = 0; s < ROWS; s++) take(y[s], (const R *)DATA(given, s + ROW) + first, lanes);",
        "    Slot slots[SLOTS];",
        "    const int used = schedule(slots, given, begin + from, begin + to, first, n);",
        "    for (int i = from; i < to; i++) {",
        "      const int32_t index = begin + i;",
        "      happens(now, slots, used, index, per_day);",
        "      const long row = i < held ? i : held - 1;",
        "      replay(now[0], (const uint8_t *)DATA(given, REPLAYED) + row * n + first, lanes);",
        *_lanes(tape, start, [*interval.started, *interval.chosen], [*(f"y[{i}][l]" for i in rows), *chosen], " " * 6),
        "      note(found, c, i, held, first, n, lanes);",
        "      for (int step = 0; step < count; step++) {",
        *_lanes(tape, step, interval.stepped, [f"y[{i}][l]" for i in rows], " " * 8),
        "      }",
        "    }",
        "    for (int s = 0; s < ROWS; s++) give((R *)DATA(found, s) + first, y[s], lanes);",
        "  }",
        "  return 0;",
        "}",
    ]


def _lanes(tape: Tape, given: Mapping[int, str], results: Sequence[int], to: Sequence[str], indent: str) -> list[str]:
    """A loop over the lanes of a block that works the results out and stores those that are new."""
    needed = [p for p in tape.needed(results) if p in given or not tape.is_steady[p]]
    body = [
        *statements(tape, needed, given),
        *(f"{place} = {_name(tape, p)};" for place, p in zip(to, results, strict=True) if given.get(p) != place),
    ]
    return [f"{indent}#pragma omp simd", f"{indent}for (int l = 0; l < LANES; l++) {{",
            *(f"{indent}  {line}" for line in body), f"{indent}}}"]  # fmt: skip


def statements(tape: Tape, places: Sequence[int], given: Mapping[int, str]) -> list[str]:
    """A line for each place; what is given is read instead of worked out."""
    lines = []
    for p in places:
        name = tape.operations[p][0]
        if p in given:
            lines.append(f"const {tape.kinds[p]} v{p} = {given[p]};")
        elif name != "number":
            arguments = [_name(tape, a) for a in tape.arguments(p)]
            text = _OPERATORS[name].format(*arguments, kind=tape.kinds[p])
            lines.append(f"const {tape.kinds[p]} v{p} = {text};")
    return lines


def _name(tape: Tape, place: int) -> str:
    name, *arguments = tape.operations[place]
    if name != "number":
        return f"v{place}"
    return f"({tape.kinds[place]}){_literal(arguments[0])}"


def _literal(value: float) -> str:
    return {"inf": "INFINITY", "-inf": "(-INFINITY)", "nan": "NAN"}.get(repr(value), f"({value!r})")


def _stored(tape: Tape, place: int) -> str:
    """A value as something that an array of reals holds; whole numbers by their bits."""
    return f"v{place}" if tape.kinds[place] == REAL else f"number_of((I)v{place})"


def _read(tape: Tape, place: int, text: str) -> str:
    return text if tape.kinds[place] == REAL else f"({tape.kinds[place]})bits_of({text})"
