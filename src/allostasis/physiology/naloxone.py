"""Naloxone into the vein, the muscle and the nose.

    d central / dt = -(CL + Q_2 + Q_3) central / V_c + Q_2 fast / V_2 + Q_3 slow / V_3             after the vein
    d fast    / dt =  Q_2 (central / V_c - fast / V_2)
    d slow    / dt =  Q_3 (central / V_c - slow / V_3)
    d r_depot / dt = -k_transit_r r_depot                                       after a route r: muscle m, nose n
    d m_transit / dt =  k_transit_m m_depot - k_a_m m_transit
    d n_transit / dt =  k_transit_n (n_depot - n_transit)
    d n_arrived / dt =  k_transit_n n_transit - k_a_n n_arrived
    d r_central / dt =  k_a_r r_last - (CL_r + Q_r) r_central / V_r + Q_r r_tissue / V_r_tissue
    d r_tissue  / dt =  Q_r (r_central / V_r - r_tissue / V_r_tissue)
    d brain   / dt =  k_e (sum of the three plasma concentrations - brain)

Amounts in nmol; r_last is m_transit or n_arrived; `brain` (effect-site concentration) in nmol/L. Each route has the
published model that was fitted to it, whole: a fraction absorbed from one fit with the clearance of another would give
a wrong exposure (by a factor of two here). All are linear, so that the concentrations of several routes add. The nose
has one stage more than the muscle: depot and first stage empty at the same rate, as in the published model of the
spray (`rescue_absorbed`).
The absorbed fraction of a spray is the same for the first two doses of 4 mg, or the first rapid pair; it is lower from
the third dose on, and lowest from the second rapid pair on. Here it belongs to the dose; the published code applies it
to what leaves the depot from that moment on, which differs only for the minutes in which the depot still empties.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts by route, and effect-site concentration."""

    central: Scalar = quantity("nmol", "intravenous naloxone, central compartment")
    fast: Scalar = quantity("nmol", "intravenous naloxone, fast peripheral compartment")
    slow: Scalar = quantity("nmol", "intravenous naloxone, slow peripheral compartment")
    muscle_depot: Scalar = quantity("nmol", "intramuscular naloxone to be absorbed")
    muscle_transit: Scalar = quantity("nmol", "intramuscular naloxone on its way")
    muscle_central: Scalar = quantity("nmol", "intramuscular naloxone, central compartment")
    muscle_tissue: Scalar = quantity("nmol", "intramuscular naloxone, peripheral compartment")
    nose_depot: Scalar = quantity("nmol", "nasal naloxone to be absorbed")
    nose_transit: Scalar = quantity("nmol", "nasal naloxone on its way, first stage")
    nose_arrived: Scalar = quantity("nmol", "nasal naloxone on its way, last stage")
    nose_central: Scalar = quantity("nmol", "nasal naloxone, central compartment")
    nose_tissue: Scalar = quantity("nmol", "nasal naloxone, peripheral compartment")
    brain: Scalar = quantity("nmol/L", "naloxone at the effect site")


class Naloxone(Subsystem):
    """Absorption, clearances and volumes of naloxone by route."""

    name: ClassVar[str] = "naloxone"

    CL: Scalar = parameter("L/h", "clearance, intravenous")
    V_c: Scalar = parameter("L", "central volume, intravenous")
    V_2: Scalar = parameter("L", "fast peripheral volume, intravenous")
    V_3: Scalar = parameter("L", "slow peripheral volume, intravenous")
    Q_2: Scalar = parameter("L/h", "flow to the fast peripheral compartment, intravenous")
    Q_3: Scalar = parameter("L/h", "flow to the slow peripheral compartment, intravenous")
    F_muscle: Scalar = parameter("1", "fraction of an intramuscular dose that is absorbed")
    k_transit_muscle: Scalar = parameter("1/h", "transit of an intramuscular dose")
    k_a_muscle: Scalar = parameter("1/h", "absorption of an intramuscular dose")
    CL_muscle: Scalar = parameter("L/h", "clearance, intramuscular")
    V_muscle: Scalar = parameter("L", "central volume, intramuscular")
    V_muscle_tissue: Scalar = parameter("L", "peripheral volume, intramuscular")
    Q_muscle: Scalar = parameter("L/h", "flow to the peripheral compartment, intramuscular")
    F_nose_first: Scalar = parameter("1", "fraction of a first or second nasal dose that is absorbed")
    F_nose_third: Scalar = parameter("1", "fraction of a third or later nasal dose that is absorbed")
    F_nose_second_pair: Scalar = parameter("1", "fraction of a spray of a second or later rapid pair that is absorbed")
    k_transit_nose: Scalar = parameter("1/h", "rate at which depot and first stage in the nose empty")
    k_a_nose: Scalar = parameter("1/h", "rate of the last stage in the nose, into plasma")
    CL_nose: Scalar = parameter("L/h", "clearance, nasal")
    V_nose: Scalar = parameter("L", "central volume, nasal")
    V_nose_tissue: Scalar = parameter("L", "peripheral volume, nasal")
    Q_nose: Scalar = parameter("L/h", "flow to the peripheral compartment, nasal")
    k_e: Scalar = parameter("1/h", "equilibration with the effect site")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        vein, muscle, nose = y.central / self.V_c, y.muscle_central / self.V_muscle, y.nose_central / self.V_nose
        to_fast = self.Q_2 * (vein - y.fast / self.V_2)
        to_slow = self.Q_3 * (vein - y.slow / self.V_3)
        to_muscle_tissue = self.Q_muscle * (muscle - y.muscle_tissue / self.V_muscle_tissue)
        to_nose_tissue = self.Q_nose * (nose - y.nose_tissue / self.V_nose_tissue)
        return State(
            central=-self.CL * vein - to_fast - to_slow,
            fast=to_fast,
            slow=to_slow,
            muscle_depot=-self.k_transit_muscle * y.muscle_depot,
            muscle_transit=self.k_transit_muscle * y.muscle_depot - self.k_a_muscle * y.muscle_transit,
            muscle_central=self.k_a_muscle * y.muscle_transit - self.CL_muscle * muscle - to_muscle_tissue,
            muscle_tissue=to_muscle_tissue,
            nose_depot=-self.k_transit_nose * y.nose_depot,
            nose_transit=self.k_transit_nose * (y.nose_depot - y.nose_transit),
            nose_arrived=self.k_transit_nose * y.nose_transit - self.k_a_nose * y.nose_arrived,
            nose_central=self.k_a_nose * y.nose_arrived - self.CL_nose * nose - to_nose_tissue,
            nose_tissue=to_nose_tissue,
            brain=self.k_e * (self.plasma_concentration(y) - y.brain),
        )

    def plasma_concentration(self, y: State) -> Scalar:
        """Naloxone in plasma after all routes, nmol/L."""
        return y.central / self.V_c + y.muscle_central / self.V_muscle + y.nose_central / self.V_nose
