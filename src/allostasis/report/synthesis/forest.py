"""Forest plot of a synthesis: sizes with intervals, the pooled number, and every row that gives only a sign."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allostasis.evidence.meta import Fit
from allostasis.evidence.synthesis import Pooled, Question, RowEffect, Synthesis
from allostasis.report import palette
from allostasis.report.rounding import shortened
from allostasis.report.synthesis import wording
from allostasis.report.synthesis.canvas import HEIGHT, Block, Canvas, Layout, drawn, gap, heading, paragraph
from allostasis.report.synthesis.scale import Scale, scale_for

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["forest", "sizes_shown"]

_ROW: dict[Layout, float] = {"wide": 21.0, "narrow": 37.0}
_NUMBERS, _COUNT = 652.0, 286.0
_PLOT: dict[Layout, tuple[float, float]] = {"wide": (306.0, 634.0), "narrow": (10.0, 330.0)}
_STRIP: dict[Layout, tuple[float, float]] = {"wide": _PLOT["wide"], "narrow": (186.0, 338.0)}


@dataclass(frozen=True)
class _Row:
    """One row ready to draw; `interval` is None where the row gives no size."""

    label: str
    n: int | None
    sign: int | None
    interval: tuple[float, float, float] | None
    numbers: str
    weight: float | None
    is_opioid: bool
    colour: str = palette.INK


def forest(
    answer: Synthesis, names: wording.Names | None = None, fit: Fit | None = None, layout: Layout = "wide"
) -> Figure:
    """The rows of a synthesis with their intervals, the pooled effect, signs without a size, and what is left out.

    Args:
        answer: the synthesis.
        names: references by citation key, for "Author et al. year"; keys of studies are printed without them.
        fit: fit of one size per sample (`fit_of_samples`), for the column of weights; no weights without it.
        layout: "wide" for a page, "narrow" for a phone.
    """
    rows = _rows(answer, names or {}, fit)
    sized, signs = [row for row in rows if row.interval], [row for row in rows if not row.interval]
    scale = _scale(answer, sized, layout)
    blocks = [*_title(answer, rows, layout), *_sized(answer, sized, scale, layout)]
    if signs:
        blocks += _signs(answer, signs, layout)
    return drawn([*blocks, *_left_out(answer, layout)], layout)


def sizes_shown(answer: Synthesis) -> Iterator[tuple[RowEffect, tuple[float, float, float] | None]]:
    """Each row with estimate and interval on the scale that was pooled; None where it gives no size."""
    for row in answer.rows:
        size = row.ratio if _measure(answer) == "log_odds_ratio" else row.size
        yield row, (size.estimate, *size.interval()) if size is not None else None


def _measure(answer: Synthesis) -> str:
    return answer.pooling.pooled.measure if answer.pooling.pooled else "smd"


def _rows(answer: Synthesis, names: wording.Names, fit: Fit | None) -> list[_Row]:
    weights = _weights(fit)
    rows = []
    for label, (row, interval) in zip(wording.labels(answer, names), sizes_shown(answer), strict=True):
        said = f"{wording.said(row.sign, answer.question)}: {row.way}"
        rows.append(
            _Row(
                label=label,
                n=row.n,
                sign=row.sign,
                interval=interval,
                numbers=wording.size_text(*interval, _measure(answer)) if interval else said,
                weight=weights.get(row.effect.sample_id) if interval else None,
                is_opioid=row.study.substance == "opioid" and answer.question.population == "all",
                colour=wording.verdict_colour(wording.verdict_of(row.sign), answer.question),
            )
        )
    return rows


def _weights(fit: Fit | None) -> Mapping[str, float]:
    return {} if fit is None else dict(zip(fit.labels, (float(w) for w in fit.weights_percent), strict=True))


def _scale(answer: Synthesis, sized: list[_Row], layout: Layout) -> Scale:
    spans = [row.interval[1:] for row in sized if row.interval]
    estimates = [row.interval[0] for row in sized if row.interval]
    if (found := answer.pooling.pooled) is not None:
        spans.append((found.low, found.high))
        estimates.append(found.estimate)
    return scale_for(*_PLOT[layout], estimates, spans, _measure(answer) == "log_odds_ratio")


def _title(answer: Synthesis, rows: list[_Row], layout: Layout) -> list[Block]:
    measure = "Odds ratio" if _measure(answer) == "log_odds_ratio" else "Standardised mean difference (Hedges' g)"
    way = "positive: higher" if answer.question.good == "neither" else "positive: good for the person"
    if answer.question.species != ("human",) and answer.question.good != "neither":
        way = "positive: in the good direction"
    text = f"{measure}, {way}, with 95 % interval."
    if any(row.is_opioid for row in rows):
        text += f" Bold: {wording.with_opioids(answer.question)}."
    return [*heading(answer.question.in_words(), text, layout), gap(8)]


def _sized(answer: Synthesis, sized: list[_Row], scale: Scale, layout: Layout) -> Iterator[Block]:
    """Rows with a size, the pooled effect and the axis."""
    if not sized:
        yield paragraph("No row gives an effect size.", layout)
        yield paragraph(f"No pooled number: {answer.pooling.why_not}.", layout, muted=True)
        return
    found = answer.pooling.pooled
    summary = 2 * _ROW[layout] if found and found.prediction_low is not None else _ROW[layout] if found else 0.0
    height = len(sized) * _ROW[layout] + summary
    if layout == "wide":
        yield _head(any(row.weight for row in sized))
    yield Block(0, lambda canvas, y: _zero(canvas, scale, y, height, layout))
    for row in sized:
        yield Block(_ROW[layout], lambda canvas, y, row=row: _draw_row(canvas, y, row, scale, layout))  # type: ignore[misc]
    if found:
        yield Block(_ROW[layout], lambda canvas, y: _draw_pooled(canvas, y, found, scale, layout))
        if found.prediction_low is not None:
            yield Block(_ROW[layout], lambda canvas, y: _draw_prediction(canvas, y, found, scale, layout))
    yield Block(46, lambda canvas, y: _axis(canvas, y, scale, answer.question))
    yield paragraph(_pooled_text(answer), layout, muted=True)


def _head(has_weights: bool) -> Block:
    def draw(canvas: Canvas, y: float) -> None:
        canvas.text(4, y + 9, "Study", color=palette.MUTED)
        canvas.text(_COUNT, y + 9, "n", ha="right", color=palette.MUTED)
        canvas.text(_NUMBERS, y + 9, "Effect (95 % interval)", color=palette.MUTED)
        if has_weights:
            canvas.text(canvas.width - 6, y + 9, "Weight", ha="right", color=palette.MUTED)

    return Block(22, draw)


def _zero(canvas: Canvas, scale: Scale, y: float, height: float, layout: Layout) -> None:
    """The line of no effect; on a phone only beside the marks, because the labels stand in its way."""
    step, top = _ROW[layout], 0.0 if layout == "wide" else 18.0
    for row in range(round(height / step)):
        ends = (y + row * step + top, y + (row + 1) * step)
        canvas.line((scale.at(0),) * 2, ends, linewidth=1, linestyle=(0, (4, 3)), color=palette.MUTED)


def _draw_texts(canvas: Canvas, y: float, row: _Row, layout: Layout) -> float:
    """Label, number of subjects and numbers of a row; returns the y at which its mark belongs."""
    room = 256.0 if layout == "wide" else canvas.width - 14 - 6.4 * len(row.numbers)
    label = shortened(row.label, int(room / (7.5 if row.is_opioid else 6.7)))
    weight = "bold" if row.is_opioid else "normal"
    middle = y + 10
    canvas.text(4, middle, label, fontweight=weight)
    if layout == "wide":
        canvas.text(_COUNT, middle, str(row.n) if row.n else "?", ha="right", color=palette.MUTED)
        canvas.text(_NUMBERS, middle, row.numbers)
        if row.weight is not None:
            canvas.text(canvas.width - 6, middle, f"{row.weight:.0f} %", ha="right", color=palette.MUTED)
        return middle
    canvas.text(canvas.width - 6, middle, row.numbers, ha="right", fontsize=11)
    return y + 27


def _draw_row(canvas: Canvas, y: float, row: _Row, scale: Scale, layout: Layout) -> None:
    at = _draw_texts(canvas, y, row, layout)
    estimate, low, high = row.interval or (0.0, 0.0, 0.0)
    scale.bar(canvas, at, low, high)
    side = 7.0 if row.weight is None else 4.5 + 7.5 * math.sqrt(row.weight / 100)
    canvas.mark(scale.at(estimate), at, "s", side, color=palette.INK)


def _draw_pooled(canvas: Canvas, y: float, found: Pooled, scale: Scale, layout: Layout) -> None:
    numbers = wording.size_text(found.estimate, found.low, found.high, found.measure)
    at = _summary_texts(canvas, y, "Pooled", numbers, layout, found.samples)
    middle = scale.at(found.estimate)
    corners = [(scale.at(found.low), at), (middle, at - 7), (scale.at(found.high), at), (middle, at + 7)]
    canvas.area(corners, palette.LOWER)


def _draw_prediction(canvas: Canvas, y: float, found: Pooled, scale: Scale, layout: Layout) -> None:
    low, high = found.prediction_low or 0.0, found.prediction_high or 0.0
    at = _summary_texts(
        canvas, y, "A new sample (prediction)", wording.size_text(None, low, high, found.measure), layout
    )
    scale.bar(canvas, at, low, high, color=palette.LOWER, linewidth=3)


def _summary_texts(
    canvas: Canvas, y: float, label: str, numbers: str, layout: Layout, samples: int | None = None
) -> float:
    canvas.text(4, y + 10, label, fontweight="bold")
    if layout == "narrow":
        canvas.text(canvas.width - 6, y + 10, numbers, ha="right", fontsize=11)
        return y + 27
    if samples is not None:
        canvas.text(_COUNT, y + 10, f"{samples} samples", ha="right", color=palette.MUTED)
    canvas.text(_NUMBERS, y + 10, numbers, fontweight="bold" if samples else "normal")
    return y + 10


def _pooled_text(answer: Synthesis) -> str:
    """Model, heterogeneity and convention of the prediction interval; or why nothing is pooled."""
    found = answer.pooling.pooled
    if found is None:
        return f"No pooled number: {answer.pooling.why_not}."
    text = f"Pooled: {found.model}; tau {math.sqrt(found.tau2):.2f}"
    text += f", I² {found.i2:.0f} %" if found.i2 is not None else ""
    if found.prediction_convention:
        text += f". Prediction interval: {wording.convention(found)}"
    return f"{text}. {f'Caution: {found.note}.' if found.note else ''}".strip()


def _signs(answer: Synthesis, rows: list[_Row], layout: Layout) -> Iterator[Block]:
    """The strip of rows without a size: an open mark in the column of their verdict."""
    left, right = _STRIP[layout]
    thirds = {sign: left + (right - left) * share for sign, share in ((-1, 1 / 6), (0, 1 / 2), (1, 5 / 6))}
    height = len(rows) * HEIGHT + 24

    def head(canvas: Canvas, y: float) -> None:
        canvas.area([(left, y), (right, y), (right, y + height), (left, y + height)], palette.TRACK, zorder=0)
        for sign, x in thirds.items():
            word = wording.said(sign, answer.question)
            word = word if layout == "wide" else word.replace("difference", "diff.")
            canvas.text(x, y + 12, word, ha="center", color=palette.MUTED, fontsize=11)

    yield gap(12)
    yield paragraph("Reported without a size: an open mark stands for the verdict only", layout, bold=True)
    yield gap(4)
    yield Block(24, head)
    for row in rows:
        yield Block(HEIGHT, lambda canvas, y, row=row: _draw_sign(canvas, y, row, thirds, layout))  # type: ignore[misc]


def _draw_sign(canvas: Canvas, y: float, row: _Row, thirds: Mapping[int, float], layout: Layout) -> None:
    marker = "D" if row.sign is None else {1: ">", 0: "o", -1: "<"}[row.sign]
    x = thirds[row.sign if row.sign is not None else 0]
    if layout == "wide":
        _draw_texts(canvas, y, row, layout)
    else:
        letters = (_STRIP[layout][0] - 8) / (7.5 if row.is_opioid else 6.7)
        weight = "bold" if row.is_opioid else "normal"
        canvas.text(4, y + 10, shortened(row.label, int(letters)), fontweight=weight)
    canvas.mark(x, y + 10, marker, 8, markerfacecolor=palette.PAPER, markeredgecolor=row.colour, markeredgewidth=1.6)


def _left_out(answer: Synthesis, layout: Layout) -> Iterator[Block]:
    """Reasons why other rows of the same outcomes are not in, with the studies; and where the numbers come from."""
    yield gap(12)
    if answer.excluded:
        yield paragraph(f"Left out: {len(answer.excluded)} rows of these outcomes", layout, bold=True)
    for reason, count in answer.reasons.items():
        studies = dict.fromkeys(row.study_id for row in answer.excluded if row.reason == reason)
        yield paragraph(f"{count} × {reason} ({', '.join(studies)})", layout, muted=True)
    yield gap(8)
    stamp = f"Evidence {answer.snapshot}. " if answer.snapshot else ""
    yield paragraph(f"{stamp}Research tool, not medical advice.", layout, muted=True)
    yield gap(8)


def _axis(canvas: Canvas, y: float, scale: Scale, asked: Question) -> None:
    scale.draw(canvas, y + 4, wording.ends(asked), wording.side_colours(asked))
