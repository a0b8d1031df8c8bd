"""What lever studies of rats give, draw by draw, for the checks: `data/lever_table.csv`.

`python -m allostasis.verification.lever_table` runs studies/animals and writes the table, in about two minutes: too
slow for `allostasis verify`, which reads it. Names of studies after the command run only these; the others are kept. A
part of the table is run live in the tests.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.verification.draw_table import DrawTable, Key

Floats = NDArray[np.float64]
Measure = Callable[[Any], Floats]
DRAWS = 20
OUTCOMES = ("infusions", "first_hour", "active", "breakpoint")
GRID = ("draw", "subject", "session")
LEAST = 0.1
"""Infusions or presses that stand for none in a ratio."""


def sessions(data: Any, outcome: str, arm: str, block: str, numbers: Iterable[int]) -> Floats:
    """An outcome in some sessions of a block, shape (draws, animals, sessions); the first session is 1."""
    own = data[outcome].sel(arm=arm).values[:, :, data["block"].sel(arm=arm).values == block]
    return np.asarray(own[:, :, [n - 1 for n in numbers]], float)


def mean(data: Any, outcome: str, arm: str, block: str, *numbers: int) -> Floats:
    """Its mean over animals and sessions, shape (draws,)."""
    return np.asarray(sessions(data, outcome, arm, block, numbers).mean(axis=(1, 2)))


def over(above: Floats, below: Floats) -> Floats:
    """A ratio of counts."""
    return np.asarray(np.maximum(above, LEAST) / np.maximum(below, LEAST), float)


def _escalation(arm: str, block: str, late: tuple[int, ...], early: tuple[int, ...], outcome: str) -> Measure:
    return lambda d: over(mean(d, outcome, arm, block, *late), mean(d, outcome, arm, block, *early))


def _slope(data: Any) -> Floats:
    """Infusions from session to session of long access, by a straight line through the means of sessions 2 to 14."""
    numbers = np.arange(2, 15)
    means = sessions(data, "infusions", "rats", "long_access", numbers).mean(axis=1)
    return np.asarray(np.polyfit(numbers, means.T, 1)[0])


def _spread(data: Any) -> Floats:
    """Coefficient of variation between animals in session 14."""
    own = sessions(data, "infusions", "rats", "long_access", [14])[:, :, 0]
    return np.asarray(own.std(axis=1, ddof=1) / np.maximum(own.mean(axis=1), LEAST))


def _correlation(data: Any) -> Floats:
    """Spearman's correlation over animals of intake in sessions 12 to 14 with infusions earned at work."""
    from scipy.stats import spearmanr

    intake = sessions(data, "infusions", "rats", "long_access", [12, 13, 14]).mean(axis=2)
    work = sessions(data, "infusions", "rats", "work_after", [1])[:, :, 0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # draws in which all animals are alike have no correlation
        found = [float(spearmanr(a, b).statistic) for a, b in zip(intake, work, strict=True)]
    return np.asarray(np.nan_to_num(np.array(found)), float)


def _dose_slope(arms: dict[str, float], block: str) -> Measure:
    """Slope of the logarithm of infusions on that of the unit dose: -1 is the same intake at every dose."""

    def work(data: Any) -> Floats:
        counts = [np.log(np.maximum(mean(data, "infusions", arm, block, 8, 9, 10), LEAST)) for arm in arms]
        return np.asarray(np.polyfit(np.log(list(arms.values())), np.stack(counts), 1)[0])

    return work


def _peak_between(data: Any) -> Floats:
    """Breakpoint at 50 ug over the higher of those at 12.5 and 100 ug."""
    low, middle, high = (mean(data, "breakpoint", arm, "work", 2, 3, 4) for arm in ("ug_12", "ug_50", "ug_100"))
    return over(middle, np.maximum(low, high))


def _burst(data: Any) -> Floats:
    """Presses in an hour of extinction over those in an hour of maintenance."""
    kept = mean(data, "active", "ug_100", "sessions", 8, 9, 10) / 3
    return over(mean(data, "active", "ug_100", "extinction", 1), kept)


def _against_short(data: Any, arms: tuple[str, str], late: tuple[int, ...]) -> Floats:
    """Escalation with long access over that with short access."""
    long, short = (_escalation(arm, "access", late, (1, 2, 3), "infusions")(data) for arm in arms)
    return np.asarray(long / short, float)


AHMED, LAST = ("long_access", "short_access"), (16, 17, 18)
VENDRUSCOLO, FOURTEENTH = ("twelve_hours", "one_hour"), (12, 13, 14)
FIRST = (1, 2, 3, 4)
QUANTITIES: dict[Key, tuple[str, Measure]] = {
    ("olivier_oxy", "infusions_2_4"): ("infusions", lambda d: mean(d, "infusions", "rats", "long_access", 2, 3, 4)),
    ("olivier_oxy", "infusions_12_14"): (
        "infusions",
        lambda d: mean(d, "infusions", "rats", "long_access", *FOURTEENTH),
    ),
    ("olivier_oxy", "short_access"): ("infusions", lambda d: mean(d, "infusions", "rats", "short_access", *FIRST)),
    ("olivier_oxy", "escalation"): ("1", _escalation("rats", "long_access", FOURTEENTH, (2, 3, 4), "infusions")),
    ("olivier_oxy", "slope"): ("infusions", _slope),
    ("olivier_oxy", "spread"): ("1", _spread),
    ("olivier_oxy", "work_after_over_before"): (
        "1",
        lambda d: over(mean(d, "infusions", "rats", "work_after", 1), mean(d, "infusions", "rats", "work_before", 1)),
    ),
    ("olivier_oxy", "work_and_intake"): ("1", _correlation),
    ("ahmed2000", "short_access"): ("infusions", lambda d: mean(d, "infusions", "short_access", "access", *LAST)),
    ("ahmed2000", "long_access"): ("infusions", lambda d: mean(d, "infusions", "long_access", "access", *LAST)),
    ("ahmed2000", "escalation_long"): ("1", _escalation("long_access", "access", LAST, (1, 2, 3), "infusions")),
    ("ahmed2000", "escalation_short"): ("1", _escalation("short_access", "access", LAST, (1, 2, 3), "infusions")),
    ("ahmed2000", "long_over_short"): ("1", lambda d: _against_short(d, AHMED, LAST)),
    ("ahmed2000", "first_hour"): ("1", _escalation("long_access", "access", LAST, (1, 2, 3), "first_hour")),
    ("ahmed2000", "extinction"): (
        "1",
        lambda d: over(*(mean(d, "active", arm, "extinction", *FIRST) for arm in AHMED)),
    ),
    ("vendruscolo2011", "long_over_short"): ("1", lambda d: _against_short(d, VENDRUSCOLO, FOURTEENTH)),
    ("dai1989", "slope"): (
        "1",
        _dose_slope({"ug_30": 0.03, "ug_100": 0.1, "ug_300": 0.3, "ug_600": 0.6}, "sessions"),
    ),
    ("roberts1993", "peak_between"): ("1", _peak_between),
    ("wise1995", "slope"): ("1", _dose_slope({"ug_50": 0.05, "ug_100": 0.1, "ug_200": 0.2}, "sessions")),
    ("wise1995", "extinction"): ("1", _burst),
    ("wise1995", "infusions_an_hour"): (
        "1/h",
        lambda d: mean(d, "infusions", "ug_100", "sessions", 8, 9, 10) / 3,
    ),
}
"""Unit, and what works the values out from a dataset, by study and quantity."""


TABLE = DrawTable("lever_table.csv", ("study", "quantity", "unit"))


def measured(study: str, data: Any) -> dict[Key, Sequence[float]]:
    """The quantities of a study from its dataset, over draws."""
    return {key: work(data).tolist() for key, (_, work) in QUANTITIES.items() if key[0] == study}


def run(study: str, draws: int = DRAWS) -> Any:
    """What sessions give in a study of the library: variables (arm, draw, subject, session) and the block of each."""
    import xarray as xr

    from allostasis.evidence import load
    from allostasis.studies.lever_files import load_lever_study
    from allostasis.studies.lever_run import WIDTH, Laboratory

    planned = load_lever_study(study, load())
    number, laboratory = planned.animals.number, Laboratory(planned, load())
    firsts = range(0, draws * number, WIDTH)
    arms = {}
    for arm in planned.arms:
        parts = [laboratory.block(arm, k, min(k + WIDTH, draws * number), finer=False) for k in firsts]
        joined = {name: np.concatenate([part[name] for part in parts]) for name in OUTCOMES}
        names = np.array([block.name for block in planned.blocks(arm) for _ in range(block.sessions)], dtype=object)
        data = xr.Dataset({n: (GRID, v.reshape(draws, number, -1)) for n, v in joined.items()})
        arms[arm] = data.assign(block=("session", names)).assign_coords(session=np.arange(1, len(names) + 1))
    return xr.concat(list(arms.values()), dim=xr.DataArray([*arms], dims="arm", name="arm"), join="outer")


def main(studies: list[str]) -> None:
    """Run the studies, all of them if none is named, and write the table; what was there of the others stays."""
    known: dict[Key, Sequence[float]] = dict(TABLE.values)
    for study in studies or list(dict.fromkeys(key[0] for key in QUANTITIES)):
        print(study, flush=True)
        known |= measured(study, run(study))
        TABLE.write(((*key, unit), known[key]) for key, (unit, _) in QUANTITIES.items() if key in known)


if __name__ == "__main__":
    main(sys.argv[1:])
