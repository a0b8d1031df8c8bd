"""The whole protocol of one arm: a value, printed, compared, checked and stored before anything is simulated."""

from __future__ import annotations

from dataclasses import dataclass

from allostasis.protocols.designs import Crossover, Parallel
from allostasis.protocols.events import Cue, Dose, Stressor, minutes
from allostasis.protocols.phases import Phase
from allostasis.protocols.sessions import Session

__all__ = ["Protocol"]


@dataclass(frozen=True)
class Protocol:
    """What is done to the participants of one arm, and when. It knows no model, only roles.

    Args:
        title: of the study.
        arm: name of the arm.
        history: phases before the first session.
        design: crossover or parallel.
        session: the visit, in which the arm's treatment is one event.
        treatment: what that event is in this arm; empty in a placebo arm.
    """

    title: str
    arm: str
    history: tuple[Phase, ...]
    design: Crossover | Parallel
    session: Session
    treatment: tuple[Dose, ...]

    @property
    def timeline(self) -> tuple[tuple[int, Dose | Cue | Stressor], ...]:
        """Doses, cues and stressors with their minute from the start of the session, in order."""
        events: list[tuple[int, Dose | Cue | Stressor]] = [(self.session.dose_minute, dose) for dose in self.treatment]
        events += [(minutes(cue.at), cue) for cue in self.session.cues]
        events += [(minutes(stressor.at), stressor) for stressor in self.session.stressors]
        return tuple(sorted(events, key=lambda pair: pair[0]))

    def in_words(self) -> str:
        """History, session and treatment of this arm as one paragraph."""
        treatment = " and ".join(dose.in_words() for dose in self.treatment) or "placebo, without active drug"
        history = " ".join(phase.in_words() for phase in self.history)
        return f"{history} {self.session.in_words()} In the arm {self.arm} the treatment is {treatment}."
