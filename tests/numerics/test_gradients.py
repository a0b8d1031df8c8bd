"""Slopes of a summary in parameters agree with central differences, through doses, binding and learning."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from tests.numerics_fixtures import NMOL_PER_MG_HEROIN, Event, Laboratory

from allostasis.errors import RunError
from allostasis.models.daily_life import RECORDED, human_behaviour
from allostasis.models.human import Human
from allostasis.numerics.engine import build_engine
from allostasis.numerics.gradients import with_slopes

NAMES = (
    "heroin.k_deacetylation", "heroin.k10", "mu_receptor.K_d_mam", "mu_receptor.k_off_morphine", "tolerance.tau_fast",
    "hpa.k_acth", "amygdala.b_withdrawal", "oxytocin_cells.a_opioid", "oxytocin_cells.k_plasma", "learning.alpha_value",
)  # fmt: skip
STEPS = 5


@pytest.fixture(scope="module")
def laboratory() -> Laboratory:
    engine = build_engine(Human, human_behaviour(), RECORDED, "float64", {"heroin.heroin"}, "jax")
    return Laboratory("float64", engine)


def summary_of(laboratory: Laboratory, people: dict[str, Any]) -> Any:
    """Means of what was recorded every hour in a day with two uses, of the first person."""
    events = [Event(at, "heroin.heroin", 20 * NMOL_PER_MG_HEROIN, is_use=True) for at in (12, 60)]
    start = laboratory.start(people, {"learning.value": 0.3, "learning.context": 0.2})

    def summary(arrays: Any) -> Any:
        run = laboratory.run(people, 144, start, events=events, steps=STEPS, record_every=6, arrays=arrays)
        return jnp.mean(run.output.records[: run.rows, :-1, 0], axis=0)

    return summary


def test_slopes_in_ten_parameters_agree_with_central_differences(laboratory: Laboratory) -> None:
    people, step = laboratory.people(), 1 / 6 / STEPS
    summary = summary_of(laboratory, people)
    values, slopes = with_slopes(laboratory.engine, summary, people, NAMES, step)
    assert values.shape == (len(RECORDED),)
    for k, name in enumerate(NAMES):
        size = abs(people[name][0])
        # Truncation is of the order of the step squared, rounding of 1e-16 over the step: both far below 1e-5.
        change = 1e-5 * size
        sides = []
        for sign in (1, -1):
            moved = {**people, name: people[name] + sign * change}
            rows = np.stack([moved[n] for n in laboratory.engine.layout.parameters])
            sides.append(np.asarray(summary((rows, *laboratory.engine.step_arrays(moved, step)))))
        found = (sides[0] - sides[1]) / (2 * change)
        assert np.any(found != 0), f"{name} matters"
        # Against the largest slope of all recorded quantities: differences of nearly nothing are all rounding.
        assert np.abs(np.asarray(slopes[k]) - found).max() <= 1e-5 * np.abs(found).max(), name


def test_slopes_are_refused_where_they_cannot_be_had(single: Laboratory) -> None:
    with pytest.raises(RunError, match='kernel="jax" in float64'):
        with_slopes(single.engine, lambda arrays: arrays[0], single.people(), NAMES, 1 / 30)
