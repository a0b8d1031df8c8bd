"""Is the oxytocin signal below rest in chronic use and in abstinence? An output, with a probability."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.numerics.engine import Engine
from allostasis.verification.audit import lives
from allostasis.verification.audit.draws import Values, typical
from allostasis.verification.audit.group import Group
from allostasis.verification.audit.results import interval, share

DAYS = (1, 3, 7, 14, 30)
"""Days of abstinence that are reported: the mean over that day."""
ASKED = (
    "oxytocin_cells.u_capacity",
    "oxytocin_receptor.q_density",
    "oxytocin_receptor.c_coupling",
    "oxytocin_cells.w_opponent",
    "oxytocin_cells.tau_opponent_slow",
)
"""Parameters on which the sign may depend: exhaustion, density of receptors, coupling, the cells' own opponent."""
GRID = {
    "oxytocin_cells.u_capacity": (0.0, 0.5, 1.0, 2.0),
    "oxytocin_receptor.q_density": (0.0, 0.5, 1.0),
    "oxytocin_receptor.c_coupling": (0.0, 0.5, 1.0),
    "oxytocin_cells.w_opponent": (0.3, 0.57, 0.85),
    "oxytocin_cells.tau_opponent_slow": (336.0, 720.0),
}
"""Values of the same parameters in the typical individual, in all combinations."""
Moments = dict[str, NDArray[np.float64]]


def signal_by_moment(group: Group) -> tuple[Moments, dict[str, Moments]]:
    """Mean signal of the last day of heroin and of days of abstinence, and peptide and binding at day 7."""
    use = lives.heroin(group)
    end = use.hours[-1] + 2
    found = {"use": use.mean("oxytocin_signal", end - 24, end)}
    away = group.live(24.0 * (max(DAYS) + 1), (), 2.0)
    found |= {f"day {d}": away.mean("oxytocin_signal", 24.0 * d, 24.0 * d + 24) for d in DAYS}
    parts = {"oxytocin_cells.central": "peptide", "oxytocin_receptor.density": "density"}
    week = {text: away.mean(name, 7 * 24.0, 8 * 24.0) for name, text in parts.items()}
    chronic = {text: use.mean(name, end - 24, end) for name, text in parts.items()}
    return found, {"use": chronic, "day 7": week}


def audit_signal(engine: Engine, people: Values) -> dict[str, Any]:
    """Probability that the signal is below rest, in all draws, in thirds of each parameter, and over the grid."""
    found, parts = signal_by_moment(Group(engine, people))
    seen = (parts["day 7"]["peptide"] < 1) & (parts["day 7"]["density"] > 1)
    return {
        "draws": len(found["use"]),
        "signal": {moment: interval(o) for moment, o in found.items()},
        "below_rest": {moment: share(o < 1) for moment, o in found.items()},
        "peptide_and_density": {m: {n: interval(v) for n, v in each.items()} for m, each in parts.items()},
        "share_as_seen": share(seen),
        "below_rest_as_seen": {m: share(o[seen] < 1) if seen.any() else None for m, o in found.items()},
        "thirds": {name: _by_thirds(people[name], found) for name in ASKED},
        "grid": _grid(engine),
    }


def _by_thirds(values: NDArray[np.float64], found: Moments) -> list[dict[str, Any]]:
    """Share below rest among draws with low, middle and high values of a parameter."""
    ends = np.quantile(values, [0, 1 / 3, 2 / 3, 1])
    rows = []
    for low, high in pairwise(ends):
        inside = (values >= low) & (values <= high)
        rows.append({"low": low, "high": high, **{m: share(o[inside] < 1) for m, o in found.items()}})
    return rows


def _grid(engine: Engine) -> dict[str, Any]:
    """The signal of the typical individual over all combinations: by the first two parameters, range of the others."""
    sets = [dict(zip(GRID, each, strict=True)) for each in product(*GRID.values())]
    whole, _ = signal_by_moment(Group(engine, typical(sets)))
    found = {moment: o[: len(sets)] for moment, o in whole.items()}
    first, second = list(GRID)[:2]
    rows = []
    for u, q in product(GRID[first], GRID[second]):
        inside = [k for k, each in enumerate(sets) if each[first] == u and each[second] == q]
        rows.append({"u": u, "q": q, **{m: _range(o[inside]) for m, o in found.items()}})
    return {"combinations": len(sets), "rows": rows, "below_rest": {m: share(o < 1) for m, o in found.items()}}


def _range(values: NDArray[np.float64]) -> list[float]:
    return [float(values.min()), float(np.median(values)), float(values.max())]
