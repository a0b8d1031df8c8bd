"""The small-sample correction of a standardised mean difference."""

from __future__ import annotations

import math
from typing import Literal

from allostasis.evidence.meta.effect_sizes.checks import Checks

Correction = Literal["exact", "approximate", "none"]


def small_sample_correction(df: float, kind: Correction = "exact") -> float:
    """The factor J that turns Cohen's d into Hedges' g.

    exact:       J = gamma(m/2) / (sqrt(m/2) gamma((m - 1)/2))
    approximate: J = 1 - 3 / (4 m - 1)
    Source: Hedges 1981, J Educ Stat 6:107-128, doi 10.3102/10769986006002107.

    Args:
        df: m, degrees of freedom of the standard deviation; above 1, where J would be 0.
        kind: which of the two; "none" gives 1.

    Raises:
        EvidenceError: df is not above 1, or the kind is unknown.
    """
    checks = Checks()
    checks.need(math.isfinite(df) and df > 1, "df", df, "above 1", "too few subjects to standardise")
    checks.one_of("correction", kind, ("exact", "approximate", "none"))
    checks.done()
    if kind == "none":
        return 1.0
    if kind == "approximate":
        return 1 - 3 / (4 * df - 1)
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
