"""What a judgement holds: rows, samples and counts, with the verdicts of statements and claims; ready for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allostasis.evidence.claims.files import Claim, Part
from allostasis.evidence.claims.standing import Standing, Supports
from allostasis.evidence.claims.verdict import Verdict, probability_of_for, standing_of_sample, weight_of_sample


@dataclass(frozen=True)
class RowStanding:
    """One row with where it stands on a statement."""

    effect_id: str
    study_id: str
    sample_id: str
    source: str | None
    species: str
    role: str
    source_level: str
    supports: Supports
    standing: Standing


@dataclass(frozen=True)
class Sample:
    """One independent sample with where all its rows together stand."""

    sample_id: str
    species: str
    standing: Standing
    weight: float
    rows: tuple[RowStanding, ...]


@dataclass(frozen=True)
class Tally:
    """Independent samples of one species (or of all, where only counts are meant) by where they stand.

    Args:
        species: the species; "all" for counts over species, which have no verdict of their own.
        supporting: samples for the statement.
        against: samples against it.
        neutral: samples that saw no effect, or whose rows disagree.
        not_stated: samples of which no row says which way its result went.
    """

    species: str
    supporting: int
    against: int
    neutral: int
    not_stated: int

    @property
    def probability(self) -> float | None:
        """Probability that most samples which show a direction are for the statement; None if none shows one."""
        if self.supporting + self.against == 0:
            return None
        return probability_of_for(self.supporting, self.against)


@dataclass(frozen=True)
class SpeciesVerdict:
    """What the samples of one species say about a statement."""

    verdict: Verdict
    tally: Tally


@dataclass(frozen=True)
class PartVerdict:
    """One statement with its verdict."""

    name: str
    part: Part
    verdict: Verdict
    by_species: tuple[SpeciesVerdict, ...]
    samples: tuple[Sample, ...]

    @property
    def rows(self) -> tuple[RowStanding, ...]:
        """All rows of this part."""
        return tuple(row for sample in self.samples for row in sample.rows)

    @property
    def counts(self) -> Tally:
        """Samples of all species by where they stand."""
        return tally("all", self.samples)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data, ready for JSON."""
        return {
            "name": self.name,
            "statement": self.part.statement,
            "note": self.part.note,
            "verdict": self.verdict.value,
            "counts": _counts(self.counts),
            "species": {
                each.tally.species: {
                    "verdict": each.verdict.value,
                    **_counts(each.tally),
                    "probability": each.tally.probability,
                }
                for each in self.by_species
            },
            "strength": _strength(self.rows),
            "samples": [_sample(sample) for sample in self.samples],
            "published_pools": list(self.part.published_pools),
            "model_quantities": list(self.part.model_quantities),
            "checks": list(self.part.checks),
        }


@dataclass(frozen=True)
class ClaimVerdict:
    """One claim of the review with its verdict and those of its parts."""

    name: str
    claim: Claim
    verdict: Verdict
    parts: tuple[PartVerdict, ...]

    @property
    def rows(self) -> tuple[RowStanding, ...]:
        """All rows of all parts; a row that bears on two parts stands twice."""
        return tuple(row for part in self.parts for row in part.rows)

    @property
    def counts(self) -> Tally:
        """Samples over all parts and species, each sample once, by what most of its rows say."""
        return tally("all", samples_of(self.rows))

    @property
    def tested_enough(self) -> int:
        """Number of statements with enough evidence for a verdict of their own."""
        return sum(not part.verdict.is_thin and part.verdict is not Verdict.NO_EVIDENCE for part in self.parts)

    @property
    def species(self) -> tuple[str, ...]:
        """The species that were studied, in order of first mention."""
        return tuple(dict.fromkeys(row.species for row in self.rows))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data, ready for JSON."""
        return {
            "name": self.name,
            "title": self.claim.title,
            "statement": self.claim.statement,
            "note": self.claim.note,
            "holds_when": self.claim.holds_when,
            "verdict": self.verdict.value,
            "counts": _counts(self.counts),
            "statements": len(self.parts),
            "statements_tested_enough": self.tested_enough,
            "species": list(self.species),
            "strength": _strength(self.rows),
            "parts": [part.to_dict() for part in self.parts],
        }


def samples_of(rows: Iterable[RowStanding]) -> tuple[Sample, ...]:
    """Independent samples, in alphabetical order, so that the order of the rows does not matter."""
    groups: dict[tuple[str, str], list[RowStanding]] = {}
    for row in rows:
        groups.setdefault((row.species, row.sample_id), []).append(row)
    return tuple(
        Sample(
            sample_id=sample_id,
            species=species,
            standing=standing_of_sample(row.standing for row in group),
            weight=weight_of_sample(row.source_level for row in group if row.standing is not Standing.UNKNOWN),
            rows=tuple(sorted(group, key=lambda row: row.effect_id)),
        )
        for (species, sample_id), group in sorted(groups.items())
    )


def tally(species: str, samples: Iterable[Sample]) -> Tally:
    """Samples by where they stand."""
    numbers = Counter(sample.standing for sample in samples)
    order = (Standing.FOR, Standing.AGAINST, Standing.NEUTRAL, Standing.UNKNOWN)
    return Tally(species, *(numbers[standing] for standing in order))


def _counts(tally: Tally) -> dict[str, int]:
    return {
        "for": tally.supporting,
        "against": tally.against,
        "neutral": tally.neutral,
        "not_stated": tally.not_stated,
    }


def _strength(rows: Iterable[RowStanding]) -> dict[str, dict[str, int]]:
    """How many different rows there are by species, by role of their study and by how they were read."""
    once = {row.effect_id: row for row in rows}.values()
    return {
        "rows_by_species": dict(Counter(row.species for row in once)),
        "rows_by_role": dict(Counter(row.role for row in once)),
        "rows_by_source_level": dict(Counter(row.source_level for row in once)),
    }


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "sample": sample.sample_id,
        "species": sample.species,
        "standing": sample.standing.value,
        "weight": sample.weight,
        "rows": [
            {
                "effect": row.effect_id,
                "study": row.study_id,
                "source": row.source,
                "role": row.role,
                "source_level": row.source_level,
                "supports": row.supports,
                "standing": row.standing.value,
            }
            for row in sample.rows
        ],
    }
