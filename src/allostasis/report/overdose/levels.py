"""Relative danger by weeks of abstinence, and how the level hangs on what is assumed."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from allostasis.report.rounding import interval, number, percent
from allostasis.report.tables import Table

if TYPE_CHECKING:
    from xarray import Dataset

__all__ = ["relative_table", "sensitivity_table"]

SPACE = "\u00a0"


def relative_table(data: Dataset) -> Table | None:
    """Arrests at each time over those at the first one, dose by dose without rescue; None with one time only."""
    times, doses = list(map(str, data["abstinence"].values)), list(map(str, data["dose"].values))
    if len(times) < 2:
        return None
    nothing = data.attrs["untreated"]
    people = int(data.sizes["person"]) // int(data.sizes["draw"])
    rows = []
    for time in times[1:]:
        cells = [time]
        for dose in doses:
            by_draw = data["arrest_by_draw"].sel(dose=dose, rescue=nothing)
            cells.append(_ratio(by_draw.sel(abstinence=time).values, by_draw.sel(abstinence=times[0]).values, people))
        rows.append(tuple(cells))
    caption = (
        f"Cardiac arrest without rescue relative to {times[0]} of abstinence: median of the draws "
        f"(90{SPACE}% of the draws); half an arrest is added on both sides, so that a draw without any has a ratio"
    )
    return Table(caption, ("Abstinence", *doses), tuple(rows), frozenset(range(1, len(doses) + 1)))


def _ratio(later: Any, first: Any, people: int) -> str:
    """Ratio of shares in a draw: median and spread over draws."""
    own = (later * people + 0.5) / (first * people + 0.5)
    low, median, high = (float(q) for q in np.quantile(own, [0.05, 0.5, 0.95]))
    return f"{number(median)} ({interval(low, high)})"


def sensitivity_table(data: Dataset) -> Table:
    """Shares of arrest by time of abstinence, what tolerance acts on, tolerance above 1 and heroin's factor."""
    shares, rows = data["sensitivity_by_draw"], []
    ways = product(*(map(str, shares[name].values[::step]) for name, step in WAYS.items()))
    for acts_on, above, factor in ways:
        own = shares.sel(acts_on=acts_on, above_reference=above, factor=factor)
        mg = number(float(data["heroin_factor"].sel(factor=factor)))
        levels = (_level(own.sel(sensitivity_abstinence=t).values) for t in shares["sensitivity_abstinence"].values)
        rows.append((acts_on, above, mg, *levels))
    times = tuple(map(str, shares["sensitivity_abstinence"].values))
    caption = (
        f"Share with cardiac arrest after {data['dose'].values[0]} without rescue: mean of the draws "
        f"(90{SPACE}% of the draws)"
    )
    head = ("Tolerance acts on", "Above 1", "Fentanyl for heroin, mg/mg", *times)
    return Table(caption, head, tuple(rows), frozenset(range(2, len(head))))


WAYS = {"acts_on": -1, "above_reference": 1, "factor": 1}
"""Ways to read the level, and whether they are shown from the last or the first: the default of a study comes first."""


def _level(by_draw: Any) -> str:
    low, high = (float(q) for q in np.quantile(by_draw, [0.05, 0.95]))
    return f"{percent(float(by_draw.mean()))} ({percent(low)} to {percent(high)})"
