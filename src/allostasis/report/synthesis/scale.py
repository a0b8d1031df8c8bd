"""From effects to pixels: an axis that shows every estimate, and says so where an interval goes on beyond it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allostasis.report import palette
from allostasis.report.rounding import setting
from allostasis.report.synthesis.canvas import SMALL, Canvas

__all__ = ["Scale", "scale_for"]


@dataclass(frozen=True)
class Scale:
    """A linear axis, the same to both sides of zero.

    Args:
        left: pixel of its left end.
        right: pixel of its right end.
        reach: effect at the right end.
        is_ratio: whether effects are logarithms of odds ratios, whose ticks are printed as ratios.
    """

    left: float
    right: float
    reach: float
    is_ratio: bool = False

    def at(self, effect: float) -> float:
        """The pixel of an effect, at most at an end of the axis."""
        share = min(max(effect / self.reach, -1.0), 1.0)
        return (self.left + self.right) / 2 + share * (self.right - self.left) / 2

    def bar(self, canvas: Canvas, y: float, low: float, high: float, **settings: object) -> None:
        """An interval; an arrow where it goes on beyond the axis."""
        canvas.line((self.at(low), self.at(high)), (y, y), solid_capstyle="butt", **settings)
        colour = settings.get("color", palette.INK)
        for end, marker in ((low, "<"), (high, ">")):
            if abs(end) > self.reach:
                canvas.mark(self.at(end), y, marker, 7, color=colour)

    def ticks(self) -> list[float]:
        """Round effects along the axis."""
        if self.is_ratio:
            ratios = [r for r in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0) if math.log(r) <= self.reach]
            return sorted({sign * math.log(r) for r in ratios for sign in (-1, 1)})
        step = next((s for s in (0.1, 0.25, 0.5, 1.0, 2.0, 5.0) if self.reach / s <= 4.5), 10.0)
        count = int(self.reach / step + 1e-9)
        return [step * number for number in range(-count, count + 1)]

    def draw(self, canvas: Canvas, y: float, words: tuple[str, str], colours: tuple[str, str]) -> None:
        """The axis with its ticks at y, and below it what each side means."""
        canvas.line((self.left, self.right), (y, y), color=palette.LINE, linewidth=1)
        for tick in self.ticks():
            text = setting(round(math.exp(tick), 3)) if self.is_ratio else setting(round(tick, 3))
            canvas.line((self.at(tick),) * 2, (y, y + 4), color=palette.LINE, linewidth=1)
            canvas.text(self.at(tick), y + 13, text, ha="center", color=palette.MUTED)
        canvas.text(self.left, y + 31, f"← {words[0]}", ha="left", color=colours[0], fontsize=SMALL)
        canvas.text(self.right, y + 31, f"{words[1]} →", ha="right", color=colours[1], fontsize=SMALL)


def scale_for(
    left: float, right: float, estimates: Iterable[float], spans: Sequence[tuple[float, float]], is_ratio: bool = False
) -> Scale:
    """An axis that holds all estimates, and intervals up to about twice the largest estimate."""
    largest = max((abs(value) for value in estimates), default=0.5)
    widest = max((abs(end) for span in spans for end in span), default=1.0)
    return Scale(left, right, 1.05 * max(min(widest, 1.8 * largest + 0.4), 0.5), is_ratio)
