"""What subsystems hand to each other, and what can be observed: name, unit and meaning of each signal."""

from __future__ import annotations

from dataclasses import dataclass

from allostasis.quantities.declare import Scalar


@dataclass(frozen=True)
class Signals:
    """What subsystems hand to each other, and what can be observed."""

    occupancy: Scalar
    methadone_occupancy: Scalar
    treatment_occupancy: Scalar
    tone: Scalar
    missed_tone: Scalar
    tolerance: Scalar
    withdrawal: Scalar
    felt_withdrawal: Scalar
    conditioned_withdrawal: Scalar
    reward_effect: Scalar
    hpa_effect: Scalar
    respiratory_tone: Scalar
    respiration_effect: Scalar
    antinociception_effect: Scalar
    noradrenergic_drive: Scalar
    crf1_block: Scalar
    crf_action: Scalar
    carbetocin_brain: Scalar
    carbetocin_plasma: Scalar
    antagonist_brain: Scalar
    antagonist_plasma: Scalar
    oxytocin_brain: Scalar
    oxytocin_plasma: Scalar
    oxytocin_binding: Scalar
    oxytocin_plasma_binding: Scalar
    oxytocin_firing: Scalar
    oxytocin_signal: Scalar
    stress: Scalar
    hpa_drive: Scalar
    affect_drive: Scalar
    cue_memory: Scalar
    incubated: Scalar
    reminders: Scalar
    reactivity: Scalar
    craving: Scalar
    phasic_dopamine: Scalar
    dopamine_level: Scalar
    habit_weight: Scalar
    automated_response: Scalar
    use_hazard: Scalar
    dose_growth: Scalar


SIGNAL_MEANINGS: dict[str, tuple[str, str]] = {
    "occupancy": ("1", "mu receptors occupied by drugs"),
    "methadone_occupancy": ("1", "mu receptors occupied by R-methadone"),
    "treatment_occupancy": ("1", "mu receptors that a treatment keeps from a drug of use"),
    "tone": ("1", "opioid tone"),
    "missed_tone": ("1", "opioid tone whose lack is withdrawal"),
    "tolerance": ("1", "opioid tolerance"),
    "withdrawal": ("1", "opioid withdrawal"),
    "felt_withdrawal": ("1", "opioid withdrawal as it is felt"),
    "conditioned_withdrawal": ("1", "past withdrawals that a cue recalls"),
    "reward_effect": ("1", "rewarding opioid effect above rest"),
    "hpa_effect": ("1", "opioid inhibition of the stress axis above rest"),
    "respiratory_tone": ("1", "opioid tone in the centres of breathing"),
    "respiration_effect": ("1", "opioid depression of breathing above rest"),
    "antinociception_effect": ("1", "opioid relief of pain above rest"),
    "noradrenergic_drive": ("1", "noradrenergic drive, plasma noradrenaline above rest, x rest"),
    "crf_action": ("1", "what CRF of the extended amygdala does, x rest"),
    "crf1_block": ("1", "CRF1 receptors blocked by a drug"),
    "carbetocin_brain": ("nmol/L", "carbetocin in the brain"),
    "carbetocin_plasma": ("nmol/L", "carbetocin in plasma"),
    "antagonist_brain": ("nmol/L", "oxytocin antagonist in the brain"),
    "antagonist_plasma": ("nmol/L", "oxytocin antagonist in plasma"),
    "oxytocin_brain": ("nmol/L", "oxytocin in the brain, endogenous and given"),
    "oxytocin_plasma": ("nmol/L", "oxytocin in plasma, endogenous and given"),
    "oxytocin_binding": ("1", "stimulation of central oxytocin receptors, x rest"),
    "oxytocin_plasma_binding": ("1", "stimulation of oxytocin receptors that plasma reaches, x rest"),
    "oxytocin_firing": ("1", "firing of oxytocin cells, x rest"),
    "oxytocin_signal": ("1", "oxytocin signal, x rest"),
    "stress": ("1", "felt stress"),
    "hpa_drive": ("1", "drive of the stress axis, x rest"),
    "affect_drive": ("1", "homeostatic drive"),
    "cue_memory": ("1", "value of the drug cue as a share of its ceiling"),
    "incubated": ("1", "incubation of the response to drug cues"),
    "reminders": ("1", "what is present that reminds of the drug"),
    "reactivity": ("1", "cue reactivity"),
    "craving": ("1", "craving, 0 to 100"),
    "phasic_dopamine": ("1", "rise of dopamine by a drug"),
    "dopamine_level": ("1", "dopamine of the striatum, x rest"),
    "habit_weight": ("1", "weight of habit against goals"),
    "automated_response": ("1", "automated response to reminders of the drug"),
    "use_hazard": ("1/h", "hazard of heroin use"),
    "dose_growth": ("1", "growth of the usual dose with remembered tolerance"),
}
"""Unit and meaning of each signal."""
