"""Whether what a study file names is in the evidence: the study, the reported effects, the sources."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from allostasis.errors import Problem
from allostasis.evidence import Evidence
from allostasis.quantities.documents import Document

if TYPE_CHECKING:
    from allostasis.studies.files import Study

__all__ = ["problems_of_links"]


def problems_of_links(study: Study, document: Document, evidence: Evidence) -> Iterator[Problem]:
    """Names in the file that the evidence does not hold."""
    if study.study not in evidence.studies:
        found, allowed = f'the study "{study.study}"', "a study of the evidence"
        yield document.problem(("study",), found, allowed, _near(study.study, evidence.studies))
    for number, effect in enumerate(study.reported):
        of_study = [held for held, row in evidence.effects.items() if row.study_id == study.study]
        if effect not in of_study:
            allowed = f"effects of {study.study} in the evidence: {', '.join(of_study) or 'none'}"
            cause = _near(effect, dict.fromkeys(of_study))
            yield document.problem(("reported", number), f'the effect "{effect}"', allowed, cause)
    for name, spread in study.population.covariates.given().items():
        if spread.source is not None and spread.source not in evidence.bibliography:
            place = ("population", "covariates", name, "source")
            yield _unknown_source(document.place(place), spread.source, evidence)
    yield from _of_population(study, evidence)


def _of_population(study: Study, evidence: Evidence) -> Iterator[Problem]:
    own = {spread.source for spread in study.population.covariates.given().values()}
    for source in study.people.sources():
        if source not in own and source not in evidence.bibliography:
            yield _unknown_source(f"population {study.population.from_}", source, evidence)


def _unknown_source(place: str, source: str, evidence: Evidence) -> Problem:
    return Problem(
        place, f'the source "{source}"', "a citation key of the bibliography", _near(source, evidence.bibliography)
    )


def _near(word: str, names: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return f'was "{near[0]}" meant?' if near else ""
