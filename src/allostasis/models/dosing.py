"""How a dose enters the human model: which states it adds to, and how much.

Amounts at the door are masses of what is printed in protocols: heroin as diamorphine base, methadone as racemic base,
oxytocin as peptide. Inside they are nanomoles.
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


def _heroin(mg: Any, p: Mapping[str, Any]) -> dict[str, Any]:
    return {"heroin.heroin": nanomoles(mg, "heroin")}


def _methadone(mg: Any, p: Mapping[str, Any]) -> dict[str, Any]:
    return {"methadone.gut": nanomoles(mg, "methadone") * SHARE_OF_R_METHADONE * p["methadone.F"]}


def _oxytocin_nasal(mg: Any, p: Mapping[str, Any]) -> dict[str, Any]:
    amount = nanomoles(mg, "oxytocin")
    return {
        "oxytocin.nasal": amount * p["oxytocin.F_plasma"],
        "oxytocin.nasal_central": amount * p["oxytocin.F_central"],
    }


def _oxytocin_intravenous(mg: Any, p: Mapping[str, Any]) -> dict[str, Any]:
    return {"oxytocin.plasma": nanomoles(mg, "oxytocin")}


DRUG_DOSES: dict[tuple[str, str], Entry] = {
    ("heroin", "intravenous"): _heroin,
    ("methadone", "oral"): _methadone,
    ("oxytocin", "intranasal"): _oxytocin_nasal,
    ("oxytocin", "intravenous"): _oxytocin_intravenous,
}
"""For each drug and route: amounts (nmol) by target state, from a dose in mg and the subject's parameters."""


def picograms_per_millilitre(nanomolar: Any, substance: str) -> Any:
    """Mass concentration of a concentration in nmol/L: 1 nmol/L of molar mass M g/mol is M ng/L, which is M pg/mL."""
    return nanomolar * SUBSTANCES[substance].molar_mass
