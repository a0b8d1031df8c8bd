"""Lever studies: animals that press for a drug, as one YAML file, checked whole.

    study = load_lever_study("ahmed2000")       # or a path
    print(study.in_words())

A file with `kind: lever` is one of these; every other study file is a trial (`studies.files`). Both hold each item that
the publication does not give under `assumptions`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from allostasis.errors import Problem, StudyError
from allostasis.evidence import Evidence
from allostasis.models.dosing import DRUG_DOSES
from allostasis.protocols.levers import Block, LeverSession, Rest, seconds
from allostasis.quantities.documents import Document, Key, read_document
from allostasis.quantities.records import Count, FileRecord, In, Refusal, validate
from allostasis.quantities.units import Quantity, Range
from allostasis.studies.assumptions import as_key, value_at
from allostasis.studies.library import find_study
from allostasis.studies.schema import Assumption

__all__ = ["LeverStudy", "is_lever_file", "load_lever_study", "read_lever_study", "resized"]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
OUTCOMES = {
    "infusions": "infusions",
    "first_hour": "infusions in the first hour",
    "active": "presses of the active lever",
    "inactive": "presses of the inactive lever",
    "breakpoint": "last requirement met",
}
"""What a session gives of each animal, and in words."""
HOME_STEP = 120
"""Seconds of a solver step in the home cage; sessions start on this clock."""
_WEIGHT = Range(0.15, 0.8, "kg", "adult rats")


class Animals(FileRecord):
    """Who takes part; their weight turns doses per body weight into doses."""

    number: Annotated[Count, Field(ge=2, le=10_000, description="animals in each arm")]
    weight: Annotated[Quantity, In("kg", _WEIGHT)]


class LeverMeasure(FileRecord):
    """An outcome of an animal: its mean over some sessions of a block, less its mean over others if given."""

    outcome: Annotated[Literal["infusions", "first_hour", "active", "inactive", "breakpoint"], Field()]
    block: Name
    sessions: Annotated[tuple[Count, ...], Field(min_length=1, description="numbers of sessions, the first is 1")]
    minus: Annotated[tuple[Count, ...], Field(description="sessions whose mean is subtracted")] = ()

    def in_words(self) -> str:
        less = f", less that of sessions {_listed(self.minus)}" if self.minus else ""
        return f"the mean of {OUTCOMES[self.outcome]} over sessions {_listed(self.sessions)} of {self.block}{less}"


class Comparison(FileRecord):
    """A reported effect, and the contrast that says the same of the simulation."""

    effect: Annotated[str, Field(description="effect of the evidence")]
    measure: Name
    active: Name
    control: Annotated[Name | None, Field(description="the other arm; without it the measure is held against zero")] = (
        None
    )


class LeverNumerics(FileRecord):
    """The solver's step in sessions."""

    step: Annotated[Quantity, In("s")] = Quantity(30, "s")


def _kind_of_part(value: Any) -> str | None:
    if isinstance(value, (Block, Rest)):
        return type(value).__name__
    keys = value if isinstance(value, dict) else {}
    return "Block" if "sessions" in keys else "Rest" if "rest" in keys else None


Part = Annotated[
    Annotated[Block, Tag("Block")] | Annotated[Rest, Tag("Rest")],
    Discriminator(
        _kind_of_part,
        custom_error_type="refused",
        custom_error_message="refused",
        custom_error_context={
            "refusals": [Refusal("a part of no known kind", "a block with sessions, or rest with days")]
        },
    ),
]


class LeverStudy(FileRecord):
    """An experiment with levers made runnable."""

    schema_version: Annotated[Literal[1], Field(alias="schema", description="version of this format")]
    kind: Literal["lever"]
    id: Name
    title: Annotated[str, Field(min_length=5)]
    study: Annotated[Name, Field(description="key of the study in the evidence")]
    model: Annotated[Literal["rat", "mouse"], Field(description="the assembly of subsystems to simulate")]
    animals: Animals
    procedures: Annotated[dict[Name, LeverSession], Field(min_length=1, description="kinds of sessions")]
    arms: Annotated[dict[Name, tuple[Part, ...]], Field(min_length=1)]
    measures: Annotated[dict[Name, LeverMeasure], Field(min_length=1)]
    comparisons: tuple[Comparison, ...]
    alpha: Annotated[float, Field(gt=0, lt=0.5, description="significant means p < alpha, two-sided")] = 0.05
    assumptions: tuple[Assumption, ...] = ()
    numerics: LeverNumerics = Field(default_factory=LeverNumerics)
    seed: Annotated[Count, Field(ge=0, lt=2**63)]

    def as_dict(self) -> dict[str, Any]:
        """The content of the file as plain data."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def blocks(self, arm: str) -> list[Block]:
        """The blocks with sessions of an arm, in order."""
        return [part for part in self.arms[arm] if isinstance(part, Block)]

    def assumed(self) -> list[tuple[str, str, str]]:
        """Key, value and reason of everything that no source gave."""
        content = self.as_dict()
        return [(a.key, str(value_at(content, as_key(a.key))), a.reason) for a in self.assumptions]

    def in_words(self) -> str:
        """The methods in plain paragraphs, then what was assumed."""
        lines = [f"{n}. {key}: {_short(value)}. {reason}" for n, (key, value, reason) in enumerate(self.assumed(), 1)]
        first = f"No source gave the following {len(lines)} items; they are assumptions." if lines else ""
        return "\n\n".join([*self.methods(), "\n".join([first, *lines])])

    def methods(self) -> list[str]:
        """Paragraphs: animals, what each arm does, measures, how it is simulated."""
        arms = [f"Arm {name}. {' '.join(part.in_words() for part in parts)}" for name, parts in self.arms.items()]
        measures = "; ".join(f"{name} is {measure.in_words()}" for name, measure in self.measures.items())
        compared = "; ".join(
            f"{c.measure} of {c.active}{f' against {c.control}' if c.control else ' against zero'} ({c.effect})"
            for c in self.comparisons
        )
        return [
            f"{self.title}. For each set of model parameters {self.animals.number} virtual animals ({self.model}, "
            f"{self.animals.weight}) are drawn for each arm; no animal is in two arms.",
            *(f"Procedure {name}. {session.in_words()}" for name, session in self.procedures.items()),
            *arms,
            f"Measures: {measures}. Compared: {compared}. A contrast counts as significant if its two-sided p is below "
            f"{self.alpha:g} (Welch's t-test between arms, a t-test against zero within one).",
            "Presses are drawn every second from what pressing is worth to the animal at the start of each solver step "
            f"of {self.numerics.step} (subsystem pressing); infusions enter at their own second, exactly. In the home "
            f"cage nothing is met and nothing is pressed. All random numbers follow from the seed {self.seed}.",
        ]


def is_lever_file(path_or_name: str | Path) -> bool:
    """Whether a file, or a name of the library, is a lever study; a file that cannot be read is none."""
    try:
        document = read_document(find_study(path_or_name), StudyError)
    except StudyError:
        return False
    return isinstance(document.data, dict) and document.data.get("kind") == "lever"


def load_lever_study(path_or_name: str | Path, evidence: Evidence | None = None) -> LeverStudy:
    """A lever study from a file, or from the library by its name.

    Raises:
        StudyError: with all problems of the file.
    """
    return read_lever_study(read_document(find_study(path_or_name), StudyError), evidence)


def read_lever_study(document: Document, evidence: Evidence | None = None) -> LeverStudy:
    """A lever study from a document; with `evidence`, names of the study and its effects are checked."""
    study = validate(document, LeverStudy, StudyError)
    problems = [*_sense(study, document), *(_links(study, document, evidence) if evidence is not None else ())]
    if problems:
        raise StudyError(problems)
    return study


def resized(study: LeverStudy, animals: int | None, seed: int | None) -> LeverStudy:
    """The same study with another number of animals in each arm, or another seed."""
    content = study.as_dict()
    content["animals"]["number"] = study.animals.number if animals is None else animals
    content["seed"] = study.seed if seed is None else seed
    return validate(Document("command line", content), LeverStudy, StudyError)


def _sense(study: LeverStudy, document: Document) -> Iterator[Problem]:
    for name, session in study.procedures.items():
        yield from _session_fits(name, session, document)
    for arm, parts in study.arms.items():
        yield from _parts_fit(arm, parts, study, document)
    for name, measure in study.measures.items():
        yield from _measure_fits(study, name, measure, document)
    for number, comparison in enumerate(study.comparisons):
        for key, known in (("measure", study.measures), ("active", study.arms), ("control", study.arms)):
            value = getattr(comparison, key)
            if value is not None and value not in known:
                yield document.problem(
                    ("comparisons", number, key), f'"{value}"', " or ".join(known), _near(value, known)
                )
    step = seconds(study.numerics.step)
    if step < 2 or HOME_STEP % step or step > 60 or step % 2 or abs(study.numerics.step.to("s") - step) > 1e-6:
        allowed = "an even number of seconds that divides 120 s, at most 60 s: it is halved for the check of the step"
        yield document.problem(("numerics", "step"), str(study.numerics.step), allowed)
    for number, assumption in enumerate(study.assumptions):
        try:
            value_at(study.as_dict(), as_key(assumption.key))
        except KeyError:
            found = f'"{assumption.key}", which is not in this file'
            yield document.problem(("assumptions", number, "key"), found, "a key of this file")


def _session_fits(name: str, session: LeverSession, document: Document) -> Iterator[Problem]:
    """A session lies on the clock of the home cage, and its drug enters one place."""
    for item in ("at", "duration"):
        time = getattr(session, item)
        if seconds(time) % HOME_STEP:
            yield document.problem(("procedures", name, item), str(time), f"a multiple of {HOME_STEP} s")
    if len(DRUG_DOSES[session.drug, session.route](1.0, _Ones())) != 1:
        allowed = "a route into one place, such as intravenous"
        yield document.problem(("procedures", name, "route"), session.route, allowed)


def _parts_fit(arm: str, parts: tuple[Block | Rest, ...], study: LeverStudy, document: Document) -> Iterator[Problem]:
    names = [part.name for part in parts]
    for number, part in enumerate(parts):
        key: Key = ("arms", arm, number)
        if part.name in names[:number]:
            yield document.problem((*key, "name"), f'"{part.name}" a second time', "a name of its own for each part")
        for k, regimen in enumerate(part.regimens):
            ends = [g.time + g.hours + regimen.jitter.to("h") for g in regimen.administrations(24.0 * len(part.days))]
            if ends and max(ends) > 24.0 * len(part.days):
                found, allowed = f"a dose that ends at {max(ends):g} h", f"within the part, {24 * len(part.days)} h"
                yield document.problem((*key, "regimens", k), found, allowed, "carry it on in the next part")
        if isinstance(part, Block) and part.session not in study.procedures:
            known = study.procedures
            yield document.problem(
                (*key, "session"), f'"{part.session}"', " or ".join(known), _near(part.session, known)
            )
    if not any(isinstance(part, Block) for part in parts):
        yield document.problem(("arms", arm), "no sessions", "at least one block of sessions")


def _measure_fits(study: LeverStudy, name: str, measure: LeverMeasure, document: Document) -> Iterator[Problem]:
    used = {arm for c in study.comparisons if c.measure == name for arm in (c.active, c.control) if arm in study.arms}
    for arm in used or set(study.arms):
        found = {block.name: block.sessions for block in study.blocks(arm)}
        if measure.block not in found:
            allowed = " or ".join(found)
            yield document.problem(
                ("measures", name, "block"), f'"{measure.block}", which {arm} does not have', allowed
            )
            continue
        beyond = [n for n in (*measure.sessions, *measure.minus) if not 1 <= n <= found[measure.block]]
        if beyond:
            allowed = f"1 to {found[measure.block]}, the sessions of {measure.block} in {arm}"
            yield document.problem(("measures", name, "sessions"), f"session {beyond[0]}", allowed)


def _links(study: LeverStudy, document: Document, evidence: Evidence) -> Iterator[Problem]:
    if study.study not in evidence.studies:
        yield document.problem(
            ("study",), f'"{study.study}"', "a study of the evidence", _near(study.study, evidence.studies)
        )
    for number, comparison in enumerate(study.comparisons):
        of_study = [key for key, row in evidence.effects.items() if row.study_id == study.study]
        if comparison.effect not in of_study:
            allowed = f"effects of {study.study}: {', '.join(of_study) or 'none'}"
            yield document.problem(("comparisons", number, "effect"), f'"{comparison.effect}"', allowed)


class _Ones(dict[str, float]):
    def __missing__(self, name: str) -> float:
        return 1.0


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:57]}..."


def _near(word: str, names: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return f'was "{near[0]}" meant?' if near else ""
