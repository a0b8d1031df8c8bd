"""Effects that are not independent: random effects nested in levels, with a known sampling covariance.

    y = X b + sum_l Z_l u_l + e,    u_l ~ N(0, s_l),    e ~ N(0, V)

Levels are nested, outermost first: {"study": ..., "effect": ...} is the three-level model (sampling error, effects
within studies, studies) of Konstantopoulos 2011, Research Synthesis Methods 2:61-76, and of Van den Noortgate et al.
2013, Behavior Research Methods 45:576-594. V holds what is known of correlated sampling errors (see `covariance`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, fdtrc

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficient_table import tabulate
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.inputs import check_choice, check_level
from allostasis.evidence.meta.multilevel_inputs import Data, Labels, Level, read_data
from allostasis.evidence.meta.multilevel_likelihood import Evaluation, evaluate
from allostasis.evidence.meta.multilevel_maximum import Maximum, Scaled, first_guesses, maximise, scale
from allostasis.evidence.meta.multilevel_results import MultilevelFit, MultilevelMethod, MultilevelTest

# A level whose variance leaves less than this share of its information after the coefficients are fitted, or which
# another level imitates to this degree, has no estimate: with float64 this is rounding, with real designs it is 1e-2.
_NOTHING_LEFT = 1e-9


def multilevel(
    estimates: ArrayLike,
    sampling: ArrayLike,
    *,
    levels: Mapping[str, Labels],
    moderators: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    labels: Sequence[object] | None = None,
    intercept: bool = True,
    method: MultilevelMethod = "REML",
    test: MultilevelTest = "normal",
    level: float = 0.95,
) -> MultilevelFit:
    """Pool effects, or regress them on moderators, when several come from one study.

    Args:
        estimates: effects on one scale, shape (k,).
        sampling: their sampling variances, shape (k,), or their sampling covariance, shape (k, k).
        levels: name of each level of random effects to one label per row, outermost first; a label of an inner level
            counts within its outer group. Empty: no random effects (generalised least squares with `sampling`).
        moderators: columns without intercept, shape (k,) or (k, m); categories as 0 and 1.
        names: names of the moderators.
        labels: names of the rows, for messages; row numbers from 0 otherwise.
        intercept: whether an intercept is put before the moderators.
        method: how the variances are estimated.
        test: reference distribution of the coefficients; for few studies prefer `robust`.
        level: coverage of the confidence intervals.

    Raises:
        EvidenceError: with every row, level or moderator that cannot be used.
        RunError: if no maximum of the likelihood is found.
    """
    check_choice("method", method, ("REML", "ML"))
    check_choice("test", test, ("normal", "t", "t_groups"))
    check_level(level)
    return fit_data(
        read_data(estimates, sampling, levels, moderators, names, labels, intercept),
        method=method,
        test=test,
        level=level,
    )


def fit_data(data: Data, *, method: MultilevelMethod, test: MultilevelTest, level: float) -> MultilevelFit:
    """The model for data that were checked already; see `multilevel`."""
    merged, notes = _merge_levels(data)
    _check_groups(merged)
    scaled = scale(merged)
    common = _without_levels(scaled)
    starts = first_guesses(scaled)
    _check_estimable(merged, scaled, starts[0])
    top = maximise(scaled, starts, method == "REML")
    return _assemble(merged, scaled, common, top, notes, method, test, level)


def _merge_levels(data: Data) -> tuple[Data, tuple[str, ...]]:
    """Levels with the same groups have one variance between them; it stands under the outer name."""
    kept: list[Level] = []
    notes = []
    for level in data.levels:
        if kept and len(kept[-1].groups) == len(level.groups):  # nested, so equal counts mean equal groups
            notes.append(
                f"Every {kept[-1].name} holds one {level.name}: the two levels cannot be told apart, and the "
                f"variance of {kept[-1].name} is that of both."
            )
        else:
            kept.append(level)
    return replace(data, levels=tuple(kept)), tuple(notes)


def _check_groups(data: Data) -> None:
    short = [level for level in data.levels if len(level.groups) < 2]
    if short:
        cause = "one study cannot show how studies differ: leave this level out, or describe the study alone"
        raise EvidenceError(
            [Problem(f"level {level.name!r}", "one group", "at least two groups", cause) for level in short]
        )


def _without_levels(scaled: Scaled) -> Evaluation:
    """The fit with the sampling covariance alone, which must be positive definite."""
    try:
        return evaluate(scaled.batches, np.zeros(scaled.levels), False)
    except np.linalg.LinAlgError as error:
        cause = "a correlation of 1, or correlations that contradict each other"
        found = "a matrix that is not positive definite"
        raise EvidenceError(Problem("sampling covariance", found, "a positive definite matrix", cause)) from error


def _check_estimable(data: Data, scaled: Scaled, start: FloatArray) -> None:
    """Refuse levels that the moderators explain away or that imitate each other."""
    if not data.levels:
        return
    plain = np.diag(evaluate(scaled.batches, start, False).information)
    left = evaluate(scaled.batches, start, True).information
    gone = np.diag(left) < _NOTHING_LEFT * plain
    root = np.sqrt(np.where(gone, 1.0, np.diag(left)))
    alike = not gone.any() and np.linalg.eigvalsh(left / np.outer(root, root))[0] < _NOTHING_LEFT
    if gone.any() or alike:
        named = [level.name for level, bad in zip(data.levels, gone, strict=True) if bad or alike]
        cause = "the moderators leave nothing to differ at this level" if gone.any() else "the levels nearly coincide"
        allowed = "levels whose variance the rows can tell"
        raise EvidenceError(Problem("levels " + ", ".join(named), "no information on the variance", allowed, cause))


def _assemble(
    data: Data,
    scaled: Scaled,
    common: Evaluation,
    top: Maximum,
    notes: tuple[str, ...],
    method: MultilevelMethod,
    test: MultilevelTest,
    level: float,
) -> MultilevelFit:
    """Everything that is reported, back in the unit of the estimates."""
    k, p = data.design.shape
    unscale = np.linalg.inv(scaled.triangle)
    coefficients = scaled.unit * unscale @ top.evaluation.coefficients
    covariance = scaled.unit**2 * unscale @ top.evaluation.bread @ unscale.T
    df = _degrees(data, test)
    free = k - (p if method == "REML" else 0)
    table = tabulate(data.names, coefficients, covariance, df, level)
    omnibus = _omnibus(data, coefficients, covariance, df)
    return MultilevelFit(
        **vars(table),
        data=data,
        method=method,
        test=test,
        k=k,
        p=p,
        components=scaled.unit**2 * top.components,
        components_se=scaled.unit**2 * _component_errors(top),
        q=common.residual,
        q_df=k - p,
        q_p=float(chdtrc(k - p, common.residual)),
        i2_by_level=_i2(top.components, common, k - p),
        qm=omnibus[0],
        qm_df=omnibus[1],
        qm_p=omnibus[2],
        log_likelihood=top.evaluation.log_likelihood - free * float(np.log(scaled.unit)),
        status=_status(top, method),
        notes=notes + _boundaries(data, top),
    )


def _degrees(data: Data, test: MultilevelTest) -> FloatArray | None:
    k, p = data.design.shape
    if test == "normal":
        return None
    groups = k if test == "t" or not data.levels else len(data.levels[0].groups)
    if groups <= p:
        raise EvidenceError(Problem("test", f"{groups} groups for {p} coefficients", f"at least {p + 1} groups"))
    return np.full(p, float(groups - p))


def _component_errors(top: Maximum) -> FloatArray:
    inside = top.components > 0
    errors = np.full(inside.size, np.nan)
    information = top.evaluation.information[np.ix_(inside, inside)]
    errors[inside] = np.sqrt(np.diag(np.linalg.inv(information)))
    return errors


def _i2(components: FloatArray, common: Evaluation, free: int) -> FloatArray:
    """Share of each level beside the typical sampling variance (k - p) / tr(P).

    P is the residual weight matrix with the sampling covariance alone. With independent errors and no moderators this
    is the typical variance of Higgins and Thompson 2002, Statistics in Medicine 21:1539-1558; the split by level
    follows Nakagawa and Santos 2012, Evolutionary Ecology 26:1253-1274.
    """
    typical = free / common.trace
    return np.asarray(100.0 * components / (components.sum() + typical))


def _omnibus(
    data: Data, coefficients: FloatArray, covariance: FloatArray, df: FloatArray | None
) -> tuple[float | None, tuple[float, ...] | None, float | None]:
    """Wald test of all coefficients but the intercept."""
    tested = np.array([name != "intercept" for name in data.names])
    m = int(tested.sum())
    if m == 0:
        return None, None, None
    b = coefficients[tested]
    wald = float(b @ np.linalg.solve(covariance[np.ix_(tested, tested)], b))
    if df is None:
        return wald, (float(m),), float(chdtrc(m, wald))
    return wald / m, (float(m), float(df[0])), float(fdtrc(m, df[0], wald / m))


def _status(top: Maximum, method: MultilevelMethod) -> str:
    if not len(top.components):
        return "No random effects: generalised least squares, nothing to search."
    return f"{method} reached its maximum; {top.agreeing} of {top.starts} starts ended there."


def _boundaries(data: Data, top: Maximum) -> tuple[str, ...]:
    return tuple(
        f"The variance of {level.name} is at its boundary, 0."
        for level, component in zip(data.levels, top.components, strict=True)
        if component == 0
    )
