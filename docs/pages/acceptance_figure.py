"""Ours over published for every test that is free of gains: a figure for the docs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from allostasis.report import palette
from allostasis.report.svg import house_style, inline_svg
from allostasis.verification import Result
from allostasis.verification.check import FREE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FURTHEST = 30.0
"""Factor at which the axis ends; what lies further out is drawn at the end, as an arrow."""
TICKS = (1 / 30, 1 / 10, 1 / 3, 1.0, 3.0, 10.0, 30.0)
NAMES = ("1/30", "1/10", "1/3", "published", "3", "10", "30")


def acceptance_figure(results: Sequence[Result]) -> str:
    """For wide and for narrow screens; nothing if there is nothing to draw."""
    shown = [result for result in results if result.counts and result.kind == FREE and _reference(result)]
    shown.sort(key=lambda result: result.subsystem)
    if not shown:
        return ""
    return "```{raw} html\n" + "\n".join(_drawn(shown, layout) for layout in ("wide", "narrow")) + "\n```\n"


def _drawn(shown: Sequence[Result], layout: str) -> str:
    from matplotlib.figure import Figure

    wide = layout == "wide"
    width, row = (920.0, 19.0) if wide else (340.0, 34.0)
    top, bottom = 26.0, 92.0 if wide else 128.0
    height = row * len(shown) + top + bottom
    with house_style():
        figure = Figure(figsize=(width / 72, height / 72))
        left = 0.40 if wide else 0.04
        axes = figure.add_axes((left, bottom / height, 0.96 - left, row * len(shown) / height))
        for place, result in enumerate(shown):
            _row(axes, place, result, wide)
        _axis(axes, len(shown))
        lines, labels = axes.get_legend_handles_labels()
        once = dict(zip(labels, lines, strict=True))
        figure.legend(once.values(), once.keys(), loc="lower left", ncols=3 if wide else 1, frameon=False)
    return inline_svg(
        figure, f"acceptance-{layout}", "Ours over published, all tests free of gains", _description(shown),
        f"synthesis {layout}",
    )  # fmt: skip


def _row(axes: Axes, place: int, result: Result, wide: bool) -> None:
    reference, low, high = _reference(result), result.published_low or 0.0, result.published_high
    start = max(low / reference, 1 / FURTHEST)
    end = FURTHEST if high is None else min(high / reference, FURTHEST)
    axes.plot([start, end], [place, place], color=palette.LINE, linewidth=9, solid_capstyle="butt", zorder=1,
              label="published band")  # fmt: skip
    ours = (result.ours or 0.0) / reference
    seen = min(max(ours, 1 / FURTHEST), FURTHEST)
    agrees = bool(result.within)
    colour = palette.ACTIVE if agrees else palette.HIGHER
    if seen == ours:
        axes.plot(seen, place, "o" if agrees else "D", color=colour, markersize=6, markeredgewidth=1.6, zorder=3,
                  markerfacecolor=colour if agrees else palette.PAPER,
                  label="ours: agrees" if agrees else "ours: misses")  # fmt: skip
    else:
        axes.plot(seen, place, "<" if ours < seen else ">", color=colour, markersize=8, clip_on=False, zorder=3)
    at, anchor, shift = ((0.0, place), "right", (-10, 0)) if wide else ((0.0, place), "left", (0, 13))
    axes.annotate(result.check, at, shift, xycoords=("axes fraction", "data"), textcoords="offset points", ha=anchor,
                  va="center", fontsize=11, color=palette.INK if agrees else palette.HIGHER)  # fmt: skip


def _axis(axes: Axes, rows: int) -> None:
    axes.set_xscale("log")
    axes.set_xlim(1 / FURTHEST, FURTHEST)
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_yticks([])
    axes.minorticks_off()
    axes.set_xticks(TICKS, NAMES)
    axes.tick_params(length=3)
    axes.axvline(1, color=palette.MUTED, linewidth=1, zorder=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("ours over published")


def _reference(result: Result) -> float:
    """What ours is divided by: the published number, the middle of the band, or its only end; 0 if there is none."""
    low, high = result.published_low, result.published_high
    if result.published and result.published > 0:
        return result.published
    if low and high and low > 0:
        return float((low * high) ** 0.5)
    return max(low or 0.0, high or 0.0)


def _description(shown: Sequence[Result]) -> str:
    within = sum(bool(result.within) for result in shown)
    missed = ", ".join(result.check for result in shown if not result.within)
    return f"{len(shown)} tests; {within} lie in the published band. Outside it: {missed}. The tables below give all."
