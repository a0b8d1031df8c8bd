"""People of the rescue model: the published virtual chronic users, drawn again from their distributions.

Kinetics of fentanyl (carfentanil follows from them), of nasal and intravenous naloxone, and binding differ between
people, binding with strong correlations inside a drug. Physiology and tolerance do not differ in the source.
Cohorts only: a probability for one person's dose is no output of this model, and nothing here takes one.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from allostasis.errors import InputError, Problem
from allostasis.evidence.overdose_population import NALMEFENE_SCORES, correlation, varying
from allostasis.evidence.rows import VaryingQuantity
from allostasis.numerics.streams import POPULATION, normals

Floats = NDArray[np.float64]
HEROIN = "heroin.spread"


def chronic_users(number: int, seed: int, first: int = 0) -> dict[str, Floats]:
    """Virtual chronic users drawn from the published distributions with their correlations.

    Person k is the same whatever the number drawn.

    Args:
        number: how many, at least 1.
        seed: seed of the draw.
        first: number of the first person; 0 to begin with.

    Returns:
        Published quantities by name, such as `fentanyl_pk.VP`, each of shape (number,), in the units of
        `overdose_population.csv`; and `heroin.spread`, the person's standard normal score in the spread of heroin's
        equi-depressing dose, which is ours; and scores in the kinetics of nalmefene, `NALMEFENE_SCORES`.

    Raises:
        InputError: if the number is below 1, or seed or first below 0.

    Source:
        fda_nasal_naloxone: its files of 2,000 people, of which means, spreads and correlations are kept.
    """
    problems = [Problem("number of people", str(number), "1 or more")] if number < 1 else []
    problems += [
        Problem(name, str(given), "0 or more") for name, given in (("seed", seed), ("first", first)) if given < 0
    ]
    if problems:
        raise InputError(problems)
    people = np.arange(first, first + number)
    tags = [zlib.crc32(f"overdose:{name}".encode()) for name in score_names()]
    draws = np.zeros(number, np.int64)
    own = normals(seed, draws, people, POPULATION, [zlib.crc32(name.encode()) for name in NALMEFENE_SCORES])
    scores = {name: own[:, k] for k, name in enumerate(NALMEFENE_SCORES)}
    return people_of_scores(normals(seed, draws, people, POPULATION, tags)) | scores


def score_names() -> list[str]:
    """What each column of the scores of `people_of_scores` varies."""
    return [*(each.quantity for each in varying()), HEROIN]


def people_of_scores(independent: Floats) -> dict[str, Floats]:
    """Virtual chronic users from independent standard normal scores, which the published correlations then join.

    Args:
        independent: shape (people, quantities), columns as in `score_names`; from a generator or a quasi-random
            sequence.

    Returns:
        As `chronic_users`.
    """
    correlated = independent[:, :-1] @ _root(correlation()).T
    published = {each.quantity: _value(each, correlated[:, k]) for k, each in enumerate(varying())}
    return {**published, HEROIN: independent[:, -1]}


def _value(each: VaryingQuantity, z: Floats) -> Floats:
    value = each.mean + each.sd * z
    return np.minimum(np.exp(value) if each.scale == "log" else value, np.inf if each.upper is None else each.upper)


def _root(matrix: Floats) -> Floats:
    """The symmetric root of the correlation; printed to four digits, it may miss being positive by rounding."""
    values, vectors = np.linalg.eigh(matrix)
    root: Floats = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return root


def resampled(
    flags: NDArray[np.bool_], seed: int, resamples: int = 2500, size: int = 200
) -> tuple[float, float, float]:
    """Median, 2.5th and 97.5th percentile of a share in resamples of a population, in per cent, as published.

    Args:
        flags: whether each person had the event, shape (people,).
        seed: seed of the resampling.
        resamples: number of resamples, with replacement.
        size: people in each.
    """
    drawn = np.random.default_rng(seed).integers(0, flags.size, (resamples, size))
    shares = 100 * flags[drawn].mean(axis=1)
    low, middle, high = np.percentile(shares, [2.5, 50, 97.5])
    return float(middle), float(low), float(high)
