"""The hypothalamic-pituitary-adrenal axis with glands that grow: stress in, cortisol out.

    d crh           / dt = k_crh      (drive G(cortisol) / cortisol - crh)
    d acth          / dt = k_acth     (heard corticotrophs G(cortisol) - acth)
    d cortisol      / dt = k_cortisol (acth adrenal - cortisol)
    d corticotrophs / dt = k_corticotrophs corticotrophs (crh - 1)
    d adrenal       / dt = k_adrenal       adrenal       (acth - 1)

    d rhythm         / dt =  omega rhythm_quarter
    d rhythm_quarter / dt = -omega rhythm

    heard = 1 + (crh - 1) (1 - block)
    G(x)  = (1 + K_gr^-n_gr) / (1 + (x / K_gr)^n_gr)
    drive = (1 + rhythm) U_chronic (1 + (a_stress stress + a_withdrawal withdrawal + a_crf (crf - 1)+
            + a_noradrenergic N) m(o; g_stress)) exp(-a_opioid effect)

Hormones and gland masses are relative to rest. Under a constant drive u the fixed point has crh = acth = 1,
adrenal = cortisol, corticotrophs = 1 / G(cortisol) and u G(cortisol) = cortisol (dynamical compensation).
N is a noradrenergic challenge (yohimbine). A CRF1 antagonist (`block`) holds the pituitary's response to CRH at rest.
Oxytocin acts on the driven part alone: under no stress it changes nothing here.
The circadian rhythm is an option. It is off as long as `rhythm` and `rhythm_quarter` are 0, where they stay; started at
(A cos p, A sin p) with A below 1 they turn for ever, the drive swings by A about its mean of 1 with a period of 24 h,
and rest is that 24-h cycle. Trials compare arms at one time of day, and values are then relative to that time.
Left out: pulses within the hour, a slow brain pool of cortisol, a cost of the rhythm's own swing in allostatic load
(with the rhythm on, load counts it as a deviation).
Sources: Karin 2020 (structure), Milo 2025 (constants); normalised here so that rest is 1.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.physiology.modulation import modulation
from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import exp, positive


class State(Record):
    """Hormones and gland masses, relative to rest."""

    crh: Scalar = quantity("1", "corticotropin-releasing hormone of the hypothalamus, x rest")
    acth: Scalar = quantity("1", "adrenocorticotropic hormone, x rest")
    cortisol: Scalar = quantity("1", "cortisol, x rest")
    corticotrophs: Scalar = quantity("1", "mass of the pituitary corticotrophs, x rest", slow=True)
    adrenal: Scalar = quantity("1", "mass of the adrenal cortex, x rest", slow=True)
    rhythm: Scalar = quantity("1", "circadian part of the drive; 0: no rhythm")
    rhythm_quarter: Scalar = quantity("1", "circadian part of the drive a quarter of a day later")


class HPA(Subsystem):
    """Rates, feedback and inputs of the axis."""

    name: ClassVar[str] = "hpa"

    k_crh: Scalar = parameter("1/h", "removal rate of CRH")
    k_acth: Scalar = parameter("1/h", "removal rate of ACTH")
    k_cortisol: Scalar = parameter("1/h", "removal rate of cortisol")
    k_corticotrophs: Scalar = parameter("1/h", "turnover of the corticotroph mass")
    k_adrenal: Scalar = parameter("1/h", "turnover of the adrenal mass")
    K_gr: Scalar = parameter("1", "cortisol at half effect of the glucocorticoid receptor, x rest")
    n_gr: Scalar = parameter("1", "Hill coefficient of the glucocorticoid receptor")
    omega: Scalar = parameter("1/h", "angular frequency of the circadian rhythm")
    U_chronic: Scalar = parameter("1", "standing drive of the axis, x rest")
    a_stress: Scalar = parameter("1", "response of the drive to one unit of stress")
    a_withdrawal: Scalar = parameter("1", "response of the drive to withdrawal")
    a_crf: Scalar = parameter("1", "response of the drive to extended-amygdala CRF above rest")
    a_noradrenergic: Scalar = parameter("1", "response of the drive to a doubling of noradrenaline")
    a_opioid: Scalar = parameter("1", "suppression of the drive by opioids")
    g_stress: Scalar = parameter("1", "gain of oxytocin on the driven part")

    def drive(
        self,
        y: State,
        stress: Scalar,
        withdrawal: Scalar,
        crf: Scalar,
        noradrenergic: Scalar,
        opioid: Scalar,
        signal: Scalar,
    ) -> Scalar:
        """Input of the axis; 1 at rest."""
        felt = self.a_stress * stress + self.a_withdrawal * withdrawal
        driven = felt + self.a_crf * positive(crf - 1) + self.a_noradrenergic * noradrenergic
        total = 1 + driven * modulation(signal, self.g_stress)
        return (1 + y.rhythm) * self.U_chronic * total * exp(-self.a_opioid * opioid)

    def feedback(self, cortisol: Scalar) -> Scalar:
        """G: what the glucocorticoid receptor lets through; 1 at rest."""
        return (1 + self.K_gr ** (-self.n_gr)) / (1 + (cortisol / self.K_gr) ** self.n_gr)

    def heard(self, y: State, block: Scalar) -> Scalar:
        """CRH as the pituitary hears it, x rest; `block` is the share of CRF1 receptors that a drug holds."""
        return 1 + (y.crh - 1) * (1 - block)

    def rates(self, y: State, drive: Scalar, block: Scalar) -> State:
        """Rates of change, per hour; `block` is the share of CRF1 receptors that a drug holds."""
        G = self.feedback(y.cortisol)
        return State(
            crh=self.k_crh * (drive * G / y.cortisol - y.crh),
            acth=self.k_acth * (self.heard(y, block) * y.corticotrophs * G - y.acth),
            cortisol=self.k_cortisol * (y.acth * y.adrenal - y.cortisol),
            corticotrophs=self.k_corticotrophs * y.corticotrophs * (y.crh - 1),
            adrenal=self.k_adrenal * y.adrenal * (y.acth - 1),
            rhythm=self.omega * y.rhythm_quarter,
            rhythm_quarter=-self.omega * y.rhythm,
        )
