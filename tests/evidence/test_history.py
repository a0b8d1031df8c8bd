"""What changed since an earlier snapshot: rows by table, and the answers that moved."""

from __future__ import annotations

import copy

from allostasis.evidence import load
from allostasis.evidence.history import changes_since, latest_before, record_of
from allostasis.evidence.snapshots import current


def test_a_snapshot_does_not_differ_from_itself():
    now = record_of(load())
    found = changes_since(now, now)
    assert (found.rows, found.syntheses, found.claims) == ({}, (), ())


def test_rows_that_come_go_and_change_are_told_apart_and_moved_answers_are_found():
    before = {
        "snapshot": "a",
        "digest": "a",
        "rows": {"effects": {"kept": "1", "gone": "2", "edited": "3"}},
        "syntheses": {"craving human": "nothing"},
        "claims": {"one": "mixed (1 for, 1 against, 0 neutral)"},
    }
    after = copy.deepcopy(before) | {"snapshot": "b", "rows": {"effects": {"kept": "1", "edited": "4", "new": "5"}}}
    after["claims"]["one"] = "supported (3 for, 0 against, 0 neutral)"
    found = changes_since(before, after)
    assert found.rows == {"effects": {"added": ("new",), "removed": ("gone",), "changed": ("edited",)}}
    assert found.syntheses == ()
    assert [(move.question, move.before[:5], move.after[:9]) for move in found.claims] == [
        ("one", "mixed", "supported")
    ]


def test_the_record_that_is_compared_is_one_of_other_tables():
    before = latest_before(current().digest)
    assert before is not None
    assert before["digest"] != current().digest
    assert latest_before(before["digest"]) != before
