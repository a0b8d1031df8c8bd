"""How far the pooled number hangs on single samples, and whether small samples find more.

Leave-one-out and the test for small-study effects are done in the model that was pooled: with one size per sample, in
random effects by REML with the Knapp-Hartung test; with several, in the multilevel model with CR2 tests, where whole
samples are left out. What stands for the smallness of a sample is named in the result, with the reason. Trim and fill
needs one size per sample, so that it is done on the means of the samples.
With fewer than ten samples none of these tests has much power (Sterne et al. 2011, BMJ 343:d4002), and the result says
so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from allostasis.errors import InputError
from allostasis.evidence.synthesis.pooling import ENOUGH, multilevel_fit
from allostasis.evidence.synthesis.sizes import Sizes, combined

if TYPE_CHECKING:
    from allostasis.evidence.meta import Fit, MultilevelFit, WithoutCluster

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
        model: the model in which samples were left out and small-study effects tested.
        leave_one_out: the pooled effect without each sample in turn.
        egger_slope: change of the effect per unit of `egger_predictor`; positive: small samples find more.
        egger_p: its p-value; None where it cannot be tested.
        egger_predictor: what stands for smallness.
        egger_reason: why that and not another, with the source.
        filled: studies that trim and fill adds; None where it cannot be done.
        filled_estimate: the pooled effect with them; what asymmetry could do, not a better estimate.
        note: cautions, and why something could not be done, as sentences.
    """

    model: str
    leave_one_out: tuple[Left, ...]
    egger_slope: float | None
    egger_p: float | None
    egger_predictor: str
    egger_reason: str
    filled: int | None
    filled_estimate: float | None
    note: str


def diagnose(sizes: Sizes, correlation: float = 0.5) -> Diagnostics | None:
    """Diagnostics of the sizes; None with fewer than three samples."""
    fit = fit_of_samples(sizes, correlation)
    if fit is None:
        return None
    from allostasis.evidence.meta import trim_and_fill

    several = sizes.independent < len(sizes.samples)
    whole = multilevel_fit(sizes, correlation) if several else None
    smallness = _smallness(sizes)
    asymmetry, refused = _tried(
        lambda: _asymmetry(fit, smallness) if whole is None else _asymmetry_inside(whole, sizes, smallness)
    )
    filled, unfilled = _tried(lambda: trim_and_fill(fit))
    few = [f"{fit.k} samples are too few to tell small-study effects from chance"] * (fit.k < _ENOUGH_FOR_TESTS)
    doubt = [asymmetry[2]] if asymmetry and asymmetry[2] else []
    not_tested = [f"no test of small-study effects: {refused}"] if refused else []
    not_filled = [f"no trim and fill: {unfilled}"] if unfilled else []
    return Diagnostics(
        model="multilevel, CR2" if several else "random effects (REML), Knapp-Hartung",
        leave_one_out=_left_out(fit) if whole is None else _left_out_inside(whole, sizes),
        egger_slope=asymmetry[0] if asymmetry else None,
        egger_p=asymmetry[1] if asymmetry else None,
        egger_predictor=smallness.name,
        egger_reason=smallness.reason,
        filled=None if filled is None else filled.k0,
        filled_estimate=None if filled is None else filled.fit.estimate,
        note="; ".join([*few, *doubt, *not_tested, *not_filled]),
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


def _left_out(fit: Fit) -> tuple[Left, ...]:
    from allostasis.evidence.meta import leave_one_out

    names = ("coefficients", "low", "high", "tau2")
    return tuple(
        Left(line["labels"], *(_number(line[name]) for name in names)) for line in leave_one_out(fit).records()
    )


def _left_out_inside(fit: MultilevelFit, sizes: Sizes) -> tuple[Left, ...]:
    """The multilevel model without each sample, all of its sizes at once."""
    from allostasis.evidence.meta import leave_one_cluster_out

    return tuple(_left_cluster(each) for each in leave_one_cluster_out(fit, sizes.samples))


def _left_cluster(without: WithoutCluster) -> Left:
    if without.fit is None or without.robust is None:
        return Left(without.cluster, None, None, None, None)
    safe = without.robust
    return Left(without.cluster, safe.estimate, _number(safe.low), _number(safe.high), without.fit.tau2)


@dataclass(frozen=True)
class _Smallness:
    """The predictor of the small-study test, its name, and why it was taken; None stands for the standard error."""

    values: Any
    name: str
    reason: str


def _smallness(sizes: Sizes) -> _Smallness:
    """The numbers of people where they are known for every size, else the standard error."""
    if sizes.measure != "smd":
        return _Smallness(None, _STANDARD_ERROR, "the sizes are log odds ratios, for which it is the usual predictor")
    if not np.isfinite(sizes.smallness).all():
        unknown = int((~np.isfinite(sizes.smallness)).sum())
        of = "1 size" if unknown == 1 else f"{unknown} sizes"
        return _Smallness(None, _STANDARD_ERROR, f"numbers of people unknown for {of}; caution: {_DEPENDS}")
    return _Smallness(sizes.smallness, _FROM_NUMBERS, _DEPENDS)


_STANDARD_ERROR = "standard error"
_FROM_NUMBERS = "sqrt(1/n1 + 1/n2), for pairs sqrt(2 (1 - r) / n)"
_DEPENDS = (
    "the standard error of a standardised mean difference depends on the difference itself, so that regression on it "
    "finds asymmetry too often (Pustejovsky & Rodgers 2019, Res Synth Methods 10:57-71)"
)


def _asymmetry(fit: Fit, smallness: _Smallness) -> tuple[float, float, str]:
    """Slope, p-value and doubts of Egger's regression."""
    from allostasis.evidence.meta import egger

    found = egger(fit, predictor=smallness.values)
    return found.slope, found.p_value, ""


def _asymmetry_inside(fit: MultilevelFit, sizes: Sizes, smallness: _Smallness) -> tuple[float, float, str]:
    """The same inside the multilevel model (Rodgers & Pustejovsky 2021)."""
    from allostasis.evidence.meta import egger_multilevel

    found = egger_multilevel(fit, sizes.samples, predictor=smallness.values, name=smallness.name)
    return found.slope, found.p_value, f"Egger: {found.note}" if found.note else ""


def _tried(work: Callable[[], Any]) -> tuple[Any, str]:
    """The result, or why the rows cannot carry it (for example if all are of one size)."""
    try:
        return work(), ""
    except InputError as error:
        return None, "; ".join(problem.found for problem in error.problems)


def _number(cell: Any) -> float | None:
    value = cell[0] if hasattr(cell, "__len__") else cell
    return None if value is None or value != value else float(value)
