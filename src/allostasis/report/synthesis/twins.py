"""The table beside each figure: the same content in words and numbers, for readers who do not see it, and for files."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from allostasis.evidence.meta import Fit
from allostasis.evidence.meta.sign_and_size import SignAndSize
from allostasis.evidence.synthesis import Synthesis
from allostasis.report.rounding import number, percent
from allostasis.report.synthesis import wording
from allostasis.report.synthesis.forest import sizes_shown
from allostasis.report.synthesis.harvest import COLUMNS, harvest_rows
from allostasis.report.synthesis.signs import PROBABILITIES
from allostasis.report.tables import Table

__all__ = ["diagnostics_rows", "forest_table", "harvest_table", "signs_rows", "signs_table"]


def forest_table(answer: Synthesis, names: wording.Names | None = None, fit: Fit | None = None) -> Table:
    """Every row of the question, then the pooled effect and its prediction interval."""
    held = names or {}
    weights = {} if fit is None else dict(zip(fit.labels, (float(w) for w in fit.weights_percent), strict=True))
    pooled = answer.pooling.pooled
    measure = pooled.measure if pooled else "smd"
    rows = []
    for (row, interval), label in zip(sizes_shown(answer), wording.labels(answer, held), strict=True):
        size = wording.size_text(*interval, measure) if interval else ""
        weight = f"{weights[row.effect.sample_id]:.0f} %" if interval and row.effect.sample_id in weights else ""
        said = wording.said(row.sign, answer.question)
        known = str(row.n) if row.n else "not known"
        substance = (row.study.substance or "not known").replace("_", " ")
        rows.append((label, substance, known, said, size, weight, "; ".join((row.way, *row.flags))))
    if pooled:
        size = wording.size_text(pooled.estimate, pooled.low, pooled.high, pooled.measure)
        rows.append(("Pooled", "", f"{pooled.samples} samples", "", size, "", pooled.model))
        if pooled.prediction_low is not None and pooled.prediction_high is not None:
            span = wording.size_text(None, pooled.prediction_low, pooled.prediction_high, pooled.measure)
            rows.append(("A new sample (prediction)", "", "", "", span, "", wording.convention(pooled)))
    what = "Odds ratio" if measure == "log_odds_ratio" else "Hedges' g"
    columns = ("Study", "Substance", "Subjects", "Says", f"{what} (95 % interval)", "Weight", "From")
    return Table(answer.question.in_words(), columns, tuple(rows), frozenset({2, 4, 5}))


def harvest_table(answer: Synthesis) -> Table:
    """The samples of each bar of the harvest plot, with their numbers of subjects."""
    marks = {"size": "size", "bound": "bound", "sign": "verdict only", "none": "no single verdict"}
    rows = []
    for name, lines in harvest_rows(answer):
        cells = []
        for column in COLUMNS:
            found = [line for line in lines if line.verdict == column]
            who = (f"{line.sample_id} (n {line.n or '?'}, {marks[line.information]})" for line in found)
            cells.append(f"{len(found)}: {', '.join(who)}" if found else "0")
        rows.append((name, *cells))
    heads = (wording.verdict_word(column, answer.question).capitalize() for column in COLUMNS)
    return Table("Samples by verdict", ("Samples", *heads), tuple(rows))


def signs_table(found: SignAndSize) -> Table:
    """What is believed before and after the rows, and the true effect of each sample given all rows."""
    before, after = found.prior, found.posterior
    rows = [
        ("Mean effect", _span(before.mean, before.low, before.high), _span(after.mean, after.low, after.high)),
        ("Spread between studies (tau)", *(_tau(b.tau_mean, b.tau_low, b.tau_high) for b in (before, after))),
        ("True effect of a new study", *(_span(None, b.new_low, b.new_high) for b in (before, after))),
    ]
    for key, words in PROBABILITIES.items():
        rows.append((f"Probability that it is {words}", *(percent(getattr(b, key)) for b in (before, after))))
    rows += [(each.study, "", _span(each.mean, each.low, each.high)) for each in found.studies]
    return Table("Signs and sizes together, in Hedges' g", ("", "Before any row", "After the rows"), tuple(rows))


def signs_rows(found: SignAndSize) -> list[dict[str, Any]]:
    """The same for a data file: one row per quantity."""
    beliefs = [
        {"what": key, "prior": value, "posterior": getattr(found.posterior, key)}
        for key, value in asdict(found.prior).items()
    ]
    return beliefs + [
        {"what": f"{each.study}: {key}", "prior": None, "posterior": getattr(each, key)}
        for each in found.studies
        for key in ("mean", "low", "high", "positive")
    ]


def diagnostics_rows(fit: Fit) -> list[dict[str, Any]]:
    """Funnel and Baujat coordinates of each sample, with its weight, for a data file."""
    from allostasis.evidence.meta import baujat, funnel

    points, shares = funnel(fit), baujat(fit)
    columns = (points.effect, points.se, fit.weights_percent, shares.heterogeneity, shares.influence)
    names = ("effect", "se", "weight_percent", "heterogeneity", "influence")
    return [
        {"sample_id": label, **{name: float(column[row]) for name, column in zip(names, columns, strict=True)}}
        for row, label in enumerate(fit.labels)
    ]


def _span(mean: float | None, low: float, high: float) -> str:
    return wording.size_text(mean, low, high, "smd")


def _tau(mean: float, low: float, high: float) -> str:
    return f"{number(mean, 2)} ({number(low, 2)} to {number(high, 2)})"
