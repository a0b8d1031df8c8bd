"""Over all parts of the model: which checks test each of them, and what was worked out before for slow ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allostasis.cli.verify import lines
from allostasis.evidence import load
from allostasis.models.describe import parts
from allostasis.verification import counts, recorded
from allostasis.verification.check import NOT_YET, Check, registered
from allostasis.verification.checks import lever_sessions
from allostasis.verification.coverage import unasked
from allostasis.verification.long_runs import DRAWS, TABLE, long_runs, worked_out
from allostasis.verification.results import _chosen
from allostasis.verification.subjects import Cast

ROUNDED = 1e-4
"""The table holds six digits; between two machines the solver's steps differ by less than this."""


def asks(check: Check) -> bool:
    """Whether a check is a test that the model answers."""
    return check.kind != NOT_YET and not check.uncounted


def test_every_part_of_the_model_is_tested_or_says_why_not() -> None:
    tested = {part for check in registered().values() if asks(check) for part in check.parts}
    assert set(parts()) - tested == set(unasked()), "no part is left out, and no reason outlives its part being tested"
    assert all(reason for reason in unasked().values())


def test_further_parts_that_a_check_tests_are_parts_of_the_model_and_not_its_own() -> None:
    for check in registered().values():
        assert set(check.parts) <= set(parts()), check.name
        assert len(set(check.parts)) == len(check.parts), check.name


def test_asked_for_pressing_the_suite_gives_what_lever_sessions_test() -> None:
    chosen = {check.name for check in _chosen("pressing", None)}
    of_levers = {
        check.name
        for check in registered().values()
        if check.compute is not None and check.compute.__module__ == lever_sessions.__name__
    }
    assert of_levers
    assert of_levers <= chosen
    assert {check.subsystem for check in _chosen("pressing", None)}.isdisjoint({"pressing"}), "each is filed elsewhere"


def test_a_check_of_several_parts_is_counted_once_and_says_what_else_it_tests() -> None:
    one = next(result for result in recorded() if result.check == "use.escalation")
    shared = replace(one, also=("pressing", "arbitration"))
    assert shared.parts == ("use", "pressing", "arbitration")
    assert counts([shared]) == counts([replace(one, also=())])
    printed = "\n".join(lines([shared]))
    assert "also tests: pressing, arbitration" in printed
    assert printed.count("escalation (rat") == 1
    assert shared.as_json()["also"] == ["pressing", "arbitration"]


def test_the_table_of_long_runs_holds_every_draw_of_every_check_that_reads_it() -> None:
    wanted = {(name, run.model): DRAWS for name, run in long_runs().items()}
    assert {key: len(values) for key, values in TABLE.values.items()} == wanted


@pytest.mark.parametrize("name", ["load.cortisol_day_30_over_day_3", "crf1_antagonist.craving_in_abstinence"])
def test_the_table_of_long_runs_is_what_individuals_do_today(name: str) -> None:
    (ours,) = worked_out(Cast(load()), name, range(1, 2))
    recorded = TABLE.values[name, long_runs()[name].model]
    assert ours == pytest.approx(recorded[1], rel=ROUNDED), "work the long runs out anew"
