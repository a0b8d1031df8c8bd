"""What the designs of the evidence cannot tell apart, and is therefore reported only together.

The structure audit found these by calculation (see its page): along such a mixture of parameters nothing that studies
report changes. No result names one of the members alone as learned from data; it names the quantity given here.
"""

from __future__ import annotations

from typing import NamedTuple


class Product(NamedTuple):
    """Parameters that only act together.

    Attributes:
        members: full names of the parameters.
        reported: the quantity that is reported in their place.
        unless: the data that would tell the members apart.
    """

    members: tuple[str, ...]
    reported: str
    unless: str


PRODUCTS = (
    Product(
        ("oxytocin_receptor.q_density", "oxytocin_receptor.c_coupling"),
        "q_density c_coupling: elasticity of the signal to lost peptide through the density of receptors",
        "binding and a response to oxytocin in the same animals",
    ),
    Product(
        ("oxytocin.F_central", "learning.g_cue"),
        "the effect of a nasal dose on craving at a cue; from people alone never the gain",
        "doses into the brain of animals, or oxytocin at receptors of people",
    ),
    Product(
        ("oxytocin.F_central", "affect.g_withdrawal"),
        "the effect of a nasal dose on felt withdrawal; from people alone never the gain",
        "doses into the brain of animals, or oxytocin at receptors of people",
    ),
    Product(
        ("learning.g_cue", "learning.g_context"),
        "the effect of oxytocin on craving at a cue",
        "craving without a cue, or at a neutral one, beside it in the same people",
    ),
    Product(
        ("tolerance.w_acute", "tolerance.w_fast"),
        "relief that is left after 12 h of infusion, and withdrawal that is left on day 7",
        "several times between one hour and one day after the start and after the end of an infusion",
    ),
    Product(
        ("tolerance.w_fast", "tolerance.tau_slow"),
        "what is left of withdrawal 7 and 19 days after the last dose, as shares of its peak",
        "ratings for more than a month",
    ),
    Product(
        ("oxytocin_cells.a_opioid", "oxytocin_cells.u_capacity"),
        "the oxytocin signal in chronic use, x rest",
        "peptide content during use",
    ),
    Product(
        ("heroin.V_mam", "mu_receptor.K_d_mam"),
        "V_mam K_d_mam: the amount of 6-monoacetylmorphine that holds half of the receptors",
        "6-monoacetylmorphine in plasma after intravenous heroin in people",
    ),
    Product(
        ("naltrexone.F", "mu_receptor.K_d_naltrexone"),
        "F / K_d_naltrexone: receptors held by an oral dose",
        "the fraction of an oral dose that reaches the circulation",
    ),
)


def products_of(parameter: str) -> tuple[Product, ...]:
    """The products in which a parameter is reported; none for most."""
    return tuple(product for product in PRODUCTS if parameter in product.members)
