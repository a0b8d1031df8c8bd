"""How soon people use again, draw by draw, for the checks: `data/relapse_table.csv`.

`python -m allostasis.verification.relapse_table` runs both groups and writes the table, in a few minutes: too slow for
`allostasis verify`, which reads it. A part of the table is run live in the tests.

discharge   people who injected heroin for years leave a stay without any use or drug and may use as craving and
            withdrawal drive them. Smyth 2010: the length of the stay and its medication were not seen; 21 days without
            a drug are taken. Amounts and years are those of the library's people (population opioid_agonist_treatment).
            Daily use is the seventh use within 7 days (studies.first_events), no definition of that cohort.
laboratory  people with years of oral oxycodone meet a drug cue three days after their last use, and may use from then
            on for 28 days. Saraiya 2021: doses, years and days since the last use were not seen; 60 mg a day in four
            uses for three years and three days are taken. Craving is that of the five minutes of the cue; the same
            people, drawn by the same numbers, are run through the month. Those who did not use are left out of the mean
            time, as a mean of 3.65 days in a month of follow-up implies.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.verification.draw_table import DrawTable, Key

Floats = NDArray[np.float64]
TABLE = DrawTable("relapse_table.csv", ("group", "quantity", "unit"))
UNITS = {
    ("discharge", "daily_week"): "%",
    ("discharge", "daily_month"): "%",
    ("discharge", "daily_in_all"): "%",
    ("discharge", "first_use_week"): "%",
    ("laboratory", "days_to_first_use"): "d",
    ("laboratory", "hazard_ratio"): "1",
}
"""Unit of each quantity, in the order of the table."""
DRAWS, PEOPLE, SEED = 24, 100, 2010
POPULATION = "opioid_agonist_treatment"
MONTH = 28
HEROIN = {
    "phase": "use",
    "drug": "heroin",
    "route": "intravenous",
    "use": "imposed",
    "amount": {"covariate": "amount_of_use"},
    "uses_per_day": {"covariate": "uses_per_day"},
    "duration": {"covariate": "years_of_use"},
}
OXYCODONE = {
    "phase": "use",
    "drug": "oxycodone",
    "route": "oral",
    "use": "imposed",
    "amount": "60 mg/day",
    "uses_per_day": "4/day",
    "duration": "3 years",
}


def free(days: int, use: str) -> dict[str, str]:
    """So many days without a drug that is given, simulated in full."""
    return {"phase": "washout", "use": use, "duration": f"{days} d", "detailed": f"{days} d"}


class Group:
    """People with a history, run to its end and through a session with a drug cue."""

    def __init__(self, name: str, history: list[dict[str, Any]], draws: int, people: int) -> None:
        """Compile the engine for the drugs of the history."""
        from allostasis.errors import StudyError
        from allostasis.population.files import load_population
        from allostasis.quantities.documents import Document
        from allostasis.quantities.records import validate
        from allostasis.studies.files import Study
        from allostasis.studies.order import Shard
        from allostasis.studies.shards import Worker

        study = validate(Document(f"the history of {name}", _as_trial(name, history, people)), Study, StudyError)
        study._people = load_population(POPULATION)
        self.draws, self.people = draws, people
        self.arrays = Worker(study, SEED, draws).run(Shard(0, draws * people))

    def of(self, name: str) -> Floats:
        """A number of each person, shape (draws, people); an outcome as it is in the first arm, which all try."""
        values = np.asarray(self.arrays[name], float)
        return (values if values.ndim == 1 else values[:, 0]).reshape(self.draws, self.people)

    def share(self, event: str, days: float) -> Floats:
        """Share of people with an event within so many days, shape (draws,)."""
        return np.asarray((self.of(f"first_events.{event}") < days).mean(axis=1))


def _as_trial(name: str, history: list[dict[str, Any]], people: int) -> dict[str, Any]:
    craving = {
        "observable": "craving",
        "label": "craving at a cue",
        "when": {"window": ["20 min", "25 min"]},
        "noise_sd": "0 points",
    }
    return {
        "schema": 1,
        "id": name,
        "title": f"The history of {name}",
        "study": name,
        "model": "human",
        "population": {"from": POPULATION, "participants": people},
        "history": history,
        "design": {"kind": "parallel", "allocation": "balanced"},
        "session": {
            "start": "10:00",
            "duration": "30 min",
            "events": [{"at": "0 min", "give": "treatment"}, {"at": "20 min", "cue": "drug", "duration": "5 min"}],
        },
        "arms": {"one": {"treatment": []}, "other": {"treatment": []}},
        "measures": {"cue_craving": craving},
        "analysis": {"outcome": "cue_craving", "active": "one", "control": "other", "test": "welch_t", "alpha": 0.05},
        "reported": [],
        "seed": SEED,
    }


def discharge(draws: int = DRAWS, people: int = PEOPLE, days: int = 730) -> dict[Key, Floats]:
    """Shares of people who use daily, or at all, within a week, a month and `days` of discharge, in per cent."""
    group = Group("discharge", [HEROIN, free(21, "none"), free(days, "hazard")], draws, people)
    wanted = {"daily_week": 7, "daily_month": 30, "daily_in_all": days}
    found = {("discharge", name): 100 * group.share("use_7_in_7_days", limit) for name, limit in wanted.items()}
    return found | {("discharge", "first_use_week"): 100 * group.share("first_use", 7)}


def laboratory(draws: int = DRAWS, people: int = PEOPLE) -> dict[Key, Floats]:
    """Days to the first use of those who use within the month, and hazard ratio for 10 points of craving at the cue."""
    month = Group("month", [OXYCODONE, free(3, "none"), free(MONTH, "hazard")], draws, people)
    cue = Group("cue", [OXYCODONE, free(3, "none")], draws, people)
    days, craving = month.of("first_events.first_use"), cue.of("branch")
    with np.errstate(invalid="ignore"):
        mean = np.array([np.nanmean(own) if np.isfinite(own).any() else MONTH for own in days])
    ratio = np.array([hazard_ratio(c / 10, d, MONTH) for c, d in zip(craving, days, strict=True)])
    return {("laboratory", "days_to_first_use"): mean, ("laboratory", "hazard_ratio"): ratio}


def hazard_ratio(x: Floats, days: Floats, end: float) -> float:
    """Hazard ratio for one unit of x by Cox's partial likelihood (Breslow's for ties); NaN in `days` is no event."""
    time, happened = np.where(np.isfinite(days), days, end), np.isfinite(days)
    z, slope = x - x.mean(), 0.0
    at_risk = (time[None, :] >= time[happened][:, None]).astype(float)
    for _ in range(30):  # Newton's steps, none longer than 1
        weight = at_risk * np.exp(np.clip(slope * z, -50, 50))
        weight /= weight.sum(axis=1, keepdims=True)
        mean = weight @ z
        gradient, curvature = (z[happened] - mean).sum(), (weight @ z**2 - mean**2).sum()
        slope += float(np.clip(gradient / max(curvature, 1e-9), -1, 1))
    return float(np.exp(np.clip(slope, -50, 50)))


def main() -> None:
    """Run both groups and write the table."""
    found = discharge() | laboratory()
    TABLE.write(((*key, unit), found[key].tolist()) for key, unit in UNITS.items())


if __name__ == "__main__":
    main()
