"""Opioids and antagonists of an overdose: people's published quantities as parameters of the equations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from allostasis.evidence import load
from allostasis.models.overdose.rescue import NALMEFENE
from allostasis.models.overdose.values import Floats, constants, defaults, half_occupancy, row_value

People = Mapping[str, Floats]
Parameters = dict[str, Floats]

MASS: dict[str, str] = {"fentanyl": "fentanyl_M", "heroin": "fentanyl_M", "carfentanil": "carfentanil_M"}
"""Row of the molar mass of the published opioids; heroin is given as its equivalent of fentanyl."""


def opioid_parameters(opioid: str, people: People) -> Parameters:
    """Parameters of kinetics and binding of an injected opioid, each of shape (people,)."""
    return OPIOIDS[opioid](people)


def fentanyl(people: People) -> Parameters:
    """Fentanyl: micro-constants from the person's volumes and flows."""
    v, q2, q3 = people["fentanyl_pk.VP"], people["fentanyl_pk.Q2"], people["fentanyl_pk.Q3"]
    kinetics = {
        "overdose_opioid.V_c": v,
        "overdose_opioid.k10": people["fentanyl_pk.CL"] / v,
        "overdose_opioid.k12": q2 / v,
        "overdose_opioid.k21": q2 / people["fentanyl_pk.V2"],
        "overdose_opioid.k13": q3 / v,
        "overdose_opioid.k31": q3 / people["fentanyl_pk.V3"],
    }
    return {**kinetics, **_binding("opioid", "fentanyl_binding", people)}


def carfentanil(people: People) -> Parameters:
    """Carfentanil: fentanyl's draw with the published factors, its own effect site and binding."""
    c, own = constants(), fentanyl(people)
    for rate in ("k10", "k12", "k21", "k13", "k31"):
        own[f"overdose_opioid.{rate}"] = own[f"overdose_opioid.{rate}"] * c[f"carfentanil_{rate}_factor"]
    own["overdose_opioid.k_e"] = np.full_like(own["overdose_opioid.V_c"], c["carfentanil_k_e"])
    return {**own, **_binding("opioid", "carfentanil_binding", people)}


def buprenorphine(people: People) -> Parameters:
    """Buprenorphine into the vein, the same in everybody: its published people are not those of this population.

    Kinetics are the typical ones of the slow model; binding is that of cells, because the exponents of breathing belong
    to it; its activity on breathing, 0.56 of a full agonist, gives the ceiling.
    """
    priors = load().priors
    p = {name: priors[f"buprenorphine.{name}"].default for name in ("V_c", "CL", "V_2", "V_3", "Q_2", "Q_3", "k_e")}
    hour = 3600.0
    one = {
        "overdose_opioid.V_c": p["V_c"],
        "overdose_opioid.k10": p["CL"] / p["V_c"] / hour,
        "overdose_opioid.k12": p["Q_2"] / p["V_c"] / hour,
        "overdose_opioid.k21": p["Q_2"] / p["V_2"] / hour,
        "overdose_opioid.k13": p["Q_3"] / p["V_c"] / hour,
        "overdose_opioid.k31": p["Q_3"] / p["V_3"] / hour,
        "overdose_opioid.k_e": p["k_e"] / hour,
        "overdose_receptor.K_d_opioid": row_value("mann2022_buprenorphine_k_d", "nmol/L"),
        "overdose_receptor.k_off_opioid": row_value("mann2022_buprenorphine_k_off", "1/s"),
        "overdose_receptor.n_opioid": row_value("mann2022_buprenorphine_n_binding", "1"),
        "ventilation.activity": priors["mu_receptor.eps_buprenorphine_respiration"].default,
    }
    number = people["fentanyl_pk.VP"].shape[0]
    return {name: np.full(number, value) for name, value in one.items()}


OPIOIDS: dict[str, Callable[[People], Parameters]] = {
    "fentanyl": fentanyl,
    "carfentanil": carfentanil,
    "heroin": fentanyl,
    "buprenorphine": buprenorphine,
}
"""Opioids that can be injected."""


def nasal(people: People) -> Parameters:
    """Nasal naloxone."""
    litres = {"V1": "V_c", "V2": "V_t", "CL": "CL", "Q": "Q"}
    return {
        "rescue_absorbed.k_transit": people["naloxone_in.ktr"],
        "rescue_absorbed.k_a": people["naloxone_in.kin"],
        **{f"rescue_absorbed.{ours}": people[f"naloxone_in.{theirs}"] / 1000 for theirs, ours in litres.items()},
        **_binding("antagonist", "naloxone_binding", people),
    }


def muscle(people: People) -> Parameters:
    """Intramuscular naloxone: typical kinetics of the published rows in everybody, binding of the person."""
    rows = {
        "k_transit": ("mann2022_naloxone_im_k_transit", "1/s"),
        "k_a": ("mann2022_naloxone_im_k_a", "1/s"),
        "V_c": ("mann2022_naloxone_im_v_c", "L"),
        "V_t": ("mann2022_naloxone_im_v_2", "L"),
        "CL": ("mann2022_naloxone_im_cl", "L/s"),
        "Q": ("mann2022_naloxone_im_q", "L/s"),
    }
    number = people["fentanyl_pk.VP"].shape[0]
    typical = {f"rescue_absorbed.{name}": np.full(number, row_value(*row)) for name, row in rows.items()}
    return {**typical, **_binding("antagonist", "naloxone_binding", people)}


def vein(people: People) -> Parameters:
    """Intravenous naloxone: volume and clearance of the person, the flows the same in everybody."""
    d, v = defaults(), people["naloxone_iv.V"]
    typical = d["rescue_injected.V_c"]
    return {
        "rescue_injected.V_c": v,
        "rescue_injected.k10": people["naloxone_iv.CL"] / v,
        "rescue_injected.k12": d["rescue_injected.k12"] * typical / v,
        "rescue_injected.k13": d["rescue_injected.k13"] * typical / v,
        **_binding("antagonist", "naloxone_binding", people),
    }


def nalmefene(people: People) -> Parameters:
    """Nasal nalmefene: clearance and central volume of the person, the rest typical; all divided by what is absorbed.

    Binding is the person's for naloxone, with both rates scaled as the source scaled them. That the power and the
    effect-site rate are those of naloxone, and that high flow acts on it as on naloxone in the vein, is assumed.
    """
    v, flow = nalmefene_of("v_c", "L", people), row_value("laffont2024_nalmefene_q", "L/s")
    zero, own = np.zeros_like(v), _binding("antagonist", "naloxone_binding", _scaled_to_nalmefene(people))
    return {
        "rescue_injected.V_c": v,
        "rescue_injected.k10": nalmefene_of("cl", "L/s", people) / v,
        "rescue_injected.k12": flow / v,
        "rescue_injected.k21": zero + flow / row_value("laffont2024_nalmefene_v_p", "L"),
        "rescue_injected.k13": zero,
        "rescue_injected.k31": zero,
        **own,
    }


def nalmefene_of(name: str, unit: str, people: People) -> Floats:
    """A quantity of nalmefene that differs between people: log-normal about the row's value, with its spread."""
    row = load().parameter_values[f"laffont2024_nalmefene_{name}"]
    width = np.sqrt(np.log1p((row.spread or 0.0) ** 2))
    own: Floats = row_value(row.row_id, unit) * np.exp(width * people[f"nalmefene.{name}"])
    return own


def _scaled_to_nalmefene(people: People) -> dict[str, Floats]:
    """People whose rates of binding are nalmefene's: both rows of the typical patient give the ratio."""
    rates = {"kon": "k_on", "koff": "k_off"}
    return {"naloxone_binding.n": people["naloxone_binding.n"]} | {
        f"naloxone_binding.{theirs}": people[f"naloxone_binding.{theirs}"]
        * (row_value(f"laffont2024_nalmefene_{ours}", "1/s") / row_value(f"mann2022_naloxone_{ours}", "1/s"))
        for theirs, ours in rates.items()
    }


ANTAGONISTS: dict[str, Callable[[People], Parameters]] = {
    "intranasal": nasal,
    "intramuscular": muscle,
    "intravenous": vein,
    NALMEFENE: nalmefene,
}
"""Parameters of the antagonist by route."""
INTO_PLASMA = ("intravenous", NALMEFENE)
"""Routes whose inflow into plasma is given, and no depot."""


def _binding(who: str, drug: str, people: People) -> Parameters:
    k_on, k_off, n = (people[f"{drug}.{name}"] for name in ("kon", "koff", "n"))
    return {
        f"overdose_receptor.K_d_{who}": half_occupancy(k_on, k_off, n),
        f"overdose_receptor.k_off_{who}": k_off,
        f"overdose_receptor.n_{who}": n,
    }
