"""The acceptance suite: what was published about each subsystem, and what the model gives.

check       what a check is: classes, targets, answers, and how one is declared
bench       what a check may read: rows of the evidence (held-out rows are refused) and individuals
subjects    individuals to whom something happens
reference   numbers worked out from published equations
checks      the checks themselves, one file for each part of the model
results     running them: `verify`, `recorded` and `counts`

`python -m allostasis.verification` writes the results down for the documentation.
"""

from allostasis.verification.results import Result, counts, free_within, recorded, verify

__all__ = ["Result", "counts", "free_within", "recorded", "verify"]
