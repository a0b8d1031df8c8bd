"""The acceptance suite: what a check is, what it may read, and the checks that run fast."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from allostasis.cli.app import main
from allostasis.errors import HeldOutError, InputError
from allostasis.evidence import load
from allostasis.models.describe import parts
from allostasis.quantities.substances import SUBSTANCES
from allostasis.verification import counts, free_within, recorded, verify
from allostasis.verification.bench import Bench, rows_behind
from allostasis.verification.candidates import candidates
from allostasis.verification.check import FREE, NOT_YET, Answer, Check, above, around, below, between, fold, registered
from allostasis.verification.checks.plasma import morphine_from_muscle
from allostasis.verification.coverage import coverage
from allostasis.verification.freedom import assuming_otherwise, read_audit
from allostasis.verification.reference import references
from allostasis.verification.results import _result, _why
from allostasis.verification.spread import of_values
from allostasis.verification.subjects import Cast
from allostasis.verification.undecided import what_decides


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(Cast(load()))


def test_a_number_agrees_inside_its_band_and_nowhere_else() -> None:
    target = around(2.0, 0.5)
    assert [Answer(target, value).within for value in (1.4, 1.5, 2.5, 2.6, math.nan)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert fold(6.0, 1.5).low == pytest.approx(4.0)
    assert fold(6.0, 1.5).high == pytest.approx(9.0)


def test_what_was_worked_out_for_one_individual_is_never_given_to_another(bench: Bench) -> None:
    def kept(clearance: float) -> float:
        # Nobody else holds this person: once it is gone, its place in memory is free for the next.
        person = bench.subject.with_(naloxone__CL=clearance)
        return bench.of(person).once("a test", lambda: person.parameters["naloxone.CL"])

    assert [kept(float(k)) for k in range(1, 50)] == [float(k) for k in range(1, 50)]


def test_an_order_is_not_met_by_no_difference() -> None:
    assert [Answer(above(1.0, "higher"), value).within for value in (0.9, 1.0, 1.1)] == [False, False, True]
    assert [Answer(below(1.0, "lower"), value).within for value in (0.9, 1.0, 1.1)] == [True, False, False]


def test_draws_agree_with_a_number_by_their_median_and_are_undecided_where_only_the_interval_reaches() -> None:
    target = between(0.2, 0.4, "0.2 to 0.4")
    assert Answer(target, 0.3, 0.0, 0.9).verdict == "agrees"
    assert Answer(target, 0.1, 0.0, 0.25).verdict == "undecided"
    assert Answer(target, 0.1, 0.0, 0.15).verdict == "misses"
    assert not Answer(target, 0.1, 0.0, 0.25).within


def test_draws_agree_with_a_direction_only_if_nearly_all_have_it() -> None:
    lower = below(1.0, "lower")
    coin, sure, wrong = (of_values(lower, values) for values in ([0.8, 0.9, 1.2], [0.7, 0.8, 0.9], [1.1, 1.2, 1.3]))
    assert [coin.verdict, sure.verdict, wrong.verdict] == ["undecided", "agrees", "misses"]
    assert coin.share == pytest.approx(2 / 3)
    assert [sure.share, wrong.share] == [1, 0]


def test_a_row_of_a_held_out_study_is_refused(bench: Bench) -> None:
    held_out = [e for e in bench.evidence.effects.values() if bench.evidence.studies[e.study_id].role == "held_out"]
    with pytest.raises(HeldOutError, match="held_out"):
        bench.effect(held_out[0].effect_id)


def test_a_constant_from_the_source_of_a_held_out_study_is_refused_too(bench: Bench) -> None:
    evidence, row = bench.evidence, "stanski1978_k_a"
    study = next(iter(evidence.studies.values()))
    hidden = study.model_copy(update={"source": next(iter(evidence.sources_of_row(row))), "role": "held_out"})
    other = Bench(Cast(replace(evidence, studies={**evidence.studies, hidden.study_id: hidden})))
    assert bench.constant(row) > 0
    assert row not in bench.used, "what a check needs is not what it compares with"
    with pytest.raises(HeldOutError, match="held_out"):
        other.constant(row)


def test_no_check_reads_a_held_out_study_and_no_test_reads_an_input_of_the_model() -> None:
    evidence = load()
    held_out = {study.source for study in evidence.studies.values() if study.role == "held_out"} - {None}
    for result in recorded():
        assert not set(result.source) & held_out, result.check
        if result.counts:
            assert not set(result.rows) & rows_behind(result.model, evidence), result.check


def test_there_are_enough_checks_of_every_kind() -> None:
    evaluated = [result for result in recorded() if result.within is not None]
    assert len(evaluated) >= 45
    assert free_within(recorded(), blind=False)[0] >= 25
    assert {result.check for result in recorded() if result.blind} == set(candidates()), "record the results anew"
    assert all(result.explanation for result in recorded() if result.kind == "not yet possible")
    assert {part for result in recorded() for part in result.parts} <= set(parts()), "a check tests parts of the model"


def test_every_miss_that_counts_is_explained() -> None:
    assert [r.check for r in recorded() if r.counts and r.within is False and not r.explanation] == []


def test_what_decides_is_said_of_checks_of_the_prior_that_there_are() -> None:
    import allostasis.verification.checks  # noqa: F401  # importing them registers them

    named = what_decides()
    assert {registered()[name].kind for name in named} == {"prior"}
    open_ = Answer(above(1.0, "higher"), 1.0, low=0.5, high=2.0, share=0.5)
    assert _why("tolerance.oxytocin", open_)[1] == named["tolerance.oxytocin"]
    assert _why("tolerance.oxytocin", Answer(above(1.0, "higher"), 0.5, miss="too low")) == ("too low", "")


def test_what_was_recorded_is_what_is_declared() -> None:
    import allostasis.verification.checks  # noqa: F401  # importing them registers them

    assert [result.check for result in recorded()] == list(registered())


@pytest.mark.parametrize("part", ["naloxone", "fentanyl"])
def test_checks_give_what_was_recorded(part: str) -> None:
    results, old = verify(load(), part), {result.check: result for result in recorded()}
    for result in results:
        assert result.ours == pytest.approx(old[result.check].ours, rel=0.02), (
            f"{result.check}: record the results anew"
        )
        assert result.verdict == old[result.check].verdict
    assert counts(results)


def test_the_reference_of_the_glands_comes_from_the_published_equations_alone() -> None:
    from scipy.integrate import solve_ivp

    def rates(_: float, y: Any, drive: float) -> list[float]:
        k = [60 * math.log(2) / minutes for minutes in (4, 20, 80)]
        glands = [math.log(2) / (24 * days) for days in (20, 30)]
        feedback = (1 + 4**-3) / (1 + (y[2] / 4) ** 3)
        return [
            k[0] * (drive * feedback / y[2] - y[0]),
            k[1] * (y[0] * y[3] * feedback - y[1]),
            k[2] * (y[1] * y[4] - y[2]),
            glands[0] * y[3] * (y[0] - 1),
            glands[1] * y[4] * (y[1] - 1),
        ]

    found = solve_ivp(rates, (0, 28 * 24), [1.0] * 5, args=(2.0,), method="LSODA", rtol=1e-9, atol=1e-11).y[:, -1]
    for value, name in zip(found, ("crh", "acth", "cortisol", "corticotrophs", "adrenal"), strict=True):
        assert value == pytest.approx(references()[f"glands_20_30_end_{name}"].value, abs=0.00051)


def test_the_command_prints_complete_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "load", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    wanted = {"check", "subsystem", "also", "published", "ours", "within", "source", "class"}
    assert all(wanted <= set(check) for check in printed["checks"])
    assert all("load" in (check["subsystem"], *check["also"]) for check in printed["checks"])
    assert sum(kind["checks"] for kind in printed["counts"].values()) == len(printed["checks"]), "each is counted once"


def test_what_was_worked_out_for_a_draw_is_never_taken_for_another() -> None:
    # Work is kept under the identity of the individual: were the draws made anew, a new one could get an old one's.
    cast = Cast(load())
    assert all(a is b for a, b in zip(cast.drawn("human", 3), cast.drawn("human", 3), strict=True))


def test_morphine_from_the_muscle_is_the_whole_dose_and_falls_off_as_published() -> None:
    slices = morphine_from_muscle(Bench(Cast(load())), 10.0)
    given = np.cumsum([(end - start) * rate for start, end, _, rate in slices])
    assert given[-1] == pytest.approx(10e6 / SUBSTANCES["morphine"].molar_mass, rel=1e-9)
    # Half of it has gone after the printed half-life of absorption, 7.7 min.
    half = np.interp(0.5, given / given[-1], [end for _, end, _, _ in slices])
    assert 60 * half == pytest.approx(7.7, rel=0.001)


def test_an_unknown_part_or_model_is_named_with_what_there_is() -> None:
    with pytest.raises(InputError, match="kidney") as refused:
        verify(load(), "kidney", "snail")
    assert len(refused.value.problems) == 2


def test_a_part_without_checks_is_told_from_one_that_there_is_not_and_from_another_model() -> None:
    said = []
    for part, model in (("traits", None), ("kidney", None), ("ventilation", "rat")):
        with pytest.raises(InputError) as refused:
            verify(load(), part, model)
        said.append(refused.value.problems[0].found)
    assert said == ["a part of the model without checks", "no part of the model", "no check of this part by this model"]


def test_every_line_of_the_coverage_names_checks_that_there_are_or_says_why_not() -> None:
    import allostasis.verification.checks  # noqa: F401  # importing them registers them

    names = registered()
    for line in coverage():
        assert [name for name in line.checks if name not in names] == [], line.what
        assert line.checks or line.reason, line.what


def test_every_candidate_is_a_check_and_none_was_left_out() -> None:
    results = {result.check: result for result in recorded()}
    for name, listed in candidates().items():
        assert name in results, name
        found = results[name]
        assert found.rows == listed.rows, name
        assert found.published_low == (None if listed.low is None else pytest.approx(listed.low, rel=1e-4)), name
        assert found.published_high == (None if listed.high is None else pytest.approx(listed.high, rel=1e-4)), name
        if found.uncounted:  # what the model rests on by now, itself or its data; no miss leaves the count by a word
            assert found.within or set(found.rows) & rows_behind(found.model, load()), name


def test_nothing_assumed_decides_a_check_that_is_called_free_of_gains() -> None:
    audit = read_audit()
    free = [result.check for result in recorded() if result.kind == FREE and result.counts]
    assert sorted(audit) == sorted(free)
    assert [name for name, found in audit.items() if not found["unanimous"]] == []


def test_the_audit_of_freedom_draws_what_is_assumed_and_nothing_else() -> None:
    evidence = load()
    priors, typical = evidence.priors_for("human"), Cast(evidence).typical("human")
    (drawn,) = assuming_otherwise("human", evidence, draws=1)
    moved = {name for name, value in drawn.parameters.items() if value != typical.parameters[name]}
    assert {priors[name].rule for name in moved} == {"assumed"}
    assert {"learning.g_cue", "hpa.a_withdrawal", "exposure.k_stressor"} <= moved


def test_a_check_over_draws_asks_each_individual_anew() -> None:
    def compute(bench: Bench) -> Answer:
        value = bench.once("once", lambda: bench.subject.parameters["mu_receptor.e_0"])
        return Answer(between(0.0, 1.0, "none"), value)

    drawn = Check("x.y", "x", "prior", "", "1", "", "human", draws=5, compute=compute)
    result = _result(drawn, Cast(load()))
    assert result.ours_low is not None
    assert result.ours_high is not None
    assert result.ours_low < result.ours_high


def test_what_is_not_counted_says_why() -> None:
    for result in recorded():
        assert result.counts == (result.kind != NOT_YET and not result.uncounted)
    assert {
        "hpa.dynamical_compensation",
        "naloxone.mcdonald2018_nasal_4_mg",
        "mu_receptor.naloxone_1000_ug_per_kg",
    } <= {result.check for result in recorded() if result.uncounted}
