"""Oxytocin neurones under opioids: firing, their own opponent, release to plasma and brain.

    firing            = F_max / (1 + (F_max/F_rest - 1) exp(a_opioid (tone - opponent)) / input)
    input             = psi_social exp(b_stress stress + b_noradrenergic N) m(binding; -loop_gain/p_central)
    opponent          = w_opponent opponent_fast + (1 - w_opponent) opponent_slow
    d opponent_fast / dt = (tone - opponent_fast) / tau_opponent_fast
    d opponent_slow / dt = (tone - opponent_slow) / tau_opponent_slow
    d capacity / dt   = (kappa m(1 + opponent - e_0; u_capacity) - capacity) / tau_capacity
    d plasma / dt     = k_plasma  (capacity (firing/F_rest)^p_plasma  - plasma)
    d central / dt    = k_central (capacity (firing/F_rest)^p_central - central)

Release is relative to rest; firing in spikes per second. Opioids silence the cells, the opponent brings firing back
within days and overshoots when the opioid is withdrawn. No published model of the opioid dependence of oxytocin
neurones was found: this block is the novel part of the project, and its freedom is shown in full. In these equations
the long-run supply (capacity) changes with cumulative opioid tone, which the cells' own opponent sums. By how much and
in which direction is open: u_capacity has no sign beforehand (above zero: opioids exhaust the cells). Nor has what
stress and a noradrenergic challenge N (yohimbine) do to them. m is the bounded form that all couplings share (see
modulation).
What the cells release excites them (`binding`, relative to rest: see oxytocin_receptor). The gain of this loop is
loop_gain times three factors, none of which can exceed 1: 4 binding/(1 + binding)^2 of the bounded form, the range of
firing that is left (1 - firing/F_max), and the share of receptors that is free (1 - theta). With a loop_gain between 0
and 1 rest is therefore one and firing does not run away, whatever the other parameters are.
Left out: single spikes, bursts, the pool of stored peptide, other co-transmitters.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.physiology.modulation import modulation
from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import exp


class State(Record):
    """Opponent, capacity and endogenous oxytocin."""

    opponent_fast: Scalar = quantity("1", "fast part of the cells' opponent to opioids", slow=True)
    opponent_slow: Scalar = quantity("1", "slow part of the cells' opponent to opioids", slow=True)
    capacity: Scalar = quantity("1", "capacity to make and release oxytocin, x rest", slow=True)
    plasma: Scalar = quantity("1", "endogenous oxytocin in plasma, x rest")
    central: Scalar = quantity("1", "endogenous oxytocin in the brain, x rest")


class OxytocinCells(Subsystem):
    """Firing, adaptation and release."""

    name: ClassVar[str] = "oxytocin_cells"

    F_rest: Scalar = parameter("1/s", "firing at rest")
    F_max: Scalar = parameter("1/s", "maximal sustained firing")
    a_opioid: Scalar = parameter("1", "inhibition of firing by unopposed opioid tone")
    loop_gain: Scalar = parameter("1", "largest gain of the loop by which central oxytocin excites its own cells")
    psi_social: Scalar = parameter("1", "input from social contact, x rest")
    b_stress: Scalar = parameter("1", "input per unit of stress (change of logarithm)")
    b_noradrenergic: Scalar = parameter("1", "input per doubling of noradrenaline (change of logarithm)")
    w_opponent: Scalar = parameter("1", "share of the opponent's fast part")
    tau_opponent_fast: Scalar = parameter("h", "time constant of the opponent's fast part")
    tau_opponent_slow: Scalar = parameter("h", "time constant of the opponent's slow part")
    kappa: Scalar = parameter("1", "capacity of the individual without opioids, x rest")
    u_capacity: Scalar = parameter("1", "gain of cumulative opioid tone on capacity; above zero: loss")
    tau_capacity: Scalar = parameter("h", "time constant of capacity")
    k_plasma: Scalar = parameter("1/h", "turnover of endogenous oxytocin in plasma")
    k_central: Scalar = parameter("1/h", "turnover of endogenous oxytocin in the brain")
    p_plasma: Scalar = parameter("1", "exponent from firing to plasma oxytocin")
    p_central: Scalar = parameter("1", "exponent from firing to central oxytocin")

    def opponent(self, y: State) -> Scalar:
        """The cells' opponent, in the unit of tone."""
        return self.w_opponent * y.opponent_fast + (1 - self.w_opponent) * y.opponent_slow

    def firing(self, y: State, tone: Scalar, binding: Scalar, stress: Scalar, noradrenergic: Scalar) -> Scalar:
        """Firing relative to rest.

        Args:
            y: the cells' state.
            tone: opioid tone.
            binding: stimulation of central oxytocin receptors relative to rest.
            stress: felt stress; 0 at rest.
            noradrenergic: noradrenergic challenge; 0 at rest.
        """
        driven = exp(self.b_stress * stress + self.b_noradrenergic * noradrenergic)
        cells_input = self.psi_social * driven * modulation(binding, -self.loop_gain / self.p_central)
        ratio = self.F_max / self.F_rest
        return ratio / (1 + (ratio - 1) * exp(self.a_opioid * (tone - self.opponent(y))) / cells_input)

    def rates(
        self, y: State, tone: Scalar, e_0: Scalar, binding: Scalar, stress: Scalar, noradrenergic: Scalar
    ) -> State:
        """Rates of change, per hour; `e_0` is the tone at rest."""
        firing = self.firing(y, tone, binding, stress, noradrenergic)
        target = self.kappa * modulation(1 + self.opponent(y) - e_0, self.u_capacity)
        return State(
            opponent_fast=(tone - y.opponent_fast) / self.tau_opponent_fast,
            opponent_slow=(tone - y.opponent_slow) / self.tau_opponent_slow,
            capacity=(target - y.capacity) / self.tau_capacity,
            plasma=self.k_plasma * (y.capacity * firing**self.p_plasma - y.plasma),
            central=self.k_central * (y.capacity * firing**self.p_central - y.central),
        )
