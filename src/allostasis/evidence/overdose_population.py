"""The published population of the rescue model: distributions and correlations.

`overdose_population.csv` has one row for each quantity that varies between the 2,000 published virtual people, with
mean and standard deviation on its scale (of the logarithm where the scale is log), an upper limit where there is one,
and the file of the source. `overdose_correlations.csv` has the correlations on those scales; pairs without a row have
none.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence.library import load
from allostasis.evidence.rows import VaryingQuantity

NALMEFENE_SCORES = ("nalmefene.cl", "nalmefene.v_c", "nalmefene.k_a")
"""Standard normal scores of each person in the kinetics of nalmefene."""


def varying() -> tuple[VaryingQuantity, ...]:
    """Every quantity that varies, in the order of the table."""
    return tuple(load().overdose_population.values())


@lru_cache(maxsize=1)
def correlation() -> NDArray[np.float64]:
    """Correlation of the quantities on their scales, in the order of `varying`."""
    place = {name: k for k, name in enumerate(load().overdose_population)}
    matrix = np.eye(len(place))
    for row in load().overdose_correlations.values():
        i, j = place[row.first], place[row.second]
        matrix[i, j] = matrix[j, i] = row.correlation
    return matrix
