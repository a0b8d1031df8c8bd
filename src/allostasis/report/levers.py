"""The report of a lever study: published findings beside the contrasts, infusions by session, spread, limits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from allostasis.errors import InputError, Problem
from allostasis.report import palette
from allostasis.report.result import DATA, MANIFEST
from allostasis.report.svg import house_style, inline_svg
from allostasis.report.words import ROLES

if TYPE_CHECKING:
    from xarray import Dataset

SPREAD_OF_RATS = 0.80
"""Coefficient of variation of infusions between 208 rats (olivier_oxy_raw, oxycodone, long access, session 14)."""
_DASHES = ((0, (5, 3)), "solid", (0, (1, 1.5)), (0, (6, 2, 1, 2)))
_COLOURS = (palette.CONTROL, palette.ACTIVE, palette.LOWER, palette.HIGHER)


def is_lever_result(directory: Path) -> bool:
    """Whether a result directory holds a lever study."""
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("kind") == "lever"


def lever_content(directory: Path) -> dict[str, Any]:
    """What the template of a lever study needs.

    Raises:
        InputError: if the directory holds no finished lever study.
    """
    import xarray

    if not is_lever_result(directory) or not (directory / DATA).exists():
        raise InputError(Problem(str(directory), "no finished lever study", "the output directory of `allostasis run`"))
    manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    data = xarray.open_dataset(directory / DATA, engine="zarr", consolidated=False, chunks=None, decode_times=False)
    comparisons = [{**c, "sentence": sentence(c, manifest)} for c in manifest["comparisons"]]
    return {
        "manifest": manifest,
        "role_meaning": ROLES.get(manifest["role"], ""),
        "comparisons": comparisons,
        "answer": comparisons[0]["sentence"] if comparisons else "Nothing was compared with a publication.",
        "figure": _figure(data),
        "arms": [_by_session(data, arm) for arm in data["arm"].values],
        "spread": _spread(data),
        "steps": _steps(data),
        "spread_of_rats": SPREAD_OF_RATS,
    }


def sentence(comparison: dict[str, Any], manifest: dict[str, Any]) -> str:
    """How often the simulation says what was published."""
    share = {d: comparison[d] for d in ("higher", "lower", "not_significant")}
    direction = comparison["direction"]
    draws, (low, high) = manifest["draws"], comparison["interval90"]
    seen = f"median difference {comparison['median']:.3g}, 90 % of draws in {low:.3g} to {high:.3g}"
    what = f"{comparison['measure']}, {comparison['contrast']}".replace("_", " ")
    if direction not in ("higher", "lower"):
        return f"{what}: {seen}; significant in {100 * (1 - share['not_significant']):.0f} % of {draws} draws."
    other = "lower" if direction == "higher" else "higher"
    return (
        f"The published finding ({comparison['published']}) is reproduced in {100 * share[direction]:.0f} % of {draws} "
        f"draws: {what}, was significantly {direction}; significantly {other} in {100 * share[other]:.0f} %, not "
        f"significant in {100 * share['not_significant']:.0f} % ({seen})."
    )


def _by_session(data: Dataset, arm: str) -> dict[str, Any]:
    """Median over draws of the animals' means, by session."""
    rows = []
    for session in data["session"].values:
        own = data.sel(arm=arm, session=session)
        if np.all(np.isnan(own["infusions"].values)):
            continue
        cells = [_middle(own[name].values) for name in ("infusions", "first_hour", "active", "inactive", "interval")]
        rows.append([str(int(session)), str(own["block"].values).replace("_", " "), *cells])
    return {"name": str(arm).replace("_", " "), "rows": rows}


def _middle(values: Any) -> str:
    from allostasis.studies.lever_results import means_of

    means = means_of(values)
    if not len(means):
        return "none"
    low, high = np.quantile(means, [0.05, 0.95])
    return f"{np.median(means):.3g} ({low:.3g} to {high:.3g})"


def _spread(data: Dataset) -> list[tuple[str, str]]:
    """Coefficient of variation of infusions between animals, in the last session with infusions of each arm."""
    from allostasis.studies.lever_results import spread_between

    found = []
    for arm in data["arm"].values:
        values = data["infusions"].sel(arm=arm).values
        some = [k for k in range(values.shape[2]) if np.nansum(values[:, :, k]) > 0]
        text = f"{spread_between(values[:, :, some[-1]]):.2f}" if some else "no infusions"
        found.append((str(arm).replace("_", " "), text))
    return found


def _steps(data: Dataset) -> list[tuple[str, str, str]]:
    """Change at half the step, by arm."""
    values = data["step_error"].values
    return [
        (str(arm).replace("_", " "), f"{100 * values[k][0]:.2g} %", f"{100 * values[k][1]:.2g} %")
        for k, arm in enumerate(data["arm"].values)
    ]


def _figure(data: Dataset) -> str:
    """Infusions by session and arm: the median over draws of the animals' means, and the band of 90 % of them."""
    from matplotlib.figure import Figure

    with house_style():
        figure = Figure(figsize=(920 / 72, 380 / 72))
        axes = figure.add_axes((0.075, 0.14, 0.9, 0.8))
        for k, arm in enumerate(data["arm"].values):
            values = data["infusions"].sel(arm=arm).values
            known = ~np.all(np.isnan(values), axis=(0, 1))
            means = values[:, :, known].mean(axis=1)
            sessions = data["session"].values[known]
            low, middle, high = np.quantile(means, [0.05, 0.5, 0.95], axis=0)
            colour, dash = _COLOURS[k % len(_COLOURS)], _DASHES[k % len(_DASHES)]
            axes.fill_between(sessions, low, high, color=colour, alpha=0.15, linewidth=0)
            axes.plot(sessions, middle, color=colour, linestyle=dash, linewidth=2, label=str(arm).replace("_", " "))
        # Draws differ by factors: even below one infusion, by powers of ten above.
        axes.set_yscale("symlog", linthresh=1.0)
        axes.yaxis.set_major_formatter("{x:g}")
        axes.set_ylim(bottom=0)
        axes.set_xlabel("session")
        axes.set_ylabel("infusions in a session")
        axes.legend(frameon=False, loc="upper left")
    description = "Infusions by session: the median over the draws of the animals' means, and the band of 90 % of them."
    return inline_svg(figure, "infusions", "Infusions by session", description, "full")
