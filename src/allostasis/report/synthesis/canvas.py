"""A page in CSS pixels, from the top down: figures whose height follows from what they have to show."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from allostasis.report import palette
from allostasis.report.svg import house_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "HEIGHT",
    "SMALL",
    "Block",
    "Canvas",
    "Layout",
    "drawn",
    "gap",
    "heading",
    "paragraph",
    "width_of",
    "wrapped",
]

Layout = Literal["wide", "narrow"]
_WIDTHS: dict[Layout, float] = {"wide": 920.0, "narrow": 340.0}
SMALL = palette.TEXT - 0.5
HEIGHT = 21.0
"""Height of one line of a figure."""
_EM = 0.585  # mean width of a letter of DejaVu Sans, in its size; other fonts that a reader may have are narrower


def width_of(layout: Layout) -> float:
    """Width of a figure: "wide" for a page, "narrow" for a phone."""
    return _WIDTHS[layout]


@dataclass(frozen=True)
class Canvas:
    """Draws in pixels; x from the left, y from the top."""

    axes: Axes
    width: float

    def text(self, x: float, y: float, text: str, **settings: Any) -> None:
        """A text whose middle line lies at y."""
        defaults: dict[str, Any] = {"va": "center", "fontsize": SMALL}
        self.axes.text(x, y, text, **(defaults | settings))

    def line(self, xs: Sequence[float], ys: Sequence[float], **settings: Any) -> None:
        """A line through points."""
        defaults: dict[str, Any] = {"color": palette.INK, "linewidth": 1.4}
        self.axes.plot(list(xs), list(ys), **(defaults | settings))

    def mark(self, x: float, y: float, marker: str, size: float, **settings: Any) -> None:
        """One marker of a size in pixels."""
        self.axes.plot([x], [y], marker, markersize=size, **settings)

    def area(self, corners: Sequence[tuple[float, float]], colour: str, **settings: Any) -> None:
        """A filled polygon."""
        xs, ys = zip(*corners, strict=True)
        self.axes.fill(xs, ys, color=colour, **({"linewidth": 0} | settings))


@dataclass(frozen=True)
class Block:
    """A part of a figure: its height, and how it is drawn below a given y."""

    height: float
    draw: Callable[[Canvas, float], None]


def drawn(blocks: Iterable[Block], layout: Layout) -> Figure:
    """The blocks below each other as one figure."""
    from matplotlib.figure import Figure

    parts = list(blocks)
    width, height = width_of(layout), sum(part.height for part in parts)
    with house_style():
        figure = Figure(figsize=(width / 72, height / 72))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_autoscale_on(False)
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        canvas, y = Canvas(axes, width), 0.0
        for part in parts:
            part.draw(canvas, y)
            y += part.height
    return figure


def wrapped(text: str, width: float, size: float = SMALL) -> list[str]:
    """A text cut into lines that fit into a width."""
    return textwrap.wrap(text, max(int(width / (_EM * size)), 8)) or [""]


def paragraph(text: str, layout: Layout, *, bold: bool = False, muted: bool = False, size: float = SMALL) -> Block:
    """A wrapped text over the whole width."""
    lines = wrapped(text, (width_of(layout) - 8) * (0.9 if bold else 1.0), size)
    step = size + 5.0

    def draw(canvas: Canvas, y: float) -> None:
        for number, line in enumerate(lines):
            weight, colour = "bold" if bold else "normal", palette.MUTED if muted else palette.INK
            canvas.text(4, y + (number + 0.5) * step, line, fontsize=size, fontweight=weight, color=colour)

    return Block(step * len(lines), draw)


def heading(title: str, subtitle: str, layout: Layout) -> list[Block]:
    """Title and subtitle of a figure."""
    return [gap(6), paragraph(title, layout, bold=True, size=palette.TEXT + 1), paragraph(subtitle, layout, muted=True)]


def gap(height: float) -> Block:
    """Empty space."""
    return Block(height, lambda canvas, y: None)
