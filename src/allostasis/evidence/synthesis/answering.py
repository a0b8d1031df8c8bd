"""A question put to the tables, answered in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from allostasis.evidence.library import Evidence, load
from allostasis.evidence.meta.sign_and_size import Belief, Prior, SignAndSize, Slope, beliefs, sign_and_size, slope
from allostasis.evidence.synthesis.design_factors import design_factors
from allostasis.evidence.synthesis.diagnostics import diagnose
from allostasis.evidence.synthesis.effect_of_row import CORRELATION, RowEffect, effects_of_rows, reports_of
from allostasis.evidence.synthesis.harvest import harvest
from allostasis.evidence.synthesis.pooling import CORRELATIONS, ENOUGH, Model, Pooling, Test, pool, swept
from allostasis.evidence.synthesis.published import published_pools
from allostasis.evidence.synthesis.result import Sensitivity, SpeciesPart, Synthesis
from allostasis.evidence.synthesis.selection import Question, Selection, question, select
from allostasis.evidence.synthesis.sizes import sizes_of

__all__ = ["synthesise"]

_WIDE = Prior(sd=1.0)
_BIASED = "a result that is not significant is published half as often"


def synthesise(
    outcome: str,
    *,
    exact: bool = False,
    species: str | Sequence[str] = "human",
    population: str = "all",
    intervention: str = "oxytocin",
    contrast: str = "intervention",
    roles: Sequence[str] | None = None,
    model: Model = "auto",
    test: Test = "knapp_hartung",
    correlation: float = CORRELATION,
    factors: bool = True,
    evidence: Evidence | None = None,
    snapshot: str | None = None,
) -> Synthesis:
    """What the tables say about one outcome: every row, the pooled number or why there is none, and the signs.

    Args:
        outcome: a family of outcomes, such as craving, or one outcome, such as cortisol.
        exact: where a family and an outcome share a name, the outcome alone.
        species: one species; several are answered side by side and never pooled.
        population: "all", or "oud" for opioid use disorder (in animals: opioid-taking).
        intervention: key of the treatment, or "any".
        contrast: kind of comparison.
        roles: roles of studies that may enter; all if left out. Held-out studies may enter a review of the literature;
            their number is stated.
        model: "auto" lets the rows choose; see `pooling`.
        test: test of the univariate models.
        correlation: assumed correlation, within persons and within samples, where none was printed.
        factors: whether design factors are looked at.
        evidence: other tables than the shipped ones.
        snapshot: name of the state of those tables, which the answer carries.

    Raises:
        EvidenceError: with every word that the tables do not know.

    Example:
        >>> from allostasis.evidence.synthesis import synthesise
        >>> answer = synthesise("craving", population="oud", factors=False)
        >>> answer.question.species, answer.sign_and_size.k == len(answer.sign_and_size.studies)
        (('human',), True)
    """
    tables = evidence or load()
    asked = question(
        tables,
        outcome,
        exact=exact,
        species=species,
        population=population,
        intervention=intervention,
        contrast=contrast,
        roles=roles,
    )
    chosen = select(tables, asked)
    rows = effects_of_rows(tables, chosen.rows, correlation)
    alone = len(asked.species) == 1
    together = sign_and_size(reports_of(rows), correlation=correlation) if alone else None
    return Synthesis(
        question=asked,
        snapshot=_snapshot() if evidence is None else snapshot,
        rows=tuple(rows),
        excluded=chosen.excluded,
        pooling=_pooling(tables, chosen, rows, model, test, correlation) if alone else Pooling(None, _SEVERAL),
        diagnostics=diagnose(sizes_of(rows, correlation), correlation) if alone else None,
        sign_and_size=together,
        sensitivity=_sensitivity(tables, chosen, rows, correlation) if alone and rows else (),
        harvest=harvest(rows),
        factors=design_factors(rows, correlation) if factors and alone and rows else (),
        published=published_pools(tables, asked),
        species=() if alone else tuple(_part(rows, name, model, test, correlation) for name in asked.species),
        species_difference=_species_difference(rows, asked, correlation),
        roles=dict(Counter(study.role for study in {row.study.study_id: row.study for row in rows}.values())),
        limits=tuple(_limits(asked, rows, together)),
    )


_SEVERAL = "several species were asked for: each is answered by itself, because species are never pooled"


def _snapshot() -> str:
    from allostasis.evidence.snapshots import current

    return current().name


def _pooling(
    tables: Evidence, chosen: Selection, rows: Sequence[RowEffect], model: Model, test: Test, correlation: float
) -> Pooling:
    """The pooled effect; where it rests on an assumed correlation, within persons or samples, that is swept."""
    sizes = sizes_of(rows)
    found = pool(sizes, model, test, correlation)
    rests = any(row.is_swept for row in rows) or sizes.independent < len(sizes.samples)
    if found.pooled is None or not rests:
        return found
    tried = swept(lambda r: sizes_of(effects_of_rows(tables, chosen.rows, r)), model, test)
    return replace(found, swept=tried)


def _sensitivity(
    tables: Evidence, chosen: Selection, rows: Sequence[RowEffect], correlation: float
) -> tuple[Sensitivity, ...]:
    """The sign-and-size synthesis under other assumptions."""
    reports = reports_of(rows)
    sized = [report for report in reports if report.estimate is not None]
    after: dict[str, Belief] = {}
    if 0 < len(sized) < len(reports):
        [after["only the rows that give a size"]] = beliefs([sized], correlation=correlation)
    [after["a prior twice as wide (mu: sd 1)"]] = beliefs([reports], _WIDE, correlation=correlation)
    [after[_BIASED]] = beliefs([reports], correlation=correlation, null_reported=0.5)
    if any(row.is_swept for row in rows) or len({report.study for report in reports}) < len(reports):
        for r in (CORRELATIONS[0], CORRELATIONS[-1]):
            again = reports_of(effects_of_rows(tables, chosen.rows, r))
            [after[f"correlation of repeated results {r:g}"]] = beliefs([again], correlation=r)
    return tuple(Sensitivity(name, b.mean, b.low, b.high, b.new_positive) for name, b in after.items())


def _part(rows: Sequence[RowEffect], species: str, model: Model, test: Test, correlation: float) -> SpeciesPart:
    own = [row for row in rows if row.study.species == species]
    samples = len({row.effect.sample_id for row in own})
    pooling = pool(sizes_of(own), model, test, correlation)
    return SpeciesPart(species, samples, pooling, sign_and_size(reports_of(own), correlation=correlation))


def _species_difference(rows: Sequence[RowEffect], asked: Question, correlation: float) -> Slope | None:
    """Second minus first of two species that both have rows."""
    if len(asked.species) != 2 or {row.study.species for row in rows} != set(asked.species):
        return None
    is_second = {row.effect.sample_id: float(row.study.species == asked.species[1]) for row in rows}
    reports = reports_of(rows)
    return slope(reports, is_second, correlation=correlation) if reports else None


def _limits(asked: Question, rows: Sequence[RowEffect], together: SignAndSize | None) -> list[str]:
    """What a reader has to know before using the numbers."""
    held = {row.study.study_id for row in rows if row.study.role == "held_out"}
    unknown = {row.effect.sample_id for row in rows if not row.n}
    assumed = [row for row in rows if row.size is not None and row.flags]
    away = [row.effect.sample_id for row in rows if row.information == "none"]
    samples = {row.effect.sample_id for row in rows}
    sized = {row.effect.sample_id for row in rows if row.size is not None}
    says = []
    if len(asked.species) > 1:
        says.append("Several species stand side by side; nothing is pooled over them.")
    if len(asked.outcomes) > 1 and len({row.effect.outcome for row in rows}) > 1:
        says.append("Several outcomes of one family are taken as measures of one thing.")
    if asked.contrast == "association" and len(rows) > 1:
        says.append("Associations with different measures stand together: one number for all answers no question.")
    if held:
        says.append(f"Held out from the model, but counted here as published evidence: {_studies(len(held))}.")
    if unknown:
        says.append(f"Samples of unknown size, averaged over likely sizes: {len(unknown)}.")
    if assumed:
        says.append(f"Sizes that rest on an assumption, which stands beside them: {len(assumed)}.")
    if 0 < len(sized) < len(samples):
        says.append(
            f"Only {len(sized)} of {len(samples)} samples print enough for a size; they need not be like the others."
        )
    if away:
        says.append(f"Rows without a single verdict, which count in the harvest only: {len(away)}.")
    if together is not None and 0 < together.k < ENOUGH:
        says.append("So few samples say little: most of what stands here comes from the prior.")
    if together is not None and rows:
        says.append(
            "A verdict in words is taken for a two-sided test at 0.05; no result is taken to be left out for its sign."
        )
    return says


def _studies(number: int) -> str:
    return "1 study" if number == 1 else f"{number} studies"
