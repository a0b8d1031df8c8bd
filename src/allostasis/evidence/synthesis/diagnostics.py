"""How far the pooled number hangs on single samples, and whether small samples find more.

All of it is done on one size per independent sample. With fewer than ten samples the tests for small-study effects
have little power (Sterne et al. 2011, BMJ 343:d4002), and the result says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allostasis.errors import AllostasisError
from allostasis.evidence.synthesis.pooling import ENOUGH, Sizes, combined

if TYPE_CHECKING:
    from allostasis.evidence.meta import Fit

__all__ = ["Diagnostics", "Left", "diagnose", "fit_of_samples"]

_ENOUGH_FOR_TESTS = 10


@dataclass(frozen=True)
class Left:
    """The pooled effect without one sample; numbers are None where the others do not carry the model."""

    sample: str
    estimate: float | None
    low: float | None
    high: float | None
    tau2: float | None


@dataclass(frozen=True)
class Diagnostics:
    """Weak points of a pooled number.

    Args:
        leave_one_out: the pooled effect without each sample in turn.
        egger_p: p-value of Egger's regression in the model itself; None where it cannot be done.
        filled: studies that trim and fill adds; None where it cannot be done.
        filled_estimate: the pooled effect with them; what asymmetry could do, not a better estimate.
        note: cautions, as a sentence.
    """

    leave_one_out: tuple[Left, ...]
    egger_p: float | None
    filled: int | None
    filled_estimate: float | None
    note: str


def diagnose(sizes: Sizes, correlation: float = 0.5) -> Diagnostics | None:
    """Diagnostics of the sizes by REML with the Knapp-Hartung test; None with fewer than three samples."""
    fit = fit_of_samples(sizes, correlation)
    if fit is None:
        return None
    from allostasis.evidence.meta import egger, leave_one_out, trim_and_fill

    left = tuple(
        Left(line["labels"], *(_number(line[name]) for name in ("coefficients", "low", "high", "tau2")))
        for line in leave_one_out(fit).records()
    )
    asymmetry = _tried(lambda: egger(fit))
    filled = _tried(lambda: trim_and_fill(fit))
    few = fit.k < _ENOUGH_FOR_TESTS
    return Diagnostics(
        leave_one_out=left,
        egger_p=None if asymmetry is None else asymmetry.p_value,
        filled=None if filled is None else filled.k0,
        filled_estimate=None if filled is None else filled.fit.estimate,
        note=f"{fit.k} samples are too few to tell small-study effects from chance" if few else "",
    )


def fit_of_samples(sizes: Sizes, correlation: float = 0.5) -> Fit | None:
    """One size per sample pooled by REML with the Knapp-Hartung test; None with fewer than three samples.

    It gives weights, funnel and Baujat plot a single meaning, whatever model the rows choose for the pooled number.
    """
    if sizes.independent < ENOUGH:
        return None
    from allostasis.evidence.meta import random_effects

    one = combined(sizes, correlation)
    return random_effects(one.estimates, one.variances, labels=one.samples, test="knapp_hartung")


def _tried(work: Callable[[], Any]) -> Any:
    """The result, or None where the rows cannot carry the test (for example if all are of one size)."""
    try:
        return work()
    except AllostasisError:
        return None


def _number(cell: Any) -> float | None:
    value = cell[0] if isinstance(cell, (list, tuple)) else cell
    return None if value is None or value != value else float(value)
