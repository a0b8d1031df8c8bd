"""What a run says about itself: what was run, with what, what was assumed, and what was published."""

from __future__ import annotations

from typing import Any

from allostasis import __version__
from allostasis.evidence import Evidence, short_name, snapshots, texts
from allostasis.models.describe import prior_in_words
from allostasis.models.human import Human
from allostasis.models.traits import Traits
from allostasis.quantities.declare import Quantity
from allostasis.studies.assemble import NOTICE
from allostasis.studies.explain import methods
from allostasis.studies.files import Study
from allostasis.studies.merge import Merged
from allostasis.studies.order import Order
from allostasis.studies.simulate import Steps
from allostasis.studies.used import used_parameters

LIMITS = (
    "Nothing is calibrated yet: every parameter is drawn from its prior; results say what priors alone imply.",
    "Context brings craving even before a cue: what changes both alike hardly moves their difference.",
    "No circadian rhythm: hormones are relative to the mean of the hour.",
    "An inverted U of an effect over the oxytocin signal of the moment is not possible in this form.",
    "The years of use are fast-forwarded with an even daily amount; the error of this is checked in the tests.",
    "Known misses of the model, among them the early peak of heroin withdrawal, are listed by `allostasis verify`.",
    "Results describe virtual populations. They say nothing about a single person and are no basis for treatment.",
)
"""What a reader has to know before using a result."""


def manifest_of(order: Order, evidence: Evidence, merged: Merged) -> dict[str, Any]:
    """The manifest of a run: no times, no host, so that the same run gives the same file.

    Args:
        order: what was run.
        evidence: the evidence tables.
        merged: what its shards gave.
    """
    study, draws = order.study, order.draws
    parameters, sources, steps = parameter_rows(study, evidence), sources_of(study, evidence), Steps.of(study)
    return {
        "version": __version__,
        "study_id": study.id,
        "study": study.as_dict(),
        "role": evidence.studies[study.study].role,
        "model": study.model,
        "posterior": "prior",
        "seed": study.seed,
        "methods": methods(study),
        "design": _design(study, draws),
        "assumptions": [{"key": a.key, "value": a.value, "reason": a.reason} for a in study.assumed()],
        "assumed_parameters": sum(p["rule"] == "assumed" for p in parameters),
        "published": [_published(evidence, effect) for effect in study.reported],
        "evidence_snapshot": snapshots.current().name,
        "sources": sources,
        "source_names": [short_name(reference) for reference in evidence.references(sources)],
        "references": texts(evidence.references(sources)),
        "limits": list(LIMITS),
        "step": {
            "minutes": steps.daily * 60,
            "session_minutes": steps.session * 60,
            "subjects": merged.checked,
        },
        "fixed_points": {"share_two": merged.share_two, "share_unsettled": merged.share_unsettled},
        "kept": order.kept.as_dict(),
        "parameters": parameters,
        **{key: order.identity[key] for key in ("code", "back_end", "processor")},
        "notice": NOTICE,
    }


def _design(study: Study, draws: int) -> dict[str, Any]:
    analysis = study.analysis
    return {
        "kind": study.design.kind,
        "participants": study.participants,
        "draws": draws,
        "arms": list(study.arms),
        "control": analysis.control,
        "active": analysis.active,
        "outcome": analysis.outcome,
        "alpha": analysis.alpha,
        "test": analysis.test,
    }


def sources_of(study: Study, evidence: Evidence) -> list[str]:
    """Citation keys of what a run of the study uses: the trial, its population, the priors of its parameters."""
    names = sorted(used_parameters(study))
    known = [key for key in (evidence.studies[study.study].source,) if key is not None]
    return sorted({*known, *study.people.sources(), *evidence.sources_of_priors(names)})


def _published(evidence: Evidence, effect_id: str) -> dict[str, Any]:
    effect = evidence.effects[effect_id]
    return {
        "effect_id": effect_id,
        "outcome": effect.outcome,
        "text": effect.statistic_text,
        "verdict": effect.verdict,
        "direction": effect.direction,
        "where": effect.where_in_source,
        "source": evidence.studies[effect.study_id].source,
    }


def parameter_rows(study: Study, evidence: Evidence) -> list[dict[str, Any]]:
    """Name, unit, meaning, default, prior, rule, rows and sources of every parameter that the run depends on."""
    declared, used = [*Human.parameters().values(), *Traits.parameters()], used_parameters(study)
    return [_parameter_row(quantity, evidence) for quantity in declared if quantity.name in used]


def _parameter_row(quantity: Quantity, evidence: Evidence) -> dict[str, Any]:
    prior = evidence.priors[quantity.name]
    return {
        "name": quantity.name,
        "unit": quantity.unit,
        "meaning": quantity.meaning,
        "default": prior.default,
        "prior": prior_in_words(prior),
        "rule": prior.rule,
        "reason": prior.reason,
        "rows": list(prior.rows),
        "sources": sorted({source for row in prior.rows for source in evidence.sources_of_row(row)}),
    }
