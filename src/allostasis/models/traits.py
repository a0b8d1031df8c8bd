"""How traits and circumstances of a person shift the parameters of the human model.

    every drug: volumes x size, clearances x size^0.75, rate constants x size^-0.25; size = kg/70
    kappa       x exp(trauma_capacity trauma)                a_stress    x exp((trauma_stress + sex_trauma sex) trauma)
    U_chronic   x exp(psychiatric_drive disorder)            c_stress    x exp(psychiatric_stress disorder)
    offset      + psychiatric_affect disorder
    chronic     + exclusion_stress (exclusion)+              psi_social  x exp(exclusion_contact exclusion)
    cue_rate    x exp(exclusion_cues exclusion)              buffer      x exp(-support_buffer support)
    K_gr        x exp(trauma_feedback trauma)
    g_cue       + sex_cue sex                                g_stress    + sex_stress sex

Trauma, exclusion and support are standard scores; disorder is 0 or 1; sex is -1/2 for men and 1/2 for women, so that
the gains themselves belong to no sex. The reference person (70 kg, all scores 0, no disorder) has the parameters as
they are.
Small-molecule volumes and clearances scale with weight by the usual allometric exponents, an assumption in adults.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from allostasis.quantities.declare import Scalar, Subsystem, parameter
from allostasis.quantities.maths import exp, positive


class Traits(Subsystem):
    """Sizes of the shifts."""

    name: ClassVar[str] = "traits"

    trauma_capacity: Scalar = parameter("1", "oxytocin capacity per SD of early trauma (change of logarithm)")
    trauma_stress: Scalar = parameter("1", "stress response per SD of early trauma (change of logarithm)")
    trauma_feedback: Scalar = parameter(
        "1", "cortisol at half effect of its feedback, per SD of early trauma (change of logarithm)"
    )
    psychiatric_drive: Scalar = parameter(
        "1", "standing stress-axis drive with psychiatric disorder (change of logarithm)"
    )
    psychiatric_stress: Scalar = parameter("1", "drive under stress with psychiatric disorder (change of logarithm)")
    psychiatric_affect: Scalar = parameter("1", "standing negative affect with psychiatric disorder")
    exclusion_stress: Scalar = parameter("1", "standing stress per SD of social exclusion above the mean")
    exclusion_contact: Scalar = parameter(
        "1", "social input of oxytocin cells per SD of exclusion (change of logarithm)"
    )
    exclusion_cues: Scalar = parameter("1", "drug cues met per SD of exclusion (change of logarithm)")
    support_buffer: Scalar = parameter("1", "stress taken away per SD of social support (change of logarithm)")
    sex_cue: Scalar = parameter("1", "oxytocin's gain on cue reactivity in women minus men")
    sex_stress: Scalar = parameter("1", "oxytocin's gain on the stress axis in women minus men")
    sex_trauma: Scalar = parameter("1", "change of the stress response by trauma in women minus men")

    def individual(self, p: Mapping[str, Any], person: Mapping[str, Any]) -> dict[str, Any]:
        """Parameters of persons.

        Args:
            p: parameters of the human model by full name, at the reference person.
            person: weight (kg), trauma, exclusion, support (standard scores), psychiatric (0 or 1), sex (-1/2 men,
                1/2 women).
        """
        size = person["weight"] / 70.0
        trauma, disorder, exclusion = person["trauma"], person["psychiatric"], person["exclusion"]
        trauma_stress = (self.trauma_stress + self.sex_trauma * person["sex"]) * trauma
        shifted = {name: value * size ** ALLOMETRY[name] for name, value in p.items() if name in ALLOMETRY}
        return {
            **p,
            **shifted,
            "oxytocin_cells.kappa": p["oxytocin_cells.kappa"] * exp(self.trauma_capacity * trauma),
            "hpa.a_stress": p["hpa.a_stress"] * exp(trauma_stress),
            "hpa.K_gr": p["hpa.K_gr"] * exp(self.trauma_feedback * trauma),
            "hpa.U_chronic": p["hpa.U_chronic"] * exp(self.psychiatric_drive * disorder),
            "affect.c_stress": p["affect.c_stress"] * exp(self.psychiatric_stress * disorder),
            "affect.offset": p["affect.offset"] + self.psychiatric_affect * disorder,
            "exposure.chronic": p["exposure.chronic"] + self.exclusion_stress * positive(exclusion),
            "oxytocin_cells.psi_social": p["oxytocin_cells.psi_social"] * exp(self.exclusion_contact * exclusion),
            "exposure.cue_rate": p["exposure.cue_rate"] * exp(self.exclusion_cues * exclusion),
            "exposure.buffer": p["exposure.buffer"] * exp(-self.support_buffer * person["support"]),
            "learning.g_cue": p["learning.g_cue"] + self.sex_cue * person["sex"],
            "hpa.g_stress": p["hpa.g_stress"] + self.sex_stress * person["sex"],
        }


_RATES = (
    "heroin.k_deacetylation heroin.k_mam heroin.k10 heroin.k12 heroin.k21 heroin.k13 heroin.k31 "
    "fentanyl.k10 fentanyl.k12 fentanyl.k21 fentanyl.k13 fentanyl.k31 "
    "oxycodone.k_a methadone.k_a naltrexone.k_a yohimbine.k_a crf1_antagonist.k_a "
    "oxytocin.k12 oxytocin.k21 carbetocin.k12 carbetocin.k21 oxytocin_antagonist.k12 oxytocin_antagonist.k21"
)
_VOLUMES = (
    "heroin.V_mam heroin.V_1 fentanyl.V_c oxycodone.V methadone.V_c methadone.V_2 methadone.V_3 "
    "buprenorphine.V_c buprenorphine.V_2 buprenorphine.V_3 naloxone.V_c naloxone.V_2 naloxone.V_3 "
    "naltrexone.V "
    "oxytocin.V_1 carbetocin.V_1 oxytocin_antagonist.V_1 crf1_antagonist.V yohimbine.V"
)
_FLOWS = (
    "oxycodone.CL methadone.CL methadone.Q_2 methadone.Q_3 buprenorphine.CL buprenorphine.Q_2 buprenorphine.Q_3 "
    "naloxone.CL naloxone.Q_2 naloxone.Q_3 "
    "naltrexone.CL oxytocin.CL carbetocin.CL oxytocin_antagonist.CL crf1_antagonist.CL yohimbine.CL"
)

ALLOMETRY: dict[str, float] = {
    **dict.fromkeys(_RATES.split(), -0.25),
    **dict.fromkeys(_VOLUMES.split(), 1.0),
    **dict.fromkeys(_FLOWS.split(), 0.75),
}
"""Exponent of relative weight for each parameter that scales with it."""
