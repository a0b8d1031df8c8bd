"""Which uncertain parameters drive the contrast: rank correlations with intervals, and what chance alone would give."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allostasis.report import palette
from allostasis.report.figures import Layout
from allostasis.report.result import Manifest
from allostasis.report.rounding import number
from allostasis.report.svg import house_style
from allostasis.report.words import noise_band

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from xarray import Dataset

SHOWN = 12
NEEDED = ("spearman", "spearman_low", "spearman_high")
WIDTHS: dict[Layout, float] = {"wide": 920.0, "narrow": 340.0}
ROW = {"wide": 34.0, "narrow": 52.0}
TOP, BOTTOM = 12.0, 76.0


@dataclass(frozen=True)
class Driver:
    """A parameter with its rank correlation with the contrast; `share` is NaN if the run did not compute it."""

    name: str
    meaning: str
    unit: str
    rho: float
    low: float
    high: float
    share: float


def drivers(dataset: Dataset, manifest: Manifest, shown: int = SHOWN) -> list[Driver]:
    """The strongest parameters first; empty if the run stored no sensitivities."""
    if any(name not in dataset for name in NEEDED):
        return []
    known = {entry["name"]: entry for entry in manifest.get("parameters") or []}
    rho, low, high = (dataset[name].values.astype(float) for name in NEEDED)
    share = dataset["share"].values.astype(float) if "share" in dataset else rho * float("nan")
    found = []
    for index, name in enumerate(map(str, dataset["parameter"].values)):
        entry = known.get(name, {})
        meaning, unit = str(entry.get("meaning") or name), str(entry.get("unit") or "")
        found.append(Driver(name, meaning, unit, rho[index], low[index], high[index], share[index]))
    found = [driver for driver in found if driver.rho == driver.rho]  # a parameter that did not vary has no correlation
    return sorted(found, key=lambda driver: (-abs(driver.rho), driver.name))[:shown]


def drivers_figure(found: list[Driver], draws: int, layout: Layout) -> Figure:
    """Dots with 90 % intervals on a common axis from -1 to 1; the grey band is what chance alone gives."""
    from matplotlib.figure import Figure

    with house_style():
        width, height = WIDTHS[layout], TOP + BOTTOM + ROW[layout] * len(found)
        figure = Figure(figsize=(width / 72, height / 72))
        left = 0.47 if layout == "wide" else 0.04
        axes = figure.add_axes((left, BOTTOM / height, 0.97 - left, 1 - (TOP + BOTTOM) / height))
        _draw_axis(axes, draws, len(found))
        for row, driver in enumerate(found):
            _draw_driver(axes, driver, len(found) - 1 - row, noise_band(draws), layout)
    return figure


def describe_drivers(found: list[Driver], draws: int) -> str:
    """Each parameter with its correlation, in the order of the figure."""
    order = "; ".join(f"{driver.meaning}: {number(driver.rho, 2)}" for driver in found)
    return f"Rank correlations with the contrast, strongest first. {order}. {clear_of_chance(found, draws)}"


def clear_of_chance(found: list[Driver], draws: int) -> str:
    """How many of the parameters lie outside the band that chance alone gives."""
    band = noise_band(draws)
    clear = sum(abs(driver.rho) > band for driver in found)
    return f"Of the {len(found)} parameters shown, {clear} lie outside the band of chance (±{number(band, 2)})."


def _draw_axis(axes: Axes, draws: int, rows: int) -> None:
    band = noise_band(draws)
    axes.axvspan(-band, band, color=palette.TRACK, linewidth=0, zorder=0)
    axes.axvline(0, color=palette.MUTED, linewidth=1, zorder=1)
    axes.set_xlim(-1, 1)
    axes.set_ylim(-0.6, rows - 0.4)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xticks([-1, -0.5, 0, 0.5, 1], ["−1", "−0.5", "0", "0.5", "1"])
    axes.set_xlabel("rank correlation with the contrast")
    note: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "va": "top",
        "fontsize": palette.TEXT - 0.5,
    }
    axes.annotate("← larger value, lower", (0, 0), (0, -46), ha="left", color=palette.LOWER, **note)
    axes.annotate("larger value, higher →", (1, 0), (0, -46), ha="right", color=palette.HIGHER, **note)


def _draw_driver(axes: Axes, driver: Driver, row: int, band: float, layout: Layout) -> None:
    is_clear = abs(driver.rho) > band
    colour = palette.MUTED if not is_clear else palette.LOWER if driver.rho < 0 else palette.HIGHER
    y = row if layout == "wide" else row - 0.24
    axes.plot([driver.low, driver.high], [y, y], color=colour, linewidth=2, solid_capstyle="round")
    face = colour if is_clear else palette.PAPER
    axes.plot(driver.rho, y, "o", markersize=7.5, color=face, markeredgecolor=colour, markeredgewidth=1.6)
    if layout == "wide":
        words = textwrap.fill(driver.meaning, 56, max_lines=2, placeholder=" …")
        axes.annotate(words, (-1, y), (-14, 0), textcoords="offset points", ha="right", va="center", linespacing=1.2)
    else:
        words = textwrap.shorten(driver.meaning, 50, placeholder=" …")
        axes.annotate(words, (-1, row + 0.12), (0, 0), textcoords="offset points", ha="left", va="bottom")
