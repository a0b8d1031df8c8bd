"""Oxytocin that was given: nasal spray to plasma and, by a route of its own, to the brain.

    d nasal         / dt = -k_a nasal
    d plasma        / dt =  k_a nasal - (CL / V_1 + k12) plasma + k21 tissue
    d tissue        / dt =  k12 plasma - k21 tissue
    d nasal_central / dt = -k_central nasal_central
    d central       / dt =  k_central nasal_central - k_csf central

Amounts in nmol. A nasal dose is split at the door: the fraction `F_plasma` enters `nasal`, the fraction `F_central`
enters `nasal_central`, the rest is swallowed and lost. `F_central` is the headline uncertainty of the whole field: its
prior spans three orders of magnitude. Endogenous oxytocin is a separate state (see oxytocin_cells); concentrations add.
Left out: passage from plasma to brain (about 2 parts in 100,000 reach the brain of rats), degradation in the nose.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts of given oxytocin."""

    nasal: Scalar = quantity("nmol", "oxytocin in the nose on its way to plasma")
    plasma: Scalar = quantity("nmol", "given oxytocin in plasma")
    tissue: Scalar = quantity("nmol", "given oxytocin in the peripheral compartment")
    nasal_central: Scalar = quantity("nmol", "oxytocin in the nose on its way to the brain")
    central: Scalar = quantity("nmol", "given oxytocin in cerebrospinal fluid")


class OxytocinDrug(Subsystem):
    """Kinetics of given oxytocin."""

    name: ClassVar[str] = "oxytocin"

    F_plasma: Scalar = parameter("1", "fraction of a nasal dose that reaches plasma")
    F_central: Scalar = parameter("1", "fraction of a nasal dose that reaches the brain by the nasal route")
    k_a: Scalar = parameter("1/h", "absorption from the nose to plasma")
    k_central: Scalar = parameter("1/h", "passage from the nose to the brain")
    CL: Scalar = parameter("L/h", "plasma clearance of oxytocin")
    V_1: Scalar = parameter("L", "central volume of oxytocin")
    k12: Scalar = parameter("1/h", "plasma to tissue")
    k21: Scalar = parameter("1/h", "tissue to plasma")
    k_csf: Scalar = parameter("1/h", "removal from cerebrospinal fluid")
    V_csf: Scalar = parameter("L", "volume of cerebrospinal fluid")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        return State(
            nasal=-self.k_a * y.nasal,
            plasma=self.k_a * y.nasal - (self.CL / self.V_1 + self.k12) * y.plasma + self.k21 * y.tissue,
            tissue=self.k12 * y.plasma - self.k21 * y.tissue,
            nasal_central=-self.k_central * y.nasal_central,
            central=self.k_central * y.nasal_central - self.k_csf * y.central,
        )

    def plasma_concentration(self, y: State) -> Scalar:
        """Given oxytocin in plasma, nmol/L."""
        return y.plasma / self.V_1

    def central_concentration(self, y: State) -> Scalar:
        """Given oxytocin in cerebrospinal fluid, nmol/L."""
        return y.central / self.V_csf
