"""The verdicts of all statements and claims, worked out from the rows."""

from __future__ import annotations

from collections.abc import Iterable

from allostasis.evidence.claims.files import Claim, Claims, Part, load_claims
from allostasis.evidence.claims.results import (
    ClaimVerdict,
    PartVerdict,
    RowStanding,
    Sample,
    SpeciesVerdict,
    samples_of,
    tally,
)
from allostasis.evidence.claims.standing import Supports, standing_of
from allostasis.evidence.claims.verdict import (
    combine,
    over_species,
    verdict_of_disagreement,
    verdict_of_samples,
)
from allostasis.evidence.library import Evidence, load
from allostasis.evidence.rows import Effect


def judge(evidence: Evidence | None = None, claims: Claims | None = None) -> dict[str, ClaimVerdict]:
    """Every claim with its verdict, in the order of the file; the evidence and claims of the package if left out.

    Raises:
        EvidenceError: if the claims name rows that the evidence does not hold.
    """
    evidence = load() if evidence is None else evidence
    claims = load_claims(evidence=evidence) if claims is None else claims
    return {name: judge_claim(name, claim, evidence) for name, claim in claims.claims.items()}


def judge_claim(name: str, claim: Claim, evidence: Evidence) -> ClaimVerdict:
    """One claim with its verdict."""
    parts = tuple(judge_part(part_name, part, evidence) for part_name, part in claim.parts.items())
    if claim.holds_when == "results_disagree":
        verdict = verdict_of_disagreement([(s.standing, s.weight) for part in parts for s in part.samples])
    else:
        verdict = combine(part.verdict for part in parts)
    return ClaimVerdict(name, claim, verdict, parts)


def judge_part(name: str, part: Part, evidence: Evidence) -> PartVerdict:
    """One statement with its verdict, from the rows that it names; species are judged apart."""
    rows = [
        _row(evidence.effects[effect_id], reading.supports, evidence)
        for reading in part.rows
        for effect_id in reading.effects
    ]
    samples = samples_of(rows)
    species = sorted({sample.species for sample in samples})
    judged = tuple(_judge_species(each, samples) for each in species)
    return PartVerdict(name, part, over_species(each.verdict for each in judged), judged, samples)


def unlisted(evidence: Evidence, claims: Claims) -> tuple[str, ...]:
    """Effects of the evidence that no claim names."""
    named = {effect for claim in claims.claims.values() for part in claim.parts.values() for effect in part.effects}
    return tuple(effect for effect in evidence.effects if effect not in named)


def _row(effect: Effect, supports: Supports, evidence: Evidence) -> RowStanding:
    study = evidence.studies[effect.study_id]
    return RowStanding(
        effect_id=effect.effect_id,
        study_id=effect.study_id,
        sample_id=effect.sample_id,
        source=study.source,
        species=study.species,
        role=study.role,
        source_level=effect.source_level,
        supports=supports,
        standing=standing_of(effect, supports),
    )


def _judge_species(species: str, samples: Iterable[Sample]) -> SpeciesVerdict:
    own = [sample for sample in samples if sample.species == species]
    return SpeciesVerdict(verdict_of_samples([(s.standing, s.weight) for s in own]), tally(species, own))
