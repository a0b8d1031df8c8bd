"""Corticotropin-releasing factor (CRF) of the extended amygdala: the brain's own stress signal.

    d crf / dt = k_crf (driven (1 + b_load load/(1 + load)) - crf)
    driven     = 1 + (b_withdrawal withdrawal + b_stress stress + b_noradrenergic N) m(o; g_crf)
    action     = 1 + (crf - 1) (1 - block)

Relative to rest. N is a noradrenergic challenge (yohimbine). `action` is what CRF does to whatever listens: an
antagonist of the CRF1 receptor (`block`) takes away what is above rest. Left out: dynorphin, neuropeptide Y.
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
    b_noradrenergic: Scalar = parameter("1", "response of CRF to a doubling of noradrenaline")
    b_load: Scalar = parameter("1", "amplification of CRF by allostatic load")
    g_crf: Scalar = parameter("1", "gain of oxytocin on the driven part of CRF")

    def rates(
        self, y: State, withdrawal: Scalar, stress: Scalar, noradrenergic: Scalar, load: Scalar, signal: Scalar
    ) -> State:
        """Rates of change, per hour."""
        inputs = self.b_withdrawal * withdrawal + self.b_stress * stress + self.b_noradrenergic * noradrenergic
        driven = inputs * modulation(signal, self.g_crf)
        return State(crf=self.k_crf * ((1 + driven) * (1 + self.b_load * load / (1 + load)) - y.crf))

    def action(self, y: State, block: Scalar) -> Scalar:
        """What CRF does, x rest; `block` is the share of its receptors that a drug holds."""
        return 1 + (y.crf - 1) * (1 - block)
