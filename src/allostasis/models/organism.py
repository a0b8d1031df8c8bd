"""The assembly of a person or an animal: which subsystems there are, and what each takes from the others.

`signals` works out every quantity that one subsystem hands to another, `rates` hands them over. Nothing else is wired.
People, rats and mice share this structure; they differ in the numbers of their parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from allostasis.models.named import Assembly
from allostasis.models.signals import Signals
from allostasis.physiology import (
    affect,
    amygdala,
    arbitration,
    buprenorphine,
    carbetocin,
    crf1_antagonist,
    dopamine,
    exposure,
    fentanyl,
    heroin,
    hpa,
    incubation,
    learning,
    load,
    methadone,
    mu_receptor,
    naloxone,
    naltrexone,
    oxycodone,
    oxytocin_antagonist,
    oxytocin_cells,
    oxytocin_drug,
    oxytocin_receptor,
    tolerance,
    use,
    yohimbine,
)


@dataclass(frozen=True, kw_only=True)
class State:
    """The states of all subsystems."""

    heroin: heroin.State
    fentanyl: fentanyl.State
    oxycodone: oxycodone.State
    methadone: methadone.State
    buprenorphine: buprenorphine.State
    naloxone: naloxone.State
    naltrexone: naltrexone.State
    oxytocin: oxytocin_drug.State
    carbetocin: carbetocin.State
    oxytocin_antagonist: oxytocin_antagonist.State
    crf1_antagonist: crf1_antagonist.State
    yohimbine: yohimbine.State
    mu_receptor: mu_receptor.State
    tolerance: tolerance.State
    hpa: hpa.State
    amygdala: amygdala.State
    oxytocin_cells: oxytocin_cells.State
    oxytocin_receptor: oxytocin_receptor.State
    dopamine: dopamine.State
    affect: affect.State
    load: load.State
    learning: learning.State
    incubation: incubation.State
    exposure: exposure.State


@dataclass(frozen=True, kw_only=True)
class Organism(Assembly):
    """One instance of each subsystem with its parameters; `name` says whose parameters they are."""

    name: ClassVar[str] = "organism"
    state_record: ClassVar[type] = State
    receptor_states: ClassVar[tuple[str, ...]] = (
        "mu_receptor.mam",
        "mu_receptor.morphine",
        "mu_receptor.methadone",
        "mu_receptor.fentanyl",
        "mu_receptor.oxycodone",
        "mu_receptor.buprenorphine",
        "mu_receptor.naloxone",
        "mu_receptor.naltrexone",
    )

    heroin: heroin.Heroin
    fentanyl: fentanyl.Fentanyl
    oxycodone: oxycodone.Oxycodone
    methadone: methadone.Methadone
    buprenorphine: buprenorphine.Buprenorphine
    naloxone: naloxone.Naloxone
    naltrexone: naltrexone.Naltrexone
    oxytocin: oxytocin_drug.OxytocinDrug
    carbetocin: carbetocin.Carbetocin
    oxytocin_antagonist: oxytocin_antagonist.OxytocinAntagonist
    crf1_antagonist: crf1_antagonist.CRF1Antagonist
    yohimbine: yohimbine.Yohimbine
    mu_receptor: mu_receptor.MuReceptor
    tolerance: tolerance.Tolerance
    hpa: hpa.HPA
    amygdala: amygdala.Amygdala
    oxytocin_cells: oxytocin_cells.OxytocinCells
    oxytocin_receptor: oxytocin_receptor.OxytocinReceptor
    dopamine: dopamine.Dopamine
    affect: affect.Affect
    load: load.Load
    learning: learning.Learning
    incubation: incubation.Incubation
    arbitration: arbitration.Arbitration
    exposure: exposure.Exposure
    use: use.Use

    def signals(self, y: State) -> Signals:
        """Everything that one subsystem takes from another."""
        occupancy = self.mu_receptor.occupancy(y.mu_receptor)
        tone = self.mu_receptor.tone(y.mu_receptor)
        T = self.tolerance.tolerance(y.tolerance)
        missed_tone = self.mu_receptor.missed_tone(y.mu_receptor)
        withdrawal = self.tolerance.withdrawal(y.tolerance, missed_tone)
        hpa_effect = self.mu_receptor.hpa_effect(tone, T)
        respiratory_tone = self.mu_receptor.respiratory_tone(y.mu_receptor)
        treatment = self.mu_receptor.treatment_occupancy(y.mu_receptor)

        brain = self.oxytocin_receptor.central_concentration(
            y.oxytocin_cells.central, self.oxytocin.central_concentration(y.oxytocin)
        )
        plasma = self.oxytocin_receptor.plasma_concentration(
            y.oxytocin_cells.plasma, self.oxytocin.plasma_concentration(y.oxytocin)
        )
        carbetocin_brain = self.carbetocin.central_concentration(y.carbetocin)
        carbetocin_plasma = self.carbetocin.plasma_concentration(y.carbetocin)
        antagonist_brain = self.oxytocin_antagonist.central_concentration(y.oxytocin_antagonist)
        antagonist_plasma = self.oxytocin_antagonist.plasma_concentration(y.oxytocin_antagonist)
        binding = self.oxytocin_receptor.binding(brain, carbetocin_brain, antagonist_brain)
        plasma_binding = self.oxytocin_receptor.plasma_binding(plasma, carbetocin_plasma, antagonist_plasma)
        signal = self.oxytocin_receptor.signal(y.oxytocin_receptor, binding, plasma_binding)

        noradrenergic = self.yohimbine.drive(y.yohimbine)
        block = self.crf1_antagonist.block(y.crf1_antagonist)
        crf = self.amygdala.action(y.amygdala, block)
        stress = self.exposure.stress(y.exposure)
        felt_withdrawal = self.affect.felt_withdrawal(withdrawal, signal)
        incubated = self.incubation.incubation(y.incubation)
        reminders = self.learning.reminders(
            y.learning,
            y.exposure.drug_cue,
            y.exposure.neutral_cue,
            y.exposure.withdrawal_cue,
            self.exposure.place(y.exposure),
            felt_withdrawal,
            incubated,
            signal,
        )
        reactivity = self.learning.reactivity(reminders, crf, y.dopamine.D2)
        craving = self.learning.craving(reactivity)
        reward_effect = self.mu_receptor.reward_effect(tone, T)
        phasic = self.dopamine.phasic(y.dopamine, reward_effect, signal)
        habit_weight = self.arbitration.habit_weight(y.learning.habit, crf, y.load.load, signal)
        automated = self.arbitration.automated(habit_weight, y.learning.habit, reactivity)
        return Signals(
            occupancy=occupancy,
            methadone_occupancy=y.mu_receptor.methadone,
            treatment_occupancy=treatment,
            tone=tone,
            missed_tone=missed_tone,
            tolerance=T,
            withdrawal=withdrawal,
            felt_withdrawal=felt_withdrawal,
            conditioned_withdrawal=self.learning.conditioned(y.learning, y.exposure.withdrawal_cue),
            reward_effect=reward_effect,
            hpa_effect=hpa_effect,
            respiratory_tone=respiratory_tone,
            respiration_effect=self.mu_receptor.respiration_effect(respiratory_tone, T),
            antinociception_effect=self.mu_receptor.antinociception_effect(tone, T),
            noradrenergic_drive=noradrenergic,
            crf1_block=block,
            crf_action=crf,
            carbetocin_brain=carbetocin_brain,
            carbetocin_plasma=carbetocin_plasma,
            antagonist_brain=antagonist_brain,
            antagonist_plasma=antagonist_plasma,
            oxytocin_brain=brain,
            oxytocin_plasma=plasma,
            oxytocin_binding=binding,
            oxytocin_plasma_binding=plasma_binding,
            oxytocin_firing=self.oxytocin_cells.firing(y.oxytocin_cells, tone, binding, stress, noradrenergic),
            oxytocin_signal=signal,
            stress=stress,
            hpa_drive=self.hpa.drive(y.hpa, stress, withdrawal, crf, noradrenergic, hpa_effect, signal),
            affect_drive=self.affect.drive(y.affect, stress),
            cue_memory=self.learning.memory(y.learning),
            incubated=incubated,
            reminders=reminders,
            reactivity=reactivity,
            craving=craving,
            phasic_dopamine=phasic,
            dopamine_level=self.dopamine.dopamine(phasic, reactivity, withdrawal, signal),
            habit_weight=habit_weight,
            automated_response=automated,
            use_hazard=self.use.hazard(craving, treatment, withdrawal, automated),
            dose_growth=self.use.dose_growth(y.tolerance.memory, self.mu_receptor.e_0),
        )

    def rates(self, y: State) -> State:
        """Rates of change of all states, per hour."""
        s = self.signals(y)
        e_0 = self.mu_receptor.e_0
        return State(
            heroin=self.heroin.rates(y.heroin),
            fentanyl=self.fentanyl.rates(y.fentanyl),
            oxycodone=self.oxycodone.rates(y.oxycodone),
            methadone=self.methadone.rates(y.methadone),
            buprenorphine=self.buprenorphine.rates(y.buprenorphine),
            naloxone=self.naloxone.rates(y.naloxone),
            naltrexone=self.naltrexone.rates(y.naltrexone),
            oxytocin=self.oxytocin.rates(y.oxytocin),
            carbetocin=self.carbetocin.rates(y.carbetocin),
            oxytocin_antagonist=self.oxytocin_antagonist.rates(y.oxytocin_antagonist),
            crf1_antagonist=self.crf1_antagonist.rates(y.crf1_antagonist),
            yohimbine=self.yohimbine.rates(y.yohimbine),
            mu_receptor=self.mu_receptor.rates(
                y.mu_receptor,
                y.heroin.mam_brain,
                y.heroin.morphine_brain,
                y.methadone.brain,
                y.fentanyl.brain,
                y.oxycodone.brain,
                y.buprenorphine.brain,
                y.naloxone.brain,
                y.naltrexone.brain,
            ),
            tolerance=self.tolerance.rates(y.tolerance, s.tone, s.missed_tone, e_0, s.oxytocin_signal),
            hpa=self.hpa.rates(y.hpa, s.hpa_drive, s.crf1_block),
            amygdala=self.amygdala.rates(
                y.amygdala, s.withdrawal, s.stress, s.noradrenergic_drive, y.load.load, s.oxytocin_signal
            ),
            oxytocin_cells=self.oxytocin_cells.rates(
                y.oxytocin_cells, s.tone, e_0, s.oxytocin_binding, s.stress, s.noradrenergic_drive
            ),
            oxytocin_receptor=self.oxytocin_receptor.rates(
                y.oxytocin_receptor,
                y.oxytocin_cells.central,
                s.oxytocin_brain,
                s.carbetocin_brain,
                s.antagonist_brain,
            ),
            dopamine=self.dopamine.rates(y.dopamine, s.reward_effect, s.tolerance, e_0),
            affect=self.affect.rates(
                y.affect,
                s.reward_effect,
                s.felt_withdrawal,
                s.conditioned_withdrawal,
                s.crf_action,
                s.tolerance,
                e_0,
            ),
            load=self.load.rates(y.load, y.hpa.cortisol, s.oxytocin_signal, s.withdrawal, y.affect.displacement),
            learning=self.learning.rates(y.learning),
            incubation=self.incubation.rates(y.incubation, s.tone, e_0, s.cue_memory, self.exposure.buffer),
            exposure=self.exposure.rates(y.exposure),
        )

    @classmethod
    def rest(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """The drug-naive, unstressed individual with reference traits: an exact fixed point.

        Hormones, receptors, capacity and densities are 1, the opponents balance the endogenous tone `e_0`,
        everything learned and every drug is 0.
        """
        at_one = {
            "hpa.crh", "hpa.acth", "hpa.cortisol", "hpa.corticotrophs", "hpa.adrenal", "amygdala.crf",
            "oxytocin_cells.capacity", "oxytocin_cells.plasma", "oxytocin_cells.central",
            "oxytocin_receptor.surface", "oxytocin_receptor.density", "dopamine.D2",
        }  # fmt: skip
        at_tone = {
            "tolerance.acute", "tolerance.fast", "tolerance.slow", "tolerance.memory",
            "oxytocin_cells.opponent_fast", "oxytocin_cells.opponent_slow",
        }  # fmt: skip
        e_0 = values["mu_receptor.e_0"]
        return {
            name: 1.0 + 0 * e_0 if name in at_one else e_0 if name in at_tone else 0.0 * e_0 for name in cls.states()
        }
