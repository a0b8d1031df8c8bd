"""Tolerance as an opponent that follows the opioid tone, and withdrawal as what it leaves behind.

    d acute / dt     = (target - acute) / tau_acute
    d fast / dt      = (target - fast) / tau_fast
    d slow / dt      = (target - slow) / tau_slow
    d memory / dt    = (T - memory) / tau_memory
    d called / dt    = (felt - called) / (tau_recruited/2)
    d recruited / dt = (called - recruited) / (tau_recruited/2)
    target           = e_0 + (tone - e_0) m(o; g_tolerance)
    T                = w_acute acute + (1 - w_acute) (w_fast fast + (1 - w_fast) slow)
    above            = (T - missed)+
    felt             = above / (above + softness)
    withdrawal       = above felt (1 - w_recruited (1 - recruited))

`missed` is the tone whose lack is withdrawal: with an antagonist, the tone without its share of the endogenous one
(see mu_receptor), so that an antagonist alone brings none; otherwise it is the tone itself. At rest acute = fast =
slow = memory = tone = missed = e_0, called = recruited = 0 and there is no withdrawal. The acute part is there within
the hour or so in which relief of pain begins to fall under an infusion and in which an antagonist brings withdrawal
after one dose; how much of it people have is disputed. What an opponent above the tone does grows while it lasts
(`recruited`: other systems are called and join in with a delay), so that withdrawal after a short-acting drug is worst
a day or more after the drug has gone, while an antagonist brings it, and a dose takes it away, at once. Oxytocin acts
on the tolerance that tone above rest brings: acting on all of it would put drug-free people with a high or low
oxytocin signal into a standing withdrawal. Under constant occupancy withdrawal fades; between the doses of a
short-acting drug it appears as trough withdrawal; after the last dose its tail follows tau_slow. A mismatch well below
`softness` is hardly felt: the tolerance that is left weeks after the last dose brings little withdrawal. `memory`
keeps the tolerance of the past month; doses are chosen by it (see use), so that they do not shrink at once when
tolerance is lost.
Left out: tolerance that is signalled by the place (conditioned tolerance).
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.physiology.modulation import modulation
from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import positive


class State(Record):
    """The opponent's parts, and what withdrawal has recruited."""

    acute: Scalar = quantity("1", "acute part of tolerance")
    fast: Scalar = quantity("1", "fast part of tolerance", slow=True)
    slow: Scalar = quantity("1", "slow part of tolerance", slow=True)
    memory: Scalar = quantity("1", "tolerance of the past weeks, by which doses are chosen", slow=True)
    called: Scalar = quantity("1", "how far withdrawal has called on other systems, from 0 to 1", slow=True)
    recruited: Scalar = quantity("1", "how far withdrawal has recruited other systems, from 0 to 1", slow=True)


class Tolerance(Subsystem):
    """Time constants and weight of the opponent."""

    name: ClassVar[str] = "tolerance"

    tau_acute: Scalar = parameter("h", "time constant of the acute part")
    tau_fast: Scalar = parameter("h", "time constant of the fast part")
    tau_slow: Scalar = parameter("h", "time constant of the slow part")
    tau_memory: Scalar = parameter("h", "time constant of the memory of dose")
    tau_recruited: Scalar = parameter("h", "time in which withdrawal recruits other systems")
    w_acute: Scalar = parameter("1", "share of the acute part")
    w_fast: Scalar = parameter("1", "share of the fast part in what is not acute")
    w_recruited: Scalar = parameter("1", "share of full withdrawal that has to be recruited")
    g_tolerance: Scalar = parameter("1", "gain of oxytocin on the growth of tolerance")
    softness: Scalar = parameter("1", "mismatch of which half is felt as withdrawal; smaller ones fade out")

    def rates(self, y: State, tone: Scalar, missed: Scalar, e_0: Scalar, signal: Scalar) -> State:
        """Rates of change, per hour; `missed` is the tone whose lack is withdrawal, `e_0` the tone at rest."""
        target = e_0 + (tone - e_0) * modulation(signal, self.g_tolerance)
        return State(
            acute=(target - y.acute) / self.tau_acute,
            fast=(target - y.fast) / self.tau_fast,
            slow=(target - y.slow) / self.tau_slow,
            memory=(self.tolerance(y) - y.memory) / self.tau_memory,
            called=2 * (self.felt(y, missed) - y.called) / self.tau_recruited,
            recruited=2 * (y.called - y.recruited) / self.tau_recruited,
        )

    def tolerance(self, y: State) -> Scalar:
        """Tolerance T, in the unit of tone."""
        lasting = self.w_fast * y.fast + (1 - self.w_fast) * y.slow
        return self.w_acute * y.acute + (1 - self.w_acute) * lasting

    def felt(self, y: State, missed: Scalar) -> Scalar:
        """Share of the opponent above the tone that is felt, from 0 to 1."""
        above = positive(self.tolerance(y) - missed)
        return above / (above + self.softness)

    def withdrawal(self, y: State, missed: Scalar) -> Scalar:
        """Withdrawal: the opponent above the tone it opposes; 0 when they balance."""
        above = positive(self.tolerance(y) - missed)
        return above * self.felt(y, missed) * (1 - self.w_recruited * (1 - y.recruited))
