"""What a study uses of the model: the states that something is added to, and the parameters that can matter."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from allostasis.models.daily_life import human_behaviour
from allostasis.models.dosing import DRUG_DOSES
from allostasis.models.human import Human
from allostasis.models.traits import Traits
from allostasis.numerics.absent import present
from allostasis.numerics.pumps import pump_of
from allostasis.numerics.trace import trace
from allostasis.protocols.phases import RegimenPhase, TreatmentPhase, UsePhase
from allostasis.studies.files import Study

if TYPE_CHECKING:
    from allostasis.studies.lever_files import LeverStudy


class _Asked(dict[str, float]):
    """Parameters of nobody in particular, which remembers what it was asked for."""

    def __missing__(self, name: str) -> float:
        self[name] = 1.0
        return 1.0


def given_states(study: Study) -> frozenset[str]:
    """States that a dose, cue or stressor of the study adds to; all drugs that go elsewhere are never there."""
    doses = frozenset(target for entry in _doses(study) for target in DRUG_DOSES[entry](1.0, _Asked()))
    cues = {f"exposure.{cue.cue}_cue" for cue in study.session.cues}
    return doses | cues | _pumps(study) | ({"exposure.challenge"} if study.session.stressors else set())


def given_states_of_levers(study: LeverStudy) -> frozenset[str]:
    """States that an infusion or a regimen of a lever study adds to."""
    doses = {(session.drug, session.route) for session in study.procedures.values()}
    doses |= {(r.drug, r.route) for parts in study.arms.values() for part in parts for r in part.regimens}
    return frozenset(target for entry in doses for target in DRUG_DOSES[entry](1.0, _Asked()))


def used_parameters(study: Study) -> frozenset[str]:
    """Parameters of the model and its traits that a run of the study depends on: not those of drugs never given."""
    asked = _Asked()
    for entry in _doses(study):
        DRUG_DOSES[entry](1.0, asked)
    return _of_equations(given_states(study)) | {*asked, *(q.name for q in Traits.parameters())}


def used_parameters_of_levers(study: LeverStudy) -> frozenset[str]:
    """The same of a lever study, with the parameters of pressing."""
    from allostasis.models.assemblies import assembly
    from allostasis.models.levers import PARAMETERS

    asked = _Asked()
    for session in study.procedures.values():
        DRUG_DOSES[session.drug, session.route](1.0, asked)
    model = assembly(study.model)
    used = _of_equations(given_states_of_levers(study), model)  # type: ignore[arg-type]  # a class has a hash, whatever it holds
    return used | {*asked, *PARAMETERS}


@lru_cache(maxsize=8)
def _of_equations(given: frozenset[str], model: Any = Human) -> frozenset[str]:
    """Parameters of the equations that are left when nothing is ever added to other states."""
    reduced, _ = present(trace(model), human_behaviour(), given)
    return frozenset(reduced.parameters)


def _pumps(study: Study) -> frozenset[str]:
    """Pumps of the states that something is infused into."""
    infused = [d for phase in study.history if isinstance(phase, RegimenPhase) for d in phase.doses if d.hours]
    return frozenset(pump_of(state) for d in infused for state in DRUG_DOSES[d.drug, d.route](1.0, _Asked()))


def _doses(study: Study) -> Iterable[tuple[str, str]]:
    """Drug and route of every dose of the study."""
    phases = {(phase.drug, phase.route) for phase in study.history if isinstance(phase, UsePhase | TreatmentPhase)}
    phases |= {(d.drug, d.route) for phase in study.history if isinstance(phase, RegimenPhase) for d in phase.doses}
    return phases | {(dose.drug, dose.route) for arm in study.arms.values() for dose in arm.treatment}
