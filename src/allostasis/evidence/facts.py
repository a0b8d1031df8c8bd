"""What the evidence says about one id: a study, an outcome, a result, a source, a parameter row or a parameter."""

from __future__ import annotations

from typing import Any

from allostasis.errors import EvidenceError
from allostasis.evidence.library import Evidence, unknown_id
from allostasis.evidence.roles import word_for


def facts(name: str, evidence: Evidence) -> dict[str, Any]:
    """Facts about `name`, ready for JSON: `kind` says what it is; unknown values are None.

    Raises:
        EvidenceError: if no table holds the name.
    """
    if name in evidence.studies:
        return _study(name, evidence)
    if name in evidence.effects:
        effect = evidence.effects[name]
        return {"kind": "effect", **effect.model_dump(), "source": evidence.studies[effect.study_id].source}
    for kind, results in (("point of a curve", evidence.curves), ("published pool", evidence.pooled)):
        if name in results:
            source = evidence.studies[results[name].study_id].source
            return {"kind": kind, **results[name].model_dump(), "source": source}
    if name in evidence.outcomes:
        return _outcome(name, evidence)
    if name in evidence.parameter_values:
        row = evidence.parameter_values[name]
        return {"kind": "parameter value", "value_kind": row.kind, **row.model_dump(exclude={"kind"})}
    if name in evidence.priors or evidence.values_of(name):
        return _parameter(name, evidence)
    if name in evidence.bibliography:
        return _source(name, evidence)
    raise EvidenceError(unknown_id(name, evidence))


def _study(name: str, evidence: Evidence) -> dict[str, Any]:
    study = evidence.studies[name]
    return {
        "kind": "study",
        **study.model_dump(),
        "agreement_is_called": word_for(study),
        "reference": None if study.source is None else evidence.bibliography[study.source].as_csl(),
        "effects": [effect.model_dump() for effect in evidence.effects_of(name)],
        "curves": list(dict.fromkeys(point.curve for point in evidence.curve_points_of(name))),
        "pooled": [pool.model_dump() for pool in evidence.pooled_by(name)],
    }


def _outcome(name: str, evidence: Evidence) -> dict[str, Any]:
    effects = [effect.effect_id for effect in evidence.effects.values() if effect.outcome == name]
    return {"kind": "outcome", **evidence.outcomes[name].model_dump(), "effects": effects}


def _parameter(name: str, evidence: Evidence) -> dict[str, Any]:
    prior = evidence.priors.get(name)
    return {
        "kind": "parameter",
        "parameter": name,
        "prior": prior.model_dump() if prior else None,
        "values": [row.model_dump() for row in evidence.values_of(name)],
    }


def _source(name: str, evidence: Evidence) -> dict[str, Any]:
    return {
        "kind": "source",
        **evidence.bibliography[name].as_csl(),
        "studies": [study.study_id for study in evidence.studies.values() if study.source == name],
        "parameter_values": [row.row_id for row in evidence.parameter_values.values() if row.source == name],
    }
