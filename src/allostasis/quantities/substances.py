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
    "atosiban": Substance("C43H67N11O12S2", 994.19),
    "buprenorphine": Substance("C29H41NO4", 467.65),
    "carbetocin": Substance("C45H69N11O12S", 988.17),
    "fentanyl": Substance("C22H28N2O", 336.48),
    "heroin": Substance("C21H23NO5", 369.42),
    "methadone": Substance("C21H27NO", 309.45),
    "morphine": Substance("C17H19NO3", 285.34),
    "nalmefene": Substance("C21H25NO3", 339.43),
    "naloxone": Substance("C19H21NO4", 327.38),
    "naltrexone": Substance("C20H23NO4", 341.41),
    "oxycodone": Substance("C18H21NO4", 315.37),
    "oxytocin": Substance("C43H66N12O12S2", 1007.19, 1.71, "de Groot et al. 1995: 1 IU of oxytocin is 1.71 microgram"),
    "pexacerfont": Substance("C18H24N6O", 340.43),
    "yohimbine": Substance("C21H26N2O3", 354.45),
}
