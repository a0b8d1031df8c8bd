"""The assembly of a person or an animal: which subsystems there are, and what each takes from the others.

`signals` works out every quantity that one subsystem hands to another, `rates` hands them over. Nothing else is wired.
People, rats and mice share this structure; they differ in the numbers of their parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self, get_type_hints

from allostasis.physiology import (
    affect,
    amygdala,
    dopamine,
    exposure,
    heroin,
    hpa,
    learning,
    load,
    methadone,
    mu_receptor,
    oxytocin_cells,
    oxytocin_drug,
    oxytocin_receptor,
    tolerance,
    use,
)
from allostasis.quantities.declare import Quantity, Scalar, Subsystem


@dataclass(frozen=True, kw_only=True)
class State:
    """The states of all subsystems."""

    heroin: heroin.State
    methadone: methadone.State
    oxytocin: oxytocin_drug.State
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
    exposure: exposure.State


@dataclass(frozen=True)
class Signals:
    """What subsystems hand to each other, and what can be observed."""

    occupancy: Scalar
    methadone_occupancy: Scalar
    tone: Scalar
    tolerance: Scalar
    withdrawal: Scalar
    reward_effect: Scalar
    hpa_effect: Scalar
    oxytocin_brain: Scalar
    oxytocin_plasma: Scalar
    oxytocin_binding: Scalar
    oxytocin_firing: Scalar
    oxytocin_signal: Scalar
    stress: Scalar
    hpa_drive: Scalar
    affect_drive: Scalar
    reactivity: Scalar
    craving: Scalar
    use_hazard: Scalar


SIGNAL_MEANINGS: dict[str, tuple[str, str]] = {
    "occupancy": ("1", "mu receptors occupied by drugs"),
    "methadone_occupancy": ("1", "mu receptors occupied by R-methadone"),
    "tone": ("1", "opioid tone"),
    "tolerance": ("1", "opioid tolerance"),
    "withdrawal": ("1", "opioid withdrawal"),
    "reward_effect": ("1", "rewarding opioid effect above rest"),
    "hpa_effect": ("1", "opioid inhibition of the stress axis above rest"),
    "oxytocin_brain": ("nmol/L", "oxytocin in the brain, endogenous and given"),
    "oxytocin_plasma": ("nmol/L", "oxytocin in plasma, endogenous and given"),
    "oxytocin_binding": ("1", "oxytocin bound to central receptors, x rest"),
    "oxytocin_firing": ("1", "firing of oxytocin cells, x rest"),
    "oxytocin_signal": ("1", "oxytocin signal, x rest"),
    "stress": ("1", "felt stress"),
    "hpa_drive": ("1", "drive of the stress axis, x rest"),
    "affect_drive": ("1", "homeostatic drive"),
    "reactivity": ("1", "cue reactivity"),
    "craving": ("1", "craving, 0 to 100"),
    "use_hazard": ("1/h", "hazard of heroin use"),
}
"""Unit and meaning of each signal."""


@dataclass(frozen=True, kw_only=True)
class Organism:
    """One instance of each subsystem with its parameters; `name` says whose parameters they are."""

    name: ClassVar[str] = "organism"
    receptor_states: ClassVar[tuple[str, ...]] = ("mu_receptor.mam", "mu_receptor.morphine", "mu_receptor.methadone")

    heroin: heroin.Heroin
    methadone: methadone.Methadone
    oxytocin: oxytocin_drug.OxytocinDrug
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
    exposure: exposure.Exposure
    use: use.Use

    def signals(self, y: State) -> Signals:
        """Everything that one subsystem takes from another."""
        occupancy = self.mu_receptor.occupancy(y.mu_receptor)
        tone = self.mu_receptor.tone(y.mu_receptor)
        T = self.tolerance.tolerance(y.tolerance)
        withdrawal = self.tolerance.withdrawal(y.tolerance, tone)
        hpa_effect = self.mu_receptor.hpa_effect(tone, T)

        brain = self.oxytocin_receptor.central_concentration(
            y.oxytocin_cells.central, self.oxytocin.central_concentration(y.oxytocin)
        )
        plasma = self.oxytocin_receptor.plasma_concentration(
            y.oxytocin_cells.plasma, self.oxytocin.plasma_concentration(y.oxytocin)
        )
        binding = self.oxytocin_receptor.binding(brain)
        signal = self.oxytocin_receptor.signal(y.oxytocin_receptor, brain, plasma)

        stress = self.exposure.stress(y.exposure)
        reactivity = self.learning.reactivity(
            y.learning, y.exposure.drug_cue, y.exposure.neutral_cue, y.amygdala.crf, y.dopamine.D2, signal
        )
        craving = self.learning.craving(reactivity)
        return Signals(
            occupancy=occupancy,
            methadone_occupancy=y.mu_receptor.methadone,
            tone=tone,
            tolerance=T,
            withdrawal=withdrawal,
            reward_effect=self.mu_receptor.reward_effect(tone, T),
            hpa_effect=hpa_effect,
            oxytocin_brain=brain,
            oxytocin_plasma=plasma,
            oxytocin_binding=binding,
            oxytocin_firing=self.oxytocin_cells.firing(y.oxytocin_cells, tone, binding),
            oxytocin_signal=signal,
            stress=stress,
            hpa_drive=self.hpa.drive(stress, withdrawal, y.amygdala.crf, hpa_effect, signal),
            affect_drive=self.affect.drive(y.affect, stress),
            reactivity=reactivity,
            craving=craving,
            use_hazard=self.use.hazard(craving, y.mu_receptor.methadone, withdrawal),
        )

    def rates(self, y: State) -> State:
        """Rates of change of all states, per hour."""
        s = self.signals(y)
        e_0 = self.mu_receptor.e_0
        return State(
            heroin=self.heroin.rates(y.heroin),
            methadone=self.methadone.rates(y.methadone),
            oxytocin=self.oxytocin.rates(y.oxytocin),
            mu_receptor=self.mu_receptor.rates(
                y.mu_receptor, y.heroin.mam_brain, y.heroin.morphine_brain, y.methadone.brain
            ),
            tolerance=self.tolerance.rates(y.tolerance, s.tone, e_0, s.oxytocin_signal),
            hpa=self.hpa.rates(y.hpa, s.hpa_drive),
            amygdala=self.amygdala.rates(y.amygdala, s.withdrawal, s.stress, y.load.load, s.oxytocin_signal),
            oxytocin_cells=self.oxytocin_cells.rates(y.oxytocin_cells, s.tone, s.tolerance, e_0, s.oxytocin_binding),
            oxytocin_receptor=self.oxytocin_receptor.rates(
                y.oxytocin_receptor, y.oxytocin_cells.central, s.oxytocin_brain
            ),
            dopamine=self.dopamine.rates(y.dopamine, s.tolerance, e_0),
            affect=self.affect.rates(
                y.affect, s.reward_effect, s.withdrawal, y.amygdala.crf, s.tolerance, e_0, s.oxytocin_signal
            ),
            load=self.load.rates(y.load, y.hpa.cortisol, s.oxytocin_signal, s.withdrawal, y.affect.displacement),
            learning=self.learning.rates(y.learning),
            exposure=self.exposure.rates(y.exposure),
        )

    # ------------------------------------------------------------------ names

    @classmethod
    def subsystems(cls) -> dict[str, type[Subsystem]]:
        """Subsystem classes by name, in the order of the text."""
        hints = get_type_hints(cls)
        return {f.name: hints[f.name] for f in fields(cls)}

    @classmethod
    def parameters(cls) -> dict[str, Quantity]:
        """Every declared parameter by its full name."""
        return {q.name: q for s in cls.subsystems().values() for q in s.parameters()}

    @classmethod
    def states(cls) -> dict[str, Quantity]:
        """Every declared state by its full name, in the order in which arrays hold them."""
        hints = get_type_hints(State)
        return {q.name: q for f in fields(State) for q in hints[f.name].declared(f.name + ".")}

    @classmethod
    def build(cls, values: Mapping[str, Any]) -> Self:
        """An individual from parameter values by full name.

        Raises:
            ValueError: if a name is missing or unknown.
        """
        declared = cls.parameters()
        missing, unknown = sorted(set(declared) - set(values)), sorted(set(values) - set(declared))
        if missing or unknown:
            raise ValueError(f"parameters of the {cls.name} model: missing {missing}, unknown {unknown}")
        parts: dict[str, Any] = {
            name: kind(**{q.name.partition(".")[2]: values[q.name] for q in kind.parameters()})
            for name, kind in cls.subsystems().items()
        }
        return cls(**parts)

    @classmethod
    def unflatten(cls, values: Mapping[str, Any]) -> State:
        """A state record from values by full name."""
        hints = get_type_hints(State)
        parts = {
            f.name: hints[f.name](
                **{q.name.partition(".")[2]: values[q.name] for q in hints[f.name].declared(f.name + ".")}
            )
            for f in fields(State)
        }
        return State(**parts)

    @staticmethod
    def flatten(y: State) -> dict[str, Any]:
        """Values by full name from a state record."""
        return {
            f"{part.name}.{f.name}": getattr(getattr(y, part.name), f.name)
            for part in fields(y)
            for f in fields(getattr(y, part.name))
        }

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
            "tolerance.fast", "tolerance.slow", "oxytocin_cells.opponent_fast", "oxytocin_cells.opponent_slow",
        }  # fmt: skip
        e_0 = values["mu_receptor.e_0"]
        return {
            name: 1.0 + 0 * e_0 if name in at_one else e_0 if name in at_tone else 0.0 * e_0 for name in cls.states()
        }
