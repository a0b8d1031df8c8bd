"""The tables of the database: a copy of the evidence, arranged for looking up. It can be thrown away and filled again.

state     what the database was filled from
shelves   journals, volumes and issues; "not known" is a shelf of its own
articles  bibliographic records, and the text that is searched
evidence  outcomes, studies, effects, parameter values and published pools
headings  what articles are found under: species, drugs, outcomes, design factors
claims    claims of the review, and the rows that bear on them
prepared  what was worked out for pages: subsystems, quantities, syntheses, study files, changes
stamps    when something last changed
"""

from allostasis.web.archive.models.articles import Article, ArticleText
from allostasis.web.archive.models.claims import Claim, ClaimRow
from allostasis.web.archive.models.evidence import Effect, Outcome, ParameterValue, PublishedPool, Study
from allostasis.web.archive.models.headings import Heading, HeadingOfArticle
from allostasis.web.archive.models.prepared import Prepared
from allostasis.web.archive.models.shelves import NOT_KNOWN, Issue, Journal, Volume
from allostasis.web.archive.models.stamps import Stamp
from allostasis.web.archive.models.state import State

__all__ = [
    "NOT_KNOWN",
    "Article",
    "ArticleText",
    "Claim",
    "ClaimRow",
    "Effect",
    "Heading",
    "HeadingOfArticle",
    "Issue",
    "Journal",
    "Outcome",
    "ParameterValue",
    "Prepared",
    "PublishedPool",
    "Stamp",
    "State",
    "Study",
    "Volume",
]
