"""From the shards of a run to its labelled dataset, its tidy summary, and what the manifest says."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import Evidence, Prior
from allostasis.models.human import Human
from allostasis.models.traits import Traits
from allostasis.population.covariates import COVARIATES
from allostasis.population.sampling import sample_parameters
from allostasis.studies.analysis import Contrast, analyse
from allostasis.studies.files import Study
from allostasis.studies.observe import RECORDED, in_units, noise, outcome
from allostasis.studies.shards import step_error

Arrays = Mapping[str, NDArray[Any]]
SESSION = [name for name in RECORDED if name not in ("tolerance", "load.load", "uses")]
DAILY = ["craving", "withdrawal", "tolerance", "occupancy", "oxytocin_signal", "load.load", "uses"]


def dataset(study: Study, shards: Arrays, draws: int, seed: int, priors: Mapping[str, Prior], recorded: tuple[str, ...], minutes: int) -> Any:
    """The labelled dataset of a run.

    Args:
        study: the study.
        shards: arrays of all participants, draw by draw.
        draws: number of parameter draws.
        seed: the study's seed.
        priors: priors of all parameters.
        recorded: names of the recorded quantities.
        minutes: minutes between the records of a session.
    """
    import xarray as xr

    n, arms = study.participants, list(study.arms)
    grid = (draws, n)
    steps = shards[f"sessions.{arms[0]}"].shape[1]
    days = shards["history"].shape[1]
    data = xr.Dataset(
        coords={
            "arm": np.array(arms, dtype=object),
            "draw": np.arange(draws),
            "subject": np.arange(n),
            "time": ("time", np.arange(steps) * minutes - study.session.dose_minute, {"unit": "min", "meaning": "time from the dose"}),
            "day": ("day", np.arange(-days, 0), {"unit": "d", "meaning": "days before the day of the first session"}),
        }
    )
    for name in SESSION:
        k, about = recorded.index(name), RECORDED[name]
        values = np.stack([in_units(name, shards[f"sessions.{arm}"][:, :, k]).reshape(*grid, steps) for arm in arms])
        data[about.name] = ("arm", "draw", "subject", "time"), values.astype(np.float32), _attrs(about.unit, about.meaning)
    for name in DAILY if days else []:
        k, about = recorded.index(name), RECORDED[name]
        values = in_units(name, shards["history"][:, :, k]).reshape(*grid, days).astype(np.float32)
        meaning = f"{about.meaning}, at midnight" if name != "uses" else about.meaning
        data[f"{about.name}_daily"] = ("draw", "subject", "day"), values, _attrs(about.unit, meaning)
    for name, covariate in COVARIATES.items():
        values = shards[f"covariates.{name}"].reshape(grid)
        data[f"cov_{name}"] = ("draw", "subject"), values, _attrs(covariate.unit, covariate.meaning)
    _add_outcomes(data, study, shards, seed, recorded, minutes)
    _add_parameters(data, priors, seed, draws)
    _add_step_check(data, shards, recorded)
    data["has_second_rest"] = ("draw", "subject"), shards["has_second_rest"].reshape(grid), _attrs("1", "another resting state exists")
    return data


def _attrs(unit: str, meaning: str, label: str | None = None) -> dict[str, str]:
    return {"unit": unit, "meaning": meaning, "long_name": label or meaning}


def _add_outcomes(data: Any, study: Study, shards: Arrays, seed: int, recorded: tuple[str, ...], minutes: int) -> None:
    measure, arms, grid = study.outcome, list(study.arms), (data.sizes["draw"], data.sizes["subject"])
    draws, subjects = (a.ravel() for a in np.indices(grid))
    true = np.stack([outcome(measure, shards[f"sessions.{arm}"], recorded, minutes) for arm in arms])
    branch = np.stack([outcome(measure, shards[f"branches.{arm}"], recorded, minutes) for arm in arms])
    measured = true + noise(measure, seed, draws, subjects, len(arms))
    period = np.stack([shards[f"period.{arm}"] for arm in arms])
    seen = np.where(period > 0, measured, np.nan)
    shape = (len(arms), *grid)
    dims = ("arm", "draw", "subject")
    unit, label = measure.unit, measure.label
    data["outcome"] = dims, seen.reshape(shape), _attrs(unit, f"{label}, as measured", label)
    data["outcome_true"] = dims, np.where(period > 0, true, np.nan).reshape(shape), _attrs(unit, f"{label}, without measurement noise", label)
    data["outcome_branch"] = dims, branch.reshape(shape), _attrs(unit, f"{label}, with every arm in the first session, without noise", label)
    data["period"] = dims, period.reshape(shape), _attrs("1", "session in which the participant met the arm; 0 if never")
    for name, values in contrasts(data, study).items():
        data[name] = ("draw",), values, _attrs(*_CONTRAST_ATTRS[name](unit, label))


_CONTRAST_ATTRS: dict[str, Any] = {
    "effect": lambda unit, label: (unit, f"{label}: active minus control, as measured and analysed"),
    "effect_true": lambda unit, label: (unit, f"{label}: active minus control, without measurement noise"),
    "effect_branch": lambda unit, label: (unit, f"{label}: active minus control in the very same hour, without noise"),
    "standard_error": lambda unit, label: (unit, "standard error of the effect"),
    "statistic": lambda unit, label: ("1", "t statistic"),
    "df": lambda unit, label: ("1", "degrees of freedom"),
    "p_value": lambda unit, label: ("1", "two-sided p-value"),
    "dz": lambda unit, label: ("1", "standardised effect"),
}


def contrasts(data: Any, study: Study) -> dict[str, NDArray[np.float64]]:
    """The analysis of every draw: the measured contrast with its test, and the contrasts without noise."""
    active, control = study.analysis.active, study.analysis.control

    def arm(name: str, which: str) -> NDArray[np.float64]:
        return np.asarray(data[name].sel(arm=which).values, float)

    period = np.asarray(data["period"].sel(arm=active).values)
    contrast: Contrast = analyse(study.analysis.test, arm("outcome", active), arm("outcome", control), period)
    true = np.nanmean(arm("outcome_true", active), axis=1) - np.nanmean(arm("outcome_true", control), axis=1)
    branch = np.mean(arm("outcome_branch", active) - arm("outcome_branch", control), axis=1)
    return {**vars(contrast), "effect_true": true, "effect_branch": branch}


def _add_parameters(data: Any, priors: Mapping[str, Prior], seed: int, draws: int) -> None:
    uncertain = [name for name in sorted(priors) if priors[name].distribution != "fixed"]
    values = sample_parameters(priors, seed, list(range(draws)))
    data.coords["parameter"] = np.array(uncertain, dtype=object)
    drawn = np.stack([values[name] for name in uncertain], axis=1)
    data["parameter_value"] = ("draw", "parameter"), drawn, _attrs("each its own", "uncertain parameters, typical value of the draw")


def _add_step_check(data: Any, shards: Arrays, recorded: tuple[str, ...]) -> None:
    names = [RECORDED[name].name for name in recorded if f"step.{name}" in shards]
    data.coords["observable"] = np.array(names, dtype=object)
    errors = np.array([step_error(shards[f"step.{name}"]) for name in recorded if f"step.{name}" in shards])
    meaning = "largest difference from a run at half the step, over the observable's range in the sessions"
    data["step_error"] = ("observable",), errors, _attrs("1", meaning)
    share = float(shards["step_changed"].sum() / max(shards["step_possible"].sum(), 1))
    data["decisions_changed"] = (), share, _attrs("1", "share of decisions that half the step would have changed")


def summary(data: Any, study: Study) -> str:
    """The main numbers as tidy CSV: quantity, arm, statistic, value, unit, meaning."""
    rows: list[tuple[str, str, str, str, str, str]] = []

    def add(name: str, arm: str, values: NDArray[np.float64]) -> None:
        about = data[name].attrs
        finite = values[np.isfinite(values)]
        numbers = {"n": float(len(finite))}
        if len(finite):
            quantiles = np.quantile(finite, [0.05, 0.25, 0.5, 0.75, 0.95])
            numbers |= dict(zip(("low90", "low50", "median", "high50", "high90"), quantiles, strict=True))
            numbers |= {"mean": finite.mean(), "sd": finite.std(ddof=1) if len(finite) > 1 else float("nan")}
        rows.extend((name, arm, k, f"{v:.9g}", about["unit"], about["meaning"]) for k, v in numbers.items())

    for name in ("effect", "effect_true", "effect_branch", "standard_error", "statistic", "p_value", "dz"):
        add(name, "", np.asarray(data[name].values, float))
    p, effect, alpha = data["p_value"].values, data["effect"].values, study.analysis.alpha
    for label, hit in (
        ("not_significant", p >= alpha),
        ("significant_lower", (p < alpha) & (effect < 0)),
        ("significant_higher", (p < alpha) & (effect > 0)),
    ):
        rows.append(("share_of_draws", "", label, f"{np.mean(hit):.9g}", "1", f"share of draws in which the trial's result is {label.replace('_', ' ')}"))
    for arm in study.arms:
        add("outcome", arm, np.nanmean(data["outcome"].sel(arm=arm).values, axis=1))
        for name in SESSION:
            add(RECORDED[name].name, arm, np.asarray(data[RECORDED[name].name].sel(arm=arm).values, float).mean(axis=(1, 2)))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("quantity", "arm", "statistic", "value", "unit", "meaning"))
    writer.writerows(rows)
    return stream.getvalue()


def parameter_rows(evidence: Evidence) -> list[dict[str, Any]]:
    """Name, unit, meaning, default, prior, rule, rows and sources of every parameter, for the report."""
    declared = {**Human.parameters(), **{q.name: q for q in Traits.parameters()}}
    return [
        {
            "name": name,
            "unit": q.unit,
            "meaning": q.meaning,
            "default": evidence.priors[name].default,
            "prior": in_words(evidence.priors[name]),
            "rule": evidence.priors[name].rule,
            "reason": evidence.priors[name].reason,
            "rows": list(evidence.priors[name].rows),
            "sources": sorted({s for row in evidence.priors[name].rows for s in evidence.sources_of_row(row)}),
        }
        for name, q in declared.items()
    ]


def in_words(prior: Prior) -> str:
    """A prior as one phrase."""
    a, b = prior.a, prior.b
    text = {
        "fixed": "held at its default",
        "normal": f"normal, mean {a}, SD {b}",
        "lognormal": f"lognormal, median {a}, SD of the logarithm {b}",
        "uniform": f"uniform from {a} to {b}",
        "loguniform": f"log-uniform from {a} to {b}",
        "beta": f"beta({a}, {b})",
        "truncated_normal": f"normal, mean {a}, SD {b}, cut below 0",
    }[prior.distribution]
    return text + (f"; between subjects SD {prior.between_subject} ({prior.between_subject_kind})" if prior.between_subject else "")
