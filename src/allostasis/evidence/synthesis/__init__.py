"""Rows into answers: what the evidence says about one outcome, in numbers and in words.

synthesise    a question put to the tables -> Synthesis
Synthesis     rows, exclusions with reasons, pooled number or why there is none, signs, harvest, factors, limits
in_words      a synthesis as one paragraph
question, select              the question in the words of the tables, and the rows that answer it
effect_of_row, reports_of     what one row says; rows for the sign-and-size synthesis
pool, sizes_of                the pooled effect by the model that the rows choose
diagnose, fit_of_samples      weak points of a pooled number; the fit behind them
design_factors                which features of trials go with which results
harvest       verdicts of the independent samples
published_pools                what others pooled on the same question: a check, never an input
"""

from allostasis.evidence.synthesis.answering import synthesise
from allostasis.evidence.synthesis.design_factors import Factor, Level, design_factors
from allostasis.evidence.synthesis.diagnostics import Diagnostics, diagnose, fit_of_samples
from allostasis.evidence.synthesis.effect_of_row import RowEffect, effect_of_row, effects_of_rows, reports_of
from allostasis.evidence.synthesis.harvest import Harvest, HarvestLine, harvest
from allostasis.evidence.synthesis.pooling import Pooled, Pooling, pool
from allostasis.evidence.synthesis.published import Published, published_pools
from allostasis.evidence.synthesis.result import Synthesis
from allostasis.evidence.synthesis.selection import Excluded, Question, Selection, question, select
from allostasis.evidence.synthesis.sizes import sizes_of
from allostasis.evidence.synthesis.words import in_words

__all__ = [
    "Diagnostics",
    "Excluded",
    "Factor",
    "Harvest",
    "HarvestLine",
    "Level",
    "Pooled",
    "Pooling",
    "Published",
    "Question",
    "RowEffect",
    "Selection",
    "Synthesis",
    "design_factors",
    "diagnose",
    "effect_of_row",
    "effects_of_rows",
    "fit_of_samples",
    "harvest",
    "in_words",
    "pool",
    "published_pools",
    "question",
    "reports_of",
    "select",
    "sizes_of",
    "synthesise",
]
