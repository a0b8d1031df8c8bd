"""Affect: pleasure and pain of the moment, a set point that sinks with chronic use, and the drive that follows.

    d hedonic      / dt = (reward_effect - c_withdrawal felt_withdrawal - c_conditioned conditioned - c_crf (crf - 1)+
                           - offset - hedonic) / tau_hedonic
    d displacement / dt = g_displacement (T - e_0)+ (1 - displacement) / tau_rise - displacement / tau_recovery
    felt_withdrawal     = withdrawal m(o; g_withdrawal)
    drive               = (displacement + c_stress stress - hedonic)+^n_drive

Drive is the distance from the hedonic set point, to the power that homeostatic reinforcement learning uses
(Keramati 2014). Withdrawal enters through `hedonic` alone, so it is not counted twice. What a cue recalls of past
withdrawals (`conditioned`, see learning) hurts as withdrawal itself does: such cues raise reward thresholds in rats.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.physiology.modulation import modulation
from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import positive


class State(Record):
    """Hedonic state and displacement of its set point."""

    hedonic: Scalar = quantity("1", "hedonic state; 0 at rest, negative when unpleasant")
    displacement: Scalar = quantity("1", "allostatic displacement of the hedonic set point", slow=True)


class Affect(Subsystem):
    """Time constants and weights of affect."""

    name: ClassVar[str] = "affect"

    tau_hedonic: Scalar = parameter("h", "time constant of the hedonic state")
    c_withdrawal: Scalar = parameter("1", "aversion of withdrawal against the full rewarding effect")
    c_conditioned: Scalar = parameter("1", "aversion of conditioned withdrawal against the full rewarding effect")
    c_crf: Scalar = parameter("1", "aversion per unit of CRF above rest")
    c_stress: Scalar = parameter("1", "drive per unit of stress")
    offset: Scalar = parameter("1", "standing negative affect of the individual")
    g_displacement: Scalar = parameter("1", "displacement of the set point by chronic opioid tone")
    tau_rise: Scalar = parameter("h", "time in which the set point is displaced")
    tau_recovery: Scalar = parameter("h", "time in which the set point recovers")
    n_drive: Scalar = parameter("1", "exponent of drive")
    g_withdrawal: Scalar = parameter("1", "gain of oxytocin on felt withdrawal")

    def rates(
        self,
        y: State,
        reward: Scalar,
        felt_withdrawal: Scalar,
        conditioned: Scalar,
        crf: Scalar,
        tolerance: Scalar,
        e_0: Scalar,
    ) -> State:
        """Rates of change, per hour."""
        hurt = self.c_withdrawal * felt_withdrawal + self.c_conditioned * conditioned
        balance = reward - hurt - self.c_crf * positive(crf - 1) - self.offset
        push = self.g_displacement * positive(tolerance - e_0) * (1 - y.displacement)
        return State(
            hedonic=(balance - y.hedonic) / self.tau_hedonic,
            displacement=push / self.tau_rise - y.displacement / self.tau_recovery,
        )

    def felt_withdrawal(self, withdrawal: Scalar, signal: Scalar) -> Scalar:
        """Withdrawal as it is felt."""
        return withdrawal * modulation(signal, self.g_withdrawal)

    def drive(self, y: State, stress: Scalar) -> Scalar:
        """Drive: how far the hedonic state is below its displaced set point."""
        return positive(y.displacement + self.c_stress * stress - y.hedonic) ** self.n_drive
