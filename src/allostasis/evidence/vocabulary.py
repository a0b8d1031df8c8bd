"""The words that the evidence tables may use, one list per column, and the shape of identifiers."""

from __future__ import annotations

from typing import Literal

Role = Literal["calibration", "development", "held_out", "context"]
Species = Literal["human", "rat", "mouse", "human_cells", "several"]
Verdict = Literal["better", "worse", "null", "mixed", "unassigned"]
Direction = Literal["lower", "higher", "null", "mixed", "not_stated"]
ScaleKind = Literal["magnitude", "relative", "ordinal"]
EffectType = Literal[
    "sign",
    "mean",
    "mean_difference",
    "hedges_g",
    "cohens_d",
    "odds_ratio",
    "risk_ratio",
    "hazard_ratio",
    "ratio",
    "correlation",
    "proportion",
    "fold_change",
]
ErrorKind = Literal["sd", "se", "ci95", "ci90", "range", "iqr"]
Kind = Literal["measured", "fitted", "model", "assumed"]
SpreadKind = Literal["sd", "se", "cv", "ci95", "range", "bsv_sd", "bsv_sd_logit", "bsv_variance", "not_stated"]
Distribution = Literal["fixed", "normal", "lognormal", "uniform", "loguniform", "beta", "truncated_normal"]
BetweenSubjectKind = Literal["lognormal", "normal", "logitnormal"]
Rule = Literal["row", "pooled", "widened", "assumed", "structural"]
ReferenceType = Literal["article-journal", "article", "book", "chapter", "dataset", "report", "software", "webpage"]

KEY = r"[a-z0-9]+(?:_[a-z0-9]+)*"
"""A study or citation key: small letters, digits and single underscores, such as woolley2016."""

DOTTED = rf"{KEY}\.[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*"
"""A parameter: subsystem, dot, name, such as hpa.acth_half_life or morphine.CL."""

EFFECT_ID = rf"{KEY}\.{KEY}"
"""An effect: study, dot, outcome, such as woolley2016.craving_cue."""

DOI = r"10\.\d{4,9}/\S*[^\s.,;]"
"""A DOI without address or prefix, such as 10.1038/srep03440."""
