"""Ventilation: drives of breathing, and what opioids take from them (seconds).

    depressed         = W occupancy^P_wakefulness                        what the opioid takes of the wakefulness drive
    tau_p d peripheral / dt = G_p attenuation (activity(pco2, po2) - f_0) - peripheral     carotid bodies, delayed blood
    tau_c d central    / dt = G_c attenuation (brain_pco2 - PCO2_set) - central             brain, delayed
    tau_h d gain       / dt = 1 + G_h (brain PO2 within [PO2_low, PO2_high] - PO2_ref)/PO2_ref - gain
    attenuation       = 1 - occupancy^P_reflex
    activity(pc, po)  = K ln(pc/B) (f_max + f_min e)/(1 + e),   e = exp((po - PO2_centre)/PO2_width)
    reflex            = max(0, peripheral gain + central), where a negative peripheral drive is taken without the gain
    ventilation       = max(0, W - depressed + reflex) x perfusion

`perfusion` is 1, falls in proportion to blood flow below a fifth of its reference and is 0 below a tenth. `occupancy`
is the share of receptors that act as occupied by the opioid (see the receptor), times the activity of the opioid on
breathing: 1 for full agonists, less for buprenorphine. The reported ventilation is `ventilation`; the lung's gas
exchange has 0.66 of it.
Tolerance as the rescue model has it is in the exponents: P = P_naive (1 + g tolerance), with tolerance 0 in the
opioid-naive and 1 in the published chronic user, whose exponents are 1.47 times the naive ones. The other published
reading of the same people, a concentration of half effect that is 4.3 times the naive one, is the receptor's `shift`;
then the exponents are the naive ones. Tolerance is never in both.
The reflexes have P_reflex and wakefulness has P_wakefulness as in the code that made the published tables; the older
description exchanges the two. Floors, ceilings and switches inside the rates break the rule of the house against them:
they are the published model's, and fidelity goes first here.
Left out: muscle rigidity of the chest and closure of the airway, other depressants (benzodiazepines, alcohol), and any
difference between people other than in kinetics and binding.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import at_least, at_most, exp, is_positive, log, positive


class State(Record):
    """Drives, and the gain of hypoxia."""

    peripheral: Scalar = quantity("L/s", "drive from the peripheral chemoreceptors")
    central: Scalar = quantity("L/s", "drive from the central chemoreceptors")
    gain: Scalar = quantity("1", "gain of the peripheral drive by brain hypoxia")


class Ventilation(Subsystem):
    """Drives, set points, time constants and exponents of breathing."""

    name: ClassVar[str] = "ventilation"

    W: Scalar = parameter("L/s", "wakefulness drive")
    P_wakefulness: Scalar = parameter("1", "exponent of occupancy in the depression of wakefulness, opioid-naive")
    P_reflex: Scalar = parameter("1", "exponent of occupancy in the attenuation of the chemoreflexes, opioid-naive")
    g_tolerance: Scalar = parameter("1", "relative rise of both exponents from the naive to the chronic user")
    tolerance: Scalar = parameter("1", "tolerance in the exponents: 0 in the naive, 1 in the published chronic user")
    activity: Scalar = parameter("1", "activity of the opioid on breathing, of a full agonist")
    G_p: Scalar = parameter("L/s", "gain of the peripheral drive")
    G_c: Scalar = parameter("L/s/mmHg", "gain of the central drive")
    G_h: Scalar = parameter("1", "slope of the hypoxic gain")
    tau_p: Scalar = parameter("s", "time constant of the peripheral drive")
    tau_c: Scalar = parameter("s", "time constant of the central drive")
    tau_h: Scalar = parameter("s", "time constant of the hypoxic gain")
    K_f: Scalar = parameter("1", "gain of the peripheral chemoreceptor's activity")
    PCO2_zero: Scalar = parameter("mmHg", "arterial PCO2 of no peripheral activity")
    f_max: Scalar = parameter("1", "peripheral activity in deep hypoxia")
    f_min: Scalar = parameter("1", "peripheral activity in hyperoxia")
    f_0: Scalar = parameter("1", "set point of the peripheral activity")
    PO2_centre: Scalar = parameter("mmHg", "arterial PO2 at the centre of the peripheral response")
    PO2_width: Scalar = parameter("mmHg", "width of the peripheral response to arterial PO2")
    PCO2_set: Scalar = parameter("mmHg", "set point of brain PCO2")
    PO2_low: Scalar = parameter("mmHg", "brain PO2 below which the hypoxic gain falls no further")
    PO2_high: Scalar = parameter("mmHg", "brain PO2 above which the hypoxic gain rises no further")
    PO2_ref: Scalar = parameter("mmHg", "brain PO2 at which the hypoxic gain is 1")
    Q_low: Scalar = parameter("L/s", "reference of the rules for low blood flow")
    low_first: Scalar = parameter("1", "share of it below which ventilation falls with flow and blood has no delay")
    low_last: Scalar = parameter("1", "share of it below which ventilation stops")
    alveolar_share: Scalar = parameter("1", "alveolar ventilation, of the reported ventilation")

    def rates(
        self,
        y: State,
        occupancy: Scalar,
        delayed_pco2: Scalar,
        delayed_po2: Scalar,
        delayed_brain_pco2: Scalar,
        brain_po2: Scalar,
    ) -> State:
        """Rates of change, per second."""
        attenuation = 1 - (self.activity * occupancy) ** self._exponent(self.P_reflex)
        peripheral = self.G_p * attenuation * (self._firing(delayed_pco2, delayed_po2) - self.f_0)
        central = self.G_c * attenuation * (delayed_brain_pco2 - self.PCO2_set)
        within = at_most(at_least(brain_po2, self.PO2_low), self.PO2_high)
        return State(
            peripheral=(peripheral - y.peripheral) / self.tau_p,
            central=(central - y.central) / self.tau_c,
            gain=(1 + self.G_h * (within - self.PO2_ref) / self.PO2_ref - y.gain) / self.tau_h,
        )

    def depressed(self, occupancy: Scalar) -> Scalar:
        """What the opioid takes of the wakefulness drive, L/s."""
        return self.W * (self.activity * occupancy) ** self._exponent(self.P_wakefulness)

    def wakefulness(self, occupancy: Scalar) -> Scalar:
        """Share of the wakefulness drive that is left, between 0 and 1."""
        return positive((self.W - self.depressed(occupancy)) / self.W)

    def ventilation(self, y: State, occupancy: Scalar, flow: Scalar) -> Scalar:
        """Ventilation as reported (minute ventilation, here per second)."""
        # The gain is not applied to a negative drive.
        peripheral = positive(y.peripheral) * y.gain - positive(-y.peripheral)
        reflex = positive(peripheral + y.central)
        return positive(self.W - self.depressed(occupancy) + reflex) * self.perfusion(flow)

    def perfusion(self, flow: Scalar) -> Scalar:
        """What low blood flow leaves of breathing, between 0 and 1."""
        share = flow / self.Q_low
        return at_most(share / self.low_first, 1) * is_positive(share - self.low_last)

    def alveolar(self, ventilation: Scalar) -> Scalar:
        """Alveolar ventilation, L/s."""
        return self.alveolar_share * ventilation

    def _exponent(self, naive: Scalar) -> Scalar:
        return naive * (1 + self.g_tolerance * self.tolerance)

    def _firing(self, pco2: Scalar, po2: Scalar) -> Scalar:
        e = exp((po2 - self.PO2_centre) / self.PO2_width)
        return self.K_f * log(pco2 / self.PCO2_zero) * (self.f_max + self.f_min * e) / (1 + e)
