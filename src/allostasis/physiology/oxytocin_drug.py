"""Oxytocin that was given: nasal spray to plasma and, by a route of its own, to the brain.

    d depot         / dt = -k_depot depot
    d nasal         / dt = -k_a nasal
    d plasma        / dt =  k_depot depot + k_a nasal - (CL / V_1 + k12 + k_brain) plasma + k21 tissue
    d tissue        / dt =  k12 plasma - k21 tissue
    d nasal_central / dt = -k_central nasal_central
    d central       / dt =  k_central nasal_central + k_brain plasma - k_csf central

Amounts in nmol. A nasal dose is split at the door: the fraction `F_plasma` enters `nasal`, the fraction `F_central`
enters `nasal_central`, the rest is swallowed and lost. `F_central` is the headline uncertainty of the whole field: its
prior spans three orders of magnitude. A breath-powered device multiplies both fractions by factors of its own, so that
8 IU from it and 24 IU from a spray differ in what arrives, not in the shape of the effect: the signal rises with dose.
`depot` is any injection that is not into the vein (muscle, skin, peritoneum); a dose into the ventricles enters
`central` whole. Little passes from plasma to the brain: about 2 parts in 100,000 of a dose in rats.
Endogenous oxytocin is a separate state (see oxytocin_cells); concentrations add. Left out: degradation in the nose.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts of given oxytocin."""

    depot: Scalar = quantity("nmol", "injected oxytocin to be absorbed")
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
    device_plasma: Scalar = parameter("1", "fraction to plasma by breath-powered device over that by spray")
    device_central: Scalar = parameter("1", "fraction to the brain by breath-powered device over that by spray")
    F_depot: Scalar = parameter("1", "fraction of an injection outside the veins that is absorbed")
    k_depot: Scalar = parameter("1/h", "absorption of an injection outside the veins")
    k_a: Scalar = parameter("1/h", "absorption from the nose to plasma")
    k_central: Scalar = parameter("1/h", "passage from the nose to the brain")
    k_brain: Scalar = parameter("1/h", "passage from plasma to the brain")
    CL: Scalar = parameter("L/h", "plasma clearance of oxytocin")
    V_1: Scalar = parameter("L", "central volume of oxytocin")
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
        """Given oxytocin in plasma, nmol/L."""
        return y.plasma / self.V_1

    def central_concentration(self, y: State) -> Scalar:
        """Given oxytocin in cerebrospinal fluid, nmol/L."""
        return y.central / self.V_csf
