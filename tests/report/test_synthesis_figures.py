"""Figures of a synthesis show every row, stay within the page, keep their texts apart and agree with their tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from tests.synthesis.made_up import better, effect, sized, tables, worse

from allostasis.evidence import load
from allostasis.evidence.meta import baujat, funnel, random_effects
from allostasis.evidence.synthesis import Synthesis, synthesise
from allostasis.report.svg import inline_svg
from allostasis.report.synthesis import (
    baujat_plot,
    forest,
    forest_table,
    funnel_plot,
    harvest_plot,
    harvest_table,
    pictures,
    pooled_fit,
    sign_and_size_plot,
    signs_table,
    wording,
    write_pictures,
)

QUESTIONS = [("craving", "all"), ("craving", "oud"), ("cortisol", "all"), ("withdrawal", "all"), ("retention", "all")]
LAYOUTS: tuple[Literal["wide", "narrow"], ...] = ("wide", "narrow")
DRAWINGS: dict[str, Callable[[Synthesis, Any], Figure | None]] = {
    "forest": lambda answer, layout: forest(answer, load().bibliography, pooled_fit(answer), layout),
    "harvest": lambda answer, layout: harvest_plot(answer, layout),
    "signs": lambda answer, layout: sign_and_size_plot(answer, load().bibliography, layout),
}


@cache
def shipped(outcome: str, population: str) -> Synthesis:
    return synthesise(outcome, population=population)


@cache
def made_up() -> Synthesis:
    """Three sizes, a benefit, a harm, a null and a mixed result without sizes, and one row that is left out."""
    rows = [sized("a.craving_cue", -0.8), sized("b.craving_cue", -0.2), sized("c.craving_cue", 0.3)]
    rows += [better("d.craving_cue"), worse("e.craving_cue"), effect("f.craving_cue")]
    rows += [effect("g.craving_cue", verdict="mixed", direction="not_stated")]
    rows += [better("h.craving_cue", contrast_kind="within_arm")]
    return synthesise("craving", evidence=tables(*rows, studies={"b": {"substance": "alcohol"}}))


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def lines_of(answer: Synthesis, verdict: str) -> int:
    return sum(line.verdict == verdict for line in answer.harvest.lines)


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("outcome", "population"), QUESTIONS)
def test_texts_are_legible_within_the_page_and_apart(outcome: str, population: str, layout: Any, name: str) -> None:
    figure = DRAWINGS[name](shipped(outcome, population), layout)
    assert figure is not None
    shown = [text for axes in figure.axes for text in axes.texts if text.get_text()]
    assert min(text.get_fontsize() for text in shown) >= 10.5
    assert figure.get_size_inches()[0] * 72 == (920 if layout == "wide" else 340)
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [text.get_window_extent(renderer) for text in shown]
    for text, box in zip(shown, boxes, strict=True):
        assert box.x0 >= 0, text.get_text()
        assert box.x1 <= figure.bbox.width, text.get_text()
        assert box.y0 >= 0, text.get_text()
        assert box.y1 <= figure.bbox.height, text.get_text()
    corners = np.array([box.extents for box in boxes])
    for place, (x0, y0, x1, y1) in enumerate(corners):
        rest = corners[place + 1 :]
        # Boxes hold the empty room above small letters: two pixels of overlap are no overlap of ink.
        hit = (rest[:, 0] < x1 - 1) & (rest[:, 2] > x0 + 1) & (rest[:, 1] < y1 - 2.5) & (rest[:, 3] > y0 + 2.5)
        others = [shown[place + 1 + int(other)].get_text() for other in np.flatnonzero(hit)]
        assert others == [], shown[place].get_text()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_forest_plot_holds_every_row_the_pooled_effect_and_what_is_left_out(layout: Any) -> None:
    answer = made_up()
    shown = texts(forest(answer, fit=pooled_fit(answer), layout=layout))
    for study in "abcdefg":
        assert shown.count(study) == 1
    words = " ".join(shown)
    for text in ("Pooled", "prediction", "t distribution, 2 degrees of freedom", "favours oxytocin", "(h)"):
        assert text in words
    assert "favours the comparator" in words
    assert "Left out: 1 rows" in words


def test_the_pooled_numbers_of_the_forest_plot_are_those_of_the_synthesis() -> None:
    pooled = made_up().pooling.pooled
    assert pooled is not None
    expected = f"{pooled.estimate:+.2f} ({pooled.low:.2f} to {pooled.high:.2f})".replace("-", "−")
    assert expected in texts(forest(made_up()))
    assert expected in [row[4] for row in forest_table(made_up()).rows]


def test_weights_of_the_forest_plot_add_up() -> None:
    shown = texts(forest(made_up(), fit=pooled_fit(made_up())))
    weights = [int(text.removesuffix(" %")) for text in shown if text.endswith(" %")]
    assert len(weights) == 3
    assert abs(sum(weights) - 100) <= 1.5  # three roundings


def test_rows_with_counts_alone_are_shown_as_odds_ratios() -> None:
    counts = {"n_treat": 30, "n_control": 30, "events_control": 10.0, "effect_type": "proportion"}
    rows = [effect(f"{name}.retention", outcome="retention", events_treat=events, **counts)
            for name, events in (("a", 20.0), ("b", 15.0), ("c", 12.0))]  # fmt: skip
    answer = synthesise("retention", evidence=tables(*rows))
    assert answer.pooling.pooled is not None
    assert answer.pooling.pooled.measure == "log_odds_ratio"
    assert any(text.startswith("Odds ratio") for text in texts(forest(answer)))
    assert any(text.startswith("4.00 (") for text in texts(forest(answer)))  # (20 / 10) / (10 / 20)


@pytest.mark.parametrize(("outcome", "population"), [*QUESTIONS, ("made up", "")])
def test_the_harvest_plot_has_one_bar_per_sample_in_the_column_of_its_verdict(outcome: str, population: str) -> None:
    answer = made_up() if outcome == "made up" else shipped(outcome, population)
    [axes] = harvest_plot(answer).axes
    outlines = [line for line in axes.lines if len(line.get_xdata()) == 5]
    feet = [float(np.max(np.asarray(line.get_ydata()))) for line in outlines]
    first = [line.get_color() for line, foot in zip(outlines, feet, strict=True) if foot == feet[0]]
    for verdict in ("negative", "none", "positive", "mixed"):
        assert first.count(wording.verdict_colour(verdict, answer.question)) == lines_of(answer, verdict)
    row = harvest_table(answer).rows[0]
    assert [int(cell.partition(":")[0]) for cell in row[1:]] == [
        lines_of(answer, verdict) for verdict in ("negative", "none", "positive", "mixed")
    ]


def test_the_harvest_plot_marks_people_with_opioid_use_disorder() -> None:
    shown = texts(harvest_plot(shipped("craving", "all")))
    assert shown.count("O") >= 4  # at least once per sample
    assert any("only a verdict" in text for text in shown)


def test_the_harvest_table_names_every_sample_of_every_level() -> None:
    answer = shipped("craving", "all")
    rows = {row[0]: " ".join(row[1:]) for row in harvest_table(answer).rows}
    assert all(line.sample_id in rows["all samples"] for line in answer.harvest.lines)
    levels = {f"{factor.name}: {level.name}": level for factor in answer.factors for level in factor.levels}
    shown = {name: level for name, level in levels.items() if name in rows}
    assert shown
    for name, level in shown.items():
        assert sum(line.sample_id in rows[name] for line in level.lines) == level.samples


def test_the_figure_of_signs_and_sizes_shows_prior_and_posterior_as_the_table_does() -> None:
    answer = made_up()
    assert answer.sign_and_size is not None
    figure = sign_and_size_plot(answer)
    assert figure is not None
    words = " ".join(texts(figure))
    cells = {row[0]: row[1:] for row in signs_table(answer.sign_and_size).rows}
    assert cells["Mean effect"][1] in words
    assert f"before {cells['Probability that it is above zero'][0]}" in words
    assert {each.study for each in answer.sign_and_size.studies} == set("abcdef")


def test_without_rows_there_are_no_figures() -> None:
    answer = synthesise("craving", evidence=tables(better("h.craving_cue", contrast_kind="within_arm")))
    assert pictures(answer) == []
    assert sign_and_size_plot(answer) is None


def test_funnel_and_baujat_plot_name_every_sample() -> None:
    fit = random_effects([0.1, 0.5, 0.9, -0.2], [0.04, 0.09, 0.2, 0.05], labels=["first", "second", "third", "fourth"])
    for figure in (funnel_plot(funnel(fit), ("worse", "better")), baujat_plot(baujat(fit))):
        assert set(fit.labels) <= set(texts(figure))
        [axes] = figure.axes
        assert sum(len(line.get_xdata()) for line in axes.lines if line.get_marker() == "o") == fit.k


def test_files_are_written_as_vectors_and_pixels_with_title_and_words(tmp_path: Path) -> None:
    written = {path.name for path in write_pictures(made_up(), tmp_path)}
    stems = ("forest", "forest-narrow", "harvest", "harvest-narrow", "signs", "signs-narrow", "funnel", "baujat")
    assert written == {f"{stem}.{kind}" for stem in stems for kind in ("svg", "png")}
    drawing = (tmp_path / "forest.svg").read_text("utf-8")
    ElementTree.fromstring(drawing)
    assert "Does oxytocin change craving" in drawing
    assert "favours oxytocin" in drawing


def test_the_same_synthesis_gives_the_same_drawing() -> None:
    first, second = (inline_svg(forest(made_up()), "forest", "title", "words", "class") for _ in range(2))
    assert first == second
