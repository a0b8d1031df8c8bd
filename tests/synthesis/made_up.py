"""Small made-up tables: studies and rows that differ only in the cells a test names."""

from __future__ import annotations

from dataclasses import fields
from types import MappingProxyType
from typing import Any

from allostasis.evidence import Effect, Evidence, PublishedPool, Study
from allostasis.evidence.rows import Outcome

OUTCOMES = {
    "craving_cue": ("craving", "lower"),
    "craving_vas": ("craving", "lower"),
    "craving": ("other_family", "lower"),
    "cortisol": ("stress_hormone", "neither"),
    "retention": ("retention", "higher"),
}


def outcome(key: str) -> Outcome:
    family, good = OUTCOMES[key]
    facts = {"outcome": key, "family": family, "good_direction": good, "meaning": key, "unit": None}
    return Outcome.model_construct(**facts)


def study(key: str, **cells: Any) -> Study:
    """A parallel human study of 40 people with opioid use disorder, unless the cells say otherwise."""
    known = {"study_id": key, "species": "human", "population": "patients", "substance": "opioid", "n_total": 40}
    known |= {"design_kind": "parallel", "design": "parallel", "role": "context", "role_reason": "made up"}
    known |= {"seen_at": "https://example.org/"}
    return Study(**dict.fromkeys(Study.model_fields) | known | cells)


def effect(key: str, **cells: Any) -> Effect:
    """A row "oxytocin against placebo, craving after cues, not significant", unless the cells say otherwise."""
    study_id = key.split(".")[0]
    known = {
        "effect_id": key,
        "study_id": study_id,
        "sample_id": study_id,
        "outcome": "craving_cue",
        "scale": "a scale",
    }
    known |= {"contrast_kind": "intervention", "intervention": "oxytocin", "contrast": "oxytocin against placebo"}
    known |= {"scale": "a scale"}
    known |= {"effect_type": "sign", "scale_kind": "ordinal", "direction": "null", "verdict": "null"}
    known |= {"source_level": "primary_abstract", "where_in_source": "abstract", "seen_at": "https://example.org/"}
    return Effect(**dict.fromkeys(Effect.model_fields) | known | cells)


def pool(key: str, **cells: Any) -> PublishedPool:
    """A published pool "oxytocin on craving", g 0.5, unless the cells say otherwise."""
    known = {"pool_id": key, "study_id": key.split(".")[0], "question": "oxytocin on craving", "outcome": "craving"}
    known |= {"contrast_kind": "intervention", "intervention": "oxytocin", "k": 7, "effect_type": "hedges_g"}
    known |= {"value": 0.5, "low": 0.1, "high": 0.9, "where_in_source": "abstract"}
    known |= {"seen_at": "https://example.org/"}
    return PublishedPool(**dict.fromkeys(PublishedPool.model_fields) | known | cells)


def better(key: str, **cells: Any) -> Effect:
    return effect(key, **({"direction": "lower", "verdict": "better"} | cells))


def worse(key: str, **cells: Any) -> Effect:
    return effect(key, **({"direction": "higher", "verdict": "worse"} | cells))


def sized(key: str, mean: float, **cells: Any) -> Effect:
    """Two arms of 20 with SD 1 and means `mean` and 0."""
    arms = {"n_treat": 20, "mean_treat": mean, "spread_treat": 1.0, "n_control": 20, "mean_control": 0.0}
    make = better if mean < 0 else worse
    return make(key, **(arms | {"spread_control": 1.0, "spread_kind": "sd", "effect_type": "mean_difference"} | cells))


def tables(
    *effects: Effect, studies: dict[str, dict[str, Any]] | None = None, pools: tuple[PublishedPool, ...] = ()
) -> Evidence:
    """Evidence of these rows; each study is made unless `studies` gives cells for it."""
    cells = studies or {}
    keys = dict.fromkeys(row.study_id for row in (*effects, *pools))
    held: dict[str, Any] = {field.name: MappingProxyType({}) for field in fields(Evidence)}
    held |= {
        "outcomes": MappingProxyType({key: outcome(key) for key in OUTCOMES}),
        "studies": MappingProxyType({key: study(key, **cells.get(key, {})) for key in keys}),
        "effects": MappingProxyType({row.effect_id: row for row in effects}),
        "pooled": MappingProxyType({row.pool_id: row for row in pools}),
    }
    return Evidence(**held)
