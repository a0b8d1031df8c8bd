"""The words that the evidence tables may use, one list per column, and the shape of identifiers."""

from __future__ import annotations

from typing import Literal

Role = Literal["calibration", "development", "held_out", "context"]
Species = Literal[
    "human", "rat", "mouse", "guinea_pig", "vole", "macaque", "dog", "horse", "cow_and_pig", "human_cells", "several"
]
Substance = Literal["opioid", "cocaine", "stimulant", "alcohol", "nicotine", "cannabis", "ketamine", "several", "none"]
Treatment = Literal["methadone", "buprenorphine", "agonist", "antagonist", "challenge", "none", "several"]
Design = Literal[
    "crossover",
    "parallel",
    "within_subject",
    "case_control",
    "cross_sectional",
    "cohort",
    "daily_life",
    "kinetics",
    "laboratory",
    "synthesis",
]
Blinding = Literal["double", "single", "open"]
Dosing = Literal["single", "repeated"]
Provocation = Literal["none", "cue", "stress", "cue_and_stress", "withdrawal", "priming", "social", "other"]
Context = Literal["alone", "group"]
Verdict = Literal["better", "worse", "null", "mixed", "unassigned"]
Direction = Literal["lower", "higher", "null", "mixed", "not_stated"]
GoodDirection = Literal["lower", "higher", "neither"]
Family = Literal[
    "craving",
    "withdrawal",
    "stress_hormone",
    "affect",
    "social",
    "drug_use",
    "relapse",
    "retention",
    "mortality",
    "cue_reactivity",
    "oxytocin_level",
    "oxytocin_system",
    "dopamine",
    "tolerance",
    "self_administration",
    "seeking",
    "kinetics",
    "occupancy",
    "brain_structure",
    "physiology",
]
ContrastKind = Literal[
    "intervention", "within_arm", "moderation", "groups", "association", "time_course", "description"
]
SourceLevel = Literal[
    "raw_data_summary",
    "primary_text",
    "primary_abstract",
    "figure_legend",
    "registry",
    "secondary_review",
    "secondary_summary",
    "dataset",
]
EFFECT_UNITS = (
    "score",
    "per 1000 person-years",
    "per 100000 person-years",
    "per 1000 persons",
    "infusions",
    "responses",
    "beats/min",
    "relative volume x 1000",
)
"""Units of results that the door for quantities does not know: scores, counts of acts, rates of epidemiology."""

ScaleKind = Literal["magnitude", "relative", "ordinal"]
EffectType = Literal[
    "sign",
    "mean",
    "mean_difference",
    "change",
    "hedges_g",
    "cohens_d",
    "dz",
    "odds",
    "odds_ratio",
    "risk_ratio",
    "hazard_ratio",
    "rate_ratio",
    "mortality_ratio",
    "ratio",
    "correlation",
    "slope",
    "proportion",
    "rate",
    "count",
    "fold_change",
    "percent_change",
]
ErrorKind = Literal["sd", "se", "ci95", "ci90", "range", "iqr"]
ArmSpread = Literal["sd", "se", "not_stated"]
Test = Literal["t", "F", "z", "chi2", "r", "rho", "beta", "mean_slope"]
PBound = Literal["equal", "below", "above"]
Kind = Literal["measured", "fitted", "model", "assumed"]
SpreadKind = Literal["sd", "se", "cv", "ci95", "range", "bsv_sd", "bsv_sd_logit", "bsv_variance", "not_stated"]
Distribution = Literal["fixed", "normal", "lognormal", "uniform", "loguniform", "beta", "truncated_normal"]
BetweenSubjectKind = Literal["lognormal", "normal", "logitnormal"]
Rule = Literal["row", "pooled", "widened", "assumed", "structural", "from_people"]
ReferenceType = Literal[
    "article-journal", "article", "book", "chapter", "dataset", "report", "software", "webpage", "entry"
]

Scale = Literal["log", "linear"]
"""Scale on which a quantity is normally distributed between people."""

KEY = r"[a-z0-9]+(?:_[a-z0-9]+)*"
"""A study or citation key: small letters, digits and single underscores, such as woolley2016."""

DOTTED = rf"{KEY}\.[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*"
"""A parameter: subsystem, dot, name, such as hpa.acth_half_life or morphine.CL."""

EFFECT_ID = rf"{KEY}\.{KEY}"
"""An effect: study, dot, outcome, such as woolley2016.craving_cue."""

DOI = r"10\.\d{4,9}/\S*[^\s.,;]"
"""A DOI without address or prefix, such as 10.1038/srep03440."""
