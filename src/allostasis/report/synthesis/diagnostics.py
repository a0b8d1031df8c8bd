"""Funnel and Baujat plot of a pooled number: do small studies find more, and which rows carry the result?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allostasis.evidence.meta import Baujat, Funnel
from allostasis.report import palette
from allostasis.report.rounding import shortened
from allostasis.report.svg import house_style
from allostasis.report.synthesis.canvas import SMALL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["baujat_plot", "funnel_plot"]

_SIZE = (340.0, 340.0)


def funnel_plot(found: Funnel, ends: tuple[str, str] = ("", "")) -> Figure:
    """Effects against their standard errors, the most precise above, with the limits of sampling error.

    Args:
        found: data of the plot, from `allostasis.evidence.meta.funnel`.
        ends: what the left and the right side mean, in words.
    """
    with house_style():
        figure, axes = _square("Funnel: do small studies find more?", f"{len(found.labels)} samples; lines: 95 %")
        low, high = found.limits.get(0.95) or next(iter(found.limits.values()))
        axes.plot(low, found.se_grid, color=palette.MUTED, linewidth=1, linestyle=(0, (4, 3)))
        axes.plot(high, found.se_grid, color=palette.MUTED, linewidth=1, linestyle=(0, (4, 3)))
        axes.axvline(found.centre, color=palette.LOWER, linewidth=1.4)
        axes.plot(found.effect, found.se, "o", color=palette.INK, markersize=7)
        axes.set_ylim(float(found.se_grid[-1]), 0)
        axes.set_ylabel("standard error (small is precise)")
        axes.set_xlabel("effect")
        _named(axes, found.labels, found.effect, found.se)
        if all(ends):
            figure.text(0.012, 0.015, f"← {ends[0]}", color=palette.MUTED, fontsize=SMALL)
            figure.text(0.988, 0.015, f"{ends[1]} →", color=palette.MUTED, fontsize=SMALL, ha="right")
    return figure


def baujat_plot(found: Baujat) -> Figure:
    """What each row adds to heterogeneity, against how far the pooled effect moves without it."""
    with house_style():
        figure, axes = _square("Baujat: which samples carry the result?", f"{len(found.labels)} samples")
        axes.plot(found.heterogeneity, found.influence, "o", color=palette.INK, markersize=7, clip_on=False)
        axes.set_xlabel("share of heterogeneity (Q)")
        axes.set_ylabel("pull on the pooled effect")
        axes.set_xlim(0, 1.12 * max(float(found.heterogeneity.max()), 1e-6))
        axes.set_ylim(0, 1.15 * max(float(found.influence.max()), 1e-6))
        _named(axes, found.labels, found.heterogeneity, found.influence)
    return figure


def _square(title: str, subtitle: str) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_SIZE[0] / 72, _SIZE[1] / 72))
    axes = figure.add_axes((0.16, 0.2, 0.81, 0.63))
    figure.text(0.012, 0.945, title, fontweight="bold", fontsize=palette.TEXT + 1)
    figure.text(0.012, 0.89, subtitle, color=palette.MUTED, fontsize=SMALL)
    return figure, axes


def _named(axes: Axes, labels: Iterable[str], xs: Iterable[float], ys: Iterable[float]) -> None:
    """Names beside the points, turned inwards in the right half of the picture, and a line apart from each other."""
    middle = sum(axes.get_xlim()) / 2
    points = sorted(zip(labels, xs, ys, strict=True), key=lambda point: axes.transData.transform(point[1:])[1])
    floor = float(axes.bbox.y0) + 9
    for label, x, y in points:
        side = -1 if x > middle else 1
        height = axes.transData.transform((x, y))[1]
        lift = max(0.0, floor - height)
        floor = height + lift + 13
        axes.annotate(
            shortened(label, 18),
            (x, y),
            (8 * side, lift),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center",
            fontsize=10.5,
            color=palette.MUTED,
        )
