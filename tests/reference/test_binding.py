"""Competitive binding agrees with the matrix exponential, however stiff it is."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import expm

from allostasis.models.human import Human
from allostasis.numerics.absent import absent_states, without
from allostasis.numerics.linear import BindingBlock
from allostasis.numerics.trace import trace

N = 400
LIGANDS = ("mam", "morphine", "methadone")
Arrays = tuple[NDArray[np.float64], NDArray[np.float64]]


def exact(D: NDArray[np.float64], a: NDArray[np.float64], R: NDArray[np.float64], h: float) -> Arrays:
    """End and mean of dR/dt = a (1 - sum R) - D R over a step, by one exponential of the augmented matrix."""
    M = np.zeros((N, 7, 7))
    for i in range(3):
        M[:, i, :3] = -a[i][:, None]
        M[:, i, i] -= D[i]
        M[:, i, 6] = a[i]
        M[:, 3 + i, i] = 1
    start = np.concatenate([R.T, np.zeros((N, 3)), np.ones((N, 1))], axis=1)
    end = np.einsum("nij,nj->ni", expm(M * h), start)
    return end[:, :3].T, end[:, 3:6].T / h


def stepped(D: NDArray[np.float64], a: NDArray[np.float64], R: NDArray[np.float64], h: float) -> Arrays:
    traced = trace(Human)
    present = without(traced, absent_states(traced, {"heroin.heroin", "methadone.gut"}), traced.parameters)
    assert present.receptor == tuple(f"mu_receptor.{ligand}" for ligand in LIGANDS)
    block = BindingBlock(present, np)
    values = {name: np.ones(N) for name in Human.parameters()}
    values |= {f"mu_receptor.k_off_{ligand}": D[i] for i, ligand in enumerate(LIGANDS)}
    end, mean = block.step(list(R), list(a), block.resolvents(values, h), h)
    return np.stack(end), np.stack(mean)


def cases(seed: int, largest_product: float, h: float) -> tuple[NDArray[np.float64], ...]:
    """Dissociations, associations and occupancies; step x (dissociation + association) reaches `largest_product`."""
    rng = np.random.default_rng(seed)
    D, a = 10 ** rng.uniform(-2, 2, (3, N)), 10 ** rng.uniform(-4, 3, (3, N))
    scale = np.minimum(1, largest_product / (h * (D.max(axis=0) + a.sum(axis=0))))
    return D * scale, a * scale, rng.dirichlet(np.ones(4), N).T[:3]


# The error of the rational approximant at the largest product of step and speed, times a distance from equilibrium of
# at most one. It is greatest between 10 and 100, where binding is faster than the step and the error lasts one step.
@pytest.mark.parametrize(("largest_product", "tolerance"), [(0.5, 1e-7), (1.0, 5e-6), (3.0, 1e-3), (1e6, 2e-2)])
@pytest.mark.parametrize("h", [1 / 60, 1 / 30, 1 / 6])
def test_a_step_of_binding_agrees_with_the_matrix_exponential(
    largest_product: float, tolerance: float, h: float
) -> None:
    D, a, R = cases(80, largest_product, h)
    end, mean = stepped(D, a, R, h)
    told_end, told_mean = exact(D, a, R, h)
    assert np.max(np.abs(end - told_end)) < tolerance
    # A mean is an integral of the error: it is smaller by about the product, and never above 0.3 %.
    assert np.max(np.abs(mean - told_mean)) < min(tolerance, 3e-3)


def test_very_fast_binding_ends_at_its_equilibrium() -> None:
    D, a, R = np.full((3, N), 1e6), np.full((3, N), 2e6), cases(81, 1.0, 1 / 30)[2]
    end, _ = stepped(D, a, R, 1 / 30)
    # The approximant vanishes as 1/(h x speed), 1e-4 here, times a constant of about ten.
    assert np.allclose(end, 2 / 7, atol=1e-3)


def test_mean_occupancies_are_shares() -> None:
    for h in (1 / 60, 1 / 30, 1 / 6):
        D, a, R = cases(82, 1e6, h)
        _, mean = stepped(D, a, R, h)
        assert np.all(mean >= 0)
        assert np.all(mean.sum(axis=0) <= 1 + 1e-12)


def test_two_half_steps_make_a_whole_one() -> None:
    D, a, R = cases(83, 1.0, 1 / 30)
    half, _ = stepped(D, a, R, 1 / 60)
    twice, _ = stepped(D, a, half, 1 / 60)
    whole, _ = stepped(D, a, R, 1 / 30)
    assert np.allclose(twice, whole, atol=5e-6)
