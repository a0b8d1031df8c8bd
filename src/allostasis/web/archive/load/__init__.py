"""Fill the database from the evidence: the same tables give the same database, however often it is done.

fill       fill it, if it was filled from something else or never
made_up    evidence with made-up articles, for a benchmark in a database of its own

shelving   journals, volumes and issues, and where each article stands
articles   bibliographic records
rows       outcomes, studies, effects, published pools, parameter values
headings   what articles are found under
claims     claims with their verdicts
prepared   pages of the model, of syntheses and of studies, worked out beforehand
stamps     when each article, claim, pooled answer and snapshot last changed
"""

from allostasis.web.archive.load.filling import fill

__all__ = ["fill"]
