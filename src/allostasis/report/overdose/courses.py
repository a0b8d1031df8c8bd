"""Breathing, gases and receptors over time: median, half and 90 % of the people, two cells side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from allostasis.report import palette
from allostasis.report.overdose.arms import arm_name, treated, untreated
from allostasis.report.result import Manifest
from allostasis.report.rounding import interval, number, setting
from allostasis.report.svg import house_style
from allostasis.report.tables import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from xarray import Dataset

__all__ = ["QUANTITIES", "Pair", "course_figure", "course_table", "describe_course", "pairs"]

QUANTITIES = {
    "ventilation": "Ventilation",
    "arterial_po2": "Oxygen in arterial blood",
    "arterial_pco2": "Carbon dioxide in arterial blood",
    "opioid_occupancy": "Receptors with opioid",
    "antagonist_occupancy": "Receptors with the antagonist",
    "brain_po2": "Oxygen in the brain",
    "saturation": "Saturation",
    "blood_flow": "Blood flow",
}
"""Quantities in the order of the page."""
SHOWN = 30.0
"""Minutes of the drawings; the data hold the whole run."""
SIZE = (308.0, 232.0)


@dataclass(frozen=True)
class Pair:
    """Two cells whose courses are compared: the first is dashed and grey.

    Attributes:
        key: short name for identifiers.
        title: what is compared.
        names: the two in words.
        cells: their places in the dataset.
    """

    key: str
    title: str
    names: tuple[str, str]
    cells: tuple[dict[str, str], dict[str, str]]


def pairs(data: Dataset, manifest: Manifest) -> Iterator[Pair]:
    """What the page compares: without and with the first rescue at each dose, or the first and last abstinence."""
    study = manifest["study"]
    nothing, rescue = untreated(study), treated(study)[:1]
    times, doses = list(map(str, data["abstinence"].values)), list(map(str, data["dose"].values))
    if len(times) > 1:
        first, last = ({"abstinence": t, "dose": doses[0], "rescue": nothing} for t in (times[0], times[-1]))
        names = (f"after {times[0]}", f"after {times[-1]}")
        yield Pair("abstinence", f"{doses[0]}, no rescue, by abstinence", names, (first, last))
    for k, dose in enumerate(doses if len(times) == 1 else doses[:1]):
        if not rescue:
            return
        without, given = ({"abstinence": times[-1], "dose": dose, "rescue": arm} for arm in (nothing, rescue[0]))
        after = f", after {times[-1]}" if len(times) > 1 else ""
        yield Pair(f"rescue-{k}", f"{dose}{after}, by rescue", ("no rescue", arm_name(rescue[0])), (without, given))


def course_figure(data: Dataset, name: str, pair: Pair) -> Figure:
    """One panel: for both cells the median, the middle half (darker) and 90 % (lighter) of the people."""
    from matplotlib.figure import Figure

    with house_style():
        figure = Figure(figsize=(SIZE[0] / 72, SIZE[1] / 72))
        axes = figure.add_axes((0.15, 0.19, 0.815, 0.59))
        colours = (palette.CONTROL, palette.ACTIVE)
        for cell, colour, dashes in zip(pair.cells, colours, ((0, (5, 2.5)), "solid"), strict=True):
            _draw(axes, data[name].sel(cell), colour, dashes)
        _label(axes, data, name)
    return figure


def describe_course(data: Dataset, name: str, pair: Pair) -> str:
    """Medians at some moments, in words."""
    said, moments = [], (0.0, 2.0, 5.0, 10.0, min(SHOWN, float(data["minute"][-1])))
    for words, cell in zip(pair.names, pair.cells, strict=True):
        values = data[name].sel(cell)
        at = [f"{number(float(_at(values, t, 0.5)))} at {t:g} min" for t in moments]
        said.append(f"{words[:1].upper()}{words[1:]}: median {', '.join(at)}.")
    return " ".join(said)


def course_table(data: Dataset, name: str, pair: Pair) -> Table:
    """Median, middle half and 90 % of the people of both cells at chosen minutes."""
    times = [t for t in (0, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60, 75) if t <= float(data["minute"][-1])]
    head = ["Minute"]
    for words in pair.names:
        head += [f"{words}: median", "50\u00a0% of people", "90\u00a0% of people"]
    rows = []
    for t in times:
        row = [setting(t)]
        for cell in pair.cells:
            values = data[name].sel(cell)
            low90, low, median, high, high90 = (float(_at(values, t, q)) for q in (0.05, 0.25, 0.5, 0.75, 0.95))
            row += [number(median), interval(low, high), interval(low90, high90)]
        rows.append(tuple(row))
    unit = data[name].attrs["unit"]
    caption = f"{QUANTITIES[name]}{'' if unit == '1' else f' [{unit}]'}, {pair.title}, minutes after the injection"
    return Table(caption, tuple(head), tuple(rows), frozenset(range(len(head))))


def _at(values: Any, minute: float, percentile: float) -> Any:
    return values.sel(minute=minute, method="nearest").sel(percentile=percentile).values


def _draw(axes: Axes, values: Any, colour: str, dashes: Any) -> None:
    shown = values.sel(minute=slice(0, SHOWN))
    x = shown["minute"].values
    low90, low, median, high, high90 = (shown.sel(percentile=q).values for q in (0.05, 0.25, 0.5, 0.75, 0.95))
    axes.fill_between(x, low90, high90, color=colour, alpha=0.13, linewidth=0)
    axes.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)
    axes.plot(x, median, color=colour, linewidth=1.9, linestyle=dashes)


def _label(axes: Axes, data: Dataset, name: str) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    unit = data[name].attrs["unit"]
    for text, up, style in (
        (QUANTITIES[name], 24, {"fontweight": "bold"}),
        ("share" if unit == "1" else unit, 9, {"color": palette.MUTED, "fontsize": palette.TEXT - 0.5}),
    ):
        at: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", **style}
        axes.annotate(text, (0, 1), (-36, up), **at)
    axes.set_xlabel("minutes after the injection")
    axes.set_xlim(0, min(SHOWN, float(np.max(data["minute"]))))
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color=palette.TRACK, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(length=3)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: setting(value)))
