"""Bayesian sign-and-size synthesis: estimates, test statistics and bare signs in one model.

Most published results of this field say only "better", "worse" or "not significant". Such a result is no number, but
it is not nothing either: a study of a given size finds a significant benefit with a probability that depends on the
true effect. The model, in units of Hedges' g with positive values good for the subject:

    theta_j ~ N(mu, tau^2)                       true effect of study j
    y_j     ~ N(theta_j, s_j^2)                  its estimate, of standard error s_j
    printed: y_j itself, or only that y_j / s_j lies between two bounds

"Better" says that y/s > 1.96, "null" that it lies between -1.96 and 1.96, "worse" that it is below -1.96, and
"p < 0.001, better" that it exceeds 3.29. Thus P(better | theta) = Phi(theta / s - 1.96). Several results of one study
share theta, and their errors are correlated (`correlation`). If the size of a study is not known, the likelihood is
averaged over several equally likely standard errors.

Priors: mu ~ N(0, 0.5^2), tau ~ half-normal(0.5). Assumed, because few drugs of this field move an outcome by more
than one standard deviation; the prior stands beside every posterior.
Computed by quadrature on grids, not by sampling: the same rows give the same numbers, and the error is stated.

Assumed: a verdict in words means a two-sided test at 0.05; the standard error of a study follows from its size;
nothing is left out because of its sign. The last can be relaxed: `null_reported` is how often a result that is not
significant gets published, relative to one that is.

Example:
    >>> from allostasis.evidence.meta.sign_and_size import sign, sign_and_size, size
    >>> reports = [size("first", 0.40, 0.04), sign("second", "better", 0.30), sign("third", "null", 0.25)]
    >>> result = sign_and_size(reports)
    >>> result.k, result.posterior.new_positive > result.prior.new_positive
    (3, True)
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.effect_grid import EffectGrid, Floats, hats, logs

__all__ = ["Belief", "Prior", "Report", "SignAndSize", "Slope", "StudyEffect", "beliefs", "bounds", "sign"]
__all__ += ["sign_and_size", "size", "slope"]

Verdict = Literal["better", "null", "worse"]
WORTHWHILE = 0.2
"""The smallest effect that is called worthwhile, in g: "small" in the words of Cohen (1988)."""

_SHARED_NODES = 20  # of the Gauss-Hermite rule for the shared part of the errors; 40 change no printed digit


@dataclass(frozen=True)
class Prior:
    """What is believed before any row: mu ~ N(mean, sd^2), tau ~ half-normal(tau_scale), slope ~ N(0, slope_sd^2)."""

    mean: float = 0.0
    sd: float = 0.5
    tau_scale: float = 0.5
    slope_sd: float = 0.5


@dataclass(frozen=True)
class Report:
    """One reported result in units of g, positive = good.

    Args:
        study: label; results with one label share their true effect.
        se: standard error of the estimate; several equally likely values if the size of the study is not known.
        estimate: the estimate, or None if only bounds are known.
        low: lower bound of estimate / se.
        high: upper bound of estimate / se.
    """

    study: str
    se: tuple[float, ...]
    estimate: float | None = None
    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True)
class Belief:
    """A distribution of mu, tau and the true effect of a new study of this kind, in summary.

    Intervals are central and hold 95 %. `new_*` are probabilities about the new study: that its true effect is in the
    good direction, and that it is at least worthwhile (g > 0.2).
    """

    mean: float
    sd: float
    low: float
    high: float
    positive: float
    tau_mean: float
    tau_low: float
    tau_high: float
    new_low: float
    new_high: float
    new_positive: float
    new_worthwhile: float


@dataclass(frozen=True)
class StudyEffect:
    """The true effect of one study, given all rows: mean, 95 % interval and probability of the good direction."""

    study: str
    rows: int
    sized: bool
    mean: float
    low: float
    high: float
    positive: float


@dataclass(frozen=True)
class SignAndSize:
    """Result of a sign-and-size synthesis.

    Args:
        k: number of studies.
        posterior: belief after the rows.
        prior: the same summary before the rows.
        studies: shrunken true effects.
        share_helped: expected share of these studies whose true effect is in the good direction; None without studies.
        error: largest change of a posterior mean or probability when all grids are made twice as coarse.
        assumed: the prior's numbers.
        correlation: assumed correlation of the errors of results of one study.
        null_reported: assumed chance of publication of a null result, relative to a significant one.
    """

    k: int
    posterior: Belief
    prior: Belief
    studies: tuple[StudyEffect, ...]
    share_helped: float | None
    error: float
    assumed: Prior
    correlation: float
    null_reported: float


@dataclass(frozen=True)
class Slope:
    """Change of the mean effect per unit of a moderator: mean, 95 % interval and probability that it is positive."""

    mean: float
    low: float
    high: float
    positive: float


def size(study: str, estimate: float, variance: float) -> Report:
    """A result printed with its size: estimate of g and its sampling variance."""
    return Report(study, (math.sqrt(variance),) if variance > 0 else (0.0,), estimate)


def sign(study: str, verdict: Verdict, se: float | Sequence[float], alpha: float = 0.05) -> Report:
    """A result of which only the verdict of a two-sided test at `alpha` is known."""
    from scipy.special import ndtri

    z = float(ndtri(1 - alpha / 2))
    low, high = {"better": (z, math.inf), "null": (-z, z), "worse": (-math.inf, -z)}[verdict]
    return bounds(study, low, high, se)


def bounds(study: str, low: float, high: float, se: float | Sequence[float]) -> Report:
    """A result of which only bounds of estimate / se are known, such as p < 0.001."""
    return Report(study, (float(se),) if isinstance(se, (int, float)) else tuple(se), None, low, high)


def sign_and_size(
    reports: Sequence[Report], prior: Prior | None = None, *, correlation: float = 0.5, null_reported: float = 1.0
) -> SignAndSize:
    """How large the effect is, how much it varies, and how often it is in the good direction.

    Args:
        reports: all results; those with one label belong to one study.
        prior: what is believed before.
        correlation: correlation of the errors of results of one study, at least 0 and below 1.
        null_reported: chance that a result that is not significant is published, relative to one that is; 1: no bias.

    Raises:
        EvidenceError: for each report without a positive standard error or with bounds in the wrong order.
    """
    prior = prior or Prior()
    _refuse(reports, correlation, null_reported)
    studies = _by_study(reports)
    fine = _fit(studies, prior, correlation, null_reported, 1.0)
    rough, before = beliefs([reports, []], prior, correlation=correlation, null_reported=null_reported)
    effects = _study_effects(studies, fine)
    return SignAndSize(
        k=len(studies),
        posterior=fine.belief,
        prior=before,
        studies=effects,
        share_helped=float(np.mean([effect.positive for effect in effects])) if effects else None,
        error=_difference(fine.belief, rough),
        assumed=prior,
        correlation=correlation,
        null_reported=null_reported,
    )


def beliefs(
    groups: Sequence[Sequence[Report]],
    prior: Prior | None = None,
    *,
    correlation: float = 0.5,
    null_reported: float = 1.0,
) -> list[Belief]:
    """The posterior of each group of reports, on the coarser grid of `sign_and_size`: many small questions at once.

    Arguments and errors are those of `sign_and_size`. A study that stands in several groups is worked out once.
    """
    prior = prior or Prior()
    for reports in groups:
        _refuse(reports, correlation, null_reported)
    studies = [_by_study(reports) for reports in groups]
    distinct = list(dict.fromkeys(tuple(rows) for group in studies for rows in group.values()))
    grid = _grid(distinct, prior, 2.0)
    logs = dict(zip(distinct, _logs(distinct, grid, correlation).log, strict=True))
    found = []
    for group in studies:
        total = sum((logs[tuple(rows)] for rows in group.values()), np.zeros((grid.tau.size, grid.eta.size)))
        total = total - _selection(group.values(), grid, null_reported) + _log_prior(grid, prior)
        found.append(_summary(grid.tau, *_refined(grid, total)))
    return found


def slope(
    reports: Sequence[Report],
    moderator: Mapping[str, float],
    prior: Prior | None = None,
    *,
    correlation: float = 0.5,
) -> Slope:
    """How the mean effect changes with one moderator: theta_j ~ N(mu + slope x_j, tau^2).

    Args:
        reports: all results.
        moderator: x of each study, by label; 0 and 1 for two kinds of studies.
        prior: what is believed before.
        correlation: correlation of the errors of results of one study.

    Raises:
        EvidenceError: as `sign_and_size`, and for a study without a moderator.
    """
    prior = prior or Prior()
    _refuse(reports, correlation, 1.0)
    studies = _by_study(reports)
    if missing := [study for study in studies if study not in moderator]:
        raise EvidenceError([Problem(study, "no value of the moderator", "a number") for study in missing])
    x = np.array([moderator[study] for study in studies])
    wide = replace(prior, sd=math.hypot(prior.sd, prior.slope_sd * float(np.max(np.abs(x), initial=0.0))))
    rows = list(studies.values())
    return _slope(_logs(rows, _grid(rows, wide, 2.0), correlation), x, prior)


@dataclass(frozen=True)
class _Logs:
    """Grid, likelihood of each study on it, shape (k, n), and log M(eta, tau), shape (k, tau, eta)."""

    grid: EffectGrid
    likelihood: Floats
    marginal: Floats

    @property
    def log(self) -> Floats:
        return logs(self.marginal)


@dataclass(frozen=True)
class _Posterior:
    logs: _Logs
    mu: Floats
    mass: Floats
    belief: Belief


def _fit(
    studies: Mapping[str, list[Report]], prior: Prior, correlation: float, null_reported: float, coarseness: float
) -> _Posterior:
    rows = list(studies.values())
    logs = _logs(rows, _grid(rows, prior, coarseness), correlation)
    total = logs.log.sum(axis=0) - _selection(rows, logs.grid, null_reported)
    mu, mass = _refined(logs.grid, total + _log_prior(logs.grid, prior))
    return _Posterior(logs, mu, mass, _summary(logs.grid.tau, mu, mass))


def _grid(studies: Collection[Sequence[Report]], prior: Prior, coarseness: float) -> EffectGrid:
    """Fine against the smallest standard error, and wide enough for the prior and every estimate."""
    rows = [row for reports in studies for row in reports]
    smallest = min((min(row.se) / math.sqrt(len(reports)) for reports in studies for row in reports), default=1.0)
    step = coarseness * min(0.0125, smallest / 10)
    tau = np.linspace(0.0, 4 * prior.tau_scale, round(40 / coarseness) + 1)
    largest = max((abs(row.estimate) + 3 * max(row.se) for row in rows if row.estimate is not None), default=0.0)
    half = math.ceil(max(abs(prior.mean) + 4.5 * prior.sd + 3 * tau[-1], largest) / step)
    theta = step * np.arange(-half, half + 1, dtype=float)
    eta = prior.mean + prior.sd * np.linspace(-4.5, 4.5, 2 * round(45 / coarseness) + 1)
    return EffectGrid(theta, eta, tau, smallest)


def _logs(studies: Collection[Sequence[Report]], grid: EffectGrid, correlation: float) -> _Logs:
    rows = [_likelihood(reports, grid.theta, correlation) for reports in studies]
    likelihood = np.array(rows).reshape(len(rows), grid.theta.size)
    return _Logs(grid, likelihood, grid.marginal(likelihood))


def _likelihood(reports: Sequence[Report], theta: Floats, correlation: float) -> Floats:
    """L(theta) of one study, averaged over its equally likely standard errors and scaled to a largest value of 1."""
    count = max(len(row.se) for row in reports)
    draws = [[replace(row, se=(row.se[index % len(row.se)],)) for row in reports] for index in range(count)]
    value = np.mean([_given_size(rows, theta, correlation) for rows in draws], axis=0)
    return np.asarray(value / value.max())


def _given_size(reports: Sequence[Report], theta: Floats, correlation: float) -> Floats:
    """L(theta): the part of the errors that the results share is integrated out by Gauss-Hermite quadrature."""
    shared = correlation if len(reports) > 1 else 0.0
    nodes, weights = np.polynomial.hermite_e.hermegauss(_SHARED_NODES) if shared else (np.zeros(1), np.ones(1))
    product = np.ones((nodes.size, theta.size))
    for row in reports:
        centre = theta[None, :] + math.sqrt(shared) * row.se[0] * nodes[:, None]
        product *= _row(row, centre, math.sqrt(1 - shared))
    return np.asarray(weights @ product / weights.sum())


def _row(report: Report, centre: Floats, factor: float) -> Floats:
    """Density of the estimate, or probability of its bounds, around a centre with error factor * se."""
    from scipy.special import ndtr

    error = factor * report.se[0]
    if report.estimate is not None:
        return np.asarray(np.exp(-0.5 * ((report.estimate - centre) / error) ** 2) / error)
    low, high = (report.low * report.se[0] - centre) / error, (report.high * report.se[0] - centre) / error
    # The difference of two upper tails is taken where both are small, so that no digit is lost.
    flip = low + high > 0
    return np.asarray(np.where(flip, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low)))


def _selection(studies: Iterable[Sequence[Report]], grid: EffectGrid, null_reported: float) -> Floats:
    """Log of the chance that the studies are published at all, by (tau, eta); zero without reporting bias."""
    from scipy.special import ndtr

    total = np.zeros((grid.tau.size, grid.eta.size))
    if null_reported == 1.0:
        return total
    for reports in studies:
        se = np.array(reports[0].se)[:, None, None]
        spread = np.sqrt(se**2 + grid.tau[None, :, None] ** 2)
        null = ndtr((1.96 * se - grid.eta) / spread) - ndtr((-1.96 * se - grid.eta) / spread)
        total += np.log(1 - (1 - null_reported) * null.mean(axis=0))
    return total


def _log_prior(grid: EffectGrid, prior: Prior) -> Floats:
    mu = -0.5 * ((grid.eta - prior.mean) / prior.sd) ** 2
    return np.asarray(mu[None, :] - 0.5 * (grid.tau[:, None] / prior.tau_scale) ** 2)


def _refined(grid: EffectGrid, log: Floats) -> tuple[Floats, Floats]:
    """Mean and posterior mass (tau, mean) on a finer grid of means, over the part that holds all but 1e-9 of the mass.

    Along the mean, log M is nearly a parabola, which a cubic spline follows.
    """
    from scipy.interpolate import make_interp_spline

    held = np.flatnonzero((log > log.max() - 25).any(axis=0))
    first, last = max(held[0] - 1, 0), min(held[-1] + 1, grid.eta.size - 1)
    mu = np.linspace(grid.eta[first], grid.eta[last], 201)
    line = make_interp_spline(grid.eta, log - log.max(), axis=1)
    return mu, _mass(np.exp(line(mu)))


def _mass(density: Floats) -> Floats:
    """Posterior mass by the trapezoidal rule along tau (first axis), whose ends count half.

    The rule converges fast here: the density vanishes at every end but tau = 0, and there it is an even function.
    """
    mass = density.copy()
    mass[[0, -1]] /= 2
    return np.asarray(mass / mass.sum())


def _summary(tau: Floats, mu: Floats, mass: Floats) -> Belief:
    from scipy.optimize import brentq
    from scipy.special import ndtr

    marginal, spread = mass.sum(axis=0), mass.sum(axis=1)
    mean = float(marginal @ mu)
    # A grid point stands for its cell: without the cell's own variance the step at tau = 0 would be counted coarsely.
    total = np.sqrt(tau**2 + (mu[1] - mu[0]) ** 2 / 12)

    def above(limit: float) -> float:
        return float(np.sum(mass * ndtr((mu - limit) / total[:, None])))

    reach = 6 * float(tau[-1])
    ends = float(mu[0]) - reach, float(mu[-1]) + reach
    new_low, new_high = (brentq(lambda x, p=p: above(x) - p, *ends, xtol=1e-4) for p in (0.975, 0.025))
    low, high = _quantiles(mu, marginal)
    tau_low, tau_high = _quantiles(tau, spread)
    return Belief(
        mean=mean,
        sd=math.sqrt(float(marginal @ (mu - mean) ** 2)),
        low=low,
        high=high,
        positive=_above_zero(mu, marginal),
        tau_mean=float(spread @ tau),
        tau_low=tau_low,
        tau_high=tau_high,
        new_low=float(new_low),
        new_high=float(new_high),
        new_positive=above(0.0),
        new_worthwhile=above(WORTHWHILE),
    )


def _cumulated(mass: Floats) -> Floats:
    """Distribution function at the grid points."""
    value = np.cumsum(mass) - mass / 2
    value[0], value[-1] = 0.0, 1.0
    return np.asarray(value)


def _quantiles(points: Floats, mass: Floats) -> tuple[float, float]:
    low, high = np.interp([0.025, 0.975], _cumulated(mass), points)
    return float(low), float(high)


def _above_zero(points: Floats, mass: Floats) -> float:
    return 1.0 - float(np.interp(0.0, points, _cumulated(mass), left=0.0, right=1.0))


def _study_effects(studies: Mapping[str, list[Report]], posterior: _Posterior) -> tuple[StudyEffect, ...]:
    """The true effect of each study: its own likelihood times what all rows say about mu and tau."""
    grid, logs = posterior.logs.grid, posterior.logs
    weights = posterior.mass @ hats(posterior.mu, grid.eta)
    theta, masses = grid.effects(logs.likelihood, weights, logs.marginal, max(1, round(0.025 / grid.step)))
    return tuple(
        StudyEffect(
            study=study,
            rows=len(reports),
            sized=any(row.estimate is not None for row in reports),
            mean=float(mass @ theta),
            low=_quantiles(theta, mass)[0],
            high=_quantiles(theta, mass)[1],
            positive=_above_zero(theta, mass),
        )
        for (study, reports), mass in zip(studies.items(), masses, strict=True)
    )


def _slope(logs: _Logs, x: Floats, prior: Prior) -> Slope:
    """Posterior of the slope on a grid of (tau, mu, slope); log M is interpolated along eta = mu + slope x."""
    from scipy.interpolate import make_interp_spline

    grid = logs.grid
    mu = prior.mean + prior.sd * np.linspace(-4, 4, 61)
    change = prior.slope_sd * np.linspace(-4, 4, 61)
    log = -0.5 * (
        (grid.tau[:, None, None] / prior.tau_scale) ** 2
        + ((mu[None, :, None] - prior.mean) / prior.sd) ** 2
        + (change[None, None, :] / prior.slope_sd) ** 2
    )
    for value in np.unique(x):
        line = make_interp_spline(grid.eta, logs.log[x == value].sum(axis=0), axis=1)
        log += line((mu[:, None] + change[None, :] * value).ravel()).reshape(log.shape)
    mass = _mass(np.exp(log - log.max())).sum(axis=(0, 1))
    low, high = _quantiles(change, mass)
    return Slope(float(mass @ change), low, high, _above_zero(change, mass))


def _difference(fine: Belief, rough: Belief) -> float:
    names = ("mean", "sd", "positive", "tau_mean", "new_positive", "new_worthwhile")
    return float(max(abs(getattr(fine, name) - getattr(rough, name)) for name in names))


def _by_study(reports: Sequence[Report]) -> dict[str, list[Report]]:
    studies: dict[str, list[Report]] = {}
    for report in reports:
        studies.setdefault(report.study, []).append(report)
    return studies


def _refuse(reports: Sequence[Report], correlation: float, null_reported: float) -> None:
    problems = []
    if not 0 <= correlation < 1:
        problems.append(Problem("correlation", f"{correlation}", "at least 0 and below 1"))
    if not 0 < null_reported <= 1:
        problems.append(Problem("null_reported", f"{null_reported}", "above 0 and at most 1"))
    for index, row in enumerate(reports):
        place = f"report {index} ({row.study})"
        if not row.se or not all(0 < se < math.inf for se in row.se):
            problems.append(Problem(place, f"standard error {row.se}", "a finite number above 0"))
        if row.estimate is not None and not math.isfinite(row.estimate):
            problems.append(Problem(place, f"estimate {row.estimate}", "a finite number"))
        if not row.low < row.high:
            problems.append(Problem(place, f"bounds {row.low} to {row.high}", "a lower bound below the upper bound"))
    if problems:
        raise EvidenceError(problems)
