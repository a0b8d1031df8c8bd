"""The mu opioid receptor: several ligands compete for it, and what is left free carries the endogenous tone.

    d R_j / dt = k_off_j (bound(L_j / K_d_j) (1 - sum R) - R_j)          one occupancy for each drug
    bound(x)   = (x + 1e-6)^n_j - 1e-6^n_j   for fentanyl and naloxone, n = 1 for fentanyl;  x for the others
    tone       = e_0 (1 - sum R) + sum of eps_j R_j
    missed     = tone + e_0 (R_naloxone + R_naltrexone)                  what withdrawal compares (see tolerance)
    effect_k   = tone^n / (tone^n + (K_k (1 + g_k T))^n)                 for tissue k, with tolerance T (see tolerance)

Full agonists have an activity eps of 1, which is the unit of tone; naloxone and naltrexone have 0: they take receptors
from agonists and from the endogenous tone. Buprenorphine is partial, with a value for respiration that was measured
and one for all other tissues that was not.
K_d is the concentration at the effect site, bound drug included, that occupies half of the receptors. Its sources are
of three kinds and are not the same quantity in the strict sense: binding to cells (naloxone), occupancy seen by
positron emission tomography (buprenorphine, naltrexone), and effects in people (morphine and fentanyl from breathing,
oxycodone from relief of pain). The power below 1 of naloxone comes from the binding data; the small number keeps its
slope finite at zero.
`e_0` is not zero: naloxone raises plasma oxytocin in drug-naive rats, so there is an endogenous tone to take away.
Systems that make withdrawal show none of it: an antagonist alone brings no withdrawal in people (Jasinski 1967) and
rats (Easterling 1999) and leaves the noradrenergic neurones of the brain stem as they were (Abercrombie 1988). For them
a receptor that an antagonist holds keeps its endogenous share, and all that is missed is the drug.
Left out: internalisation, spare receptors other than through K_k, kappa and delta receptors, inverse agonism.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity

SMALL = 1e-6
"""Relative concentration below which a power is replaced by a straight line."""


class State(Record):
    """Occupancy by each ligand."""

    mam: Scalar = quantity("1", "receptors occupied by 6-monoacetylmorphine")
    morphine: Scalar = quantity("1", "receptors occupied by morphine")
    methadone: Scalar = quantity("1", "receptors occupied by R-methadone")
    fentanyl: Scalar = quantity("1", "receptors occupied by fentanyl")
    oxycodone: Scalar = quantity("1", "receptors occupied by oxycodone")
    buprenorphine: Scalar = quantity("1", "receptors occupied by buprenorphine")
    naloxone: Scalar = quantity("1", "receptors occupied by naloxone")
    naltrexone: Scalar = quantity("1", "receptors occupied by naltrexone")


class MuReceptor(Subsystem):
    """Affinities, off-rates and the tissues' responses."""

    name: ClassVar[str] = "mu_receptor"

    K_d_mam: Scalar = parameter("nmol/L", "apparent dissociation constant of 6-monoacetylmorphine")
    K_d_morphine: Scalar = parameter("nmol/L", "apparent dissociation constant of morphine")
    K_d_methadone: Scalar = parameter("nmol/L", "apparent dissociation constant of R-methadone")
    K_d_fentanyl: Scalar = parameter("nmol/L", "apparent dissociation constant of fentanyl")
    K_d_oxycodone: Scalar = parameter("nmol/L", "apparent dissociation constant of oxycodone")
    K_d_buprenorphine: Scalar = parameter("nmol/L", "apparent dissociation constant of buprenorphine")
    K_d_naloxone: Scalar = parameter("nmol/L", "apparent dissociation constant of naloxone")
    K_d_naltrexone: Scalar = parameter("nmol/L", "apparent dissociation constant of naltrexone")
    k_off_mam: Scalar = parameter("1/h", "dissociation rate of 6-monoacetylmorphine")
    k_off_morphine: Scalar = parameter("1/h", "dissociation rate of morphine")
    k_off_methadone: Scalar = parameter("1/h", "dissociation rate of R-methadone")
    k_off_fentanyl: Scalar = parameter("1/h", "dissociation rate of fentanyl")
    k_off_oxycodone: Scalar = parameter("1/h", "dissociation rate of oxycodone")
    k_off_buprenorphine: Scalar = parameter("1/h", "dissociation rate of buprenorphine")
    k_off_naloxone: Scalar = parameter("1/h", "dissociation rate of naloxone")
    k_off_naltrexone: Scalar = parameter("1/h", "dissociation rate of naltrexone")
    n_fentanyl: Scalar = parameter("1", "power of the concentration in the binding of fentanyl")
    n_naloxone: Scalar = parameter("1", "power of the concentration in the binding of naloxone")
    eps_buprenorphine: Scalar = parameter("1", "activity of buprenorphine, of a full agonist")
    eps_buprenorphine_respiration: Scalar = parameter("1", "activity of buprenorphine on breathing, of a full agonist")
    e_0: Scalar = parameter("1", "endogenous opioid tone with all receptors free")
    n_effect: Scalar = parameter("1", "Hill coefficient of the tissues' response to tone")
    K_reward: Scalar = parameter("1", "tone at half of the rewarding effect, without tolerance")
    g_reward: Scalar = parameter("1", "shift of the rewarding effect by tolerance")
    K_hpa: Scalar = parameter("1", "tone at half of the effect on the stress axis, without tolerance")
    g_hpa: Scalar = parameter("1", "shift of the effect on the stress axis by tolerance")
    K_respiration: Scalar = parameter("1", "tone at half of the depression of breathing, without tolerance")
    g_respiration: Scalar = parameter("1", "shift of the depression of breathing by tolerance")
    K_antinociception: Scalar = parameter("1", "tone at half of the relief of pain, without tolerance")
    g_antinociception: Scalar = parameter("1", "shift of the relief of pain by tolerance")

    def rates(
        self,
        y: State,
        mam: Scalar,
        morphine: Scalar,
        methadone: Scalar,
        fentanyl: Scalar,
        oxycodone: Scalar,
        buprenorphine: Scalar,
        naloxone: Scalar,
        naltrexone: Scalar,
    ) -> State:
        """Rates of change, per hour, at the given effect-site concentrations (nmol/L)."""
        free = 1 - self.occupancy(y)
        to_fentanyl = _power(fentanyl / self.K_d_fentanyl, self.n_fentanyl)
        to_naloxone = _power(naloxone / self.K_d_naloxone, self.n_naloxone)
        return State(
            mam=self.k_off_mam * (mam / self.K_d_mam * free - y.mam),
            morphine=self.k_off_morphine * (morphine / self.K_d_morphine * free - y.morphine),
            methadone=self.k_off_methadone * (methadone / self.K_d_methadone * free - y.methadone),
            fentanyl=self.k_off_fentanyl * (to_fentanyl * free - y.fentanyl),
            oxycodone=self.k_off_oxycodone * (oxycodone / self.K_d_oxycodone * free - y.oxycodone),
            buprenorphine=self.k_off_buprenorphine * (buprenorphine / self.K_d_buprenorphine * free - y.buprenorphine),
            naloxone=self.k_off_naloxone * (to_naloxone * free - y.naloxone),
            naltrexone=self.k_off_naltrexone * (naltrexone / self.K_d_naltrexone * free - y.naltrexone),
        )

    def occupancy(self, y: State) -> Scalar:
        """Share of receptors that carry a drug, between 0 and 1."""
        return self.agonist_occupancy(y) + y.buprenorphine + y.naloxone + y.naltrexone

    def agonist_occupancy(self, y: State) -> Scalar:
        """Share of receptors that carry a full agonist, between 0 and 1."""
        return y.mam + y.morphine + y.methadone + y.fentanyl + y.oxycodone

    def treatment_occupancy(self, y: State) -> Scalar:
        """Share of receptors that a treatment keeps from a drug of use, between 0 and 1."""
        return y.methadone + y.buprenorphine + y.naltrexone

    def tone(self, y: State) -> Scalar:
        """Opioid tone: endogenous on the free receptors, 1 on each that carries a full agonist."""
        return self.e_0 * (1 - self.occupancy(y)) + self.agonist_occupancy(y) + self.eps_buprenorphine * y.buprenorphine

    def missed_tone(self, y: State) -> Scalar:
        """Opioid tone of the systems that make withdrawal: an antagonist takes the drug's share alone."""
        return self.tone(y) + self.e_0 * (y.naloxone + y.naltrexone)

    def respiratory_tone(self, y: State) -> Scalar:
        """Opioid tone in the centres of breathing, where buprenorphine has an activity of its own."""
        partial = self.eps_buprenorphine_respiration * y.buprenorphine
        return self.e_0 * (1 - self.occupancy(y)) + self.agonist_occupancy(y) + partial

    def reward_effect(self, tone: Scalar, tolerance: Scalar) -> Scalar:
        """Rewarding effect above its value at rest."""
        return self._effect(tone, tolerance, self.K_reward, self.g_reward)

    def hpa_effect(self, tone: Scalar, tolerance: Scalar) -> Scalar:
        """Inhibition of the stress axis above its value at rest."""
        return self._effect(tone, tolerance, self.K_hpa, self.g_hpa)

    def respiration_effect(self, respiratory_tone: Scalar, tolerance: Scalar) -> Scalar:
        """Depression of breathing above its value at rest, as a share of the largest."""
        return self._effect(respiratory_tone, tolerance, self.K_respiration, self.g_respiration)

    def antinociception_effect(self, tone: Scalar, tolerance: Scalar) -> Scalar:
        """Relief of pain above its value at rest, as a share of the largest."""
        return self._effect(tone, tolerance, self.K_antinociception, self.g_antinociception)

    def _effect(self, tone: Scalar, tolerance: Scalar, K: Scalar, g: Scalar) -> Scalar:
        def hill(s: Scalar, T: Scalar) -> Scalar:
            ratio = (K * (1 + g * T) / s) ** self.n_effect
            return 1 / (1 + ratio)

        return hill(tone, tolerance) - hill(self.e_0, self.e_0)


def _power(x: Scalar, n: Scalar) -> Scalar:
    """x to the power n with a finite slope at zero, x >= 0."""
    return (x + SMALL) ** n - SMALL**n
