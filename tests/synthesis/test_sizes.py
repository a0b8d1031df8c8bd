"""Several sizes of one sample: what they share, and the weak points of what is pooled from them."""

from __future__ import annotations

import numpy as np
import pytest

from allostasis.evidence.meta import egger, egger_multilevel, random_effects
from allostasis.evidence.synthesis import diagnose, effects_of_rows, in_words, sizes_of, synthesise
from allostasis.evidence.synthesis.pooling import multilevel_fit
from allostasis.evidence.synthesis.sizes import combined, sampling_covariance

from .made_up import better, sized, tables

TWO_DOSES = (sized("a.low", -0.4, contrast="24 IU", dose_value=24), sized("a.high", -0.8, contrast="40 IU", n_treat=30))


def sizes(*rows, **studies):
    evidence = tables(*rows, studies=studies)
    return sizes_of(effects_of_rows(evidence, rows))


def test_two_arms_of_a_trial_share_what_the_control_arm_contributes():
    found = sizes(*TWO_DOSES, sized("b.x", -0.3))
    g, covariance = found.estimates, sampling_covariance(found, 0.5)
    # Two arms of 20 and 30 against one of 20, each with the SD of its own pair, whose variance it shares with 19 of
    # the 38 and 48 degrees of freedom: 1/n_c + g_1 g_2 (n_c - 1) / (2 f_1 f_2).
    assert covariance[0, 1] == pytest.approx(1 / 20 + g[0] * g[1] * 19 / (2 * 38 * 48), rel=1e-12)
    assert covariance[0, 2] == 0.0
    assert np.array_equal(covariance, sampling_covariance(found, 0.9)), "nothing is left to assume"
    assert np.allclose(np.diag(covariance), found.variances)
    assert combined(found, 0.5).variances[0] == pytest.approx(covariance[:2, :2].mean())


@pytest.mark.parametrize(
    "other",
    [
        sized("a.high", -0.8, contrast="24 IU", dose_value=24),  # the same treatment, another row
        sized("a.high", -0.8, contrast="40 IU", mean_control=0.1),  # another control arm
        sized("a.high", -0.8, contrast="40 IU", timepoint="later"),
        sized("a.high", -0.8, contrast="40 IU", outcome="craving_vas"),
    ],
)
def test_rows_that_share_more_or_less_than_a_control_arm_take_the_assumed_correlation(other):
    found = sizes(TWO_DOSES[0], other)
    expected = 0.3 * np.sqrt(np.prod(found.variances))
    assert sampling_covariance(found, 0.3)[0, 1] == pytest.approx(expected)
    assert found.sharing == 0


def test_a_crossover_has_no_control_arm_of_other_people():
    assert sizes(*TWO_DOSES, a={"design_kind": "crossover"}).sharing == 0


def test_weak_points_are_looked_for_in_the_model_that_was_pooled():
    rows = [sized("a.x", -0.2), sized("a.y", -0.5, outcome="craving_vas")]
    rows += [sized(f"{key}.x", mean, n_treat=n) for key, mean, n in (("b", -0.9, 9), ("c", 0.1, 40), ("d", -0.6, 14))]
    found = diagnose(sizes(*rows))
    assert found.model.startswith("multilevel")
    assert [left.sample for left in found.leave_one_out] == ["a", "b", "c", "d"], "samples leave with all their rows"
    assert found.egger_p is not None
    assert "degrees of freedom" in found.note
    alone = diagnose(sizes(*rows[1:]))
    assert alone.model.startswith("random effects")
    assert min(alone.egger_slope, found.egger_slope) > 0, "the small samples find more in both"
    answer = synthesise("craving", evidence=tables(*rows), factors=False, snapshot="made up")
    assert "Weak points (multilevel" in in_words(answer)
    assert answer.snapshot == "made up"


def test_a_test_that_cannot_be_done_says_why():
    same = [sized(f"{key}.x", 0.0) for key in "abcd"]
    found = diagnose(sizes(*same))
    assert found.egger_p is None
    assert "studies of one size" in found.note


def test_smallness_follows_from_the_numbers_of_people_and_not_from_the_effect():
    found = sizes(sized("a.x", -0.2, n_treat=9), sized("b.x", -2.0, n_treat=9), sized("c.x", -0.2, n_treat=30))
    assert found.smallness == pytest.approx([np.sqrt(1 / 9 + 1 / 20)] * 2 + [np.sqrt(1 / 30 + 1 / 20)])
    assert found.variances[1] > found.variances[0], "unlike the standard error"
    twice = sizes(sized("a.x", -0.2), a={"design_kind": "crossover"})
    assert twice.smallness == pytest.approx([np.sqrt(1 / 20)])


MEANS = ((-0.2, 20), (-0.9, 9), (0.1, 40), (-0.6, 14))


def test_the_small_study_test_goes_by_the_numbers_of_people_and_says_why():
    rows = [sized(f"{key}.x", mean, n_treat=n) for key, (mean, n) in zip("abcd", MEANS, strict=True)]
    answer = synthesise("craving", evidence=tables(*rows), factors=False)
    found, s = answer.diagnostics, sizes(*rows)
    fit = random_effects(s.estimates, s.variances, test="knapp_hartung")
    assert found.egger_p == pytest.approx(egger(fit, predictor=s.smallness).p_value)
    assert found.egger_p != pytest.approx(egger(fit).p_value)
    assert found.egger_predictor.startswith("sqrt(1/n1 + 1/n2)")
    assert "Pustejovsky & Rodgers 2019" in found.egger_reason
    assert found.egger_reason in in_words(answer)
    assert answer.to_dict()["diagnostics"]["egger_predictor"] == found.egger_predictor


def test_the_multilevel_test_takes_the_same_predictor():
    rows = [sized(f"{key}.x", mean, n_treat=n) for key, (mean, n) in zip("abcd", MEANS, strict=True)]
    rows.append(sized("a.y", -0.5, outcome="craving_vas"))
    s = sizes(*rows)
    expected = egger_multilevel(multilevel_fit(s, 0.5), s.samples, predictor=s.smallness)
    found = diagnose(s)
    assert found.model.startswith("multilevel")
    assert (found.egger_slope, found.egger_p) == pytest.approx((expected.slope, expected.p_value))


def test_without_the_numbers_of_people_the_standard_error_is_taken_and_named():
    rows = [sized(f"{key}.x", mean, n_treat=n) for key, (mean, n) in zip("abcd", MEANS, strict=True)]
    unknown = {"effect_type": "hedges_g", "value": -0.4, "low": -0.9, "high": 0.1, "error_kind": "ci95"}
    found = diagnose(sizes(*rows, better("e.x", **unknown), e={"n_total": None}))
    assert found.egger_predictor == "standard error"
    assert found.egger_reason.startswith("numbers of people unknown for 1 size;")
