"""Naltrexone by mouth.

    d gut     / dt = -k_a gut
    d central / dt =  k_a gut - CL central / V
    d brain   / dt =  k_e (central / V - brain)

Amounts in nmol, `brain` (effect-site concentration) in nmol/L. A fifth of an oral dose reaches the circulation as
naltrexone here; publications print 5 to 40 per cent. It leaves plasma within hours and the receptors over days: that
long blockade is held by the slow dissociation at the receptor (see mu_receptor), which stands for rebinding and the
last slow phase in plasma as well.
Left out: 6-beta-naltrexol, the weaker metabolite, which the affinity that reproduces measured occupancies contains;
implants and the monthly injection.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts and effect-site concentration."""

    gut: Scalar = quantity("nmol", "naltrexone to be absorbed")
    central: Scalar = quantity("nmol", "naltrexone in the body")
    brain: Scalar = quantity("nmol/L", "naltrexone at the effect site")


class Naltrexone(Subsystem):
    """Clearance and volume of naltrexone."""

    name: ClassVar[str] = "naltrexone"

    F: Scalar = parameter("1", "fraction of an oral dose that reaches the circulation unchanged")
    k_a: Scalar = parameter("1/h", "absorption of oral naltrexone")
    CL: Scalar = parameter("L/h", "clearance of naltrexone")
    V: Scalar = parameter("L", "volume of naltrexone")
    k_e: Scalar = parameter("1/h", "equilibration with the effect site")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        concentration = y.central / self.V
        return State(
            gut=-self.k_a * y.gut,
            central=self.k_a * y.gut - self.CL * concentration,
            brain=self.k_e * (concentration - y.brain),
        )
