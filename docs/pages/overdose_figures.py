"""Breathing of people who do and do not use opioids daily, as observed, over our prediction: a figure for the docs."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from allostasis.report import palette
from allostasis.report.svg import house_style, inline_svg
from allostasis.verification.overdose_ventilation import COURSE, GIVEN, OBSERVED, misses

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOOKS = {
    "exponents": (palette.ACTIVE, "solid", "ours, tolerance on the exponents"),
    "C50": (palette.LOWER, (0, (6, 2, 1.5, 2)), "ours, tolerance on the C50"),
}
NAMES = {"naive": "People who do not use opioids", "chronic": "People who use opioids daily"}


def breathing_figure() -> str:
    """Two panels, for wide and for narrow screens."""
    return "```{raw} html\n" + "\n".join(_drawn(layout) for layout in ("wide", "narrow")) + "\n```\n"


def _drawn(layout: str) -> str:
    from matplotlib.figure import Figure

    wide = layout == "wide"
    width, height = (920.0, 360.0) if wide else (340.0, 640.0)
    with house_style():
        figure = Figure(figsize=(width / 72, height / 72))
        for k, group in enumerate(NAMES):
            left, bottom = (0.06 + 0.49 * k, 0.27) if wide else (0.13, 0.60 - 0.41 * k)
            axes = figure.add_axes((left, bottom, 0.43 if wide else 0.83, 0.58 if wide else 0.31))
            _panel(axes, group)
        lines, labels = axes.get_legend_handles_labels()
        figure.legend(lines, labels, loc="lower left", ncols=4 if wide else 1, frameon=False, handlelength=3)
    return inline_svg(
        figure, f"breathing-{layout}", "Ventilation after four infusions of fentanyl", _description(),
        f"synthesis {layout}",
    )  # fmt: skip


def _panel(axes: Axes, group: str) -> None:
    for acts_on, (colour, dashes, label) in LOOKS.items():
        course = [
            (float(row["minute"]), float(row["predicted"]))
            for row in csv.DictReader(COURSE.read_text(encoding="utf-8").splitlines())
            if (row["group"], row["tolerance_acts_on"]) == (group, acts_on)
        ]
        if course:
            minutes, ventilation = zip(*course, strict=True)
            axes.plot(minutes, ventilation, color=colour, linestyle=dashes, linewidth=1.8, label=label)
    minutes, seen = zip(*OBSERVED[group], strict=True)
    axes.plot(minutes[1:], seen[1:], "o", color=palette.INK, markersize=6, label="observed mean")
    axes.plot(minutes[0], seen[0], "o", color=palette.PAPER, markeredgecolor=palette.INK, markersize=6,
              label="first one: sets the held PCO2")  # fmt: skip
    for at in GIVEN:
        axes.axvline(at, color=palette.TRACK, linewidth=2, zorder=0)
    axes.set_ylim(0, 28)
    axes.set_xlim(105, 350)
    axes.set_xlabel("minutes of the experiment; grey lines: infusions")
    axes.grid(axis="y", color=palette.TRACK, linewidth=1)
    axes.tick_params(length=3)
    axes.annotate(f"{NAMES[group]}: ventilation, L/min", (0, 1), (-20, 10), xycoords="axes fraction",
                  textcoords="offset points", fontweight="bold")  # fmt: skip


def _description() -> str:
    apart = "; ".join(f"{group}, tolerance on the {acts_on}: {miss:.2f}" for (group, acts_on), miss in misses().items())
    return (
        f"Observed means over the predicted course. Root mean square of the logarithm of ours over observed: {apart}."
    )
