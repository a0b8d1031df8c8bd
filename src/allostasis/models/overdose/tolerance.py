"""How tolerance of breathing acts: two published readings of the same people, never both at once.

exponents   the rescue model (mann2022): exponents of occupancy 1.47 times the naive ones in the chronic user. Its
            published tables need it.
C50         those who measured (algera2020): a concentration of half effect that is 4.3 times the naive one.

With occupancies near 1, as in every overdose, an exponent takes back next to nothing: 0.99 to the power of 1.3 or of 3
is nearly 1. A shift of the concentration takes back as much as a smaller dose would.
"""

from __future__ import annotations

from typing import Literal, get_args

from allostasis.models.overdose.values import Floats, row_value

ActsOn = Literal["exponents", "C50"]
ACTS_ON: tuple[str, ...] = get_args(ActsOn)

C50_ROWS = ("algera2020_fentanyl_c50_chronic", "algera2020_fentanyl_c50_naive")
"""Rows of the concentrations of half effect, in chronic users and in the naive."""


def tolerant(tolerance: Floats, acts_on: ActsOn) -> dict[str, Floats]:
    """Parameters of people with a tolerance.

    Args:
        tolerance: 0 in the naive, 1 in the published chronic user, on a straight line between and above.
        acts_on: what it acts on.

    Returns:
        Parameters by full name, each of the shape of `tolerance`.
    """
    if acts_on == "exponents":
        return {"ventilation.tolerance": tolerance, "overdose_receptor.shift": 0 * tolerance + 1}
    return {"ventilation.tolerance": 0 * tolerance, "overdose_receptor.shift": shift(tolerance)}


def shift(tolerance: Floats) -> Floats:
    """Factor on the opioid's concentration of half effect: 1 in the naive, 4.3 in the published chronic user."""
    chronic, naive = (row_value(row, "ng/mL") for row in C50_ROWS)
    return 1 + (chronic / naive - 1) * tolerance
