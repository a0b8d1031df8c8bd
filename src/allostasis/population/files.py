"""Population files: who the virtual people are, with a source or a reason for every number.

Covariates are drawn together: a standard normal vector with the declared correlations is turned, covariate by
covariate, into its own distribution (a Gaussian copula). The correlations are therefore those of the normal scores.
What is not declared is uncorrelated.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from allostasis.errors import Problem, StudyError
from allostasis.population.covariates import COVARIATES, AnySpread, Covariates
from allostasis.population.distributions import Sourced
from allostasis.quantities.documents import read_document
from allostasis.quantities.records import FileRecord, Number, refuse, validate

__all__ = [
    "Correlation",
    "Population",
    "available_populations",
    "find_population",
    "load_population",
    "with_covariates",
]

LIBRARY = Path(__file__).parent / "library"


class Correlation(Sourced):
    """Correlation between the normal scores of two covariates."""

    between: Annotated[tuple[str, str], Field(description="names of two covariates")]
    r: Annotated[Number, Field(gt=-1, lt=1, description="correlation of their normal scores")]

    def in_words(self) -> str:
        a, b = (COVARIATES[name].label.removesuffix(" (standard score)") for name in self.between)
        return f"{self.r:g} between {a} and {b}"

    @model_validator(mode="after")
    def _two_known_names(self) -> Correlation:
        unknown = [name for name in self.between if name not in COVARIATES]
        if unknown:
            found = f'the unknown covariate "{unknown[0]}"'
            raise refuse(found, f"one of {', '.join(COVARIATES)}", "", ("between", self.between.index(unknown[0])))
        if self.between[0] == self.between[1]:
            raise refuse(f'"{self.between[0]}" with itself', "two different covariates", "", ("between",))
        return self


class Population(FileRecord):
    """A population from which subjects are drawn."""

    schema_version: Annotated[Literal[1], Field(alias="schema", description="version of this format")]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", description="short name")]
    title: Annotated[str, Field(min_length=5)]
    species: Literal["human"]
    covariates: Covariates
    correlations: tuple[Correlation, ...] = ()

    @property
    def effective_correlations(self) -> tuple[Correlation, ...]:
        """Correlations between covariates that both vary; the others change nothing."""
        fixed = {name for name, spread in self.covariates.items() if spread.distribution == "fixed"}
        return tuple(c for c in self.correlations if not fixed.intersection(c.between))

    def correlation_matrix(self) -> NDArray[np.float64]:
        """Correlations of the normal scores, in the order of `COVARIATES`."""
        return _matrix(self.correlations)

    def assumptions(self) -> list[tuple[str, str, str]]:
        """Key, value in words and reason of everything without a source that has an effect."""
        rows = [(f"covariates.{name}", spread.in_words(), spread.reason) for name, spread in self.covariates.items()]
        for number, correlation in enumerate(self.correlations):
            if correlation in self.effective_correlations:
                rows.append((f"correlations[{number}]", correlation.in_words(), correlation.reason))
        return [(key, value, reason) for key, value, reason in rows if reason is not None]

    def sources(self) -> list[str]:
        """Citation keys of everything with a source, each once."""
        parts: list[Sourced] = [spread for _, spread in self.covariates.items()]
        return sorted({part.source for part in [*parts, *self.correlations] if part.source is not None})

    def in_words(self) -> str:
        """Distributions and correlations of the covariates, in sentences."""
        parts = "; ".join(f"{COVARIATES[name].label}: {spread.in_words()}" for name, spread in self.covariates.items())
        pairs = "; ".join(correlation.in_words() for correlation in self.effective_correlations)
        return f"{parts}." + (f" Correlations of their normal scores are {pairs}." if pairs else "")

    @model_validator(mode="after")
    def _correlations_are_possible(self) -> Population:
        seen: dict[frozenset[str], int] = {}
        for number, correlation in enumerate(self.correlations):
            pair = frozenset(correlation.between)
            if pair in seen:
                found = f"{' and '.join(correlation.between)} a second time (first in correlations[{seen[pair]}])"
                raise refuse(found, "each pair once", "", ("correlations", number, "between"))
            seen[pair] = number
        _check_positive_definite(self.correlations)
        return self


def load_population(name: str, beside: Path | None = None) -> Population:
    """A population of the library by its name, or from a file, which is looked up `beside` another file first."""
    document = read_document(find_population(name, beside), StudyError)
    return validate(document, Population, StudyError)


def find_population(name: str, beside: Path | None = None) -> Path:
    """Where the file of a population is."""
    if not name.endswith((".yaml", ".yml")):
        return LIBRARY / f"{name}.yaml" if name in available_populations() else _unknown(name)
    near = (beside or Path()) / name
    return near if near.exists() else Path(name)


def available_populations() -> list[str]:
    """Names of the populations of the library."""
    return sorted(path.stem for path in LIBRARY.glob("*.yaml"))


def with_covariates(population: Population, changes: Mapping[str, AnySpread]) -> Population:
    """The population with some covariates distributed differently."""
    return population.model_copy(update={"covariates": population.covariates.model_copy(update=dict(changes))})


def _unknown(name: str) -> Path:
    allowed = f"a file ending in .yaml, or one of the library: {', '.join(available_populations())}"
    raise StudyError(Problem(name, "no population of this name", allowed))


def _matrix(correlations: tuple[Correlation, ...]) -> NDArray[np.float64]:
    order = list(COVARIATES)
    matrix = np.eye(len(order))
    for correlation in correlations:
        a, b = (order.index(name) for name in correlation.between)
        matrix[a, b] = matrix[b, a] = correlation.r
    return matrix


def _check_positive_definite(correlations: tuple[Correlation, ...]) -> None:
    """Correlations that cannot hold together: name the pair that pulls hardest in the impossible direction."""
    values, vectors = np.linalg.eigh(_matrix(correlations))
    if values[0] > 1e-9:  # below, a Cholesky factor in double precision is no longer safe
        return
    order, direction = list(COVARIATES), vectors[:, 0]

    def pull(number: int) -> float:
        a, b = (direction[order.index(name)] for name in correlations[number].between)
        return float(correlations[number].r * a * b)

    worst = min(range(len(correlations)), key=pull)
    found = f"correlations that cannot all hold: the smallest eigenvalue of their matrix is {values[0]:.3g}"
    cause = f"the pair {' and '.join(correlations[worst].between)} fits the others least: bring its r nearer to zero"
    raise refuse(found, "correlations whose matrix is positive definite", cause, ("correlations", worst, "r"))
