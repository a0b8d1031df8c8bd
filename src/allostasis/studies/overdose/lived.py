"""What the slow model hands over: tolerance and drug on board after weeks of abstinence, for draws x people.

The slow model runs in hours, through years of use and then abstinence; the overdose runs in seconds. Two things pass:

    tolerance = max(0, T - e_0) / (T_ref - e_0)       T of the person at that moment; e_0, T of the drug-naive
    on_board  = mu receptors that still carry opioid at that moment

T_ref is the mean T of the reference regimen in the same draw: what the published chronic users took. So 0 is the naive
person and 1 the published chronic user, whose exponents or C50 are published; between lies a straight line, which goes
on above 1 (`tolerance_above_reference: extended`) or is cut there (`held`). Published are the two points 0 and 1 alone.
Tolerance is counted once: the slow model's own shift of the response of breathing (`g_respiration`) plays no part here,
because what was published of the chronic user holds it already. A scale of T that a draw has too high or too low
(affinities, the endogenous tone) cancels in the ratio, while the course of its loss does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import StudyError
from allostasis.population.sampling import Values
from allostasis.protocols.phases import FromCovariate, UsePhase
from allostasis.quantities.documents import Document
from allostasis.quantities.records import validate
from allostasis.quantities.units import Quantity
from allostasis.studies.files import Study
from allostasis.studies.overdose.files import OverdoseStudy
from allostasis.studies.overdose.schema import Lived
from allostasis.studies.timeline import MOST_USES

if TYPE_CHECKING:
    from allostasis.numerics.engine import Engine
    from allostasis.studies.simulate import Array

__all__ = ["Handover", "hand_over", "slow_study"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Handover:
    """What the overdose begins with; people draw by draw.

    Attributes:
        draws: draw of each person, shape (n,).
        people: number of each person within the draw, shape (n,).
        tolerance: 1 in the published chronic user, 0 in the naive, shape (times, n).
        on_board: share of receptors that still carry opioid, shape (times, n).
        former: the person's dose at a time before abstinence, mg, shape (n,).
        days: days of abstinence, shape (times,).
        course: tolerance at the start of every day of abstinence, shape (days, n).
        reference: T - e_0 of the published chronic user by draw, shape (draws,).
    """

    draws: NDArray[np.int64]
    people: NDArray[np.int64]
    tolerance: Floats
    on_board: Floats
    former: Floats
    days: NDArray[np.int64]
    course: Floats
    reference: Floats

    def acting(self, time: int, above: Literal["extended", "held"]) -> Floats:
        """Tolerance as it enters the seconds block at a time of abstinence, shape (n,).

        Args:
            time: number of the time.
            above: what happens above the published chronic user: as lived, or held at 1.
        """
        lived: Floats = self.tolerance[time]
        return np.minimum(lived, 1.0) if above == "held" else lived


def slow_study(study: OverdoseStudy, use: UsePhase, days: int, people: int) -> Study:
    """The slow model's side as a trial of which only the history is run: use, then so many days without anything."""
    assert isinstance(study.people, Lived)
    none = {"phase": "washout", "use": "none", "duration": f"{days} d", "detailed": f"{days} d"}
    outcome = {"observable": "craving", "label": "not measured", "when": {"at": ["0 min"]}, "noise_sd": "0 points"}
    content = {
        "schema": 1,
        "id": study.id,
        "title": study.title,
        "study": study.id,
        "model": "human",
        "population": {"from": study.people.population, "participants": people},
        "history": [use.model_dump(mode="json", by_alias=True, exclude_none=True), none],
        "design": {"kind": "parallel", "allocation": "balanced"},
        "session": {"start": "00:00", "duration": "10 min", "events": [{"at": "0 min", "give": "treatment"}]},
        "arms": {"one": {"treatment": []}, "other": {"treatment": []}},
        "measures": {"none": outcome},
        "analysis": {"outcome": "none", "active": "one", "control": "other", "test": "welch_t", "alpha": 0.05},
        "reported": [],
        "seed": study.seed,
    }
    slow = validate(Document("the slow model's history", content), Study, StudyError)
    slow._people = study.population
    return slow


def hand_over(study: OverdoseStudy) -> Handover:
    """Run the slow model for an overdose study: the reference regimen, then the study's people.

    Raises:
        StudyError: if the regimens cannot be run.
    """
    lived = study.people
    assert isinstance(lived, Lived)
    days = lived.days[-1] + 1
    reference = slow_study(study, lived.reference.use, 1, lived.reference.people)
    people = slow_study(study, lived.history, days, lived.number)
    run = _Runner((reference, people))
    of_reference = run(reference, lived.draws)
    T_ref = of_reference.above_naive[0].reshape(lived.draws, -1).mean(axis=1)
    found = run(people, lived.draws)
    course = np.maximum(found.above_naive, 0) / np.repeat(T_ref, lived.number)
    return Handover(
        draws=found.draws,
        people=found.people,
        tolerance=course[list(lived.days)],
        on_board=found.on_board[list(lived.days)],
        former=found.former,
        days=np.array(lived.days),
        course=course,
        reference=T_ref,
    )


@dataclass(frozen=True)
class _Lives:
    """Daily values from the last use on, shape (days, n), and who the people are."""

    draws: NDArray[np.int64]
    people: NDArray[np.int64]
    above_naive: Floats
    on_board: Floats
    former: Floats


class _Runner:
    """One engine for several histories."""

    def __init__(self, studies: Sequence[Study]) -> None:
        """Compile the engine for every drug that one of the studies gives."""
        from allostasis.evidence import load
        from allostasis.models.daily_life import RECORDED, human_behaviour
        from allostasis.models.human import Human
        from allostasis.numerics.engine import build_engine
        from allostasis.numerics.rest import RestFinder
        from allostasis.studies.lanes import SIGNED
        from allostasis.studies.used import given_states

        given = frozenset[str]().union(*(given_states(study) for study in studies))
        self.priors = load().priors
        self.engine: Engine = build_engine(Human, human_behaviour(), RECORDED, given=given)
        self.finder = RestFinder(self.engine.traced, SIGNED)

    def __call__(self, study: Study, draws: int) -> _Lives:
        """All people of a study, draw by draw."""
        from allostasis.studies.lanes import WIDTH

        total = draws * study.participants
        parts = [self._block(study, first, min(first + WIDTH, total)) for first in range(0, total, WIDTH)]
        joined = {name: np.concatenate([part[name] for part in parts], axis=-1) for name in parts[0]}
        return _Lives(**joined)

    def _block(self, study: Study, first: int, last: int) -> Mapping[str, NDArray[Any]]:
        from allostasis.studies.lanes import make_lanes
        from allostasis.studies.simulate import BlockRun, Steps
        from allostasis.studies.tape import Tape

        numbers = np.arange(first, last)
        draws, people = numbers // study.participants, numbers % study.participants
        lanes = make_lanes(study.people, self.priors, self.finder, study.seed, draws, people)
        _, rows, _ = BlockRun(study, self.engine, lanes, study.seed, Steps.of(study), Tape()).history()
        e_0 = lanes.parameters["mu_receptor.e_0"]
        size, days = lanes.size, round(_washout_days(study))
        return {
            "draws": draws,
            "people": people,
            "above_naive": (self._recorded(rows, "tolerance") - e_0)[-days:, :size],
            "on_board": self._recorded(rows, "occupancy")[-days:, :size],
            "former": _single_dose(study.history[0], lanes.people.covariates)[:size],
        }

    def _recorded(self, rows: Array, name: str) -> Floats:
        return np.asarray(rows[:, self.engine.recorded.index(name), :], np.float64)


def _washout_days(study: Study) -> float:
    duration = study.history[-1].duration
    assert isinstance(duration, Quantity)  # written by `slow_study`
    return duration.to("d")


def _single_dose(phase: Any, covariates: Values) -> Floats:
    """Each person's single dose, mg, with the whole number of uses per day that is simulated."""
    daily = _own(phase.amount, "mg/day", covariates)
    uses = np.clip(np.rint(_own(phase.uses_per_day, "1/d", covariates)), 1, MOST_USES)
    single: Floats = daily / uses
    return single


def _own(value: Quantity | FromCovariate, unit: str, covariates: Values) -> Floats:
    if isinstance(value, FromCovariate):
        return np.asarray(covariates[value.covariate], np.float64)
    return np.full(len(covariates["weight"]), value.to(unit))
