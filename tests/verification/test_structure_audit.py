"""The structure audit: what can be checked in seconds, and that its committed results belong to this model."""

from __future__ import annotations

import numpy as np
import pytest

from allostasis.evidence.rows import Prior
from allostasis.models.human import Human
from allostasis.verification.audit import draws, read_results
from allostasis.verification.audit.construction import CONTRASTS
from allostasis.verification.audit.fixed_point import audit_rest
from allostasis.verification.audit.information import ASKED, shifted
from allostasis.verification.audit.signal import GRID

PARTS = ["rest", "signal", "craving", "challenges", "withdrawal", "information", "construction"]


def test_rest_is_a_stable_fixed_point_over_the_draws() -> None:
    found = audit_rest(draws.from_priors(64), traits=False)
    assert found["largest_rate"] < 1e-10
    assert found["share_stable"] == 1
    assert found["share_without_growth_with_rhythm"] == 1


def test_committed_results_answer_every_question_about_this_model() -> None:
    found = read_results()
    assert [name for name in PARTS if name not in found] == []
    assert found["rest"]["states"] == len(Human.states())
    assert set(found["construction"]["contrasts"]) == set(CONTRASTS)
    assert set(found["information"]["asked"]) == set(ASKED)


def test_what_is_asked_about_are_parameters_of_the_model() -> None:
    assert [name for name in (*ASKED, *GRID) if name not in Human.parameters()] == []


def test_only_contrasts_with_an_argument_and_without_a_counterexample_hold_by_construction() -> None:
    for row in read_results()["construction"]["contrasts"].values():
        is_by_construction = row["kind"] == "by construction"
        assert is_by_construction == bool(row["argument"] and row["prior"] == 1 and row["wide"] == 1)


def test_wide_draws_are_wider_than_the_priors_and_keep_their_signs() -> None:
    near, far = draws.from_priors(512), draws.wide(512)
    for name, prior in draws.priors().items():
        if prior.distribution == "normal":
            assert np.std(far[name]) > 2 * np.std(near[name])
        if prior.distribution == "lognormal":
            assert np.all(far[name] > 0)
            assert np.std(np.log(far[name])) > 2 * np.std(np.log(near[name]))


@pytest.mark.parametrize("name", ASKED)
def test_a_step_of_the_prior_width_moves_a_parameter_up_by_part_of_its_spread(name: str) -> None:
    prior: Prior = draws.priors()[name]
    spread = np.std(draws.from_priors(2048)[name])
    step = shifted(prior, 0.1) - prior.default
    # A tenth of a width; skewed priors make the spread of the draws larger than the width at the default.
    assert 0.02 * spread < step < 0.2 * spread
