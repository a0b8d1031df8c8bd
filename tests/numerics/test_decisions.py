"""Decisions have a clock and chances of their own; the solver's step has no say in them."""

from __future__ import annotations

import numpy as np
from tests.numerics_fixtures import WIDTH, Laboratory, random_people

HAZARD = 0.5
"""Uses per hour."""


def test_decisions_do_not_depend_on_the_solvers_step(double: Laboratory) -> None:
    # A hazard that feels nothing: whatever the step does to the states, each decision must be the same.
    deaf = dict.fromkeys(("use.b_craving", "use.b_blockade", "use.b_withdrawal", "use.b_habit"), 0.0)
    people = double.people({"use.h_0": HAZARD, **deaf})
    start = double.start(people, {"learning.value": 0.5, "learning.context": 0.5})
    runs = [
        double.run(people, 5 * 144, start, stochastic=True, uses=True, usual_dose=1e4, steps=steps)
        for steps in (2, 5, 10)
    ]
    first, *others = (run.decisions(5 * 144) for run in runs)
    for other in others:
        assert np.array_equal(first, other)
    chance = 1 - np.exp(-HAZARD / 6)
    # Four standard errors of a share of 46,080 independent decisions.
    assert abs(first.mean() - chance) < 4 * np.sqrt(chance * (1 - chance) / first.size)
    assert not np.array_equal(runs[0].carry.y, runs[1].carry.y), "the steps did differ"


def test_with_half_the_step_nearly_all_decisions_would_be_the_same(double: Laboratory) -> None:
    people = random_people(seed=110)
    people["use.h_0"] *= 5
    start = double.start(people, {"learning.value": 0.8, "learning.context": 0.8})
    settings = {"stochastic": True, "uses": True, "usual_dose": 5e4}
    run = double.run(people, 1440, start, steps=5, **settings)  # type: ignore[arg-type]
    decisions = run.decisions(1440)
    finer = double.run(people, 1440, start, steps=10, replay=decisions, **settings)  # type: ignore[arg-type]
    changed, uses = int(np.asarray(finer.output.changed).sum()), int(decisions.sum())
    # A decision flips if its number falls between two hazards that differ by the error of the step, some 1e-3 of them.
    assert uses > 500
    assert changed <= 0.005 * uses, (changed, uses)


def test_nobody_uses_outside_the_window_or_without_chance(double: Laboratory) -> None:
    people = double.people({"use.h_0": 50.0})
    start = double.start(people, {"learning.value": 0.8, "learning.context": 0.8})
    assert double.run(people, 144, start, stochastic=True, uses=False).decisions(144).sum() == 0
    assert double.run(people, 144, start, stochastic=False, uses=True).decisions(144).sum() == 0
    assert double.run(people, 144, start, stochastic=True, uses=True).decisions(144).sum() > 0


def test_doses_scatter_about_the_usual_dose_as_the_text_says(double: Laboratory) -> None:
    sigma, usual = 0.3, 1000.0
    # Everybody uses in each interval, and heroin has gone within it: what is left measures the last dose.
    deaf = {"use.b_craving": 0.0, "use.b_blockade": 0.0, "use.g_memory": 0.0}
    people = double.people({"use.h_0": 1e6, "use.sigma_dose": sigma, **deaf})
    start = double.start(people, {"learning.value": 0.5, "learning.context": 0.5})
    left = np.exp(-people["heroin.k_deacetylation"] / 6)
    logs, carry, before = [], start, np.zeros(WIDTH)
    for i in range(30):
        run = double.run(people, 1, carry, first=i, stochastic=True, uses=True, usual_dose=usual)
        carry = run.carry
        logs.append(np.log((run.state("heroin.heroin") / left - before) / usual))
        before = run.state("heroin.heroin")
    # Four standard errors of the mean and of the standard deviation of 1,920 doses.
    n = np.size(logs)
    assert abs(np.mean(logs)) < 4 * sigma / np.sqrt(n)
    assert abs(np.std(logs) - sigma) < 4 * sigma / np.sqrt(2 * n)


def test_mean_field_gives_the_expected_exposure(double: Laboratory) -> None:
    rates = np.linspace(0.05, 2, WIDTH)
    people = double.people({"exposure.cue_rate": rates, "exposure.stressor_rate": rates})
    n = 200
    run = double.run(people, n, stochastic=True, mean_field=True)
    chance = 1 - np.exp(-rates / 6)
    for state, k in (("exposure.drug_cue", "exposure.k_cue"), ("exposure.stressor", "exposure.k_stressor")):
        fade = np.exp(-people[k] / 6)
        expected = chance * fade * (1 - fade**n) / (1 - fade)
        # A geometric sum of exact steps.
        assert np.allclose(run.state(state), expected, rtol=1e-10), state


def test_chance_exposure_averages_to_the_mean_field(double: Laboratory) -> None:
    people = double.people({"exposure.stressor_rate": 0.5, "exposure.k_stressor": 0.7})
    n = 60
    chance = run = double.run(people, n * 60, stochastic=True, record_every=60)
    seen = []
    for repeat in range(20):
        run = double.run(people, 60, run.carry, first=n * 60 + 60 * repeat, stochastic=True)
        seen.append(run.state("exposure.stressor"))
    mean_field = double.run(people, 60, stochastic=True, mean_field=True).state("exposure.stressor")[0]
    fade, p = np.exp(-0.7 / 6), 1 - np.exp(-0.5 / 6)
    spread = np.sqrt(p * (1 - p) * fade**2 / (1 - fade**2))
    # Ten hours apart at 0.7/h the values are independent: four standard errors of their mean.
    assert abs(np.mean(seen) - mean_field) < 4 * spread / np.sqrt(np.size(seen))
    assert chance.rows == n
