"""The answer of an overdose study: its main numbers as a tidy table, and one sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from allostasis.studies.overdose.schema import OUTCOMES

__all__ = ["headline", "summary"]

COLUMNS = ("quantity", "abstinence", "dose", "rescue", "statistic", "value", "unit", "meaning")
Row = tuple[str, ...]


def summary(data: Any) -> str:
    """The main numbers as tidy CSV; shares of people, never of one person."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for place in _cells(data):
        writer.writerows(_of_cell(data.sel(**place), place))
    writer.writerows(_of_tolerance(data))
    return stream.getvalue()


def headline(data: Any) -> dict[str, Any]:
    """The answer in numbers and one sentence: arrests without and with rescue, and beside what was published."""
    places = list(_cells(data))
    shares = {tuple(place.values()): float(data["arrest_share"].sel(**place)) for place in places}
    lines = [f"  {_named(place)}: {100 * share:.0f} %" for place, share in zip(places, shares.values(), strict=True)]
    facts: dict[str, Any] = {
        "cells": [{**place, "arrest_share": share} for place, share in zip(places, shares.values(), strict=True)],
        "people": int(data.attrs["people"]),
        "sentence": "\n".join([f"Cardiac arrest in {data.attrs['people']} virtual people:", *lines]),
    }
    if "published_share" in data:
        off = 100 * np.abs(data["arrest_median"] - data["published_share"])
        facts["largest_distance_to_published_points"] = float(np.nanmax(off))
        facts["sentence"] += f"\nLargest distance to a published cell: {float(np.nanmax(off)):.1f} points."
    return facts


def _cells(data: Any) -> Iterator[dict[str, str]]:
    for abstinence, dose, rescue in product(
        *(map(str, data[name].values) for name in ("abstinence", "dose", "rescue"))
    ):
        yield {"abstinence": abstinence, "dose": dose, "rescue": rescue}


def _named(place: dict[str, str]) -> str:
    return ", ".join(part for part in place.values() if part)


def _of_cell(cell: Any, place: dict[str, str]) -> Iterator[Row]:
    for name in cell.data_vars:
        if (
            name.startswith(("arrest_", "published_", "survivors_"))
            and cell[name].ndim == 0
            and np.isfinite(cell[name])
        ):
            quantity = "arrest_of_survivors" if name.startswith("survivors_") else "arrest"
            statistic = name.removeprefix("arrest_").removeprefix("survivors_")
            yield _row(quantity, place, statistic, float(cell[name]), cell[name].attrs)
    if "arrest_by_draw" in cell:
        values = np.quantile(cell["arrest_by_draw"], [0.05, 0.5, 0.95])
        for statistic, value in zip(("draws_low90", "draws_median", "draws_high90"), values, strict=True):
            yield _row("arrest", place, statistic, float(value), cell["arrest_by_draw"].attrs)
    for name in OUTCOMES:
        if name in cell and name != "arrest":
            values = np.nanquantile(cell[name], [0.025, 0.5, 0.975]) if np.isfinite(cell[name]).any() else [np.nan] * 3
            for statistic, value in zip(("low95", "median", "high95"), values, strict=True):
                yield _row(name, place, statistic, float(value), cell[name].attrs)


def _of_tolerance(data: Any) -> Iterator[Row]:
    """Tolerance at each time of abstinence: over people and draws, and the medians of draws."""
    if "tolerance" not in data:
        return
    for abstinence in map(str, data["abstinence"].values):
        values = data["tolerance"].sel(abstinence=abstinence)
        place = {"abstinence": abstinence, "dose": "", "rescue": ""}
        of_draws = values.groupby("draw_of_person").median().values
        numbers = dict(zip(("low90", "median", "high90"), np.quantile(values, [0.05, 0.5, 0.95]), strict=True))
        numbers |= dict(
            zip(("draws_low90", "draws_median", "draws_high90"), np.quantile(of_draws, [0.05, 0.5, 0.95]), strict=True)
        )
        numbers["share_above_1"] = float(np.mean(values > 1))
        for statistic, value in numbers.items():
            yield _row("tolerance", place, statistic, float(value), values.attrs)


def _row(quantity: str, place: dict[str, str], statistic: str, value: float, about: dict[str, Any]) -> Row:
    return (quantity, *place.values(), statistic, f"{value:.9g}", about["unit"], about["meaning"])
