"""Corticotropin-releasing factor (CRF) of the extended amygdala: the brain's own stress signal.

    d crf / dt = k_crf (driven (1 + b_load load/(1 + load)) - crf)
    driven     = 1 + (b_withdrawal withdrawal + b_stress stress) m(o; g_crf)

Relative to rest. Left out: noradrenergic challenge (yohimbine), dynorphin, neuropeptide Y.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.physiology.modulation import modulation
from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Extracellular CRF."""

    crf: Scalar = quantity("1", "CRF of the extended amygdala, x rest")


class Amygdala(Subsystem):
    """Removal and drives of CRF."""

    name: ClassVar[str] = "amygdala"

    k_crf: Scalar = parameter("1/h", "removal rate of extracellular CRF")
    b_withdrawal: Scalar = parameter("1", "response of CRF to withdrawal")
    b_stress: Scalar = parameter("1", "response of CRF to one unit of stress")
    b_load: Scalar = parameter("1", "amplification of CRF by allostatic load")
    g_crf: Scalar = parameter("1", "gain of oxytocin on the driven part of CRF")

    def rates(self, y: State, withdrawal: Scalar, stress: Scalar, load: Scalar, signal: Scalar) -> State:
        """Rates of change, per hour."""
        driven = (self.b_withdrawal * withdrawal + self.b_stress * stress) * modulation(signal, self.g_crf)
        return State(crf=self.k_crf * ((1 + driven) * (1 + self.b_load * load / (1 + load)) - y.crf))
