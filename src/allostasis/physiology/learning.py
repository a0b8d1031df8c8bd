"""What cues come to mean, how they lose their meaning, and craving.

Between events
    d extinction / dt = -extinction / tau_extinction
    d habit      / dt = -habit / tau_habit
    and the values stay as they are
At a use (reward r is what was felt after it, error(v) = max(r - v, kappa_D phasic))
    value            += (V_max - value) learned(error(effective))
    context          += (V_max - context) learned(background error(context))
    withdrawal_value += (V_max - withdrawal_value)
                        learned(salience_withdrawal withdrawal_before error(withdrawal_value))
    learned(x)        = 1 - exp(-alpha_value x/V_max)
    extinction       -= alpha_reacquisition extinction
    habit            += alpha_habit (1 - habit)
At a drug cue that nothing follows
    extinction += alpha_extinction salience (effective - extinction)+
with
    effective   = value - (chi + (1 - chi) place) extinction
    conditioned = withdrawal_value withdrawal_cue
    cued        = effective+ (drug_cue + generalisation neutral_cue) (1 + iota incubation) + conditioned
    reminders   = cued m(o; g_cue) + context background m(o; g_context)
                  + withdrawal_value salience_withdrawal felt_withdrawal
    reactivity  = reminders crf^b_crf D2^-b_D2
    craving     = 100 reactivity / (reactivity + k_50)

Each kind of cue has a value of its own. A use gives value to the drug cue that announced it, to the surroundings
(`context`, always present as `background`), and to withdrawal as far as there was any: withdrawal that a dose has
taken away becomes a reminder of the drug, and so does whatever goes along with it. An animal that was never withdrawn
learns nothing of the kind. Dopamine that a drug releases cannot be predicted away (phasic, Redish 2004), so that uses
go on teaching. However salient an event is, no value passes its ceiling. Extinction counts fully in its own place and
for the share chi elsewhere (renewal). A neutral cue is never followed by the drug; it moves craving only as far as it
resembles a drug cue (`generalisation`).
Craving has three sources, and oxytocin acts on each once and with a gain of its own: on what presented cues recall
(g_cue), on the standing craving of the surroundings (g_context), and on withdrawal as it is felt (see affect). One gain
on all of them would move craving at a drug cue and at a neutral one alike, so that a trial of their difference could
hardly see any effect of oxytocin, by construction.
Left out: extinction of context and of withdrawal's own value, outcome devaluation.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.physiology.modulation import modulation
from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import exp, positive


class State(Record):
    """Learned quantities."""

    value: Scalar = quantity("1", "value of the drug cue", slow=True)
    context: Scalar = quantity("1", "value of the surroundings of use", slow=True)
    withdrawal_value: Scalar = quantity("1", "value of withdrawal and of what goes along with it", slow=True)
    extinction: Scalar = quantity("1", "extinction of the drug cue", slow=True)
    habit: Scalar = quantity("1", "strength of the habit of use", slow=True)


class Learning(Subsystem):
    """Learning rates, forgetting, and the way from cue to craving."""

    name: ClassVar[str] = "learning"

    alpha_value: Scalar = parameter("1", "learning rate of a cue's value")
    V_max: Scalar = parameter("1", "ceiling of a cue's value")
    kappa_D: Scalar = parameter("1", "part of phasic dopamine that teaches whatever was expected")
    alpha_extinction: Scalar = parameter("1", "learning rate of extinction")
    alpha_reacquisition: Scalar = parameter("1", "loss of extinction at a reinforced use")
    alpha_habit: Scalar = parameter("1", "growth of habit per use")
    chi: Scalar = parameter("1", "how much of extinction is expressed outside its place")
    tau_extinction: Scalar = parameter("h", "time in which extinction is forgotten")
    tau_habit: Scalar = parameter("h", "time in which habit is forgotten")
    background: Scalar = parameter("1", "standing cue of daily surroundings")
    generalisation: Scalar = parameter("1", "share of a drug cue's meaning that a neutral cue carries")
    salience_withdrawal: Scalar = parameter("1", "how strong a cue withdrawal is to the person who feels it")
    iota: Scalar = parameter("1", "rise of the response to drug cues with full incubation")
    b_crf: Scalar = parameter("1", "exponent of CRF in cue reactivity")
    b_D2: Scalar = parameter("1", "exponent of lost D2 receptors in cue reactivity")
    g_cue: Scalar = parameter("1", "gain of oxytocin on what presented cues recall")
    g_context: Scalar = parameter("1", "gain of oxytocin on the standing craving of the surroundings")
    k_50: Scalar = parameter("1", "reactivity at a craving of 50 of 100")
    reward_scale: Scalar = parameter("1", "weight of the rewarding effect")
    relief_scale: Scalar = parameter("1", "weight of drive reduction against the rewarding effect")

    def rates(self, y: State) -> State:
        """Rates of change between events, per hour."""
        return State(
            value=0 * y.value,
            context=0 * y.context,
            withdrawal_value=0 * y.withdrawal_value,
            extinction=-y.extinction / self.tau_extinction,
            habit=-y.habit / self.tau_habit,
        )

    def effective(self, y: State, place: Scalar) -> Scalar:
        """Value of the drug cue that is expressed."""
        return y.value - (self.chi + (1 - self.chi) * place) * y.extinction

    def memory(self, y: State) -> Scalar:
        """Value of the drug cue as a share of its ceiling."""
        return y.value / self.V_max

    def conditioned(self, y: State, withdrawal_cue: Scalar) -> Scalar:
        """What a cue recalls of past withdrawals."""
        return y.withdrawal_value * withdrawal_cue

    def reminders(
        self,
        y: State,
        drug_cue: Scalar,
        neutral_cue: Scalar,
        withdrawal_cue: Scalar,
        place: Scalar,
        felt_withdrawal: Scalar,
        incubation: Scalar,
        signal: Scalar,
    ) -> Scalar:
        """Everything present that reminds of the drug, each with its value and what oxytocin makes of it."""
        cues = (drug_cue + self.generalisation * neutral_cue) * (1 + self.iota * incubation)
        cued = positive(self.effective(y, place)) * cues + self.conditioned(y, withdrawal_cue)
        standing = y.context * self.background * modulation(signal, self.g_context)
        from_withdrawal = y.withdrawal_value * self.salience_withdrawal * felt_withdrawal
        return cued * modulation(signal, self.g_cue) + standing + from_withdrawal

    def reactivity(self, reminders: Scalar, crf: Scalar, D2: Scalar) -> Scalar:
        """Reactivity to all that reminds of the drug, not negative."""
        return reminders * crf**self.b_crf * D2 ** (-self.b_D2)

    def craving(self, reactivity: Scalar) -> Scalar:
        """Craving as a visual analogue scale gives it, 0 to 100."""
        return 100 * reactivity / (reactivity + self.k_50)

    def reward(self, felt: Scalar, D2: Scalar, drive_before: Scalar, drive_after: Scalar) -> Scalar:
        """Reward of a use: the rewarding effect that was felt, and the drive that it took away."""
        return self.reward_scale * positive(felt) * D2 + self.relief_scale * (drive_before - drive_after)

    def reinforced(self, y: State, reward: Scalar, phasic: Scalar, withdrawal_before: Scalar, place: Scalar) -> State:
        """State after a use."""
        return State(
            value=y.value + self._lesson(y.value, self.effective(y, place), reward, phasic),
            context=y.context + self._lesson(y.context, y.context, reward, phasic, self.background),
            withdrawal_value=y.withdrawal_value
            + self._lesson(
                y.withdrawal_value,
                y.withdrawal_value,
                reward,
                phasic,
                self.salience_withdrawal * withdrawal_before,
            ),
            extinction=y.extinction * (1 - self.alpha_reacquisition),
            habit=y.habit + self.alpha_habit * (1 - y.habit),
        )

    def _lesson(
        self, value: Scalar, expected: Scalar, reward: Scalar, phasic: Scalar, salience: Scalar = 1.0
    ) -> Scalar:
        unpredictable = self.kappa_D * phasic
        error = unpredictable + positive(reward - expected - unpredictable)
        return (self.V_max - value) * (1 - exp(-self.alpha_value * salience * error / self.V_max))

    def unreinforced(self, y: State, salience: Scalar, place: Scalar) -> State:
        """State after a drug cue that nothing follows."""
        gain = self.alpha_extinction * salience * positive(self.effective(y, place) - y.extinction)
        return State(
            value=y.value,
            context=y.context,
            withdrawal_value=y.withdrawal_value,
            extinction=y.extinction + gain,
            habit=y.habit,
        )
