"""Harvest plot: every sample as a bar in the column of its verdict, for the question and for each design factor.

The form is that of Ogilvie et al. 2008 (BMC Med Res Methodol 8:8). Height stands for the number of subjects and filling
for what was printed, so that no study disappears for want of a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allostasis.evidence.synthesis import Factor, HarvestLine, Synthesis
from allostasis.report import palette
from allostasis.report.synthesis import wording
from allostasis.report.synthesis.canvas import HEIGHT, Block, Canvas, Layout, drawn, gap, heading, paragraph, width_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["ALL", "COLUMNS", "harvest_plot", "harvest_rows"]

COLUMNS = ("negative", "none", "positive", "mixed")
ALL = "all samples"
_TALL = 36.0
_LEAST = 2  # levels of one sample are only in the table
_LEFT: dict[Layout, float] = {"wide": 232.0, "narrow": 4.0}


@dataclass(frozen=True)
class _Frame:
    """Columns of the plot, width of a bar, and the samples of people with opioid use disorder."""

    columns: tuple[str, ...]
    left: float
    step: float
    bar: float
    largest: int
    opioid: frozenset[str]
    colours: Mapping[str, str]
    layout: Layout


def harvest_plot(answer: Synthesis, layout: Layout = "wide") -> Figure:
    """Bars for "worse", "no difference" and "better" by design factor; height is the root of the number of subjects.

    Filled bars print a size, half-filled ones a bound of p, open ones only a verdict. An O marks opioid use disorder.
    """
    rows = [row for row in harvest_rows(answer) if len(row[1]) >= _LEAST or row[0] == ALL]
    frame = _frame(answer, rows, layout)
    title = [*heading(answer.question.in_words(), _subtitle(answer), layout), gap(6)]
    blocks = [*title, _head(answer, frame)]
    blocks += [_row(name, lines, frame) for name, lines in rows]
    return drawn([*blocks, *_legend(answer, frame)], layout)


def harvest_rows(answer: Synthesis) -> list[tuple[str, tuple[HarvestLine, ...]]]:
    """All samples, then the levels of each factor that is known for at least half of them and has several levels."""
    found = [(ALL, answer.harvest.lines)]
    for factor in answer.factors:
        if _is_shown(factor):
            found += [(f"{factor.name}: {level.name.replace('_', ' ')}", level.lines) for level in factor.levels]
    return found


def _is_shown(factor: Factor) -> bool:
    return 2 * factor.known >= factor.samples and sum(level.samples >= _LEAST for level in factor.levels) > 1


def _subtitle(answer: Synthesis) -> str:
    count = len(answer.harvest.lines)
    return f"Each bar is one independent sample ({count}); its height is the square root of the number of subjects."


def _frame(answer: Synthesis, rows: Sequence[tuple[str, tuple[HarvestLine, ...]]], layout: Layout) -> _Frame:
    lines = answer.harvest.lines
    columns = COLUMNS if any(line.verdict == "mixed" for _, found in rows for line in found) else COLUMNS[:3]
    width = width_of(layout)
    step = (width - _LEFT[layout] - 4) / len(columns)
    most = max((sum(line.verdict == column for line in lines) for column in columns), default=1)
    opioid = {row.effect.sample_id for row in answer.rows if row.study.substance == "opioid"}
    return _Frame(
        columns=columns,
        left=_LEFT[layout],
        step=step,
        bar=min(15.0, (step - 24) / max(most, 1) - 3),
        largest=max((line.n or 0 for line in lines), default=1) or 1,
        opioid=frozenset(opioid),
        colours={column: wording.verdict_colour(column, answer.question) for column in COLUMNS},
        layout=layout,
    )


def _head(answer: Synthesis, frame: _Frame) -> Block:
    def draw(canvas: Canvas, y: float) -> None:
        for place, column in enumerate(frame.columns):
            word = wording.verdict_word(column, answer.question)
            canvas.text(frame.left + place * frame.step, y + 10, word, fontweight="bold", color=frame.colours[column])

    return Block(HEIGHT, draw)


def _row(name: str, lines: Sequence[HarvestLine], frame: _Frame) -> Block:
    """One line of the plot: its name, and in each column the count and the bars."""
    above = 0.0 if frame.layout == "wide" else HEIGHT
    height = above + _TALL + 22

    def draw(canvas: Canvas, y: float) -> None:
        foot = y + above + _TALL + 4
        canvas.line((frame.left, canvas.width - 4), (foot, foot), color=palette.LINE, linewidth=1)
        if frame.layout == "wide":
            factor, _, level = name.partition(": ")
            canvas.text(4, foot - (22 if level else 10), factor, color=palette.MUTED if level else palette.INK)
            canvas.text(4, foot - 6, level)
        else:
            canvas.text(4, y + 12, name)
        for place, column in enumerate(frame.columns):
            found = [line for line in lines if line.verdict == column]
            x = frame.left + place * frame.step
            canvas.text(x, foot - 8, str(len(found)), color=palette.MUTED)
            for number, line in enumerate(sorted(found, key=lambda each: -(each.n or 0))):
                _bar(canvas, x + 20 + number * (frame.bar + 3), foot, line, frame)

    return Block(height, draw)


def _bar(canvas: Canvas, x: float, foot: float, line: HarvestLine, frame: _Frame) -> None:
    tall = max(_TALL * math.sqrt((line.n or 0) / frame.largest), 6.0)
    _drawn_bar(
        canvas, x, foot, tall, line.information, frame.colours[line.verdict], frame.bar, known=line.n is not None
    )
    if line.sample_id in frame.opioid:
        canvas.text(x + frame.bar / 2, foot + 8, "O", ha="center", fontsize=10.5, fontweight="bold")


def _drawn_bar(
    canvas: Canvas, x: float, foot: float, tall: float, information: str, colour: str, width: float, *, known: bool
) -> None:
    filled = {"size": tall, "bound": tall / 2}.get(information, 0.0)
    if filled:
        canvas.area(_box(x, foot, width, filled), colour)
    corners = _box(x, foot, width, tall)
    style = "solid" if known else (0, (2, 2))
    xs, ys = zip(*corners, corners[0], strict=True)
    canvas.line(xs, ys, color=colour, linestyle=style)


def _box(x: float, foot: float, width: float, tall: float) -> list[tuple[float, float]]:
    return [(x, foot), (x + width, foot), (x + width, foot - tall), (x, foot - tall)]


def _legend(answer: Synthesis, frame: _Frame) -> Iterator[Block]:
    kinds = {"size": "effect size", "bound": "bound of p", "sign": "only a verdict"}

    def draw(canvas: Canvas, y: float) -> None:
        x = 4.0
        for kind, words in kinds.items():
            _drawn_bar(canvas, x, y + 17, 14, kind, palette.INK, 9, known=True)
            canvas.text(x + 15, y + 11, words, color=palette.MUTED, fontsize=11)
            x += 32 + 6.5 * len(words)

    yield Block(26, draw)
    if any(line.n is None for line in answer.harvest.lines):
        yield paragraph("Dashed: number of subjects not known.", frame.layout, muted=True)
    if frame.opioid:
        yield paragraph(f"O: {wording.with_opioids(answer.question)}.", frame.layout, muted=True)
    few = [factor.name for factor in answer.factors if not _is_shown(factor)]
    if few:
        text = f"Not shown, known for too few samples or the same in nearly all: {', '.join(few)}."
        yield paragraph(text, frame.layout, muted=True)
    yield gap(8)
