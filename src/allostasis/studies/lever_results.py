"""Results of a lever study: one labelled dataset, the contrasts of every draw, the manifest and a tidy table."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis import __version__
from allostasis.evidence import Evidence, Prior, snapshots, texts
from allostasis.models.assemblies import assembly
from allostasis.models.daily_life import RECORDED
from allostasis.models.describe import prior_in_words
from allostasis.physiology.pressing import Pressing
from allostasis.quantities.declare import Quantity
from allostasis.studies.assemble import NOTICE
from allostasis.studies.lever_files import OUTCOMES, LeverMeasure, LeverStudy

Floats = NDArray[np.float64]
BEFORE = ("withdrawal", "tolerance", "craving", "occupancy")
"""What is kept of the animal at the start of each session."""
LIMITS = (
    "Nothing is calibrated: every parameter is drawn from its prior; results say what priors alone imply.",
    "How an animal presses is assumed (subsystem pressing): numbers of presses and infusions are no predictions.",
    "How much rats take is set by what they took of oxycodone early in long access (olivier_oxy_raw), some infusions "
    "an hour. From there intake hardly grows here, while that of the same rats doubled.",
    "At most one press a second; no bursts, fatigue or sedation that keeps an animal from pressing, no time of day.",
    "What pressing is worth is held over a solver step; the check at half the step shows the size of that.",
    "Infusions are learned from every ten minutes, by the effect above that at the start of the session.",
    "Results describe virtual animals of an uncalibrated model.",
)


def dataset(study: LeverStudy, arrays: Mapping[str, Mapping[str, NDArray[Any]]], draws: int) -> Any:
    """The labelled dataset of a run.

    Args:
        study: the study.
        arrays: of each arm, counts of shape (animals, sessions), times and states before the sessions.
        draws: number of parameter draws.
    """
    import xarray as xr

    arms, number = list(study.arms), study.animals.number
    sessions = max(a["infusions"].shape[1] for a in arrays.values())
    most = max(a["times"].shape[2] for a in arrays.values())
    data = xr.Dataset(
        coords={
            "arm": np.array(arms, dtype=object),
            "draw": np.arange(draws),
            "subject": np.arange(number),
            "session": np.arange(1, sessions + 1),
        }
    )
    names = [[b.name for b in study.blocks(arm) for _ in range(b.sessions)] for arm in arms]
    data["block"] = ("arm", "session"), np.array([own + [""] * (sessions - len(own)) for own in names], dtype=object)
    grid = ("arm", "draw", "subject", "session")
    for name, words in OUTCOMES.items():
        data[name] = grid, _filled([arrays[arm][name] for arm in arms], draws, number, sessions), _attrs("1", words)
    for name in BEFORE:
        k = RECORDED.index(name)
        values = _filled([arrays[arm]["before"][:, :, k] for arm in arms], draws, number, sessions)
        data[f"{name}_before"] = grid, values.astype(np.float32), _attrs("1", f"{name} at the start of the session")
    times = np.full((len(arms), draws, number, sessions, most), -1, np.int32)
    for k, arm in enumerate(arms):
        own = arrays[arm]["times"]
        times[k, :, :, : own.shape[1], : own.shape[2]] = own.reshape(draws, number, *own.shape[1:])
    data["infusion_time"] = (
        (*grid, "infusion"),
        times,
        _attrs("s", "start of each infusion from that of its session; -1: none"),
    )
    data["interval"] = grid, _intervals(times), _attrs("min", "median time from infusion to infusion")
    _add_contrasts(data, study)
    _add_check(data, study, arrays)
    data.attrs = {
        "study_id": study.id,
        "kind": "lever",
        "model": study.model,
        "version": __version__,
        "seed": str(study.seed),
        "draws": draws,
        "posterior": "prior",
        "notice": NOTICE,
    }
    return data


def measured(data: Any, study: LeverStudy, measure: LeverMeasure, arm: str) -> Floats:
    """A measure of every animal of an arm, shape (draws, animals)."""
    values = np.asarray(data[measure.outcome].sel(arm=arm).values, float)
    first = 0
    for block in study.blocks(arm):
        if block.name == measure.block:
            break
        first += block.sessions

    def mean(sessions: tuple[int, ...]) -> Floats:
        return np.asarray(values[:, :, [first + n - 1 for n in sessions]].mean(axis=2))

    return mean(measure.sessions) - (mean(measure.minus) if measure.minus else 0.0)


def _add_contrasts(data: Any, study: LeverStudy) -> None:
    """For each comparison and draw: difference of means, its standard error and the p-value."""
    from scipy import stats

    effects, errors, p_values = [], [], []
    for comparison in study.comparisons:
        measure = study.measures[comparison.measure]
        active = measured(data, study, measure, comparison.active)
        control = None if comparison.control is None else measured(data, study, measure, comparison.control)
        with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
            # Groups in which all animals pressed alike: their p-value says nothing, and no user can change that.
            warnings.filterwarnings("ignore", message="Precision loss", category=RuntimeWarning)
            n = active.shape[1]
            if control is None:
                effects.append(active.mean(axis=1))
                errors.append(active.std(axis=1, ddof=1) / np.sqrt(n))
                p_values.append(stats.ttest_1samp(active, 0.0, axis=1).pvalue)
            else:
                effects.append(active.mean(axis=1) - control.mean(axis=1))
                errors.append(np.sqrt((active.var(axis=1, ddof=1) + control.var(axis=1, ddof=1)) / n))
                p_values.append(stats.ttest_ind(active, control, axis=1, equal_var=False).pvalue)
    names = [f"{c.effect}: {c.measure}" for c in study.comparisons]
    data.coords["comparison"] = np.array(names, dtype=object)
    dims = ("comparison", "draw")
    data["effect"] = dims, np.array(effects), _attrs("1", "difference of the means of the measure")
    data["standard_error"] = dims, np.array(errors), _attrs("1", "standard error of the effect")
    # Groups without any spread have no p-value; they do not count as significant.
    data["p_value"] = dims, np.nan_to_num(np.array(p_values), nan=1.0), _attrs("1", "two-sided p-value")


def _add_check(data: Any, study: LeverStudy, arrays: Mapping[str, Mapping[str, NDArray[Any]]]) -> None:
    """How far means over animals move at half the step, by arm: relative to the mean over all sessions."""
    found = []
    for arm in study.arms:
        own = arrays[arm]
        row = []
        for name in ("infusions", "active"):
            finer = own[f"finer.{name}"]
            coarse = own[name][: len(finer)]
            scale = max(float(coarse.mean()), 1e-12)
            row.append(float(np.abs(coarse.mean(axis=0) - finer.mean(axis=0)).max()) / scale)
        found.append(row)
    data.coords["checked"] = np.array(["infusions", "active"], dtype=object)
    meaning = (
        "largest change of a session's mean over the checked animals at half the step, over the mean of all sessions"
    )
    data["step_error"] = ("arm", "checked"), np.array(found), _attrs("1", meaning)


def manifest(study: LeverStudy, evidence: Evidence, draws: int, data: Any) -> dict[str, Any]:
    """What was run, with what, what was assumed, and what was published."""
    priors = evidence.priors_for(study.model)
    names = [*assembly(study.model).parameters(), *(q.name for q in Pressing.parameters())]
    source = evidence.studies[study.study].source
    sources = sorted({*([source] if source else []), *evidence.sources_of_priors(names)})
    return {
        "kind": "lever",
        "version": __version__,
        "study_id": study.id,
        "study": study.as_dict(),
        "title": study.title,
        "role": evidence.studies[study.study].role,
        "model": study.model,
        "posterior": "prior",
        "seed": study.seed,
        "draws": draws,
        "methods": study.methods(),
        "assumptions": [{"key": k, "value": v, "reason": r} for k, v, r in study.assumed()],
        "comparisons": [_compared(study, evidence, data, k) for k in range(len(study.comparisons))],
        "evidence_snapshot": snapshots.current().name,
        "pressing": [_assumed(quantity, priors[quantity.name]) for quantity in Pressing.parameters()],
        "step_seconds": study.numerics.step.to("s"),
        "sources": sources,
        "references": texts(evidence.references(sources)),
        "limits": list(LIMITS),
        "notice": NOTICE,
    }


def _assumed(quantity: Quantity, prior: Prior) -> dict[str, Any]:
    return {
        "name": quantity.name,
        "meaning": quantity.meaning,
        "unit": quantity.unit,
        "prior": prior_in_words(prior),
        "reason": prior.reason,
    }


def _compared(study: LeverStudy, evidence: Evidence, data: Any, number: int) -> dict[str, Any]:
    """A reported effect beside the contrast of every draw."""
    comparison = study.comparisons[number]
    published = evidence.effects[comparison.effect]
    effect, p = np.asarray(data["effect"][number]), np.asarray(data["p_value"][number])
    significant = p < study.alpha
    return {
        "effect_id": comparison.effect,
        "published": published.statistic_text,
        "direction": published.direction,
        "where": published.where_in_source,
        "measure": study.measures[comparison.measure].in_words(),
        "contrast": f"{comparison.active} against {comparison.control or 'zero'}",
        "median": float(np.median(effect)),
        "interval90": [float(x) for x in np.quantile(effect, [0.05, 0.95])],
        "share_positive": float(np.mean(effect > 0)),
        "higher": float(np.mean(significant & (effect > 0))),
        "not_significant": float(np.mean(~significant)),
        "lower": float(np.mean(significant & (effect < 0))),
    }


def summary(data: Any, study: LeverStudy) -> str:
    """A tidy table: for each arm, session and outcome the median and the middle 90 % of the draws' means."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["arm", "block", "session", "quantity", "median", "low90", "high90", "cv_between_animals"])
    for arm in study.arms:
        for session in data["session"].values:
            for name in (*OUTCOMES, "interval"):
                values = np.asarray(data[name].sel(arm=arm, session=session).values, float)
                means = means_of(values)
                if not len(means):
                    continue
                row = [np.median(means), *np.quantile(means, [0.05, 0.95]), spread_between(values)]
                block = str(data["block"].sel(arm=arm, session=session).values)
                writer.writerow([arm, block, int(session), name, *(f"{x:.6g}" for x in row)])
    return text.getvalue()


def means_of(values: Floats) -> Floats:
    """Means over the animals of each draw that have a value; draws in which nobody has one are left out."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    return np.asarray(np.where(known, values, 0).sum(axis=1)[count > 0] / count[count > 0])


def spread_between(values: Floats) -> float:
    """Coefficient of variation between the animals of a draw, median over draws; NaN where nothing happened."""
    own = [row[np.isfinite(row)] for row in values]
    spread = [float(np.std(row, ddof=1) / np.mean(row)) for row in own if len(row) > 1 and np.mean(row) > 0]
    return float(np.median(spread)) if spread else float("nan")


def _filled(parts: list[NDArray[Any]], draws: int, number: int, sessions: int) -> Floats:
    """Counts of all arms, shape (arms, draws, animals, sessions); NaN where an arm has no such session."""
    filled = np.full((len(parts), draws, number, sessions), np.nan)
    for k, part in enumerate(parts):
        filled[k, :, :, : part.shape[1]] = part.reshape(draws, number, part.shape[1])
    return filled


def _intervals(times: NDArray[np.int32]) -> Floats:
    """Median minutes from infusion to infusion; NaN with fewer than two."""
    flat = times.reshape(-1, times.shape[-1])
    found = np.full(len(flat), np.nan)
    for k, row in enumerate(flat):
        own = row[row >= 0]
        if len(own) > 1:
            found[k] = np.median(np.diff(own)) / 60
    return found.reshape(times.shape[:-1])


def _attrs(unit: str, meaning: str) -> dict[str, str]:
    return {"unit": unit, "meaning": meaning, "long_name": meaning}
