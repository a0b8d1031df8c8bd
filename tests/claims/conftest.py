"""A small body of evidence whose rows a test can turn, and the claims that come with the package."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from allostasis.evidence import Effect, Evidence, load
from allostasis.evidence.claims import Claims, Part, Reading, load_claims

TEMPLATE = "woolley2016.craving_cue"


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    """The evidence of the package."""
    return load()


@pytest.fixture(scope="session")
def claims(evidence: Evidence) -> Claims:
    """The claims of the package."""
    return load_claims(evidence=evidence)


MakeRow = Callable[..., Effect]


@pytest.fixture
def row(evidence: Evidence) -> MakeRow:
    """A function that makes a row: a real one with other cells."""

    def make(**cells: Any) -> Effect:
        return evidence.effects[TEMPLATE].model_copy(update=cells)

    return make


@pytest.fixture
def body(evidence: Evidence) -> Callable[[Iterable[dict[str, Any]]], tuple[Part, Evidence]]:
    """A function that makes one statement ("lower") and its evidence from the cells of its rows.

    Each row is of a sample of its own unless it says otherwise, and `species` is that of its study.
    """

    def make(rows: Iterable[dict[str, Any]]) -> tuple[Part, Evidence]:
        effects, studies = {}, dict(evidence.studies)
        for n, cells in enumerate(rows, start=1):
            given = dict(cells)
            species = given.pop("species", "human")
            study = studies["woolley2016"].model_copy(update={"study_id": f"made{n}", "species": species})
            studies[study.study_id] = study
            names = {"effect_id": f"made{n}.craving", "study_id": study.study_id, "sample_id": f"sample{n}"}
            effect = evidence.effects[TEMPLATE].model_copy(
                update={"source_level": "primary_abstract", **names, **given}
            )
            effects[effect.effect_id] = effect
        reading = [Reading(supports="lower", effects=tuple(effects))] if effects else []
        part = Part(statement="A statement for a test.", rows=tuple(reading))
        return part, replace(evidence, effects=effects, studies=studies)

    return make
