"""The drug-naive, unstressed person rests exactly, returns to rest, and nothing happens to it by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.numerics_fixtures import Laboratory, Values, defaults, random_people, text_rates

from allostasis.models.human import Human

STATES = list(Human.states())
PARAMETERS = list(Human.parameters())


def everybody() -> Values:
    """The reference person first, then 64 people drawn from the priors."""
    drawn = random_people(seed=20)
    return {name: np.append(value, drawn[name]) for name, value in defaults().items()}


def test_at_rest_nothing_moves() -> None:
    people = everybody()
    rates = text_rates(people, Human.rest(people))
    worst = {name: float(np.max(np.abs(rate))) for name, rate in rates.items()}
    # Every state at rest is 0, 1 or the endogenous tone, so that its scale is at most 1; a rate adds up a few terms
    # of at most 100/h, each rounded to 1e-16.
    assert max(worst.values()) < 1e-9, worst


@pytest.fixture(scope="module")
def jacobians() -> Callable[[Values, Values], NDArray[np.float64]]:
    """Derivatives of the rates of people at their states, from JAX running the model's own text."""
    jax.config.update("jax_enable_x64", True)

    def rates(y: Any, p: Any) -> Any:
        given = text_rates(dict(zip(PARAMETERS, p, strict=True)), dict(zip(STATES, y, strict=True)))
        return jnp.stack([given[name] + 0 * y[0] for name in STATES])

    derivatives = jax.jit(jax.vmap(jax.jacfwd(rates)))

    def at(people: Values, states: Values) -> NDArray[np.float64]:
        y, p = (np.stack([v[n] for n in names], axis=1) for v, names in ((states, STATES), (people, PARAMETERS)))
        return np.asarray(derivatives(y, p))

    return at


# Drives that act only above rest have a corner there, so both sides are looked at.
@pytest.mark.parametrize("side", [-1e-9, 1e-9])
def test_whatever_disturbs_the_rest_fades(
    jacobians: Callable[[Values, Values], NDArray[np.float64]], side: float
) -> None:
    people = everybody()
    rest = Human.rest(people)
    beside = {n: v + side if n in ("amygdala.crf", "tolerance.fast", "tolerance.slow") else v for n, v in rest.items()}
    growth = np.linalg.eigvals(jacobians(people, beside)).real.max(axis=1)
    # The value of a cue is kept for ever: one eigenvalue is 0. Rounding of the others is 1e-16 of the fastest, 100/h.
    assert np.all(growth < 1e-12), growth.max()


def test_the_text_gives_jax_the_same_rates_as_numpy() -> None:
    people = everybody()
    rng = np.random.default_rng(3)
    n = len(people["hpa.k_crh"])
    # A share above 1 would turn incubation, and with it craving, negative, which has no power.
    states = {name: rng.uniform(0.1, 0.9 if name == "incubation.faded" else 2.0, n) for name in STATES}
    jax.config.update("jax_enable_x64", True)
    by_jax = text_rates({k: jnp.asarray(v) for k, v in people.items()}, {k: jnp.asarray(v) for k, v in states.items()})
    for name, rate in text_rates(people, states).items():
        # The same double-precision operations, but for the last digit or two of powers and exponentials.
        assert np.allclose(np.asarray(by_jax[name]), rate, rtol=1e-10, atol=1e-12), name


def test_without_drugs_cues_and_stress_a_month_changes_nothing(double: Laboratory) -> None:
    people = random_people(seed=21)
    rest = Human.rest(people)
    after = double.run(people, 30 * 144).states()
    for name, value in rest.items():
        # Rates of 1e-13/h over 720 h.
        assert np.allclose(after[name], value, rtol=1e-9, atol=1e-9), name
        if name.startswith(("heroin.", "methadone.", "oxytocin.", "mu_receptor.", "exposure.", "learning.")):
            assert np.all(after[name] == 0), name


def test_without_drugs_single_precision_rests_too(single: Laboratory) -> None:
    people = random_people(seed=21)
    rest = Human.rest(people)
    after = single.run(people, 30 * 144).states()
    for name, value in rest.items():
        # A handful of units in the last place of single precision (6e-8), fed back for a month.
        assert np.allclose(after[name], value, rtol=1e-5, atol=1e-6), name
