"""What a drug cue comes to mean, how it loses its meaning, and craving.

Between events
    d value      / dt = 0
    d extinction / dt = -extinction / tau_extinction
    d habit      / dt = -habit / tau_habit
At a use that a drug cue announced (reward r is what was felt after it)
    value      += alpha_value (r - effective)+ (V_max - value)/V_max
    extinction -= alpha_reacquisition extinction
    habit      += alpha_habit (1 - habit)
At a drug cue that nothing follows
    extinction += alpha_extinction salience (effective - extinction)+
with
    effective  = value - chi extinction
    reactivity = effective (background + drug_cue + generalisation neutral_cue) crf^b_crf m(o; g_cue) D2^-b_D2
    craving    = 100 reactivity / (reactivity + k_50)

A neutral cue is never followed by the drug; it moves craving only as far as it resembles a drug cue (`generalisation`).
Left out in this first form: context and withdrawal-paired cues, incubation, arbitration between habit and goal.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.physiology.modulation import modulation
from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import positive


class State(Record):
    """Learned quantities."""

    value: Scalar = quantity("1", "value of the drug cue", slow=True)
    extinction: Scalar = quantity("1", "extinction of the drug cue", slow=True)
    habit: Scalar = quantity("1", "strength of the habit of use", slow=True)


class Learning(Subsystem):
    """Learning rates, forgetting, and the way from cue to craving."""

    name: ClassVar[str] = "learning"

    alpha_value: Scalar = parameter("1", "learning rate of the cue's value")
    V_max: Scalar = parameter("1", "ceiling of the cue's value")
    alpha_extinction: Scalar = parameter("1", "learning rate of extinction")
    alpha_reacquisition: Scalar = parameter("1", "loss of extinction at a reinforced use")
    alpha_habit: Scalar = parameter("1", "growth of habit per use")
    chi: Scalar = parameter("1", "how much of extinction is expressed")
    tau_extinction: Scalar = parameter("h", "time in which extinction is forgotten")
    tau_habit: Scalar = parameter("h", "time in which habit is forgotten")
    background: Scalar = parameter("1", "standing cue of daily surroundings")
    generalisation: Scalar = parameter("1", "share of a drug cue's meaning that a neutral cue carries")
    b_crf: Scalar = parameter("1", "exponent of CRF in cue reactivity")
    b_D2: Scalar = parameter("1", "exponent of lost D2 receptors in cue reactivity")
    g_cue: Scalar = parameter("1", "gain of oxytocin on cue reactivity")
    k_50: Scalar = parameter("1", "reactivity at a craving of 50 of 100")
    reward_scale: Scalar = parameter("1", "weight of the rewarding effect against drive reduction")

    def rates(self, y: State) -> State:
        """Rates of change between events, per hour."""
        return State(value=0 * y.value, extinction=-y.extinction / self.tau_extinction, habit=-y.habit / self.tau_habit)

    def effective(self, y: State) -> Scalar:
        """Value of the drug cue that is expressed."""
        return y.value - self.chi * y.extinction

    def reactivity(
        self, y: State, drug_cue: Scalar, neutral_cue: Scalar, crf: Scalar, D2: Scalar, signal: Scalar
    ) -> Scalar:
        """Cue reactivity, not negative."""
        salience = self.background + drug_cue + self.generalisation * neutral_cue
        driven = positive(self.effective(y)) * salience * crf**self.b_crf
        return driven * modulation(signal, self.g_cue) * D2 ** (-self.b_D2)

    def craving(self, reactivity: Scalar) -> Scalar:
        """Craving as a visual analogue scale gives it, 0 to 100."""
        return 100 * reactivity / (reactivity + self.k_50)

    def reward(self, felt: Scalar, D2: Scalar, drive_before: Scalar, drive_after: Scalar) -> Scalar:
        """Reward of a use: the rewarding effect that was felt, and the drive that it took away."""
        return self.reward_scale * positive(felt) * D2 + drive_before - drive_after

    def reinforced(self, y: State, reward: Scalar) -> State:
        """State after a use that a drug cue announced."""
        error = positive(reward - self.effective(y))
        return State(
            value=y.value + self.alpha_value * error * (self.V_max - y.value) / self.V_max,
            extinction=y.extinction * (1 - self.alpha_reacquisition),
            habit=y.habit + self.alpha_habit * (1 - y.habit),
        )

    def unreinforced(self, y: State, salience: Scalar) -> State:
        """State after a drug cue that nothing follows."""
        gain = self.alpha_extinction * salience * positive(self.effective(y) - y.extinction)
        return State(value=y.value, extinction=y.extinction + gain, habit=y.habit)
