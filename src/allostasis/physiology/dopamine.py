"""Striatal D2 receptors, which fall with chronic opioid tone.

    d D2 / dt = (exp(-k_D2 (T - e_0)) - D2) / tau_D2

Relative to rest. Left out in this first form: phasic and tonic dopamine.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import exp


class State(Record):
    """Availability of D2 receptors."""

    D2: Scalar = quantity("1", "striatal D2 availability, x rest", slow=True)


class Dopamine(Subsystem):
    """Loss and recovery of D2 receptors."""

    name: ClassVar[str] = "dopamine"

    k_D2: Scalar = parameter("1", "loss of D2 receptors with tolerance")
    tau_D2: Scalar = parameter("h", "time constant of D2 availability")

    def rates(self, y: State, tolerance: Scalar, e_0: Scalar) -> State:
        """Rate of change, per hour."""
        return State(D2=(exp(-self.k_D2 * (tolerance - e_0)) - y.D2) / self.tau_D2)
