"""Tolerance over days of abstinence, as the slow model hands it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allostasis.report import palette
from allostasis.report.figures import Layout
from allostasis.report.rounding import interval, number, percent, setting
from allostasis.report.svg import house_style
from allostasis.report.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from xarray import Dataset

__all__ = ["describe_tolerance", "tolerance_figure", "tolerance_table"]

LEAST = 0.003
"""Lower end of the axis: less tolerance than this is none."""
SIZES: dict[Layout, tuple[float, float]] = {"wide": (920.0, 340.0), "narrow": (340.0, 320.0)}


def tolerance_figure(data: Dataset, layout: Layout = "wide") -> Figure:
    """Median, half and 90 % of all people of all draws; the median of each draw as a thin line."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, NullFormatter

    width, height = SIZES[layout]
    with house_style():
        figure = Figure(figsize=(width / 72, height / 72))
        axes = figure.add_axes((52 / width, 50 / height, 1 - 78 / width, 1 - 92 / height))
        days = data["day"].values
        q = {
            p: np.maximum(data["tolerance_course"].sel(percentile=p).values, LEAST)
            for p in (0.05, 0.25, 0.5, 0.75, 0.95)
        }
        for of_draw in np.maximum(data["tolerance_of_draws"].values, LEAST).T:
            axes.plot(days, of_draw, color=palette.NEITHER, linewidth=0.7, alpha=0.6)
        axes.fill_between(days, q[0.05], q[0.95], color=palette.ACTIVE, alpha=0.13, linewidth=0)
        axes.fill_between(days, q[0.25], q[0.75], color=palette.ACTIVE, alpha=0.2, linewidth=0)
        axes.plot(days, q[0.5], color=palette.ACTIVE, linewidth=2.2)
        axes.axhline(1, color=palette.INK, linewidth=1.1, linestyle=(0, (4, 3)))
        axes.annotate("published chronic user", (1, 1), (-4, 4), xycoords=("axes fraction", "data"),
                      textcoords="offset points", ha="right", color=palette.MUTED)  # fmt: skip
        axes.set_yscale("log")
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: setting(value)))
        axes.set_xlim(days[0], days[-1])
        axes.set_ylim(bottom=LEAST)
        axes.set_xlabel("days of abstinence")
        axes.grid(axis="y", color=palette.TRACK, linewidth=1)
        axes.tick_params(length=3)
        axes.annotate("Tolerance, x published chronic user, log scale", (0, 1), (-44, 14), xycoords="axes fraction",
                      textcoords="offset points", fontweight="bold")  # fmt: skip
    return figure


def describe_tolerance(data: Dataset) -> str:
    """Medians and bands at the times of the study, in words."""
    parts = [
        f"{name}: median {number(q[1])}, 90 % of people and draws in {interval(q[0], q[2])}"
        for name, q in _quantiles(data).items()
    ]
    return "Tolerance relative to the published chronic user. " + "; ".join(parts) + "."


def tolerance_table(data: Dataset) -> Table:
    """Tolerance and drug on board at each time of abstinence."""
    head = (
        "Abstinence",
        "Median",
        "90\u00a0% of people and draws",
        "90\u00a0% of the draws' medians",
        "People above 1",
        "Receptors still occupied, median",
    )
    rows = []
    for name, (low, median, high) in _quantiles(data).items():
        values = data["tolerance"].sel(abstinence=name)
        of_draws = np.quantile(values.groupby("draw_of_person").median().values, [0.05, 0.95])
        on_board = max(float(np.median(data["on_board"].sel(abstinence=name))), 0.0)
        above = percent(float((values > 1).mean()))
        among = interval(float(of_draws[0]), float(of_draws[1]))
        rows.append((name, number(median), interval(low, high), among, above, percent(on_board)))
    caption = "Tolerance at the first dose, 1 in the published chronic user"
    return Table(caption, head, tuple(rows), frozenset(range(1, 6)))


def _quantiles(data: Dataset) -> dict[str, tuple[float, float, float]]:
    quantiles = {}
    for name in map(str, data["abstinence"].values):
        low, median, high = np.quantile(data["tolerance"].sel(abstinence=name), [0.05, 0.5, 0.95])
        quantiles[name] = (float(low), float(median), float(high))
    return quantiles
