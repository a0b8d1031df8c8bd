"""Importance sampling: statements as likelihoods, and what weighted samples say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Term = Callable[[Mapping[str, Floats]], Floats]
"""Logarithm of the likelihood of one statement, from predictions by name; shape (samples,)."""
LEVELS = {"low": 0.05, "median": 0.5, "high": 0.95}


def normal(x: Floats, mean: float, sd: float) -> Floats:
    """A value with an error."""
    return -0.5 * ((x - mean) / sd) ** 2


def at_most(x: Floats, limit: float, sd: float) -> Floats:
    """An upper limit with a soft edge."""
    return -0.5 * (np.maximum(x - limit, 0) / sd) ** 2


def between(x: Floats, low: float, high: float, sd: float) -> Floats:
    """A range with soft edges."""
    return at_most(x, high, sd) + at_most(-x, -low, sd)


def posterior(
    parameters: Mapping[str, Floats], predictions: Mapping[str, Floats], likelihood: Mapping[str, Term]
) -> dict[str, Any]:
    """Effective number of samples; quantiles, mean, SD and SD of the logarithm of each parameter and prediction.

    Beside them the correlations of the normal scores of each pair of parameters.
    """
    weight = weights_of(predictions, likelihood)
    return {
        "effective": float(1 / np.sum(weight**2)),
        "parameters": {name: _summary(value, weight) for name, value in parameters.items()},
        "gives": {name: _summary(value, weight) for name, value in predictions.items()},
        "correlations": _correlations(parameters, weight),
    }


def weights_of(predictions: Mapping[str, Floats], likelihood: Mapping[str, Term]) -> Floats:
    """Weight of each sample; they sum to 1."""
    log_weight = np.sum([term(predictions) for term in likelihood.values()], axis=0)
    weight = np.asarray(np.exp(log_weight - np.max(log_weight)), float)
    return np.asarray(weight / weight.sum())


def _correlations(parameters: Mapping[str, Floats], weight: Floats) -> dict[tuple[str, str], float]:
    """Correlations of normal scores, for each ordered pair of names."""
    scores = np.array([_scores(np.asarray(value, float), weight) for value in parameters.values()])
    covariance = np.atleast_2d(np.cov(scores, aweights=weight))  # of a single parameter it is a number
    sd = np.sqrt(np.diag(covariance))
    matrix = covariance / np.outer(sd, sd)
    names = list(parameters)
    return {(a, b): float(matrix[i, j]) for i, a in enumerate(names) for j, b in enumerate(names)}


def _scores(values: Floats, weight: Floats) -> Floats:
    """Each sample's normal score among the weighted samples."""
    from scipy.special import ndtri

    order = np.argsort(values, kind="stable")
    below = np.empty(len(values))
    below[order] = np.cumsum(weight[order]) - weight[order] / 2
    return np.asarray(ndtri(np.clip(below, 1e-9, 1 - 1e-9)))


def _summary(values: Floats, weight: Floats) -> dict[str, float]:
    values = np.asarray(values, float)
    order = np.argsort(values)
    below = np.minimum(np.cumsum(weight[order]), 1.0)
    at = {name: float(values[order][np.searchsorted(below, q)]) for name, q in LEVELS.items()}
    mean, sd = _moments(values, weight)
    return {**at, "mean": mean, "sd": sd, "log_sd": _moments(np.log(np.maximum(values, 1e-12)), weight)[1]}


def _moments(values: Floats, weight: Floats) -> tuple[float, float]:
    mean = float(np.sum(weight * values))
    return mean, float(np.sqrt(np.sum(weight * (values - mean) ** 2)))
