"""Arrays of a zarr group that are written piece by piece, in the order of the participants.

The chunks depend on the numbers of draws and participants alone, and never on how the run was cut into shards.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.studies.variables import Variable

CHUNK = 4096
"""Participants of a chunk, at most."""


class Pieces:
    """One array of a zarr group whose rows come in order: participants, draw by draw.

    Args:
        group: the zarr group.
        variable: name, dimensions and attributes; its rows are not looked at.
    """

    def __init__(self, group: Any, variable: Variable) -> None:
        self._group, self._about, self._grid = group, variable, variable.grid
        self._is_flat = len(variable.grid_dims) == 1
        self._waiting: list[NDArray[Any]] = []
        self._count, self._row = 0, 0
        self._array: Any = None

    def add(self, rows: NDArray[Any]) -> None:
        """Take the next rows, and write what fills a chunk."""
        if self._array is None:
            self._create(rows)
        if len(rows):
            self._waiting.append(rows)
            self._count += len(rows)
        while self._count and self._count >= self._next():
            self._flush(self._next())

    def close(self) -> None:
        """All rows were given.

        Raises:
            ValueError: if there were too few.
        """
        if self._count or self._row != self._grid.size:
            raise ValueError(f"{self._about.name}: {self._row} rows of {self._grid.size}, and {self._count} left over")

    def _next(self) -> int:
        """Rows of the next chunk: whole draws, or a part of one."""
        draws, subjects = self._chunk()
        if subjects == self._grid.subjects:
            return min(draws * subjects, self._grid.size - self._row)
        return min(subjects, self._grid.subjects - self._row % self._grid.subjects)

    def _chunk(self) -> tuple[int, int]:
        draws, subjects = self._grid.draws, self._grid.subjects
        return (min(max(CHUNK // subjects, 1), draws), subjects) if subjects <= CHUNK else (1, CHUNK)

    def _create(self, rows: NDArray[Any]) -> None:
        about = self._about
        arms, tail = ((rows.shape[1],), rows.shape[2:]) if about.has_arms else ((), rows.shape[1:])
        grid = (self._grid.draws,) if self._is_flat else (self._grid.draws, self._grid.subjects)
        chunk = self._chunk()[:1] if self._is_flat else self._chunk()
        is_real = np.issubdtype(rows.dtype, np.floating)
        self._array = self._group.create_array(
            about.name,
            shape=(*arms, *grid, *tail),
            chunks=(*arms, *chunk, *tail),
            dtype=rows.dtype,
            fill_value=np.nan if is_real else 0,
            dimension_names=((("arm",) if about.has_arms else ()) + about.grid_dims + about.dims),
            attributes=about.attributes,
        )

    def _flush(self, size: int) -> None:
        together = np.concatenate(self._waiting) if len(self._waiting) > 1 else self._waiting[0]
        piece, rest = together[:size], together[size:]
        self._waiting, self._count = [rest] if len(rest) else [], len(rest)
        draw, subject = divmod(self._row, self._grid.subjects)
        draws = max(size // self._grid.subjects, 1)
        subjects = size // draws
        shape = (draws,) if self._is_flat else (draws, subjects)
        values = piece.reshape(*shape, *piece.shape[1:])
        place: tuple[slice, ...] = (slice(draw, draw + draws), slice(subject, subject + subjects))[: len(shape)]
        if self._about.has_arms:
            values, place = np.moveaxis(values, len(shape), 0), (slice(None), *place)
        self._array[place] = values
        self._row += size
