"""Which studies carry a result, what small studies do to it, and what missing ones could."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from allostasis.errors import EvidenceError
from allostasis.evidence.meta import (
    baujat,
    begg,
    cumulative,
    egger,
    fail_safe_n,
    funnel,
    influence,
    leave_one_out,
    mantel_haenszel,
    random_effects,
    trim_and_fill,
)

Y = [0.1, 0.5, -0.3, 1.2, 0.8, 0.4, 2.0, 0.3, 0.6, 0.2]
V = [0.05, 0.1, 0.02, 0.2, 0.04, 0.09, 0.15, 0.06, 0.08, 0.03]
LABELS = [f"study {letter}" for letter in "ABCDEFGHIJ"]
DOSE = [1.0, 2.0, 1.0, 3.0, 2.0, 2.0, 4.0, 1.0, 3.0, 2.0]


def ten(**more):
    return random_effects(Y, V, labels=LABELS, **more)


@pytest.mark.parametrize("test", ["normal", "knapp_hartung"])
def test_leaving_one_study_out_is_the_fit_of_the_others(test):
    without = leave_one_out(ten(test=test))
    assert without.labels == tuple(LABELS)
    by_hand = random_effects(Y[:3] + Y[4:], V[:3] + V[4:], test=test)
    for name in ("coefficients", "se", "low", "high", "tau2", "i2", "q"):
        assert np.ravel(getattr(without, name)[3]) == pytest.approx(np.ravel(getattr(by_hand, name)))
    assert without.k.tolist() == [9] * 10


def test_rows_of_one_laboratory_leave_together():
    laboratories = ["north", "south", "north", "east", "east", "south", "west", "west", "west", "south"]
    without = leave_one_out(ten(), laboratories)
    assert without.labels == ("north", "south", "east", "west")
    assert without.k.tolist() == [8, 7, 8, 7]
    kept = [row for row, laboratory in enumerate(laboratories) if laboratory != "west"]
    by_hand = random_effects([Y[row] for row in kept], [V[row] for row in kept])
    assert without.estimate[3] == pytest.approx(by_hand.estimate)


def test_a_study_that_the_model_cannot_do_without_gives_an_empty_line_with_the_reason():
    only_one_high = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    fit = ten(moderators=only_one_high, names=["high"])
    without = leave_one_out(fit)
    assert np.isnan(without.coefficients[3]).all()
    assert "independent columns" in without.notes[3]
    assert np.isfinite(without.coefficients[[0, 1, 2, 4]]).all()
    assert math.isnan(influence(fit).cook_distance[3])


def test_two_studies_cannot_lose_one_and_keep_a_variance_between_studies():
    without = leave_one_out(random_effects([0.1, 0.5], [0.1, 0.2]))
    assert np.isnan(without.estimate).all()
    assert all("no fit" in note for note in without.notes)
    common = leave_one_out(random_effects([0.1, 0.5], [0.1, 0.2], method="common"))
    assert common.estimate == pytest.approx([0.5, 0.1])


def test_cumulative_results_start_at_the_first_study_and_end_at_the_fit():
    year = [2010, 2004, 1999, 2004, 2020, 2001, 2015, 2018, 2012, 2008]
    growing = cumulative(ten(), year)
    assert growing.labels[:4] == ("study C", "study F", "study B", "study D")  # equal years keep the order of the rows
    assert (growing.estimate[0], growing.se[0, 0]) == pytest.approx((Y[2], math.sqrt(V[2])))
    assert growing.estimate[-1] == pytest.approx(ten().estimate)
    assert growing.k.tolist() == list(range(1, 11))


def test_cumulative_results_with_knapp_hartung_begin_with_the_study_itself():
    growing = cumulative(ten(test="knapp_hartung"))
    assert growing.se[0, 0] == pytest.approx(math.sqrt(V[0]))
    assert "not a synthesis" in growing.notes[0]
    assert np.isfinite(growing.se).all()


def test_refits_are_given_line_by_line_for_a_table():
    records = leave_one_out(ten()).records()
    assert records[0]["labels"] == "study A"
    assert isinstance(records[0]["coefficients"], float)
    moderated = leave_one_out(ten(moderators=DOSE))
    assert len(moderated.records()[0]["coefficients"]) == 2
    with pytest.raises(EvidenceError, match="2 coefficients"):
        _ = moderated.estimate


@pytest.mark.parametrize("test", ["normal", "knapp_hartung"])
def test_the_deleted_residual_is_the_test_of_a_model_with_the_study_on_its_own(test):
    # A mean-shift model: a moderator that is 1 for the row alone takes it out of the mean; Viechtbauer and Cheung 2010.
    found = influence(ten(method="REML", test=test))
    for row in (3, 6):
        shift = random_effects(Y, V, moderators=np.arange(10) == row, names=["row"], test=test)
        assert found.rstudent[row] == pytest.approx(shift.coefficient("row")["statistic"], rel=1e-6)
        assert found.tau2_deleted[row] == pytest.approx(shift.tau2, rel=1e-6)


def test_with_known_variances_the_diagnostics_have_closed_forms_in_the_leverage():
    fit = ten(method="common", moderators=DOSE)
    found = influence(fit)
    residual = fit.estimates - fit.fitted
    deleted = residual / np.sqrt(fit.variances * (1 - found.hat))
    assert found.rstudent == pytest.approx(deleted)
    assert found.cook_distance == pytest.approx(deleted**2 * found.hat / (1 - found.hat))
    assert found.dffits == pytest.approx(deleted * np.sqrt(found.hat / (1 - found.hat)))
    assert found.cov_ratio == pytest.approx(1 / (1 - found.hat))
    assert found.q_deleted == pytest.approx(fit.q - deleted**2)
    assert found.hat.sum() == pytest.approx(2)
    assert found.weight.sum() == pytest.approx(100)


@pytest.mark.parametrize("test", ["normal", "knapp_hartung"])
def test_in_a_common_effect_the_change_of_the_mean_is_the_change_of_every_fitted_value(test):
    found = influence(ten(method="common", test=test))
    assert found.dfbetas[:, 0] == pytest.approx(found.dffits)


def test_rows_are_marked_by_the_four_usual_rules():
    # One far dose and one odd effect, chosen so that each rule but the first marks a row that no other rule marks.
    fit = random_effects([0.1, -2.0, *Y[2:]], V, moderators=[*DOSE[:6], 6.0, *DOSE[7:]], method="common")
    found = influence(fit)
    rules = (
        np.abs(found.dffits) > 3 * math.sqrt(2 / 8),
        found.cook_distance > 2 * math.log(2),  # the median of chi-square with two degrees of freedom
        found.hat > 3 * 2 / 10,
        (np.abs(found.dfbetas) > 1).any(axis=1),
    )
    assert found.is_influential.tolist() == np.any(rules, axis=0).tolist()
    alone = [(rule & (np.sum(rules, axis=0) == 1)).any() for rule in rules]
    assert alone == [False, True, True, True]
    assert rules[0].any()
    assert not found.is_influential.all()


def test_an_outlier_is_marked_and_a_harmless_study_is_not():
    found = influence(random_effects([*Y, 9.0], [*V, 0.01]))
    assert found.is_influential[-1]
    assert not found.is_influential[0]


def test_the_shares_of_the_baujat_plot_sum_to_q_and_the_pull_is_that_of_leaving_the_study_out():
    fit = ten(method="common")
    plot, without = baujat(ten()), leave_one_out(fit)
    assert plot.heterogeneity.sum() == pytest.approx(fit.q)
    assert plot.influence == pytest.approx(((fit.estimate - without.estimate) / without.se[:, 0]) ** 2)


def test_effects_that_grow_with_their_standard_errors_are_found_by_egger_and_begg():
    se = np.linspace(0.1, 0.6, 12)
    leaning = random_effects(0.2 + 2 * se + 0.01 * (-1) ** np.arange(12), se**2)
    for model in ("mixed", "classic"):
        found = egger(leaning, model)
        assert found.slope == pytest.approx(2, abs=0.1)
        assert found.limit == pytest.approx(0.2, abs=0.05)
        assert found.limit_low < found.limit < found.limit_high
        assert found.p_value < 0.01
        assert found.note == ""
    assert begg(leaning).p_value < 0.01
    assert begg(leaning).exact


def test_eggers_test_keeps_the_moderators_of_the_model():
    found = egger(ten(moderators=DOSE))
    by_hand = random_effects(Y, V, moderators=np.column_stack([DOSE, np.sqrt(V)]))
    assert found.statistic == pytest.approx(by_hand.statistic[2])
    assert found.limit is None


def test_another_predictor_may_stand_for_the_standard_error():
    n = np.array([40, 20, 100, 10, 50, 22, 14, 34, 26, 66])
    found = egger(ten(), predictor=np.sqrt(2 / n))
    assert found.slope == pytest.approx(random_effects(Y, V, moderators=np.sqrt(2 / n)).coefficients[1])


def test_few_studies_carry_a_warning_in_every_test_of_small_studies():
    nine = random_effects(Y[:9], V[:9])
    assert all("too few" in found.note for found in (egger(nine), egger(nine, "classic"), begg(nine)))
    assert "too few" in trim_and_fill(nine).note


def test_begg_counts_pairs_by_hand():
    # Standardised effects -, +, + and rising variances: of three pairs, all agree in order; tau = 1, p = 2 / 3!.
    found = begg(random_effects([0.0, 1.0, 5.0], [1.0, 2.0, 4.0]))
    assert (found.tau, found.p_value) == (pytest.approx(1.0), pytest.approx(1 / 3))


def test_begg_standardises_by_the_variance_left_after_the_common_effect():
    # The first and the last study hold most of the weight, which moves them outwards past the third.
    y, v = [-1.1, -0.4, 2.0, 0.6], [0.13, 1.08, 0.95, 0.17]
    w = 1 / np.array(v)
    common = np.average(y, weights=w)
    standard = (np.array(y) - common) / np.sqrt(np.array(v) - 1 / w.sum())
    plain = (np.array(y) - common) / np.sqrt(v)
    assert np.argsort(standard).tolist() != np.argsort(plain).tolist()
    assert begg(random_effects(y, v)).tau == pytest.approx(kendalltau(standard, v).statistic)


def test_tied_sizes_take_the_normal_approximation_and_say_so():
    assert not begg(random_effects(Y, [0.1, 0.1, *V[2:]])).exact


# A funnel cut on the left: the three largest effects have no mirror images.
CUT = [0.0, 0.02, -0.02, 0.1, -0.1, 0.3, -0.3, 1.0, 1.2, 1.5]
CUT_V = [0.01, 0.01, 0.01, 0.05, 0.05, 0.1, 0.1, 0.5, 0.6, 0.7]


@pytest.mark.parametrize("estimator", ["L0", "R0"])
def test_a_funnel_cut_on_the_left_is_filled_there_with_mirror_images(estimator):
    fit = random_effects(CUT, CUT_V, method="common")
    filled = trim_and_fill(fit, estimator=estimator)
    # The run of unmatched effects is three long, and R0 is its length less one. L0: about the centre of the other eight
    # the positive ranks sum to 39, and (4 * 39 - 110) / 19 = 2.4, rounded to 2.
    assert (filled.side, filled.k0) == ("left", 2)
    assert filled.fit.estimate < fit.estimate
    centre = random_effects(CUT[:8], CUT_V[:8], method="common").estimate
    assert filled.fit.estimates[filled.is_filled] == pytest.approx(2 * centre - np.array(CUT[8:]))
    assert filled.fit.labels[-2:] == ("filled 1", "filled 2")
    # L0: (10 * 11 * 21 + 80 + 108 + 34 - 720 - 360 + 1200) / 24 = 110.5, then 4 sqrt(110.5) / 19.
    assert filled.k0_se == pytest.approx(4 * math.sqrt(110.5) / 19 if estimator == "L0" else math.sqrt(6))
    # One chance in two for each step of the run beyond chance, and none stated for L0.
    assert filled.k0_p == (None if estimator == "L0" else 0.125)


@pytest.mark.parametrize("estimator", ["L0", "R0"])
def test_the_mirrored_funnel_is_filled_on_the_other_side(estimator):
    left = trim_and_fill(random_effects(CUT, CUT_V), estimator=estimator)
    right = trim_and_fill(random_effects([-y for y in CUT], CUT_V), estimator=estimator)
    assert (left.side, right.side) == ("left", "right")
    assert (right.k0, right.k0_se) == (left.k0, left.k0_se)
    assert right.fit.estimate == pytest.approx(-left.fit.estimate)


def test_nothing_is_filled_on_the_side_that_misses_nothing():
    fit = random_effects(CUT, CUT_V)
    other = trim_and_fill(fit, side="right")
    assert other.k0 == 0
    assert not other.is_filled.any()
    assert other.fit.estimate == pytest.approx(fit.estimate)


def test_equal_estimates_are_symmetric() -> None:
    fit = random_effects([0.01] * 3, [0.01] * 3)
    filled = trim_and_fill(fit, "right")
    assert filled.k0 == 0
    assert filled.fit.estimate == pytest.approx(0.01)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(-300, 300), st.integers(1, 400)), min_size=3, max_size=9))
def test_trim_and_fill_never_fills_more_than_it_has_and_keeps_what_was_seen(data):
    fit = random_effects([y / 100 for y, _ in data], [v / 100 for _, v in data], method="DL")
    for side in ("left", "right"):
        filled = trim_and_fill(fit, side=side)
        assert 0 <= filled.k0 <= fit.k - 2
        assert (filled.fit.estimates[: fit.k] == fit.estimates).all()


def test_rosenthals_number_is_where_the_combined_z_falls_to_its_critical_value():
    # Four studies with z = 2: sum 8; with N nulls 8 / sqrt(4 + N) = 1.645 at N = 19.65.
    found = fail_safe_n(random_effects([2.0] * 4, [1.0] * 4))
    assert (found.n, found.alpha) == (20, 0.05)


def test_orwins_number_is_where_the_mean_falls_to_its_target():
    fit = random_effects([0.4, 0.6, 0.5, 0.5], [0.1] * 4)
    assert fail_safe_n(fit, "orwin", target=0.1).n == 16
    assert fail_safe_n(fit, "orwin", target=-0.1).n == 16  # a target is a size
    assert fail_safe_n(fit, "orwin").n == 4
    assert fail_safe_n(fit, "orwin", target=0.9).n == 0


def test_the_limits_of_a_funnel_open_from_the_pooled_effect():
    fit = ten()
    plot = funnel(fit, levels=[0.95])
    low, high = plot.limits[0.95]
    assert low[0] == high[0] == pytest.approx(fit.estimate)
    assert high[-1] - fit.estimate == pytest.approx(1.959964 * plot.se_grid[-1], rel=1e-6)
    assert plot.se_grid[-1] > plot.se.max()
    assert funnel(fit, centre=0.0).centre == 0
    moderated = ten(moderators=DOSE)
    assert funnel(moderated).effect == pytest.approx(moderated.estimates - moderated.fitted)


TABLE = (12, 100, 30, 90)


@pytest.mark.parametrize(
    ("measure", "estimate", "variance"),
    [
        ("OR", math.log(12 * 60 / (88 * 30)), 1 / 12 + 1 / 88 + 1 / 30 + 1 / 60),
        ("RR", math.log(12 / 100 * 90 / 30), 1 / 12 - 1 / 100 + 1 / 30 - 1 / 90),
    ],
)
def test_one_table_has_its_own_ratio_and_variance(measure, estimate, variance):
    pooled = mantel_haenszel(*([count] for count in TABLE), measure=measure)
    assert (pooled.estimate, pooled.se**2) == pytest.approx((estimate, variance))
    assert (pooled.q, pooled.q_df) == (pytest.approx(0, abs=1e-12), 0)


def test_one_table_has_the_binomial_variance_of_its_risk_difference():
    pooled = mantel_haenszel(*([count] for count in TABLE), measure="RD")
    assert pooled.estimate == pytest.approx(12 / 100 - 30 / 90)
    binomial = 0.12 * 0.88 / 100 + (1 / 3) * (2 / 3) / 90
    assert pooled.se**2 == pytest.approx(binomial)


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_tables_of_one_size_and_effect_pool_to_it_and_show_no_heterogeneity(measure):
    one = mantel_haenszel(*([count] for count in TABLE), measure=measure)
    four = mantel_haenszel(*([count] * 4 for count in TABLE), measure=measure)
    assert four.estimate == pytest.approx(one.estimate)
    assert four.se == pytest.approx(one.se / 2)
    assert (four.q, four.q_df) == (pytest.approx(0, abs=1e-12), 3)


def test_a_table_with_an_empty_cell_counts_and_a_silent_one_changes_nothing():
    counts = ([0, 12], [50, 100], [4, 30], [50, 90])
    pooled = mantel_haenszel(*counts, measure="OR")
    assert pooled.estimate < mantel_haenszel(*(column[1:] for column in counts), measure="OR").estimate
    silent = mantel_haenszel(*([*column, extra] for column, extra in zip(counts, (0, 20, 0, 20), strict=True)))
    loud = mantel_haenszel(*counts)
    assert (silent.estimate, silent.q, silent.q_df) == pytest.approx((loud.estimate, loud.q, loud.q_df))


def test_tables_that_cannot_be_are_named():
    with pytest.raises(EvidenceError) as refused:
        mantel_haenszel([12, -1], [10, 20], [3, 4], [30, 0], labels=["Lee", "Kim"])
    assert [problem.place for problem in refused.value.problems] == [
        "row Lee, treated",
        "row Kim, treated",
        "row Kim, control",
    ]
    with pytest.raises(EvidenceError, match="events and others in both groups"):
        mantel_haenszel([0, 0], [10, 20], [0, 0], [30, 10])
    with pytest.raises(EvidenceError, match="the same number of each"):
        mantel_haenszel([1], [10, 20], [0, 0], [30, 10])


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: egger(ten(), "weighted"), "one of mixed, classic"),
        (lambda: egger(ten(moderators=DOSE), "classic"), "a model of one pooled effect"),
        (lambda: egger(random_effects(Y[:2], V[:2])), "at least 3 rows"),
        (lambda: egger(random_effects(Y, [0.1] * 10)), "studies of different size"),
        (lambda: egger(ten(), predictor=[1.0, 2.0]), "2 values for 10 rows"),
        (lambda: begg(ten(moderators=DOSE)), "a model of one pooled effect"),
        (lambda: trim_and_fill(ten(moderators=DOSE)), "a model of one pooled effect"),
        (lambda: trim_and_fill(random_effects(Y[:2], V[:2])), "at least 3 rows"),
        (lambda: trim_and_fill(ten(), side="up"), "one of left, right"),
        (lambda: trim_and_fill(ten(), estimator="Q0"), "one of L0, R0"),
        (lambda: fail_safe_n(ten(), "orwin", target=0), "a size above 0"),
        (lambda: fail_safe_n(ten(), alpha=0.7), "between 0 and 0.5"),
        (lambda: fail_safe_n(ten(), "rosenberg"), "one of rosenthal, orwin"),
        (lambda: funnel(ten(), [95]), "give 0.95"),
        (lambda: cumulative(ten(), [1, 2]), "2 values for 10 rows"),
        (lambda: leave_one_out(ten(), ["a"]), "1 labels for 10 rows"),
        (lambda: influence(random_effects([0.1], [0.1], method="common")), "more rows"),
        (lambda: mantel_haenszel([1], [2], [1], [2], measure="HR"), "one of OR, RR, RD"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(ask, message):
    with pytest.raises(EvidenceError, match=message):
        ask()
