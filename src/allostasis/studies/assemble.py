"""From the shards of a run to its labelled dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import Prior
from allostasis.population.covariates import COVARIATES
from allostasis.population.sampling import sample_parameters
from allostasis.studies.analysis import Contrast, analyse
from allostasis.studies.files import Study
from allostasis.studies.observe import RESULTS, in_units, noise, outcome
from allostasis.studies.shards import step_error

Arrays = Mapping[str, NDArray[Any]]
SESSION = [name for name in RESULTS if name not in ("tolerance", "load.load", "uses")]
DAILY = ["craving", "withdrawal", "tolerance", "occupancy", "oxytocin_signal", "load.load", "uses"]


def dataset(
    study: Study,
    shards: Arrays,
    draws: int,
    priors: Mapping[str, Prior],
    recorded: tuple[str, ...],
    minutes: int,
) -> Any:
    """The labelled dataset of a run.

    Args:
        study: the study.
        shards: arrays of all participants, draw by draw.
        draws: number of parameter draws.
        priors: priors of the parameters that the run depends on.
        recorded: names of the recorded quantities.
        minutes: minutes between the records of a session.
    """
    data = _grid(study, shards, draws, minutes)
    _add_courses(data, shards, recorded)
    _add_people(data, shards)
    _add_outcomes(data, study, shards, recorded, minutes)
    _add_parameters(data, priors, study.seed)
    _add_step_check(data, shards, recorded)
    meaning = "another resting state exists"
    data["has_second_rest"] = ("draw", "subject"), _on_grid(data, shards["has_second_rest"]), _attrs("1", meaning)
    return data


def _grid(study: Study, shards: Arrays, draws: int, minutes: int) -> Any:
    """The dataset without variables: arms, draws, subjects, minutes of a session, days before it."""
    import xarray as xr

    arms = list(study.arms)
    steps, days = shards[f"sessions.{arms[0]}"].shape[1], shards["history"].shape[1]
    time = np.arange(steps) * minutes - study.session.dose_minute
    return xr.Dataset(
        coords={
            "arm": np.array(arms, dtype=object),
            "draw": np.arange(draws),
            "subject": np.arange(study.participants),
            "time": ("time", time, {"unit": "min", "meaning": "time from the dose"}),
            "day": ("day", np.arange(-days, 0), {"unit": "d", "meaning": "days before the day of the first session"}),
        }
    )


def _on_grid(data: Any, values: NDArray[Any]) -> NDArray[Any]:
    """Values of all participants, first axis draw by draw, as (draw, subject, ...)."""
    return values.reshape(data.sizes["draw"], data.sizes["subject"], *values.shape[1:])


def _add_courses(data: Any, shards: Arrays, recorded: tuple[str, ...]) -> None:
    """What was recorded in the sessions, and once a day before them."""
    for name in SESSION:
        k, about = recorded.index(name), RESULTS[name]
        values = [_on_grid(data, in_units(name, shards[f"sessions.{arm}"][:, :, k])) for arm in data["arm"].values]
        dims = ("arm", "draw", "subject", "time")
        data[about.name] = dims, np.stack(values).astype(np.float32), _attrs(about.unit, about.meaning)
    for name in DAILY if data.sizes["day"] else []:
        k, about = recorded.index(name), RESULTS[name]
        daily = _on_grid(data, in_units(name, shards["history"][:, :, k])).astype(np.float32)
        meaning = f"{about.meaning}, at midnight" if name != "uses" else about.meaning
        data[f"{about.name}_daily"] = ("draw", "subject", "day"), daily, _attrs(about.unit, meaning)


def _add_people(data: Any, shards: Arrays) -> None:
    for name, covariate in COVARIATES.items():
        values = _on_grid(data, shards[f"covariates.{name}"])
        data[f"cov_{name}"] = ("draw", "subject"), values, _attrs(covariate.unit, covariate.meaning)


def _attrs(unit: str, meaning: str, label: str | None = None) -> dict[str, str]:
    return {"unit": unit, "meaning": meaning, "long_name": label or meaning}


def _add_outcomes(data: Any, study: Study, shards: Arrays, recorded: tuple[str, ...], minutes: int) -> None:
    """The analysed measure of every participant, with and without noise, and the contrasts of every draw."""
    measure, arms, grid = study.outcome, list(study.arms), (data.sizes["draw"], data.sizes["subject"])
    draws, subjects = (a.ravel() for a in np.indices(grid))
    true = np.stack([outcome(measure, shards[f"sessions.{arm}"], recorded, minutes) for arm in arms])
    branch = np.stack([outcome(measure, shards[f"branches.{arm}"], recorded, minutes) for arm in arms])
    measured = true + noise(measure, study.seed, draws, subjects, len(arms))
    period = np.stack([shards[f"period.{arm}"] for arm in arms])
    unit, label = measure.unit, measure.label

    def add(name: str, values: NDArray[Any], unit: str, meaning: str, label: str | None = None) -> None:
        data[name] = ("arm", "draw", "subject"), values.reshape(len(arms), *grid), _attrs(unit, meaning, label)

    add("outcome", np.where(period > 0, measured, np.nan), unit, f"{label}, as measured", label)
    add("outcome_true", np.where(period > 0, true, np.nan), unit, f"{label}, without measurement noise", label)
    for name, other in study.measures.items():
        if name != study.analysis.outcome:
            values = np.stack([outcome(other, shards[f"sessions.{arm}"], recorded, minutes) for arm in arms])
            add(f"measure_{name}", np.where(period > 0, values, np.nan), other.unit, f"{other.label}, without noise")
    add("outcome_branch", branch, unit, f"{label}, with every arm in the first session, without noise", label)
    add("period", period, "1", "session in which the participant met the arm; 0 if never")
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


def _add_parameters(data: Any, priors: Mapping[str, Prior], seed: int) -> None:
    """What was drawn for the parameters that are uncertain."""
    uncertain = [name for name in sorted(priors) if priors[name].distribution != "fixed"]
    values = sample_parameters(priors, seed, list(range(data.sizes["draw"])))
    data.coords["parameter"] = np.array(uncertain, dtype=object)
    drawn = np.stack([values[name] for name in uncertain], axis=1)
    meaning = "uncertain parameters, typical value of the draw"
    data["parameter_value"] = ("draw", "parameter"), drawn, _attrs("each its own", meaning)


def _add_step_check(data: Any, shards: Arrays, recorded: tuple[str, ...]) -> None:
    """How far the results would move at half the step."""
    names = [RESULTS[name].name for name in recorded if f"step.{name}" in shards]
    data.coords["observable"] = np.array(names, dtype=object)
    errors = np.array([step_error(shards[f"step.{name}"]) for name in recorded if f"step.{name}" in shards])
    meaning = "largest difference from a run at half the step, over the observable's range in the sessions"
    data["step_error"] = ("observable",), errors, _attrs("1", meaning)
    share = float(shards["step_changed"].sum() / max(shards["step_possible"].sum(), 1))
    meaning = "share of decisions that half the step would have changed"
    data["decisions_changed"] = (), share, _attrs("1", meaning)
