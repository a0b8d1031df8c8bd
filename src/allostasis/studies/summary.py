"""The answer of a run: its main numbers as a tidy table, and one sentence."""

from __future__ import annotations

import csv
import io
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.studies.files import Study
from allostasis.studies.observe import RESULTS
from allostasis.studies.reduce import SESSION


def headline(data: Any, study: Study) -> dict[str, Any]:
    """The answer of a run in numbers and one sentence.

    A published "not significant" is compared with how often the virtual trial is not significant, never with an effect
    of zero.
    """
    p, alpha = np.asarray(data["p_value"].values), study.analysis.alpha
    p = p[np.isfinite(p)]
    share = float(np.mean(p >= alpha))
    low, middle, high = (float(q) for q in np.nanquantile(data["effect"].values, [0.05, 0.5, 0.95]))
    unit, label = data["effect"].attrs["unit"], study.outcome.label
    percent = floor(100 * share + 0.5)  # halves up, as in the figures
    sentence = (
        f"In {percent} % of {len(p)} parameter draws the virtual trial (n = {study.participants}) found no "
        f"significant effect of {study.analysis.active} on {label} (p >= {alpha:g}). "
        f"Simulated contrast: median {middle:.1f} {unit}, 90 % interval {low:.1f} to {high:.1f}."
    )
    return {
        "share_not_significant": share,
        "effect_median": middle,
        "effect_low90": low,
        "effect_high90": high,
        "unit": unit,
        "draws": len(p),
        "participants": study.participants,
        "sentence": sentence,
    }


Row = tuple[str, str, str, str, str, str]


def summary(data: Any, study: Study) -> str:
    """The main numbers as tidy CSV: quantity, arm, statistic, value, unit, meaning."""
    rows: list[Row] = []
    for name in ("effect", "effect_true", "effect_branch", "standard_error", "statistic", "p_value", "dz"):
        rows += _statistics(data, name, "", np.asarray(data[name].values, float))
    rows += _verdicts(data, study.analysis.alpha)
    for arm in study.arms:
        of_arm = {"outcome": "outcome_mean"} | {RESULTS[k].name: f"{RESULTS[k].name}_session_mean" for k in SESSION}
        for name, stored in of_arm.items():
            rows += _statistics(data, stored, arm, np.asarray(data[stored].sel(arm=arm).values, float), name)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("quantity", "arm", "statistic", "value", "unit", "meaning"))
    writer.writerows(rows)
    return stream.getvalue()


def _statistics(data: Any, stored: str, arm: str, values: NDArray[np.float64], shown: str | None = None) -> list[Row]:
    """Number, quantiles, mean and SD of one value per draw; a draw without a value is left out."""
    about, name = data[stored].attrs, shown or stored
    finite = values[np.isfinite(values)]
    numbers = {"n": float(len(finite))}
    if len(finite):
        quantiles = np.quantile(finite, [0.05, 0.25, 0.5, 0.75, 0.95])
        numbers |= dict(zip(("low90", "low50", "median", "high50", "high90"), quantiles, strict=True))
        numbers |= {"mean": finite.mean(), "sd": finite.std(ddof=1) if len(finite) > 1 else float("nan")}
    return [(name, arm, k, f"{v:.9g}", about["unit"], about["meaning"]) for k, v in numbers.items()]


def _verdicts(data: Any, alpha: float) -> list[Row]:
    """How often the trial would have come out one way or another."""
    p, effect = data["p_value"].values, data["effect"].values
    hits = {
        "not_significant": p >= alpha,
        "significant_lower": (p < alpha) & (effect < 0),
        "significant_higher": (p < alpha) & (effect > 0),
    }
    meaning = "share of draws in which the trial's result is"
    return [
        ("share_of_draws", "", label, f"{np.mean(hit):.9g}", "1", f"{meaning} {label.replace('_', ' ')}")
        for label, hit in hits.items()
    ]
