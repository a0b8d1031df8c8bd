"""A small made-up result in the layout of a run: shapes that look like a trial, numbers that mean nothing."""

from __future__ import annotations

import copy
import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

ARMS = ["placebo", "oxytocin"]
SESSION = {
    "craving": ("points on 0-100", "craving"),
    "cortisol": ("x rest", "plasma cortisol"),
    "oxytocin_plasma": ("pg/mL", "oxytocin in plasma"),
    "oxytocin_central": ("pg/mL", "central oxytocin"),
    "occupancy": ("1", "occupancy of the mu receptor"),
    "withdrawal": ("1", "withdrawal"),
}
HISTORY = {
    "craving_daily": ("points on 0-100", "craving, mean of the day"),
    "withdrawal_daily": ("1", "withdrawal, mean of the day"),
    "tolerance_daily": ("1", "tolerance"),
    "uses_daily": ("1/d", "uses of heroin"),
}
MEANINGS = {
    "cues.drug_reactivity": "reactivity to a drug cue per unit of cue value",
    "cues.oxytocin_gain": "gain of oxytocin on cue reactivity; positive means that oxytocin lowers it",
    "oxytocin.nasal_central_fraction": "fraction of an intranasal dose that reaches the central compartment",
    "hpa.withdrawal_gain": "gain of withdrawal on the drive of the stress axis",
    "methadone.CL": "clearance of R-methadone",
    "tolerance.fast_weight": "share of the fast component in tolerance",
}


def a_dataset(draws: int = 40, subjects: int = 12, seed: int = 1) -> xr.Dataset:
    """Random numbers with the dimensions, names and attributes that a run writes."""
    rng = np.random.default_rng(seed)
    time, day = np.arange(-30.0, 181.0, 2.0), np.arange(-60, 0)
    true = rng.normal(-1.2, 2.0, draws)
    error = rng.gamma(20, 0.07, draws)
    effect = true + rng.normal(0, error)
    data: dict[str, Any] = {
        "effect": ("draw", effect, {"unit": "points on 0-100"}),
        "effect_true": ("draw", true, {"unit": "points on 0-100"}),
        "standard_error": ("draw", error),
        "p_value": ("draw", np.exp(-0.72 * (effect / error) ** 2)),
        "outcome": (
            ("arm", "draw", "subject"),
            rng.normal(40, 10, (2, draws, subjects)).astype("f4"),
            {"unit": "points on 0-100", "long_name": "opioid-cue craving"},
        ),
    }
    bump = {"craving": (45, 6), "oxytocin_plasma": (4, 30), "oxytocin_central": (20, 40)}
    for name, (unit, label) in SESSION.items():
        rest, height = bump.get(name, (1, 0.3))
        shape = rest + height * np.exp(-(((time - 65) / 30) ** 2))
        spread = rng.lognormal(0, 0.25, (2, draws, subjects, 1))
        values = shape * spread * np.array([1.0, 0.93]).reshape(2, 1, 1, 1)
        data[name] = (("arm", "draw", "subject", "time"), values.astype("f4"), {"unit": unit, "long_name": label})
    for name, (unit, label) in HISTORY.items():
        values = np.exp(day / 40) * rng.lognormal(0, 0.3, (draws, subjects, 1))
        attrs = {"unit": unit, "long_name": label}
        data[name] = (("draw", "subject", "day"), np.asarray(values, dtype="f4"), attrs)
    rho = np.array([0.12, -0.61, -0.44, 0.3, -0.05, 0.02])
    data |= {
        "spearman": ("parameter", rho),
        "spearman_low": ("parameter", rho - 0.12),
        "spearman_high": ("parameter", rho + 0.12),
        "share": ("parameter", rho**2),
        "step_error": ("observable", np.array([0.013, 0.0004]), {"unit": "% of range"}),
        "decisions_changed": ((), 3, {"meaning": "decisions that came out differently with half the step"}),
    }
    coordinates = {
        "arm": np.array(ARMS, dtype=object),  # text of any length: the only kind that zarr 3 specifies
        "draw": np.arange(draws),
        "subject": np.arange(subjects),
        "time": time,
        "day": day,
        "parameter": np.array(list(MEANINGS), dtype=object),
        "observable": np.array(["craving", "oxytocin_plasma"], dtype=object),
    }
    return xr.Dataset(data, coords=coordinates, attrs={"study_id": "example2016", "draws": draws})


def a_manifest(draws: int = 40, subjects: int = 12) -> dict[str, Any]:
    """A manifest with every key that the report reads."""
    return {
        "version": "0.1.0",
        "study": {
            "id": "example2016",
            "title": "Nasal oxytocin before opioid cues (Example 2016)",
            "session": {
                "events": [
                    {"at": "15 min", "give": "treatment"},
                    {"at": "1 h", "cue": "neutral", "duration": "5 min"},
                    {"at": "75 min", "cue": "drug", "duration": "10 min"},
                ]
            },
        },
        "role": "development",
        "methods": [f"{subjects} men on methadone took a spray before cues.", "Sessions were a week apart."],
        "assumptions": [{"key": "session.events[2].at", "value": "60 min", "reason": "the time was not seen"}],
        "assumed_parameters": 2,
        "published": [
            {
                "effect_id": "example2016:craving:1",
                "outcome": "craving_cue",
                "text": "not significant (no statistic in the abstract)",
                "verdict": "null",
                "where": "abstract",
                "source": "example2016",
            },
            {"effect_id": "example2016:rmet:1", "outcome": "social_cognition", "text": "lower", "verdict": "worse"},
        ],
        "sources": ["example2016", "other1999"],
        "references": [
            "Example A. Nasal oxytocin before opioid cues. 2016. https://doi.org/10.1000/example.",
            "Other B. Kinetics. 1999.",
        ],
        "design": {
            "kind": "crossover",
            "participants": subjects,
            "draws": draws,
            "arms": ARMS,
            "control": "placebo",
            "active": "oxytocin",
            "outcome": "cue_craving",
            "alpha": 0.05,
            "test": "paired_t",
        },
        "model": "human",
        "evidence_snapshot": "2031.05+1a2b3c4d",
        "posterior": "prior",
        "seed": 2016,
        "limits": ["The spray is assumed to be taken as planned."],
        "step": {"minutes": 2, "session_minutes": 1, "subjects": 32, "largest": {"craving": 0.013}},
        "fixed_points": {"share_two": 0.0},
        "parameters": [
            {
                "name": name,
                "unit": "1",
                "meaning": meaning,
                "default": 0.25,
                "prior": "normal, mean 0, sd 0.5",
                "rule": "assumed",
                "rows": [],
                "sources": ["other1999"],
            }
            for name, meaning in MEANINGS.items()
        ],
        "software": {"python": "3.11.9", "numpy": "2.4.6"},
    }


SUMMARY = [
    ["quantity", "arm", "statistic", "value", "unit", "meaning"],
    ["effect", "", "median", "-1.2", "points", "x"],
]

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def dataset() -> xr.Dataset:
    return a_dataset()


@pytest.fixture(scope="session")
def manifest() -> dict[str, Any]:
    return a_manifest()


@pytest.fixture(scope="session")
def write_result(tmp_path_factory: pytest.TempPathFactory, dataset: xr.Dataset, manifest: dict[str, Any]) -> Write:
    """A function that writes a result directory; `change` edits the manifest, `data` replaces the dataset."""

    def write(change: Callable[[dict[str, Any]], object] | None = None, data: xr.Dataset | None = None) -> Path:
        directory = tmp_path_factory.mktemp("result")
        edited = copy.deepcopy(manifest)
        if change:
            change(edited)
        (directory / "manifest.json").write_text(json.dumps(edited), encoding="utf-8")
        (dataset if data is None else data).to_zarr(directory / "data.zarr", zarr_format=3, consolidated=False)
        with (directory / "summary.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(SUMMARY)
        return directory

    return write
