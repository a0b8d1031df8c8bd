"""Blood flow under hypoxia and hypercapnia, transport of blood, and the collapse of the circulation (seconds).

    tau_co2 d co2_control / dt = m_brain (A + B/(1 + exp(-(PaCO2 - PCO2_centre)/PCO2_width)))/Q_B - co2_control
    tau_o2  d o2_control  / dt = min(o2_cap, c_1 (exp(-PaO2/c_2) - exp(-PaO2_zero/c_2))) - o2_control
            d intact      / dt = -[collapsing] k_collapse (f_o2 + f_co2 PaCO2/PCO2_collapse) intact
    brain flow  = Q_B (1 + co2_control + o2_control) intact
    tissue flow = Q_T (1 + rho o2_control) intact
    delays      = K_p/flow to the carotid bodies, K_c/flow to the brain's receptors

`intact` is 1 until the collapse. When it begins is a rule about the past, kept by the simulation: arterial PO2 at or
below 15 mmHg starts a clock; if it is so again when the clock shows 220 s, the collapse begins; if not, the next
crossing starts the clock once more, and then the collapse begins after 220 s without a second look. Cardiac arrest is
a flow that has fallen to 0.01 L/min.
concentration_factor, between 1 and 2: central volumes halve when flow rises above 1.6 times its rest. Its source calls
it shock, but it acts at high flow, in severe hypoxia before the collapse; it raises opioid and antagonist alike.
The delays are 0 where flow is below a fifth of its reference, and for blood from before the start: the published rule.
Left out: heart rate, pressure, lactate, resuscitation other than by an antagonist.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import at_most, exp


class State(Record):
    """Controls of blood flow."""

    co2_control: Scalar = quantity("1", "rise of brain flow by carbon dioxide")
    o2_control: Scalar = quantity("1", "rise of flow by hypoxia")
    intact: Scalar = quantity("1", "share of flow that the collapse has left")


class Circulation(Subsystem):
    """Flows, their control, delays and collapse."""

    name: ClassVar[str] = "circulation"

    Q_B: Scalar = parameter("L/s", "brain flow without its controls")
    Q_T: Scalar = parameter("L/s", "flow of other tissue without its control")
    rho: Scalar = parameter("1", "share of the hypoxic control that acts on other tissue")
    m_brain: Scalar = parameter("kg", "mass of the brain")
    A_co2: Scalar = parameter("L/kg/s", "response of brain flow to carbon dioxide, lower end")
    B_co2: Scalar = parameter("L/kg/s", "response of brain flow to carbon dioxide, range")
    PCO2_centre: Scalar = parameter("mmHg", "arterial PCO2 at the centre of the response of brain flow")
    PCO2_width: Scalar = parameter("mmHg", "width of the response of brain flow")
    tau_co2: Scalar = parameter("s", "time constant of the control by carbon dioxide")
    c_1: Scalar = parameter("1", "response of flow to hypoxia, size")
    c_2: Scalar = parameter("mmHg", "response of flow to hypoxia, scale")
    PaO2_zero: Scalar = parameter("mmHg", "arterial PO2 of no response of flow")
    o2_cap: Scalar = parameter("1", "largest target of the hypoxic control")
    tau_o2: Scalar = parameter("s", "time constant of the hypoxic control")
    K_p: Scalar = parameter("L", "blood between lung and carotid bodies: delay times flow")
    K_c: Scalar = parameter("L", "blood between brain and its receptors: delay times flow")
    Q_rest: Scalar = parameter("L/s", "reference flow of the rule for high flow")
    high_centre: Scalar = parameter("1", "relative flow at half of the effect of high flow")
    high_width: Scalar = parameter("1", "width of the effect of high flow")
    k_collapse: Scalar = parameter("1/s", "rate of the collapse")
    f_o2: Scalar = parameter("1", "share of that rate that is constant")
    f_co2: Scalar = parameter("1", "share of that rate that grows with arterial PCO2")
    PCO2_collapse: Scalar = parameter("mmHg", "reference of arterial PCO2 in the collapse")

    def rates(self, y: State, arterial_pco2: Scalar, arterial_po2: Scalar, collapsing: Scalar) -> State:
        """Rates of change, per second; `collapsing` is 1 from the beginning of the collapse."""
        response = self.A_co2 + self.B_co2 / (1 + exp(-(arterial_pco2 - self.PCO2_centre) / self.PCO2_width))
        hypoxia = self.c_1 * (exp(-arterial_po2 / self.c_2) - exp(-self.PaO2_zero / self.c_2))
        loss = self.k_collapse * (self.f_o2 + self.f_co2 * arterial_pco2 / self.PCO2_collapse)
        return State(
            co2_control=(self.m_brain * response / self.Q_B - y.co2_control) / self.tau_co2,
            o2_control=(at_most(hypoxia, self.o2_cap) - y.o2_control) / self.tau_o2,
            intact=-collapsing * loss * y.intact,
        )

    def brain_flow(self, y: State) -> Scalar:
        """Blood flow of the brain, L/s."""
        return self.Q_B * (1 + y.co2_control + y.o2_control) * y.intact

    def tissue_flow(self, y: State) -> Scalar:
        """Blood flow of other tissue, L/s."""
        return self.Q_T * (1 + self.rho * y.o2_control) * y.intact

    def flow(self, y: State) -> Scalar:
        """Blood flow, L/s."""
        return self.brain_flow(y) + self.tissue_flow(y)

    def peripheral_delay(self, flow: Scalar) -> Scalar:
        """Time from the lung to the carotid bodies, s."""
        return self.K_p / flow

    def central_delay(self, flow: Scalar) -> Scalar:
        """Time until the brain's receptors feel its carbon dioxide, s."""
        return self.K_c / flow

    def felt_pco2(self, arterial_pco2: Scalar, past_pco2: Scalar, peripheral_past: Scalar) -> Scalar:
        """Arterial PCO2 at the carotid bodies: that of one delay ago, or of now where there is no delay, mmHg."""
        return arterial_pco2 + peripheral_past * (past_pco2 - arterial_pco2)

    def felt_po2(self, arterial_po2: Scalar, past_po2: Scalar, peripheral_past: Scalar) -> Scalar:
        """Arterial PO2 at the carotid bodies, mmHg."""
        return arterial_po2 + peripheral_past * (past_po2 - arterial_po2)

    def felt_brain_pco2(self, brain_pco2: Scalar, past_brain_pco2: Scalar, central_past: Scalar) -> Scalar:
        """PCO2 at the brain's receptors, mmHg."""
        return brain_pco2 + central_past * (past_brain_pco2 - brain_pco2)

    def concentration_factor(self, flow: Scalar) -> Scalar:
        """What high flow makes of a plasma concentration, between 1 and 2."""
        return 1 + 1 / (1 + exp((self.high_centre - flow / self.Q_rest) / self.high_width))
