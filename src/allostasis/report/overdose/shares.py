"""Arrests by dose, rescue and time of abstinence, each with its interval, beside what was published."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, Literal

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

__all__ = ["cell_rows", "describe_shares", "shares_figure", "shares_table"]

ROW, TOP, BOTTOM = 26.0, 34.0, 50.0
"""Height of a row, and of what stands above and below all rows, in CSS pixels."""


def cell_rows(data: Dataset) -> list[tuple[str, str, str]]:
    """Time of abstinence, dose and arm of every cell, in order."""
    times, doses, arms = (list(map(str, data[name].values)) for name in ("abstinence", "dose", "rescue"))
    return list(product(times, doses, arms))


def shares_figure(data: Dataset, manifest: Manifest, kind: str = "arrest", layout: Layout = "wide") -> Figure:
    """Arrests: rows of dose and arm, or lines over abstinence where there are several times of it.

    Args:
        data: the dataset of the study.
        manifest: its manifest.
        kind: "arrest", or "survivors" for those whom the former dose spares at 0 weeks.
        layout: for a wide page or a phone.
    """
    with house_style():
        if data.sizes["abstinence"] > 1:
            return _over_abstinence(data, manifest, kind, layout)
        return _rows(data, manifest, layout)


def describe_shares(data: Dataset, kind: str = "arrest") -> str:
    """What the figure shows, in words."""
    parts = []
    for abstinence, dose, rescue in cell_rows(data):
        cell = data.sel(abstinence=abstinence, dose=dose, rescue=rescue)
        name = ", ".join(part for part in (abstinence, dose, arm_name(rescue)) if part)
        parts.append(f"{name}: {percent(float(cell[f'{kind}_share']))}{_published_words(cell)}")
    return "Share of people with cardiac arrest. " + "; ".join(parts) + "."


def shares_table(data: Dataset, kind: str = "arrest") -> Table:
    """Every cell with its intervals and what was published."""
    has_times, has_draws = data.sizes["abstinence"] > 1, kind == "arrest" and "arrest_by_draw" in data
    has_published = kind == "arrest" and "published_share" in data
    head = ("Abstinence",) * has_times + ("Dose", "Rescue", "Simulated", "2.5 to 97.5\u00a0% of resamples")
    head += ("5 to 95\u00a0% of draws",) * has_draws + ("Published",) * has_published
    rows = []
    for abstinence, dose, rescue in cell_rows(data):
        cell = data.sel(abstinence=abstinence, dose=dose, rescue=rescue)
        row = (abstinence,) * has_times + (dose, arm_name(rescue), percent(float(cell[f"{kind}_share"])))
        row += (_ends(float(cell[f"{kind}_low"]), float(cell[f"{kind}_high"])),)
        if has_draws:
            row += (_ends(*(float(q) for q in np.quantile(cell["arrest_by_draw"], [0.05, 0.95]))),)
        if has_published:
            seen = float(cell["published_share"])
            ends = _ends(float(cell["published_low"]), float(cell["published_high"]))
            row += (f"{percent(seen)} ({ends})" if np.isfinite(seen) else "",)
        rows.append(row)
    of = "people" if kind == "arrest" else "those whom the former dose spares at 0 weeks"
    numeric = frozenset(range(2 + has_times, len(head)))
    return Table(f"Cardiac arrest, share of {of}", head, tuple(rows), numeric)


def _ends(low: float, high: float) -> str:
    return f"{percent(low)} to {percent(high)}"


def _published_words(cell: Any) -> str:
    seen = float(cell["published_share"]) if "published_share" in cell else float("nan")
    return f" (published {percent(seen)})" if np.isfinite(seen) else ""


# ---------------------------------------------------------------------- rows of dose and arm


def _rows(data: Dataset, manifest: Manifest, layout: Layout) -> Figure:
    from matplotlib.figure import Figure

    cells, doses = cell_rows(data), data.sizes["dose"]
    height, width = TOP + BOTTOM + ROW * (len(cells) + doses), 920.0 if layout == "wide" else 340.0
    figure = Figure(figsize=(width / 72, height / 72))
    left = 230.0 if layout == "wide" else 132.0
    axes = figure.add_axes((left / width, BOTTOM / height, 1 - (left + 26) / width, 1 - (TOP + BOTTOM) / height))
    look, y, ticks, names = looks(manifest["study"]), 0.0, [], []
    for dose in map(str, data["dose"].values):
        axes.text(-left + 2, y, dose, fontweight="bold", va="center", transform=_pixels(axes))
        y += 1
        for rescue in map(str, data["rescue"].values):
            _row(axes, data.isel(abstinence=0).sel(dose=dose, rescue=rescue), look[rescue], y)
            ticks.append(y)
            names.append(arm_name(rescue))
            y += 1
    axes.set_yticks(ticks, names)
    axes.set_ylim(y - 0.4, -0.6)
    _percent_axis(axes, "x")
    _key(axes, left, layout, "published_share" in data)
    return figure


def _pixels(axes: Axes) -> Any:
    """x in pixels from the left edge of the axes, y in data."""
    from matplotlib.transforms import Affine2D, blended_transform_factory

    left = axes.transAxes.transform((0, 0))[0]  # one unit of the drawing is one pixel
    return blended_transform_factory(Affine2D().translate(left, 0), axes.transData)


def _row(axes: Axes, cell: Any, look: Any, y: float) -> None:
    low, share, high = (100 * float(cell[f"arrest_{part}"]) for part in ("low", "share", "high"))
    axes.plot([low, high], [y, y], color=look.colour, linewidth=2.4, solid_capstyle="round")
    axes.plot(share, y, look.mark, color=look.colour, markersize=7.5, markeredgecolor=palette.PAPER, zorder=3)
    if "published_share" not in cell or not np.isfinite(float(cell["published_share"])):
        return
    ends = [100 * float(cell[f"published_{part}"]) for part in ("low", "high")]
    axes.plot(ends, [y + 0.32] * 2, color=palette.INK, linewidth=1.1)
    seen = 100 * float(cell["published_share"])
    axes.plot(seen, y + 0.32, "D", color=palette.PAPER, markeredgecolor=palette.INK, markersize=5.5, zorder=3)


def _percent_axis(axes: Axes, which: Literal["x", "y"]) -> None:
    getattr(axes, f"set_{which}lim")(-2, 102)
    getattr(axes, f"set_{which}ticks")([0, 25, 50, 75, 100])
    getattr(axes, f"set_{which}label")("people with cardiac arrest, %")
    axes.grid(axis=which, color=palette.TRACK, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(length=3)


def _key(axes: Axes, left: float, layout: Layout, has_published: bool) -> None:
    text = "filled: simulated" + ", 2.5–97.5 % of resamples" * (layout == "wide")
    if has_published:
        text += "    ◇ below: published" if layout == "wide" else "   ◇ published"
    axes.annotate(
        text, (0, 1), (-left + 2, 12), xycoords="axes fraction", textcoords="offset points", color=palette.MUTED
    )


# ---------------------------------------------------------------------- lines over abstinence


def _over_abstinence(data: Dataset, manifest: Manifest, kind: str, layout: Layout) -> Figure:
    from matplotlib.figure import Figure

    doses = list(map(str, data["dose"].values))
    columns = len(doses) if layout == "wide" else 1
    panels = -(-len(doses) // columns)
    key = 30.0 if layout == "wide" else 22.0 * data.sizes["rescue"]
    width, height = (920.0, 330.0 + key) if layout == "wide" else (340.0, 300.0 * panels + key)
    figure = Figure(figsize=(width / 72, height / 72))
    _arms_key(figure, manifest, layout)
    for k, dose in enumerate(doses):
        row, column = (0, k) if layout == "wide" else (k, 0)
        w, h = 1 / columns, (1 - key / height) / panels
        place = (w * column + 56 / width, 1 - h * (row + 1) + 58 / height, w - 74 / width, h - 96 / height)
        _panel(figure.add_axes(place), data.sel(dose=dose), manifest, kind, dose)
    return figure


def _arms_key(figure: Figure, manifest: Manifest, layout: Layout) -> None:
    """Which arm has which line and mark, below all panels."""
    from matplotlib.lines import Line2D

    lines = [
        Line2D([], [], color=look.colour, linestyle=look.dashes, marker=look.mark, label=arm_name(name), linewidth=1.5)
        for name, look in looks(manifest["study"]).items()
    ]
    columns = len(lines) if layout == "wide" else 1
    figure.legend(handles=lines, loc="lower left", ncols=columns, frameon=False, handlelength=3.2, borderaxespad=0.2)


def _panel(axes: Axes, data: Any, manifest: Manifest, kind: str, dose: str) -> None:
    arms, look = list(map(str, data["rescue"].values)), looks(manifest["study"])
    x = np.arange(data.sizes["abstinence"])
    for k, arm in enumerate(arms):
        of_arm, aside = data.sel(rescue=arm), 0.11 * (k - (len(arms) - 1) / 2)
        low, share, high = (100 * of_arm[f"{kind}_{part}"].values for part in ("low", "share", "high"))
        axes.vlines(x + aside, low, high, color=look[arm].colour, linewidth=2)
        axes.plot(
            x + aside, share, look[arm].mark, color=look[arm].colour, markersize=6.5, linestyle=look[arm].dashes,
            linewidth=1.5, markeredgecolor=palette.PAPER,
        )  # fmt: skip
    axes.set_xticks(x, [str(name).replace(" weeks", "").replace(" week", "") for name in data["abstinence"].values])
    weeks = all("week" in str(name) for name in data["abstinence"].values)
    axes.set_xlabel("weeks of abstinence" if weeks else "abstinence")
    axes.set_xlim(-0.5, len(x) - 0.5)
    _percent_axis(axes, "y")
    axes.set_ylabel("")
    axes.annotate(dose, (0, 1), (-30, 24), xycoords="axes fraction", textcoords="offset points", fontweight="bold")
    axes.annotate(
        "people with cardiac arrest, %", (0, 1), (-30, 9), xycoords="axes fraction", textcoords="offset points",
        color=palette.MUTED, fontsize=palette.TEXT - 0.5,
    )  # fmt: skip
