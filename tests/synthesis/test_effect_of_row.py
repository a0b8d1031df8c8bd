"""What one row says: its size by the first way that its cells allow, else bounds, else a sign."""

from __future__ import annotations

import math

import pytest

from allostasis.evidence.meta import effect_sizes as es
from allostasis.evidence.synthesis import effect_of_row, reports_of

from .made_up import better, effect, outcome, sized, study, worse

STUDY = study("a")
CROSSED = study("a", design_kind="crossover")


def read(row, of=STUDY, correlation=0.5):
    return effect_of_row(row, of, outcome(row.outcome), correlation)


def test_means_of_two_arms_become_hedges_g_with_the_good_direction_positive():
    found = read(sized("a.x", -0.5))
    assert (found.way, found.information, found.sign) == ("means", "size", 1)
    expected = es.hedges_g(es.Arm(20, -0.5, 1.0), es.Arm(20, 0.0, 1.0))
    assert found.size.estimate == pytest.approx(-expected.estimate)
    assert found.size.variance == pytest.approx(expected.variance)
    assert found.flags == ()


def test_standard_errors_of_the_arms_are_not_taken_for_standard_deviations():
    ses = {"spread_kind": "se", "spread_treat": 1 / math.sqrt(20), "spread_control": 1 / math.sqrt(20)}
    assert read(sized("a.x", -0.5, **ses)).size.estimate == pytest.approx(read(sized("a.x", -0.5)).size.estimate)


def test_a_spread_of_unknown_kind_gives_no_size():
    assert read(sized("a.x", -0.5, spread_kind="not_stated")).information == "sign"


def test_a_marker_keeps_its_direction_and_higher_is_positive():
    up = read(effect("a.x", outcome="cortisol", direction="higher", verdict="unassigned"))
    down = read(sized("a.x", -0.5, outcome="cortisol", verdict="unassigned"))
    assert (up.sign, down.sign) == (1, -1)
    assert down.size.estimate < 0


def test_the_correlation_within_persons_is_swept_and_named():
    row = sized("a.x", -0.5)
    wide, narrow = read(row, CROSSED, 0.3), read(row, CROSSED, 0.7)
    assert wide.is_paired
    assert wide.is_swept
    assert wide.size.variance > narrow.size.variance
    assert "within-person correlation taken as 0.3" in wide.flags


def test_arms_of_unknown_size_are_taken_as_halves_and_this_is_said():
    found = read(sized("a.x", -0.5, n_treat=None, n_control=None))
    assert (found.size.n_treat, found.size.n_control) == (20, 20)
    assert "arms of equal size assumed" in found.flags


def test_counts_give_an_odds_ratio_and_an_smd_from_it():
    counts = {"events_treat": 10, "n_treat": 12, "events_control": 5, "n_control": 10, "effect_type": "proportion"}
    found = read(effect("a.x", outcome="retention", direction="higher", verdict="better", **counts))
    assert found.way == "counts"
    assert found.ratio.estimate == pytest.approx(math.log(10 * 5 / (2 * 5)))
    assert found.size.estimate == pytest.approx(found.ratio.estimate * math.sqrt(3) / math.pi)


def test_arms_in_which_everybody_had_the_event_give_only_a_verdict():
    counts = {"events_treat": 35, "n_treat": 35, "events_control": 38, "n_control": 38, "effect_type": "proportion"}
    assert read(effect("a.x", outcome="retention", **counts)).information == "sign"


def test_a_printed_odds_ratio_below_one_is_good_if_less_is_better():
    row = better("a.x", effect_type="odds_ratio", value=0.5, low=0.25, high=1.0, error_kind="ci95")
    assert read(row).size.estimate == pytest.approx(math.log(2) * math.sqrt(3) / math.pi)


@pytest.mark.parametrize(
    "cells",
    [
        {"effect_type": "cohens_d", "value": 0.8},
        {"effect_type": "cohens_d", "value": -0.8},
        {"effect_type": "cohens_d", "low": 0.7, "high": 0.9, "error_kind": "range"},
    ],
)
def test_the_sign_of_a_printed_d_follows_from_the_direction(cells):
    arms = {"n_treat": 20, "n_control": 20}
    assert read(better("a.x", **arms, **cells)).size.estimate == pytest.approx(0.784, abs=1e-3)  # J(38) = 0.980
    assert read(worse("a.x", **arms, **cells)).size.estimate == pytest.approx(-0.784, abs=1e-3)


def test_t_and_f_say_the_same():
    t = read(better("a.x", test="t", test_value=2.0, df1=38)).size
    f = read(better("a.x", test="F", test_value=4.0, df1=1, df2=38)).size
    assert t.estimate == pytest.approx(f.estimate)
    assert t.estimate > 0


def test_degrees_of_freedom_that_do_not_fit_the_subjects_are_marked():
    found = read(better("a.x", test="F", test_value=4.4, df1=1, df2=691), CROSSED)
    assert any("691 degrees of freedom" in flag for flag in found.flags)


def test_an_f_of_several_groups_is_no_size():
    assert read(better("a.x", test="F", test_value=4.0, df1=2, df2=38)).information == "sign"


def test_an_exact_p_gives_a_size_and_a_bound_gives_bounds():
    exact = read(better("a.x", p_value=0.01, p_bound="equal", n_treat=20, n_control=20))
    bound = read(better("a.x", p_value=0.001, p_bound="below", n_treat=20, n_control=20))
    assert exact.way == "exact p"
    assert (bound.size, bound.information) == (None, "bound")
    assert bound.low == pytest.approx(3.2905, abs=1e-3)
    assert bound.high == math.inf


def test_cells_that_cannot_be_used_fall_through_to_the_next_way_and_are_named():
    found = read(sized("a.x", -0.5, spread_treat=0.0, p_value=0.03, p_bound="equal"))
    assert found.way == "exact p"
    assert any(flag.startswith("means cannot be used") for flag in found.flags)


def test_verdicts_become_bounds_in_the_synthesis_and_mixed_ones_stay_out():
    rows = [read(better("a.x")), read(worse("b.x")), read(effect("c.x")), read(effect("d.x", verdict="mixed"))]
    reports = reports_of(rows)
    assert [report.study for report in reports] == ["a", "b", "c"]
    assert [(report.low > 0, report.high < 0) for report in reports] == [(True, False), (False, True), (False, False)]
    assert [report.se for report in reports] == [(pytest.approx(math.sqrt(4 / 40)),)] * 3


def test_a_row_of_unknown_size_may_have_several_standard_errors():
    [report] = reports_of([read(better("a.x"), study("a", n_total=None))])
    assert len(report.se) == 5
    assert report.se == tuple(sorted(report.se, reverse=True))


def test_a_printed_correlation_gives_a_size_for_the_people_in_whom_it_was_found():
    row = effect("a.x", contrast_kind="association", effect_type="correlation", value=-0.5, n_treat=30, test="r")
    found = read(row)
    # d = 2 r / sqrt(1 - r^2), turned because less craving is good (Borenstein et al. 2009, eq. 7.5).
    assert found.size.estimate == pytest.approx(1 / math.sqrt(0.75))
    assert (found.way, found.n) == ("correlation", 30)
    assert any("correlation" in flag for flag in found.flags)


def test_an_interaction_gives_no_size_however_much_is_printed():
    row = sized("a.x", -0.5, contrast_kind="moderation", test="F", test_value=9.0, df1=1, p_value=0.01, p_bound="equal")
    assert read(row).size is None


def test_a_change_within_one_arm_of_a_parallel_trial_is_paired():
    row = better("a.x", contrast_kind="within_arm", n_treat=12, p_value=0.02, p_bound="equal")
    found = read(row)
    assert found.is_paired
    assert (found.n, found.size.n_treat) == (12, 12)
    assert read(row.model_copy(update={"n_treat": None})).size is None, "40 people are in the trial, not in the arm"
