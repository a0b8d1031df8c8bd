"""R-methadone, the active enantiomer, after oral doses of the racemate.

    d gut       / dt = -k_a gut
    d central   / dt =  k_a gut - (CL + Q_2 + Q_3) central / V_c + Q_2 fast / V_2 + Q_3 slow / V_3
    d fast      / dt =  Q_2 (central / V_c - fast / V_2)
    d slow      / dt =  Q_3 (central / V_c - slow / V_3)
    d brain     / dt =  k_e (central / V_c - brain)

Amounts in nmol of R-methadone, `brain` (effect-site concentration) in nmol/L of total, not free, drug: the affinity at
the receptor is apparent in the same sense. Bioavailability and the share of the R form belong to the dose.
S-methadone is left out: it hardly binds to the mu receptor, and in linear kinetics it does not touch R. Its own effects
(other receptors, the heart) are outside this model. Also left out: induction of its own metabolism, and what other
drugs do to CYP2B6.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts and effect-site concentration."""

    gut: Scalar = quantity("nmol", "R-methadone to be absorbed")
    central: Scalar = quantity("nmol", "R-methadone, central compartment")
    fast: Scalar = quantity("nmol", "R-methadone, fast peripheral compartment")
    slow: Scalar = quantity("nmol", "R-methadone, slow peripheral compartment")
    brain: Scalar = quantity("nmol/L", "R-methadone at the effect site")


class Methadone(Subsystem):
    """Clearances and volumes of R-methadone."""

    name: ClassVar[str] = "methadone"

    F: Scalar = parameter("1", "fraction of an oral dose that is absorbed")
    k_a: Scalar = parameter("1/h", "absorption of oral methadone")
    CL: Scalar = parameter("L/h", "clearance of R-methadone")
    V_c: Scalar = parameter("L", "central volume of R-methadone")
    V_2: Scalar = parameter("L", "fast peripheral volume of R-methadone")
    V_3: Scalar = parameter("L", "slow peripheral volume of R-methadone")
    Q_2: Scalar = parameter("L/h", "flow to the fast peripheral compartment")
    Q_3: Scalar = parameter("L/h", "flow to the slow peripheral compartment")
    k_e: Scalar = parameter("1/h", "equilibration with the effect site")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        concentration = y.central / self.V_c
        to_fast = self.Q_2 * (concentration - y.fast / self.V_2)
        to_slow = self.Q_3 * (concentration - y.slow / self.V_3)
        return State(
            gut=-self.k_a * y.gut,
            central=self.k_a * y.gut - self.CL * concentration - to_fast - to_slow,
            fast=to_fast,
            slow=to_slow,
            brain=self.k_e * (concentration - y.brain),
        )
