"""What the engine has to know of a model to let things happen to it: names, and the changes that events make.

The engine itself knows no heroin and no cue; a model hands over one `Behaviour`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Behaviour:
    """Events of daily life in terms of a model's states, signals and parameters.

    Attributes:
        targets: states that scheduled events can add to.
        hazard: signal that holds the hazard of use per hour.
        felt: signal that holds the rewarding effect.
        drive: signal that holds the homeostatic drive.
        dose_state: state that a use adds its dose to.
        cue_state: state that a drug cue adds its intensity to.
        stressor_state: state that a stressor adds its intensity to.
        cue_rate: parameter: drug cues met in daily life, per hour.
        stressor_rate: parameter: stressors met in daily life, per hour.
        withdrawal: signal that holds the withdrawal that a use takes away.
        dose_growth: signal that holds the factor of the usual dose.
        dose_spread: parameter: SD of the logarithm of the dose.
        reinforced: new values by state after a use, in the model's symbols and `felt`, `drive_before`,
            `withdrawal_before`.
        unreinforced: new values by state after a cue that nothing follows, in the model's symbols and `salience`.
        felt_symbol: symbol of the effect felt since the use.
        drive_symbol: symbol of the drive before the use.
        withdrawal_symbol: symbol of the withdrawal before the use.
        salience_symbol: symbol of the cue's intensity.
    """

    targets: tuple[str, ...]
    hazard: str
    felt: str
    drive: str
    withdrawal: str
    dose_growth: str
    dose_state: str
    cue_state: str
    stressor_state: str
    cue_rate: str
    stressor_rate: str
    dose_spread: str
    reinforced: dict[str, Any]
    unreinforced: dict[str, Any]
    felt_symbol: Any
    drive_symbol: Any
    withdrawal_symbol: Any
    salience_symbol: Any
