"""The main figure: the simulated contrast over the draws, beside the published finding as a region of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from allostasis.report import palette
from allostasis.report.contrast import REGIONS, Contrast, Region, contrast, region_of_each_draw, share_interval
from allostasis.report.result import Manifest
from allostasis.report.rounding import interval, number, percent, shortened
from allostasis.report.svg import house_style
from allostasis.report.trial import Trial, trial
from allostasis.report.words import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from xarray import Dataset

Layout = Literal["wide", "narrow"]
SIZES: dict[Layout, tuple[float, float]] = {"wide": (920.0, 400.0), "narrow": (340.0, 640.0)}
# left, bottom, width, height as fractions of the figure: the contrast, then the regions
PLACES: dict[Layout, tuple[tuple[float, float, float, float], ...]] = {
    "wide": ((0.004, 0.215, 0.57, 0.635), (0.66, 0.215, 0.335, 0.635)),
    "narrow": ((0.03, 0.56, 0.94, 0.365), (0.03, 0.02, 0.94, 0.35)),
}


def main_figure(dataset: Dataset, manifest: Manifest, layout: Layout = "wide") -> Figure:
    """The simulated contrast (every draw, 50 % and 90 % interval) and the share of draws in each region of the test.

    Args:
        dataset: `data.zarr` of a result.
        manifest: its `manifest.json`.
        layout: "wide" for a page or a README, "narrow" for a phone (panels one above the other).
    """
    from matplotlib.figure import Figure

    question = trial(manifest, dataset)
    numbers = contrast(dataset, question.alpha)
    with house_style():
        width, height = SIZES[layout]
        figure = Figure(figsize=(width / 72, height / 72))
        left, right = (figure.add_axes(place) for place in PLACES[layout])
        _draw_contrast(left, dataset, question, numbers)
        _draw_regions(right, question, numbers)
    return figure


def describe_main(question: Trial, numbers: Contrast) -> str:
    """What the main figure shows, in words."""
    seen = numbers.observed
    shares = "; ".join(f"{label(r)} {percent(numbers.counts[r], numbers.draws)}" for r in REGIONS)
    return (
        f"First panel: histogram of the {question.contrast} over {numbers.draws} draws, median {number(seen.median)}, "
        f"half of them in {interval(seen.low50, seen.high50)}, 90 % in {interval(seen.low90, seen.high90)}. "
        f"Second panel: share of draws in each region of the test: {shares}. {_published_in_words(question)}"
    )


def _published_in_words(question: Trial) -> str:
    if question.published is None:
        return "No published finding is given."
    region = question.published.region
    return f"Published: {label(region) if region else question.published.text}."


def _draw_contrast(axes: Axes, dataset: Dataset, question: Trial, numbers: Contrast) -> None:
    """Stacked histogram by region of the test, with the intervals under it and a line at no difference."""
    effect, regions = dataset["effect"].values, region_of_each_draw(dataset, numbers.alpha)
    groups = [effect[regions == region] for region in REGIONS]
    tallest = 1.0
    if any(group.size for group in groups):
        colours = [palette.REGION_COLOURS[region] for region in REGIONS]
        counts, _, _ = axes.hist(
            groups, bins=_bins(effect), stacked=True, color=colours, edgecolor=palette.PAPER, linewidth=0.6
        )
        tallest = float(np.max(counts))
    axes.axhline(0, color=palette.LINE, linewidth=1, zorder=2)
    axes.plot([0, 0], [0, 1.1 * tallest], color=palette.INK, linewidth=1.2, linestyle=(0, (4, 3)), zorder=3)
    _draw_intervals(axes, numbers, tallest)
    axes.set_ylim(-0.34 * tallest, 1.1 * tallest)
    _label_contrast(axes, question, numbers, effect)


def _bins(effect: NDArray[np.float64]) -> list[float]:
    """Equal bins of which one edge is zero, so that no bar holds effects of both signs."""
    finite = effect[np.isfinite(effect)]
    width = max(float(np.ptp(finite)) / 36, 1e-9)
    edges = np.arange(np.floor(finite.min() / width), np.ceil(finite.max() / width) + 1.5)
    return [float(edge * width) for edge in edges]


def _limits(effect: NDArray[np.float64]) -> tuple[float, float]:
    """Ends of the axis: every draw, and on both sides of zero enough room to see to which side they lie."""
    finite = effect[np.isfinite(effect)]
    low, high = min(finite.min(initial=0.0), 0.0), max(finite.max(initial=0.0), 0.0)
    room = 0.2 * (high - low) or 1.0
    return min(1.06 * low, -room), max(1.06 * high, room)


def _draw_intervals(axes: Axes, numbers: Contrast, tallest: float) -> None:
    seen, height = numbers.observed, -0.1 * tallest
    axes.plot([seen.low90, seen.high90], [height, height], color=palette.INK, linewidth=1.6, solid_capstyle="round")
    axes.plot([seen.low50, seen.high50], [height, height], color=palette.INK, linewidth=6, solid_capstyle="round")
    axes.plot(
        seen.median, height, "o", markersize=7, color=palette.PAPER, markeredgecolor=palette.INK, markeredgewidth=1.6
    )


def _label_contrast(axes: Axes, question: Trial, numbers: Contrast, effect: NDArray[np.float64]) -> None:
    _heading(axes, "Simulated", f"{question.contrast}, {numbers.draws} parameter draws")
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlim(*_limits(effect))
    seen = numbers.observed
    words = f"median {number(seen.median)}, 90 % in {interval(seen.low90, seen.high90)}"
    axes.text(0.5, 0.02, words, transform=axes.transAxes, ha="center", va="bottom", fontsize=palette.TEXT - 0.5)
    outcome = shortened(question.outcome, 30)
    note: dict[str, Any] = {"transform": axes.transAxes, "va": "top", "fontsize": palette.TEXT - 0.5, "clip_on": False}
    axes.text(0, -0.115, f"← {question.active} lowers", ha="left", color=palette.LOWER, **note)
    axes.text(1, -0.115, f"{question.active} raises →", ha="right", color=palette.HIGHER, **note)
    unit = f" [{shortened(numbers.unit, 24)}]" if numbers.unit not in ("", "1") else ""
    axes.text(0.5, -0.2, f"{outcome}{unit}", ha="center", color=palette.MUTED, **note)


def _draw_regions(axes: Axes, question: Trial, numbers: Contrast) -> None:
    """One bar per region: its share of the draws with its Monte Carlo interval; the published region is marked."""
    subtitle = f"share of draws; {question.test}, n = {question.participants}"
    _heading(axes, "What the trial would report", subtitle)
    published = question.published.region if question.published else None
    for row, region in enumerate(REGIONS):
        _draw_region(axes, 2 - row, region, question, numbers, is_published=region == published)
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.42, 2.72)
    axes.axis("off")


def _draw_region(axes: Axes, y: float, region: Region, question: Trial, numbers: Contrast, is_published: bool) -> None:
    count, colour = numbers.counts[region], palette.REGION_COLOURS[region]
    share = count / numbers.draws
    axes.barh(y, 1, height=0.26, color=palette.TRACK)
    axes.barh(y, share, height=0.26, color=colour)
    low, high = share_interval(count, numbers.draws)
    axes.plot([low, high], [y, y], color=palette.INK, linewidth=1.4)
    axes.text(0, y + 0.22, label(region), va="bottom", fontweight="bold" if is_published else "normal")
    axes.text(1, y + 0.22, percent(count, numbers.draws), va="bottom", ha="right", fontweight="bold")
    if is_published:
        axes.text(0, y - 0.2, "▲ the published finding", va="top", color=palette.INK, fontsize=palette.TEXT - 0.5)


def _heading(axes: Axes, title: str, subtitle: str) -> None:
    axes.annotate(
        title,
        (0, 1),
        (0, 26),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=palette.TEXT + 1,
        fontweight="bold",
    )
    axes.annotate(
        subtitle,
        (0, 1),
        (0, 9),
        xycoords="axes fraction",
        textcoords="offset points",
        color=palette.MUTED,
        fontsize=palette.TEXT - 0.5,
    )
