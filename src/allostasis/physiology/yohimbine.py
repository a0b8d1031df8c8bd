"""Yohimbine, the noradrenergic challenge: by mouth or into the vein.

    d gut     / dt = -k_a gut
    d central / dt =  k_a gut - CL central / V
    d effect  / dt =  k_e (central / V - effect)
    noradrenergic drive = effect / C_double

Amounts in nmol, `effect` (effect-site concentration) in nmol/L. The drive N is the rise of plasma noradrenaline over
rest: 0 at rest, 1 when it is doubled. It is taken as proportional to the concentration at the effect site, which lags
behind plasma. Bioavailability belongs to the dose. Left out: other transmitters that yohimbine reaches.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts and effect-site concentration."""

    gut: Scalar = quantity("nmol", "yohimbine to be absorbed")
    central: Scalar = quantity("nmol", "yohimbine in the body")
    effect: Scalar = quantity("nmol/L", "yohimbine at the effect site")


class Yohimbine(Subsystem):
    """Clearance, volume and potency of yohimbine."""

    name: ClassVar[str] = "yohimbine"

    F: Scalar = parameter("1", "fraction of an oral dose that is absorbed")
    k_a: Scalar = parameter("1/h", "absorption of oral yohimbine")
    CL: Scalar = parameter("L/h", "clearance of yohimbine")
    V: Scalar = parameter("L", "volume of yohimbine")
    k_e: Scalar = parameter("1/h", "equilibration with the effect site")
    C_double: Scalar = parameter("nmol/L", "concentration that doubles plasma noradrenaline")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        concentration = y.central / self.V
        return State(
            gut=-self.k_a * y.gut,
            central=self.k_a * y.gut - self.CL * concentration,
            effect=self.k_e * (concentration - y.effect),
        )

    def drive(self, y: State) -> Scalar:
        """Noradrenergic drive: the rise of plasma noradrenaline as a multiple of rest, 0 at rest."""
        return y.effect / self.C_double
