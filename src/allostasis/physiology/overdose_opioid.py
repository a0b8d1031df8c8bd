"""An injected opioid in an overdose: plasma and effect site (seconds).

    d central / dt = inflow - (k10 + k12 + k13) central + k21 fast + k31 slow
    d fast    / dt = k12 central - k21 fast
    d slow    / dt = k13 central - k31 slow
    d brain   / dt = k_e (concentration_factor central / V_c - brain)

Amounts in nmol, `brain` (effect-site concentration) in nmol/L. A bolus is in `central` at once: the published doses are
boluses, and an infusion over 30 s gives other times. Fentanyl has its own draw of volumes and flows; carfentanil has
the same draw with k10 and k13 a tenth, k21 and k31 ten times as large, its own k_e and molar mass; buprenorphine has
the volumes and flows of the population model that the slow model uses; heroin enters as an equi-depressing dose of
fentanyl.
Left out: lung uptake, skin and mucosa, and metabolites that act (heroin's are in its equi-depressing dose).
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts and effect-site concentration."""

    central: Scalar = quantity("nmol", "opioid, central compartment")
    fast: Scalar = quantity("nmol", "opioid, fast peripheral compartment")
    slow: Scalar = quantity("nmol", "opioid, slow peripheral compartment")
    brain: Scalar = quantity("nmol/L", "opioid at the effect site")


class OverdoseOpioid(Subsystem):
    """Rate constants and volume of the injected opioid."""

    name: ClassVar[str] = "overdose_opioid"

    V_c: Scalar = parameter("L", "central volume of the injected opioid")
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
            brain=self.k_e * (concentration_factor * self.plasma(y) - y.brain),
        )

    def plasma(self, y: State) -> Scalar:
        """Concentration in plasma before the effect of high flow, nmol/L."""
        return y.central / self.V_c
