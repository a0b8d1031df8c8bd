"""Leaving clusters out, their influence, and small-study effects inside the multilevel model."""

import numpy as np
import pytest

from allostasis.errors import EvidenceError
from allostasis.evidence.meta import cluster_influence, egger_multilevel, leave_one_cluster_out, multilevel, robust

STUDY = np.array(list("aabbbccddeeffg"))
EFFECT = np.arange(len(STUDY))
VARIANCES = np.array([4, 5, 9, 8, 7, 2, 3, 6, 6, 12, 10, 3, 4, 5]) / 100


def drawn(outlier=0.0, slope=0.0):
    """Effects near 0.4; `outlier` is added to study g, `slope` times the standard error to all."""
    noise = np.random.default_rng(4).normal(size=len(STUDY)) * np.sqrt(VARIANCES) * 0.5
    return 0.4 + noise + slope * np.sqrt(VARIANCES) + outlier * (STUDY == "g")


def model(estimates, keep=slice(None), **options):
    levels = {"study": STUDY[keep], "effect": EFFECT[keep]}
    return multilevel(estimates[keep], VARIANCES[keep], levels=levels, **options)


def test_leaving_a_cluster_out_is_the_fit_of_the_others():
    estimates = drawn(outlier=1.0)
    results = leave_one_cluster_out(model(estimates), STUDY)
    assert [result.cluster for result in results] == list("abcdefg")
    assert [result.rows for result in results] == [2, 3, 2, 2, 2, 2, 1]
    for result in results:
        keep = result.cluster != STUDY
        alone = model(estimates, keep)
        assert result.fit.estimate == pytest.approx(alone.estimate, rel=1e-9)
        assert result.robust.estimate_df == pytest.approx(robust(alone, STUDY[keep]).estimate_df, rel=1e-6)


def test_a_wider_cluster_can_be_left_out_but_a_study_cannot_be_torn():
    fit = model(drawn())
    laboratory = np.where(np.isin(STUDY, ["a", "b"]), "north", STUDY)
    assert leave_one_cluster_out(fit, laboratory)[0].rows == 5
    with pytest.raises(EvidenceError, match="share a random effect"):
        leave_one_cluster_out(fit, EFFECT)


def test_where_the_rest_does_not_allow_the_model_the_reason_is_given():
    fit = multilevel([0.1, 0.3, 0.9, 0.7], [0.1] * 4, levels={"study": "aabb", "effect": range(4)})
    results = leave_one_cluster_out(fit, "aabb")
    assert [result.fit for result in results] == [None, None]
    assert results[0].problem == "one group"
    assert cluster_influence(fit, "aabb") == ()


def test_the_study_that_disagrees_has_the_largest_influence():
    fit = model(drawn(outlier=2.0))
    found = {item.cluster: item for item in cluster_influence(fit, STUDY)}
    assert max(found, key=lambda name: found[name].cook) == "g"
    assert found["g"].tau2_without < fit.tau2
    assert found["g"].dfbetas[0] > 0
    assert sum(item.weight for item in found.values()) == pytest.approx(100, rel=1e-9)
    refit = next(item for item in leave_one_cluster_out(fit, STUDY) if item.cluster == "g").fit
    moved = fit.estimate - refit.estimate
    assert found["g"].cook == pytest.approx((moved / fit.estimate_se) ** 2, rel=1e-9)
    assert found["g"].dfbetas[0] == pytest.approx(moved / refit.estimate_se, rel=1e-9)


def test_the_small_study_test_is_the_robust_slope_on_the_standard_error():
    estimates = drawn(slope=3.0)
    result = egger_multilevel(model(estimates), STUDY)
    regression = model(estimates, moderators=np.sqrt(VARIANCES))
    tested = robust(regression, STUDY)
    assert result.slope == pytest.approx(regression.coefficients[1], rel=1e-9)
    assert (result.se, result.df, result.p_value) == pytest.approx(
        (tested.se[1], tested.df[1], tested.p_value[1]), rel=1e-6
    )
    # Drawn with a slope of 3 and half the stated noise: seen, with the right sign.
    assert result.slope == pytest.approx(3.0, abs=3 * result.se)
    assert result.p_value < 0.05
    assert egger_multilevel(model(drawn()), STUDY).p_value > 0.05


def test_the_slope_does_not_change_when_all_effects_shift():
    estimates = drawn(slope=1.0)
    first, second = (egger_multilevel(model(estimates + shift), STUDY) for shift in (0.0, 5.0))
    assert second.slope == pytest.approx(first.slope, rel=1e-5)
    assert second.at_zero == pytest.approx(first.at_zero + 5, rel=1e-5)


def test_few_degrees_of_freedom_are_said_with_the_result():
    keep = np.isin(STUDY, ["a", "b", "c"])
    result = egger_multilevel(model(drawn(), keep), STUDY[keep])
    assert result.df < 4
    assert "not to be trusted" in result.note


def test_another_measure_of_smallness_can_be_given_and_a_constant_one_is_refused():
    fit = model(drawn())
    people = np.linspace(10, 60, len(STUDY))
    assert egger_multilevel(fit, STUDY, np.sqrt(4 / people), "root of 4 / n").fit.names[-1] == "root of 4 / n"
    with pytest.raises(EvidenceError, match="a moderator is constant"):
        egger_multilevel(fit, STUDY, np.ones(len(STUDY)))
    with pytest.raises(EvidenceError, match="14 rows"):
        egger_multilevel(fit, STUDY, [1.0, 2.0])
