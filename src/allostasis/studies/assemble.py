"""The small dataset of a run: labels, and everything that has one number per draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis import __version__
from allostasis.evidence import Evidence, Prior
from allostasis.population.sampling import sample_parameters
from allostasis.studies.analysis import Contrast, analyse
from allostasis.studies.files import Study
from allostasis.studies.observe import RESULTS
from allostasis.studies.order import Order
from allostasis.studies.reduce import SESSION
from allostasis.studies.shards import step_error
from allostasis.studies.timeline import record_minutes
from allostasis.studies.used import used_parameters
from allostasis.studies.variables import Variables, attributes

NOTICE = "research tool, not medical advice"
Arrays = Mapping[str, NDArray[Any]]


def small_dataset(
    order: Order,
    evidence: Evidence,
    per_draw: Arrays,
    means: NDArray[np.float64],
    checks: Arrays,
    lengths: tuple[int, int],
) -> Any:
    """Labels of the arrays of a run, contrasts, means, drawn parameters and the check of the step.

    Args:
        order: what was run.
        evidence: the evidence tables.
        per_draw: what `contrasts` gave, for all draws.
        means: of the sessions' quantities over participants and time, shape (draws, arms, quantities).
        checks: of the step, of the first participants.
        lengths: records of a session, and days before the first one.
    """
    study = order.study
    data = _labels(order, lengths)
    unit, label = study.outcome.unit, study.outcome.label
    for name, values in per_draw.items():
        dims = ("draw",) if values.ndim == 1 else ("draw", "arm")
        about = attributes(*_CONTRAST_ATTRS[name](unit, label))
        data[name] = dims[::-1], values.T, about
    for k, name in enumerate(SESSION):
        about = attributes(RESULTS[name].unit, f"{RESULTS[name].meaning}, mean of the participants over the session")
        data[f"{RESULTS[name].name}_session_mean"] = ("arm", "draw"), means[:, :, k].T, about
    _add_parameters(data, {name: evidence.priors[name] for name in sorted(used_parameters(study))}, study.seed)
    _add_step_check(data, checks)
    data.attrs = {
        "study_id": study.id,
        "model": study.model,
        "version": __version__,
        "seed": str(study.seed),
        "draws": order.draws,
        "participants": study.participants,
        "posterior": "prior",
        "notice": NOTICE,
    }
    return data


def _labels(order: Order, lengths: tuple[int, int]) -> Any:
    """The dataset without variables: arms, draws, subjects, minutes of a session, days before it."""
    import xarray as xr

    study, (records, days) = order.study, lengths
    minutes = record_minutes(study.session.length)
    assert minutes is not None  # a study whose session is too long to be recorded was refused at the door
    time = np.arange(records) * minutes - study.session.dose_minute
    variables = Variables(order)
    labels = {
        "arm": np.array(list(study.arms), dtype=object),
        "draw": np.arange(order.draws),
        "subject": np.arange(study.participants),
        "time": ("time", time, {"unit": "min", "meaning": "time from the dose"}),
        "day": ("day", np.arange(-days, 0), {"unit": "d", "meaning": "days before the day of the first session"}),
    }
    for dims, sample in ((variables.course_dims(), order.kept.courses), (variables.daily_dims(), order.kept.daily)):
        if sample.size:
            labels |= {dims[0]: np.arange(sample.draws), dims[1]: np.arange(sample.subjects)}
    return xr.Dataset(coords=labels)


_CONTRAST_ATTRS: dict[str, Any] = {
    "effect": lambda unit, label: (unit, f"{label}: active minus control, as measured and analysed"),
    "effect_true": lambda unit, label: (unit, f"{label}: active minus control, without measurement noise"),
    "effect_branch": lambda unit, label: (unit, f"{label}: active minus control in the very same hour, without noise"),
    "standard_error": lambda unit, label: (unit, "standard error of the effect"),
    "statistic": lambda unit, label: ("1", "t statistic"),
    "df": lambda unit, label: ("1", "degrees of freedom"),
    "p_value": lambda unit, label: ("1", "two-sided p-value"),
    "dz": lambda unit, label: ("1", "standardised effect"),
    "outcome_mean": lambda unit, label: (unit, f"{label}, as measured, mean of the participants", label),
}


def contrasts(study: Study, rows: Arrays) -> dict[str, NDArray[np.float64]]:
    """The analysis of some draws: the measured contrast with its test, and the contrasts without noise.

    Args:
        study: the study.
        rows: outcomes of all participants of the draws, draw by draw, shape (draws x participants, arms).
    """
    arms = list(study.arms)
    active, control = arms.index(study.analysis.active), arms.index(study.analysis.control)

    def arm(name: str, which: int) -> NDArray[Any]:
        # In one piece, so that NumPy adds along the participants, whatever the number of draws.
        return np.ascontiguousarray(rows[name][:, which].reshape(-1, study.participants))

    contrast: Contrast = analyse(
        study.analysis.test, arm("outcome", active), arm("outcome", control), arm("period", active)
    )
    true = np.nanmean(arm("outcome_true", active), axis=1) - np.nanmean(arm("outcome_true", control), axis=1)
    branch = np.mean(arm("outcome_branch", active) - arm("outcome_branch", control), axis=1)
    means = np.stack([np.nanmean(arm("outcome", k), axis=1) for k in range(len(arms))], axis=1)
    return {**vars(contrast), "effect_true": true, "effect_branch": branch, "outcome_mean": means}


def _add_parameters(data: Any, priors: Mapping[str, Prior], seed: int) -> None:
    """What was drawn for the parameters that are uncertain."""
    uncertain = [name for name in sorted(priors) if priors[name].distribution != "fixed"]
    values = sample_parameters(priors, seed, list(range(data.sizes["draw"])))
    data.coords["parameter"] = np.array(uncertain, dtype=object)
    drawn = np.stack([values[name] for name in uncertain], axis=1)
    meaning = "uncertain parameters, typical value of the draw"
    data["parameter_value"] = ("draw", "parameter"), drawn, attributes("each its own", meaning)


def _add_step_check(data: Any, checks: Arrays) -> None:
    """How far the results would move at half the step."""
    recorded = [name.removeprefix("step.") for name in checks if name.startswith("step.")]
    data.coords["observable"] = np.array([RESULTS[name].name for name in recorded], dtype=object)
    errors = np.array([step_error(checks[f"step.{name}"]) for name in recorded])
    meaning = "largest difference from a run at half the step, over the observable's range in the sessions"
    data["step_error"] = ("observable",), errors, attributes("1", meaning)
    share = float(checks["step_changed"].sum() / max(checks["step_possible"].sum(), 1))
    meaning = "share of decisions that half the step would have changed"
    data["decisions_changed"] = (), share, attributes("1", meaning)
