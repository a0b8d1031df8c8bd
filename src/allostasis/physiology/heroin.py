"""Heroin, 6-monoacetylmorphine (6-MAM) and morphine after an intravenous dose.

    d heroin         / dt = -k_deacetylation heroin
    d mam            / dt =  k_deacetylation heroin - k_mam mam
    d morphine       / dt =  k_mam mam - (k10 + k12 + k13) morphine + k21 morphine_fast + k31 morphine_slow
    d morphine_fast  / dt =  k12 morphine - k21 morphine_fast
    d morphine_slow  / dt =  k13 morphine - k31 morphine_slow
    d mam_brain      / dt =  k_e_mam      (mam / V_mam     - mam_brain)      - k_mam_brain mam_brain
    d morphine_brain / dt =  k_e_morphine (morphine / V_1  - morphine_brain) + k_mam_brain mam_brain

Amounts in nmol, brain (effect-site) concentrations in nmol/L. Heroin itself is taken to act through its metabolites.
Morphine is one intravenous population model, whole (volumes and rates of one source). For heroin and 6-MAM people were
given published half-lives only, so each is one compartment; the volume of 6-MAM is an assumption that cannot be told
apart from its affinity at the receptor. Rates from intramuscular or nasal data are limited by absorption and not used.
Morphine is formed in the brain too (Way 1960, in mice): after heroin it is there sooner than its slow way from the
blood allows. How fast is decided by rats alone; nobody looked into the brain of people, where the rate is left at 0.
Left out: glucuronides (morphine-6-glucuronide among them), other routes than the vein.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts and effect-site concentrations."""

    heroin: Scalar = quantity("nmol", "heroin in the body")
    mam: Scalar = quantity("nmol", "6-monoacetylmorphine in the body")
    morphine: Scalar = quantity("nmol", "morphine, central compartment")
    morphine_fast: Scalar = quantity("nmol", "morphine, fast peripheral compartment")
    morphine_slow: Scalar = quantity("nmol", "morphine, slow peripheral compartment")
    mam_brain: Scalar = quantity("nmol/L", "6-monoacetylmorphine at the effect site")
    morphine_brain: Scalar = quantity("nmol/L", "morphine at the effect site")


class Heroin(Subsystem):
    """Rate constants and volumes of the heroin chain."""

    name: ClassVar[str] = "heroin"

    k_deacetylation: Scalar = parameter("1/h", "heroin to 6-monoacetylmorphine")
    k_mam: Scalar = parameter("1/h", "6-monoacetylmorphine to morphine")
    V_mam: Scalar = parameter("L", "volume of 6-monoacetylmorphine")
    V_1: Scalar = parameter("L", "central volume of morphine")
    k10: Scalar = parameter("1/h", "elimination of morphine")
    k12: Scalar = parameter("1/h", "morphine, central to fast peripheral")
    k21: Scalar = parameter("1/h", "morphine, fast peripheral to central")
    k13: Scalar = parameter("1/h", "morphine, central to slow peripheral")
    k31: Scalar = parameter("1/h", "morphine, slow peripheral to central")
    k_e_mam: Scalar = parameter("1/h", "equilibration of 6-monoacetylmorphine with the effect site")
    k_e_morphine: Scalar = parameter("1/h", "equilibration of morphine with the effect site")
    k_mam_brain: Scalar = parameter("1/h", "6-monoacetylmorphine to morphine in the brain")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        deacetylated = self.k_deacetylation * y.heroin
        formed = self.k_mam * y.mam
        formed_in_brain = self.k_mam_brain * y.mam_brain
        return State(
            heroin=-deacetylated,
            mam=deacetylated - formed,
            morphine=formed
            - (self.k10 + self.k12 + self.k13) * y.morphine
            + self.k21 * y.morphine_fast
            + self.k31 * y.morphine_slow,
            morphine_fast=self.k12 * y.morphine - self.k21 * y.morphine_fast,
            morphine_slow=self.k13 * y.morphine - self.k31 * y.morphine_slow,
            mam_brain=self.k_e_mam * (y.mam / self.V_mam - y.mam_brain) - formed_in_brain,
            morphine_brain=self.k_e_morphine * (y.morphine / self.V_1 - y.morphine_brain) + formed_in_brain,
        )
