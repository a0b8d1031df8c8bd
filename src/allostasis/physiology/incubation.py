"""Incubation: the response to drug cues that grows in abstinence for some weeks and then fades.

    d grown / dt  = (memory abstinence - grown)  / tau_grown  buffered - grown  presence / tau_reset
    d faded / dt  = (memory abstinence - faded)  / tau_faded           - faded  presence / tau_reset
    presence      = (tone - e_0)+ / ((tone - e_0)+ + tone_half),   abstinence = 1 - presence
    memory        = value of the drug cue / its ceiling
    incubation    = grown (1 - faded)

It needs a memory of the drug: without one both states stay at 0. Opioid tone from any drug, a maintenance treatment
included, stops it and takes it back. Support slows its growth (`buffered`: social contact lowered the incubation of
heroin seeking in rats). The curve that grows for two to three weeks and then falls is that of rats; how much of it
people have is open, so that what it does to craving (`learning.iota`) may be nil.
Left out: differences between drugs and between lever, cue and context.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import positive


class State(Record):
    """Growth and fading."""

    grown: Scalar = quantity("1", "incubation that has grown", slow=True)
    faded: Scalar = quantity("1", "share of incubation that has faded", slow=True)


class Incubation(Subsystem):
    """Time constants of incubation."""

    name: ClassVar[str] = "incubation"

    tau_grown: Scalar = parameter("h", "time in which incubation grows in abstinence")
    tau_faded: Scalar = parameter("h", "time in which incubation fades in abstinence")
    tau_reset: Scalar = parameter("h", "time in which the drug takes incubation back")
    tone_half: Scalar = parameter("1", "opioid tone above rest that counts as half presence of the drug")

    def presence(self, tone: Scalar, e_0: Scalar) -> Scalar:
        """How far the drug is present, from 0 in abstinence towards 1."""
        above = positive(tone - e_0)
        return above / (above + self.tone_half)

    def rates(self, y: State, tone: Scalar, e_0: Scalar, memory: Scalar, buffer: Scalar) -> State:
        """Rates of change, per hour; `buffer` is the share of stress that social support leaves."""
        presence = self.presence(tone, e_0)
        goal = memory * (1 - presence)
        return State(
            grown=buffer * (goal - y.grown) / self.tau_grown - presence * y.grown / self.tau_reset,
            faded=(goal - y.faded) / self.tau_faded - presence * y.faded / self.tau_reset,
        )

    def incubation(self, y: State) -> Scalar:
        """Incubation, from 0 to 1."""
        return y.grown * (1 - y.faded)
