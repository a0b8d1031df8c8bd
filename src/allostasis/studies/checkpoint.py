"""Checkpoints inside a block: the engine's calls so far, written down now and then, answered from there on resume.

A block is a pure function that asks the engine again and again. Its journal holds what each call gave and where the
last one ended. On resume the function runs again from its beginning; calls that the journal holds are answered without
the engine, to the last bit, and the first one that it does not hold goes on from the last state. So nothing else has to
be stored, and a history may be laid out in any way.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.engine import Carry, Output
from allostasis.studies.sealed import Arrays, read_arrays, remove, write_arrays

EVERY = 90.0
"""Simulated days between two checkpoints of a block."""

Call = tuple[Carry, Output]


class Journal:
    """The engine's calls of one block.

    Args:
        directory: where checkpoints are written; None: nowhere.
        name: of the block.
    """

    def __init__(self, directory: Path | None = None, name: str = "block") -> None:
        self._directory, self._name = directory, name
        self._outputs: list[Arrays] = []  # trimmed: a call seldom fills its rows, and a long history has many calls
        self._carry: Carry | None = None
        self._answered, self._days = 0, 0.0
        self._read()

    def call(self, days: float, advance: Callable[[], Call]) -> Call:
        """What the next call gives: from the journal, or from the engine.

        Args:
            days: simulated days of the call; 0 where other calls go on from a state before this one. A checkpoint is
                written only where everything to come depends on the last state alone.
            advance: the call itself.
        """
        if self._answered < len(self._outputs):
            self._answered += 1
            assert self._carry is not None  # a journal with outputs was read with the state where they end
            stored = self._outputs[self._answered - 1]
            return self._carry, Output(*(_whole(name, stored) for name in Output._fields))
        carry, output = advance()
        if self._directory is not None:
            self._note(days, carry, output)
        return carry, output

    def remove(self) -> None:
        """Remove the checkpoints of a block that is done."""
        for file in self._files():
            remove(file)

    def _note(self, days: float, carry: Carry, output: Output) -> None:
        trimmed: Arrays = {}
        for name, values in zip(Output._fields, output, strict=True):
            trimmed |= _trimmed(name, np.asarray(values))
        self._outputs.append(trimmed)
        self._carry = carry
        self._answered += 1
        self._days += days
        if self._days >= EVERY:
            self._days = 0.0
            self._write()

    # ------------------------------------------------------------------ files

    def _files(self) -> list[Path]:
        """Checkpoints of this block, the newest first."""
        return sorted(self._directory.glob(f"{self._name}-*.npz"), reverse=True) if self._directory else []

    def _write(self) -> None:
        assert self._directory is not None
        assert self._carry is not None  # only notes of a journal with a place are written
        older = self._files()
        arrays: Arrays = {f"carry.{name}": np.asarray(x) for name, x in zip(Carry._fields, self._carry, strict=True)}
        for number, output in enumerate(self._outputs):
            arrays |= {f"{number}.{name}": values for name, values in output.items()}
        write_arrays(self._directory / f"{self._name}-{len(self._outputs):06d}.npz", arrays)
        for file in older:
            remove(file)

    def _read(self) -> None:
        """The newest checkpoint that is whole."""
        found = next((arrays for file in self._files() if (arrays := read_arrays(file)) is not None), None)
        if found is None:
            return
        self._carry = Carry(*(found[f"carry.{name}"] for name in Carry._fields))
        for key, values in found.items():
            number, _, name = key.partition(".")
            if number != "carry":
                self._outputs += [{} for _ in range(int(number) + 1 - len(self._outputs))]
                self._outputs[int(number)][name] = values


def _trimmed(name: str, values: NDArray[Any]) -> Arrays:
    """An array without the zeros at its end (a call seldom fills its rows), and its shape."""
    shape = {f"{name}.shape": np.array(values.shape, np.int64)}
    if not values.size or not values.ndim:
        return {name: values, **shape}
    # By their bytes: the zero with a minus sign is another number.
    content = np.ascontiguousarray(values).view(np.uint8).reshape(len(values), -1)
    rows = np.flatnonzero(content.any(axis=1))
    # A copy: a part of an array would keep the whole of it in memory.
    return {name: values[: rows[-1] + 1 if len(rows) else 0].copy(), **shape}


def _whole(name: str, found: Arrays) -> NDArray[Any]:
    stored, shape = found[name], tuple(found[f"{name}.shape"])
    if not shape:
        return stored
    values = np.zeros(shape, stored.dtype)
    values[: len(stored)] = stored
    return values
