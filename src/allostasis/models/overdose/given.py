"""What is given, as arrays of the program: doses of the opioid and of a rescue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from allostasis.evidence import load
from allostasis.models.overdose.drugs import MASS, People, nalmefene_of
from allostasis.models.overdose.rescue import NALMEFENE, Rescue
from allostasis.models.overdose.values import Floats, constants, row_value
from allostasis.quantities.substances import SUBSTANCES

ROOM = 6
"""Doses of the opioid, and of a rescue, in the compiled program: fewer need no compilation of their own."""


@dataclass(frozen=True)
class Dose:
    """A dose of the opioid.

    Attributes:
        amount: mg, for everybody or one number for each person.
        at: seconds from the beginning.
        duration: seconds of infusion; 0 for a bolus.
    """

    amount: float | Floats
    at: float = 0.0
    duration: float = 0.0


def opioid_doses(opioid: str, given: list[Dose], people: People, dtype: Any) -> dict[str, Any]:
    """The doses of the opioid as arrays, filled up to `ROOM` with nothing at the beginning."""
    filling = max(0, ROOM - len(given))
    amounts = np.stack([amount(opioid, d, people) for d in given]) * nmol_per_mg(opioid)
    return {
        "opioid_at": np.array([d.at for d in given] + [0.0] * filling, dtype),
        "opioid_for": np.array([d.duration for d in given] + [0.0] * filling, dtype),
        "opioid": np.concatenate([amounts, np.zeros((filling, amounts.shape[1]))]).astype(dtype),
    }


def rescue_doses(rescue: Rescue | None, people: People, number: int, dtype: Any) -> dict[str, Any]:
    """The doses of a rescue as arrays, filled up to `ROOM` with doses that never come; without a rescue, those only."""
    filling = max(0, ROOM - (len(rescue.amounts) if rescue else 0))
    never = {"rescue_after": np.full(filling, np.inf, dtype), "rescue_for": np.zeros(filling, dtype)}
    never["rescue"] = np.zeros((filling, number), dtype)
    if rescue is None:
        ones = np.ones(number, dtype)
        later = {"fraction_later": ones, "later_after": np.asarray(np.inf, dtype)}
        return {**never, "fraction": ones, **later, **_into_plasma(None, people, number, dtype)}
    given = _given(rescue, people, number, dtype)
    return {**given, **{name: np.concatenate([given[name], never[name]]) for name in never}}


def _given(rescue: Rescue, people: People, number: int, dtype: Any) -> dict[str, Any]:
    """The doses of a rescue as arrays."""
    c, n = constants(), len(rescue.amounts)
    is_injected = rescue.route == "intravenous"
    # 101 parts of a hundredth, a tenth of a second apart, both ends included.
    parts = round(c["injection_duration"] / c["sampling"]) + 1
    excess = parts / (parts - 1) if is_injected else 1.0
    duration = parts * c["sampling"] if is_injected else 0.0
    mass = c["naloxone_M"]
    if rescue.route == NALMEFENE:
        mass, duration = SUBSTANCES["nalmefene"].molar_mass, row_value("laffont2024_nalmefene_zero_order_duration", "s")
    nmol = np.array(rescue.amounts) * 1e6 / mass * excess
    first, later = _fractions(rescue, people, number)
    return {
        "rescue_after": np.array(rescue.after, dtype),
        "rescue_for": np.full(n, duration, dtype),
        "rescue": np.broadcast_to(nmol[:, None], (n, number)).astype(dtype),
        "fraction": first.astype(dtype),
        "fraction_later": later.astype(dtype),
        "later_after": np.asarray(rescue.later_after, dtype),
        **_into_plasma(rescue, people, number, dtype),
    }


def _into_plasma(rescue: Rescue | None, people: People, number: int, dtype: Any) -> dict[str, Any]:
    """How a dose enters plasma that has no depot: evenly, or (nalmefene) a small share evenly and the rest first-order.

    Doses of nalmefene and concentrations go as in the source: mg of what is in the spray over apparent volumes.
    """
    even, lag, k_a = 1.0, 0.0, np.zeros(number)
    if rescue is not None and rescue.route == NALMEFENE:
        even = row_value("laffont2024_nalmefene_zero_order_fraction", "1")
        lag = row_value("laffont2024_nalmefene_lag", "s")
        k_a = nalmefene_of("k_a", "1/s", people)
    return {"even": np.asarray(even, dtype), "lag": np.asarray(lag, dtype), "k_a": k_a.astype(dtype)}


def _fractions(rescue: Rescue, people: People, number: int) -> tuple[Floats, Floats]:
    """Absorbed fraction of each person, before and after it changes."""
    if rescue.route == NALMEFENE:
        return np.ones(number), np.ones(number)  # volumes and clearances are apparent ones
    if rescue.route == "intranasal":
        return people["naloxone_in.F"], people["naloxone_in.f2" if rescue.pairs else "naloxone_in.f1"]
    absorbed = np.full(number, row_value("mann2022_naloxone_im_f", "1"))
    return absorbed, absorbed


def nmol_per_mg(opioid: str) -> float:
    """How much substance a milligram of the opioid is."""
    mass = constants()[MASS[opioid]] if opioid in MASS else SUBSTANCES[opioid].molar_mass
    return 1e6 / mass


def amount(opioid: str, dose: Dose, people: People) -> Floats:
    """The dose as it enters the equations: heroin as an equi-depressing dose of fentanyl, with a spread of people."""
    milligrams = np.asarray(dose.amount, float)
    if opioid != "heroin":
        return milligrams
    return equi_depressing(milligrams, people["heroin.spread"])


def equi_depressing(heroin: Floats, scores: Floats) -> Floats:
    """Fentanyl that depresses breathing like heroin, mg: a factor with a spread between people, both assumed.

    Args:
        heroin: mg.
        scores: standard normal score of each person in the spread.
    """
    equivalent = load().parameter_values["overdose_heroin_as_fentanyl"]
    cv = equivalent.spread or 0.0
    own: Floats = heroin * (equivalent.value or 0.0) * np.exp(np.sqrt(np.log1p(cv**2)) * scores)
    return own


def loaded(parameters: Mapping[str, Any], on_board: Floats) -> dict[str, Floats]:
    """States of the opioid that hold an occupancy in balance; none where nobody has anything on board.

    Args:
        parameters: of the people, by full name.
        on_board: share of receptors that carry opioid, shape (people,).
    """
    if not np.any(on_board > 0):
        return {}
    bound = on_board / (1 - on_board)
    brain = parameters["overdose_receptor.K_d_opioid"] * bound ** (1 / parameters["overdose_receptor.n_opioid"])
    central = brain * parameters["overdose_opioid.V_c"]
    return {
        "overdose_opioid.central": central,
        "overdose_opioid.fast": central * parameters["overdose_opioid.k12"] / parameters["overdose_opioid.k21"],
        "overdose_opioid.slow": central * parameters["overdose_opioid.k13"] / parameters["overdose_opioid.k31"],
        "overdose_opioid.brain": brain,
        "overdose_receptor.opioid": on_board,
    }
