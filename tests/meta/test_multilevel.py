"""Random effects nested in levels: printed results, a slow likelihood written out in full, and what must not matter."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize, minimize_scalar
from scipy.stats import chi2, norm, t

from allostasis.errors import EvidenceError
from allostasis.evidence.meta import (
    component_interval,
    constant_correlation,
    correlated_hierarchical,
    multilevel,
    multilevel_prediction_interval,
    predicted_effects,
    random_effects,
    sweep_rho,
    true_effects,
)

REFERENCE = Path(__file__).parent / "reference"


def school_calendars():
    """Modified school calendars, 56 studies in 11 districts (Konstantopoulos 2011, Research Synthesis Methods 2:61)."""
    with (REFERENCE / "konstantopoulos2011.csv").open() as file:
        rows = list(csv.DictReader(file))
    columns = {name: np.array([float(row[name]) for row in rows]) for name in ("estimate", "variance", "year")}
    return columns | {"levels": {name: [row[name] for row in rows] for name in ("district", "school")}}


SCHOOLS = school_calendars()


def schools(**options):
    return multilevel(SCHOOLS["estimate"], SCHOOLS["variance"], levels=SCHOOLS["levels"], **options)


def made_up(seed=3, studies=9, most=4):
    """Effects of studies of uneven size, drawn from the model itself."""
    rng = np.random.default_rng(seed)
    study = np.repeat(np.arange(studies), rng.integers(1, most + 1, studies))
    study = np.append(study, [0, 0, 1])  # some studies always have several rows, and not side by side
    k = len(study)
    variances = rng.uniform(0.02, 0.2, k)
    estimates = 0.3 + 0.3 * rng.normal(size=studies)[study] + rng.normal(size=k) * np.sqrt(variances + 0.05)
    return estimates, variances, study, rng.normal(size=k)


def slow_log_likelihood(components, y, x, v, groups, restricted):
    """The definition, with one dense matrix over all rows."""
    m = v + sum(s * np.equal.outer(g, g) for s, g in zip(components, groups, strict=True))
    w = np.linalg.inv(m)
    b = np.linalg.solve(x.T @ w @ x, x.T @ w @ y)
    r = y - x @ b
    total = np.linalg.slogdet(m)[1] + r @ w @ r + (len(y) - restricted * x.shape[1]) * np.log(2 * np.pi)
    if restricted:
        total += np.linalg.slogdet(x.T @ w @ x)[1] - np.linalg.slogdet(x.T @ x)[1]
    return -total / 2


def test_three_levels_reproduce_the_printed_school_calendar_results():
    # Konstantopoulos 2011, tables 4 and 5 (ML), four printed digits; REML from the documentation of metafor.
    ml, reml = schools(method="ML"), schools()
    printed = [0.1845, 0.0805, 0.0577, 0.0329]
    assert [round(x, 4) for x in (ml.estimate, ml.estimate_se, *ml.components)] == printed
    assert [round(x, 4) for x in (reml.estimate, reml.estimate_se, *reml.components)] == [
        0.1847,
        0.0846,
        0.0651,
        0.0327,
    ]
    assert round(reml.icc[0], 4) == 0.6653
    assert round(reml.log_likelihood, 4) == -7.9587


def test_the_prediction_interval_is_wider_than_the_confidence_interval_and_names_its_convention():
    fit = schools()
    interval = multilevel_prediction_interval(fit, "normal")
    assert (round(interval.low, 4), round(interval.high, 4), interval.convention) == (-0.4502, 0.8197, "normal")
    assert interval.low < fit.estimate_low - 0.4  # the confidence interval is 0.0190 to 0.3504
    assert interval.high > fit.estimate_high + 0.4


@pytest.mark.parametrize(("convention", "df"), [("t_k_minus_p", 55), ("t_k_minus_2", 54), ("t_groups_minus_p", 10)])
def test_prediction_intervals_use_the_degrees_of_freedom_that_they_name(convention, df):
    fit = schools()
    half = t.ppf(0.975, df) * np.sqrt(fit.estimate_se**2 + fit.tau2)
    assert multilevel_prediction_interval(fit, convention).high == pytest.approx(fit.estimate + half, rel=1e-12)


def test_the_mean_of_a_new_study_varies_less_than_a_new_effect():
    fit = schools()
    whole, outer = multilevel_prediction_interval(fit), multilevel_prediction_interval(fit, through="district")
    half = norm.ppf(0.975) * np.sqrt(fit.estimate_se**2 + fit.components[0])
    assert outer.high - outer.low == pytest.approx(2 * half, rel=1e-12)
    assert outer.high < whole.high


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_the_block_by_block_fit_is_the_maximum_of_the_dense_likelihood(method):
    estimates, variances, study, moderator = made_up()
    sampling = constant_correlation(variances, study, 0.4)
    levels = {"study": study, "effect": range(len(study))}
    fit = multilevel(estimates, sampling, levels=levels, moderators=moderator, method=method)
    x = np.column_stack([np.ones(len(study)), moderator])
    groups = [study, np.arange(len(study))]

    def minus(root):
        return -slow_log_likelihood(root**2, estimates, x, sampling, groups, method == "REML")

    best = minimize(minus, [0.3, 0.3], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13})
    assert fit.log_likelihood == pytest.approx(-best.fun, abs=1e-9)
    # A maximum known to 1e-13 in height is known to its square root, 1e-6, in place.
    assert fit.components == pytest.approx(best.x**2, abs=1e-5)


def slow_profile(value, y, x, v, groups):
    """Highest dense restricted likelihood with the variance of the first groups held at `value`."""

    def minus(inner):
        return -slow_log_likelihood([value, inner], y, x, v, groups, True)

    return -minimize_scalar(minus, bounds=(0, 1), method="bounded", options={"xatol": 1e-10}).fun


def test_profile_intervals_end_where_the_dense_likelihood_has_fallen_by_the_quantile():
    fit = schools()
    rows = SCHOOLS["estimate"], np.ones((56, 1)), np.diag(SCHOOLS["variance"])
    groups = [level.codes for level in fit.data.levels]
    fall = fit.log_likelihood - chi2.ppf(0.95, 1) / 2
    interval = component_interval(fit, "district")
    # The ends are known to 1e-9 of their size, and the likelihood changes by about ten per unit there.
    assert slow_profile(interval.low, *rows, groups) == pytest.approx(fall, abs=1e-7)
    assert slow_profile(interval.high, *rows, groups) == pytest.approx(fall, abs=1e-7)
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.0222, 0.2072)  # as metafor prints


def test_a_variance_that_is_zero_at_the_top_rises_when_the_other_one_is_held_low():
    estimates, variances, study, _ = made_up(seed=37)
    sampling, effect = constant_correlation(variances, study, 0.3), np.arange(len(study))
    fit = multilevel(estimates, sampling, levels={"study": study, "effect": effect})
    assert fit.components[0] == 0
    interval = component_interval(fit, "effect")
    rows = estimates, np.ones((len(study), 1)), sampling
    fall = fit.log_likelihood - chi2.ppf(0.95, 1) / 2
    assert slow_profile(interval.low, *rows, [effect, study]) == pytest.approx(fall, abs=1e-7)
    assert slow_log_likelihood([0, interval.low], *rows, [study, effect], True) < fall - 0.5  # it did rise


def test_the_errors_of_the_variances_come_from_the_expected_information():
    two = multilevel(SCHOOLS["estimate"], SCHOOLS["variance"], levels={"school": range(56)})
    assert np.round([two.tau2, *two.components_se], 4).tolist() == [0.0884, 0.0202]  # Konstantopoulos 2011, table 4
    fit, p = schools(), dense_residual_weights(schools())
    parts = [p @ np.equal.outer(level.codes, level.codes).astype(float) for level in fit.data.levels]
    information = [[np.trace(a @ b) / 2 for b in parts] for a in parts]
    assert fit.components_se**2 == pytest.approx(np.diag(np.linalg.inv(information)), rel=1e-8)


def dense_residual_weights(fit):
    """P of the school calendars, with one matrix over all rows."""
    same = [np.equal.outer(level.codes, level.codes) for level in fit.data.levels]
    m = np.diag(SCHOOLS["variance"]) + fit.components[0] * same[0] + fit.components[1] * same[1]
    w, one = np.linalg.inv(m), np.ones((56, 1))
    return w - w @ one @ one.T @ w / (one.T @ w @ one)


def test_one_effect_per_study_is_the_two_level_model():
    estimates, variances, _, moderator = made_up()
    one_each = {"study": np.arange(len(estimates)), "effect": np.arange(len(estimates))}
    for options in ({}, {"moderators": moderator}, {"method": "ML"}):
        fit = multilevel(estimates, variances, levels=one_each, **options)
        flat = random_effects(estimates, variances, **options)
        assert fit.level_names == ("study",)
        assert "cannot be told apart" in fit.notes[0]
        # Both searches stop within 1e-9 of a standard error; the rest is rounding.
        assert fit.coefficients == pytest.approx(flat.coefficients, rel=1e-6)
        assert fit.tau2 == pytest.approx(flat.tau2, rel=1e-5)
        assert fit.se == pytest.approx(flat.se, rel=1e-6)
        assert fit.log_likelihood == pytest.approx(flat.log_likelihood, abs=1e-9)
        assert (fit.q, fit.i2) == pytest.approx((flat.q, flat.i2), rel=1e-5)


def test_without_levels_and_correlation_it_is_the_common_effect():
    estimates, variances, _, _ = made_up()
    fit, flat = multilevel(estimates, variances, levels={}), random_effects(estimates, variances, method="common")
    assert (fit.estimate, fit.estimate_se, fit.q) == pytest.approx((flat.estimate, flat.estimate_se, flat.q), rel=1e-12)
    assert fit.tau2 == 0


@settings(max_examples=6)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.01, 100))
def test_shifting_scaling_and_reordering_the_rows_do_what_they_should(seed, shift, scale):
    estimates, variances, study, _ = made_up(seed)
    order = np.random.default_rng(seed).permutation(len(study))
    sampling = constant_correlation(variances, study, 0.3)
    effect = np.arange(len(study))
    fit = multilevel(estimates, sampling, levels={"study": study, "effect": effect})
    other = multilevel(
        (scale * estimates + shift)[order],
        (scale**2 * sampling)[np.ix_(order, order)],
        levels={"study": study[order], "effect": effect[order]},
    )
    # The search stops a hundred-millionth of a standard error from the top; the top may be flat, so 1e-6.
    assert other.estimate == pytest.approx(scale * fit.estimate + shift, rel=1e-6, abs=1e-6 * scale)
    assert other.estimate_se == pytest.approx(scale * fit.estimate_se, rel=1e-6)
    assert other.components == pytest.approx(scale**2 * fit.components, rel=1e-4, abs=1e-6 * scale**2)
    assert (other.q, other.i2) == pytest.approx((fit.q, fit.i2), rel=1e-4, abs=1e-6)


def test_effects_without_more_spread_than_their_errors_put_the_variances_at_their_named_boundary():
    fit = multilevel([0.10, 0.11, 0.12, 0.11], [0.5, 0.5, 0.5, 0.5], levels={"study": "aabb", "effect": range(4)})
    assert fit.components.tolist() == [0, 0]
    assert fit.notes == (
        "The variance of study is at its boundary, 0.",
        "The variance of effect is at its boundary, 0.",
    )
    assert np.isnan(fit.components_se).all()
    interval = component_interval(fit, "study")
    assert interval.low == 0
    assert "boundary" in interval.note
    assert "no room" in multilevel_prediction_interval(fit).note


def test_predicted_effects_add_up_to_the_true_effects_and_are_shrunk_estimates():
    fit = schools()
    outer, inner, rows = predicted_effects(fit, "district"), predicted_effects(fit, "school"), true_effects(fit)
    codes = [level.codes for level in fit.data.levels]
    summed = fit.estimate + outer.values[codes[0]] + inner.values[codes[1]]
    assert rows.values == pytest.approx(summed, abs=1e-12)
    assert (rows.se < np.sqrt(SCHOOLS["variance"]) + 1e-12).all()
    assert (outer.se < np.sqrt(fit.components[0])).all()


def test_predicted_effects_follow_the_dense_formula():
    fit = schools()
    p, s = dense_residual_weights(fit), fit.components[0]
    z = np.equal.outer(fit.data.levels[0].codes, np.arange(11)).astype(float)
    found = predicted_effects(fit, "district")
    assert found.values == pytest.approx(s * z.T @ p @ SCHOOLS["estimate"], abs=1e-10)
    assert found.se**2 == pytest.approx(np.diag(s * np.eye(11) - s**2 * z.T @ p @ z), rel=1e-9)


def test_the_errors_of_true_effects_follow_the_dense_formula():
    fit, v = schools(), np.diag(SCHOOLS["variance"])
    # The estimate less its true effect is the sampling error, and P y holds all that the data say of it.
    expected = np.diag(v - v @ dense_residual_weights(fit) @ v)
    assert true_effects(fit).se ** 2 == pytest.approx(expected, rel=1e-8)


def test_moderators_give_an_omnibus_test_and_predictions_at_a_place():
    year = SCHOOLS["year"] - SCHOOLS["year"].mean()
    fit = schools(moderators=year, names=["year"], method="ML", test="t")
    assert np.round(fit.coefficients, 4).tolist() == [0.1780, 0.0051]  # Konstantopoulos 2011; 0.183 there is a misprint
    assert fit.qm == pytest.approx(float(fit.statistic[1]) ** 2, rel=1e-10)
    assert fit.qm_df == (1, 54)
    assert fit.qm_p == pytest.approx(float(fit.p_value[1]), rel=1e-8)
    low, high = (multilevel_prediction_interval(fit, at=[place]) for place in (-10, 10))
    assert (high.low + high.high - low.low - low.high) / 2 == pytest.approx(20 * fit.coefficients[1], rel=1e-9)


def test_two_thousand_effects_are_fitted_block_by_block():
    rng = np.random.default_rng(5)
    study = np.repeat(np.arange(500), 4)
    true = 0.2 + 0.3 * rng.normal(size=500)[study] + 0.2 * rng.normal(size=2000)
    estimates = true + 0.4 * rng.normal(size=2000)
    fit = multilevel(estimates, np.full(2000, 0.16), levels={"study": study, "effect": range(2000)})
    # Within three standard errors of what the rows were drawn from.
    assert (np.abs(fit.components - [0.09, 0.04]) < 3 * fit.components_se).all()
    assert abs(fit.estimate - 0.2) < 3 * fit.estimate_se


def test_the_assumed_correlation_is_swept_and_said():
    estimates, variances, study, _ = made_up()
    results = sweep_rho(estimates, variances, study)
    assert [result.rho for result in results] == [0.2, 0.4, 0.6, 0.8]
    assert all(result.robust.m == 9 for result in results)
    # The more the errors of a study are alike, the less of the likeness of its effects is left for heterogeneity.
    between = [result.fit.components[0] for result in results]
    assert between == sorted(between, reverse=True)


def test_correlated_effects_of_one_study_count_as_fewer_than_independent_ones():
    estimates, variances = [0.1, 0.5, 0.9, 0.4, 0.4, 0.4], [0.04] * 6
    alike = correlated_hierarchical(estimates, variances, "abcddd", rho=0.9).fit
    apart = correlated_hierarchical(estimates, variances, "abcddd", rho=0.0).fit
    assert alike.estimate_se > apart.estimate_se


BAD = {
    "one cluster": ({"estimates": [1, 2, 3], "sampling": [1, 1, 1], "levels": {"study": "aaa"}}, "one group"),
    "a missing label": ({"estimates": [1, 2], "sampling": [1, 1], "levels": {"study": ["a", None]}}, "row 1, level"),
    "too few labels": ({"estimates": [1, 2], "sampling": [1, 1], "levels": {"study": "a"}}, "1 labels"),
    "a variance of zero": ({"estimates": [1, 2], "sampling": [1, 0], "levels": {"study": "ab"}}, "row 1, variance"),
    "an unequal pair": ({"estimates": [1, 2], "sampling": [[1, 0.5], [0.1, 1]], "levels": {}}, "rows 0 and 1"),
    "a correlation above one": ({"estimates": [1, 2], "sampling": [[1, 2], [2, 1]], "levels": {}}, "rows 0 and 1"),
    "a covariance that is no number": (
        {"estimates": [1, 2], "sampling": [[1, np.nan], [np.nan, 1]], "levels": {}},
        "rows 0 and 1",
    ),
    "no positive definite matrix": (
        {"estimates": [1, 2, 4], "sampling": [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], "levels": {}},
        "not positive definite",
    ),
    "as many coefficients as rows": (
        {"estimates": [1, 2], "sampling": [1, 1], "levels": {}, "moderators": [0, 1]},
        "2 rows",
    ),
    "moderators that name every study": (
        {
            "estimates": [1, 2, 3, 5, 4, 7],
            "sampling": [1] * 6,
            "levels": {"study": "aabbcc"},
            "moderators": np.kron(np.eye(3), np.ones((2, 1)))[:, 1:],
        },
        "levels study",
    ),
    "an unknown method": ({"estimates": [1, 2], "sampling": [1, 1], "levels": {}, "method": "DL"}, "'DL'"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_refused_by_name(name):
    options, words = BAD[name]
    with pytest.raises(EvidenceError, match=words):
        multilevel(**options)


def test_all_bad_rows_are_named_at_once():
    with pytest.raises(EvidenceError) as caught:
        multilevel([1, np.nan, 3], [1, 1, -1], levels={"study": "abc"})
    assert len(caught.value.problems) == 2


def test_an_unknown_level_or_a_wrong_place_is_refused():
    fit = schools()
    with pytest.raises(EvidenceError, match="'study'"):
        component_interval(fit, "study")
    with pytest.raises(EvidenceError, match="1 numbers"):
        multilevel_prediction_interval(fit, at=[3.0])


def test_results_can_be_written_as_json_and_carry_how_the_search_went():
    import json

    fit = schools()
    written = json.loads(json.dumps(fit.as_dict()))
    assert written["coefficients"] == [fit.estimate]
    assert written["status"] == "REML reached its maximum; 4 of 4 starts ended there."
