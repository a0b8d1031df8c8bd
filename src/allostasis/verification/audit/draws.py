"""Who is audited: draws from the priors, individuals about them, and draws far wider than the priors.

from_priors    one individual per draw: everybody's middle in one possible truth
individuals    several individuals per draw, spread as the priors say
wide           every positive parameter over a wide range, every gain over a wide range: for what holds always
typical        the defaults, with single parameters changed
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import Prior, load
from allostasis.models.human import Human
from allostasis.population.sampling import sample_individuals, sample_parameters

Values = dict[str, NDArray[np.float64]]
SEED = 4_2026
"""Seed of every audit."""
BLOCK = 256
"""Individuals side by side: one compilation serves all groups of this size."""
WIDER = 3.0
"""How many times wider than the prior the wide draws are."""
LARGEST_TONE = 0.9
LEAST_WIDTH = 0.3
"""SD of the logarithm that the wide draws give to what the priors hold fixed, unless it is structural."""


def priors() -> dict[str, Prior]:
    """Priors of the human model."""
    declared = Human.parameters()
    return {name: prior for name, prior in load().priors.items() if name in declared}


def from_priors(draws: int) -> Values:
    """One individual per draw."""
    return sample_parameters(priors(), SEED, range(draws))


def individuals(draws: int, each: int) -> Values:
    """`each` individuals per draw; those of one draw stand together."""
    numbers = np.repeat(np.arange(draws), each)
    return sample_individuals(priors(), SEED, numbers, np.tile(np.arange(each), draws))


def typical(changes: Sequence[Mapping[str, float]] = ({},), size: int = BLOCK) -> Values:
    """The defaults, once for each set of changes, filled up with plain ones to `size` individuals."""
    values = {name: np.full(size, prior.default) for name, prior in priors().items()}
    for k, change in enumerate(changes):
        for name, value in change.items():
            values[name][k] = value
    return values


def wide(draws: int) -> Values:
    """Draws for claims about every parameter value.

    Normal and lognormal priors are drawn `WIDER` times as wide, fixed values with an SD of `LEAST_WIDTH` (structural
    ones stay), all others as they are: most of these cover their whole possible range already. The endogenous tone
    stays below that of a full agonist, which is the unit of tone.
    """
    rng = np.random.default_rng(SEED)
    values = from_priors(draws)
    for name, prior in sorted(priors().items()):
        z = rng.standard_normal(draws)
        if prior.distribution == "normal":
            values[name] = float(prior.a or 0) + WIDER * float(prior.b or 0) * z
        elif prior.distribution == "lognormal":
            values[name] = prior.default * np.exp(WIDER * float(prior.b or 0) * z)
        elif prior.distribution == "truncated_normal":
            values[name] = values[name] * WIDER
        elif prior.distribution == "fixed" and prior.rule != "structural":
            values[name] = prior.default * np.exp(LEAST_WIDTH * z)
    values["mu_receptor.e_0"] = np.minimum(values["mu_receptor.e_0"], LARGEST_TONE)
    return values
