"""The dataset of an overdose study: outcomes of each person, shares with intervals, courses as quantiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allostasis import __version__
from allostasis.population.overdose import resampled
from allostasis.studies.assemble import NOTICE
from allostasis.studies.overdose.block import COURSES
from allostasis.studies.overdose.cells import PERCENTILES, Cell
from allostasis.studies.overdose.files import OverdoseStudy
from allostasis.studies.overdose.lived import Handover
from allostasis.studies.overdose.schema import OUTCOMES, Lived

__all__ = ["dataset"]

CELL = ("abstinence", "dose", "rescue")


def dataset(
    study: OverdoseStudy,
    arrays: Mapping[Cell, Mapping[str, NDArray[Any]]],
    lived: Handover | None,
    further: Mapping[str, Any] | None = None,
) -> Any:
    """The labelled data, an `xarray.Dataset`.

    Args:
        study: the study.
        arrays: what each cell gave.
        lived: what the slow model handed over.
        further: variables of `sensitivity.labelled` and of `day_by_day`, if the study has them.
    """
    import xarray

    shape = (len(study.abstinence_names), len(study.dose_names), len(study.rescue))
    by_cell = _stacked(arrays, shape)
    variables: dict[str, Any] = {}
    for name in study.outcomes:
        unit, meaning = OUTCOMES[name]
        variables[name] = ((*CELL, "person"), by_cell[name], {"unit": unit, "meaning": meaning})
    variables |= _shares(by_cell["arrest"], study.seed) | _of_survivors(study, by_cell["arrest"])
    for name, (unit, meaning) in COURSES.items():
        about = {"unit": unit, "meaning": f"{meaning}; quantiles over people at each time"}
        variables[name] = ((*CELL, "percentile", "minute"), by_cell[f"course.{name}"], about)
    variables |= _published(study) | (_of_draws(study, by_cell["arrest"], lived) if lived is not None else {})
    variables |= further or {}
    data = xarray.Dataset(variables, coords=_coordinates(study, next(iter(arrays.values())), lived))
    data.attrs = {
        "study_id": study.id, "kind": study.kind, "model": "overdose", "version": __version__, "seed": str(study.seed),
        "people": study.people.total, "notice": NOTICE,
        "untreated": next(name for name, arm in study.rescue.items() if arm == "nothing"),
    }  # fmt: skip
    return data


def _stacked(arrays: Mapping[Cell, Mapping[str, NDArray[Any]]], shape: tuple[int, int, int]) -> dict[str, NDArray[Any]]:
    """Arrays of all cells, cells first; cells are in the order of the file."""
    first = next(iter(arrays.values()))
    return {
        name: np.stack([cell[name] for cell in arrays.values()]).reshape(*shape, *first[name].shape)
        for name in first
        if name != "minutes"
    }


def _coordinates(study: OverdoseStudy, cell: Mapping[str, NDArray[Any]], lived: Handover | None) -> dict[str, Any]:
    coordinates: dict[str, Any] = {
        "abstinence": np.array(study.abstinence_names, dtype=object),
        "dose": np.array(study.dose_names, dtype=object),
        "rescue": np.array(list(study.rescue), dtype=object),
        "percentile": list(PERCENTILES),
        "minute": ("minute", cell["minutes"], {"unit": "min", "meaning": "minutes after the injection"}),
    }
    if lived is not None:
        coordinates["draw_of_person"] = ("person", lived.draws)
        coordinates["abstinence_day"] = ("abstinence", lived.days, {"unit": "d", "meaning": "days of abstinence"})
        coordinates["day"] = ("day", np.arange(len(lived.course)), {"unit": "d", "meaning": "days of abstinence"})
    return coordinates


def _shares(arrest: NDArray[np.bool_], seed: int, name: str = "arrest", of: str = "people") -> dict[str, Any]:
    """Share of arrests, and its interval by resampling as published."""
    flat = arrest.reshape(-1, arrest.shape[-1])
    quantiles = np.array([resampled(events, seed) for events in flat]).reshape(*arrest.shape[:-1], 3) / 100
    about = f"share of {of} with cardiac arrest"
    names = {
        "share": (arrest.mean(axis=-1), about),
        "median": (quantiles[..., 0], f"{about}, median of resamples as published"),
        "low": (quantiles[..., 1], f"{about}, 2.5 percentile of resamples as published"),
        "high": (quantiles[..., 2], f"{about}, 97.5 percentile of resamples as published"),
    }
    return {
        f"{name}_{part}": (CELL, values, {"unit": "1", "meaning": meaning}) for part, (values, meaning) in names.items()
    }


def _of_survivors(study: OverdoseStudy, arrest: NDArray[np.bool_]) -> dict[str, Any]:
    """The same among people whose former dose did not stop them while they used: the others would not have lived.

    Between people only kinetics and binding differ here, and these stay the same from use to use. So whoever is
    arrested by the former dose at 0 weeks cannot have taken it for years. Empty where the study has no such cell.
    """
    if not isinstance(study.people, Lived) or study.people.days[0] != 0 or 1.0 not in study.former_doses:
        return {}
    nothing = next(name for name, arm in study.rescue.items() if arm == "nothing")
    lived_through = ~arrest[0, study.former_doses.index(1.0), list(study.rescue).index(nothing)]
    if not lived_through.any():
        return {}
    return _shares(arrest[..., lived_through], study.seed, "survivors", "those whom the former dose spares at 0 weeks")


def _published(study: OverdoseStudy) -> dict[str, Any]:
    """Published shares with their intervals; NaN where nothing was published."""
    doses, arms = [dose.to("mg") for dose in study.doses], list(study.rescue)
    variables = {}
    for part in ("arrest", "low", "high"):
        values = np.full((1, len(study.dose_names), len(arms)), np.nan)
        for cell in study.published:
            dose = int(np.argmin([abs(cell.dose.to("mg") - known) for known in doses]))
            values[0, dose, arms.index(cell.rescue)] = getattr(cell, part).to("1")
        name = "published_share" if part == "arrest" else f"published_{part}"
        about = {"unit": "1", "meaning": f"published share of people with cardiac arrest, {part}"}
        variables[name] = (CELL, values, about)
    return variables if study.published else {}


def _of_draws(study: OverdoseStudy, arrest: NDArray[np.bool_], lived: Handover) -> dict[str, Any]:
    """What depends on the parameter draw: shares by draw, tolerance of each person and its course over days."""
    assert isinstance(study.people, Lived)
    by_draw = arrest.reshape(*arrest.shape[:-1], study.people.draws, study.people.number).mean(axis=-1)
    quantiles = np.quantile(lived.course, PERCENTILES, axis=1)
    medians = np.median(lived.course.reshape(len(lived.course), study.people.draws, -1), axis=2)
    return {
        "arrest_by_draw": ((*CELL, "draw"), by_draw, {"unit": "1", "meaning": "share of arrests in each draw"}),
        "tolerance": (
            ("abstinence", "person"),
            lived.tolerance,
            {
                "unit": "1",
                "meaning": "tolerance at the first dose, 1 in the published chronic user, as lived",
            },
        ),
        "on_board": (
            ("abstinence", "person"),
            lived.on_board,
            {"unit": "1", "meaning": "mu receptors that still carry opioid at the first dose"},
        ),
        "former_dose": (("person",), lived.former, {"unit": "mg", "meaning": "dose at a time before abstinence"}),
        "tolerance_course": (
            ("day", "percentile"),
            quantiles.T,
            {"unit": "1", "meaning": "tolerance, 1 in the published chronic user; quantiles over people and draws"},
        ),
        "tolerance_of_draws": (
            ("day", "draw"),
            medians,
            {"unit": "1", "meaning": "tolerance, 1 in the published chronic user; median over the people of each draw"},
        ),
    }
