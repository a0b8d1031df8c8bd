"""How a covariate is spread over a population, and the quantile function with which it is drawn.

    fixed         the same value for everybody
    normal        mean, sd, cut at low and high
    lognormal     median, sd_log (SD of the natural logarithm), cut at low and high
    uniform       low, high
    beta          alpha, beta; between 0 and 1
    bernoulli     probability of being 1

Every distribution says where it comes from: `source` (a citation key) or `reason` (then it is an assumption).
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from allostasis.quantities.records import FileRecord, Number, refuse
from allostasis.quantities.units import Quantity

__all__ = ["Bernoulli", "Beta", "Fixed", "LogNormal", "Normal", "Sourced", "Uniform"]

Q = TypeVar("Q")
Floats = NDArray[np.float64]
Share = Annotated[Number, Field(ge=0, le=1)]


class Sourced(FileRecord):
    """What every statement about a population has to say: where it comes from."""

    source: Annotated[str | None, Field(description="citation key of the source")] = None
    reason: Annotated[str | None, Field(min_length=10, description="why it was assumed, if there is no source")] = None
    note: Annotated[str | None, Field(description="what else a reader should know")] = None

    @property
    def is_assumed(self) -> bool:
        """Whether no source was given."""
        return self.source is None

    @model_validator(mode="after")
    def _says_why(self) -> Sourced:
        if (self.source is None) == (self.reason is None):
            found = "both a source and a reason" if self.source else "neither a source nor a reason"
            raise refuse(found, "source: <citation key>, or reason: <why it is assumed>", "put remarks into note")
        return self


class Fixed(Sourced, Generic[Q]):
    """The same value for everybody."""

    distribution: Literal["fixed"]
    value: Q

    def quantile(self, u: Floats, unit: str) -> Floats:
        """The value, once for each of `u`, in `unit`."""
        return np.full_like(u, _number(self.value, unit))

    def in_words(self) -> str:
        return f"{self.value} in everybody"


class _Cut(Sourced, Generic[Q]):
    """A distribution that may be cut at both ends."""

    low: Q | None = None
    high: Q | None = None

    def ends(self, unit: str) -> tuple[float, float]:
        low = -np.inf if self.low is None else _number(self.low, unit)
        high = np.inf if self.high is None else _number(self.high, unit)
        return low, high

    def _check_cut(self, middle: Any, unit: str) -> None:
        low, high = self.ends(unit)
        if not low < _number(middle, unit) < high:
            raise refuse(f"{middle}, outside of low and high", "low < middle < high", "", ("low",))

    def _cut_in_words(self) -> str:
        below = f"not below {self.low}" if self.low is not None else ""
        above = f"not above {self.high}" if self.high is not None else ""
        return ", ".join(["", *filter(None, (below, above))])


class Normal(_Cut[Q], Generic[Q]):
    """Normal distribution cut at low and high; mean and sd are those before the cut."""

    distribution: Literal["normal"]
    mean: Q
    sd: Q

    def quantile(self, u: Floats, unit: str) -> Floats:
        """Values below which a share `u` of the population lies, in `unit`."""
        from scipy.special import ndtr, ndtri

        mean, sd = _number(self.mean, unit), _number(self.sd, unit)
        low, high = (ndtr((end - mean) / sd) for end in self.ends(unit))
        return np.asarray(mean + sd * ndtri(low + u * (high - low)), dtype=float)

    def in_words(self) -> str:
        return f"normal with mean {self.mean} and SD {self.sd}{self._cut_in_words()}"

    @model_validator(mode="after")
    def _ordered(self) -> Normal[Q]:
        unit = _unit_of(self.mean)
        if _number(self.sd, unit) <= 0:
            raise refuse(f"an SD of {self.sd}", "more than zero", "for the same value in everybody use fixed", ("sd",))
        self._check_cut(self.mean, unit)
        return self


class LogNormal(_Cut[Q], Generic[Q]):
    """Lognormal distribution cut at low and high; median and sd_log are those before the cut."""

    distribution: Literal["lognormal"]
    median: Q
    sd_log: Annotated[Number, Field(gt=0, le=3, description="SD of the natural logarithm; 0.5 is a factor of 1.65")]

    def quantile(self, u: Floats, unit: str) -> Floats:
        """Values below which a share `u` of the population lies, in `unit`."""
        from scipy.special import ndtr, ndtri

        median, (low, high) = _number(self.median, unit), self.ends(unit)
        below = ndtr(np.log(low / median) / self.sd_log) if low > 0 else 0.0
        above = ndtr(np.log(high / median) / self.sd_log)
        return np.asarray(median * np.exp(self.sd_log * ndtri(below + u * (above - below))), dtype=float)

    def in_words(self) -> str:
        return f"lognormal with median {self.median} and SD of the logarithm {self.sd_log:g}{self._cut_in_words()}"

    @model_validator(mode="after")
    def _ordered(self) -> LogNormal[Q]:
        unit = _unit_of(self.median)
        if _number(self.median, unit) <= 0:
            raise refuse(f"a median of {self.median}", "more than zero", "", ("median",))
        self._check_cut(self.median, unit)
        return self


class Uniform(Sourced, Generic[Q]):
    """Every value between low and high is equally likely."""

    distribution: Literal["uniform"]
    low: Q
    high: Q

    def quantile(self, u: Floats, unit: str) -> Floats:
        """Values below which a share `u` of the population lies, in `unit`."""
        low, high = _number(self.low, unit), _number(self.high, unit)
        return low + (high - low) * u

    def in_words(self) -> str:
        return f"uniform between {self.low} and {self.high}"

    @model_validator(mode="after")
    def _ordered(self) -> Uniform[Q]:
        if not _number(self.low, _unit_of(self.low)) < _number(self.high, _unit_of(self.low)):
            raise refuse(f"low {self.low} and high {self.high}", "low < high", "are the two exchanged?", ("low",))
        return self


class Beta(Sourced):
    """A share between 0 and 1."""

    distribution: Literal["beta"]
    alpha: Annotated[Number, Field(gt=0, le=1000)]
    beta: Annotated[Number, Field(gt=0, le=1000)]

    def quantile(self, u: Floats, unit: str) -> Floats:
        """Values below which a share `u` of the population lies; `unit` is "1"."""
        from scipy.special import betaincinv

        return np.asarray(betaincinv(self.alpha, self.beta, u), dtype=float)

    def in_words(self) -> str:
        return f"beta with parameters {self.alpha:g} and {self.beta:g}"


class Bernoulli(Sourced):
    """1 with this probability, otherwise 0."""

    distribution: Literal["bernoulli"]
    probability: Share

    def quantile(self, u: Floats, unit: str) -> Floats:
        """1 for the highest `probability` of `u`, else 0: a positive correlation then means more often 1."""
        return (u >= 1 - self.probability).astype(float)

    def in_words(self) -> str:
        return f"present in {100 * self.probability:g} %"


def _number(value: Any, unit: str) -> float:
    return value.to(unit) if isinstance(value, Quantity) else float(value)


def _unit_of(value: Any) -> str:
    return value.unit if isinstance(value, Quantity) else "1"
