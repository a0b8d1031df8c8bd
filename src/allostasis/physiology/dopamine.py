"""Dopamine of the striatum: it rises with drugs and cues and falls in withdrawal; D2 receptors fall with opioid tone.

    d adapted / dt = (reward_effect+ - adapted) / tau_adapted
    d D2      / dt = (exp(-k_D2 (T - e_0)) - D2) / tau_D2
    phasic         = d_effect (reward_effect - adapted)+ m(o; g_dopamine)
    dopamine       = (1 + phasic + d_cue reactivity m(o; g_dopamine)) / (1 + d_withdrawal withdrawal)

Relative to rest. A rewarding effect raises dopamine while it is rising and for `tau_adapted` after; every opioid with
such an effect does. In withdrawal dopamine falls below its rest, as long and as far as withdrawal goes (rats: marked
for days after the last morphine, less after a week, Acquas 1992; in step with signs under an antagonist, Rossetti
1992); the divisor keeps it above zero. The phasic response itself, which teaches, is not divided. Left out: differences
between core and shell, firing patterns, receptors other than D2.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.physiology.modulation import modulation
from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import exp, positive


class State(Record):
    """Adaptation to the rewarding effect, and availability of D2 receptors."""

    adapted: Scalar = quantity("1", "rewarding effect to which dopamine has adapted")
    D2: Scalar = quantity("1", "striatal D2 availability, x rest", slow=True)


class Dopamine(Subsystem):
    """Phasic dopamine; loss and recovery of D2 receptors."""

    name: ClassVar[str] = "dopamine"

    tau_adapted: Scalar = parameter("h", "time in which dopamine adapts to a lasting effect")
    d_effect: Scalar = parameter("1", "rise of dopamine with a full rewarding effect to which it has not adapted")
    d_cue: Scalar = parameter("1", "rise of dopamine with cue reactivity")
    d_withdrawal: Scalar = parameter("1", "fall of dopamine with withdrawal, which halves it at 1/d_withdrawal")
    k_D2: Scalar = parameter("1", "loss of D2 receptors with tolerance")
    tau_D2: Scalar = parameter("h", "time constant of D2 availability")
    g_dopamine: Scalar = parameter("1", "gain of oxytocin on the dopamine response")

    def rates(self, y: State, reward_effect: Scalar, tolerance: Scalar, e_0: Scalar) -> State:
        """Rates of change, per hour."""
        return State(
            adapted=(positive(reward_effect) - y.adapted) / self.tau_adapted,
            D2=(exp(-self.k_D2 * (tolerance - e_0)) - y.D2) / self.tau_D2,
        )

    def phasic(self, y: State, reward_effect: Scalar, signal: Scalar) -> Scalar:
        """Rise of dopamine by a drug above its level at rest."""
        return self.d_effect * positive(reward_effect - y.adapted) * modulation(signal, self.g_dopamine)

    def dopamine(self, phasic: Scalar, reactivity: Scalar, withdrawal: Scalar, signal: Scalar) -> Scalar:
        """Dopamine relative to rest, not negative."""
        raised = 1 + phasic + self.d_cue * reactivity * modulation(signal, self.g_dopamine)
        return raised / (1 + self.d_withdrawal * withdrawal)
