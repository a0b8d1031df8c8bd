"""Our numbers for the reference cases, under the paths of the reference file: one function per case and group.

Only public functions are called. The names on the left are those of the reference software: QE is Cochran's Q, QM the
omnibus statistic of the moderators, pi the prediction interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tests.meta.reference_cases import Flat, computed, leaves, table

from allostasis.evidence.meta import (
    Fit,
    MultilevelFit,
    begg,
    blups,
    component_interval,
    cumulative,
    egger,
    fail_safe_n,
    i2_interval,
    influence,
    leave_one_out,
    mantel_haenszel,
    multilevel,
    multilevel_prediction_interval,
    prediction_interval,
    random_effects,
    robust,
    tau2_interval,
    trim_and_fill,
    variance_explained,
)
from allostasis.evidence.meta import effect_sizes as es

Columns = tuple[NDArray[np.float64], NDArray[np.float64]]
METHODS = {"EE": "common"}
"""Where the reference has another name for a method: equal effects are our common effect."""

ADAPTERS: dict[tuple[str, str], Callable[[], Any]] = {}
"""Case and group to the function that computes the group, as the nested value of the reference file."""


@cache
def ours(case: str, group: str) -> Flat:
    """Our values of one group, by path."""
    return dict(leaves(ADAPTERS[case, group](), group))


def gives(case: str, *groups: str) -> Callable[[Callable[[str], Any]], Callable[[str], Any]]:
    def register(function: Callable[[str], Any]) -> Callable[[str], Any]:
        for group in groups:
            ADAPTERS[case, group] = lambda group=group: function(group)  # type: ignore[misc]
        return function

    return register


# --- effect sizes -----------------------------------------


def columns(effects: Sequence[es.EffectSize]) -> Columns:
    return np.array([e.estimate for e in effects]), np.array([e.variance for e in effects])


@cache
def tables_of(file: str) -> tuple[es.Counts, ...]:
    data = table(file)
    names = ("events_treat", "n_treat", "events_control", "n_control")
    return tuple(es.Counts(*map(int, row)) for row in zip(*(data[name] for name in names), strict=True))


@cache
def normand(kind: str) -> Columns:
    data = table("normand1999.csv")
    arms = [
        [
            es.Arm(int(n), mean, sd)
            for n, mean, sd in zip(*(data[f"{x}_{arm}"] for x in ("n", "mean", "sd")), strict=True)
        ]
        for arm in ("treat", "control")
    ]
    makers: dict[str, Callable[[es.Arm, es.Arm], es.EffectSize]] = {
        "MD_pooledSD": lambda treat, control: es.mean_difference(treat, control, "pooled"),
        "MD_unpooled": es.mean_difference,
        "SMD_hedges_g": es.hedges_g,
        "ROM": es.log_ratio_of_means,
    }
    return columns([makers[kind](*pair) for pair in zip(*arms, strict=True)])


@cache
def data_of(case: str) -> Columns:
    """Estimates and variances of a case, made by our own effect sizes where the case has raw data."""
    if case == "bcg_rr":
        return columns([es.log_risk_ratio(counts) for counts in tables_of("bcg.csv")])
    if case == "bcg_or":
        return columns([es.log_odds_ratio(counts) for counts in tables_of("bcg.csv")])
    if case == "dersimonian2007_clasp":
        return columns([es.log_odds_ratio(counts) for counts in tables_of("dersimonian2007_clasp.csv")])
    data = table(f"{case}.csv")
    return data["estimate"], data["variance"]


for _case in ("bcg_rr", "bcg_or", "dersimonian2007_clasp"):

    @gives(_case, "yi", "vi")
    def _(group: str, case: str = _case) -> list[float]:
        return [float(x) for x in data_of(case)[group == "vi"]]


@gives("normand1999", "MD_pooledSD", "MD_unpooled", "SMD_hedges_g", "ROM")
def _(group: str) -> dict[str, list[float]]:
    estimates, variances = normand(group)
    return {"yi": estimates.tolist(), "vi": variances.tolist()}


# --- univariate models -----------------------------------------


@cache
def fitted(case: str, method: str, test: str = "normal") -> Fit:
    data = normand(case) if case in ("MD_pooledSD", "SMD_hedges_g") else data_of(case)
    return random_effects(*data, method=METHODS.get(method, method), test=test)  # type: ignore[arg-type]


def model(fit: Fit, prediction: bool = False) -> dict[str, Any]:
    """What the reference prints of a model; a single coefficient as a number, several as lists."""
    columns_ = {"estimate": fit.coefficients, "se": fit.se, "stat": fit.statistic, "p": fit.p_value}
    columns_ |= {"ci_lb": fit.low, "ci_ub": fit.high}
    found: dict[str, Any] = {name: column.tolist() if fit.p > 1 else column[0] for name, column in columns_.items()}
    found |= {"k": fit.k, "tau2": fit.tau2, "I2": fit.i2, "H2": fit.h2, "QE": fit.q, "QEp": fit.q_p}
    found |= {} if fit.tau2_se is None else {"se_tau2": fit.tau2_se}
    found |= {} if fit.df is None else {"dfs": fit.df}
    found |= {} if fit.qm is None else {"QM": fit.qm, "QMp": fit.qm_p}
    return found | ({"prediction": prediction_of(fit)} if prediction else {})


def prediction_of(fit: Fit) -> dict[str, float]:
    interval = prediction_interval(fit)
    return {"pi_lb": interval.low, "pi_ub": interval.high}


def models(case: str, group: str, data: str, prediction: bool) -> dict[str, Any]:
    test = "knapp_hartung" if group.endswith("knha") else "normal"
    names = {path.split("/")[1] for path in computed(case) if path.startswith(f"{group}/")}
    return {name: model(fitted(data, name, test), prediction and name != "EE") for name in names}


for _case, _group, _data, _prediction in [
    ("bcg_rr", "models", "bcg_rr", True),
    ("bcg_rr", "models_knha", "bcg_rr", True),
    ("bcg_or", "models", "bcg_or", True),
    ("raudenbush1985", "models", "raudenbush1985", False),
    ("raudenbush1985", "models_knha", "raudenbush1985", False),
    ("normand1999", "models_MD_pooledSD", "MD_pooledSD", False),
    ("normand1999", "models_SMD", "SMD_hedges_g", False),
    ("dersimonian2007_clasp", "models", "dersimonian2007_clasp", False),
]:

    @gives(_case, _group)
    def _(group: str, case: str = _case, data: str = _data, prediction: bool = _prediction) -> dict[str, Any]:
        return models(case, group, data, prediction)


@gives("bcg_or", "ML_knha")
def _(group: str) -> dict[str, Any]:
    return model(fitted("bcg_or", "ML", "knapp_hartung"))


@gives("raudenbush1985", "prediction_REML")
def _(group: str) -> dict[str, float]:
    return prediction_of(fitted("raudenbush1985", "REML"))


@gives("konstantopoulos2011", "two_level_REML")
def _(group: str) -> dict[str, Any]:
    return model(fitted("konstantopoulos2011", "REML"))


@gives("bcg_rr", "confint_REML_Qprofile")
def _(group: str) -> dict[str, float]:
    return both_intervals(fitted("bcg_rr", "REML"))


@gives("bcg_rr", "confint_DL_Qprofile")
def _(group: str) -> dict[str, float]:
    return both_intervals(fitted("bcg_rr", "DL"))


@gives("bcg_or", "confint_ML_Qprofile")
def _(group: str) -> dict[str, float]:
    return both_intervals(fitted("bcg_or", "ML"))


@gives("bcg_or", "confint_ML_profile_likelihood")
def _(group: str) -> dict[str, float]:
    found = tau2_interval(fitted("bcg_or", "ML"), "profile_likelihood")
    return {"tau2_lb": found.low, "tau2_ub": found.high}


@gives("konstantopoulos2011", "two_level_confint_Qprofile")
def _(group: str) -> dict[str, float]:
    return both_intervals(fitted("konstantopoulos2011", "REML"))


def both_intervals(fit: Fit) -> dict[str, float]:
    tau2, i2 = tau2_interval(fit), i2_interval(fit)
    return {"tau2_lb": tau2.low, "tau2_ub": tau2.high, "I2_lb": i2.low, "I2_ub": i2.high}


# --- moderators and diagnostics -----------------------------------------


@gives("bcg_rr", "metareg_ablat_REML", "metareg_ablat_REML_knha", "metareg_ablat_year_REML")
def _(group: str) -> dict[str, Any]:
    data = table("bcg.csv")
    names = ["latitude", "year"] if "year" in group else ["latitude"]
    test = "knapp_hartung" if group.endswith("knha") else "normal"
    moderators = np.column_stack([data[name] for name in names])
    fit = random_effects(*data_of("bcg_rr"), moderators=moderators, names=names, test=test)  # type: ignore[arg-type]
    return model(fit) | {"R2": variance_explained(fit)}


@gives("raudenbush1985", "metareg_weeks_capped3_REML")
def _(group: str) -> dict[str, Any]:
    weeks = np.minimum(table("raudenbush1985.csv")["weeks"], 3)
    return model(random_effects(*data_of("raudenbush1985"), moderators=weeks))


@gives("raudenbush1985", "blup_REML")
def _(group: str) -> dict[str, list[float]]:
    found = blups(fitted("raudenbush1985", "REML"))
    return {"pred": found.estimate.tolist(), "pi_lb": found.low.tolist(), "pi_ub": found.high.tolist()}


@gives("raudenbush1985", "fail_safe_n")
def _(group: str) -> dict[str, int]:
    fit = fitted("raudenbush1985", "EE")
    return {"rosenthal": fail_safe_n(fit).n, "orwin_target_0.05": fail_safe_n(fit, "orwin", target=0.05).n}


@gives("bcg_rr", "influence_REML")
def _(group: str) -> dict[str, list[float]]:
    found = influence(fitted("bcg_rr", "REML"))
    names = {"rstudent": "rstudent", "dffits": "dffits", "cook.d": "cook_distance", "cov.r": "cov_ratio"}
    names |= {"tau2.del": "tau2_deleted", "QE.del": "q_deleted", "hat": "hat", "weight": "weight"}
    return {name: getattr(found, ours_).tolist() for name, ours_ in names.items()} | {
        "dfbs": found.dfbetas[:, 0].tolist()
    }


@gives("bcg_rr", "leave1out_REML")
def _(group: str) -> dict[str, list[float]]:
    found = leave_one_out(fitted("bcg_rr", "REML"))
    named = {"estimate": found.estimate, "se": found.se[:, 0], "tau2": found.tau2, "I2": found.i2, "Q": found.q}
    return {name: column.tolist() for name, column in named.items()}


@gives("bcg_rr", "cumulative_by_year_REML")
def _(group: str) -> dict[str, list[float]]:
    found = cumulative(fitted("bcg_rr", "REML"), order=table("bcg.csv")["year"].tolist())
    return {"estimate": found.estimate.tolist(), "se": found.se[:, 0].tolist()}


@gives("bcg_rr", "egger_mixed", "egger_lm_classic")
def _(group: str) -> dict[str, Any]:
    found = egger(fitted("bcg_rr", "REML"), "mixed" if group == "egger_mixed" else "classic")
    named = {"stat": found.statistic, "p": found.p_value}
    limits = {"limit_est": found.limit, "limit_lb": found.limit_low, "limit_ub": found.limit_high}
    return named | (limits if group == "egger_mixed" else {})


@gives("bcg_rr", "begg_rank")
def _(group: str) -> dict[str, float]:
    found = begg(fitted("bcg_rr", "REML"))
    return {"tau": found.tau, "p": found.p_value}


@gives("bcg_rr", "trimfill_L0")
def _(group: str) -> dict[str, Any]:
    found = trim_and_fill(fitted("bcg_rr", "REML"))
    fit = found.fit
    named = {"k0": found.k0, "side": found.side, "estimate": fit.estimate, "se": fit.estimate_se, "tau2": fit.tau2}
    return named | {"ci_lb": fit.estimate_low, "ci_ub": fit.estimate_high}


@gives("bcg_rr", "mantel_haenszel_RR")
def _(group: str) -> dict[str, float]:
    data = table("bcg.csv")
    names = ("events_treat", "n_treat", "events_control", "n_control")
    found = mantel_haenszel(*(data[name] for name in names), measure="RR")
    return {"estimate": found.estimate, "se": found.se, "ci_lb": found.low, "ci_ub": found.high, "QE": found.q}


# --- robust and multilevel -----------------------------------------


@gives("bcg_rr", "robust_CR1", "robust_CR2")
def _(group: str) -> dict[str, float | None]:
    found = robust(fitted("bcg_rr", "REML"), list(range(13)), "CR1" if group.endswith("1") else "CR2")
    named = {"var": found.estimate_se**2, "df": found.estimate_df, "stat": found.estimate_statistic}
    return named | ({"ci_lb": found.low[0], "ci_ub": found.high[0]} if group.endswith("2") else {})


@gives("raudenbush1985", "models_huber_white_CR0")
def _(group: str) -> dict[str, Any]:
    return {name: _huber_white(fitted("raudenbush1985", name)) for name in ("EE", "ML", "REML", "DL", "HE")}


def _huber_white(fit: Fit) -> dict[str, float | None]:
    found = robust(fit, list(range(fit.k)), "CR0")
    named = {"estimate": found.estimate, "se": found.estimate_se, "stat": found.estimate_statistic}
    return named | {"df": found.estimate_df, "ci_lb": found.low[0], "ci_ub": found.high[0]}


@cache
def three_level(method: str, by_year: bool = False) -> MultilevelFit:
    data = table("konstantopoulos2011.csv")
    levels = {"district": data["district"].tolist(), "study": list(range(len(data["district"])))}
    year = data["year"] - data["year"].mean() if by_year else None
    return multilevel(*data_of("konstantopoulos2011"), levels=levels, moderators=year, method=method)  # type: ignore[arg-type]


def multilevel_model(fit: MultilevelFit) -> dict[str, Any]:
    columns_ = {"estimate": fit.coefficients, "se": fit.se, "stat": fit.statistic, "p": fit.p_value}
    columns_ |= {"ci_lb": fit.low, "ci_ub": fit.high}
    found: dict[str, Any] = {name: column.tolist() if fit.p > 1 else column[0] for name, column in columns_.items()}
    return found | {"k": fit.k, "sigma2": fit.components.tolist(), "logLik": fit.log_likelihood, "QE": fit.q}


@gives("konstantopoulos2011", "three_level_ML", "three_level_REML")
def _(group: str) -> dict[str, Any]:
    fit = three_level(group.removeprefix("three_level_"))
    interval = multilevel_prediction_interval(fit)
    found = multilevel_model(fit) | {"prediction": {"pi_lb": interval.low, "pi_ub": interval.high}}
    return found | ({"ICC": float(fit.icc[0])} if group.endswith("REML") else {})


@gives("konstantopoulos2011", "three_level_metareg_year_ML")
def _(group: str) -> dict[str, Any]:
    return multilevel_model(three_level("ML", by_year=True))


@gives("konstantopoulos2011", "three_level_REML_profile_ci")
def _(group: str) -> dict[str, list[float]]:
    fit, found = three_level("REML"), {}
    for name, variance in zip(("district", "study"), fit.components, strict=True):
        interval = component_interval(fit, name)
        found[f"sigma2_{name}"] = [float(variance), interval.low, interval.high]
    return found


@gives("konstantopoulos2011", "three_level_REML_I2")
def _(group: str) -> dict[str, float]:
    fit = three_level("REML")
    return {"total": fit.i2, "district": float(fit.i2_by_level[0]), "study": float(fit.i2_by_level[1])}


@gives("konstantopoulos2011", "three_level_REML_robust_CR2_district")
def _(group: str) -> dict[str, float | None]:
    found = robust(three_level("REML"), table("konstantopoulos2011.csv")["district"].tolist(), "CR2")
    named = {"se": found.estimate_se, "df": found.estimate_df, "stat": found.estimate_statistic}
    return named | {"p": float(found.p_value[0]), "ci_lb": found.low[0], "ci_ub": found.high[0]}


# --- the same people twice -----------------------------------------


@cache
def crossover(correlation: float) -> es.Paired:
    data = table("crossover_handbook.csv")
    (treat, control), (sd_treat, sd_control) = data["mean"], data["sd"]
    return es.Paired(int(data["n"][0]), treat, sd_treat, control, sd_control, correlation)


@gives("crossover_handbook", "MD", "SDdiff_r068", "SE_MD_r068", "pooled_sd", "SMD", "SE_SMD", "SE_MD_if_SDdiff_2")
def _(group: str) -> float:
    pair = crossover(0.68)
    smd, difference = es.crossover_smd(pair, "elbourne2002"), es.paired_mean_difference(pair)
    borrowed = es.correlation_from_sds(pair.sd_treat, pair.sd_control, 2.0)
    return {
        "MD": difference.estimate,
        "SDdiff_r068": pair.sd_difference,
        "SE_MD_r068": difference.se,
        "pooled_sd": pair.sd_average,
        "SMD": smd.estimate,
        "SE_SMD": smd.se,
        "SE_MD_if_SDdiff_2": es.paired_mean_difference(crossover(borrowed)).se,
    }[group]


@gives("student_sleep_paired", "t", "df", "mean_diff", "sd_diff", "cor")
def _(group: str) -> float:
    scores = computed("student_sleep_paired")
    drugs = [[float(scores[f"extra_drug{drug}/{row}"]) for row in range(10)] for drug in (1, 2)]
    pair = es.paired_from_scores(*drugs)
    effect = es.paired_mean_difference(pair)
    return {
        "t": effect.estimate / effect.se,
        "df": pair.n - 1,
        "mean_diff": effect.estimate,
        "sd_diff": pair.sd_difference,
        "cor": pair.r,
    }[group]
