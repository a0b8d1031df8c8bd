"""Gas exchange of lung, brain and other tissue: oxygen and carbon dioxide in gas and blood (seconds).

    V_A d lung_co2  / dt = v (PI_co2 - lung_co2) + k Q (1 - shunt) (Cv_co2 - E_co2)
    V_A d lung_o2   / dt = v (PI_o2 - lung_o2)   + k Q (1 - shunt) (Cv_o2 - E_o2)
    V_B d brain_co2 / dt = Q_B (Ca_co2 - content of blood leaving the brain) + M_B_co2 metabolism
    V_B d brain_o2  / dt = Q_B (Ca_o2  - content of blood leaving the brain) - M_B_o2 metabolism
    the same for the other tissue, with V_T and Q_T

    content:  F_o2 = po (1 + beta_1 pc)/(K_1 (1 + alpha_1 pc)),  o = Z C_1 F_o2^(1/a_1)/(1 + F_o2^(1/a_1))
              F_co2 = pc (1 + beta_2 po)/(K_2 (1 + alpha_2 po)), c = Z C_2 F_co2^(1/a_2)/(1 + F_co2^(1/a_2))

The last two lines and their inverse are the curves of Spencer. States: alveolar pressures, and contents (litres of gas
per litre) of brain and tissue. E is blood that leaves the lung with alveolar pressures; arterial blood Ca is E with the
shunt's share of mixed venous blood Cv. Venous blood of a bed has the pressures of its tissue.
metabolism = max(wakefulness^p, floor): both limits are floors of production and use (the published code stores use as
negative numbers, where the floor looks like a cap); below a tissue PO2 of 6 mmHg both fall in proportion.
Contents and alveolar PCO2 below zero count as zero, as published; alveolar PO2 is not limited. Floors inside the rates
break the rule of the house: fidelity to the published model goes first here.
Left out: acid-base other than in the curves, airway and dead space other than by a fixed share, apnoeic oxygenation.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import at_least, at_most, positive, sqrt


class State(Record):
    """Alveolar pressures, and contents of brain and tissue."""

    lung_co2: Scalar = quantity("mmHg", "alveolar PCO2")
    lung_o2: Scalar = quantity("mmHg", "alveolar PO2")
    brain_co2: Scalar = quantity("1", "carbon dioxide in the brain, litres per litre")
    brain_o2: Scalar = quantity("1", "oxygen in the brain, litres per litre")
    tissue_co2: Scalar = quantity("1", "carbon dioxide in other tissue, litres per litre")
    tissue_o2: Scalar = quantity("1", "oxygen in other tissue, litres per litre")


class Pair(NamedTuple):
    """A value for each gas."""

    co2: Scalar
    o2: Scalar


class GasExchange(Subsystem):
    """Volumes, curves and metabolism."""

    name: ClassVar[str] = "gas_exchange"

    V_A: Scalar = parameter("L", "alveolar volume")
    V_B: Scalar = parameter("L", "volume of the brain")
    V_T: Scalar = parameter("L", "volume of other tissue")
    PI_co2: Scalar = parameter("mmHg", "inspired PCO2")
    PI_o2: Scalar = parameter("mmHg", "inspired PO2")
    k_pressure: Scalar = parameter("mmHg", "from a flow of content to a flow of pressure")
    shunt: Scalar = parameter("1", "share of blood flow that passes the lung unchanged")
    s_co2: Scalar = parameter("1/mmHg", "solubility of carbon dioxide in brain and tissue")
    s_o2: Scalar = parameter("1/mmHg", "solubility of oxygen in brain and tissue")
    bicarbonate_brain: Scalar = parameter("1", "carbon dioxide of brain bicarbonate, litres per litre")
    bicarbonate_tissue: Scalar = parameter("1", "carbon dioxide of tissue bicarbonate, litres per litre")
    K_1: Scalar = parameter("mmHg", "Spencer's curve of oxygen, scale")
    K_2: Scalar = parameter("mmHg", "Spencer's curve of carbon dioxide, scale")
    a_1: Scalar = parameter("1", "Spencer's curve of oxygen, inverse exponent")
    a_2: Scalar = parameter("1", "Spencer's curve of carbon dioxide, inverse exponent")
    alpha_1: Scalar = parameter("1/mmHg", "Spencer's curve of oxygen, effect of PCO2 below")
    beta_1: Scalar = parameter("1/mmHg", "Spencer's curve of oxygen, effect of PCO2 above")
    alpha_2: Scalar = parameter("1/mmHg", "Spencer's curve of carbon dioxide, effect of PO2 below")
    beta_2: Scalar = parameter("1/mmHg", "Spencer's curve of carbon dioxide, effect of PO2 above")
    Z: Scalar = parameter("L/mmol", "volume of a millimole of gas")
    C_1: Scalar = parameter("mmol/L", "largest concentration of oxygen in blood")
    C_2: Scalar = parameter("mmol/L", "largest concentration of carbon dioxide in blood")
    M_B_co2: Scalar = parameter("L/s", "production of carbon dioxide in the brain")
    M_B_o2: Scalar = parameter("L/s", "use of oxygen in the brain")
    M_T_co2: Scalar = parameter("L/s", "production of carbon dioxide in other tissue")
    M_T_o2: Scalar = parameter("L/s", "use of oxygen in other tissue")
    p_metabolism: Scalar = parameter("1", "exponent of wakefulness in metabolism")
    floor_co2: Scalar = parameter("1", "lowest factor on the production of carbon dioxide")
    floor_o2: Scalar = parameter("1", "lowest factor on the use of oxygen")
    PO2_metabolism: Scalar = parameter("mmHg", "tissue PO2 below which metabolism falls in proportion")

    def rates(
        self, y: State, alveolar_flow: Scalar, brain_flow: Scalar, tissue_flow: Scalar, wakefulness: Scalar
    ) -> State:
        """Rates of change, per second."""
        flow = brain_flow + tissue_flow
        brain, tissue = self._content(self._in_brain(y)), self._content(self._in_tissue(y))
        venous, lung = self._venous(y, brain_flow, tissue_flow), self._content(self._in_lung(y))
        arterial = self._arterial(y, brain_flow, tissue_flow)
        metabolism = wakefulness**self.p_metabolism
        made, used = at_least(metabolism, self.floor_co2), at_least(metabolism, self.floor_o2)
        in_brain = at_most(self._in_brain(y).o2 / self.PO2_metabolism, 1)
        in_tissue = at_most(self._in_tissue(y).o2 / self.PO2_metabolism, 1)
        through = self.k_pressure * flow * (1 - self.shunt)
        air = self._in_lung(y)
        return State(
            lung_co2=(alveolar_flow * (self.PI_co2 - air.co2) + through * (venous.co2 - lung.co2)) / self.V_A,
            lung_o2=(alveolar_flow * (self.PI_o2 - air.o2) + through * (venous.o2 - lung.o2)) / self.V_A,
            brain_co2=(brain_flow * (arterial.co2 - brain.co2) + self.M_B_co2 * made * in_brain) / self.V_B,
            brain_o2=(brain_flow * (arterial.o2 - brain.o2) - self.M_B_o2 * used * in_brain) / self.V_B,
            tissue_co2=(tissue_flow * (arterial.co2 - tissue.co2) + self.M_T_co2 * made * in_tissue) / self.V_T,
            tissue_o2=(tissue_flow * (arterial.o2 - tissue.o2) - self.M_T_o2 * used * in_tissue) / self.V_T,
        )

    def arterial_pco2(self, y: State, brain_flow: Scalar, tissue_flow: Scalar) -> Scalar:
        """PCO2 of arterial blood, mmHg."""
        return self._pressure(self._arterial(y, brain_flow, tissue_flow)).co2

    def arterial_po2(self, y: State, brain_flow: Scalar, tissue_flow: Scalar) -> Scalar:
        """PO2 of arterial blood, mmHg."""
        return self._pressure(self._arterial(y, brain_flow, tissue_flow)).o2

    def saturation(self, y: State, brain_flow: Scalar, tissue_flow: Scalar) -> Scalar:
        """Oxygen of arterial blood, of the most that it can carry."""
        return self._arterial(y, brain_flow, tissue_flow).o2 / (self.Z * self.C_1)

    def brain_pco2(self, y: State) -> Scalar:
        """PCO2 of the brain, mmHg."""
        return self._in_brain(y).co2

    def brain_po2(self, y: State) -> Scalar:
        """PO2 of the brain, mmHg."""
        return self._in_brain(y).o2

    def _in_lung(self, y: State) -> Pair:
        return Pair(positive(y.lung_co2), y.lung_o2)

    def _in_brain(self, y: State) -> Pair:
        return Pair((positive(y.brain_co2) - self.bicarbonate_brain) / self.s_co2, positive(y.brain_o2) / self.s_o2)

    def _in_tissue(self, y: State) -> Pair:
        bound = positive(y.tissue_co2) - self.bicarbonate_tissue
        return Pair(bound / self.s_co2, positive(y.tissue_o2) / self.s_o2)

    def _venous(self, y: State, brain_flow: Scalar, tissue_flow: Scalar) -> Pair:
        brain, tissue = self._content(self._in_brain(y)), self._content(self._in_tissue(y))
        flow = brain_flow + tissue_flow
        return Pair(
            (brain_flow * brain.co2 + tissue_flow * tissue.co2) / flow,
            (brain_flow * brain.o2 + tissue_flow * tissue.o2) / flow,
        )

    def _arterial(self, y: State, brain_flow: Scalar, tissue_flow: Scalar) -> Pair:
        venous, lung = self._venous(y, brain_flow, tissue_flow), self._content(self._in_lung(y))
        passed = 1 - self.shunt
        return Pair(passed * lung.co2 + self.shunt * venous.co2, passed * lung.o2 + self.shunt * venous.o2)

    def _content(self, p: Pair) -> Pair:
        f_co2 = p.co2 * (1 + self.beta_2 * p.o2) / (self.K_2 * (1 + self.alpha_2 * p.o2))
        f_o2 = p.o2 * (1 + self.beta_1 * p.co2) / (self.K_1 * (1 + self.alpha_1 * p.co2))
        x_co2, x_o2 = f_co2 ** (1 / self.a_2), f_o2 ** (1 / self.a_1)
        return Pair(self.Z * self.C_2 * x_co2 / (1 + x_co2), self.Z * self.C_1 * x_o2 / (1 + x_o2))

    def _pressure(self, c: Pair) -> Pair:
        """The inverse of `_content`."""
        a1, b1, a2, b2 = self.alpha_1, self.beta_1, self.alpha_2, self.beta_2
        x2 = self.K_2 * (c.co2 / (self.Z * self.C_2 - c.co2)) ** self.a_2
        x1 = self.K_1 * (c.o2 / (self.Z * self.C_1 - c.o2)) ** self.a_1
        s2 = -(x2 + a2 * x2 * x1) / (b1 + a1 * b2 * x1)
        s1 = -(x1 + a1 * x1 * x2) / (b2 + a2 * b1 * x2)
        r2 = -(1 + b2 * x1 - b1 * x2 - a1 * a2 * x2 * x1) / (2 * (b1 + a1 * b2 * x1))
        r1 = -(1 + b1 * x2 - b2 * x1 - a1 * a2 * x2 * x1) / (2 * (b2 + a2 * b1 * x2))
        return Pair(r2 + sqrt(r2**2 - s2), r1 + sqrt(r1**2 - s1))
