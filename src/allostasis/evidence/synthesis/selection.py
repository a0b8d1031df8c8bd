"""Which rows answer a question, and why each other row of the outcome does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import get_args

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence import vocabulary as words
from allostasis.evidence.library import Evidence
from allostasis.evidence.rows import Effect, Outcome, Study

__all__ = ["ANY", "ROLES", "Excluded", "Question", "Selection", "outcomes_of", "question", "select"]

ROLES: tuple[str, ...] = get_args(words.Role)
POPULATIONS = {"all": "people or animals of any kind", "oud": "opioid use disorder, or animals that take an opioid"}
ANY = "any"
"""Stands for every intervention."""


@dataclass(frozen=True)
class Question:
    """What is asked of the tables.

    Args:
        asked: the word that was asked for: a family of outcomes, or one outcome.
        outcomes: keys of the outcomes that it covers.
        good: which way is good for the subject: "lower", "higher", or "either" if that differs by outcome; "neither"
            for a marker, whose positive results mean higher.
        species: species; more than one only if that was asked for.
        population: "all", or "oud": the substance is an opioid.
        intervention: key of the treatment, or "any".
        contrast: kind of comparison.
        roles: roles of studies that may enter.
    """

    asked: str
    outcomes: tuple[str, ...]
    good: str
    species: tuple[str, ...]
    population: str
    intervention: str
    contrast: str
    roles: tuple[str, ...]

    def in_words(self) -> str:
        """The question as one sentence."""
        who = " and ".join(word.replace("_", " ") for word in self.species)
        where = "with opioid use disorder or given opioids" if self.population == "oud" else "of any population"
        drug = "any intervention" if self.intervention == ANY else self.intervention.replace("_", " ")
        what = self.asked.replace("_", " ")
        if self.contrast != "intervention":
            return (
                f"What do comparisons of the kind {self.contrast.replace('_', ' ')} say about {what} ({who}, {where})?"
            )
        return f"Does {drug} change {what} ({who}, {where})?"


@dataclass(frozen=True)
class Excluded:
    """A row that is left out, with the reason."""

    effect_id: str
    study_id: str
    reason: str


@dataclass(frozen=True)
class Selection:
    """The rows that answer a question, and the others."""

    rows: tuple[Effect, ...]
    excluded: tuple[Excluded, ...]


def question(
    evidence: Evidence,
    asked: str,
    *,
    exact: bool = False,
    species: str | Sequence[str] = "human",
    population: str = "all",
    intervention: str = "oxytocin",
    contrast: str = "intervention",
    roles: Sequence[str] | None = None,
) -> Question:
    """The question in the words of the tables.

    Raises:
        EvidenceError: with every word that the tables do not know, and the words that are near to it.
    """
    kinds = (species,) if isinstance(species, str) else tuple(dict.fromkeys(species))
    roles = ROLES if roles is None else tuple(dict.fromkeys(roles))
    interventions = {row.intervention for row in evidence.effects.values() if row.intervention} | {"oxytocin", ANY}
    asked = asked.strip().lower().replace("-", "_").replace(" ", "_")
    problems = [
        *_unknown("outcome", [asked], [*_families(evidence), *evidence.outcomes], _families(evidence)),
        *_unknown("--species", kinds, get_args(words.Species)),
        *_unknown("--population", [population], POPULATIONS),
        *_unknown("--intervention", [intervention], sorted(interventions)),
        *_unknown("--contrast", [contrast], get_args(words.ContrastKind)),
        *_unknown("--roles", roles, ROLES),
    ]
    if problems:
        raise EvidenceError(problems)
    outcomes = outcomes_of(evidence, asked, exact=exact)
    return Question(
        asked=asked,
        outcomes=tuple(outcome.outcome for outcome in outcomes),
        good=_good(outcomes),
        species=kinds,
        population=population,
        intervention=intervention,
        contrast=contrast,
        roles=roles,
    )


def _good(outcomes: Sequence[Outcome]) -> str:
    """The one good direction of the outcomes, "either" if they differ, "neither" if all are markers."""
    directions = {outcome.good_direction for outcome in outcomes} - {"neither"}
    if not directions:
        return "neither"
    return directions.pop() if len(directions) == 1 else "either"


def outcomes_of(evidence: Evidence, asked: str, *, exact: bool = False) -> tuple[Outcome, ...]:
    """The outcomes of a family or, if no family has the name or `exact` is set, the one outcome of that name."""
    if asked in evidence.outcomes and (exact or asked not in _families(evidence)):
        return (evidence.outcomes[asked],)
    return tuple(evidence.outcomes[key] for key in evidence.outcomes_in(asked))


def select(evidence: Evidence, asked: Question) -> Selection:
    """Rows of the outcomes of the question, split into those that answer it and those that do not."""
    rows = [row for row in evidence.effects.values() if row.outcome in asked.outcomes]
    kept, excluded = [], []
    for row in rows:
        reason = _reason(row, evidence.studies[row.study_id], evidence.outcomes[row.outcome], asked)
        if reason:
            excluded.append(Excluded(row.effect_id, row.study_id, reason))
        else:
            kept.append(row)
    whole = {(row.sample_id, row.outcome, row.timepoint) for row in kept if not row.subgroup}
    part = [row for row in kept if row.subgroup and (row.sample_id, row.outcome, row.timepoint) in whole]
    excluded += [Excluded(row.effect_id, row.study_id, "a subgroup of a sample that is in as a whole") for row in part]
    return Selection(tuple(row for row in kept if row not in part), tuple(excluded))


def _reason(row: Effect, study: Study, outcome: Outcome, asked: Question) -> str:
    """Why a row does not answer the question; empty if it does. The first reason that holds."""
    tests: tuple[tuple[bool, Callable[[], str]], ...] = (
        (study.species not in asked.species, lambda: f"species: {study.species.replace('_', ' ')}"),
        (
            asked.population == "oud" and study.substance != "opioid",
            lambda: f"substance: {study.substance or 'not known'}, not an opioid",
        ),
        (row.contrast_kind != asked.contrast, lambda: f"kind of comparison: {row.contrast_kind.replace('_', ' ')}"),
        (
            asked.contrast == "intervention" and asked.intervention not in (ANY, row.intervention),
            lambda: f"intervention: {(row.intervention or 'not stated').replace('_', ' ')}",
        ),
        (study.role not in asked.roles, lambda: f"role: {study.role.replace('_', ' ')}"),
        (
            outcome.good_direction == "neither" and asked.good != "neither",
            lambda: "a marker without a good direction, in a family that has one",
        ),
        (row.verdict == "unassigned" and row.direction == "not_stated", lambda: "no direction was printed"),
    )
    return next((reason() for holds, reason in tests if holds), "")


def _families(evidence: Evidence) -> tuple[str, ...]:
    return tuple(dict.fromkeys(outcome.family for outcome in evidence.outcomes.values()))


def _unknown(place: str, given: Iterable[str], allowed: Iterable[str], first: tuple[str, ...] = ()) -> list[Problem]:
    """A problem for each word that is not allowed; `first` are the only ones shown where there are too many to read."""
    held = list(dict.fromkeys(allowed))
    rest = f" or one of {len(held) - len(first)} outcomes: allostasis meta --list" if first else ""
    shown = f"one of {', '.join(first or held)}{rest}"
    problems = []
    for word in given:
        if word not in held:
            near = get_close_matches(word, held, n=3, cutoff=0.5)
            problems.append(Problem(place, f'"{word}"', shown, f"near: {', '.join(near)}" if near else ""))
    return problems
