"""An overdose study from file to result: the slow model if it is asked, then cell by cell, then one dataset."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis import __version__
from allostasis.evidence import load
from allostasis.studies.overdose.cells import Cell, cells, run_cell
from allostasis.studies.overdose.day_by_day import day_by_day
from allostasis.studies.overdose.directory import OverdoseDirectory
from allostasis.studies.overdose.files import OverdoseStudy
from allostasis.studies.overdose.labelled import dataset
from allostasis.studies.overdose.lived import Handover, hand_over
from allostasis.studies.overdose.manifest import manifest_of
from allostasis.studies.overdose.schema import Lived
from allostasis.studies.overdose.sensitivity import has_sensitivity, labelled, run_variant, variants
from allostasis.studies.overdose.summary import summary

__all__ = ["run_overdose_study"]

Progress = Callable[[int, int], None]


def run_overdose_study(study: OverdoseStudy, out: Path, progress: Progress | None = None) -> None:
    """Simulate an overdose study and write manifest, data and summary; an interrupted run goes on cell by cell.

    A run that is finished but for its report is left as it is.

    Args:
        study: the study.
        out: directory of the result.
        progress: called with cells done and in all.

    Raises:
        InputError: if the directory holds something else.
        RunError: if the disk is full.
    """
    began = time.time()
    who = identity(study)
    if OverdoseDirectory(out).awaits_report(who):
        return
    directory = OverdoseDirectory.open(out, who)
    wanted = list(cells(study))
    if progress:
        progress(0, len(wanted))
    lived = _lived(study, directory)
    arrays: dict[Cell, dict[str, NDArray[Any]]] = {}
    for cell in wanted:
        arrays[cell] = _cell(study, cell, lived, directory)
        if progress:
            progress(len(arrays), len(wanted))
    levels = _sensitivity(study, lived, directory, progress) or {}
    data = dataset(study, arrays, lived, levels | (day_by_day(study, lived) if lived is not None else {}))
    manifest = manifest_of(study, load(), data)
    host = {"processor": platform.processor() or platform.machine(), "system": platform.system()}
    timings = {"seconds": round(time.time() - began, 1), "host": host}
    directory.finish(data, manifest, summary(data), timings)


def identity(study: OverdoseStudy) -> dict[str, Any]:
    """Everything that determines the cells."""
    population = study.population
    people = None if population is None else population.model_dump(mode="json", by_alias=True, exclude_none=True)
    priors = repr(sorted(load().priors.items()))
    return {"version": __version__, "study": study.as_dict(), "people": people, "priors": _digest(priors)}


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _cell(
    study: OverdoseStudy, cell: Cell, lived: Handover | None, directory: OverdoseDirectory
) -> dict[str, NDArray[Any]]:
    found = directory.cell(cell.name)
    if found is None:
        found = run_cell(study, cell, lived)
        directory.keep(cell.name, found)
    return found


def _sensitivity(
    study: OverdoseStudy, lived: Handover | None, directory: OverdoseDirectory, progress: Progress | None
) -> dict[str, Any] | None:
    """Levels under other assumptions, kept part by part like cells; None for studies that have no such table."""
    if lived is None or not has_sensitivity(study):
        return None
    wanted, found = variants(study), {}
    for done, variant in enumerate(wanted, start=1):
        kept = directory.cell(variant.name)
        if kept is None:
            kept = {"arrest": run_variant(study, variant, lived)}
            directory.keep(variant.name, kept)
        found[variant] = kept["arrest"]
        if progress:
            progress(done, len(wanted))
    return labelled(study, found)


def _lived(study: OverdoseStudy, directory: OverdoseDirectory) -> Handover | None:
    """What the slow model hands over, kept like a cell; None for the published virtual chronic users."""
    if not isinstance(study.people, Lived):
        return None
    kept = directory.cell("lived")
    if kept is None:
        handed = hand_over(study)
        directory.keep("lived", {f.name: np.asarray(getattr(handed, f.name)) for f in fields(Handover)})
        return handed
    return Handover(**{f.name: kept[f.name] for f in fields(Handover)})
