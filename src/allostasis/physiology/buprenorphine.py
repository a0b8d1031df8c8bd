"""Buprenorphine under the tongue, into the vein, and from depots under the skin.

    d depot_i / dt = -k_i depot_i                                        for the fast and the slow part of each form
    d sublingual_placed / dt = -k_delay sublingual_placed
    d sublingual_wetted / dt =  k_delay (sublingual_placed - sublingual_wetted), which flows into sublingual_fast
    d extended_slow / dt    = -k_transit extended_slow
    d extended_transit / dt =  k_transit extended_slow - k_extended_slow extended_transit
    d central / dt =  sum of the inflows - (CL + Q_2 + Q_3) central / V_c + Q_2 fast / V_2 + Q_3 slow / V_3
    d fast    / dt =  Q_2 (central / V_c - fast / V_2)
    d slow    / dt =  Q_3 (central / V_c - slow / V_3)
    d brain   / dt =  k_e (central / V_c - brain)

Amounts in nmol, `brain` (effect-site concentration) in nmol/L of total drug. Forms: sublingual, weekly and monthly
depots (CAM2038), and the extended-release depot (BUP-XR). Disposition and the first three are one population model,
but for the slow volume, which gives the mean of the last half-lives of three models that follow people for days, and
for the power by which the absorbed fraction falls with the dose, the mean of all that were found (none to 0.44).
The extended-release depot brings its own absorption only: its source found the same clearance, and beside an absorption
over weeks the volumes do not matter.
The fast part of a sublingual dose has a published lag of 10 min and then a zero-order phase of 25 min before its
first-order absorption. Two stages with the same mean delay stand for both here, so that a dose stays a single event;
they spread the delay wider, by which the peak is 3 % lower (10 % in healthy people, whose central volume is smaller).
Left out: the zero-order phase of ten hours of the weekly depot, and norbuprenorphine, which hardly enters the brain.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts and effect-site concentration."""

    sublingual_placed: Scalar = quantity("nmol", "sublingual buprenorphine, fast part, first stage of the delay")
    sublingual_wetted: Scalar = quantity("nmol", "sublingual buprenorphine, fast part, second stage of the delay")
    sublingual_fast: Scalar = quantity("nmol", "sublingual buprenorphine, fast part to be absorbed")
    sublingual_slow: Scalar = quantity("nmol", "sublingual buprenorphine, slow part to be absorbed")
    weekly_fast: Scalar = quantity("nmol", "weekly depot, fast part")
    weekly_slow: Scalar = quantity("nmol", "weekly depot, slow part")
    monthly_fast: Scalar = quantity("nmol", "monthly depot, fast part")
    monthly_slow: Scalar = quantity("nmol", "monthly depot, slow part")
    extended_fast: Scalar = quantity("nmol", "extended-release depot, fast part")
    extended_slow: Scalar = quantity("nmol", "extended-release depot, slow part")
    extended_transit: Scalar = quantity("nmol", "extended-release depot, slow part on its way")
    central: Scalar = quantity("nmol", "buprenorphine, central compartment")
    fast: Scalar = quantity("nmol", "buprenorphine, fast peripheral compartment")
    slow: Scalar = quantity("nmol", "buprenorphine, slow peripheral compartment")
    brain: Scalar = quantity("nmol/L", "buprenorphine at the effect site")


class Buprenorphine(Subsystem):
    """Absorption, clearances and volumes of buprenorphine."""

    name: ClassVar[str] = "buprenorphine"

    F_sublingual: Scalar = parameter("1", "fraction of 16 mg under the tongue that is absorbed")
    p_sublingual: Scalar = parameter("1", "power by which the absorbed fraction falls with the dose over 16 mg")
    f_sublingual: Scalar = parameter("1", "share of the fast part, sublingual")
    k_delay: Scalar = parameter("1/h", "rate of each of the two stages that delay the fast part, sublingual")
    k_sublingual_fast: Scalar = parameter("1/h", "absorption of the fast part, sublingual")
    k_sublingual_slow: Scalar = parameter("1/h", "absorption of the slow part, sublingual")
    F_depot: Scalar = parameter("1", "fraction of a depot that is absorbed")
    f_weekly: Scalar = parameter("1", "share of the fast part, weekly depot")
    k_weekly_fast: Scalar = parameter("1/h", "absorption of the fast part, weekly depot")
    k_weekly_slow: Scalar = parameter("1/h", "absorption of the slow part, weekly depot")
    f_monthly: Scalar = parameter("1", "share of the fast part, monthly depot")
    k_monthly_fast: Scalar = parameter("1/h", "absorption of the fast part, monthly depot")
    k_monthly_slow: Scalar = parameter("1/h", "absorption of the slow part, monthly depot")
    f_extended: Scalar = parameter("1", "share of the fast part, extended-release depot")
    k_extended_fast: Scalar = parameter("1/h", "absorption of the fast part, extended-release depot")
    k_extended_slow: Scalar = parameter("1/h", "absorption of the slow part, extended-release depot")
    k_transit: Scalar = parameter("1/h", "release of the slow part, extended-release depot")
    CL: Scalar = parameter("L/h", "clearance of buprenorphine")
    V_c: Scalar = parameter("L", "central volume of buprenorphine")
    V_2: Scalar = parameter("L", "fast peripheral volume of buprenorphine")
    V_3: Scalar = parameter("L", "slow peripheral volume of buprenorphine")
    Q_2: Scalar = parameter("L/h", "flow to the fast peripheral compartment")
    Q_3: Scalar = parameter("L/h", "flow to the slow peripheral compartment")
    k_e: Scalar = parameter("1/h", "equilibration with the effect site")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        concentration = y.central / self.V_c
        to_fast = self.Q_2 * (concentration - y.fast / self.V_2)
        to_slow = self.Q_3 * (concentration - y.slow / self.V_3)
        return State(
            sublingual_placed=-self.k_delay * y.sublingual_placed,
            sublingual_wetted=self.k_delay * (y.sublingual_placed - y.sublingual_wetted),
            sublingual_fast=self.k_delay * y.sublingual_wetted - self.k_sublingual_fast * y.sublingual_fast,
            sublingual_slow=-self.k_sublingual_slow * y.sublingual_slow,
            weekly_fast=-self.k_weekly_fast * y.weekly_fast,
            weekly_slow=-self.k_weekly_slow * y.weekly_slow,
            monthly_fast=-self.k_monthly_fast * y.monthly_fast,
            monthly_slow=-self.k_monthly_slow * y.monthly_slow,
            extended_fast=-self.k_extended_fast * y.extended_fast,
            extended_slow=-self.k_transit * y.extended_slow,
            extended_transit=self.k_transit * y.extended_slow - self.k_extended_slow * y.extended_transit,
            central=self.absorption(y) - self.CL * concentration - to_fast - to_slow,
            fast=to_fast,
            slow=to_slow,
            brain=self.k_e * (concentration - y.brain),
        )

    def absorption(self, y: State) -> Scalar:
        """Inflow from all forms, nmol/h."""
        sublingual = self.k_sublingual_fast * y.sublingual_fast + self.k_sublingual_slow * y.sublingual_slow
        weekly = self.k_weekly_fast * y.weekly_fast + self.k_weekly_slow * y.weekly_slow
        monthly = self.k_monthly_fast * y.monthly_fast + self.k_monthly_slow * y.monthly_slow
        extended = self.k_extended_fast * y.extended_fast + self.k_extended_slow * y.extended_transit
        return sublingual + weekly + monthly + extended
