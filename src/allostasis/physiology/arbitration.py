"""Arbitration between habit and goal, and the automated response that habit gives to a cue.

    habit_weight = 1 / (1 + exp(-z))
    z            = v_0 + v_habit habit + v_stress (crf - 1) + v_load load/(1 + load) - 2 g_arbitration (o - 1)/(o + 1)
    automated    = habit_weight habit reactivity

Stress and load shift control from goals to habits; oxytocin may shift it either way. A positive gain means that
oxytocin weakens the weight of habit, as everywhere (see modulation).
Left out: what each of two systems has learned of the outcome; lever sessions need it, daily life does not.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Scalar, Subsystem, parameter
from allostasis.quantities.maths import exp


class Arbitration(Subsystem):
    """What moves the weight of habit."""

    name: ClassVar[str] = "arbitration"

    v_0: Scalar = parameter("1", "weight of habit without habit, stress and load (logit)")
    v_habit: Scalar = parameter("1", "rise of the weight of habit with habit strength")
    v_stress: Scalar = parameter("1", "rise of the weight of habit with CRF above rest")
    v_load: Scalar = parameter("1", "rise of the weight of habit with allostatic load")
    g_arbitration: Scalar = parameter("1", "gain of oxytocin on the weight of habit")

    def habit_weight(self, habit: Scalar, crf: Scalar, load: Scalar, signal: Scalar) -> Scalar:
        """Weight of habit against goals, between 0 and 1."""
        contrast = (signal - 1) / (signal + 1)
        z = self.v_0 + self.v_habit * habit + self.v_stress * (crf - 1) + self.v_load * load / (1 + load)
        return 1 / (1 + exp(2 * self.g_arbitration * contrast - z))

    def automated(self, weight: Scalar, habit: Scalar, reactivity: Scalar) -> Scalar:
        """Automated response to what reminds of the drug."""
        return weight * habit * reactivity
