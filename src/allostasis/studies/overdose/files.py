"""Overdose study files: doses of an opioid in a cohort, with and without rescue, as one YAML file, checked whole.

    study = load_overdose_study("overdose-fentanyl")        # or a path
    study.in_words()

First the form is checked (keys, units, sizes), then the sense; each time all problems are reported together. There is
no form for one person: the smallest cohort has 100 people, whose kinetics and binding are drawn and cannot be given
(see `cohort`). A file may give all of them one dose and one history; a share is then still an average over those.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from allostasis.errors import StudyError
from allostasis.evidence import Evidence
from allostasis.population.files import Population, load_population
from allostasis.quantities.documents import Document, read_document
from allostasis.quantities.records import Count, FileRecord, validate
from allostasis.studies.assumptions import Assumed, assumed_in
from allostasis.studies.library import find_study
from allostasis.studies.overdose.schema import (
    OUTCOMES,
    Amount,
    Arm,
    Factor,
    Length,
    Lived,
    Opioid,
    PublishedCell,
    Together,
)
from allostasis.studies.overdose.sense import problems_of_links, problems_of_sense
from allostasis.studies.schema import Assumption

__all__ = ["OverdoseStudy", "load_overdose_study", "overdose_json_schema", "read_overdose_study"]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
OutcomeName = Annotated[str, Field(json_schema_extra={"enum": list(OUTCOMES)})]


class OverdoseStudy(FileRecord):
    """An overdose study: a cohort, doses, rescue, outcomes, and what was published."""

    schema_version: Annotated[Literal[1], Field(alias="schema", description="version of this format")]
    kind: Literal["overdose"]
    id: Annotated[Name, Field(description="short name of this file")]
    title: Annotated[str, Field(min_length=5)]
    people: Annotated[Together | Lived, Field(discriminator="from_")]
    opioid: Opioid
    doses: Annotated[tuple[Amount, ...], Field(description="injected at once, into a vein")] = ()
    former_doses: Annotated[
        tuple[Factor, ...], Field(description="doses as multiples of what each person took at a time before abstinence")
    ] = ()
    duration: Length
    rescue: Annotated[dict[Name, Arm], Field(min_length=1, description="arms")]
    outcomes: Annotated[tuple[OutcomeName, ...], Field(min_length=1)]
    published: tuple[PublishedCell, ...] = ()
    sources: Annotated[tuple[str, ...], Field(description="citation keys of what the set-up follows")] = ()
    assumptions: tuple[Assumption, ...] = ()
    seed: Annotated[Count, Field(ge=0, lt=2**63, description="of all random numbers")]

    _population: Population | None = PrivateAttr(default=None)

    @property
    def population(self) -> Population | None:
        """The slow model's population; None for the published virtual chronic users."""
        return self._population

    @property
    def dose_names(self) -> tuple[str, ...]:
        """The doses in words, in the order of the file."""
        return tuple(map(str, self.doses)) or tuple(f"{factor:g} x former dose" for factor in self.former_doses)

    @property
    def abstinence_names(self) -> tuple[str, ...]:
        """Times of abstinence in words; one empty name for the published virtual chronic users."""
        return tuple(map(str, self.people.abstinence)) if isinstance(self.people, Lived) else ("",)

    def assumed(self) -> list[Assumed]:
        """Everything in this file and in its population that no source gave, with its value and reason."""
        listed = assumed_in(self.as_dict(), self.assumptions, None)
        return listed + assumed_in({}, (), self._population) if self._population is not None else listed

    def as_dict(self) -> dict[str, Any]:
        """The content of the file as plain data; reading it back gives the same study."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=False)

    def in_words(self) -> str:
        """The methods in plain paragraphs, then what was assumed."""
        from allostasis.studies.overdose.explain import assumptions_in_words, methods

        return "\n\n".join([*methods(self), "\n".join(assumptions_in_words(self))])

    def resized(self, people: int | None = None, draws: int | None = None, seed: int | None = None) -> OverdoseStudy:
        """The same study with another number of people (per draw), of draws, or another seed.

        Raises:
            StudyError: if the cohort is too small.
        """
        content = self.as_dict()
        content["people"]["number"] = self.people.number if people is None else people
        if isinstance(self.people, Lived):
            content["people"]["draws"] = self.people.draws if draws is None else draws
        content["seed"] = self.seed if seed is None else seed
        resized = validate(Document("command line", content), OverdoseStudy, StudyError)
        resized._population = self._population
        return resized


def load_overdose_study(path_or_name: str | Path, evidence: Evidence | None = None) -> OverdoseStudy:
    """An overdose study from a file, or from the library by its name; with `evidence`, sources are checked.

    Raises:
        StudyError: with all problems of the file.
    """
    path = find_study(path_or_name)
    return read_overdose_study(read_document(path, StudyError), path.parent, evidence)


def read_overdose_study(
    document: Document, directory: Path | None = None, evidence: Evidence | None = None
) -> OverdoseStudy:
    """A study from a document that was read already; a population file is looked up in `directory` first."""
    study = validate(document, OverdoseStudy, StudyError)
    if isinstance(study.people, Lived):
        study._population = load_population(study.people.population, directory)
    problems = problems_of_sense(study, document)
    problems += problems_of_links(study, document, evidence) if evidence is not None else []
    if problems:
        raise StudyError(problems)
    return study


def overdose_json_schema() -> dict[str, Any]:
    """The JSON Schema of overdose study files, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **OverdoseStudy.model_json_schema(by_alias=True),
        "title": "allostasis overdose study file, version 1",
    }
