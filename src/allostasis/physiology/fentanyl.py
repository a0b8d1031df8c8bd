"""Fentanyl after an intravenous dose.

    d central / dt = -(k10 + k12 + k13) central + k21 fast + k31 slow
    d fast    / dt =  k12 central - k21 fast
    d slow    / dt =  k13 central - k31 slow
    d brain   / dt =  k_e (central / V_c - brain)

Amounts in nmol, `brain` (effect-site concentration) in nmol/L of total drug. Volume and rates are
the geometric means of four published models of three compartments in adults; the model of overdoses keeps one of them,
whole (`overdose_opioid`). The equilibration is the mean of what breathing, the EEG, a programme and a review give. Left
out: the passage through the lung, smoke, patches, mucosa, and the other fentanyls.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts and effect-site concentration."""

    central: Scalar = quantity("nmol", "fentanyl, central compartment")
    fast: Scalar = quantity("nmol", "fentanyl, fast peripheral compartment")
    slow: Scalar = quantity("nmol", "fentanyl, slow peripheral compartment")
    brain: Scalar = quantity("nmol/L", "fentanyl at the effect site")


class Fentanyl(Subsystem):
    """Rate constants and volume of fentanyl."""

    name: ClassVar[str] = "fentanyl"

    V_c: Scalar = parameter("L", "central volume of fentanyl")
    k10: Scalar = parameter("1/h", "elimination of fentanyl")
    k12: Scalar = parameter("1/h", "fentanyl, central to fast peripheral")
    k21: Scalar = parameter("1/h", "fentanyl, fast peripheral to central")
    k13: Scalar = parameter("1/h", "fentanyl, central to slow peripheral")
    k31: Scalar = parameter("1/h", "fentanyl, slow peripheral to central")
    k_e: Scalar = parameter("1/h", "equilibration of fentanyl with the effect site")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        to_fast = self.k12 * y.central - self.k21 * y.fast
        to_slow = self.k13 * y.central - self.k31 * y.slow
        return State(
            central=-self.k10 * y.central - to_fast - to_slow,
            fast=to_fast,
            slow=to_slow,
            brain=self.k_e * (y.central / self.V_c - y.brain),
        )
