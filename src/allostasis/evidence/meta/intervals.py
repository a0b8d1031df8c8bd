"""Where a new study may fall, and how well the variance between studies is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.heterogeneity import i2_and_h2, log_likelihood, solve_q
from allostasis.evidence.meta.inputs import check_choice
from allostasis.evidence.meta.numerical import root
from allostasis.evidence.meta.random_effects import quantile
from allostasis.evidence.meta.regression import design_rows, means
from allostasis.evidence.meta.results import Fit, Interval

Convention = Literal["normal", "t_k_minus_p", "t_k_minus_2"]
By = Literal["q_profile", "profile_likelihood"]

CONVENTIONS: tuple[Convention, ...] = ("normal", "t_k_minus_p", "t_k_minus_2")


def prediction_interval(fit: Fit, convention: Convention | None = None, at: ArrayLike | None = None) -> Interval:
    """Where the true effect of one new study like these is expected: mean +- quantile sqrt(se^2 + tau2).

    Conventions differ, and with few studies they differ much, so the interval carries its name:

        normal       standard normal quantile
        t_k_minus_p  t with k - p degrees of freedom
        t_k_minus_2  t with k - 2 (k - p - 1 with moderators), as in Higgins, Thompson and Spiegelhalter 2009
                     (Journal of the Royal Statistical Society A 172:137-159)

    Args:
        fit: a fitted model; its own standard error is used, so Knapp-Hartung enters when the fit has it.
        convention: by default "t_k_minus_p" for a Knapp-Hartung fit and "normal" otherwise.
        at: moderators of the new study, for a model with moderators.
    """
    chosen: Convention = convention or ("normal" if fit.df is None else "t_k_minus_p")
    check_choice("convention", chosen, CONVENTIONS)
    df = {"normal": None, "t_k_minus_p": fit.k - fit.p, "t_k_minus_2": fit.k - fit.p - 1}[chosen]
    if df is not None and df < 1:
        raise EvidenceError(Problem("prediction interval", f"{fit.k} rows", f"more rows for {chosen}"))
    if len(design_rows(fit, at)) != 1:
        raise EvidenceError(Problem("at", "several places", "the moderators of one new study"))
    middle = means(fit, at)
    half = quantile(fit.level, df) * np.sqrt(middle.se[0] ** 2 + fit.tau2)
    low, high = float(middle.estimate[0] - half), float(middle.estimate[0] + half)
    return Interval(low, high, chosen, fit.level, _prediction_note(fit))


def tau2_interval(fit: Fit, by: By = "q_profile") -> Interval:
    """Confidence interval of tau2, at the level of the fit.

    q_profile           the tau2 at which the generalised Q meets the quantiles of chi-square with k - p degrees of
                        freedom (Viechtbauer 2007, Statistics in Medicine 26:37-52); exact under normality, and the
                        same whatever estimator of tau2 was used
    profile_likelihood  the tau2 whose log-likelihood lies less than half a chi-square quantile below the highest
                        (Hardy and Thompson 1996, Statistics in Medicine 15:619-629); for ML and REML fits

    An end at the boundary 0 is said in the note.
    """
    check_choice("by", by, ("q_profile", "profile_likelihood"))
    if fit.k <= fit.p:
        raise EvidenceError(Problem("interval of tau2", f"{fit.k} rows", f"at least {fit.p + 1} rows"))
    low, high = _q_profile(fit) if by == "q_profile" else _profile_likelihood(fit)
    return Interval(low, high, by, fit.level, _boundary_note(low, high))


def i2_interval(fit: Fit, by: By = "q_profile") -> Interval:
    """Confidence interval of I2 in percent, from that of tau2 and the typical sampling variance."""
    return _through(fit, by, lambda tau2: i2_and_h2(tau2, fit.variances, fit.design)[0])


def h2_interval(fit: Fit, by: By = "q_profile") -> Interval:
    """Confidence interval of H2, from that of tau2 and the typical sampling variance."""
    return _through(fit, by, lambda tau2: i2_and_h2(tau2, fit.variances, fit.design)[1])


def _through(fit: Fit, by: By, function: Callable[[float], float]) -> Interval:
    tau2 = tau2_interval(fit, by)
    return Interval(function(tau2.low), function(tau2.high), by, fit.level, tau2.note)


def _q_profile(fit: Fit) -> tuple[float, float]:
    tail = (1 - fit.level) / 2
    targets = (float(chdtri(fit.k - fit.p, tail)), float(chdtri(fit.k - fit.p, 1 - tail)))
    low, high = (solve_q(fit.estimates, fit.variances, fit.design, target) for target in targets)
    return low, high


def _profile_likelihood(fit: Fit) -> tuple[float, float]:
    if fit.method not in ("ML", "REML"):
        cause = 'fit again with method="REML", or take by="q_profile"'
        raise EvidenceError(Problem("interval of tau2", f"a fit by {fit.method}", "a fit by ML or REML", cause))
    allowed = fit.log_likelihood - 0.5 * float(chdtri(1, 1 - fit.level))

    def above(tau2: float) -> float:
        restricted = fit.method == "REML"
        return log_likelihood(fit.estimates, fit.variances, fit.design, tau2, restricted=restricted) - allowed

    low = 0.0 if above(0.0) >= 0 else _root(above, 0.0, fit.tau2)
    high = max(fit.tau2, float(np.min(fit.variances)))
    while above(high) > 0:
        high *= 2
    return low, _root(above, fit.tau2, high)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return root(function, low, high, xtol=1e-14 * high)


def _boundary_note(low: float, high: float) -> str:
    if high == 0:
        return "both ends are at the boundary 0: the estimates differ less than their sampling errors allow"
    return "the lower end is at the boundary 0" if low == 0 else ""


def _prediction_note(fit: Fit) -> str:
    if fit.method == "common":
        return "a common effect leaves no variance between studies: this is the confidence interval of the mean"
    return "tau2 is estimated as 0, which few studies cannot show: the interval may be too narrow" * (fit.tau2 == 0)
