"""The evidence as one frozen value: what a caller holds after `load()`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from allostasis.errors import EvidenceError, Problem
from allostasis.evidence import tables as t
from allostasis.evidence.reading import read_tables
from allostasis.evidence.rows import (
    Correlation,
    CurvePoint,
    Effect,
    Outcome,
    ParameterValue,
    Prior,
    PublishedPool,
    Reference,
    Study,
    ValueCorrelation,
    VaryingQuantity,
)
from allostasis.evidence.species import SpeciesPriors


@dataclass(frozen=True)
class Evidence:
    """All evidence tables, each a read-only mapping from key to row, in the order of the file.

    Args:
        bibliography: citation key to bibliographic record.
        outcomes: outcome key to its family, good direction and meaning.
        studies: study key to study.
        effects: effect id to reported result.
        curves: point key to one point of a published curve.
        pooled: pool id to a pooled result that others published.
        parameter_values: row id to reported value.
        value_correlations: pair of such rows that were estimated together to their correlation.
        priors: parameter to prior of people.
        priors_rat: parameter to what rats do not share with people.
        priors_mouse: parameter to what mice do not share with people.
        overdose_population: quantity to its distribution between the people of the rescue model.
        overdose_correlations: pair of such quantities to their correlation.
    """

    bibliography: Mapping[str, Reference]
    outcomes: Mapping[str, Outcome]
    studies: Mapping[str, Study]
    effects: Mapping[str, Effect]
    curves: Mapping[str, CurvePoint]
    pooled: Mapping[str, PublishedPool]
    parameter_values: Mapping[str, ParameterValue]
    value_correlations: Mapping[str, ValueCorrelation]
    priors: Mapping[str, Prior]
    priors_rat: Mapping[str, Prior]
    priors_mouse: Mapping[str, Prior]
    overdose_population: Mapping[str, VaryingQuantity]
    overdose_correlations: Mapping[str, Correlation]

    def __contains__(self, name: object) -> bool:
        """Whether a table holds a row with this key."""
        return any(name in getattr(self, held.name) for held in fields(self))

    def effects_of(self, study_id: str) -> tuple[Effect, ...]:
        """The reported results of one study."""
        return tuple(effect for effect in self.effects.values() if effect.study_id == study_id)

    def curve_points_of(self, study_id: str) -> tuple[CurvePoint, ...]:
        """The points of all published curves of one study, in the order of the file."""
        return tuple(point for point in self.curves.values() if point.study_id == study_id)

    def pooled_by(self, study_id: str) -> tuple[PublishedPool, ...]:
        """The pooled results that one synthesis published."""
        return tuple(pool for pool in self.pooled.values() if pool.study_id == study_id)

    def outcomes_in(self, family: str) -> tuple[str, ...]:
        """The outcomes of one family."""
        return tuple(outcome.outcome for outcome in self.outcomes.values() if outcome.family == family)

    def values_of(self, parameter: str) -> tuple[ParameterValue, ...]:
        """All reported values of one parameter or observable."""
        return tuple(row for row in self.parameter_values.values() if row.parameter == parameter)

    def priors_for(self, species: str) -> SpeciesPriors:
        """The prior of every parameter in a species: human, rat or mouse.

        Raises:
            EvidenceError: if there are no priors for it.
        """
        own: dict[str, Mapping[str, Prior]] = {"human": {}, "rat": self.priors_rat, "mouse": self.priors_mouse}
        if species not in own:
            raise EvidenceError(Problem("species", f'"{species}"', f"one of {', '.join(own)}"))
        return SpeciesPriors(species, self.priors, own[species])

    def sources_of_row(self, row_id: str) -> tuple[str, ...]:
        """Citation keys behind one parameter value, through the rows that it was computed from."""
        row = self.parameter_values[row_id]
        keys = [row.source] if row.source else []
        for origin in row.from_rows:
            keys.extend(self.sources_of_row(origin))
        return tuple(dict.fromkeys(keys))

    def sources_of_priors(self, parameters: Iterable[str]) -> tuple[str, ...]:
        """Citation keys behind the priors of the given parameters, without repetition, in order of first use."""
        rows = (row for parameter in parameters for row in self.priors[parameter].rows)
        return tuple(dict.fromkeys(key for row in rows for key in self.sources_of_row(row)))

    def references(self, ids: Iterable[str]) -> tuple[Reference, ...]:
        """Bibliographic records of citation keys, studies, effects or parameter rows, without repetition.

        A study whose publication is not known has no record: it adds nothing.

        Raises:
            EvidenceError: for every id that none of the tables holds.
        """
        keys: dict[str, None] = {}
        unknown = []
        for name in ids:
            found = self._citation_keys(name)
            keys.update(dict.fromkeys(found))
            unknown += [] if found or name in self else [name]
        if unknown:
            raise EvidenceError([unknown_id(name, self) for name in unknown])
        return tuple(self.bibliography[key] for key in keys)

    def _citation_keys(self, name: str) -> tuple[str, ...]:
        if name in self.bibliography:
            return (name,)
        if name in self.studies:
            return self._source_of_study(name)
        for results in (self.effects, self.curves, self.pooled):
            if name in results:
                return self._source_of_study(results[name].study_id)
        if name in self.parameter_values:
            return self.sources_of_row(name)
        return self.sources_of_priors([name]) if name in self.priors else ()

    def _source_of_study(self, study_id: str) -> tuple[str, ...]:
        source = self.studies[study_id].source
        return () if source is None else (source,)


def unknown_id(name: str, evidence: Evidence) -> Problem:
    """The problem that no table holds `name`, with the nearest names."""
    from difflib import get_close_matches

    keys = dict.fromkeys(key for held in fields(evidence) for key in getattr(evidence, held.name))
    near = get_close_matches(name, list(keys), n=3)
    allowed = "a study, effect, outcome, source, parameter row or parameter of the evidence tables"
    return Problem(name, "a name that the evidence does not hold", allowed, f"near: {', '.join(near)}" if near else "")


def load(directory: Path | None = None) -> Evidence:
    """The evidence tables shipped with the package, or those of a directory.

    Each row is checked by itself; `check` also looks at the links between tables.

    Raises:
        EvidenceError: with every row that cannot be read.
    """
    return _packaged() if directory is None else _evidence(Path(directory))


@lru_cache(maxsize=1)
def _packaged() -> Evidence:
    return _evidence(None)


def _evidence(directory: Path | None) -> Evidence:
    tables = read_tables(directory)
    if tables.problems:
        raise EvidenceError(tables.problems)
    held = {name.partition(".")[0]: dict(_rows(tables, name)) for name in t.TABLES}
    together = _by_row(held["value_correlations"].values())
    for name in t.ALL_PRIORS:
        priors = held[name.partition(".")[0]]
        priors.update({key: prior.with_correlations(together) for key, prior in priors.items()})
    return Evidence(**{field: MappingProxyType(rows) for field, rows in held.items()})


def _rows(tables: t.Tables, name: str) -> Iterator[tuple[str, Any]]:
    return ((record.key, row) for record, row in tables.rows(name))


def _by_row(correlations: Iterable[ValueCorrelation]) -> dict[str, dict[str, float]]:
    """For each row of a joint estimate its correlations with the others."""
    found: dict[str, dict[str, float]] = {}
    for each in correlations:
        found.setdefault(each.first, {})[each.second] = each.correlation
        found.setdefault(each.second, {})[each.first] = each.correlation
    return found
