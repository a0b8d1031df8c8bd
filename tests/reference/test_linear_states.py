"""Linear kinetics agree with closed forms: one compartment, Bateman's function, the average of a steady state."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm
from tests.numerics_fixtures import NMOL_PER_MG_METHADONE, Event, Laboratory, random_people, text_rates

from allostasis.models.human import Human


def test_one_compartment_falls_exponentially(double: Laboratory) -> None:
    people = random_people(seed=70)
    run = double.run(people, 7, double.start(people, {"heroin.heroin": 100.0}))
    assert np.allclose(run.state("heroin.heroin"), 100 * np.exp(-people["heroin.k_deacetylation"] * 7 / 6), rtol=1e-12)


def test_a_metabolite_follows_batemans_function(double: Laboratory) -> None:
    people = random_people(seed=71)
    k_a, k_e = people["heroin.k_deacetylation"], people["heroin.k_mam"]
    for intervals in (1, 6, 30):
        t = intervals / 6
        bateman = 100 * k_a / (k_a - k_e) * (np.exp(-k_e * t) - np.exp(-k_a * t))
        run = double.run(people, intervals, double.start(people, {"heroin.heroin": 100.0}))
        # Exact but for rounding, which the difference of two near exponentials enlarges.
        assert np.allclose(run.state("heroin.mam"), bateman, rtol=1e-10, atol=1e-12)


def test_every_linear_state_moves_by_the_matrix_exponential(double: Laboratory) -> None:
    people = random_people(seed=72)
    linear = double.engine.layout.linear
    rng = np.random.default_rng(73)
    start = {name: rng.uniform(0, 10, 64) for name in linear}
    rest = Human.rest(people)
    # Rates are linear, so that the rates at unit amounts are the columns of the matrix.
    columns = [text_rates(people, {**rest, name: np.ones(64)}) for name in linear]
    A = np.stack([np.stack([c[row] * np.ones(64) for row in linear], axis=1) for c in columns], axis=2)
    exact = np.einsum("nij,jn->in", expm(A * 0.5), np.stack([start[name] for name in linear]))
    run = double.run(people, 3, double.start(people, start))
    # 15 steps with entries rounded to 1e-16, against a single exponential of larger norm.
    assert np.allclose([run.state(name) for name in linear], exact, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("minutes", [0.5, 2.0, 10.0])
def test_the_mean_over_a_step_is_the_integral_divided_by_the_step(double: Laboratory, minutes: float) -> None:
    people = random_people(seed=74)
    h = minutes / 60
    linear, pattern = double.engine.layout.linear, double.engine.layout.pattern
    ends, means, _ = double.engine.step_arrays(people, h)
    given, through = linear.index("methadone.gut"), linear.index("methadone.central")
    at = {pair: k for k, pair in enumerate(pattern)}
    body = [linear.index(f"methadone.{part}") for part in ("gut", "central", "fast", "slow")]
    left = sum(ends[at[row, given]] for row in body)
    # What left the body is clearance times the integral of the concentration.
    cleared = people["methadone.CL"] / people["methadone.V_c"] * h * means[at[through, given]]
    # The mean is found from a difference that is small beside one at short steps: 1e-16 / (h x slowest rate) of itself.
    assert np.allclose(1 - left, cleared, rtol=1e-8, atol=1e-13)


def test_methadone_at_steady_state_averages_dose_over_clearance_and_interval(double: Laboratory) -> None:
    people = double.people({"methadone.CL": np.linspace(3, 15, 64)})
    dose = people["methadone.F"] * 80 * NMOL_PER_MG_METHADONE / 2
    events = [Event(0, "methadone.gut", dose, daily=True)]
    # 29 days are seven terminal half-lives even at the lowest clearance; starting near the answer does the rest.
    average = dose / people["methadone.CL"] / 24
    near = {
        f"methadone.{part}": average * people[f"methadone.{v}"] for part, v in (("central", "V_c"), ("fast", "V_2"))
    }
    near |= {"methadone.slow": average * people["methadone.V_3"], "methadone.brain": average}
    run = double.run(people, 29 * 144, double.start(people, near), events=events, steps=2)
    total = np.zeros(64)
    for interval in range(144):
        before = run.state("methadone.central")
        run = double.run(people, 1, run.carry, first=interval, events=events, steps=2)
        total += (before + run.state("methadone.central")) / 2
    # The trapezoid over ten minutes errs by (h k_a)²/12 of the absorption phase, below 1e-3.
    assert np.allclose(total / 144 / people["methadone.V_c"], average, rtol=1e-3)
