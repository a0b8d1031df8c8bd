"""The univariate models on cases small enough to check by hand, and what they refuse."""

import doctest
import json
import math

import numpy as np
import pytest
from scipy.special import chdtri
from scipy.stats import f, norm, t

from allostasis.errors import EvidenceError
from allostasis.evidence import meta
from allostasis.evidence.meta import (
    METHODS,
    blups,
    h2_interval,
    i2_interval,
    means,
    prediction_interval,
    random_effects,
    tau2_interval,
    variance_explained,
)

# Two studies two units apart, each with variance 1/2: the sums can be done in the head. Q = 4, one degree of freedom.
APART = ([0.0, 2.0], [0.5, 0.5])
# With equal variances the moment and REML estimates are all "variance of the estimates less 1/2" = 2 - 1/2.
TAU2_BY_HAND = {
    "common": 0.0,
    "DL": 1.5,  # (4 - 1) / (4 - 8 / 4)
    "HE": 1.5,
    "HS": 0.5,  # (4 - 2) / 4
    "SJ": 4 / 3,  # crude variance 1, then 1 * (2 / 1.5) / 1
    "PM": 1.5,  # 2 / (1/2 + tau2) = 1
    "EB": 1.5,
    "ML": 0.5,  # divisor 2 in place of 1
    "REML": 1.5,
}
# Its standard error, sqrt(2) times the total variance 2 where the estimators agree: the spread of a sample variance.
TAU2_SE_BY_HAND = {
    "DL": math.sqrt(8),
    "HE": math.sqrt(8),
    "HS": math.sqrt(8) / 4,  # sqrt(2 + 4 * 0.5 * 2 + 2 * 0.5**2 * 4) / 4
    "SJ": math.sqrt(2) * (11 / 6) / 1.5,  # total variance 1/2 + 4/3, weights 1 / 1.5
    "PM": math.sqrt(8),
    "EB": math.sqrt(8),
    "ML": 1.0,  # sqrt(2 / (1 + 1))
    "REML": math.sqrt(8),
}
SEVEN = ([0.1, 0.5, -0.3, 1.2, 0.8, 0.4, 2.0], [0.05, 0.1, 0.02, 0.2, 0.04, 0.09, 0.15])
DOSE = [1.0, 2.0, 1.0, 3.0, 2.0, 2.0, 4.0]


@pytest.mark.parametrize("method", METHODS)
def test_the_variance_between_two_studies_is_what_one_gets_by_hand(method):
    fit = random_effects(*APART, method=method)
    assert fit.tau2 == pytest.approx(TAU2_BY_HAND[method], rel=1e-12)
    assert fit.estimate == pytest.approx(1.0, rel=1e-12)
    assert fit.estimate_se == pytest.approx(math.sqrt((0.5 + TAU2_BY_HAND[method]) / 2), rel=1e-12)
    assert (fit.q, fit.q_df) == (pytest.approx(4.0), 1)


@pytest.mark.parametrize("method", TAU2_SE_BY_HAND)
def test_the_standard_error_of_the_variance_between_two_studies_is_what_one_gets_by_hand(method):
    assert random_effects(*APART, method=method).tau2_se == pytest.approx(TAU2_SE_BY_HAND[method], rel=1e-12)


def test_a_common_effect_has_no_standard_error_of_tau2():
    assert random_effects(*APART, method="common").tau2_se is None


def test_the_shares_of_heterogeneity_are_what_one_gets_by_hand():
    for fit in (random_effects(*APART, method="DL"), random_effects(*APART, method="common")):
        assert (fit.i2, fit.h2) == (pytest.approx(75.0), pytest.approx(4.0))


def test_the_normal_test_uses_the_normal_quantile_and_knapp_hartung_uses_t_and_the_spread_of_the_studies():
    normal, adjusted = (random_effects(*APART, method="DL", test=test) for test in ("normal", "knapp_hartung"))
    assert normal.estimate_high == pytest.approx(1 + norm.ppf(0.975))
    # The weighted residual variance is exactly 1 here, so only the distribution differs.
    assert adjusted.estimate_high == pytest.approx(1 + t.ppf(0.975, 1))
    assert (normal.df, adjusted.df) == (None, 1)
    assert adjusted.estimate_p == pytest.approx(2 * t.sf(1, 1))


def test_the_log_likelihoods_are_those_of_the_normal_distribution():
    ml, reml = (random_effects(*APART, method=method) for method in ("ML", "REML"))
    assert ml.log_likelihood == pytest.approx(norm.logpdf([0, 2], loc=1, scale=1).sum())
    # What REML keeps of two values is their difference over root 2.
    assert reml.log_likelihood == pytest.approx(norm.logpdf(math.sqrt(2), scale=math.sqrt(2)))


def test_the_conventions_of_the_prediction_interval_differ_only_in_the_quantile():
    fit = random_effects(*SEVEN)
    width = math.sqrt(fit.estimate_se**2 + fit.tau2)
    for convention, quantile in (
        ("normal", norm.ppf(0.975)),
        ("t_k_minus_p", t.ppf(0.975, 6)),
        ("t_k_minus_2", t.ppf(0.975, 5)),
    ):
        interval = prediction_interval(fit, convention)
        assert interval.convention == convention
        assert interval.high == pytest.approx(fit.estimate + quantile * width)
        assert interval.low == pytest.approx(fit.estimate - quantile * width)


def test_without_a_convention_the_prediction_interval_follows_the_test_of_the_fit():
    assert prediction_interval(random_effects(*SEVEN)).convention == "normal"
    assert prediction_interval(random_effects(*SEVEN, test="knapp_hartung")).convention == "t_k_minus_p"


def test_the_prediction_interval_is_wider_than_the_confidence_interval_unless_tau2_is_zero():
    fit = random_effects(*SEVEN)
    interval = prediction_interval(fit)
    assert interval.low < fit.estimate_low
    assert fit.estimate_high < interval.high
    same = random_effects(*SEVEN, method="common")
    interval = prediction_interval(same)
    assert (interval.low, interval.high) == pytest.approx((same.estimate_low, same.estimate_high))
    assert "common effect" in interval.note


def test_at_the_ends_of_the_q_profile_interval_the_generalised_q_meets_the_quantiles_of_chi_square():
    fit = random_effects(*SEVEN)
    interval = tau2_interval(fit)
    for tau2, tail in ((interval.low, 0.025), (interval.high, 0.975)):
        w = 1 / (fit.variances + tau2)
        q = np.sum(w * (fit.estimates - np.average(fit.estimates, weights=w)) ** 2)
        assert q == pytest.approx(chdtri(6, tail), rel=1e-9)


def test_at_the_ends_of_the_profile_likelihood_interval_the_likelihood_has_fallen_by_half_a_quantile():
    fit = random_effects(*SEVEN, method="ML")
    interval = tau2_interval(fit, "profile_likelihood")
    assert interval.low < fit.tau2 < interval.high
    for tau2 in (interval.low, interval.high):
        scale = np.sqrt(fit.variances + tau2)
        mean = np.average(fit.estimates, weights=scale**-2)
        height = norm.logpdf(fit.estimates, mean, scale).sum()
        assert fit.log_likelihood - height == pytest.approx(chdtri(1, 0.05) / 2, rel=1e-8)


def test_the_intervals_of_i2_and_h2_are_the_interval_of_tau2_in_other_units():
    fit = random_effects(*SEVEN)
    i2, h2 = i2_interval(fit), h2_interval(fit)
    assert i2.low < fit.i2 < i2.high
    assert (100 * (1 - 1 / h2.low), 100 * (1 - 1 / h2.high)) == pytest.approx((i2.low, i2.high))


@pytest.mark.parametrize("by", ["q_profile", "profile_likelihood"])
def test_an_interval_that_ends_at_zero_says_so(by):
    alike = random_effects([0.1, 0.3, 0.2], [1.0, 1.2, 0.8])
    assert alike.tau2 == 0
    assert alike.notes == ("tau2 is at its boundary, 0",)
    interval = tau2_interval(alike, by)
    assert interval.low == 0
    assert "boundary 0" in interval.note


@pytest.mark.parametrize("method", ["ML", "REML"])
def test_of_two_peaks_of_the_likelihood_the_higher_one_wins(method):
    # Three precise studies agree and three others scatter: one peak is near 0, the other wide. Both precisions matter.
    y, v = [0.0, 0.02, -0.02, 3.0, -3.0, 4.0], [1e-4, 1e-4, 1e-4, 0.5, 0.5, 0.5]
    fit = random_effects(y, v, method=method)
    for tau2 in np.geomspace(1e-8, 100, 400):
        scale = np.sqrt(fit.variances + tau2)
        mean = np.average(fit.estimates, weights=scale**-2)
        height = norm.logpdf(fit.estimates, mean, scale).sum()
        if method == "REML":
            height += 0.5 * math.log(2 * math.pi) + 0.5 * math.log(6) - 0.5 * math.log(np.sum(scale**-2))
        assert height <= fit.log_likelihood + 1e-9


def test_a_regression_on_a_line_finds_the_line():
    x = np.array([0.0, 1.0, 2.0, 5.0])
    fit = random_effects(0.5 + 0.25 * x, [0.1, 0.2, 0.1, 0.3], moderators=x, names=["dose"])
    assert fit.names == ("intercept", "dose")
    assert fit.coefficients == pytest.approx([0.5, 0.25])
    assert (fit.tau2, fit.q_df) == (0.0, 2)


def test_with_one_moderator_the_omnibus_test_is_the_square_of_its_own_test():
    for test, df in (("normal", (1,)), ("knapp_hartung", (1, 5))):
        fit = random_effects(*SEVEN, moderators=DOSE, test=test)
        assert fit.qm == pytest.approx(fit.statistic[1] ** 2)
        assert fit.qm_p == pytest.approx(fit.p_value[1])
        assert fit.qm_df == df
    assert random_effects(*SEVEN).qm is None


def test_the_omnibus_test_of_several_moderators_is_a_mean_square_against_f():
    both = np.column_stack([DOSE, np.square(DOSE)])
    normal, adjusted = (random_effects(*SEVEN, moderators=both, test=test) for test in ("normal", "knapp_hartung"))
    residual = np.sum(adjusted.weights * (adjusted.estimates - adjusted.fitted) ** 2) / 4
    assert adjusted.qm == pytest.approx(normal.qm / 2 / residual)
    assert adjusted.qm_df == (2, 4)
    assert adjusted.qm_p == pytest.approx(f.sf(adjusted.qm, 2, 4))


def test_groups_without_an_intercept_have_their_own_common_effects():
    first = np.array([1, 1, 1, 0, 0, 0, 0])
    fit = random_effects(*SEVEN, moderators=np.column_stack([first, 1 - first]), intercept=False, method="common")
    y, w = np.array(SEVEN[0]), 1 / np.array(SEVEN[1])
    assert fit.coefficients == pytest.approx([np.average(y[:3], weights=w[:3]), np.average(y[3:], weights=w[3:])])
    assert fit.qm_df == (2,)


def test_moderators_that_explain_the_differences_lower_tau2_and_r2_says_by_how_much():
    plain, moderated = random_effects(*SEVEN), random_effects(*SEVEN, moderators=DOSE)
    assert moderated.tau2 < plain.tau2
    assert variance_explained(moderated) == pytest.approx(100 * (1 - moderated.tau2 / plain.tau2))
    assert variance_explained(plain) is None


def test_means_of_a_regression_and_their_prediction_intervals_follow_the_moderators():
    fit = random_effects(*SEVEN, moderators=DOSE, names=["dose"])
    at = means(fit, [[1.0], [4.0]])
    slope = fit.coefficient("dose")["estimate"]
    assert at.estimate[1] - at.estimate[0] == pytest.approx(3 * slope)
    interval = prediction_interval(fit, at=[4.0])
    assert (interval.low + interval.high) / 2 == pytest.approx(at.estimate[1])
    assert interval.low < at.low[1]


def test_the_intercept_of_a_centred_moderator_has_the_interval_of_the_mean():
    moved = np.array(DOSE) - 4
    here, there = random_effects(*SEVEN, moderators=DOSE), random_effects(*SEVEN, moderators=moved)
    at = means(here, [4.0])
    assert (at.estimate[0], at.low[0]) == pytest.approx((there.coefficients[0], there.low[0]))


def test_each_studys_own_effect_lies_between_its_estimate_and_the_mean():
    fit = random_effects(*SEVEN)
    own = blups(fit)
    assert ((own.estimate - fit.estimates) * (own.estimate - fit.estimate) <= 1e-12).all()
    assert (own.low < own.estimate).all()
    assert (own.estimate < own.high).all()
    # Share 3/4: variance 3/4 * 1/2 of its own and 1/16 of the mean's 1.
    assert blups(random_effects(*APART, method="DL")).se == pytest.approx(np.sqrt([0.4375, 0.4375]))
    same = blups(random_effects(*SEVEN, method="common"))
    assert same.estimate == pytest.approx(np.full(7, np.average(SEVEN[0], weights=1 / np.array(SEVEN[1]))))


def test_one_study_is_its_own_common_effect_and_says_that_it_is_no_synthesis():
    fit = random_effects([0.3], [0.04], method="common")
    assert (fit.estimate, fit.estimate_se) == pytest.approx((0.3, 0.2))
    assert (fit.q, fit.q_df, fit.q_p, fit.i2, fit.h2) == (0, 0, 1, 0, 1)
    assert any("not a synthesis" in note for note in fit.notes)


@pytest.mark.parametrize("method", [method for method in METHODS if method != "common"])
def test_the_variance_between_studies_of_one_study_is_refused(method):
    with pytest.raises(EvidenceError, match="at least 2 rows"):
        random_effects([0.3], [0.04], method=method)


def test_knapp_hartung_of_one_study_is_refused():
    with pytest.raises(EvidenceError, match="at least 2 rows for Knapp-Hartung"):
        random_effects([0.3], [0.04], method="common", test="knapp_hartung")


def test_identical_estimates_give_a_knapp_hartung_interval_that_says_it_is_worthless():
    fit = random_effects([0.5, 0.5, 0.5], [0.1, 0.1, 0.1], test="knapp_hartung")
    assert (fit.estimate_low, fit.estimate_high) == pytest.approx((0.5, 0.5))
    assert any("no width" in note for note in fit.notes)


def test_all_bad_rows_are_named_at_once():
    with pytest.raises(EvidenceError) as refused:
        random_effects(
            [0.1, math.nan, 0.2, 0.3, math.inf],
            [0.1, 0.1, -0.2, 0.0, math.nan],
            labels=["Lee 1999", "Kim 2001", "Ruiz 2004", "Abe 2010", "Roy 2012"],
        )
    places = [problem.place for problem in refused.value.problems]
    assert places == [
        "row Kim 2001, estimate",
        "row Ruiz 2004, variance",
        "row Abe 2010, variance",
        "row Roy 2012, estimate",
        "row Roy 2012, variance",
    ]
    assert "all the weight" in str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"estimates": [], "variances": []}, "at least one row"),
        ({"estimates": [0.1, 0.2], "variances": [0.1]}, "1 rows for 2 estimates"),
        ({"estimates": ["a lot"], "variances": [0.1]}, "numbers, one per row"),
        ({"estimates": [[0.1, 0.2]], "variances": [0.1, 0.2]}, "one number per row"),
        ({"method": "reml"}, "REML"),
        ({"test": "t"}, "knapp_hartung"),
        ({"level": 95}, "give 0.95"),
        ({"labels": ["one"]}, "1 labels for 7 rows"),
        ({"moderators": DOSE[:3]}, "7 rows"),
        ({"moderators": ["low"] * 7}, "0 and 1 columns"),
        ({"moderators": [*DOSE[:6], math.nan], "names": ["dose"]}, "row 6, moderator dose"),
        ({"moderators": DOSE, "names": ["dose", "route"]}, "2 names for 1 columns"),
        ({"moderators": [3.0] * 7}, "a moderator is constant"),
        ({"moderators": np.ones((7, 8))}, "7 rows for 9 coefficients"),
        ({"intercept": False}, "at least one coefficient"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(arguments, message):
    given = {"estimates": SEVEN[0], "variances": SEVEN[1], **arguments}
    with pytest.raises(EvidenceError, match=message):
        random_effects(**given)


def test_what_a_fit_cannot_answer_is_refused_in_words():
    moderated, moments = random_effects(*SEVEN, moderators=DOSE), random_effects(*SEVEN, method="DL")
    with pytest.raises(EvidenceError, match="2 coefficients"):
        _ = moderated.estimate
    with pytest.raises(EvidenceError, match="one of intercept, x1"):
        moderated.coefficient("dose")
    with pytest.raises(EvidenceError, match="one finite number for each of x1"):
        prediction_interval(moderated)
    with pytest.raises(EvidenceError, match="moderators of one new study"):
        prediction_interval(moderated, at=[[1.0], [2.0]])
    with pytest.raises(EvidenceError, match="a fit by DL"):
        tau2_interval(moments, "profile_likelihood")
    with pytest.raises(EvidenceError, match="more rows for t_k_minus_2"):
        prediction_interval(random_effects(*APART), "t_k_minus_2")


def test_a_fit_as_a_dictionary_is_plain_json():
    record = json.loads(json.dumps(random_effects(*SEVEN, moderators=DOSE).as_dict(), allow_nan=False))
    assert record["names"] == ["intercept", "x1"]
    assert len(record["covariance"]) == 2


def test_ten_thousand_studies_and_a_year_as_moderator_lose_no_digits():
    random = np.random.default_rng(3)
    year = np.round(random.uniform(1950, 2025, 10_000))
    v = random.uniform(0.01, 0.5, 10_000)
    y = random.normal(0.3, np.sqrt(v + 0.05))
    for method in METHODS:
        raw = random_effects(y, v, moderators=year, method=method)
        centred = random_effects(y, v, moderators=year - 1990, method=method)
        # The slope does not depend on the origin of the calendar; nine digits are left of sixteen.
        assert raw.coefficients[1] == pytest.approx(centred.coefficients[1], rel=1e-9)
        assert raw.tau2 == pytest.approx(centred.tau2, rel=1e-9)
        assert np.isfinite([raw.log_likelihood, raw.q, *raw.se]).all()


def test_the_example_in_the_documentation_is_true():
    assert doctest.testmod(meta).failed == 0
