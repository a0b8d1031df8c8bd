"""Naloxone into the vein, the muscle and the nose.

    d central / dt = -(CL + Q_2 + Q_3) central / V_c + Q_2 fast / V_2 + Q_3 slow / V_3
                     + k_a_m m_transit + k_a_n n_arrived
    d fast    / dt =  Q_2 (central / V_c - fast / V_2)
    d slow    / dt =  Q_3 (central / V_c - slow / V_3)
    d r_depot / dt = -k_transit_r r_depot                                       after a route r: muscle m, nose n
    d m_transit / dt =  k_transit_m m_depot - k_a_m m_transit
    d n_transit / dt =  k_transit_n (n_depot - n_transit)
    d n_arrived / dt =  k_transit_n n_transit - k_a_n n_arrived
    d brain   / dt =  k_e (central / V_c - brain)

Amounts in nmol; `brain` (effect-site concentration) in nmol/L. From muscle and nose naloxone enters the blood and goes
as it does after the vein; their absorption is fitted with these kinetics to the studies that were found and that no
check reads (verification.fits.naloxone_muscle, naloxone_nose). Published models of one route have a blood of their own:
that of the muscle (mann2022_naloxone_im_*) has a last half-life of 3 h, twice what is measured, that of the nose
(fda_nasal_naloxone_*, as in `rescue_absorbed`) another clearance than the vein. The nose has one stage more than the
muscle: depot and first stage empty at the same rate, as in the published model of the spray.
The absorbed fraction of a spray is the same for the first two doses of 4 mg, or the first rapid pair; it is lower from
the third dose on, and lowest from the second rapid pair on. Here it belongs to the dose; the published code applies it
to what leaves the depot from that moment on, which differs only for the minutes in which the depot still empties.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts by route, and effect-site concentration."""

    central: Scalar = quantity("nmol", "naloxone, central compartment")
    fast: Scalar = quantity("nmol", "naloxone, fast peripheral compartment")
    slow: Scalar = quantity("nmol", "naloxone, slow peripheral compartment")
    muscle_depot: Scalar = quantity("nmol", "intramuscular naloxone to be absorbed")
    muscle_transit: Scalar = quantity("nmol", "intramuscular naloxone on its way")
    nose_depot: Scalar = quantity("nmol", "nasal naloxone to be absorbed")
    nose_transit: Scalar = quantity("nmol", "nasal naloxone on its way, first stage")
    nose_arrived: Scalar = quantity("nmol", "nasal naloxone on its way, last stage")
    brain: Scalar = quantity("nmol/L", "naloxone at the effect site")


class Naloxone(Subsystem):
    """Absorption, clearances and volumes of naloxone by route."""

    name: ClassVar[str] = "naloxone"

    CL: Scalar = parameter("L/h", "clearance")
    V_c: Scalar = parameter("L", "central volume")
    V_2: Scalar = parameter("L", "fast peripheral volume")
    V_3: Scalar = parameter("L", "slow peripheral volume")
    Q_2: Scalar = parameter("L/h", "flow to the fast peripheral compartment")
    Q_3: Scalar = parameter("L/h", "flow to the slow peripheral compartment")
    F_muscle: Scalar = parameter("1", "fraction of an intramuscular dose that is absorbed")
    k_transit_muscle: Scalar = parameter("1/h", "transit of an intramuscular dose")
    k_a_muscle: Scalar = parameter("1/h", "absorption of an intramuscular dose")
    F_nose_first: Scalar = parameter("1", "fraction of a first or second nasal dose that is absorbed")
    F_nose_third: Scalar = parameter("1", "fraction of a third or later nasal dose that is absorbed")
    F_nose_second_pair: Scalar = parameter("1", "fraction of a spray of a second or later rapid pair that is absorbed")
    k_transit_nose: Scalar = parameter("1/h", "rate at which depot and first stage in the nose empty")
    k_a_nose: Scalar = parameter("1/h", "rate of the last stage in the nose, into plasma")
    k_e: Scalar = parameter("1/h", "equilibration with the effect site")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        blood = y.central / self.V_c
        to_fast = self.Q_2 * (blood - y.fast / self.V_2)
        to_slow = self.Q_3 * (blood - y.slow / self.V_3)
        from_muscle, from_nose = self.k_a_muscle * y.muscle_transit, self.k_a_nose * y.nose_arrived
        return State(
            central=from_muscle + from_nose - self.CL * blood - to_fast - to_slow,
            fast=to_fast,
            slow=to_slow,
            muscle_depot=-self.k_transit_muscle * y.muscle_depot,
            muscle_transit=self.k_transit_muscle * y.muscle_depot - from_muscle,
            nose_depot=-self.k_transit_nose * y.nose_depot,
            nose_transit=self.k_transit_nose * (y.nose_depot - y.nose_transit),
            nose_arrived=self.k_transit_nose * y.nose_transit - from_nose,
            brain=self.k_e * (blood - y.brain),
        )
