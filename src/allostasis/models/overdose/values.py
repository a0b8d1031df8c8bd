"""Numbers of the overdose block from the evidence, and people's published quantities as parameters of the equations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import load
from allostasis.evidence.overdose_population import NALMEFENE_SCORES
from allostasis.models.overdose.assembly import Overdose
from allostasis.quantities.units import Quantity

Floats = NDArray[np.float64]
_RULES = "overdose."
_UNITS = {"L/min": "L/s", "mL": "L", "mL/s": "L/s", "1/h": "1/s", "L/h": "L/s", "%": "1"}


@lru_cache(maxsize=1)
def defaults() -> Mapping[str, float]:
    """Every parameter of the assembly for a typical chronic user with fentanyl, in the units of the equations."""
    priors = load().priors
    return {
        name: Quantity(priors[name].default, priors[name].unit).to(q.unit) for name, q in Overdose.parameters().items()
    }


@lru_cache(maxsize=1)
def constants() -> Mapping[str, float]:
    """Numbers of the rules and of drugs, by the name behind `overdose.`, in seconds, litres, mmHg and shares."""
    rows = (row for row in load().parameter_values.values() if row.parameter.startswith(_RULES))
    return {row.parameter.removeprefix(_RULES): _converted(row.value, row.unit) for row in rows}


def _converted(value: float | None, unit: str) -> float:
    if value is None:
        raise ValueError("a row of the overdose rules has no value")
    return float(Quantity(value, unit).to(_UNITS.get(unit, unit)))


def row_value(row_id: str, unit: str) -> float:
    """The value of a row of the evidence, in a unit."""
    row = load().parameter_values[row_id]
    return float(Quantity(row.value or 0.0, row.unit).to(unit))


def half_occupancy(k_on: Any, k_off: Any, n: Any) -> Any:
    """K_d in nmol/L from k_on in pM^-n s^-1, k_off in 1/s and the power n."""
    return (k_off / k_on) ** (1 / n) / 1000


def typical_user() -> dict[str, Floats]:
    """One typical chronic user, as published quantities of shape (1,): the person of the published time courses."""
    d, c = defaults(), constants()
    v = d["overdose_opioid.V_c"]
    q2, q3 = d["overdose_opioid.k12"] * v, d["overdose_opioid.k13"] * v
    k_on = {who: row_value(f"fda_overdose_overdose_receptor_k_on_{who}", "1/s") for who in ("opioid", "antagonist")}
    litres = {"V1": "V_c", "V2": "V_t", "CL": "CL", "Q": "Q"}
    values = {
        "fentanyl_pk.VP": v,
        "fentanyl_pk.V2": q2 / d["overdose_opioid.k21"],
        "fentanyl_pk.V3": q3 / d["overdose_opioid.k31"],
        "fentanyl_pk.CL": d["overdose_opioid.k10"] * v,
        "fentanyl_pk.Q2": q2,
        "fentanyl_pk.Q3": q3,
        "naloxone_in.kin": d["rescue_absorbed.k_a"],
        "naloxone_in.ktr": d["rescue_absorbed.k_transit"],
        **{f"naloxone_in.{theirs}": 1000 * d[f"rescue_absorbed.{ours}"] for theirs, ours in litres.items()},
        "naloxone_in.F": c["F_first"],
        "naloxone_in.f1": c["F_third"],
        "naloxone_in.f2": c["F_second_pair"],
        "naloxone_iv.V": d["rescue_injected.V_c"],
        "naloxone_iv.CL": d["rescue_injected.k10"] * d["rescue_injected.V_c"],
        "fentanyl_binding.kon": k_on["opioid"],
        "fentanyl_binding.koff": d["overdose_receptor.k_off_opioid"],
        "fentanyl_binding.n": d["overdose_receptor.n_opioid"],
        "carfentanil_binding.kon": c["carfentanil_k_on"],
        "carfentanil_binding.koff": c["carfentanil_k_off"],
        "carfentanil_binding.n": c["carfentanil_n"],
        "naloxone_binding.kon": k_on["antagonist"],
        "naloxone_binding.koff": d["overdose_receptor.k_off_antagonist"],
        "naloxone_binding.n": d["overdose_receptor.n_antagonist"],
        "heroin.spread": 0.0,
        **dict.fromkeys(NALMEFENE_SCORES, 0.0),
    }
    return {name: np.array([value]) for name, value in values.items()}
