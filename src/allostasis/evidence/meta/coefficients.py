"""What every model with coefficients can say of them, and of the pooled effect where there is only one."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import EvidenceError, Problem

FloatArray = NDArray[np.float64]


class Coefficients:
    """p coefficients by name; each column has the shape (p,). `left_out` names what is no result of the model."""

    left_out: ClassVar[frozenset[str]]

    names: tuple[str, ...]
    coefficients: FloatArray
    se: FloatArray
    statistic: FloatArray
    p_value: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def estimate(self) -> float:
        """The pooled effect; only for a model without moderators."""
        return self._only(self.coefficients)

    @property
    def estimate_se(self) -> float:
        """Standard error of the pooled effect."""
        return self._only(self.se)

    @property
    def estimate_statistic(self) -> float:
        """Test statistic of the pooled effect."""
        return self._only(self.statistic)

    @property
    def estimate_p(self) -> float:
        """Two-sided p-value of the pooled effect."""
        return self._only(self.p_value)

    @property
    def estimate_low(self) -> float:
        """Lower end of the confidence interval of the pooled effect."""
        return self._only(self.low)

    @property
    def estimate_high(self) -> float:
        """Upper end of the confidence interval of the pooled effect."""
        return self._only(self.high)

    def coefficient(self, name: str) -> dict[str, float]:
        """Estimate, se, statistic, p_value, low and high of the coefficient called `name`."""
        if name not in self.names:
            raise EvidenceError(Problem("coefficient", repr(name), "one of " + ", ".join(self.names)))
        at = self.names.index(name)
        columns = ("coefficients", "se", "statistic", "p_value", "low", "high")
        return {column.replace("coefficients", "estimate"): float(getattr(self, column)[at]) for column in columns}

    def as_dict(self) -> dict[str, Any]:
        """Every result, without the rows that went in, as plain numbers and lists that JSON can hold."""
        return {name: _plain(value) for name, value in vars(self).items() if name not in self.left_out}

    def _only(self, column: FloatArray) -> float:
        if len(self.names) != 1:
            found = f"{len(self.names)} coefficients: {', '.join(self.names)}"
            allowed = "a model with one coefficient, or `coefficient(name)`"
            raise EvidenceError(Problem("pooled effect", found, allowed))
        return float(column[0])


def _plain(value: Any) -> Any:
    """An array as nested lists, a tuple as a list, a number that is not finite as None."""
    if isinstance(value, np.ndarray | tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value
