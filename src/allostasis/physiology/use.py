"""Whether heroin is used within the next minutes, and how much.

    hazard = h_0 (craving/50)^b_craving exp(-b_blockade occupancy_methadone) (1 + b_withdrawal withdrawal)
             (1 + b_habit automated)
    dose   = usual dose x dose_growth x lognormal(sigma_dose)
    dose_growth = 1 + g_memory (memory - e_0)+

The hazard is per hour, at a craving of 50 without methadone, withdrawal and habit it is h_0. Habit adds what it does
without being asked (`automated`, see arbitration). The usual dose is that of a person without tolerance; it grows with
the tolerance that is remembered (see tolerance), not with that of the moment. Decisions are drawn on a clock of
ten minutes that does not depend on the solver's step.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Scalar, Subsystem, parameter
from allostasis.quantities.maths import exp, positive


class Use(Subsystem):
    """The hazard of use in daily life."""

    name: ClassVar[str] = "use"

    h_0: Scalar = parameter("1/h", "hazard of use at a craving of 50")
    b_craving: Scalar = parameter("1", "elasticity of the hazard to craving")
    b_blockade: Scalar = parameter("1", "fall of the hazard with receptors taken by the agonist treatment")
    b_withdrawal: Scalar = parameter("1", "rise of the hazard with withdrawal")
    b_habit: Scalar = parameter("1", "rise of the hazard with the automated response")
    g_memory: Scalar = parameter("1", "growth of the dose with remembered tolerance")
    sigma_dose: Scalar = parameter("1", "spread of the dose from use to use, SD of its logarithm")

    def hazard(self, craving: Scalar, methadone_occupancy: Scalar, withdrawal: Scalar, automated: Scalar) -> Scalar:
        """Hazard of use per hour."""
        return (
            self.h_0
            * (craving / 50) ** self.b_craving
            * exp(-self.b_blockade * methadone_occupancy)
            * (1 + self.b_withdrawal * withdrawal)
            * (1 + self.b_habit * automated)
        )

    def dose_growth(self, memory: Scalar, e_0: Scalar) -> Scalar:
        """Factor by which remembered tolerance raises the usual dose."""
        return 1 + self.g_memory * positive(memory - e_0)
