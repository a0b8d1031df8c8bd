"""What the page of an overdose study says: sentences, tables and figures, ready for the template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from allostasis.report.content import ASSUMPTION_COLUMNS, names_of, references_of
from allostasis.report.figures import Layout
from allostasis.report.overdose.arms import arm_name, treated, untreated
from allostasis.report.overdose.courses import QUANTITIES, Pair, course_figure, course_table, describe_course, pairs
from allostasis.report.overdose.days import days_caption, days_figure, days_table, describe_days
from allostasis.report.overdose.levels import relative_table, sensitivity_table
from allostasis.report.overdose.shares import cell_rows, describe_shares, shares_figure, shares_table
from allostasis.report.overdose.tolerance import describe_tolerance, tolerance_figure, tolerance_table
from allostasis.report.result import Manifest, Result
from allostasis.report.rounding import MISSING, interval, number, percent
from allostasis.report.sections import LAYOUTS, Illustration
from allostasis.report.svg import inline_svg
from allostasis.report.tables import Table, listing

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from xarray import Dataset

__all__ = ["content"]

ACTS_ON = {
    "C50": "the concentration of half effect",
    "exponents": "the exponents of breathing, as in the published rescue model",
}
TIMES = {
    "trigger_time": "Ventilation below 40\u00a0% of rest at",
    "collapse_time": "Collapse begins at",
    "brain_hypoxia": "Brain PO2 at most 20 mmHg for",
    "arterial_hypoxia": "Arterial PO2 at most 30 mmHg for",
    "desaturation": "Saturation at most 90\u00a0% for",
    "hypercapnia": "Arterial PCO2 at least 45 mmHg for",
    "least_saturation": "Least saturation (share, no time)",
}


def content(result: Result) -> dict[str, Any]:
    """The variables of the template `overdose.html`."""
    data, manifest = result.dataset.load(), result.manifest
    references = references_of(manifest)
    return {
        "manifest": manifest,
        "title": manifest["study"]["title"],
        "answer": _answer(data, manifest),
        "level": _level(data),
        "comparison": _comparison(data),
        "main": _shares(data, manifest, "arrest"),
        "survivors": _shares(data, manifest, "survivors") if "survivors_share" in data else None,
        "published": _published(manifest),
        "relative": relative_table(data) if "tolerance" in data else None,
        "sensitivity": sensitivity_table(data) if "sensitivity_by_draw" in data else None,
        "days": _days(data, manifest) if "arrest_by_day" in data else None,
        "facts": _facts(data, manifest),
        "tolerance": _tolerance(data) if data.sizes.get("day", 0) > 1 else None,
        "handed_over": tolerance_table(data) if data.sizes.get("day", 0) == 1 else None,
        "groups": [_group(data, pair) for pair in pairs(data, manifest)],
        "events": _events(data) if any(name in data for name in TIMES) else None,
        "assumptions": listing("What had to be assumed", manifest["assumptions"], ASSUMPTION_COLUMNS)
        if manifest["assumptions"]
        else None,
        "references": references,
        "anchors": {reference["key"]: reference["anchor"] for reference in references if reference["key"]},
        "names": names_of(references),
        "command": f"allostasis run {manifest['study_id'].replace('_', '-')} "
        f"--seed {manifest['seed']}{_sizes(manifest)} -o out/",
    }


def _sizes(manifest: Manifest) -> str:
    people = manifest["study"]["people"]
    return f" --participants {people['number']}" + (f" --draws {people['draws']}" if "draws" in people else "")


def _answer(data: Dataset, manifest: Manifest) -> str:
    """The main finding: arrests at the first dose without rescue and with each, or over abstinence."""
    study, times = manifest["study"], list(map(str, data["abstinence"].values))
    nothing, dose = untreated(study), str(data["dose"].values[0])
    shares = {key: percent(float(data["arrest_share"].sel(zip_(key)))) for key in cell_rows(data)}
    if len(times) == 1:
        arms = [f"{shares[times[0], dose, arm]} with {arm_name(arm)}" for arm in treated(study)]
        rest = f", {', '.join(arms)}" if arms else ""
        untreated_share = shares[times[0], dose, nothing]
        return f"Of the virtual cohort, {untreated_share} had a cardiac arrest after {dose} without rescue{rest}."
    first, last = shares[times[0], dose, nothing], shares[times[-1], dose, nothing]
    text = (
        f"After {dose} without rescue, {first} of the virtual cohort had a cardiac arrest at {times[0]} of abstinence "
        f"and {last} at {times[-1]}."
    )
    if treated(study):
        arm = treated(study)[0]
        text += f" With {arm_name(arm)} it was {shares[times[-1], dose, arm]} at {times[-1]}."
    return text


def zip_(key: tuple[str, str, str]) -> dict[str, str]:
    """A cell's place in the dataset."""
    return dict(zip(("abstinence", "dose", "rescue"), key, strict=True))


def _level(data: Dataset) -> str:
    """That the share at no abstinence shows how far levels can be trusted."""
    if "survivors_share" not in data:
        return ""
    return (
        "How to read the level: people who use take their dose day after day and live, so a share at 0 weeks far above "
        "nothing says that doses, their equivalents or the published model are too dangerous here. Compare times and "
        "arms, not levels; the second figure leaves out those whom the former dose would not have spared while they "
        "used."
    )


def _comparison(data: Dataset) -> str:
    if "published_share" not in data:
        return "Nothing published stands beside these cells."
    off = 100 * np.abs(data["arrest_median"].values - data["published_share"].values)
    inside = (data["arrest_share"] >= data["published_low"]) & (data["arrest_share"] <= data["published_high"])
    cells = int(np.isfinite(off).sum())
    return (
        f"Of {cells} published cells, {int(inside.sum())} simulated shares lie inside the published interval; the "
        f"largest distance of the medians is {number(float(np.nanmax(off)), 2)} points. The published set-up was "
        "rebuilt from its equations and numbers, so this is a reproduction and no prediction."
    )


def _shares(data: Dataset, manifest: Manifest, kind: str) -> Illustration:
    title = "Cardiac arrest by dose and rescue" if kind == "arrest" else "Cardiac arrest among those spared at 0 weeks"
    drawings = tuple(
        _drawing(shares_figure(data, manifest, kind, layout), kind, title, describe_shares(data, kind), layout)
        for layout in LAYOUTS
    )
    return Illustration(kind, drawings, "", (shares_table(data, kind),))


def _drawing(figure: Figure, identifier: str, title: str, description: str, layout: Layout) -> str:
    return inline_svg(figure, f"{identifier}-{layout}", title, description, layout)


def _tolerance(data: Dataset) -> Illustration:
    title, words = "Tolerance over days of abstinence", describe_tolerance(data)
    drawings = tuple(
        _drawing(tolerance_figure(data, layout), "tolerance-course", title, words, layout) for layout in LAYOUTS
    )
    caption = (
        "Line: median over people and draws; darker band: the middle half; lighter band: 90 %. Thin lines: the median "
        "of each draw of the slow model's parameters. Above 1 nothing was published."
    )
    return Illustration("tolerance-course", drawings, caption, (tolerance_table(data),))


def _days(data: Dataset, manifest: Manifest) -> Illustration:
    title, words = "Cardiac arrest by day of abstinence, by the emulator", describe_days(data)
    drawings = tuple(
        _drawing(days_figure(data, manifest, layout), "arrest-by-day", title, words, layout) for layout in LAYOUTS
    )
    return Illustration("arrest-by-day", drawings, days_caption(data), (days_table(data),))


def _group(data: Dataset, pair: Pair) -> dict[str, Any]:
    """The panels of one comparison."""
    return {"title": pair.title, "names": pair.names, "panels": [_panel(data, name, pair) for name in QUANTITIES]}


def _panel(data: Dataset, name: str, pair: Pair) -> Illustration:
    identifier = f"{pair.key}-{name.replace('_', '-')}"
    drawing = inline_svg(
        course_figure(data, name, pair), identifier, QUANTITIES[name], describe_course(data, name, pair), "panel"
    )
    return Illustration(identifier, (drawing,), "", (course_table(data, name, pair),))


def _events(data: Dataset) -> Table:
    """Median and 95 % of people of the times, cell by cell."""
    names = [name for name in TIMES if name in data]
    rows = []
    for key in cell_rows(data):
        cell = data.sel(zip_(key))
        head = tuple(part for part in (key[0], key[1], arm_name(key[2])) if part)
        rows.append((*head, *(_spread(cell[name].values) for name in names)))
    first = ("Abstinence",) * (data.sizes["abstinence"] > 1) + ("Dose", "Rescue")
    caption = (
        "Times in minutes: median (2.5 to 97.5 percentile) of the people, of a fall of ventilation and "
        "of a collapse in those who had one; times of hypoxia and hypercapnia are 60 for everybody with an arrest, as "
        "published"
    )
    head = (*first, *(TIMES[name] for name in names))
    return Table(caption, head, tuple(rows), frozenset(range(len(first), len(head))))


def _spread(values: Any) -> str:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return MISSING
    low, median, high = (float(q) for q in np.quantile(finite, [0.025, 0.5, 0.975]))
    return f"{number(median)} ({interval(low, high)})"


def _published(manifest: Manifest) -> list[dict[str, str]]:
    """Where the published cells stand: one line for each source and place."""
    places: Mapping[tuple[str, str, str], int] = {}
    for cell in manifest["published"]:
        key = (cell["source"], cell["where"], cell["role"])
        places = {**places, key: places.get(key, 0) + 1}
    return [
        {"source": source, "where": where, "role": role, "cells": str(count)}
        for (source, where, role), count in places.items()
    ]


def _facts(data: Dataset, manifest: Manifest) -> dict[str, str]:
    study = manifest["study"]
    people = study["people"]
    lived = f"{people['draws']} parameter draws × {people['number']} people" if "draws" in people else ""
    return {
        "Cohort": lived or f"{people['number']} virtual people",
        "Tolerance": "lived, from the slow model"
        if lived
        else number(people["tolerance"]) + " (1: published chronic user)",
        "Tolerance acts on": ACTS_ON[people["tolerance_acts_on"]],
        "Opioid": f"{study['opioid']}, {' or '.join(map(str, data['dose'].values))}, into a vein at once",
        "Rescue": ", ".join(arm_name(name) for name in study["rescue"]),
        "Length of a run": str(study["duration"]),
        "Parameters": "kinetics and binding drawn from the published population"
        + ("; the slow model's from its priors" if lived else ""),
    }
