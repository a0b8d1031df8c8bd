"""The acceptance suite: what was published about each subsystem, and what the model gives.

check       what a check is: classes, targets, answers, and how one is declared
bench       what a check may read: rows of the evidence (held-out rows are refused) and individuals
subjects    individuals to whom something happens
reference   numbers worked out from published equations
checks      the checks themselves, one file for each part of the model
candidates  numbers that were chosen before the model was asked
coverage    which line of what was to be checked is held by which check, and which parts of the model no test asks
long_runs   what individuals give in checks that take minutes, worked out before
freedom     which checks nothing assumed decides, by calculation
results     running them: `verify`, `recorded` and `counts`

`python -m allostasis.verification` writes the results down for the documentation.
"""

from allostasis.verification.results import (
    FREE_SHARE,
    Result,
    counts,
    free_in_words,
    free_within,
    recorded,
    verify,
)

__all__ = ["FREE_SHARE", "Result", "counts", "free_in_words", "free_within", "recorded", "verify"]
