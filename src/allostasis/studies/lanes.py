"""A block of participants made ready for the engine: who they are, where they rest, their own arrays.

All blocks of a run have one width, which follows from the number of its participants alone and not from shards or
processes; the last block is filled up with copies of its last participant, which are dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import Prior
from allostasis.models.human import Human
from allostasis.models.traits import Traits
from allostasis.numerics.engine import Engine, Subjects
from allostasis.numerics.pumps import PUMP
from allostasis.numerics.rest import RestFinder
from allostasis.numerics.streams import HISTORY, subject_keys
from allostasis.population.files import Population
from allostasis.population.sampling import People, Values, sample_people

WIDTH = 512
"""Participants of a block, at most."""
NARROWEST = 16
"""Participants of the narrowest block: one vector of the processor."""
EXACT_REST: dict[str, float] = {
    "hpa.U_chronic": 1.0,
    "oxytocin_cells.kappa": 1.0,
    "oxytocin_cells.psi_social": 1.0,
    "exposure.chronic": 0.0,
    "affect.offset": 0.0,
}
"""Parameters that move the resting state, at the values for which `Human.rest` is exact."""
SIGNED = ("affect.hedonic",)
"""States that may rest below zero."""


@dataclass(frozen=True)
class Lanes:
    """A padded block of participants.

    Attributes:
        size: participants that count; the rest of the width is padding.
        people: draws, covariates and parameters before traits.
        parameters: each participant's own parameters of the human model, by full name.
        rest: where each participant rests without drugs, by full state name.
        has_second_rest: whether another resting state was found.
        is_settled: whether `rest` is one to the last digit.
    """

    size: int
    people: People
    parameters: Values
    rest: Values
    has_second_rest: NDArray[np.bool_]
    is_settled: NDArray[np.bool_]

    @property
    def width(self) -> int:
        """Participants with the padding."""
        return len(self.people.draws)


def width_of(participants: int) -> int:
    """Width of the blocks of a run: the least power of two that holds all its participants, within bounds."""
    return min(max(1 << max(participants - 1, 0).bit_length(), NARROWEST), WIDTH)


def make_lanes(
    population: Population,
    priors: Mapping[str, Prior],
    finder: RestFinder,
    seed: int,
    draws: NDArray[np.int64],
    subjects: NDArray[np.int64],
    width: int | None = None,
) -> Lanes:
    """Draw the participants of a block and find where they rest; `width` is `WIDTH` if not given."""
    size = len(draws)
    pad = [(0, (width or WIDTH) - size)]
    people = sample_people(population, priors, seed, np.pad(draws, pad, "edge"), np.pad(subjects, pad, "edge"))
    shape = people.draws.shape
    drawn = {name: np.broadcast_to(v, shape) for name, v in people.parameters.items()}
    traits = Traits(**{q.name.partition(".")[2]: drawn[q.name] for q in Traits.parameters()})
    # The file counts men 0 and women 1; gains belong to no sex, so the model has -1/2 and 1/2.
    person = {**people.covariates, "sex": people.covariates["sex"] - 0.5}
    own = traits.individual({name: drawn[name] for name in Human.parameters()}, person)
    nothing_runs_in = {name: np.zeros(shape) for name in finder.states if name.endswith(PUMP)}
    rest = finder.find(own, EXACT_REST, {**Human.rest(own), **nothing_runs_in}, ("oxytocin_cells.central",))
    return Lanes(size, people, own, rest.states, rest.has_second, rest.is_settled)


def engine_subjects(
    engine: Engine, lanes: Lanes, seed: int, step: float, usual_dose: Any, hazard: NDArray[np.int32]
) -> Subjects:
    """The engine's arrays of a block for one step.

    Args:
        engine: the compiled engine.
        lanes: the block.
        seed: the study's seed.
        step: solver step, hours.
        usual_dose: dose of a use that the participant decides on, nmol, shape (width,).
        hazard: first and last interval in which the participant may decide to use, shape (2, width).
    """
    parameters = np.stack([lanes.parameters[name] for name in engine.layout.parameters]).astype(engine.dtype)
    propagators, means, resolvents = engine.step_arrays(lanes.parameters, step)
    keys = np.asarray(subject_keys(seed, lanes.people.draws, lanes.people.subjects, HISTORY))
    return Subjects(
        parameters, propagators, means, resolvents, keys, usual_dose.astype(engine.dtype), hazard[0], hazard[1]
    )
