"""What turns a dose into an amount of substance: molar masses, and the mass of one international unit."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SUBSTANCES", "Substance"]


@dataclass(frozen=True)
class Substance:
    """What turns a dose of one drug into an amount of substance.

    Args:
        formula: molecular formula of the free base, from which the molar mass follows.
        molar_mass: g/mol, standard atomic weights.
        mass_of_one_iu: micrograms in one international unit, where such a unit is in use.
        source: where the mass of one unit stands.
    """

    formula: str
    molar_mass: float
    mass_of_one_iu: float | None = None
    source: str = ""


SUBSTANCES: dict[str, Substance] = {
    "heroin": Substance("C21H23NO5", 369.42),
    "methadone": Substance("C21H27NO", 309.45),
    "morphine": Substance("C17H19NO3", 285.34),
    "oxytocin": Substance("C43H66N12O12S2", 1007.19, 1.71, "de Groot et al. 1995: 1 IU of oxytocin is 1.71 microgram"),
}
