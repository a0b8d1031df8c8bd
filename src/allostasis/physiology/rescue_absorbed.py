"""An antagonist from nose or muscle in a rescue: depot, plasma and effect site (seconds).

    d depot   / dt = -k_transit depot
    d transit / dt =  F k_transit depot - k_transit transit
    d arrived / dt =  k_transit transit - k_a arrived
    d plasma  / dt =  concentration_factor/V_c (k_a arrived - CL plasma - Q (plasma - tissue))
    d tissue  / dt =  Q/V_t (plasma - tissue)
    d brain   / dt =  k_e (plasma - brain)

`depot`, `transit` and `arrived` in nmol, the others in nmol/L. The absorbed fraction F acts on what leaves the depot
and falls with further doses: it belongs to the moment and is an input. The published spray of 4 mg naloxone has F for
the first two doses, another value from the third standard dose on and a third one from the second rapid pair on, from
that moment also for what is still in the depot.
High flow acts on the rate of change of `plasma` here, on the concentration itself in the vein: the published rules.
Intramuscular naloxone has the same form with its own numbers: the source's code for it has the depot, both stages and
the two compartments (row `mann2022_naloxone_im_stages`).
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity


class State(Record):
    """Amounts on the way, and concentrations."""

    depot: Scalar = quantity("nmol", "antagonist to be absorbed")
    transit: Scalar = quantity("nmol", "antagonist on its way, first stage")
    arrived: Scalar = quantity("nmol", "antagonist on its way, last stage")
    plasma: Scalar = quantity("nmol/L", "antagonist in plasma")
    tissue: Scalar = quantity("nmol/L", "antagonist in peripheral tissue")
    brain: Scalar = quantity("nmol/L", "antagonist at the effect site")


class RescueAbsorbed(Subsystem):
    """Absorption and disposition of a dose into nose or muscle."""

    name: ClassVar[str] = "rescue_absorbed"

    k_transit: Scalar = parameter("1/s", "rate at which depot and first stage empty")
    k_a: Scalar = parameter("1/s", "rate of the last stage, into plasma")
    V_c: Scalar = parameter("L", "central volume")
    V_t: Scalar = parameter("L", "peripheral volume")
    CL: Scalar = parameter("L/s", "clearance")
    Q: Scalar = parameter("L/s", "flow to the peripheral compartment")
    k_e: Scalar = parameter("1/s", "equilibration with the effect site")

    def rates(self, y: State, fraction: Scalar, concentration_factor: Scalar) -> State:
        """Rates of change, per second; `fraction` is the absorbed fraction of the moment."""
        exchange = self.Q * (y.plasma - y.tissue)
        return State(
            depot=-self.k_transit * y.depot,
            transit=self.k_transit * (fraction * y.depot - y.transit),
            arrived=self.k_transit * y.transit - self.k_a * y.arrived,
            plasma=concentration_factor / self.V_c * (self.k_a * y.arrived - self.CL * y.plasma - exchange),
            tissue=exchange / self.V_t,
            brain=self.k_e * (y.plasma - y.brain),
        )
