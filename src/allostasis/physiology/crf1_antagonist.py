"""An antagonist of the CRF1 receptor by mouth.

    d gut     / dt = -k_a gut
    d central / dt =  k_a gut - CL central / V
    block     = C / (C + K_block),   C = central / V

Amounts in nmol. Modelled on pexacerfont, of which one thing is known here: a regimen that predicted a central occupancy
close to 90 %. Clearance and volume are apparent (per absorbed fraction); only clearance times `K_block` can be told
from that. `block` is the share of CRF1 receptors that CRF no longer reaches.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts of the antagonist."""

    gut: Scalar = quantity("nmol", "CRF1 antagonist to be absorbed")
    central: Scalar = quantity("nmol", "CRF1 antagonist in the body")


class CRF1Antagonist(Subsystem):
    """Kinetics of the antagonist and its hold on the receptor."""

    name: ClassVar[str] = "crf1_antagonist"

    k_a: Scalar = parameter("1/h", "absorption of the CRF1 antagonist")
    CL: Scalar = parameter("L/h", "apparent clearance of the CRF1 antagonist")
    V: Scalar = parameter("L", "apparent volume of the CRF1 antagonist")
    K_block: Scalar = parameter("nmol/L", "concentration in plasma that blocks half of the CRF1 receptors")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        return State(gut=-self.k_a * y.gut, central=self.k_a * y.gut - self.CL / self.V * y.central)

    def block(self, y: State) -> Scalar:
        """Share of CRF1 receptors that are blocked, between 0 and 1."""
        relative = y.central / (self.V * self.K_block)
        return relative / (1 + relative)
