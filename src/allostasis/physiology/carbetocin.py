"""Carbetocin, the long-acting analogue of oxytocin: into the vein, by injection elsewhere, and by nose.

    d depot         / dt = -k_depot depot
    d nasal         / dt = -k_a nasal
    d plasma        / dt =  k_depot depot + k_a nasal - (CL / V_1 + k12 + k_brain) plasma + k21 tissue
    d tissue        / dt =  k12 plasma - k21 tissue
    d nasal_central / dt = -k_central nasal_central
    d central       / dt =  k_central nasal_central + k_brain plasma - k_csf central

Amounts in nmol. The kinetics in blood are those of women; `depot` is any injection that is not into the vein. What
reaches the brain is as uncertain as for oxytocin, and has the same form: a fraction of a nasal dose by a route of its
own, and a slow passage from plasma. What carbetocin does at the receptor stands in oxytocin_receptor.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts of carbetocin."""

    depot: Scalar = quantity("nmol", "injected carbetocin to be absorbed")
    nasal: Scalar = quantity("nmol", "carbetocin in the nose on its way to plasma")
    plasma: Scalar = quantity("nmol", "carbetocin in plasma")
    tissue: Scalar = quantity("nmol", "carbetocin in the peripheral compartment")
    nasal_central: Scalar = quantity("nmol", "carbetocin in the nose on its way to the brain")
    central: Scalar = quantity("nmol", "carbetocin in cerebrospinal fluid")


class Carbetocin(Subsystem):
    """Kinetics of carbetocin."""

    name: ClassVar[str] = "carbetocin"

    F_depot: Scalar = parameter("1", "fraction of an injection outside the veins that is absorbed")
    F_plasma: Scalar = parameter("1", "fraction of a nasal dose that reaches plasma")
    F_central: Scalar = parameter("1", "fraction of a nasal dose that reaches the brain by the nasal route")
    k_depot: Scalar = parameter("1/h", "absorption of an injection outside the veins")
    k_a: Scalar = parameter("1/h", "absorption from the nose to plasma")
    k_central: Scalar = parameter("1/h", "passage from the nose to the brain")
    k_brain: Scalar = parameter("1/h", "passage from plasma to the brain")
    CL: Scalar = parameter("L/h", "plasma clearance of carbetocin")
    V_1: Scalar = parameter("L", "central volume of carbetocin")
    k12: Scalar = parameter("1/h", "plasma to tissue")
    k21: Scalar = parameter("1/h", "tissue to plasma")
    k_csf: Scalar = parameter("1/h", "removal from cerebrospinal fluid")
    V_csf: Scalar = parameter("L", "volume of cerebrospinal fluid")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        absorbed = self.k_depot * y.depot + self.k_a * y.nasal
        to_tissue = self.k12 * y.plasma - self.k21 * y.tissue
        to_brain = self.k_brain * y.plasma
        return State(
            depot=-self.k_depot * y.depot,
            nasal=-self.k_a * y.nasal,
            plasma=absorbed - self.CL / self.V_1 * y.plasma - to_tissue - to_brain,
            tissue=to_tissue,
            nasal_central=-self.k_central * y.nasal_central,
            central=self.k_central * y.nasal_central + to_brain - self.k_csf * y.central,
        )

    def plasma_concentration(self, y: State) -> Scalar:
        """Carbetocin in plasma, nmol/L."""
        return y.plasma / self.V_1

    def central_concentration(self, y: State) -> Scalar:
        """Carbetocin in cerebrospinal fluid, nmol/L."""
        return y.central / self.V_csf
