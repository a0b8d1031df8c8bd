"""A lever study run from file to result: groups of animals, their sessions, one dataset and the contrasts."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import RunError, StudyError
from allostasis.evidence import Evidence, load
from allostasis.evidence.roles import require_predictable
from allostasis.models.assemblies import assembly
from allostasis.models.daily_life import RECORDED, human_behaviour
from allostasis.models.levers import PARAMETERS, lever_equations
from allostasis.numerics.absent import present
from allostasis.numerics.trace import trace
from allostasis.protocols.levers import seconds
from allostasis.quantities.documents import Document
from allostasis.quantities.records import validate
from allostasis.studies.identity import platform_identity
from allostasis.studies.lever_files import LeverStudy
from allostasis.studies.lever_results import dataset, manifest, summary
from allostasis.studies.shards import set_flags
from allostasis.studies.store import RunDirectory
from allostasis.studies.used import given_states_of_levers

WIDTH = 128
"""Animals of a block."""
CHECKED = 128
"""Animals of each arm that are also run at half the step."""
DRAWS = 20
"""Parameter draws unless asked otherwise."""
KERNEL = "XLA"
"""The clock of seconds has no kernel in C."""

Arrays = dict[str, NDArray[Any]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class LeverResult:
    """A finished run, written to its directory."""

    dataset: Any
    manifest: dict[str, Any]


def refuse_held_out(study: LeverStudy) -> None:
    """Held-out studies are not run before the predictions are frozen.

    Raises:
        HeldOutError: if the study is held out.
    """
    row = load().studies.get(study.study)
    if row is not None:
        require_predictable(row, f"study file {study.id}: a run")


def identity_of(study: LeverStudy, draws: int) -> dict[str, Any]:
    """Everything that determines the result."""
    priors = repr(sorted(load().priors_for(study.model).items()))
    digest = hashlib.sha256(priors.encode()).hexdigest()[:16]
    place = platform_identity()
    place["back_end"]["kernel"] = KERNEL
    identity = {"study": study.as_dict(), "priors": digest, "draws": draws, **place}
    found: dict[str, Any] = json.loads(json.dumps(identity))  # as it comes back from a file
    return found


def lever_study_of(identity: Mapping[str, Any]) -> tuple[LeverStudy, int]:
    """The study and the number of draws of a run from its identity."""
    return validate(Document("study", dict(identity["study"])), LeverStudy, StudyError), int(identity["draws"])


def run_lever_study(
    study: LeverStudy, directory: RunDirectory, *, draws: int = DRAWS, progress: Progress | None = None
) -> LeverResult:
    """Simulate and analyse a lever study, and write manifest, data and summary; finished blocks are not run again.

    Args:
        study: the study.
        directory: the opened directory of the run.
        draws: number of parameter draws.
        progress: called with blocks done and in all.

    Raises:
        HeldOutError: for a study that must not be run before the predictions are frozen.
        RunError: if the disk is full.
    """
    refuse_held_out(study)
    evidence, began, total = load(), time.time(), draws * study.animals.number
    laboratory: Laboratory | None = None
    blocks = [(arm, first) for arm in study.arms for first in range(0, total, WIDTH)]
    found: dict[str, list[Arrays]] = {arm: [] for arm in study.arms}
    for count, (arm, first) in enumerate(blocks):
        if progress:
            progress(count, len(blocks))
        name = f"{arm}-{first:09d}"
        arrays = directory.shard(name)
        if arrays is None:
            laboratory = laboratory or Laboratory(study, evidence)  # not compiled where nothing is missing
            arrays = laboratory.block(arm, first, min(first + WIDTH, total))
            directory.keep_shard(name, arrays)
        found[arm].append(arrays)
    if progress:
        progress(len(blocks), len(blocks))
    data = dataset(study, {arm: _joined(parts) for arm, parts in found.items()}, draws)
    about = manifest(study, evidence, draws, data)
    timings = {"seconds": round(time.time() - began, 1), "host": {"system": platform.system()}}
    directory.finish(data, about, summary(data, study), timings)
    return LeverResult(data, about)


class Laboratory:
    """The compiled engine of a lever study."""

    def __init__(self, study: LeverStudy, evidence: Evidence) -> None:
        """Build engine and visitor for the drugs that the study gives."""
        set_flags()
        from allostasis.numerics.engine import build_engine
        from allostasis.numerics.rest import RestFinder
        from allostasis.numerics.visiting import build_visitor
        from allostasis.studies.lanes import SIGNED

        self.study, self.priors = study, evidence.priors_for(study.model)
        self.model = assembly(study.model)
        given = given_states_of_levers(study)
        engine = build_engine(self.model, human_behaviour(), RECORDED, given=given, kernel="jax")
        whole = trace(self.model)  # type: ignore[arg-type]  # a class has a hash, whatever it holds
        traced, behaviour = present(whole, human_behaviour(), given)
        equations = lever_equations(engine.traced)
        rates = (equations.active, equations.inactive)
        self.visitor = build_visitor(engine, behaviour, sorted(given), equations.worth, rates, PARAMETERS)
        self.finder = RestFinder(traced, SIGNED)

    def block(self, arm: str, first: int, last: int, *, finer: bool = True) -> Arrays:
        """The sessions of some animals of an arm, numbered draw by draw.

        Args:
            arm: name of the arm.
            first: number of the first animal.
            last: number of the first animal that is no longer among them.
            finer: whether the first block is run at half the step as well.
        """
        from allostasis.studies.lever_block import ArmRun

        group, step = self._group(arm, first, last), seconds(self.study.numerics.step)
        arrays = _stacked([*ArmRun(self.study, self.visitor, group, step).sessions(arm)], last - first)
        if first == 0 and finer:
            halved = _stacked([*ArmRun(self.study, self.visitor, group, step // 2).sessions(arm)], last - first)
            arrays |= {f"finer.{name}": halved[name][:CHECKED] for name in ("infusions", "active")}
        return arrays

    def _group(self, arm: str, first: int, last: int) -> Any:
        from allostasis.population.sampling import sample_individuals
        from allostasis.studies.lanes import EXACT_REST
        from allostasis.studies.lever_block import Group

        number = self.study.animals.number
        lanes = np.minimum(np.arange(first, first + WIDTH), last - 1)
        # Animals of different arms are different animals of the same draw.
        offset = list(self.study.arms).index(arm) * number
        draws, subjects = lanes // number, lanes % number + offset
        own = sample_individuals(self.priors, self.study.seed, draws, subjects)
        parameters = {name: np.broadcast_to(value, lanes.shape).astype(float) for name, value in own.items()}
        mine = {name: parameters[name] for name in self.model.parameters()}
        rest = self.finder.find(mine, EXACT_REST, self.model.rest(mine), ("oxytocin_cells.central",))
        if not np.all(np.isfinite(np.stack([*rest.states.values()]))):
            raise RunError("animals without a resting state were drawn; report the seed")
        return Group(draws, subjects, parameters, rest.states)


def _stacked(sessions: list[Any], size: int) -> Arrays:
    """Sessions as arrays by name, animals first: (n, sessions), times as (n, sessions, most) with -1 where none is."""
    most = max((len(times) for s in sessions for times in s.times), default=0)
    times = np.full((size, len(sessions), most), -1, np.int32)
    for k, session in enumerate(sessions):
        for i, own in enumerate(session.times[:size]):
            times[i, k, : len(own)] = own
    counts = {name: np.stack([s.counts[name] for s in sessions], axis=1)[:size] for name in sessions[0].counts}
    before = np.stack([s.before for s in sessions], axis=1)[:size]
    return {**counts, "times": times, "before": before}


def _joined(parts: Sequence[Mapping[str, NDArray[Any]]]) -> Arrays:
    """Blocks one after the other; times are filled up to the same length."""
    most = max(p["times"].shape[2] for p in parts)
    joined = {name: np.concatenate([p[name] for p in parts if name in p]) for name in parts[0] if name != "times"}
    filled = [np.pad(p["times"], [(0, 0), (0, 0), (0, most - p["times"].shape[2])], constant_values=-1) for p in parts]
    return {**joined, "times": np.concatenate(filled)}
