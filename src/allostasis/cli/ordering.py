"""What a user's options order: a new run, or the rest of one that was interrupted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from allostasis.errors import InputError, Problem

if TYPE_CHECKING:
    from allostasis.studies.files import Study
    from allostasis.studies.order import Order, Shard

__all__ = ["Wanted", "chosen", "order_of"]

LARGEST_RUN = 100_000_000
"""Participants of a run; the names of shards and the exact sums go no further."""


@dataclass(frozen=True)
class Wanted:
    """The options that say what to run; None: not given."""

    study: str | None
    seed: int | None
    draws: int | None
    participants: int | None
    shard_size: int | None
    courses: int | None
    daily: int | None


def order_of(wanted: Wanted, out: Path | None, resume: bool, workers: int) -> tuple[Order, Path]:
    """The run that is asked for, and its directory; what was not given comes from a run that is to be resumed."""
    from allostasis.evidence import load
    from allostasis.studies.kept import Kept
    from allostasis.studies.order import Order, usual_shard_size
    from allostasis.studies.run import DRAWS
    from allostasis.studies.store import recorded

    evidence = load()
    study = _study(wanted, out, resume)
    target = out or Path("out") / study.id
    before = recorded(target)
    if resume and before is None:
        raise InputError(_nothing_there(target))
    draws = wanted.draws or (before["draws"] if resume and before else DRAWS)
    total = draws * study.participants
    if total > LARGEST_RUN:
        found = f"{draws} draws of {study.participants} participants, {total} in all"
        raise InputError(Problem("--draws x participants", found, f"at most {LARGEST_RUN} participants in one run"))
    kept = Kept.of(draws, study.participants, wanted.courses, wanted.daily)
    size = wanted.shard_size or usual_shard_size(total, workers)
    if before is not None:  # what changes no number, or was not asked for otherwise, stays as it was
        size = wanted.shard_size or before["shard_size"]
        if wanted.courses is None and wanted.daily is None and before["draws"] == draws:
            kept = Kept.from_dict(before["kept"])
    return Order.of(study, evidence, draws, kept, size), target


def _study(wanted: Wanted, out: Path | None, resume: bool) -> Study:
    """The study that is named, or that of the run that is to be resumed."""
    from allostasis.evidence import load
    from allostasis.studies.files import load_study
    from allostasis.studies.order import study_of
    from allostasis.studies.store import recorded

    if wanted.study is not None:
        before = recorded(out) if resume and out else None
        study, evidence = load_study(wanted.study, load()), load()
        participants = wanted.participants or (before["study"]["population"]["participants"] if before else None)
        seed = wanted.seed if wanted.seed is not None or not before else before["study"]["seed"]
        del evidence
        return study.resized(participants, seed)
    if not resume:
        allowed = "a study file, or the name of a study that comes with the package (allostasis study list)"
        raise InputError(Problem("STUDY", "nothing", allowed, "or --resume DIRECTORY for a run that was interrupted"))
    before = recorded(out) if out else None
    if before is None:
        raise InputError(_nothing_there(out))
    study = study_of(before)
    return study.resized(wanted.participants, wanted.seed) if wanted.participants or wanted.seed is not None else study


def _nothing_there(target: Path | None) -> Problem:
    from allostasis.studies.store import IDENTITY, NAMELESS, SHARDS, is_nameless

    place = f"--resume {target}" if target else "--resume"
    if target and is_nameless(target):
        lost = f"{target / SHARDS / IDENTITY} is lost or damaged; start anew in another directory"
        return Problem(place, NAMELESS, "the directory of an unfinished run", lost)
    return Problem(place, "no unfinished run", "the directory of one", "start a run without --resume")


def chosen(text: str, order: Order) -> list[Shard]:
    """The shards that are meant by "3" or "0-3" or "0,5-7"."""
    shards, last = order.shards, len(order.shards) - 1
    try:
        ends = [[int(end) for end in part.split("-")] for part in text.split(",")]
        numbers = [n for part in ends for n in range(part[0], part[-1] + 1) if len(part) <= 2]
    except ValueError:
        numbers = []
    if not numbers or not all(0 <= n <= last for n in numbers):
        raise InputError(Problem("--shards", f'"{text}"', f"numbers of shards from 0 to {last}, such as 0 or 0-{last}"))
    return [shards[n] for n in sorted(set(numbers))]
