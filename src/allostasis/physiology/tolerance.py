"""Tolerance as an opponent that follows the opioid tone, and withdrawal as what it leaves behind.

    d fast / dt = (target - fast) / tau_fast
    d slow / dt = (target - slow) / tau_slow
    target      = e_0 + (tone - e_0) m(o; g_tolerance)
    d memory / dt = (T - memory) / tau_memory
    T           = w_fast fast + (1 - w_fast) slow
    withdrawal  = excess(T - tone)

At rest fast = slow = memory = tone = e_0 and there is no withdrawal. Oxytocin acts on the tolerance that tone above
rest brings: acting on all of it would put drug-free people with a high or low oxytocin signal into a standing
withdrawal. Under constant occupancy withdrawal fades; between the doses of a short-acting drug it appears as trough
withdrawal; after the last dose its tail follows tau_slow. A mismatch well below `softness` is hardly felt (excess(x) is
x^2/softness there): the tolerance that is left weeks after the last dose, and the endogenous tone that an antagonist
takes from people without drugs, bring little withdrawal. `memory` keeps the tolerance of the past month; doses are
chosen by it (see use), so that they do not shrink at once when tolerance is lost.
Left out: tolerance that is signalled by the place (conditioned tolerance).
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.physiology.modulation import excess, modulation
from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """The opponent's two parts."""

    fast: Scalar = quantity("1", "fast part of tolerance", slow=True)
    slow: Scalar = quantity("1", "slow part of tolerance", slow=True)
    memory: Scalar = quantity("1", "tolerance of the past weeks, by which doses are chosen", slow=True)


class Tolerance(Subsystem):
    """Time constants and weight of the opponent."""

    name: ClassVar[str] = "tolerance"

    tau_fast: Scalar = parameter("h", "time constant of the fast part")
    tau_slow: Scalar = parameter("h", "time constant of the slow part")
    tau_memory: Scalar = parameter("h", "time constant of the memory of dose")
    w_fast: Scalar = parameter("1", "share of the fast part")
    g_tolerance: Scalar = parameter("1", "gain of oxytocin on the growth of tolerance")
    softness: Scalar = parameter("1", "mismatch of which half is felt as withdrawal; smaller ones fade out")

    def rates(self, y: State, tone: Scalar, e_0: Scalar, signal: Scalar) -> State:
        """Rates of change, per hour; `e_0` is the tone at rest."""
        target = e_0 + (tone - e_0) * modulation(signal, self.g_tolerance)
        return State(
            fast=(target - y.fast) / self.tau_fast,
            slow=(target - y.slow) / self.tau_slow,
            memory=(self.tolerance(y) - y.memory) / self.tau_memory,
        )

    def tolerance(self, y: State) -> Scalar:
        """Tolerance T, in the unit of tone."""
        return self.w_fast * y.fast + (1 - self.w_fast) * y.slow

    def withdrawal(self, y: State, tone: Scalar) -> Scalar:
        """Withdrawal: the opponent above the tone it opposes; 0 when they balance."""
        return excess(self.tolerance(y) - tone, self.softness)
