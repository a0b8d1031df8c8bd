"""One pooled number, where the rows allow one, by a model that the rows choose.

Fewer than three independent samples with a size: no pooled number. One size per sample: random effects, REML, with the
Knapp-Hartung test. Several sizes per sample: correlated and hierarchical effects (Pustejovsky & Tipton 2022, Prev Sci
23:425-438) with cluster-robust CR2 standard errors. Every other estimator stands beside it as a sensitivity table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence.synthesis.sizes import Sizes, combined, sampling_covariance

if TYPE_CHECKING:
    from allostasis.evidence.meta import MultilevelFit

__all__ = ["CORRELATIONS", "ENOUGH", "MODELS", "TESTS", "Pooled", "Pooling", "multilevel_fit", "pool", "swept"]

Model = Literal["auto", "common", "DL", "HE", "HS", "SJ", "PM", "EB", "ML", "REML", "CHE"]
Test = Literal["normal", "knapp_hartung"]
MODELS: tuple[Model, ...] = ("auto", "common", "DL", "HE", "HS", "SJ", "PM", "EB", "ML", "REML", "CHE")
TESTS: tuple[Test, ...] = ("normal", "knapp_hartung")
ENOUGH = 3
"""Fewest independent samples that give a pooled number."""
CORRELATIONS = (0.3, 0.5, 0.7)
"""Within-person and within-sample correlations that are tried where none was reported."""
_FEW_DF = 4.0  # below this the t reference of CR2 is unreliable (Tipton 2015, Psychol Methods 20:375-393)


@dataclass(frozen=True)
class Pooled:
    """A pooled effect; positive means good for the subject.

    Args:
        model: name of the model and of the test.
        measure: what the estimate is: "smd" or "log_odds_ratio".
        rows: number of sizes.
        samples: number of independent samples.
        estimate: pooled effect.
        se: its standard error.
        low: lower end of its 95 % confidence interval.
        high: upper end.
        p_value: two-sided.
        df: degrees of freedom; None for a normal test.
        tau2: variance between samples, and within them for CHE.
        i2: percentage of variance that is heterogeneity; None where it is not defined.
        q: Cochran's Q; None where it was not computed.
        q_p: its p-value.
        prediction_low: lower end of the 95 % prediction interval for a new sample; None for a common effect.
        prediction_high: upper end.
        prediction_convention: how that interval is made.
        note: cautions in words.
    """

    model: str
    measure: str
    rows: int
    samples: int
    estimate: float
    se: float
    low: float
    high: float
    p_value: float
    df: float | None
    tau2: float
    i2: float | None
    q: float | None
    q_p: float | None
    prediction_low: float | None
    prediction_high: float | None
    prediction_convention: str | None
    note: str = ""


@dataclass(frozen=True)
class Pooling:
    """The pooled effect or why there is none, and how it depends on choices.

    Args:
        pooled: the pooled effect, or None.
        why_not: why there is none; empty if there is one.
        estimators: other models on the same rows, each sample's sizes combined into one.
        swept: the pooled effect with each assumed correlation; empty if nothing depends on one.
    """

    pooled: Pooled | None
    why_not: str
    estimators: tuple[Pooled, ...] = ()
    swept: tuple[tuple[float, Pooled], ...] = ()


def pool(sizes: Sizes, model: Model = "auto", test: Test = "knapp_hartung", correlation: float = 0.5) -> Pooling:
    """The pooled effect by the model asked for, or by the one that the rows choose.

    Raises:
        EvidenceError: for an unknown model or test.
    """
    _known(model, test)
    count = sizes.independent
    if count < ENOUGH:
        samples = {0: "no independent sample allows", 1: "one independent sample allows"}
        start = samples.get(count, f"{count} independent samples allow")
        return Pooling(None, f"{start} an effect size; a pooled number needs at least {ENOUGH}")
    chosen = _chosen(sizes, model)
    estimators = tuple(_fit(sizes, name, "normal", correlation) for name in MODELS[1:-1])
    return Pooling(_fit(sizes, chosen, test, correlation), "", estimators)


def swept(sizes_at: Callable[[float], Sizes], model: Model, test: Test) -> tuple[tuple[float, Pooled], ...]:
    """The pooled effect at each assumed correlation; `sizes_at` gives the sizes for one."""
    found = []
    for r in CORRELATIONS:
        sizes = sizes_at(r)
        found.append((r, _fit(sizes, _chosen(sizes, model), test, r)))
    return tuple(found)


def _chosen(sizes: Sizes, model: Model) -> str:
    if model != "auto":
        return model
    return "CHE" if sizes.independent < len(sizes.samples) else "REML"


def _fit(sizes: Sizes, model: str, test: Test, correlation: float) -> Pooled:
    if model == "CHE":
        return _correlated(sizes, correlation)
    return _univariate(combined(sizes, correlation), model, test, len(sizes.samples))


def _univariate(sizes: Sizes, model: Any, test: Test, rows: int) -> Pooled:
    from allostasis.evidence.meta import prediction_interval, random_effects

    test = "normal" if model == "common" else test
    fit = random_effects(sizes.estimates, sizes.variances, labels=sizes.samples, method=model, test=test)
    ahead = None if model == "common" else prediction_interval(fit, "t_k_minus_p" if fit.df else "normal")
    return Pooled(
        model=f"{_NAMES.get(model, f'random effects ({model})')}, {_TEST_NAMES[test]} test",
        measure=sizes.measure,
        rows=rows,
        samples=fit.k,
        estimate=fit.estimate,
        se=fit.estimate_se,
        low=fit.estimate_low,
        high=fit.estimate_high,
        p_value=fit.estimate_p,
        df=fit.df,
        tau2=fit.tau2,
        i2=fit.i2,
        q=fit.q,
        q_p=fit.q_p,
        prediction_low=ahead.low if ahead else None,
        prediction_high=ahead.high if ahead else None,
        prediction_convention=ahead.convention if ahead else None,
        note="; ".join(fit.notes),
    )


def multilevel_fit(sizes: Sizes, correlation: float) -> MultilevelFit:
    """True effects that differ between samples and within them, with errors that hang together within samples."""
    from allostasis.evidence.meta import multilevel

    levels = {"sample": sizes.samples, "effect": sizes.effect_ids}
    sampling = sampling_covariance(sizes, correlation)
    return multilevel(sizes.estimates, sampling, levels=levels, labels=sizes.effect_ids)


def _correlated(sizes: Sizes, correlation: float) -> Pooled:
    """Correlated and hierarchical effects: samples, sizes within samples, errors as `sampling_covariance` has them."""
    from allostasis.evidence.meta import multilevel_prediction_interval, robust

    fit = multilevel_fit(sizes, correlation)
    safe = robust(fit, sizes.samples, "CR2")
    ahead = multilevel_prediction_interval(fit, "t_groups_minus_p")
    df = safe.estimate_df
    shared = [f"{sizes.sharing} sizes share a control arm; what they share is computed"] if sizes.sharing else []
    few = [f"only {df:.1f} degrees of freedom: the interval is unreliable"] if df is not None and df < _FEW_DF else []
    return Pooled(
        model=f"correlated and hierarchical effects (error correlation {correlation:g}), CR2 with Satterthwaite",
        measure=sizes.measure,
        rows=len(sizes.samples),
        samples=sizes.independent,
        estimate=safe.estimate,
        se=safe.estimate_se,
        low=safe.estimate_low,
        high=safe.estimate_high,
        p_value=safe.estimate_p,
        df=df,
        tau2=fit.tau2,
        i2=fit.i2,
        q=fit.q,
        q_p=fit.q_p,
        prediction_low=ahead.low,
        prediction_high=ahead.high,
        prediction_convention=ahead.convention,
        note="; ".join([*fit.notes, *few, *shared]),
    )


_NAMES = {"common": "common effect"}
_TEST_NAMES = {"normal": "normal", "knapp_hartung": "Knapp-Hartung"}


def _known(model: str, test: str) -> None:
    problems = []
    if model not in MODELS:
        problems.append(Problem("--model", f'"{model}"', f"one of {', '.join(MODELS)}"))
    if test not in TESTS:
        problems.append(Problem("--test", f'"{test}"', f"one of {', '.join(TESTS)}"))
    if problems:
        raise EvidenceError(problems)
