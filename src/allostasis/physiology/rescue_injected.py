"""An antagonist that enters plasma in a rescue: plasma and effect site (seconds).

    d central / dt = inflow - (k10 + k12 + k13) central + k21 fast + k31 slow
    d fast    / dt = k12 central - k21 fast
    d slow    / dt = k13 central - k31 slow
    d brain   / dt = k_e (concentration_factor central / V_c - brain)

Amounts in nmol, `brain` in nmol/L. Naloxone into the vein runs in over 10 s. The published code gives it as 101 equal
parts of a hundredth, at every tenth of a second, both ends included: 1.01 times the nominal dose over 10.1 s, and so do
we. Nasal nalmefene has two compartments (k13 and k31 are 0), and its inflow is what the nose lets through.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts and effect-site concentration."""

    central: Scalar = quantity("nmol", "antagonist, central compartment")
    fast: Scalar = quantity("nmol", "antagonist, fast peripheral compartment")
    slow: Scalar = quantity("nmol", "antagonist, slow peripheral compartment")
    brain: Scalar = quantity("nmol/L", "antagonist at the effect site")


class RescueInjected(Subsystem):
    """Rate constants and volume of naloxone in the vein, or of nasal nalmefene."""

    name: ClassVar[str] = "rescue_injected"

    V_c: Scalar = parameter("L", "central volume")
    k10: Scalar = parameter("1/s", "elimination")
    k12: Scalar = parameter("1/s", "central to fast peripheral")
    k21: Scalar = parameter("1/s", "fast peripheral to central")
    k13: Scalar = parameter("1/s", "central to slow peripheral")
    k31: Scalar = parameter("1/s", "slow peripheral to central")
    k_e: Scalar = parameter("1/s", "equilibration with the effect site")

    def rates(self, y: State, inflow: Scalar, concentration_factor: Scalar) -> State:
        """Rates of change, per second; `inflow` is an infusion in nmol/s."""
        to_fast = self.k12 * y.central - self.k21 * y.fast
        to_slow = self.k13 * y.central - self.k31 * y.slow
        return State(
            central=inflow - self.k10 * y.central - to_fast - to_slow,
            fast=to_fast,
            slow=to_slow,
            brain=self.k_e * (concentration_factor * y.central / self.V_c - y.brain),
        )
