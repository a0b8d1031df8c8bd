"""Study files: a published or planned trial as one YAML file, checked whole.

    study = load_study("woolley2016")        # or a path
    study.protocol("oxytocin").in_words()
    study.people                             # the population, with the covariates that the study itself determines

First the form is checked (keys, units, sizes), then the sense (arms that exist, measures within the session,
assumptions that point at something); each time all problems are reported together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from allostasis.errors import StudyError
from allostasis.evidence import Evidence
from allostasis.population.files import Population, load_population, with_covariates
from allostasis.protocols.designs import Design
from allostasis.protocols.phases import Phase
from allostasis.protocols.protocol import Protocol
from allostasis.protocols.sessions import Session
from allostasis.quantities.documents import Document, read_document
from allostasis.quantities.records import Count, FileRecord, validate
from allostasis.studies.assumptions import Assumed, assumed_in
from allostasis.studies.feasible import enough_participants
from allostasis.studies.library import find_study
from allostasis.studies.links import problems_of_links
from allostasis.studies.schema import Analysis, Arm, Assumption, Measure, Numerics, PopulationUse
from allostasis.studies.sense import problems_of_sense

__all__ = ["Study", "load_study", "read_study", "study_json_schema"]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Study(FileRecord):
    """A trial made runnable: protocol, population, observation, analysis, and what was reported."""

    schema_version: Annotated[Literal[1], Field(alias="schema", description="version of this format")]
    id: Annotated[Name, Field(description="short name of this file")]
    title: Annotated[str, Field(min_length=5)]
    study: Annotated[Name, Field(description="key of the study in the evidence")]
    model: Annotated[Literal["human"], Field(description="the assembly of subsystems to simulate")]
    population: PopulationUse
    history: Annotated[tuple[Phase, ...], Field(min_length=1, description="phases before the first session, in order")]
    design: Design
    session: Session
    arms: Annotated[dict[Name, Arm], Field(min_length=2)]
    measures: Annotated[dict[Name, Measure], Field(min_length=1)]
    analysis: Analysis
    reported: Annotated[tuple[str, ...], Field(description="effects of the evidence that the run is compared with")]
    assumptions: tuple[Assumption, ...] = ()
    numerics: Numerics = Field(default_factory=Numerics)
    seed: Annotated[Count, Field(ge=0, lt=2**63, description="of all random numbers")]

    _people: Population | None = PrivateAttr(default=None)

    @property
    def people(self) -> Population:
        """The population from which participants are drawn, as this study determines it."""
        if self._people is None:
            self._people = _people_of(self, None)
        return self._people

    @property
    def participants(self) -> int:
        """Number of participants."""
        return self.population.participants

    @property
    def outcome(self) -> Measure:
        """The measure that is analysed."""
        return self.measures[self.analysis.outcome]

    def protocol(self, arm: str) -> Protocol:
        """What is done to the participants of one arm."""
        return Protocol(self.title, arm, self.history, self.design, self.session, self.arms[arm].treatment)

    def assumed(self) -> list[Assumed]:
        """Everything in this file and in its population that no source gave, with its value and reason."""
        return assumed_in(self.as_dict(), self.assumptions, self.people)

    def as_dict(self) -> dict[str, Any]:
        """The content of the file as plain data; reading it back gives the same study."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=False)

    def in_words(self) -> str:
        """The methods in plain paragraphs, then what was assumed."""
        from allostasis.studies.explain import assumptions_in_words, methods

        return "\n\n".join([*methods(self), "\n".join(assumptions_in_words(self))])

    def resized(self, participants: int | None = None, seed: int | None = None) -> Study:
        """The same study with another number of participants or another seed.

        Raises:
            StudyError: if there are too few participants for the test of the study.
        """
        content = self.as_dict()
        content["population"]["participants"] = self.participants if participants is None else participants
        content["seed"] = self.seed if seed is None else seed
        document = Document("command line", content)
        resized = validate(document, Study, StudyError)
        resized._people = self.people
        if problems := list(enough_participants(resized, document)):
            raise StudyError(problems)
        return resized


def load_study(path_or_name: str | Path, evidence: Evidence | None = None) -> Study:
    """A study from a file, or from the library by its name; with `evidence`, names of effects and sources are checked.

    Raises:
        StudyError: with all problems of the file.
    """
    path = find_study(path_or_name)
    return read_study(read_document(path, StudyError), path.parent, evidence)


def read_study(document: Document, directory: Path | None = None, evidence: Evidence | None = None) -> Study:
    """A study from a document that was read already; a population file is looked up in `directory` first."""
    study = validate(document, Study, StudyError)
    study._people = _people_of(study, directory, document)
    problems = problems_of_sense(study, document)
    problems += problems_of_links(study, document, evidence) if evidence is not None else []
    if problems:
        raise StudyError(problems)
    return study


def study_json_schema() -> dict[str, Any]:
    """The JSON Schema of study files, for editors."""
    schema = Study.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "allostasis study file, version 1",
    }


def _people_of(study: Study, directory: Path | None, document: Document | None = None) -> Population:
    try:
        population = load_population(study.population.from_, directory)
    except StudyError as error:
        if document is None or ":" in error.problems[0].place:  # the place is already one in the population's own file
            raise
        wrong = error.problems[0]
        raise StudyError(
            document.problem(("population", "from"), f"{wrong.place}: {wrong.found}", wrong.allowed, wrong.cause)
        ) from None
    return with_covariates(population, study.population.covariates.given())
