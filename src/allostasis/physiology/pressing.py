"""Pressing a lever for a drug: how often, from what it is expected to bring, cues, habit, cost and alternatives.

    room     = 1 / (1 + ((reward_effect - displacement)+ / K_satiety)^n_satiety)
    expected = gain_expected memory room
    relief   = drive(hedonic) - drive(hedonic + expected)
    goal     = reward_scale expected D2 + relief_scale relief
    worth    = (1 - habit_weight) goal + (b_cue reactivity + habit_weight b_habit habit) room
    active   = k_0 + k_press worth / (worth + alternative + cost (ratio - 1))
    inactive = k_0 + spill (active - k_0)

Rates of pressing are per hour. `memory` is what the drug cue has come to mean (see learning): an untrained animal
expects nothing and presses at its operant level k_0. `room` is what a further infusion can still add to the effect
that is there already; it makes the pauses: neither goals nor cues nor habit drive an animal to a drug of which it has
enough. That goes for habit too, because well-trained rats pause as the others do, the longer the larger the dose
(panlilio_schindler2000), while they press on for other things (gerber1985): an effect that is there stops habit where
a changed mind would not. For remifentanil, gone within minutes, no such level was found (crespo2006).
Rats that escalate take more at every dose and more at the start, as if the level that they keep had risen with their
hedonic set point (Ahmed and Koob 1998, Science 282:298; keramati2017 has it in equations): what sates is therefore the
distance of the effect from the set point of affect, as drive is, with no gain of its own.
Expected drive reduction follows affect, whose drive falls as the hedonic state rises. The rate is Herrnstein's
hyperbola (1970, J Exp Anal Behav 13:243): what is gained, relative to that and to everything else there is to do.
`ratio` is the number of presses that the next infusion asks for; each beyond the first costs.
Oxytocin enters through reactivity, habit_weight, drive and D2, and has no gain of its own here.
Presses are drawn second by second (see numerics.levers). Left out: bursts within a ratio, fatigue, sedation that
keeps an animal from pressing, learning which lever is which, time of day.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Scalar, Subsystem, parameter
from allostasis.quantities.maths import positive


class Pressing(Subsystem):
    """What moves the rate of pressing."""

    name: ClassVar[str] = "pressing"

    k_0: Scalar = parameter("1/h", "presses of a lever that means nothing")
    k_press: Scalar = parameter("1/h", "presses when nothing else is worth anything")
    gain_expected: Scalar = parameter("1", "effect that a fully learned cue lets expect of an infusion")
    K_satiety: Scalar = parameter("1", "rewarding effect above the set point at which a further infusion can add half")
    n_satiety: Scalar = parameter("1", "steepness of satiety")
    b_habit: Scalar = parameter("1", "worth of a full habit")
    b_cue: Scalar = parameter("1", "worth per unit of cue reactivity")
    alternative: Scalar = parameter("1", "worth of everything else there is to do")
    cost: Scalar = parameter("1", "cost of each press beyond the first that an infusion asks for")
    spill: Scalar = parameter("1", "share of pressing that goes to the lever without drug")
    lever_cue: Scalar = parameter("1", "intensity of the levers as a drug cue, while they are out")

    def room(self, reward_effect: Scalar, displacement: Scalar) -> Scalar:
        """What a further infusion can still add, from 1 to 0, with the set point of affect displaced so far."""
        return 1 / (1 + (positive(reward_effect - displacement) / self.K_satiety) ** self.n_satiety)

    def expected(self, memory: Scalar, room: Scalar) -> Scalar:
        """Effect expected of the next infusion."""
        return self.gain_expected * memory * room

    def worth(self, goal: Scalar, reactivity: Scalar, room: Scalar, habit_weight: Scalar, habit: Scalar) -> Scalar:
        """What pressing is worth at the moment."""
        urged = self.b_cue * reactivity + habit_weight * self.b_habit * habit
        return (1 - habit_weight) * goal + urged * room

    def active(self, worth: Scalar, ratio: Scalar) -> Scalar:
        """Presses of the active lever per hour."""
        gain = positive(worth)
        return self.k_0 + self.k_press * gain / (gain + self.alternative + self.cost * (ratio - 1))

    def inactive(self, active: Scalar) -> Scalar:
        """Presses of the inactive lever per hour."""
        return self.k_0 + self.spill * (active - self.k_0)
