"""Subjects drawn: covariates of people, uncertain parameters, and the spread between subjects.

Everything comes from counter-based streams, so that subject 7 of draw 3 is the same person whatever else is drawn.
A parameter's number is tied to its name and not to its place in a list: adding a parameter changes no other, except
those that were estimated together with it. What a
species shares with people is the same number in both; what is its own is tied to the species and the name.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from allostasis.evidence import Prior, SpeciesPriors
from allostasis.numerics.streams import PARAMETERS, POPULATION, normals
from allostasis.population.covariates import COVARIATES
from allostasis.population.files import Population

Values = dict[str, NDArray[np.float64]]
HUMAN = "human"


@dataclass(frozen=True)
class People:
    """Subjects of a block.

    Attributes:
        draws: parameter draw of each subject.
        subjects: number of each subject within its draw.
        covariates: covariates by name, in the units of `COVARIATES`.
        parameters: each subject's own parameters by full name.
    """

    draws: NDArray[np.int64]
    subjects: NDArray[np.int64]
    covariates: Values
    parameters: Values


def sample_parameters(priors: Mapping[str, Prior], seed: int, draws: Sequence[int]) -> Values:
    """Uncertain parameters, one value per draw.

    Args:
        priors: prior by parameter name, or `Evidence.priors_for` a species.
        seed: the study's seed.
        draws: numbers of the draws.

    Returns:
        Values by parameter name, each of shape (draws,).
    """
    if not isinstance(priors, SpeciesPriors):
        return _drawn(priors, seed, draws)
    values = _drawn(priors.people, seed, draws)
    own = _drawn(priors.own, seed, draws, priors.species)
    for name, deviation in priors.deviations.items():
        together = np.add if deviation.distribution == "normal" else np.multiply
        own[name] = together(values[name], own[name])
    return {**values, **own}


def sample_individuals(
    priors: Mapping[str, Prior], seed: int, draws: NDArray[np.int64], subjects: NDArray[np.int64]
) -> Values:
    """Parameters of subjects, spread about those of their draw; people or animals, without covariates.

    Args:
        priors: prior by parameter name, or `Evidence.priors_for` a species.
        seed: the study's seed.
        draws: parameter draw of each subject.
        subjects: number of each subject within its draw.

    Returns:
        Values by parameter name, each of the shape of `draws`.
    """
    distinct, back = np.unique(draws, return_inverse=True)
    typical = {name: v[back] for name, v in sample_parameters(priors, seed, [int(d) for d in distinct]).items()}
    spread = {name: priors[name] for name in sorted(priors) if priors[name].between_subject}
    # Rats are other subjects than people: their spread has numbers of its own.
    species = priors.species if isinstance(priors, SpeciesPriors) else HUMAN
    eta = normals(seed, draws, subjects, POPULATION, [_tag(name, species) for name in spread])
    own = {name: _individual(prior, typical[name], eta[:, k]) for k, (name, prior) in enumerate(spread.items())}
    return {**typical, **own}


def sample_people(
    population: Population,
    priors: Mapping[str, Prior],
    seed: int,
    draws: NDArray[np.int64],
    subjects: NDArray[np.int64],
) -> People:
    """Subjects with their covariates and with parameters spread between subjects, before traits shift them.

    Args:
        population: where the covariates come from.
        priors: prior by parameter name.
        seed: the study's seed.
        draws: parameter draw of each subject.
        subjects: number of each subject within its draw.
    """
    parameters = sample_individuals(priors, seed, draws, subjects)
    return People(draws, subjects, sample_covariates(population, seed, draws, subjects), parameters)


def sample_covariates(
    population: Population, seed: int, draws: NDArray[np.int64], subjects: NDArray[np.int64]
) -> Values:
    """Covariates by name, drawn together by a Gaussian copula with the correlations of the population file."""
    from scipy.special import ndtr

    names = list(COVARIATES)
    z = normals(seed, draws, subjects, POPULATION, [_tag(f"covariate {name}") for name in names])
    scores = z @ np.linalg.cholesky(population.correlation_matrix()).T
    spreads = dict(population.covariates.items())
    return {name: spreads[name].quantile(ndtr(scores[:, k]), COVARIATES[name].unit) for k, name in enumerate(names)}


def _drawn(priors: Mapping[str, Prior], seed: int, draws: Sequence[int], species: str = HUMAN) -> Values:
    """Values by parameter name, each of shape (draws,); another species has numbers of its own."""
    numbers = np.asarray(draws, np.int64)
    uncertain = [name for name in sorted(priors) if priors[name].distribution != "fixed"]
    z = normals(seed, numbers, np.zeros_like(numbers), PARAMETERS, [_tag(name, species) for name in uncertain])
    z = _correlated(z, [priors[name] for name in uncertain])
    values = {name: _quantile(priors[name], z[:, k]) for k, name in enumerate(uncertain)}
    fixed = {name: np.full(len(numbers), prior.default) for name, prior in priors.items() if name not in values}
    return {**values, **fixed}


def _correlated(z: NDArray[np.float64], priors: Sequence[Prior]) -> NDArray[np.float64]:
    """Scores in which the priors that were estimated together have their correlations; the others stay as they are.

    Sums run in one order, so that a draw does not depend on how many others stand beside it.
    """
    joint = [k for k, prior in enumerate(priors) if prior.is_joint]
    if not joint:
        return z
    matrix = np.eye(len(joint))
    for i, j in combinations(range(len(joint)), 2):
        matrix[i, j] = matrix[j, i] = priors[joint[i]].correlation_with(priors[joint[j]])
    factor = _square_root(matrix)
    scores = z.copy()
    for i, k in enumerate(joint):
        scores[:, k] = sum(factor[i, j] * z[:, joint[j]] for j in range(len(joint)) if factor[i, j])
    return scores


def _square_root(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lower triangular root of a correlation matrix; what rounding of its digits made slightly negative counts as 0."""
    values, vectors = np.linalg.eigh(matrix)
    near = vectors * np.maximum(values, 1e-9) @ vectors.T
    scale = np.sqrt(np.diag(near))
    return np.linalg.cholesky(near / np.outer(scale, scale))


def _tag(name: str, species: str = HUMAN) -> int:
    return zlib.crc32(name.encode() if species == HUMAN else f"{species} {name}".encode())


def _quantile(prior: Prior, z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Value of the prior at the standard normal score z."""
    from scipy import special, stats

    a, b = float(prior.a or 0.0), float(prior.b or 0.0)
    u = special.ndtr(z)
    match prior.distribution:
        case "normal":
            return a + b * z
        case "lognormal":
            return a * np.exp(b * z)
        case "uniform":
            return a + (b - a) * u
        case "loguniform":
            return a * (b / a) ** u
        case "beta":
            return np.asarray(stats.beta.ppf(u, a, b))
        case _:  # truncated_normal, cut below at zero
            return np.asarray(stats.truncnorm.ppf(u, -a / b, np.inf, loc=a, scale=b))


def _individual(prior: Prior, typical: NDArray[np.float64], eta: NDArray[np.float64]) -> NDArray[np.float64]:
    """The subject's own value about the typical one of its draw."""
    from scipy.special import expit, logit

    sd = float(prior.between_subject or 0.0)
    match prior.between_subject_kind:
        case "normal":
            return typical + sd * eta
        case "logitnormal":
            return np.asarray(expit(logit(typical) + sd * eta))
        case _:
            return typical * np.exp(sd * eta)
