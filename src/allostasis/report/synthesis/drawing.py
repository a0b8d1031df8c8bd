"""All figures of one synthesis, each with its name, title and description; and the same as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from allostasis.evidence.meta import Fit
from allostasis.evidence.synthesis import Synthesis, fit_of_samples, in_words, sizes_of
from allostasis.evidence.synthesis.words import harvest_in_words, sign_in_words
from allostasis.report.svg import house_style
from allostasis.report.synthesis import wording
from allostasis.report.synthesis.canvas import Layout
from allostasis.report.synthesis.diagnostics import baujat_plot, funnel_plot
from allostasis.report.synthesis.forest import forest
from allostasis.report.synthesis.harvest import harvest_plot
from allostasis.report.synthesis.signs import sign_and_size_plot

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Picture", "pictures", "pooled_fit", "write_pictures"]


@dataclass(frozen=True)
class Picture:
    """One figure of a synthesis.

    Args:
        name: name for files.
        title: what it is.
        description: what one sees in it, in words.
        draw: draws it in a layout.
        layouts: the layouts that it has.
    """

    name: str
    title: str
    description: str
    draw: Callable[[Layout], Figure]
    layouts: tuple[Layout, ...] = ("wide", "narrow")


def pooled_fit(answer: Synthesis) -> Fit | None:
    """One size per sample, pooled: what the weights, the funnel and the Baujat plot rest on."""
    if answer.sign_and_size is None:
        return None  # several species: nothing is pooled over them
    return fit_of_samples(sizes_of(answer.rows), answer.sign_and_size.correlation)


def pictures(answer: Synthesis, names: wording.Names | None = None) -> list[Picture]:
    """The figures that the rows of a synthesis allow, in the order in which they are read."""
    if not answer.rows:
        return []
    fit = pooled_fit(answer)
    asked = answer.question.in_words()
    found = [
        Picture("forest", f"Forest plot: {asked}", in_words(answer), lambda layout: forest(answer, names, fit, layout)),
        Picture(
            "harvest",
            f"Harvest plot: {asked}",
            harvest_in_words(answer),
            lambda layout: harvest_plot(answer, layout),
        ),
    ]
    together = answer.sign_and_size
    if together is not None and together.k:
        words = sign_in_words(together, answer.question)
        found.append(Picture("signs", f"Signs and sizes: {asked}", words, lambda layout: _signs(answer, names, layout)))
    return [*found, *(_of_fit(fit, answer) if fit is not None else [])]


def _signs(answer: Synthesis, names: wording.Names | None, layout: Layout) -> Figure:
    figure = sign_and_size_plot(answer, names, layout)
    assert figure is not None  # `pictures` asks only where there is one
    return figure


def _of_fit(fit: Fit, answer: Synthesis) -> list[Picture]:
    from allostasis.evidence.meta import baujat, funnel

    ends, asked = wording.ends(answer.question), answer.question.in_words()
    points, shares = funnel(fit), baujat(fit)
    return [
        Picture(
            "funnel",
            f"Funnel plot: {asked}",
            f"Effects of {fit.k} samples against their standard errors; too few to judge asymmetry below ten.",
            lambda layout: funnel_plot(points, ends),
            ("narrow",),
        ),
        Picture(
            "baujat",
            f"Baujat plot: {asked}",
            f"Of {fit.k} samples, {shares.labels[int(shares.heterogeneity.argmax())]} adds most to heterogeneity and "
            f"{shares.labels[int(shares.influence.argmax())]} moves the pooled effect most.",
            lambda layout: baujat_plot(shares),
            ("narrow",),
        ),
    ]


def write_pictures(answer: Synthesis, directory: Path, names: wording.Names | None = None) -> list[Path]:
    """Write each figure as SVG and PNG (twice the size in pixels); narrow versions carry that word in their name."""
    files = []
    for picture in pictures(answer, names):
        for layout in picture.layouts:
            stem = picture.name if layout == picture.layouts[0] else f"{picture.name}-{layout}"
            files += _saved(picture.draw(layout), directory / stem, picture)
    return files


def _saved(figure: Figure, stem: Path, picture: Picture) -> list[Path]:
    svg, png = stem.with_suffix(".svg"), stem.with_suffix(".png")
    with house_style():
        words = {"Title": picture.title, "Description": picture.description}
        figure.savefig(svg, format="svg", metadata={"Date": None, **words})
        figure.savefig(png, format="png", dpi=144, metadata={"Software": None, **words})
    return [svg, png]
