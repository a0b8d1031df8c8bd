"""Allostatic load: what deviations from rest cost, summed over about a year.

    d load / dt = a_cortisol (ln cortisol)^2 + a_oxytocin ((o - 1)/(o + 1))^2 + a_withdrawal withdrawal^2
                  + a_affect displacement^2 - load / tau_load

Both directions of a deviation cost the same. Published indices of load count several markers and cortisol is not among
the best of them; this state is the model's own bookkeeping and no such index.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import log


class State(Record):
    """Allostatic load."""

    load: Scalar = quantity("1", "allostatic load", slow=True)


class Load(Subsystem):
    """Costs of deviation and the time in which load wears off."""

    name: ClassVar[str] = "load"

    a_cortisol: Scalar = parameter("1/h", "cost of cortisol away from rest")
    a_oxytocin: Scalar = parameter("1/h", "cost of the oxytocin signal away from rest")
    a_withdrawal: Scalar = parameter("1/h", "cost of withdrawal")
    a_affect: Scalar = parameter("1/h", "cost of a displaced set point")
    tau_load: Scalar = parameter("h", "time in which load wears off")

    def rates(self, y: State, cortisol: Scalar, signal: Scalar, withdrawal: Scalar, displacement: Scalar) -> State:
        """Rate of change, per hour."""
        contrast = (signal - 1) / (signal + 1)
        cost = (
            self.a_cortisol * log(cortisol) ** 2
            + self.a_oxytocin * contrast**2
            + self.a_withdrawal * withdrawal**2
            + self.a_affect * displacement**2
        )
        return State(load=cost - y.load / self.tau_load)
