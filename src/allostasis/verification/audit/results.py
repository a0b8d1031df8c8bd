"""What the audit found, kept as data beside the code: numbers with the seed, the version and the date of the run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

RESULTS = Path(__file__).with_name("results.json")
DIGITS = 4


def read_results() -> dict[str, Any]:
    """The committed results by part."""
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def write_results(parts: Mapping[str, Any]) -> None:
    """Write the results; numbers keep four digits."""
    text = json.dumps(_rounded(parts), indent=1, allow_nan=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def interval(values: ArrayLike, coverage: float = 0.9) -> list[float]:
    """Low end, median and high end of the middle of a distribution."""
    tail = (1 - coverage) / 2
    return [float(x) for x in np.quantile(np.asarray(values, float), [tail, 0.5, 1 - tail])]


def share(condition: ArrayLike) -> float:
    """Share of the draws for which something holds."""
    return float(np.mean(np.asarray(condition, bool)))


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _rounded(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_rounded(inner) for inner in value]
    if isinstance(value, (float, np.floating)):
        return float(f"{float(value):.{DIGITS}g}") if np.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value
