"""What the world presents: cues, a place and stressors, each a trace that fades.

    d drug_cue         / dt = -k_cue drug_cue
    d neutral_cue      / dt = -k_cue neutral_cue
    d withdrawal_cue   / dt = -k_cue withdrawal_cue
    d extinction_place / dt = -k_place extinction_place
    d stressor         / dt = -k_stressor stressor
    d challenge        / dt = -k_challenge challenge
    stress                  = (chronic + stressor + challenge) buffer

An event adds its intensity to its trace. A withdrawal cue is something that went along with withdrawals; the extinction
place is where cues were shown without drug, and anything above 1 there counts as being wholly in it. Stressors are of
two kinds. One met in daily life (`stressor`) is an event that is worked through in about an hour. One that an
experiment applies (`challenge`: a task before a jury, restraint) is held for as long as it lasts and ends with it:
cortisol of people in such a task leaves its drive a half-time of minutes, and what lasts longer is the hormones' own.
`chronic` is the standing stress of an individual (social exclusion), `buffer` what social support leaves of it.
Left out: fear and anger that outlast a stressor, and anticipation of one.
"""

from __future__ import annotations

from typing import ClassVar

from allostasis.quantities.declare import Record, Scalar, Subsystem, parameter, quantity
from allostasis.quantities.maths import positive


class State(Record):
    """Traces of what was presented."""

    drug_cue: Scalar = quantity("1", "trace of a drug cue")
    neutral_cue: Scalar = quantity("1", "trace of a neutral cue")
    withdrawal_cue: Scalar = quantity("1", "trace of a cue that went along with withdrawals")
    extinction_place: Scalar = quantity("1", "trace of the place where cues were shown without drug")
    stressor: Scalar = quantity("1", "trace of a stressor met in daily life")
    challenge: Scalar = quantity("1", "trace of a stressor that an experiment applies")


class Exposure(Subsystem):
    """Fading of traces, standing stress, and how often daily life presents cues and stressors."""

    name: ClassVar[str] = "exposure"

    k_cue: Scalar = parameter("1/h", "fading of a cue's trace")
    k_place: Scalar = parameter("1/h", "fading of the extinction place after it is left")
    k_stressor: Scalar = parameter("1/h", "fading of a stressor met in daily life")
    k_challenge: Scalar = parameter("1/h", "fading of an experiment's stressor after its end")
    chronic: Scalar = parameter("1", "standing stress of the individual")
    buffer: Scalar = parameter("1", "share of stress that social support leaves")
    cue_rate: Scalar = parameter("1/h", "drug cues met in daily life")
    stressor_rate: Scalar = parameter("1/h", "stressors met in daily life")

    def rates(self, y: State) -> State:
        """Rates of change, per hour."""
        return State(
            drug_cue=-self.k_cue * y.drug_cue,
            neutral_cue=-self.k_cue * y.neutral_cue,
            withdrawal_cue=-self.k_cue * y.withdrawal_cue,
            extinction_place=-self.k_place * y.extinction_place,
            stressor=-self.k_stressor * y.stressor,
            challenge=-self.k_challenge * y.challenge,
        )

    def stress(self, y: State) -> Scalar:
        """Stress that is felt; 0 at rest."""
        return (self.chronic + y.stressor + y.challenge) * self.buffer

    def place(self, y: State) -> Scalar:
        """How far the place is that of extinction, from 0 to 1."""
        return 1 - positive(1 - y.extinction_place)
