"""Do small studies find larger effects? Egger's regression and Begg's rank test.

Asymmetry has many causes besides unpublished studies. With fewer than ten studies the tests can hardly tell chance from
asymmetry (Sterne et al. 2011, BMJ 343:d4002); results of fewer carry a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.meta.coefficients import FloatArray
from allostasis.evidence.meta.inputs import check_choice, numbers
from allostasis.evidence.meta.least_squares import least_squares
from allostasis.evidence.meta.random_effects import quantile, random_effects, two_sided
from allostasis.evidence.meta.results import Fit

EggerModel = Literal["mixed", "classic"]

_ENOUGH = 10


@dataclass(frozen=True)
class Egger:
    """Result of a regression test for funnel plot asymmetry.

    Args:
        model: "mixed" or "classic".
        slope: change of the effect per unit of the predictor, by default of the standard error.
        slope_se: its standard error.
        statistic: slope over its standard error.
        df: degrees of freedom of t; None for the normal.
        p_value: two-sided.
        limit: effect extrapolated to a predictor of 0; None when moderators make it depend on them.
        limit_low: lower end of its confidence interval.
        limit_high: upper end.
        note: remark in words; may be empty.
    """

    model: EggerModel
    slope: float
    slope_se: float
    statistic: float
    df: float | None
    p_value: float
    limit: float | None
    limit_low: float | None
    limit_high: float | None
    note: str = ""


@dataclass(frozen=True)
class Begg:
    """Kendall's tau between standardised effects and variances, its two-sided p-value, and how that was computed."""

    tau: float
    p_value: float
    exact: bool
    note: str = ""


def egger(fit: Fit, model: EggerModel = "mixed", predictor: ArrayLike | None = None) -> Egger:
    """Regression of the effects on their standard errors.

    mixed    the fit's own model with the predictor added to its moderators (Sterne and Egger 2005, in Rothstein et al.,
             Publication Bias in Meta-Analysis)
    classic  weighted regression with a free residual scale and t with k - 2 degrees of freedom (Egger, Davey Smith,
             Schneider and Minder 1997, BMJ 315:629-634); its slope is the intercept of their standardised form

    Args:
        fit: a fitted model; "classic" takes one without moderators.
        model: "mixed" or "classic".
        predictor: instead of the standard errors. For standardised mean differences, whose standard error depends on
            the effect itself, sqrt(1/n_1 + 1/n_2) keeps the error rate (Pustejovsky and Rodgers 2019, Research
            Synthesis Methods 10:57-71).
    """
    check_choice("model", model, ("mixed", "classic"))
    x = np.sqrt(fit.variances) if predictor is None else numbers("predictor", predictor)
    if len(x) != fit.k:
        raise EvidenceError(Problem("predictor", f"{len(x)} values for {fit.k} rows", "one value per row"))
    _check_spread(fit, x)
    return _mixed(fit, x) if model == "mixed" else _classic(fit, x)


def begg(fit: Fit) -> Begg:
    """Rank correlation of Begg and Mazumdar 1994 (Biometrics 50:1088-1101).

    Each effect less the common effect, over the root of its variance less that of the common effect, against its
    variance. Exact without ties below 50 rows, by the normal approximation otherwise. Only without moderators.
    """
    from scipy.stats import kendalltau  # slow to import

    _check_pooled(fit, "Begg's test")
    _check_spread(fit, fit.variances)
    common = least_squares(fit.estimates, fit.design, 1 / fit.variances)
    standard = common.residuals / np.sqrt(fit.variances - common.covariance[0, 0])
    ties = len(np.unique(standard)) < fit.k or len(np.unique(fit.variances)) < fit.k
    exact = fit.k < 50 and not ties
    found = kendalltau(standard, fit.variances, method="exact" if exact else "asymptotic")
    return Begg(float(found.statistic), float(found.pvalue), exact, _note(fit))


def _mixed(fit: Fit, x: FloatArray) -> Egger:
    with_x = random_effects(
        fit.estimates,
        fit.variances,
        moderators=np.column_stack([fit.design, x]),
        names=[*fit.names, "small_study"],
        labels=fit.labels,
        intercept=False,
        method=fit.method,
        test=fit.test,
        level=fit.level,
    )
    slope = with_x.coefficient("small_study")
    limit = with_x.coefficient(with_x.names[0]) if fit.is_pooled else None
    return Egger(
        model="mixed",
        slope=slope["estimate"],
        slope_se=slope["se"],
        statistic=slope["statistic"],
        df=with_x.df,
        p_value=slope["p_value"],
        limit=limit["estimate"] if limit else None,
        limit_low=limit["low"] if limit else None,
        limit_high=limit["high"] if limit else None,
        note=_note(fit),
    )


def _classic(fit: Fit, x: FloatArray) -> Egger:
    _check_pooled(fit, "Egger's classic regression")
    line = least_squares(fit.estimates, np.column_stack([np.ones(fit.k), x]), 1 / fit.variances)
    df = float(fit.k - 2)
    se = np.sqrt(np.diag(line.covariance) * line.rss / df)
    limit, slope = (float(value) for value in line.coefficients)
    statistic = slope / float(se[1]) if se[1] > 0 else float(np.copysign(np.inf, slope))
    half = quantile(fit.level, df) * float(se[0])
    p_value = float(two_sided(np.array(statistic), df))
    return Egger("classic", slope, float(se[1]), statistic, df, p_value, limit, limit - half, limit + half, _note(fit))


def _check_pooled(fit: Fit, what: str) -> None:
    if not fit.is_pooled:
        raise EvidenceError(Problem(what, "a model with moderators", "a model of one pooled effect"))


def _check_spread(fit: Fit, x: FloatArray) -> None:
    if fit.k < fit.p + 2:
        raise EvidenceError(Problem("small-study test", f"{fit.k} rows", f"at least {fit.p + 2} rows"))
    if not np.isfinite(x).all():
        raise EvidenceError(Problem("predictor", "values that are not finite", "one finite number per row"))
    if np.ptp(x) <= 1e-12 * np.max(np.abs(x)):
        raise EvidenceError(Problem("small-study test", "studies of one size", "studies of different size"))


def _note(fit: Fit) -> str:
    few = fit.k < _ENOUGH
    return f"{fit.k} studies are too few to tell asymmetry from chance (ten are the usual least)" if few else ""
