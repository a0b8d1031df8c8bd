"""What a study may measure: the name of an observable, its unit and its meaning. Which state it is, the model says."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["OBSERVABLES", "Observable"]


class Observable(NamedTuple):
    """Unit and meaning of something that can be observed in a session."""

    unit: str
    label: str
    meaning: str


OBSERVABLES: dict[str, Observable] = {
    "craving": Observable("1", "points", "craving for the opioid, from 0 to 100"),
    "withdrawal": Observable("1", "1", "expressed withdrawal"),
    "cortisol": Observable("1", "x rest", "cortisol in plasma, relative to rest"),
    "acth": Observable("1", "x rest", "adrenocorticotropic hormone in plasma, relative to rest"),
    "crf": Observable("1", "x rest", "corticotropin-releasing factor in the extended amygdala, relative to rest"),
    "oxytocin_plasma": Observable("pg/mL", "pg/mL", "oxytocin in plasma"),
    "oxytocin_central": Observable("pg/mL", "pg/mL", "oxytocin in the central compartment"),
    "oxytocin_signal": Observable("1", "x rest", "signal of the oxytocin receptor, relative to rest"),
    "occupancy": Observable("1", "1", "share of mu-opioid receptors occupied by opioids"),
    "drug_cue": Observable("1", "1", "trace of the drug cue"),
}
