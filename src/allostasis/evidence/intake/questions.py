"""The questions whose answers new rows may move: a synthesis for each outcome they report, and every claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from allostasis.evidence.intake.staging import folder_of
from allostasis.evidence.library import Evidence
from allostasis.evidence.tables import CLAIMS

if TYPE_CHECKING:
    from allostasis.evidence.claims import Claims

Answer = Callable[[Evidence], str]
ANY = "any"  # every treatment, in the words of the synthesis
_COMPARED = ("intervention", "groups")
"""Kinds of comparison that a synthesis answers with a difference between two groups or conditions."""


@dataclass(frozen=True)
class _Asked:
    """One question in the words of the synthesis."""

    family: str
    species: str
    population: str
    intervention: str
    contrast: str


def syntheses(before: Evidence, after: Evidence) -> Mapping[str, Answer]:
    """The synthesis of each family of outcomes, species, population and treatment in which a new effect falls."""
    new = after.effects.keys() - before.effects.keys()
    asked = {one for key in new for one in _asked_of(after, key)}
    return dict(sorted((_words(one, after), _pooled(one)) for one in asked))


def _asked_of(evidence: Evidence, effect_id: str) -> Iterator[_Asked]:
    effect = evidence.effects[effect_id]
    study, family = evidence.studies[effect.study_id], evidence.outcomes[effect.outcome].family
    if effect.contrast_kind in _COMPARED:
        for population in ("all", "oud") if study.substance == "opioid" else ("all",):
            yield _Asked(family, study.species, population, effect.intervention or ANY, effect.contrast_kind)


def _words(asked: _Asked, evidence: Evidence) -> str:
    from allostasis.evidence.synthesis import question

    return question(
        evidence,
        asked.family,
        species=asked.species,
        population=asked.population,
        intervention=asked.intervention,
        contrast=asked.contrast,
    ).in_words()


def _pooled(asked: _Asked) -> Answer:
    def answer(evidence: Evidence) -> str:
        from allostasis.evidence.synthesis import synthesise
        from allostasis.evidence.synthesis.words import harvest_in_words, pooled_in_words, sign_in_words

        treatments = {effect.intervention for effect in evidence.effects.values()}
        if asked.intervention not in (ANY, *treatments):
            return "No row."
        found = synthesise(
            asked.family,
            species=asked.species,
            population=asked.population,
            intervention=asked.intervention,
            contrast=asked.contrast,
            factors=False,
            evidence=evidence,
        )
        said = [harvest_in_words(found), pooled_in_words(found.pooling, found.question)]
        together = found.sign_and_size
        return "\n".join([*said, sign_in_words(together, found.question)] if together else said)

    return answer


def claims(after: Evidence, directory: Path | None) -> Mapping[str, Answer]:
    """Each claim, answered by its verdict and the samples for and against it.

    A claim may already name the new rows; without them it is judged by the others alone.

    Raises:
        EvidenceError: if claims.yaml names rows that not even the new tables hold.
    """
    known = claims_of(directory, after)
    return {} if known is None else {name: _verdict(name, known) for name in known.claims}


def claims_of(directory: Path | None, evidence: Evidence | None = None) -> Claims | None:
    """The claims beside the tables; None if there are none."""
    from importlib.resources import as_file

    from allostasis.evidence.claims import load_claims

    file = folder_of(directory) / CLAIMS
    if not file.is_file():
        return None
    with as_file(file) as path:
        return load_claims(path, evidence)


def _verdict(name: str, known: Claims) -> Answer:
    def answer(evidence: Evidence) -> str:
        from allostasis.evidence.claims import judge_claim

        judged = judge_claim(name, _within(known, evidence).claims[name], evidence)
        counts = judged.counts
        return f"{judged.verdict.value} ({counts.supporting} for, {counts.against} against, {counts.neutral} neutral)"

    return answer


def _within(known: Claims, evidence: Evidence) -> Claims:
    """The claims with those rows alone that the evidence holds."""
    data = known.model_dump(by_alias=True)
    for claim in data["claims"].values():
        for part in claim["parts"].values():
            for reading in part["rows"]:
                reading["effects"] = [effect for effect in reading["effects"] if effect in evidence.effects]
            part["rows"] = [reading for reading in part["rows"] if reading["effects"]]
    return type(known).model_validate(data)
