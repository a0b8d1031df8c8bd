"""Dopamine of the striatum: a phasic response to drugs and cues, and D2 receptors that fall with chronic opioid tone.

    d adapted / dt = (reward_effect+ - adapted) / tau_adapted
    d D2      / dt = (exp(-k_D2 (T - e_0)) - D2) / tau_D2
    phasic         = d_effect (reward_effect - adapted)+ m(o; g_dopamine)
    dopamine       = 1 + phasic + d_cue reactivity m(o; g_dopamine)

Relative to rest. A rewarding effect raises dopamine while it is rising and for `tau_adapted` after; every opioid with
such an effect does. Left out: differences between core and shell, firing patterns, receptors other than D2.
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

    def dopamine(self, phasic: Scalar, reactivity: Scalar, signal: Scalar) -> Scalar:
        """Dopamine relative to rest."""
        return 1 + phasic + self.d_cue * reactivity * modulation(signal, self.g_dopamine)
