"""The files of a finished run, read back: manifest, labelled data and the tidy summary."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allostasis.errors import InputError, Problem

if TYPE_CHECKING:
    from xarray import Dataset

Manifest = dict[str, Any]

MANIFEST = "manifest.json"
DATA = "data.zarr"
SUMMARY = "summary.csv"
NEEDED_VARIABLES = ("effect", "p_value")
NEEDED_OF_DESIGN = ("kind", "participants", "draws", "active", "control", "outcome", "alpha", "test")
UNFINISHED = "the run was stopped before its end, or this is not the output directory of `allostasis run`"


@dataclass(frozen=True)
class Result:
    """What a run left behind. `summary` has one dictionary per row of summary.csv."""

    manifest: Manifest
    dataset: Dataset
    summary: list[dict[str, str]]


def read_result(directory: Path) -> Result:
    """Read a result directory; the large arrays stay on disk until they are asked for.

    Raises:
        InputError: a file is missing or unreadable, or lacks what every report needs; all problems at once.
    """
    result = read_files(directory)
    problems = [
        *_missing_of_design(directory / MANIFEST, result.manifest),
        *_missing_variables(directory / DATA, result.dataset),
    ]
    if problems:
        raise InputError(problems)
    return result


def read_files(directory: Path) -> Result:
    """The files of any finished run, whatever kind of study it was.

    Raises:
        InputError: a file is missing or unreadable.
    """
    problems = _missing_files(directory)
    if problems:
        raise InputError(problems)
    manifest, dataset = _manifest(directory / MANIFEST), _dataset(directory / DATA)
    return Result(manifest, dataset, _summary(directory / SUMMARY))


def _missing_files(directory: Path) -> list[Problem]:
    return [
        Problem(str(directory / name), "nothing", f"{name}, as every finished run writes it", UNFINISHED)
        for name in (MANIFEST, DATA, SUMMARY)
        if not (directory / name).exists()
    ]


def _manifest(path: Path) -> Manifest:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(
            Problem(str(path), f"no JSON ({error})", "a JSON object", "the file was edited or cut")
        ) from None
    if not isinstance(manifest, dict):
        raise InputError(Problem(str(path), f"a {type(manifest).__name__}", "a JSON object", "the file was edited"))
    return manifest


def _dataset(path: Path) -> Dataset:
    import xarray

    try:
        return xarray.open_dataset(path, engine="zarr", consolidated=False, chunks=None, decode_times=False)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(Problem(str(path), f"no readable data ({error})", "a zarr group", UNFINISHED)) from None


def _missing_of_design(path: Path, manifest: Manifest) -> list[Problem]:
    design = manifest.get("design")
    if not isinstance(design, dict):
        return [Problem(f"{path}, design", "nothing", "the design of the trial", UNFINISHED)]
    return [
        Problem(f"{path}, design.{key}", "nothing", "a value", "the manifest is of another version")
        for key in NEEDED_OF_DESIGN
        if key not in design
    ]


def _missing_variables(path: Path, dataset: Dataset) -> list[Problem]:
    return [
        Problem(f"{path}, {name}", "nothing", "one number per parameter draw", UNFINISHED)
        for name in NEEDED_VARIABLES
        if name not in dataset or dataset[name].dims != ("draw",)
    ]


def _summary(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]
