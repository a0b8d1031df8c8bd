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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.effect_grid import EffectGrid, Floats, hats
from allostasis.evidence.meta.numerical import spline
from allostasis.evidence.meta.sign_likelihood import Likelihoods, grid_for, likelihoods, log_prior, log_published
from allostasis.evidence.meta.sign_reports import (
    WORTHWHILE,
    Belief,
    Prior,
    Report,
    SignAndSize,
    Slope,
    StudyEffect,
    bounds,
    by_study,
    refuse,
    sign,
    size,
)
from allostasis.evidence.meta.sign_summary import above_zero, mass_of, quantiles, refined, summary

__all__ = ["WORTHWHILE", "Belief", "Prior", "Report", "SignAndSize", "Slope", "StudyEffect", "beliefs", "bounds"]
__all__ += ["sign", "sign_and_size", "size", "slope"]

_NOTHING = 1e-7  # share of the highest density below which a spread is taken as ruled out


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
    refuse(reports, correlation, null_reported)
    studies = by_study(reports)
    fine = _fit(studies, prior, correlation, null_reported, 1.0)
    rough = _fit(studies, prior, correlation, null_reported, 2.0)
    [before] = beliefs([[]], prior)
    effects = _study_effects(studies, fine)
    return SignAndSize(
        k=len(studies),
        posterior=fine.belief,
        prior=before,
        studies=effects,
        share_helped=float(np.mean([effect.positive for effect in effects])) if effects else None,
        error=_difference(fine.belief, rough.belief),
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
        refuse(reports, correlation, null_reported)
    studies = [by_study(reports) for reports in groups]
    distinct = list(dict.fromkeys(tuple(rows) for group in studies for rows in group.values()))
    grid = grid_for(distinct, prior, 2.0)
    logs = dict(zip(distinct, likelihoods(distinct, grid, correlation).log, strict=True))
    found = []
    for group in studies:
        total = sum((logs[tuple(rows)] for rows in group.values()), np.zeros((grid.tau.size, grid.eta.size)))
        total = total - log_published(group.values(), grid, null_reported) + log_prior(grid, prior)
        found.append(summary(grid.tau, *refined(grid, total)))
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
    refuse(reports, correlation, 1.0)
    studies = by_study(reports)
    if missing := [study for study in studies if study not in moderator]:
        raise EvidenceError([Problem(study, "no value of the moderator", "a number") for study in missing])
    x = np.array([moderator[study] for study in studies])
    wide = replace(prior, sd=math.hypot(prior.sd, prior.slope_sd * float(np.max(np.abs(x), initial=0.0))))
    rows = list(studies.values())
    return _slope(likelihoods(rows, grid_for(rows, wide, 2.0), correlation), x, prior)


@dataclass(frozen=True)
class _Posterior:
    logs: Likelihoods
    mu: Floats
    mass: Floats
    belief: Belief


def _fit(
    studies: Mapping[str, list[Report]], prior: Prior, correlation: float, null_reported: float, coarseness: float
) -> _Posterior:
    """The posterior; where the spread is pinned down near zero, once more with that part of the grid drawn out."""
    rows = list(studies.values())
    grid = grid_for(rows, prior, coarseness)
    found = _on_grid(rows, grid, prior, correlation, null_reported)
    spread = found.mass.sum(axis=1)
    last = int(np.flatnonzero(spread > _NOTHING * spread.max())[-1]) + 1
    if 2 * last >= grid.tau.size:
        return found
    near = replace(grid, tau=np.linspace(0.0, grid.tau[last], grid.tau.size))
    return _on_grid(rows, near, prior, correlation, null_reported)


def _on_grid(
    rows: Sequence[Sequence[Report]], grid: EffectGrid, prior: Prior, correlation: float, null_reported: float
) -> _Posterior:
    logs = likelihoods(rows, grid, correlation)
    total = logs.log.sum(axis=0) - log_published(rows, grid, null_reported) + log_prior(grid, prior)
    mu, mass = refined(grid, total)
    return _Posterior(logs, mu, mass, summary(grid.tau, mu, mass))


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
            low=quantiles(theta, mass)[0],
            high=quantiles(theta, mass)[1],
            positive=above_zero(theta, mass),
        )
        for (study, reports), mass in zip(studies.items(), masses, strict=True)
    )


def _slope(logs: Likelihoods, x: Floats, prior: Prior) -> Slope:
    """Posterior of the slope on a grid of (tau, mu, slope); log M is interpolated along eta = mu + slope x."""
    grid = logs.grid
    mu = prior.mean + prior.sd * np.linspace(-4, 4, 61)
    change = prior.slope_sd * np.linspace(-4, 4, 61)
    log = -0.5 * (
        (grid.tau[:, None, None] / prior.tau_scale) ** 2
        + ((mu[None, :, None] - prior.mean) / prior.sd) ** 2
        + (change[None, None, :] / prior.slope_sd) ** 2
    )
    for value in np.unique(x):
        means = (mu[:, None] + change[None, :] * value).ravel()
        log += spline(grid.eta, logs.log[x == value].sum(axis=0), means).reshape(log.shape)
    mass = mass_of(np.exp(log - log.max())).sum(axis=(0, 1))
    low, high = quantiles(change, mass)
    return Slope(float(mass @ change), low, high, above_zero(change, mass))


def _difference(fine: Belief, rough: Belief) -> float:
    names = ("mean", "sd", "positive", "tau_mean", "new_positive", "new_worthwhile")
    return float(max(abs(getattr(fine, name) - getattr(rough, name)) for name in names))
