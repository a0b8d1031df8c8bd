"""What signs and sizes say together: prior and posterior of the mean and of a new study, and each sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from allostasis.evidence.meta.sign_and_size import Belief, SignAndSize, StudyEffect
from allostasis.evidence.synthesis import Question, Synthesis
from allostasis.report import palette
from allostasis.report.rounding import percent, shortened
from allostasis.report.synthesis import wording
from allostasis.report.synthesis.canvas import Block, Canvas, Layout, drawn, gap, heading, paragraph
from allostasis.report.synthesis.scale import Scale, scale_for

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PROBABILITIES", "sign_and_size_plot"]

_PLOT: dict[Layout, tuple[float, float]] = {"wide": (306.0, 634.0), "narrow": (10.0, 330.0)}
_ROW: dict[Layout, float] = {"wide": 21.0, "narrow": 33.0}
_NUMBERS = 652.0
PROBABILITIES: Mapping[str, str] = {
    "new_positive": "above zero",
    "new_worthwhile": "above 0.2",
}
"""Probabilities of the true effect of a new study, with their words."""


def sign_and_size_plot(answer: Synthesis, names: wording.Names | None = None, layout: Layout = "wide") -> Figure | None:
    """Posterior of the sign-and-size synthesis beside its prior; None where no sample gives a single verdict.

    Args:
        answer: the synthesis.
        names: references by citation key.
        layout: "wide" for a page, "narrow" for a phone.
    """
    found = answer.sign_and_size
    if found is None or not found.k:
        return None
    spans = [(each.low, each.high) for each in found.studies]
    for belief in (found.prior, found.posterior):
        spans += [(belief.low, belief.high), (belief.new_low, belief.new_high)]
    scale = scale_for(*_PLOT[layout], [max(abs(end) for span in spans for end in span)], spans)
    subtitle = f"Sizes, bounds and signs of {found.k} {'sample' if found.k == 1 else 'samples'} in one model, in units "
    subtitle += "of Hedges' g; thick: after the rows, thin: before any row. Bars hold 95 %."
    blocks = [*heading(answer.question.in_words(), subtitle, layout), gap(8), *_beliefs(found, scale, layout)]
    blocks += [gap(6), *_studies(answer, found, names or {}, scale, layout)]
    blocks += [Block(46, lambda canvas, y: _axis(canvas, y, scale, answer.question))]
    return drawn([*blocks, *_chances(found, layout), gap(8)], layout)


def _beliefs(found: SignAndSize, scale: Scale, layout: Layout) -> Iterator[Block]:
    before, after = found.prior, found.posterior
    yield _belief("Mean effect", (before.low, before.high), (after.low, after.high), after.mean, scale, layout)
    new = (after.new_low, after.new_high)
    yield _belief("True effect of a new study", (before.new_low, before.new_high), new, None, scale, layout)


def _belief(
    label: str,
    before: tuple[float, float],
    after: tuple[float, float],
    mean: float | None,
    scale: Scale,
    layout: Layout,
) -> Block:
    def draw(canvas: Canvas, y: float) -> None:
        at = _texts(canvas, y, label, wording.size_text(mean, *after, "smd"), layout, bold=True)
        scale.bar(canvas, at + 6, *before, color=palette.NEITHER, linewidth=1.4)
        scale.bar(canvas, at, *after, color=palette.LOWER, linewidth=5)
        if mean is not None:
            canvas.mark(scale.at(mean), at, "o", 7, color=palette.PAPER, markeredgecolor=palette.INK)

    return Block(_ROW[layout] + 6, draw)


def _studies(
    answer: Synthesis, found: SignAndSize, names: wording.Names, scale: Scale, layout: Layout
) -> Iterator[Block]:
    rows = {row.effect.sample_id: row for row in reversed(answer.rows)}
    text = "Each sample, given all rows (filled: prints a size; open: only a sign or a bound)"
    yield paragraph(text, layout, muted=True)
    yield gap(4)
    for each in found.studies:
        name = wording.citation(rows[each.study], names)
        yield Block(_ROW[layout], lambda canvas, y, each=each, name=name: _study(canvas, y, each, name, scale, layout))  # type: ignore[misc]


def _study(canvas: Canvas, y: float, each: StudyEffect, name: str, scale: Scale, layout: Layout) -> None:
    at = _texts(canvas, y, name, wording.size_text(each.mean, each.low, each.high, "smd"), layout)
    scale.bar(canvas, at, each.low, each.high, linewidth=1.2, color=palette.MUTED)
    canvas.line((scale.at(0),) * 2, (at - 7, at + 7), linewidth=1, color=palette.LINE)
    face = palette.INK if each.sized else palette.PAPER
    canvas.mark(scale.at(each.mean), at, "o", 6.5, markerfacecolor=face, markeredgecolor=palette.INK)


def _texts(canvas: Canvas, y: float, label: str, numbers: str, layout: Layout, *, bold: bool = False) -> float:
    weight = "bold" if bold else "normal"
    canvas.text(4, y + 9, shortened(label, 40 if layout == "wide" else 28), fontweight=weight)
    if layout == "wide":
        canvas.text(_NUMBERS, y + 9, numbers, fontweight=weight)
        return y + 9
    canvas.text(canvas.width - 4, y + 9, numbers, ha="right", fontsize=11, fontweight=weight)
    return y + 24


def _chances(found: SignAndSize, layout: Layout) -> Iterator[Block]:
    """Probabilities of a new study as bars, before and after."""
    yield paragraph("Probability that the true effect of a new study of this kind is", layout, muted=True)
    for key, words in PROBABILITIES.items():
        yield Block(26, lambda canvas, y, key=key, words=words: _chance(canvas, y, key, words, found))  # type: ignore[misc]


def _chance(canvas: Canvas, y: float, key: str, words: str, found: SignAndSize) -> None:
    before, after = _share(found.prior, key), _share(found.posterior, key)
    left, right = 92.0, canvas.width - 118
    canvas.text(4, y + 12, words)
    for share, colour in ((1.0, palette.TRACK), (after, palette.LOWER)):
        ends = left, left + share * (right - left)
        canvas.area([(ends[0], y + 6), (ends[1], y + 6), (ends[1], y + 18), (ends[0], y + 18)], colour)
    mark = left + before * (right - left)
    canvas.line((mark, mark), (y + 3, y + 21), linewidth=2)
    canvas.text(right + 8, y + 12, f"{percent(after)}, before {percent(before)}", fontsize=11)


def _share(belief: Belief, key: str) -> float:
    return float(getattr(belief, key))


def _axis(canvas: Canvas, y: float, scale: Scale, asked: Question) -> None:
    scale.draw(canvas, y + 4, wording.ends(asked), wording.side_colours(asked))
