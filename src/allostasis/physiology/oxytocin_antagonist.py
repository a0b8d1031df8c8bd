"""An antagonist of the oxytocin receptor: into the vein, by injection elsewhere, or straight into the ventricles.

    d depot   / dt = -k_depot depot
    d plasma  / dt =  k_depot depot - (CL / V_1 + k12 + k_brain) plasma + k21 tissue
    d tissue  / dt =  k12 plasma - k21 tissue
    d central / dt =  k_brain plasma - k_csf central

Amounts in nmol. The kinetics in blood are those of atosiban in women. How much of an antagonist enters the brain from
blood sets peptides (next to nothing) apart from small molecules (freely); `k_brain` is therefore wide. Experiments on
the brain give it into the ventricles. What it does at the receptor stands in oxytocin_receptor.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts of the antagonist."""

    depot: Scalar = quantity("nmol", "injected antagonist to be absorbed")
    plasma: Scalar = quantity("nmol", "oxytocin antagonist in plasma")
    tissue: Scalar = quantity("nmol", "oxytocin antagonist in the peripheral compartment")
    central: Scalar = quantity("nmol", "oxytocin antagonist in cerebrospinal fluid")


class OxytocinAntagonist(Subsystem):
    """Kinetics of the antagonist."""

    name: ClassVar[str] = "oxytocin_antagonist"

    F_depot: Scalar = parameter("1", "fraction of an injection outside the veins that is absorbed")
    k_depot: Scalar = parameter("1/h", "absorption of an injection outside the veins")
    k_brain: Scalar = parameter("1/h", "passage from plasma to the brain")
    CL: Scalar = parameter("L/h", "plasma clearance of the antagonist")
    V_1: Scalar = parameter("L", "central volume of the antagonist")
    k12: Scalar = parameter("1/h", "plasma to tissue")
    k21: Scalar = parameter("1/h", "tissue to plasma")
    k_csf: Scalar = parameter("1/h", "removal from cerebrospinal fluid")
    V_csf: Scalar = parameter("L", "volume of cerebrospinal fluid")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        to_tissue = self.k12 * y.plasma - self.k21 * y.tissue
        to_brain = self.k_brain * y.plasma
        return State(
            depot=-self.k_depot * y.depot,
            plasma=self.k_depot * y.depot - self.CL / self.V_1 * y.plasma - to_tissue - to_brain,
            tissue=to_tissue,
            central=to_brain - self.k_csf * y.central,
        )

    def plasma_concentration(self, y: State) -> Scalar:
        """The antagonist in plasma, nmol/L."""
        return y.plasma / self.V_1

    def central_concentration(self, y: State) -> Scalar:
        """The antagonist in cerebrospinal fluid, nmol/L."""
        return y.central / self.V_csf
