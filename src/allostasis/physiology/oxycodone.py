"""Oxycodone by mouth or into the vein.

    d gut     / dt = -k_a gut
    d central / dt =  k_a gut - CL central / V
    d brain   / dt =  k_e (central / V - brain)

Amounts in nmol, `brain` (effect-site concentration) in nmol/L of total drug. One compartment describes oxycodone after
the mouth; the rapid distribution after the vein is not drawn. Bioavailability belongs to the dose. Left out: tablets
that release slowly, and oxymorphone, its active metabolite.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts and effect-site concentration."""

    gut: Scalar = quantity("nmol", "oxycodone to be absorbed")
    central: Scalar = quantity("nmol", "oxycodone in the body")
    brain: Scalar = quantity("nmol/L", "oxycodone at the effect site")


class Oxycodone(Subsystem):
    """Clearance and volume of oxycodone."""

    name: ClassVar[str] = "oxycodone"

    F: Scalar = parameter("1", "fraction of an oral dose that is absorbed")
    k_a: Scalar = parameter("1/h", "absorption of oral oxycodone")
    CL: Scalar = parameter("L/h", "clearance of oxycodone")
    V: Scalar = parameter("L", "volume of oxycodone")
    k_e: Scalar = parameter("1/h", "equilibration with the effect site")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        concentration = y.central / self.V
        return State(
            gut=-self.k_a * y.gut,
            central=self.k_a * y.gut - self.CL * concentration,
            brain=self.k_e * (concentration - y.brain),
        )
