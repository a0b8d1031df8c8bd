"""The evidence as plain tables with one schema: studies and what they report, parameter values, priors, bibliography.

load        the tables as one frozen `Evidence`
Evidence    what `load` gives: mappings from key to row
check       everything that is wrong with the tables, all at once
facts       what the tables say about one id
cite        references as text, BibTeX, RIS or CSL-JSON
texts       each reference as one line of text
short_name  what a reference is called in a running text
SpeciesPriors    the priors of one species, and what of them it shares with people
Outcome, Study, Effect, CurvePoint, PublishedPool, ParameterValue, Prior, Reference    one row of each table
"""

from allostasis.evidence.checking import check
from allostasis.evidence.cite import cite, texts
from allostasis.evidence.facts import facts
from allostasis.evidence.library import Evidence, load
from allostasis.evidence.naming import short_name
from allostasis.evidence.rows import (
    CurvePoint,
    Effect,
    Outcome,
    ParameterValue,
    Prior,
    PublishedPool,
    Reference,
    Study,
)
from allostasis.evidence.species import SpeciesPriors

__all__ = [
    "CurvePoint",
    "Effect",
    "Evidence",
    "Outcome",
    "ParameterValue",
    "Prior",
    "PublishedPool",
    "Reference",
    "SpeciesPriors",
    "Study",
    "check",
    "cite",
    "facts",
    "load",
    "short_name",
    "texts",
]
