"""What events of daily life do to a person of the human model, in the form in which the engine takes it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from allostasis.models.dosing import entry_states
from allostasis.models.human import Human
from allostasis.numerics.behaviour import Behaviour
from allostasis.numerics.trace import symbol, trace

RECORDED = (
    "craving",
    "hpa.cortisol",
    "hpa.acth",
    "amygdala.crf",
    "oxytocin_plasma",
    "oxytocin_brain",
    "oxytocin_signal",
    "occupancy",
    "withdrawal",
    "tolerance",
    "exposure.drug_cue",
    "load.load",
)
"""States and signals that a run records."""

TARGETS = (
    *entry_states(),
    "exposure.drug_cue",
    "exposure.neutral_cue",
    "exposure.withdrawal_cue",
    "exposure.extinction_place",
    "exposure.stressor",
    "exposure.challenge",
)
"""States that doses, cues and stressors add to."""


def human_behaviour() -> Behaviour:
    """Uses, cues and stressors of the human model, traced from the text of `physiology.learning`."""
    traced = trace(Human)
    person, y = Human.build(traced.parameters), Human.unflatten(traced.states)
    felt, drive, withdrawal, salience = map(symbol, ("felt", "drive_before", "withdrawal_before", "salience"))
    signals = person.signals(y)
    place = person.exposure.place(y.exposure)
    reward = person.learning.reward(felt, y.dopamine.D2, drive, signals.affect_drive)
    return Behaviour(
        targets=TARGETS,
        hazard="use_hazard",
        felt="reward_effect",
        drive="affect_drive",
        withdrawal="felt_withdrawal",
        dose_growth="dose_growth",
        dose_state="heroin.heroin",
        cue_state="exposure.drug_cue",
        stressor_state="exposure.stressor",
        cue_rate="exposure.cue_rate",
        stressor_rate="exposure.stressor_rate",
        dose_spread="use.sigma_dose",
        reinforced=_changed(
            person.learning.reinforced(y.learning, reward, signals.phasic_dopamine, withdrawal, place), y.learning
        ),
        unreinforced=_changed(person.learning.unreinforced(y.learning, salience, place), y.learning),
        felt_symbol=felt,
        drive_symbol=drive,
        withdrawal_symbol=withdrawal,
        salience_symbol=salience,
    )


def _changed(new: Any, old: Any) -> dict[str, Any]:
    """New values by full name, of the learned quantities that the event changes."""
    pairs = {f.name: (getattr(new, f.name), getattr(old, f.name)) for f in fields(new)}
    return {f"learning.{name}": value for name, (value, before) in pairs.items() if value != before}
