"""Sampling covariance of effects that share people: several outcomes, one control for several arms, overlap.

Every function gives a k x k matrix with the known variances on the diagonal, for `multilevel`.

    same sample      V_ij = rho sqrt(v_i v_j)                                       rho assumed, one for all studies
    shared control   V_ij = variance that the control arm contributes               differences of means, log ratios
                     V_ij = 1/n_c + d_i d_j / (2 N)                                 standardised, one SD for all
                     V_ij = 1/n_c + d_i d_j (n_c - 1) / (2 f_i f_j)                 standardised, SD of each pair
    overlap          V_ij = rho sqrt(v_i v_j) (s_t/(t_i t_j) + s_c/(c_i c_j)) / sqrt((1/t_i + 1/c_i)(1/t_j + 1/c_j))

Sources: Gleser and Olkin 2009, Stochastically dependent effect sizes, Handbook of Research Synthesis and Meta-Analysis,
2nd edition, pages 357-376 (shared control: risks, log odds, log risks, and standardised differences with one SD).
The pairwise form and the form for overlap are derived here from two facts: the mean of n people has variance
sigma^2 / n, and a variance estimate with f degrees of freedom has variance 2 sigma^4 / f (delta method).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.inputs import check_choice, numbers
from allostasis.evidence.meta.multilevel_inputs import Labels, check_groups

StandardDeviation = Literal["all_arms", "each_pair"]


def constant_correlation(variances: ArrayLike, clusters: Labels, rho: float) -> FloatArray:
    """Effects of one cluster have correlated sampling errors, with the same correlation everywhere.

    Args:
        variances: sampling variances, shape (k,).
        clusters: one label per row; usually the study or the sample.
        rho: the correlation; an assumption, to be swept, unless it was reported.

    Raises:
        EvidenceError: if a variance is not positive or the correlation is impossible for the largest cluster.
    """
    v = _positive("variances", variances)
    codes, _ = check_groups("cluster", clusters, len(v))
    largest = int(np.bincount(codes).max())
    if not (-1.0 / max(largest - 1, 1) < rho < 1.0):
        allowed = f"above {-1.0 / max(largest - 1, 1):.3g} and below 1 (a cluster has {largest} rows)"
        raise EvidenceError(Problem("rho", str(rho), allowed, "at 1 all effects of a study would be one and the same"))
    same = codes[:, None] == codes[None, :]
    matrix = np.where(same, rho * np.sqrt(np.outer(v, v)), 0.0)
    np.fill_diagonal(matrix, v)
    return matrix


def shared_control(variances: ArrayLike, controls: Labels, control_variances: ArrayLike) -> FloatArray:
    """Effects measured against the same control arm share the variance of that arm.

    Holds for measures that are a difference of two independent parts: mean differences, risk differences, and
    logarithms of odds, risks and means. For standardised differences use `shared_control_smd`.

    Args:
        variances: sampling variances of the effects, shape (k,).
        controls: one label per row; rows with the same label were compared with the same people.
        control_variances: what the control arm contributes to each variance, shape (k,): `mean_variance`,
            `risk_variance`, `log_odds_variance`, `log_risk_variance` or `log_mean_variance` of the control arm.

    Raises:
        EvidenceError: if a control arm contributes more than the whole variance, or differs between its rows.
    """
    v, c = _positive("variances", variances), _positive("control_variances", control_variances)
    _same_length(v, control_variances=c)
    codes, names = check_groups("control", controls, len(v))
    problems = [
        Problem(f"row {row}, control variance", f"{c[row]:.6g}", f"less than the variance of the effect, {v[row]:.6g}")
        for row in np.flatnonzero(c >= v)
    ]
    # Reported to a few digits at worst; a control arm whose rows differ by a thousandth is not one arm.
    problems += [
        Problem(f"control {name}", "rows with different control variances", "one control arm, one variance")
        for group, name in enumerate(names)
        if np.ptp(c[codes == group]) > 1e-3 * c[codes == group].max()
    ]
    if problems:
        raise EvidenceError(problems)
    matrix = np.where(codes[:, None] == codes[None, :], np.sqrt(np.outer(c, c)), 0.0)
    np.fill_diagonal(matrix, v)
    return matrix


def shared_control_smd(
    d: ArrayLike,
    n_treat: ArrayLike,
    n_control: ArrayLike,
    controls: Labels,
    *,
    standard_deviation: StandardDeviation = "each_pair",
    variances: ArrayLike | None = None,
) -> FloatArray:
    """Standardised mean differences against the same control arm.

    Args:
        d: standardised mean differences, shape (k,).
        n_treat: people in each treated arm, shape (k,).
        n_control: people in its control arm, shape (k,).
        controls: one label per row; rows with the same label have the same control arm.
        standard_deviation: "all_arms" if one SD, pooled over all arms of the trial, scaled its effects (Gleser and
            Olkin 2009); "each_pair" if each effect has the SD of its own two arms.
        variances: variances of the effects, shape (k,); otherwise 1/n_t + 1/n_c + d^2 / (2 N), with N the people in
            all arms of the trial ("all_arms") or in the two arms ("each_pair").

    Raises:
        EvidenceError: if a number of people is below 2.
    """
    check_choice("standard_deviation", standard_deviation, ("all_arms", "each_pair"))
    effects, t, c = numbers("d", d), _people("n_treat", n_treat), _people("n_control", n_control)
    _same_length(effects, n_treat=t, n_control=c)
    codes, _ = check_groups("control", controls, len(effects))
    if standard_deviation == "all_arms":
        total = (np.bincount(codes, weights=t))[codes] + c
        spread = np.outer(effects, effects) / (2.0 * np.sqrt(np.outer(total, total)))
    else:
        total = t + c
        freedom = total - 2.0
        spread = np.outer(effects, effects) * (np.sqrt(np.outer(c, c)) - 1.0) / (2.0 * np.outer(freedom, freedom))
    matrix = np.where(codes[:, None] == codes[None, :], 1.0 / np.sqrt(np.outer(c, c)) + spread, 0.0)
    own = 1.0 / t + 1.0 / c + effects**2 / (2.0 * total) if variances is None else _positive("variances", variances)
    _same_length(effects, variances=own)
    np.fill_diagonal(matrix, own)
    return matrix


def overlapping_samples(
    variances: ArrayLike,
    n_treat: ArrayLike,
    n_control: ArrayLike,
    shared_treat: ArrayLike,
    shared_control_people: ArrayLike,
    rho: float = 1.0,
) -> FloatArray:
    """Two-group comparisons that were reported by different papers on partly the same people.

    Holds for mean differences with equal SDs, and for standardised differences near zero.

    Args:
        variances: sampling variances of the effects, shape (k,).
        n_treat: people in each treated group, shape (k,).
        n_control: people in each control group, shape (k,).
        shared_treat: people whom two treated groups have in common, shape (k, k); the diagonal is not used.
        shared_control_people: the same for the control groups, shape (k, k).
        rho: correlation between the two outcomes within a person; 1 for the same outcome.

    Raises:
        EvidenceError: for every pair that shares more people than the smaller group has.
    """
    v, t, c = _positive("variances", variances), _people("n_treat", n_treat), _people("n_control", n_control)
    _same_length(v, n_treat=t, n_control=c)
    if not -1.0 <= rho <= 1.0:
        raise EvidenceError(Problem("rho", str(rho), "between -1 and 1"))
    both_t, both_c = (
        _shared("shared_treat", shared_treat, t),
        _shared("shared_control_people", shared_control_people, c),
    )
    size = 1.0 / t + 1.0 / c
    common = both_t / np.outer(t, t) + both_c / np.outer(c, c)
    matrix: FloatArray = rho * common / np.sqrt(np.outer(size, size)) * np.sqrt(np.outer(v, v))
    np.fill_diagonal(matrix, v)
    return matrix


def mean_variance(sd: ArrayLike, n: ArrayLike) -> FloatArray:
    """Variance of the mean of one arm, sd^2 / n, for mean differences."""
    return np.asarray(_positive("sd", sd) ** 2 / _people("n", n))


def log_mean_variance(mean: ArrayLike, sd: ArrayLike, n: ArrayLike) -> FloatArray:
    """Variance of the logarithm of the mean of one arm, sd^2 / (n mean^2), for log ratios of means."""
    return np.asarray(_positive("sd", sd) ** 2 / (_people("n", n) * _positive("mean", mean) ** 2))


def risk_variance(events: ArrayLike, n: ArrayLike) -> FloatArray:
    """Variance of the risk of one arm, r (1 - r) / n, for risk differences."""
    people, risk = _risk(events, n)
    return np.asarray(risk * (1.0 - risk) / people)


def log_odds_variance(events: ArrayLike, n: ArrayLike) -> FloatArray:
    """Variance of the log odds of one arm, 1 / events + 1 / (n - events), for log odds ratios."""
    people, risk = _risk(events, n)
    return np.asarray(1.0 / (people * risk) + 1.0 / (people * (1.0 - risk)))


def log_risk_variance(events: ArrayLike, n: ArrayLike) -> FloatArray:
    """Variance of the log risk of one arm, 1 / events - 1 / n, for log risk ratios."""
    people, risk = _risk(events, n)
    return np.asarray((1.0 - risk) / (people * risk))


def _risk(events: ArrayLike, n: ArrayLike) -> tuple[FloatArray, FloatArray]:
    people, count = numbers("n", n), numbers("events", events)
    _same_length(people, events=count)
    bad = np.flatnonzero(~((count > 0) & (count < people)))
    if bad.size:
        cause = "add the half event of the effect size first (named there)"
        raise EvidenceError(
            [Problem(f"row {at}, events", f"{count[at]:g} of {people[at]:g}", "above 0, below n", cause) for at in bad]
        )
    return people, count / people


def _positive(place: str, values: ArrayLike) -> FloatArray:
    array = numbers(place, values)
    bad = np.flatnonzero(~(np.isfinite(array) & (array > 0)))
    if bad.size:
        raise EvidenceError([Problem(f"row {at}, {place}", str(array[at]), "a number above zero") for at in bad])
    return array


def _people(place: str, values: ArrayLike) -> FloatArray:
    array = numbers(place, values)
    bad = np.flatnonzero(~(np.isfinite(array) & (array >= 2)))
    if bad.size:
        raise EvidenceError([Problem(f"row {at}, {place}", str(array[at]), "at least 2 people") for at in bad])
    return array


def _same_length(first: FloatArray, **others: FloatArray) -> None:
    wrong = {name: len(array) for name, array in others.items() if len(array) != len(first)}
    if wrong:
        allowed = f"{len(first)}, one per row"
        raise EvidenceError([Problem(name, f"{length} numbers", allowed) for name, length in wrong.items()])


def _shared(place: str, values: ArrayLike, people: FloatArray) -> FloatArray:
    matrix = np.asarray(values, dtype=np.float64)
    k = len(people)
    if matrix.shape != (k, k):
        raise EvidenceError(Problem(place, f"an array of shape {matrix.shape}", f"{k} x {k}"))
    matrix = np.where(np.eye(k) == 1, people, matrix)
    wrong = ~((matrix >= 0) & (matrix <= np.minimum.outer(people, people)) & (matrix == matrix.T))
    problems = [
        Problem(f"{place}, rows {i} and {j}", f"{matrix[i, j]:g} and {matrix[j, i]:g}", "0 to the smaller group, twice")
        for i, j in np.argwhere(np.triu(wrong | wrong.T, 1))
    ]
    if problems:
        raise EvidenceError(problems)
    return matrix
