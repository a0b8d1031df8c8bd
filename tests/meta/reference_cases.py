"""Reads the reference cases of `reference/`: data, printed values and computed values, with their paths."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent / "reference"

Value = float | str
Flat = dict[str, Value]


@dataclass(frozen=True)
class Printed:
    """A value as it stands in print: which computed value it is, after which transformation, and where it was seen."""

    path: str
    text: str
    transform: str
    seen_in: str

    @property
    def value(self) -> float:
        return float(self.text)

    @property
    def half_of_the_last_digit(self) -> float:
        """Rounding error of the text, but not below six digits.

        Where a test suite prints all digits of an iterative fit, the last ones only tell where that search stopped.
        """
        decimals = len(self.text.partition(".")[2])
        return max(0.5 * 10.0**-decimals, 1e-6 * abs(self.value)) * (1 + 1e-9)

    def on_its_scale(self, value: float) -> float:
        transforms: dict[str, Callable[[float], float]] = {"": float, "exp": math.exp, "sqrt": math.sqrt}
        return transforms[self.transform](value)


@cache
def cases() -> dict[str, dict[str, Any]]:
    """Every case of values.json by name."""
    found: dict[str, dict[str, Any]] = json.loads((HERE / "values.json").read_text(encoding="utf-8"))["cases"]
    return found


@cache
def table(name: str) -> dict[str, NDArray[np.float64]]:
    """The numeric columns of one data file."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {column: [row[column] for row in rows] for column in rows[0]}
    return {column: np.array(cells, dtype=float) for column, cells in columns.items() if _is_numeric(cells[0])}


def computed(case: str) -> Flat:
    """Every computed value of a case by its path, such as models/DL/tau2 or yi/0."""
    return dict(leaves(cases()[case]["computed"]))


def printed(case: str, key: str = "printed") -> list[Printed]:
    """Every printed value of a case."""
    if key == "printed_but_not_met":
        return [_printed(item, "") for item in cases()[case].get(key, [])]
    return [_printed(item, group["seen_in"]) for group in cases()[case]["printed"] for item in group["values"]]


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Value]]:
    """The numbers and words of a nested value, each with its path."""
    if isinstance(tree, dict | list):
        for key, item in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(item, f"{path}/{key}" if path else str(key))
    else:
        yield path, tree


def _printed(item: list[str], seen_in: str) -> Printed:
    return Printed(item[0], item[1], item[2] if len(item) > 2 else "", seen_in)


def _is_numeric(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
