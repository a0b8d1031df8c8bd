"""How a dose enters the human model: which states it adds to, and how much.

Amounts at the door are masses of what is printed in protocols: heroin as diamorphine base, methadone as racemic base,
oxytocin and its relatives as peptide, all others as base. Inside they are nanomoles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allostasis.quantities.substances import SUBSTANCES

SHARE_OF_R_METHADONE = 0.5
"""Racemic methadone is half R by definition."""

Entry = Callable[[Any, Mapping[str, Any]], dict[str, Any]]


def nanomoles(milligrams: Any, substance: str) -> Any:
    """Amount of substance of a mass: mg to nmol."""
    return milligrams * (1e6 / SUBSTANCES[substance].molar_mass)


def _into(state: str, substance: str, fraction: str = "") -> Entry:
    """The whole dose, or the fraction of it that a parameter gives, enters one state."""

    def entry(mg: Any, p: Mapping[str, Any]) -> dict[str, Any]:
        amount = nanomoles(mg, substance)
        return {state: amount * p[fraction] if fraction else amount}

    return entry


def _methadone(mg: Any, p: Mapping[str, Any]) -> dict[str, Any]:
    return {"methadone.gut": nanomoles(mg, "methadone") * SHARE_OF_R_METHADONE * p["methadone.F"]}


def _nasal(substance: str, by_device: bool = False) -> Entry:
    """A nasal dose of a peptide is split between the way to plasma and the way to the brain."""

    def entry(mg: Any, p: Mapping[str, Any]) -> dict[str, Any]:
        amount = nanomoles(mg, substance)
        to_plasma, to_brain = p[f"{substance}.F_plasma"], p[f"{substance}.F_central"]
        if by_device:
            to_plasma, to_brain = (
                to_plasma * p[f"{substance}.device_plasma"],
                to_brain * p[f"{substance}.device_central"],
            )
        return {f"{substance}.nasal": amount * to_plasma, f"{substance}.nasal_central": amount * to_brain}

    return entry


def _buprenorphine_sublingual(mg: Any, p: Mapping[str, Any]) -> dict[str, Any]:
    """The absorbed fraction falls with a power of the dose, as in Bjornsson et al. 2023."""
    relative = mg / SUBLINGUAL_REFERENCE
    share = p["buprenorphine.F_sublingual"] * relative ** -p["buprenorphine.p_sublingual"]
    return _in_two_parts("sublingual", "sublingual_placed", nanomoles(mg, "buprenorphine") * share, p)


def _buprenorphine_depot(form: str) -> Entry:
    def entry(mg: Any, p: Mapping[str, Any]) -> dict[str, Any]:
        return _in_two_parts(form, f"{form}_fast", nanomoles(mg, "buprenorphine") * p["buprenorphine.F_depot"], p)

    return entry


def _in_two_parts(form: str, first: str, amount: Any, p: Mapping[str, Any]) -> dict[str, Any]:
    """The fast part enters the state `first`, the rest the slow depot of the form."""
    fast = p[f"buprenorphine.f_{form}"]
    return {f"buprenorphine.{first}": amount * fast, f"buprenorphine.{form}_slow": amount * (1 - fast)}


SUBLINGUAL_REFERENCE = 16.0
"""Dose in mg at which the absorbed fraction of sublingual buprenorphine is stated."""

DRUG_DOSES: dict[tuple[str, str], Entry] = {
    ("heroin", "intravenous"): _into("heroin.heroin", "heroin"),
    ("morphine", "intravenous"): _into("heroin.morphine", "morphine"),
    ("fentanyl", "intravenous"): _into("fentanyl.central", "fentanyl"),
    ("oxycodone", "oral"): _into("oxycodone.gut", "oxycodone", "oxycodone.F"),
    ("oxycodone", "intravenous"): _into("oxycodone.central", "oxycodone"),
    ("methadone", "oral"): _methadone,
    ("buprenorphine", "sublingual"): _buprenorphine_sublingual,
    ("buprenorphine", "intravenous"): _into("buprenorphine.central", "buprenorphine"),
    ("buprenorphine", "weekly depot"): _buprenorphine_depot("weekly"),
    ("buprenorphine", "monthly depot"): _buprenorphine_depot("monthly"),
    ("buprenorphine", "extended-release depot"): _buprenorphine_depot("extended"),
    ("naloxone", "intravenous"): _into("naloxone.central", "naloxone"),
    ("naloxone", "intramuscular"): _into("naloxone.muscle_depot", "naloxone", "naloxone.F_muscle"),
    ("naloxone", "intranasal"): _into("naloxone.nose_depot", "naloxone", "naloxone.F_nose_first"),
    ("naloxone", "third intranasal"): _into("naloxone.nose_depot", "naloxone", "naloxone.F_nose_third"),
    ("naloxone", "second pair intranasal"): _into("naloxone.nose_depot", "naloxone", "naloxone.F_nose_second_pair"),
    ("naltrexone", "oral"): _into("naltrexone.gut", "naltrexone", "naltrexone.F"),
    ("oxytocin", "intranasal"): _nasal("oxytocin"),
    ("oxytocin", "breath-powered intranasal"): _nasal("oxytocin", by_device=True),
    ("oxytocin", "intravenous"): _into("oxytocin.plasma", "oxytocin"),
    ("oxytocin", "injected"): _into("oxytocin.depot", "oxytocin", "oxytocin.F_depot"),
    ("oxytocin", "intraventricular"): _into("oxytocin.central", "oxytocin"),
    ("carbetocin", "intravenous"): _into("carbetocin.plasma", "carbetocin"),
    ("carbetocin", "injected"): _into("carbetocin.depot", "carbetocin", "carbetocin.F_depot"),
    ("carbetocin", "intranasal"): _nasal("carbetocin"),
    ("carbetocin", "intraventricular"): _into("carbetocin.central", "carbetocin"),
    ("atosiban", "intravenous"): _into("oxytocin_antagonist.plasma", "atosiban"),
    ("atosiban", "injected"): _into("oxytocin_antagonist.depot", "atosiban", "oxytocin_antagonist.F_depot"),
    ("atosiban", "intraventricular"): _into("oxytocin_antagonist.central", "atosiban"),
    ("pexacerfont", "oral"): _into("crf1_antagonist.gut", "pexacerfont"),
    ("yohimbine", "oral"): _into("yohimbine.gut", "yohimbine", "yohimbine.F"),
    ("yohimbine", "intravenous"): _into("yohimbine.central", "yohimbine"),
}
"""For each drug and route: amounts (nmol) by target state, from a dose in mg and the subject's parameters.

"injected" is any injection that is not into the vein: muscle, skin, or peritoneum. Nasal doses of naloxone in one
rescue: the first two are "intranasal", the third and later ones "third intranasal"; where two sprays are given at a
time, those of the second and later pairs are "second pair intranasal". Less of these is absorbed.
"""


class _Ones(dict[str, float]):
    """Parameters that are all 1: to see where a dose goes, not how much of it."""

    def __missing__(self, name: str) -> float:
        return 1.0


def entry_states() -> tuple[str, ...]:
    """Every state that some dose adds to, each once, in the order of `DRUG_DOSES`."""
    return tuple(dict.fromkeys(state for entry in DRUG_DOSES.values() for state in entry(1.0, _Ones())))


def picograms_per_millilitre(nanomolar: Any, substance: str) -> Any:
    """Mass concentration of a concentration in nmol/L: 1 nmol/L of molar mass M g/mol is M ng/L, which is M pg/mL."""
    return nanomolar * SUBSTANCES[substance].molar_mass
