"""The mu opioid receptor: several ligands compete for it, and what is left free carries the endogenous tone.

    d R_j / dt = k_off_j (L_j / K_d_j (1 - sum R) - R_j)          for 6-MAM, morphine and R-methadone
    tone       = e_0 (1 - sum R) + sum R                          (all three count as full agonists here)
    effect_k   = tone^n / (tone^n + (K_k (1 + g_k T))^n)          for tissue k, with tolerance T (see tolerance)

K_d is apparent: the concentration at the effect site, bound drug included, at half occupancy.
`e_0` is not zero: naloxone raises plasma oxytocin in drug-naive rats, so there is an endogenous tone to take away.
Left out: partial agonists and antagonists (they come with buprenorphine and naloxone), internalisation, spare receptors
other than through K_k, kappa and delta receptors.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Occupancy by each ligand."""

    mam: Scalar = quantity("1", "receptors occupied by 6-monoacetylmorphine")
    morphine: Scalar = quantity("1", "receptors occupied by morphine")
    methadone: Scalar = quantity("1", "receptors occupied by R-methadone")


class MuReceptor(Subsystem):
    """Affinities, off-rates and the tissues' responses."""

    name: ClassVar[str] = "mu_receptor"

    K_d_mam: Scalar = parameter("nmol/L", "apparent dissociation constant of 6-monoacetylmorphine")
    K_d_morphine: Scalar = parameter("nmol/L", "apparent dissociation constant of morphine")
    K_d_methadone: Scalar = parameter("nmol/L", "apparent dissociation constant of R-methadone")
    k_off_mam: Scalar = parameter("1/h", "dissociation rate of 6-monoacetylmorphine")
    k_off_morphine: Scalar = parameter("1/h", "dissociation rate of morphine")
    k_off_methadone: Scalar = parameter("1/h", "dissociation rate of R-methadone")
    e_0: Scalar = parameter("1", "endogenous opioid tone with all receptors free")
    n_effect: Scalar = parameter("1", "Hill coefficient of the tissues' response to tone")
    K_reward: Scalar = parameter("1", "tone at half of the rewarding effect, without tolerance")
    g_reward: Scalar = parameter("1", "shift of the rewarding effect by tolerance")
    K_hpa: Scalar = parameter("1", "tone at half of the effect on the stress axis, without tolerance")
    g_hpa: Scalar = parameter("1", "shift of the effect on the stress axis by tolerance")

    def rates(self, y: State, mam: Scalar, morphine: Scalar, methadone: Scalar) -> State:
        """Rates of change, per hour, at the given effect-site concentrations (nmol/L)."""
        free = 1 - self.occupancy(y)
        return State(
            mam=self.k_off_mam * (mam / self.K_d_mam * free - y.mam),
            morphine=self.k_off_morphine * (morphine / self.K_d_morphine * free - y.morphine),
            methadone=self.k_off_methadone * (methadone / self.K_d_methadone * free - y.methadone),
        )

    def occupancy(self, y: State) -> Scalar:
        """Share of receptors that carry a drug, between 0 and 1."""
        return y.mam + y.morphine + y.methadone

    def tone(self, y: State) -> Scalar:
        """Opioid tone: endogenous on the free receptors, 1 on each occupied one."""
        occupied = self.occupancy(y)
        return self.e_0 * (1 - occupied) + occupied

    def reward_effect(self, tone: Scalar, tolerance: Scalar) -> Scalar:
        """Rewarding effect above its value at rest."""
        return self._effect(tone, tolerance, self.K_reward, self.g_reward)

    def hpa_effect(self, tone: Scalar, tolerance: Scalar) -> Scalar:
        """Inhibition of the stress axis above its value at rest."""
        return self._effect(tone, tolerance, self.K_hpa, self.g_hpa)

    def _effect(self, tone: Scalar, tolerance: Scalar, K: Scalar, g: Scalar) -> Scalar:
        def hill(s: Scalar, T: Scalar) -> Scalar:
            ratio = (K * (1 + g * T) / s) ** self.n_effect
            return 1 / (1 + ratio)

        return hill(tone, tolerance) - hill(self.e_0, self.e_0)
