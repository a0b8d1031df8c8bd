"""Danger on every day of abstinence, by the emulator, with the full runs under the same assumptions as marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allostasis.report import palette
from allostasis.report.figures import Layout
from allostasis.report.overdose.arms import arm_name, looks
from allostasis.report.result import Manifest
from allostasis.report.rounding import percent
from allostasis.report.svg import house_style
from allostasis.report.tables import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from xarray import Dataset

__all__ = ["days_caption", "days_figure", "days_table", "describe_days"]

SIZES: dict[Layout, tuple[float, float]] = {"wide": (920.0, 380.0), "narrow": (340.0, 400.0)}
DAYS = (1, 3, 7, 14, 28, 56, 84, 182, 364)
"""Days of the table, as far as a study goes, and its last one."""


def days_figure(data: Dataset, manifest: Manifest, layout: Layout = "wide") -> Figure:
    """A line for each arm, the 90 % of the draws of the untreated one as a band, and full runs as marks."""
    from matplotlib.figure import Figure

    width, height = SIZES[layout]
    arms, look = list(map(str, data["emulated_rescue"].values)), looks(manifest["study"])
    below = 80.0 if layout == "wide" else 62.0 + 22.0 * (len(arms) + 1)
    with house_style():
        figure = Figure(figsize=(width / 72, height / 72))
        axes = figure.add_axes((46 / width, below / height, 1 - 66 / width, 1 - (below + 36) / height))
        days = data["emulated_day"].values
        for arm in arms:
            by_draw = 100 * data["arrest_by_day"].sel(emulated_rescue=arm).values
            if arm == data.attrs["untreated"]:
                low, high = np.quantile(by_draw, [0.05, 0.95], axis=1)
                axes.fill_between(days, low, high, color=look[arm].colour, alpha=0.16, linewidth=0)
            axes.plot(days, by_draw.mean(axis=1), color=look[arm].colour, linestyle=look[arm].dashes, linewidth=2,
                      label=arm_name(arm))  # fmt: skip
        for day, (share, _, _) in _full_runs(data).items():
            axes.plot(day, 100 * share, "o", color=palette.PAPER, markeredgecolor=palette.INK, markersize=6.5, zorder=3,
                      label="full runs, no rescue" if day == min(_full_runs(data)) else "_")  # fmt: skip
        _dress(axes, days)
        columns = len(arms) + 1 if layout == "wide" else 1
        figure.legend(loc="lower left", ncols=columns, frameon=False, handlelength=3.2, borderaxespad=0.2)
    return figure


def _dress(axes: Axes, days: Any) -> None:
    axes.set_xlim(0, days[-1] + 0.5)
    axes.set_ylim(-2, 102)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.set_xlabel("days of abstinence")
    axes.grid(axis="y", color=palette.TRACK, linewidth=1)
    axes.tick_params(length=3)
    axes.annotate("people with cardiac arrest, %", (0, 1), (-36, 14), xycoords="axes fraction",
                  textcoords="offset points", fontweight="bold")  # fmt: skip


def describe_days(data: Dataset) -> str:
    """First and last day of each arm, in words."""
    first, last = (int(day) for day in data["emulated_day"].values[[0, -1]])
    parts = []
    for arm in map(str, data["emulated_rescue"].values):
        by_draw = data["arrest_by_day"].sel(emulated_rescue=arm)
        ends = [percent(float(by_draw.sel(emulated_day=day).mean())) for day in (first, last)]
        parts.append(f"{arm_name(arm)}: {ends[0]} on day {first}, {ends[1]} on day {last}")
    return "Expected share with cardiac arrest by day of abstinence. " + "; ".join(parts) + "."


def days_caption(data: Dataset) -> str:
    """What the lines are, what the marks are, and how far apart they lie."""
    text = (
        f"Lines: the emulator, {data['dose'].values[0]} on each day, mean of the draws; band: 90\u00a0% of the draws "
        "without rescue. Tolerance acts on the exponents here and is held at 1, whatever the rest of the study does: "
        "that is what the emulator was fitted to."
    )
    gaps = [abs(share - emulated) for share, emulated, _ in _full_runs(data).values()]
    if gaps:
        text += f" Circles: full runs under the same assumptions, at most {100 * max(gaps):.1f} points away"
        text += f" (their own Monte Carlo error is up to {100 * max(e for *_, e in _full_runs(data).values()):.1f})."
    moved = float(data["arrest_by_day"].attrs["moved_to_the_fitted_range"])
    if moved > 0:
        text += f" {percent(moved)} of the people have a dose beyond the fitted range and were moved to its end."
    return text


def days_table(data: Dataset) -> Table:
    """Expected shares at some days, and the full runs where there are some."""
    arms, full = list(map(str, data["emulated_rescue"].values)), _full_runs(data)
    last, rows = int(data["emulated_day"].values[-1]), []
    for day in sorted({*(d for d in DAYS if d < last), last}):
        cells = [_level(data["arrest_by_day"].sel(emulated_rescue=arm, emulated_day=day).values) for arm in arms]
        rows.append((str(day), *cells, percent(full[day][0]) if day in full else ""))
    head = ("Day", *(arm_name(arm) for arm in arms), "Full runs, no rescue")
    caption = "Expected share with cardiac arrest by the emulator: mean of the draws (90\u00a0% of the draws)"
    return Table(caption, head, tuple(rows), frozenset(range(len(head))))


def _level(by_draw: Any) -> str:
    low, high = (float(q) for q in np.quantile(by_draw, [0.05, 0.95]))
    return f"{percent(float(by_draw.mean()))} ({percent(low)} to {percent(high)})"


def _full_runs(data: Dataset) -> dict[int, tuple[float, float, float]]:
    """Full runs by day: share, what the emulator says there, and the standard error of the share."""
    if "sensitivity_by_draw" not in data:
        return {}
    shares = data["sensitivity_by_draw"].sel(acts_on="exponents", above_reference="held", factor="central")
    untreated = data["arrest_by_day"].sel(emulated_rescue=data.attrs["untreated"])
    days = dict(zip(map(str, data["abstinence"].values), data["abstinence_day"].values, strict=True))
    found = {}
    for time in map(str, shares["sensitivity_abstinence"].values):
        day = int(days[time])
        if day in data["emulated_day"].values:
            share = float(shares.sel(sensitivity_abstinence=time).mean())
            error = float(np.sqrt(share * (1 - share) / data.sizes["person"]))
            found[day] = (share, float(untreated.sel(emulated_day=day).mean()), error)
    return found
